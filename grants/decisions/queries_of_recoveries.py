"""Reads of what a recovery is made up of. Amounts are euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from grants.budget.models import Transfer
from grants.budget.states import Event, Kind

from .queries import owed_by
from .queries_of_revisions import in_place_of_final

if TYPE_CHECKING:
    from .models import Decision

_WENT = (Kind.IN_TRANSIT, Kind.BANK)
_CAME_BACK = Q(entry__event__in=[Event.RECEIVE, Event.MATCH, Event.RECOVER], entry__undone_by__isnull=True)
_SET_OFF = Q(entry__event=Event.SET_OFF, entry__undone_by__isnull=True)


@dataclass(frozen=True)
class MadeUp:
    """What a recovery is made up of, as the books stand: what was paid less the rest is what it asks."""

    cents: int  # that it asks
    paid_cents: int  # that left the bank, and did not come back as a payment that failed
    set_off_cents: int
    back_cents: int
    set_off_back_cents: int
    final_cents: int  # that stays theirs, 0 of what was revoked
    asked_before_cents: int  # by recoveries before it, and open still

    @property
    def rest_cents(self) -> int:
        """What of the rest is not asked now, as it was given up; below nothing what the city has yet to pay."""
        stays = self.final_cents + self.asked_before_cents + self.cents
        came_back = self.back_cents + self.set_off_back_cents
        return self.paid_cents + self.set_off_cents - came_back - stays


def made_up_of(recovery: Decision) -> MadeUp:
    """Return what a recovery is made up of as the books stand now. Three queries."""
    proposal = recovery.proposal
    final = in_place_of_final(proposal)
    went = Q(debit__kind=Kind.PAYABLE, credit__kind__in=_WENT)
    failed = Q(credit__kind=Kind.PAYABLE, debit__kind__in=_WENT)
    owed = Q(credit__kind__in=[Kind.RECEIVABLE, Kind.WRITTEN_OFF, Kind.PRIOR_YEARS])
    found = Transfer.objects.filter(entry__dossier=proposal.dossier_id).aggregate(
        went=Sum("cents", filter=went),
        failed=Sum("cents", filter=failed),
        back=Sum("cents", filter=_CAME_BACK & owed),
        off=Sum("cents", filter=_SET_OFF & Q(debit__kind=Kind.PAYABLE)),
        off_back=Sum("cents", filter=_SET_OFF & Q(credit__kind=Kind.RECEIVABLE)),
    )
    sums = {name: cents or 0 for name, cents in found.items()}
    return MadeUp(
        cents=recovery.cents,
        paid_cents=sums["went"] - sums["failed"],
        set_off_cents=sums["off"],
        back_cents=sums["back"],
        set_off_back_cents=sums["off_back"],
        final_cents=final.cents if final is not None else 0,
        asked_before_cents=max(0, owed_by(proposal) - recovery.cents),
    )
