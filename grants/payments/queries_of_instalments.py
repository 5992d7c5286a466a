"""Reads of what stands as to be paid: the instalments that no order pays yet. Amounts are euro cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from grants.budget.models import Account
from grants.budget.states import Kind
from grants.decisions.models import Instalment
from grants.decisions.queries import payable_instalments
from grants.orders.queries import paid_from
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from wijkraden.places.models import City

from .models import Order, SetOff
from .states import STANDING, OrderState, SetOffState

DUE = (Kind.PAYABLE, Kind.RECEIVABLE)  # what is to be paid less what is owed is what may leave


def without_order(city: City) -> QuerySet[Any]:
    """Return the instalments that were told and have no order that stands, with their regulation. One query.

    Adds `left_cents`: what of their dossier is to be paid and in no prepared order; of what the city buys
    `invoice_received_on` and `order_delivered_on`, the days from which its invoice is to be paid; `set_off_cents`: what
    of their dossier was set off against a claim, `set_off_since_cents`: of that what was set off since it was to be
    paid; `set_off_waits`: whether such a thing waits to be decided on.
    """
    off = SetOff.objects.filter(proposal=OuterRef("decision__proposal")).order_by()
    approved = off.filter(state=SetOffState.APPROVED)
    since = approved.filter(
        told_on__gte=Greatest(  # of nothing, the one database makes nothing and the other what there is
            OuterRef("decision__sent_on"),
            Coalesce(OuterRef("entry__booked_on"), OuterRef("decision__sent_on")),
        )
    )
    found = payable_instalments(city).exclude(orders__in=Order.objects.filter(state__in=STANDING))
    found = found.annotate(
        left_cents=_left_cents(),
        **paid_from(OuterRef("decision__proposal")),
        set_off_cents=_sum_of(approved),
        set_off_since_cents=_sum_of(since),
        set_off_waits=Exists(off.filter(state=SetOffState.PREPARED)),
    )
    return found.select_related("decision__proposal__slice__regulation")


def _sum_of(rows: QuerySet[SetOff]) -> Coalesce:
    summed = Subquery(rows.values("proposal").values(sum_cents=Sum("cents")))
    return Coalesce(summed, Value(0), output_field=BigIntegerField())


def channel_of(proposal: Proposal) -> str:
    """Return by what its payments leave now: the channel of its regulation."""
    regulation = proposal.slice.regulation
    return regulation.channel if regulation is not None else Channel.BANK


def shared_out(found: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """Give each of these its part of what is left of its dossier, 0 or more: who was told first has first.

    What was set off is of what was to be paid by then, the newest first; an instalment that came later keeps its own.
    """
    rows = list(found)
    asks, left = _less_set_off(rows), {one.decision.proposal_id: max(0, one.left_cents) for one in rows}
    given: dict[int, int] = defaultdict(int)
    for most in (asks, {one.pk: one.cents for one in rows}):  # then what the set-offs leave to nobody
        for one in rows:
            cents = min(most[one.pk] - given[one.pk], left[one.decision.proposal_id])
            given[one.pk] += cents
            left[one.decision.proposal_id] -= cents
    for one in rows:
        yield one, given[one.pk]


def _less_set_off(rows: Iterable[Any]) -> dict[int, int]:
    """Return by instalment what of it was not set off."""
    asks, used = {}, defaultdict[int, int](int)
    newest_first = sorted(rows, key=lambda one: (one.set_off_since_cents, -one.pk))
    for one in newest_first:
        proposal = one.decision.proposal_id
        off = min(one.cents, max(0, one.set_off_since_cents - used[proposal]))
        used[proposal] += off
        asks[one.pk] = one.cents - off
    return asks


def covers(proposal: Proposal) -> bool:
    """Tell if what is on its way to a recipient is still owed, as far as it was made known. Two queries.

    What is taken back of a grant is taken from what is to be paid first; what is owed beyond that was sent too much.
    """
    sums = Account.objects.filter(dossier=proposal.dossier_id, kind__in=DUE).values("kind")
    due = {one["kind"]: one["cents"] for one in sums.annotate(cents=Sum(F("credits") - F("debits")))}
    payable, owed = due.get(Kind.PAYABLE, 0), -due.get(Kind.RECEIVABLE, 0)
    untold = Instalment.objects.filter(
        decision__proposal=proposal, decision__sent_on__isnull=True, entry__isnull=False
    ).aggregate(cents=Coalesce(Sum("cents"), Value(0)))["cents"]
    return bool(payable - min(payable, untold) >= owed)


def _left_cents() -> Combinable:
    """Return, for a query of instalments, what of their dossier is to be paid and in no prepared order."""
    of_proposal = OuterRef("decision__proposal")
    waits = Order.objects.filter(proposal=of_proposal, state=OrderState.PREPARED).order_by()
    sums = Account.objects.filter(dossier=OuterRef("decision__proposal__dossier"), kind__in=DUE).order_by()
    due = Subquery(sums.values("dossier").values(sum_cents=Sum(F("credits") - F("debits"))))
    sent = Subquery(waits.values("proposal").values(sum_cents=Sum("cents")))
    return Coalesce(due, Value(0)) - Coalesce(sent, Value(0), output_field=BigIntegerField())
