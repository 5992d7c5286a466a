"""Reads of the orders: what stands of each, what waits for whom, what was paid to whom. Amounts are euro cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    Case,
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

from grants.proposals.models import Party
from grants.proposals.queries import bank_account_of, standing_accounts
from grants.proposals.states import PartyKind, Route, State
from portal.search import normalise

from .matching import Match
from .models import Delivery, Invoice, PurchaseOrder
from .states import DELIVERED_FROM, RUNNING

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal
    from wijkraden.places.models import City

ON_PAGE = (  # what the page of an order shows of it, for `gather`
    *("deliveries__files__file", "deliveries__confirmed_by", "deliveries__taken_back_by"),
    *("invoices__lines", "invoices__file", "invoices__entered_by", "invoices__taken_back_by"),
)
_AROUND = ("proposal__dossier", "proposal__district__city", "decision", "prepared_by", "decided_by")


def order_at(city: City, public_id: str) -> PurchaseOrder | None:
    """Return one order of a city with what stands around it. One query."""
    found = PurchaseOrder.objects.filter(city=city, public_id=public_id)
    around = ("proposal__round__year__city", "proposal__round__regulation", "proposal__slice__year")
    return found.select_related(*_AROUND, *around, "returned_set_by").first()


def order_of(proposal: Proposal) -> PurchaseOrder | None:
    """Return the order that was placed for a proposal, None before that. One query, none where it was read."""
    return next(iter(proposal.purchase_orders.all()), None)


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


def is_invoiced(proposal: Proposal) -> bool:
    """Tell if an invoice for it stands. Three queries at most, none where these were read."""
    match = match_for(proposal)
    return match is not None and bool(match.invoices)


def delivery_at(city: City, public_id: str) -> Delivery | None:
    """Return one delivery of a city. One query."""
    found = Delivery.objects.filter(order__city=city, public_id=public_id)
    return found.select_related(*(f"order__{one}" for one in _AROUND)).first()


def invoice_at(city: City, public_id: str) -> Invoice | None:
    """Return one invoice of a city. One query."""
    found = Invoice.objects.filter(city=city, public_id=public_id)
    return found.select_related(*(f"order__{one}" for one in _AROUND)).first()


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


def to_confirm(*, on: date) -> QuerySet[PurchaseOrder]:
    """Return the orders of which somebody confirms the delivery on that day: what began, and is not all there yet."""
    last = Delivery.objects.filter(order=OuterRef("pk"), is_last=True, taken_back_at__isnull=True)
    return PurchaseOrder.objects.filter(
        ~Exists(last),
        proposal__state__in=sorted(DELIVERED_FROM),
        proposal__starts_on__lte=on,
        ended_on__isnull=True,
    )


def to_invoice() -> QuerySet[Any]:
    """Return the running orders that wait for an invoice, or to be settled.

    Adds `delivered_cents`, `invoiced_cents`, and `left_cents`: what is still to be invoiced, 0 once it can be settled.
    """
    mine: Any = {"order": OuterRef("pk"), "taken_back_at__isnull": True}
    delivered, invoiced_ = (
        rows.objects.filter(**mine).order_by().values("order").values(sum_cents=Sum("cents"))
        for rows in (Delivery, Invoice)
    )
    found = PurchaseOrder.objects.filter(ended_on__isnull=True, proposal__state__in=sorted(RUNNING)).annotate(
        delivered_cents=Coalesce(Subquery(delivered), Value(0), output_field=BigIntegerField()),
        invoiced_cents=Coalesce(Subquery(invoiced_), Value(0), output_field=BigIntegerField()),
    )
    can_be_settled = Q(proposal__state=State.REPORTED, invoiced_cents__gt=0)
    found = found.filter(can_be_settled | Q(delivered_cents__gt=F("invoiced_cents")))
    left = F("delivered_cents") - F("invoiced_cents")
    return found.annotate(left_cents=Case(When(can_be_settled, then=Value(0)), default=left))
