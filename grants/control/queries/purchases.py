"""What the city bought, for who controls the money: the VAT of invoices, and what third parties were paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from grants.orders.models import Invoice, PurchaseOrder
from grants.payments.models import Order, StatementLine
from grants.payments.states import OrderState
from grants.proposals.models import Party
from grants.proposals.states import PartyKind

if TYPE_CHECKING:
    from wijkraden.places.models import City

_SUPPLIERS = (PartyKind.PERFORMER, PartyKind.PAYEE)
FIRST_YEAR = 2000


def _with_suppliers(path: str) -> Prefetch[Any]:
    rows = Party.objects.filter(kind__in=_SUPPLIERS).order_by(
        "-kind"
    )  # who carries it out before who is paid
    return Prefetch(f"{path}proposal__parties", queryset=rows, to_attr="suppliers")


def invoices_of_year(city: City, year: int) -> QuerySet[Any]:
    """Return the invoices that stand and were received in a calendar year, with their lines. Three queries.

    The proposal of each has `suppliers`, the one that delivers in front.
    """
    found = Invoice.objects.filter(
        city=city, taken_back_at__isnull=True, received_on__year=year, order__ended_on__isnull=True
    )
    found = found.select_related("order__proposal__dossier__year", "order__proposal__district")
    return found.prefetch_related("lines", _with_suppliers("order__")).order_by("received_on", "pk")


def third_parties_of_year(city: City, year: int) -> QuerySet[Any]:
    """Return the orders that are marked for the yearly return and were paid for in a calendar year. Two queries.

    Adds `paid_cents`: what was paid in that year, less what came in on its claims in that year (below zero where more
    came back than was paid). The proposal
    of each has `suppliers`, the one that delivers in front.
    """
    paid = Order.objects.filter(
        proposal=OuterRef("proposal"),
        state=OrderState.SETTLED,
        settled_on__gte=date(year, 1, 1),
        settled_on__lte=date(year, 12, 31),
    )
    sums = paid.order_by().values("proposal").values(sum_cents=Sum("cents"))
    found: QuerySet[Any] = PurchaseOrder.objects.filter(city=city, is_returned=True)
    back = StatementLine.objects.filter(
        claim__proposal=OuterRef("proposal"),
        is_receipt=True,
        entry__isnull=False,
        booked_on__gte=date(year, 1, 1),
        booked_on__lte=date(year, 12, 31),
    )
    returned = Subquery(back.order_by().values("claim__proposal").values(sum_cents=Sum("cents")))
    left = Coalesce(Subquery(sums), Value(0)) - Coalesce(returned, Value(0), output_field=BigIntegerField())
    found = found.annotate(paid_cents=left).exclude(paid_cents=0)
    found = found.select_related("proposal__dossier__year", "proposal__district")
    return found.prefetch_related(_with_suppliers("")).order_by("year", "place")


def sums_of_columns(found: QuerySet[Any], names: Iterable[str]) -> dict[str, int]:
    """Return the sum of each of these columns over all rows that were found, in euro cents. One query."""
    asked = {f"sum_of_{name}": Sum(name) for name in names}  # a sum that is called as its column hides it
    told = found.order_by().aggregate(**asked)
    return {name.removeprefix("sum_of_"): cents or 0 for name, cents in told.items()}
