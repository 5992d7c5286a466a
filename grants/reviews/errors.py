"""What may go wrong in a review, worded for users."""

from grants.errors import GrantError


class NotFree(GrantError):
    """Somebody may not review a proposal; the sentence says why."""


class WrongNumber(GrantError):
    """There are too few or too many reviewers."""


class NotDeclared(GrantError):
    """The reviewer has yet to say whether she has an interest."""


class NotFinished(GrantError):
    """Something is still blank; `missing` are the codes of what."""

    def __init__(self, words: str, missing: list[str]) -> None:
        super().__init__(words)
        self.missing = missing


class ReviewStands(GrantError):
    """The review was submitted or ended, so it stays as it is."""


class WrongScore(GrantError):
    """A score that there is not, or of something that is not asked."""


class ConditionsOpen(GrantError):
    """Conditions have yet to be answered by yes or no."""


class NoTie(GrantError):
    """There is nothing to draw lots about, or lots were drawn already."""


class WrongDay(GrantError):
    """The last day to review lies in the past."""
