"""How a flow takes hold of payments.

Always in this order (docs/decisions/0011): the person, the till of the city, the batch, the proposals by id, the
budget years of the city, their slices. Who changes an order or a claim holds its proposal, so these rows need no lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from grants.budget.models import Dossier, Slice, Year
from grants.budget.posting import lock_together, lock_years, path
from grants.budget.states import Scope
from grants.proposals.models import Proposal
from portal.errors import WrongState
from wijkraden.places.models import City

from .checking import refuse_ended
from .errors import NoAccount
from .models import Batch, Claim, PayingAccount
from .queries_of_claims import claims_listed


def hold_till(city: City) -> list[PayingAccount]:
    """Lock the till of a city, its first account, and return all its accounts, the newest first.

    Whoever numbers a batch or reads a statement waits here. Raises NoAccount when it has none.
    """
    first = PayingAccount.objects.filter(city=city).order_by("id").select_for_update(no_key=True).first()
    if first is None:
        raise NoAccount
    return list(PayingAccount.objects.filter(city=city))


def hold_batch(batch: Batch) -> Batch:
    """Lock a batch and return it as it is now; raises WrongState unless it waits to be released."""
    row = Batch.objects.select_for_update(no_key=True, of=("self",)).select_related("city", "account")
    held = row.get(pk=batch.pk)
    refuse_ended(held)
    return held


def hold_proposals(ids: Iterable[int]) -> dict[int, Proposal]:
    """Lock proposals by id: their orders, accounts and claims do not change meanwhile. Return them by id."""
    rows = Proposal.objects.filter(pk__in=set(ids)).order_by("pk")
    rows = rows.select_related("dossier", "slice", "district__city")
    return {one.pk: one for one in rows.select_for_update(no_key=True, of=("self",))}


def held_claim(claim: Claim) -> Any:
    """Lock its proposal, and return a claim as the list of claims tells it now."""
    held = hold_proposals([claim.proposal_id])
    row = claims_listed(claim.proposal.district.city).get(pk=claim.pk)
    row.proposal = held[row.proposal_id]
    return row


class Books:
    """The slices of some dossiers and the own ledgers of the city, held until the flow ends.

    None of their years closes meanwhile.
    """

    def __init__(self, city: City, dossiers: Iterable[Dossier]) -> None:
        years = lock_years(*Year.objects.filter(city=city).values_list("pk", flat=True))
        own = Slice.objects.filter(year__in=years, scope=Scope.BOOKS).values_list("pk", flat=True)
        self._paths = {one.slice_id: path(one) for one in {one.slice_id: one for one in dossiers}.values()}
        ids = sorted({pk for found in self._paths.values() for pk in found} | set(own))
        self._held = {one.pk: one for one in lock_together(*ids)}

    def day_for(self, dossier: Dossier, booked_on: date) -> date:
        """Return that day, or the first one that is open to the dossier after a closing."""
        closed = [self._held[pk].closed_on for pk in self._paths[dossier.slice_id]]
        return max([booked_on, *(day + timedelta(days=1) for day in closed if day is not None)])

    def own_ledger(self, booked_on: date) -> tuple[Slice, date]:
        """Return the city's own ledger for that day and the day itself; after a closing the next one, once open.

        Raises WrongState when the city has no open year for it.
        """
        own = [one for one in self._held.values() if one.scope == Scope.BOOKS]
        for one in sorted(own, key=lambda one: one.year.year):
            if one.closed_at is None and one.year.year >= booked_on.year:
                closed = [other.closed_on for other in own if other.closed_on is not None]
                return one, max([booked_on, *(day + timedelta(days=1) for day in closed)])
        raise WrongState(
            _("There is no open budget year for %(year)s. The finance adviser prepares it first.")
            % {"year": str(booked_on.year)}
        )

    def standing(self, slice_: Slice) -> Slice:
        """Return the budget, or own ledger, in which stands now what was booked in that one."""
        found = self._held[slice_.pk]
        while found.closed_at is not None and found.successor_id is not None:
            found = self._held[found.successor_id]
        return found
