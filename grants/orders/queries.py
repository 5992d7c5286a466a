"""Reads of the orders: what stands of each, what waits for whom, what was paid to whom. Amounts are euro cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.models import Interest, Party
from grants.proposals.queries import bank_account_of, standing_accounts
from grants.proposals.states import PartyKind, Route, State
from portal.reads import put_together_once
from portal.search import normalise, search_words
from wijkraden.people.models import Seat

from .matching import Match
from .models import Delivery, Invoice, PurchaseOrder
from .rules import agreements
from .states import DELIVERED_FROM, RUNNING, STAGES, Stage

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User
    from wijkraden.places.models import City

ON_PAGE = (  # what the page of an order shows of it, for `gather`
    *("deliveries__files__file", "deliveries__confirmed_by", "deliveries__taken_back_by"),
    *("invoices__lines", "invoices__file", "invoices__entered_by", "invoices__taken_back_by"),
)
_IS_RUNNING = Q(ended_on__isnull=True, proposal__state__in=sorted(RUNNING))
_CAN_BE_SETTLED = Q(proposal__state=State.REPORTED, invoiced_cents__gt=0) & (
    Q(invoiced_cents=F("delivered_cents")) | Q(no_more_at__isnull=False)
)
_AROUND = ("proposal__dossier", "proposal__district__city", "decision", "prepared_by", "decided_by")


def order_at(city: City, public_id: str) -> PurchaseOrder | None:
    """Return one order of a city with what stands around it. One query."""
    return next(iter(_orders_at(city, public_id)), None)


@put_together_once
def _orders_at(city: City, public_id: str) -> QuerySet[PurchaseOrder]:
    found = PurchaseOrder.objects.filter(city=city, public_id=public_id)
    around = ("proposal__round__year__city", "proposal__round__regulation", "proposal__slice__year")
    return found.select_related(*_AROUND, *around, "returned_set_by", "no_more_by")


def order_of(proposal: Proposal) -> PurchaseOrder | None:
    """Return the order that was placed for a proposal, None before that. One query, none where it was read."""
    return next(iter(proposal.purchase_orders.all()), None)


def is_ordered(proposal: Proposal) -> bool:
    """Tell if it is settled by its order: what the city buys, but for what it bought before there were orders.

    One query for what the city buys, none where its orders were read or `has_order` was added as `is_ordered`.
    """
    if proposal.route != Route.PURCHASE:
        return False
    known: bool | None = getattr(proposal, "is_ordered", None)
    return order_of(proposal) is not None if known is None else known


def match_of(order: PurchaseOrder) -> Match:
    """Return what of it was delivered and invoiced and stands. Two queries, none where these were read."""
    return Match(
        order,
        [one for one in order.deliveries.all() if one.stands],
        [one for one in order.invoices.all() if one.stands],
    )


def match_for(proposal: Proposal) -> Match | None:
    """Return the same of the order of a proposal, None without one. Three queries, none where these were read."""
    order = order_of(proposal) if proposal.route == Route.PURCHASE else None
    return match_of(order) if order is not None else None


def invoiced() -> QuerySet[Invoice]:
    """Return the invoices that stand."""
    return Invoice.objects.filter(taken_back_at__isnull=True)


def can_be_settled(proposal: Proposal) -> bool:
    """Tell if what was invoiced for it can be settled. Three queries at most, none where these were read."""
    match = match_for(proposal)
    return match is not None and match.can_be_settled


def delivery_at(city: City, public_id: str) -> Delivery | None:
    """Return one delivery of a city. One query."""
    return next(iter(_deliveries_at(city, public_id)), None)


@put_together_once
def _deliveries_at(city: City, public_id: str) -> QuerySet[Delivery]:
    found = Delivery.objects.filter(order__city=city, public_id=public_id)
    return found.select_related(*(f"order__{one}" for one in _AROUND))


def invoice_at(city: City, public_id: str) -> Invoice | None:
    """Return one invoice of a city. One query."""
    return next(iter(_invoices_at(city, public_id)), None)


@put_together_once
def _invoices_at(city: City, public_id: str) -> QuerySet[Invoice]:
    found = Invoice.objects.filter(city=city, public_id=public_id)
    return found.select_related(*(f"order__{one}" for one in _AROUND))


def supplier_of(proposal: Proposal) -> Party | None:
    """Return who delivers: who carries it out, else who receives the money; None while nobody is known.

    One query at most.
    """
    found = {one.kind: one for one in proposal.parties.all()}
    return found.get(PartyKind.PERFORMER) or found.get(PartyKind.PAYEE)


def payees_of(proposal: Proposal) -> list[Party]:
    """Return everyone who may be paid for it: who carries it out, and who receives the money. One query at most."""
    kinds = {PartyKind.PERFORMER, PartyKind.PAYEE}
    return [one for one in proposal.parties.all() if one.kind in kinds]


def keys_of_supplier(order: PurchaseOrder) -> dict[str, str]:
    """Return by what its supplier is the same as another one, "" for what nobody knows. Two queries."""
    supplier, account = supplier_of(order.proposal), bank_account_of(order.proposal)
    return {
        "registration": supplier.registration if supplier else "",
        "account": account.iban_hash if account else "",
        "name": normalise(supplier.name).strip()[:200] if supplier else "",
    }


def same_invoice(order: PurchaseOrder, number_key: str) -> Invoice | None:
    """Return the invoice with that number of the same supplier that stands in this city, if any. Three queries.

    By everything that is known of both: of another order also by the account that it is paid to now.
    """
    keys = keys_of_supplier(order)
    same = Q(order=order)
    if keys["registration"]:
        same |= Q(registration=keys["registration"])
    if keys["account"]:
        now = standing_accounts().filter(iban_hash=keys["account"], proposal=OuterRef("order__proposal"))
        same |= Q(account=keys["account"]) | Q(Exists(now))
    if keys["name"]:
        of_name = Q(name=keys["name"])
        same |= Q(of_name, registration="") if keys["registration"] else of_name
    return (
        invoiced()
        .filter(same, city=order.city_id, number_key=number_key)
        .select_related("order")
        .order_by("pk")
        .first()
    )


def paid_from(proposal: OuterRef) -> dict[str, Any]:
    """Return, for a query around proposals, the days from which the invoices of what the city buys are to be paid.

    `invoice_received_on`: of the invoices that stand the first; `order_delivered_on`: of the deliveries the last.
    """
    mine: Any = {"order__proposal": proposal, "taken_back_at__isnull": True}
    received = Invoice.objects.filter(**mine).order_by("received_on").values("received_on")
    delivered = Delivery.objects.filter(**mine).order_by("-delivered_on").values("delivered_on")
    return {
        "invoice_received_on": Subquery(received[:1]),
        "order_delivered_on": Subquery(delivered[:1]),
    }


def has_order() -> Exists:
    """Return, for a query of proposals, whether one has an order: it has none where it was bought before there were."""
    return Exists(PurchaseOrder.objects.filter(proposal=OuterRef("pk")))


def _is_to_confirm(on: date) -> Q:
    """Return what tells an order of which somebody confirms the delivery: it began, and is not all there yet."""
    last = Delivery.objects.filter(order=OuterRef("pk"), is_last=True, taken_back_at__isnull=True)
    return Q(
        ~Exists(last),
        proposal__state__in=sorted(DELIVERED_FROM),
        proposal__starts_on__lte=on,
        ended_on__isnull=True,
    )


def to_confirm(*, by: User, on: date) -> QuerySet[PurchaseOrder]:
    """Return the orders of which `by` may confirm the delivery on that day, as far as that follows from the orders.

    Who ordered them, or sat in the council that did, or has an interest confirms nothing.
    """
    agreed = agreements().filter(proposal=OuterRef("proposal"))
    sat = Seat.objects.filter(user=by, district=OuterRef("proposal__district"))
    sat = sat.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("council_on")))
    hers = Interest.objects.filter(proposal=OuterRef("proposal"), user=by, has_interest=True)
    return PurchaseOrder.objects.filter(
        _is_to_confirm(on),
        ~Exists(agreed.filter(Q(prepared_by=by) | Q(decided_by=by))),
        ~Exists(agreed.filter(Exists(sat), council_on__isnull=False)),
        ~Exists(hers),
    )


def _with_sums() -> QuerySet[Any]:
    """Return the orders with `delivered_cents`, `invoiced_cents`, and `left_cents`: what is still to be invoiced.

    That is 0 once no invoice is awaited: what is there can be settled, or the order is over.
    """
    mine: Any = {"order": OuterRef("pk"), "taken_back_at__isnull": True}
    delivered, invoiced_ = (
        rows.objects.filter(**mine).order_by().values("order").values(sum_cents=Sum("cents"))
        for rows in (Delivery, Invoice)
    )
    found = PurchaseOrder.objects.annotate(
        delivered_cents=Coalesce(Subquery(delivered), Value(0), output_field=BigIntegerField()),
        invoiced_cents=Coalesce(Subquery(invoiced_), Value(0), output_field=BigIntegerField()),
    )
    left = F("delivered_cents") - F("invoiced_cents")
    return found.annotate(left_cents=Case(When(_CAN_BE_SETTLED | ~_IS_RUNNING, then=Value(0)), default=left))


def to_invoice() -> QuerySet[Any]:
    """Return the running orders that wait for an invoice, or to be settled, with what `_with_sums` adds."""
    return _with_sums().filter(_IS_RUNNING, _CAN_BE_SETTLED | Q(left_cents__gt=0))


def to_settle() -> QuerySet[Any]:
    """Return the orders of which what was invoiced can be settled, with what `_with_sums` adds."""
    return _with_sums().filter(_IS_RUNNING, _CAN_BE_SETTLED)


def council_ordered() -> Exists:
    """Return, for a query of orders, whether the council itself decided on one: nobody of it confirms a delivery."""
    return Exists(agreements().filter(proposal=OuterRef("proposal"), council_on__isnull=False))


def in_stages(city: City, *, on: date) -> QuerySet[Any]:
    """Return every order of a city with `stage`, its place in `STAGES` on that day, and what `_with_sums` adds."""
    told = {
        Stage.OVER: ~_IS_RUNNING,
        Stage.TO_CONFIRM: _is_to_confirm(on),
        Stage.TO_SETTLE: _CAN_BE_SETTLED,
        Stage.TO_INVOICE: Q(left_cents__gt=0),
    }
    whens = [When(condition, then=Value(STAGES.index(stage))) for stage, condition in told.items()]
    stage = Case(*whens, default=STAGES.index(Stage.RUNNING))
    found: QuerySet[Any] = _with_sums().filter(city=city).annotate(stage=stage)
    return found


def listed(city: City, *, stage: str = "", q: str = "", on: date) -> QuerySet[Any]:
    """Return the orders in that stage, "" for all of them, what waits first in front. Three queries.

    Every word of `q` is found in the number of the order or in number, title or place of the proposal. Adds
    `is_council`: the council itself decided; `is_waiting`: a decision that settles it waits.
    """
    found: QuerySet[Any] = in_stages(city, on=on)
    if stage:
        found = found.filter(stage=STAGES.index(Stage(stage)))
    words = search_words(q)
    if q.strip() and not words:
        return found.none()
    for word in words:
        found = found.filter(Q(number__icontains=word) | Q(proposal__search__contains=word))
    of_it = Decision.objects.filter(proposal=OuterRef("proposal"))
    settling = of_it.filter(kind=DecisionKind.DETERMINE, state=DecisionState.PREPARED)
    found = found.annotate(
        is_council=council_ordered(),
        is_waiting=Exists(settling),
    )
    found = found.select_related("proposal__district").prefetch_related("proposal__parties")
    return found.order_by("stage", "proposal__ends_on", "pk")


def counts_of(city: City, *, on: date) -> dict[str, int]:
    """Return how many orders there are in each stage. One query."""
    counts = {one.value: Count("pk", filter=Q(stage=place)) for place, one in enumerate(STAGES)}
    found: dict[str, int] = in_stages(city, on=on).aggregate(**counts)
    return found
