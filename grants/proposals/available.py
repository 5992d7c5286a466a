"""What its budget has for a proposal: what is still available before it is submitted, what is reserved by it. Cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.budget.queries import journal
from grants.budget.states import Event
from grants.money import format_euros
from grants.rounds.queries import left_told
from grants.terms import day_of

from .queries import reserved_for, untold, year_of

if TYPE_CHECKING:
    from datetime import date

    from .models import Proposal


@dataclass(frozen=True)
class Available:
    """What is still available in a budget, what is reserved in it for this proposal already, and what is asked."""

    free: int
    reserved: int
    asked: int

    @property
    def within_reach(self) -> int:
        """What can be asked without asking more than there is."""
        return self.free + self.reserved

    @property
    def reservable(self) -> int:
        """What is reserved for it when it is submitted (E2)."""
        return min(self.asked, self.free)

    @property
    def lacks(self) -> int:
        """By how much more is asked than there is."""
        return max(0, self.asked - self.within_reach)


@dataclass(frozen=True)
class Reserved:
    """What of the amount that is asked was reserved when it was submitted."""

    cents: int
    asked: int

    @property
    def lacks(self) -> int:
        """What is asked beyond that."""
        return max(0, self.asked - self.cents)

    @property
    def words(self) -> str:
        """Tell that it was reserved in part, and what that means for the decision; "" where it was in full."""
        if not self.lacks:
            return ""
        told = {"asked": self.asked, "reserved": self.cents, "lacks": self.lacks}
        told_of = {name: format_euros(cents) for name, cents in told.items()}
        first = (
            _("Of the %(asked)s, %(reserved)s is reserved; no more was available when it was submitted.")
            if self.cents
            else _("Nothing of the %(asked)s is reserved: no money was available when it was submitted.")
        ) % told_of
        then = _(
            "The city can grant the %(lacks)s that is missing only if money comes free before it decides. Otherwise it"
            " can grant a part, or put it on a waiting list."
        )
        return f"{first} {then % told_of}"


def available_for(proposal: Proposal, *, on: date) -> Available:
    """Return what its budget has for it on that day, as its council may know. Three queries at most."""
    free = left_told(proposal.round, proposal.slice, untold=untold(), on=on)
    return Available(free, reserved_for(proposal), proposal.asked_cents)


def reserved_by_submission(proposal: Proposal) -> Reserved | None:
    """Return what was reserved when it was submitted, or taken up again; it stays so, whatever was decided since.

    None before, in a tender, and where the budget was not adopted yet: there it reserves nothing. Two queries at most.
    """
    if proposal.received_at is None or proposal.dossier is None or not proposal.round.reserves:
        return None
    if not year_of(proposal).is_adopted(day_of(proposal.received_at)):
        return None
    entry = journal(proposal.district.city, event=Event.RESERVE, dossier=proposal.dossier.number).first()
    return None if entry is None else Reserved(entry.cents, proposal.asked_cents)  # type: ignore[attr-defined]  # annotated
