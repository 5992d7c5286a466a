"""The dossiers of which money stands somewhere, and how old their advances are. Amounts are euro cents."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from grants.budget.models import Account
from grants.budget.queries import leaf_cents
from grants.budget.states import Kind
from grants.decisions.models import Decision, Instalment
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.models import Proposal
from grants.proposals.states import State
from wijkraden.places.models import City

from .models import Claim, Order, SetOff
from .queries_of_claims import LEFT_OF_CLAIM
from .states import ClaimState, OrderState, SetOffState

_LEAVES = (Kind.PAYABLE, Kind.IN_TRANSIT, Kind.ADVANCES, Kind.RECEIVABLE)
_NOT_REPORTED = (State.GRANTED, State.UNDER_WAY)


class AdvanceAge(TextChoices):
    """How long ago the oldest payment was that the bank made of a dossier with an advance that stands."""

    FRESH = "fresh", _("Up to 3 months ago")
    QUARTER = "quarter", _("3 to 6 months ago")
    HALF = "half", _("6 to 12 months ago")
    YEAR = "year", _("More than a year ago")
    UNPAID = "unpaid", _("Nothing was paid yet")


@dataclass(frozen=True)
class Amount:
    """A number of things, and their cents together."""

    count: int = 0
    cents: int = 0

    def __add__(self, other: Amount) -> Amount:
        """Return both together."""
        return Amount(self.count + other.count, self.cents + other.cents)


@dataclass(frozen=True)
class Advances:
    """The dossiers with an advance of one age, and those of them whose action is over without a report."""

    all: Amount = field(default_factory=Amount)
    over: Amount = field(default_factory=Amount)


def standing_dossiers(city: City) -> QuerySet[Any]:
    """Return the proposals of which something is to be paid, on its way, advanced or owed, by number. One query.

    Adds, over all years, `payable_cents`, `in_transit_cents`, `advances_cents` and `receivable_cents`; of their orders
    `prepared_cents`, `released_cents` and `settled_on`, when the oldest was paid;
    `set_off_on`, when first something was set off instead; `untold_cents`, to be paid by
    decisions that were not made known; `claims_cents` and `claim_due_on`, what open claims ask and the oldest last day
    of these; `last_day` of the action as it was granted.
    """
    leaves = Account.objects.filter(dossier=OuterRef("dossier"), kind__in=_LEAVES).exclude(
        debits=F("credits")
    )
    orders = Order.objects.filter(proposal=OuterRef("pk")).order_by()
    set_offs = SetOff.objects.filter(proposal=OuterRef("pk")).order_by()
    waits = orders.filter(state__in=[OrderState.PREPARED, OrderState.RELEASED])
    untold = Instalment.objects.filter(
        decision__proposal=OuterRef("pk"), decision__sent_on__isnull=True, entry__isnull=False
    )
    claims = Claim.objects.filter(proposal=OuterRef("pk"), state=ClaimState.OPEN).order_by()
    found: QuerySet[Any] = Proposal.objects.filter(Exists(leaves) | Exists(waits), district__city=city)
    found = found.annotate(
        **{f"{kind.value}_cents": leaf_cents(kind, dossier="dossier") for kind in _LEAVES},
        prepared_cents=_cents(orders.filter(state=OrderState.PREPARED), "proposal"),
        released_cents=_cents(orders.filter(state=OrderState.RELEASED), "proposal"),
        settled_on=_first(orders.filter(state=OrderState.SETTLED), "settled_on"),
        set_off_on=_first(set_offs.filter(state=SetOffState.APPROVED), "told_on"),
        untold_cents=_cents(untold.order_by(), "decision__proposal"),
        claims_cents=_cents(claims, "proposal", of=LEFT_OF_CLAIM),
        claim_due_on=_first(claims.filter(decision__replaced_at__isnull=True), "due_on"),
        last_day=Coalesce(Subquery(_standing_grant().values("ends_on")[:1]), F("ends_on")),
    )
    found = found.select_related("dossier__year", "slice__regulation", "district")
    return found.order_by("dossier__year__year", "dossier__prefix", "dossier__sequence")


def _standing_grant() -> QuerySet[Decision]:
    return Decision.objects.filter(
        proposal=OuterRef("pk"),
        kind=DecisionKind.GRANT,
        state=DecisionState.DECIDED,
        replaced_at__isnull=True,
    )


def _cents(rows: QuerySet[Any], by: str, *, of: Any = "cents") -> Coalesce:
    summed = Subquery(rows.values(by).values(sum_cents=Sum(of)))
    return Coalesce(summed, Value(0), output_field=BigIntegerField())


def _first(rows: QuerySet[Any], day: str) -> Subquery:
    return Subquery(rows.values("proposal").values(first_on=Min(day)))


def advances_of(standing: Iterable[Any], *, on: date) -> dict[AdvanceAge, Advances]:
    """Return the advances that stand by their age, also those of none."""
    found = {age: Advances() for age in AdvanceAge}
    for one in standing:
        if one.advances_cents:
            amount = Amount(1, one.advances_cents)
            is_over = one.last_day is not None and one.last_day < on and one.state in _NOT_REPORTED
            days = [day for day in (one.settled_on, one.set_off_on) if day is not None]
            age = advance_age(min(days, default=None), on=on)
            before = found[age]
            found[age] = Advances(before.all + amount, before.over + amount if is_over else before.over)
    return found


def advance_age(settled_on: date | None, *, on: date) -> AdvanceAge:
    """Return how old an advance is of which the first payment or set-off was on that day; None for neither."""
    if settled_on is None:
        return AdvanceAge.UNPAID
    ages = ((3, AdvanceAge.FRESH), (6, AdvanceAge.QUARTER), (12, AdvanceAge.HALF))
    return next((age for months, age in ages if settled_on >= _before(on, months)), AdvanceAge.YEAR)


def _before(day: date, months: int) -> date:
    """Return the same day so many months before, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
