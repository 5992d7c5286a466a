"""What may go wrong with money, worded for users."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from grants.errors import GrantError
from grants.money import format_euros


class WrongAmount(GrantError):
    """The amount is not a whole number of cents above zero, or larger than any budget."""


class WrongDay(GrantError):
    """The day on which it should count lies in the future or long before the year."""


class OverCeiling(GrantError):
    """More is asked than is left; `left_cents` says how much that is (euro cents), `name` whose."""

    def __init__(self, left_cents: int, name: str = "") -> None:
        told = {"left": format_euros(left_cents), "name": name}
        super().__init__(
            _("%(name)s: this is more than what is free there, %(left)s.") % told
            if name
            else _("This is more than what is left of the budget: %(left)s.") % told
        )
        self.left_cents = left_cents


class OverReserved(GrantError):
    """The slices would have more together than the year's reserved share; `left_cents` is not allotted yet."""

    def __init__(self, left_cents: int) -> None:
        super().__init__(
            _("Together the districts would get more than the reserved share of the year. Left: %(left)s.")
            % {"left": format_euros(left_cents)}
        )
        self.left_cents = left_cents


class ShareTooSmall(GrantError):
    """The reserved share would be less than what the slices have together (euro cents)."""

    def __init__(self, allotted_cents: int) -> None:
        told = {"amount": format_euros(allotted_cents)}
        super().__init__(_("The districts have %(amount)s together. Lower their amounts first.") % told)


class NotCovered(GrantError):
    """More is moved than stands on an account; `left_cents` is what stands there (euro cents)."""

    def __init__(self, account: str, left_cents: int) -> None:
        super().__init__(
            _("This is more than what stands under “%(account)s”: %(left)s.")
            % {"account": account, "left": format_euros(left_cents)}
        )
        self.left_cents = left_cents


class YearClosed(GrantError):
    """The year takes no entry any more; a correction is an entry in the open year."""

    def __init__(self, year: int) -> None:
        super().__init__(
            _("The year %(year)s is closed. A correction is booked in the open year.") % {"year": str(year)}
        )
        self.year = year


class StillOpen(GrantError):
    """The year cannot be closed: something is still reserved, or granted under condition."""


class KeyReused(GrantError):
    """Something else was booked already under this key."""


class Refused(GrantError):
    """The database refused an entry that the accounts seemed to allow."""


class AlreadyUndone(GrantError):
    """The entry has its counter-entry already, or is one itself."""


class WrongSlices(GrantError):
    """Slices that do not go together (another city or year, or the same one twice), or do not fit their regulation."""


class SliceTaken(GrantError):
    """A district has a slice of this year and regulation already."""


class YearTaken(GrantError):
    """The city has this year already."""


class SamePerson(GrantError):
    """Who prepared it never approves it."""


class NothingChanges(GrantError):
    """A prepared change that changes nothing."""


def closed_before(day: date) -> str:
    """Return the sentence for a closing day that lies before what was booked last."""
    return _("Something was booked after that day, on %(day)s. Close on that day or later.") % {
        "day": f"{day:%d-%m-%Y}"
    }


def closed_until(year: int, day: date) -> str:
    """Return the sentence for a day of booking on or before the one on which a year was closed."""
    return _("%(year)s is closed up to and including %(day)s. Book it on %(first)s or later.") % {
        "year": str(year),
        "day": f"{day:%d-%m-%Y}",
        "first": f"{day + timedelta(days=1):%d-%m-%Y}",
    }


def not_in_force(year: int) -> str:
    """Return the sentence for a regulation that is in force on no day of the year."""
    return _("This regulation is not in force in %(year)s. Choose another one.") % {"year": str(year)}
