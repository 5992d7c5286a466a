"""The cash position: what stands per channel and per district, and how old it is. Amounts are euro cents.

Five queries, whatever the number of rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.budget.models import Slice
from grants.budget.proof import snapshot
from grants.budget.queries import CASH, slices_with_cash
from grants.budget.states import Kind, Scope
from grants.proposals.models import Proposal
from wijkraden.places.models import City

from .models import Order, SetOff, StatementLine, WriteOff
from .queries import to_claim
from .queries_of_claims import LEFT_OF_CLAIM, claims_listed, overpaid_claims
from .queries_of_instalments import channel_of, shared_out, without_order
from .queries_of_standing import AdvanceAge, Advances, Amount, advances_of, standing_dossiers
from .states import ClaimState, LineKind, OrderState, SetOffState, WriteOffState

_TO_CLAIM, _GIVEN_UP, _SET_OFF, _OVERPAID = "to_claim", "given_up", "set_off", "overpaid"
_RANKS = (Scope.DISTRICT, Scope.POT, Scope.CITY, Scope.BOOKS)


class Stage(TextChoices):
    """How far money is on its way, out and back: the columns of a channel, in the order in which it goes."""

    TO_PAY = "to_pay", _("To be paid, not prepared")
    PREPARED = "prepared", pgettext_lazy("order", "Prepared")
    RELEASED = "released", pgettext_lazy("order", "On its way")
    SETTLED = "settled", _("Paid this year")
    FAILED = "failed", _("Came back or failed this year")
    CLAIM = "claim", _("Received on claims this year")
    RECEIPT = "receipt", _("Received, not matched")


class ClaimAge(TextChoices):
    """How long the last day to pay a claim back is over."""

    NOT_DUE = "not_due", _("Last day not over yet")
    MONTH = "month", _("1 to 30 days late")
    QUARTER = "quarter", _("31 to 90 days late")
    YEAR = "year", _("91 to 365 days late")
    OLDER = "older", _("More than a year late")
    FELL = "fell", _("No last day: the recovery fell on objection")


class Side(TextChoices):
    """What must be the same by channel and in the districts."""

    TO_PAY = "to_pay", _("To be paid")
    RELEASED = "released", pgettext_lazy("order", "On its way")
    SUSPENSE = "suspense", _("Received, not matched")
    CLAIMS = "claims", _("To be paid back")


@dataclass
class Place:
    """Whose money it is, by a slice that names it, and what stands there over its years and regulations.

    `cents` is by kind of account: those of `CASH`; of the bank what went out less what came in, in open years; and
    what was written off this year. `set_off_cents`: what of its claims was set off this year.
    """

    slice: Slice
    cents: Counter[Kind] = field(default_factory=Counter)
    set_off_cents: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell if nothing stands there."""
        return not any(self.cents.values()) and not self.set_off_cents


@dataclass(frozen=True)
class Check:
    """Whether both sides are the same; `numbers` of the dossiers where they are not.

    `held_cents` stand as to be paid and do not leave, since as much is owed; `untold_cents` follow from a decision that
    was not made known yet: the districts have them, no list of payments does.
    """

    side: Side
    here_cents: int
    districts_cents: int
    held_cents: int = 0
    untold_cents: int = 0
    numbers: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """What the list of payments has more than the districts."""
        return self.here_cents - (self.districts_cents - self.held_cents - self.untold_cents)

    @property
    def agrees(self) -> bool:
        """Tell if they are the same, dossier by dossier too."""
        return not self.difference and not self.numbers


@dataclass(frozen=True)
class Position:
    """The cash position of a city on a day."""

    channels: dict[str, dict[Stage, Amount]]
    places: list[Place]
    advances: dict[AdvanceAge, Advances]
    claims: dict[ClaimAge, Amount]
    to_claim: Amount
    undecided_cents: int  # owed, and no decision asks it back yet
    given_up: Amount
    set_off: Amount
    checks: list[Check]

    @property
    def is_empty(self) -> bool:
        """Tell if nothing was ever paid, came in or is to be paid, as far as this page tells."""
        stages = [amount for row in self.channels.values() for amount in row.values()]
        return not any(one.count for one in stages) and all(one.is_empty for one in self.places)


def position_of(city: City, *, on: date) -> Position:
    """Return the cash position of a city, as it stands at one moment; `on` is today. Five queries."""
    with snapshot():
        return _position(city, on=on)


