"""What may go wrong with a report, worded for users."""

from grants.errors import GrantError


class NotWhole(GrantError):
    """Something that a report must say is missing; `missing` are the sentences."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class WrongReport(GrantError):
    """A line, a file or a judgement that does not fit the report."""


class NobodyToTell(GrantError):
    """Who receives the money has no e-mail address, so no link can be sent."""