def _position(city: City, *, on: date) -> Position:
    unpaid = _to_pay(city)
    standing = list(standing_dossiers(city))
    sums = _sums(city, on=on)
    slices = list(slices_with_cash(city, on=on))
    places = _places(slices)
    together: Counter[Kind] = Counter()
    for one in places:
        together.update(one.cents)  # not `+`, which leaves out what is below zero
    channels = _channels(slices, unpaid, sums)
    claims = {age: sums[age.value, ""] for age in ClaimAge}
    to_claim = sums[_TO_CLAIM, ""]
    asked = to_claim.cents + sum(one.cents for one in claims.values())
    undecided = max(0, together[Kind.RECEIVABLE] - asked)
    return Position(
        channels=channels,
        places=places,
        advances=advances_of(standing, on=on),
        claims=claims,
        to_claim=to_claim,
        undecided_cents=undecided,
        given_up=sums[_GIVEN_UP, ""],
        set_off=sums[_SET_OFF, ""],
        checks=[
            _check_to_pay(channels, together, standing, unpaid),
            _check_released(channels, together, standing),
            Check(
                Side.SUSPENSE,
                _of_all(channels, Stage.RECEIPT).cents + sums[_OVERPAID, ""].cents,
                together[Kind.SUSPENSE],
            ),
            Check(Side.CLAIMS, asked + undecided, together[Kind.RECEIVABLE]),
        ],
    )


def _to_pay(city: City) -> list[tuple[Proposal, Amount]]:
    """Return what `to_pay` tells, by proposal, without what stands around it. One query."""
    found = ((one.decision.proposal, cents) for one, cents in shared_out(without_order(city)))
    return [(proposal, Amount(1, cents)) for proposal, cents in found if cents]


def _sums(city: City, *, on: date) -> dict[tuple[str, str], Amount]:
    """Return what there is of each kind, by channel where it has one. One query."""
    year = (date(on.year, 1, 1), date(on.year, 12, 31))
    parts: list[QuerySet[Any]] = [
        *_of_orders(city, year),
        _of_lines(city, year),
        _of_claims(city, on=on),
        _summed(to_claim(city), _TO_CLAIM, of="ask_cents"),
        _summed(overpaid_claims(city), _OVERPAID, of="over_cents"),
        _summed(_given_up(city, year), _GIVEN_UP, of="cents"),
        _summed(_set_off(city, year), _SET_OFF, of="cents"),
    ]
    found: dict[tuple[str, str], Amount] = defaultdict(Amount)
    for what, via, count, cents in parts[0].union(*parts[1:], all=True):
        found[what, via] += Amount(count, int(cents or 0))
    return found


def _summed(rows: QuerySet[Any], what: Any, *, of: Any, via: Any = "") -> QuerySet[Any]:
    """Return the number of rows and their cents, by what they are and by what channel they went."""
    named = {
        name: Value(value, output_field=CharField()) if isinstance(value, str) else value
        for name, value in (("what", what), ("via", via))
    }
    grouped = rows.order_by().annotate(**named).values_list("what", "via")
    told: QuerySet[Any] = grouped.annotate(count=Count("pk"), sum_cents=Sum(of))
    return told


def _of_orders(city: City, year: tuple[date, date]) -> list[QuerySet[Any]]:
    orders = Order.objects.filter(proposal__district__city=city)
    rows = (
        orders.filter(state__in=[OrderState.PREPARED, OrderState.RELEASED]),
        orders.filter(state=OrderState.SETTLED, settled_on__range=year),
        orders.filter(state=OrderState.FAILED, failed_on__range=year),
    )
    return [_summed(one, F("state"), of="cents", via=F("channel")) for one in rows]


def _of_lines(city: City, year: tuple[date, date]) -> QuerySet[Any]:
    kinds = Q(kind=LineKind.RECEIPT) | Q(kind=LineKind.CLAIM, booked_on__range=year)
    lines = StatementLine.objects.filter(kinds, city=city)
    return _summed(lines, F("kind"), of="cents", via=F("statement__channel"))


def _given_up(city: City, year: tuple[date, date]) -> QuerySet[WriteOff]:
    of_city = Q(claim__proposal__district__city=city) | Q(proposal__district__city=city)
    return WriteOff.objects.filter(of_city, state=WriteOffState.APPROVED, entry__booked_on__range=year)


def _set_off(city: City, year: tuple[date, date]) -> QuerySet[SetOff]:
    found = SetOff.objects.filter(claim__proposal__district__city=city, state=SetOffState.APPROVED)
    return found.filter(entry__booked_on__range=year)


def _of_claims(city: City, *, on: date) -> QuerySet[Any]:
    """Return what is open of the claims, by how long its last day is over: at most what is owed of its dossier."""
    late = ((30, ClaimAge.MONTH), (90, ClaimAge.QUARTER), (365, ClaimAge.YEAR))
    age = Case(
        When(decision__replaced_at__isnull=False, then=Value(ClaimAge.FELL.value)),
        When(due_on__gte=on, then=Value(ClaimAge.NOT_DUE.value)),
        *(When(due_on__gte=on - timedelta(days=days), then=Value(name.value)) for days, name in late),
        default=Value(ClaimAge.OLDER.value),
        output_field=CharField(),
    )
    open_cents = Greatest(Value(0), Least(LEFT_OF_CLAIM, F("owed_cents")), output_field=BigIntegerField())
    return _summed(claims_listed(city).filter(state=ClaimState.OPEN), age, of=open_cents)


def _channels(
    slices: Iterable[Slice], unpaid: list[tuple[Proposal, Amount]], sums: dict[tuple[str, str], Amount]
) -> dict[str, dict[Stage, Amount]]:
    """Return by channel what stands at each stage: those that a regulation with a budget has, or that occur."""
    to_pay: dict[str, Amount] = defaultdict(Amount)
    for proposal, amount in unpaid:
        to_pay[channel_of(proposal)] += amount
    had = {one.regulation.channel for one in slices if one.regulation is not None}
    occurs = {via for _what, via in sums if via}
    return {
        channel: {
            stage: to_pay[channel] if stage == Stage.TO_PAY else sums[stage.value, channel] for stage in Stage
        }
        for channel in sorted(had | occurs | set(to_pay))
    }


def _of_all(channels: dict[str, dict[Stage, Amount]], stage: Stage) -> Amount:
    return sum((row[stage] for row in channels.values()), Amount())


def _places(slices: Iterable[Any]) -> list[Place]:
    """Return the slices together by whose money they are: districts, then those of several, then the own ledger."""
    found: dict[tuple[str, frozenset[int]], Place] = {}
    for one in slices:
        districts = frozenset(share.district_id for share in one.shares.all())
        place = found.setdefault((one.scope, districts), Place(one))
        place.cents.update({kind: getattr(one, f"{kind.value}_cents") for kind in (*CASH, Kind.BANK)})
        place.cents[Kind.WRITTEN_OFF] += one.given_up_cents
        place.set_off_cents += one.set_off_cents
    return sorted(found.values(), key=lambda one: (_RANKS.index(one.slice.scope), one.slice.sort_key))


def _check_to_pay(
    channels: dict[str, dict[Stage, Amount]],
    together: Counter[Kind],
    standing: Iterable[Any],
    unpaid: list[tuple[Proposal, Amount]],
) -> Check:
    """Compare what is to be paid and prepared with what is payable less what is owed, dossier by dossier.

    So `to_pay` counts: of a dossier leaves what is payable above what it owes, as far as it was made known.
    """
    open_cents: Counter[int] = Counter()
    for proposal, amount in unpaid:
        open_cents[proposal.pk] += amount.cents
    held, untold, numbers = 0, 0, []
    for one in standing:
        here = open_cents[one.pk] + one.prepared_cents
        owed = min(one.payable_cents, one.receivable_cents)
        not_told = min(one.untold_cents, max(0, one.payable_cents - owed - here))
        held, untold = held + owed, untold + not_told
        if one.payable_cents - owed - not_told != here:
            numbers.append(one.number)
    here_cents = _of_all(channels, Stage.TO_PAY).cents + _of_all(channels, Stage.PREPARED).cents
    return Check(Side.TO_PAY, here_cents, together[Kind.PAYABLE], held, untold, tuple(numbers))


def _check_released(
    channels: dict[str, dict[Stage, Amount]], together: Counter[Kind], standing: Iterable[Any]
) -> Check:
    """Compare the orders that are on their way with what the ledger says is."""
    numbers = tuple(one.number for one in standing if one.in_transit_cents != one.released_cents)
    return Check(
        Side.RELEASED, _of_all(channels, Stage.RELEASED).cents, together[Kind.IN_TRANSIT], numbers=numbers
    )
