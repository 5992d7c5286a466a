"""A year of payments of a city, with what goes wrong in one: what came back, what was told late, twice or never."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from grants.decisions.flows import decide
from grants.decisions.states import InstalmentOf, Moment
from grants.payments.bank_days import bank_day_from
from grants.payments.errors import AlreadyRead
from grants.payments.flows import fail_order, let_due_instalments, prepare_batch, prepare_orders
from grants.payments.models import Order
from grants.payments.queries import to_pay
from grants.payments.states import DifferenceKind, OrderState
from grants.proposals.models import Proposal
from tests import budget, decisions, payments, proposals
from tests.make import NOON
from tests.payments import Booked, back, out
from tests.proposals import cast
from wijkraden.places.models import City, District

EACH = 40  # payments of a grant, one every week
WEEK = timedelta(weeks=1)
_CENTS = 65_00
_REFUSED, _FAILS, _LATE = (
    0.01,
    0.03,
    0.05,
)  # of the payments: never left, failed in all, and told a week late
Expected = tuple[DifferenceKind, int]


@dataclass
class Year:
    """What was played: how often each thing went wrong, and the differences that were put in on purpose."""

    paid: int = 0
    came_back: int = 0
    refused: int = 0
    late: int = 0
    doubled: int = 0
    expected: list[Expected] = field(default_factory=list)
    known: set[int] = field(default_factory=set)  # the payments of which the bank knows what became of them


def play(city: City, *, count: int, seed: int = 1) -> Year:
    """Pay `count` instalments of grants of all districts over a year, of which 3% fail; return what was played.

    Each week a batch leaves and a statement tells of the one before, some lines a week late, each third
    statement once more. At the end some payments are told by none, or for another amount, and money moves that nobody
    knows.
    """
    payments.account(city)
    budget.new_year(city, NOON.year + 1, by=cast("fenna"), at=NOON)
    told, chance = Year(), random.Random(seed)
    districts = list(city.districts.order_by("pk"))
    grants = [_granted(districts[one % len(districts)]) for one in range(count // EACH)]
    assert len(grants) * EACH == count
    at, late = NOON, list[Booked]()
    for turn in range(EACH + 3):
        at += WEEK
        let_due_instalments(city, by=None, at=at)
        lines = [*late, *_lines_of(told, chance, at=at)]
        late = [one for one in lines if turn < EACH and chance.random() < _LATE]
        told.late += len(late)
        _tell(city, told, [one for one in lines if one not in late], turn=turn, at=at)
        if to_pay(city):
            _send(city, at=at)
    _on_purpose(city, told, at=at)
    return told


def _granted(district: District) -> Proposal:
    made = proposals.reviewed(district, cents=EACH * _CENTS)
    if not cast("daan").mandates.exists():
        decisions.mandate(district.city, maximum_cents=25_000_00)
    parts = tuple(InstalmentOf(_CENTS, Moment.ON_DAY, NOON.date() + one * WEEK) for one in range(1, EACH + 1))
    what = replace(decisions.a_grant(made), instalments=parts)
    decide(decisions.prepared(made, what), by=cast("daan"), at=NOON)
    return made


def _send(city: City, *, at: datetime) -> None:
    orders = prepare_orders(city, instalments=[one.instalment for one in to_pay(city)], by=cast("pim"), at=at)
    day = bank_day_from(at.date() + timedelta(days=1))
    payments.release(prepare_batch(city, orders=orders, execution_on=day, by=cast("pim"), at=at), at=at)


def _lines_of(told: Year, chance: random.Random, *, at: datetime) -> Iterator[Booked]:
    """Yield what the bank tells of what left a week ago: most was paid, some came back, or never left."""
    for order in Order.objects.filter(state=OrderState.RELEASED).exclude(pk__in=told.known).order_by("id"):
        told.known.add(order.pk)
        lot = chance.random()
        if lot < _REFUSED:
            told.refused += 1
            fail_order(order, reason="Geweigerd door de bank.", by=cast("pim"), at=at)
            continue
        told.paid += 1
        yield out(order)
        if lot < _FAILS:
            told.came_back += 1
            yield back(order)


def _tell(city: City, told: Year, lines: list[Booked], *, turn: int, at: datetime) -> None:
    if not lines:
        return
    payments.read(city, lines, number=f"STMT-{turn}", at=at)
    if turn % 3:
        return
    told.doubled += len(lines)
    payments.read(city, lines, number=f"STMT-{turn}-B", on=at.date(), at=at)
    try:
        payments.read(city, lines, number=f"STMT-{turn}", at=at)
    except AlreadyRead:
        return
    raise AssertionError("a statement was read twice")


def _on_purpose(city: City, told: Year, *, at: datetime) -> None:
    """Put in what does not agree: payments of which no statement tells, one told for less, money nobody knows."""
    district = city.districts.order_by("pk").first()
    assert district is not None
    small = [decisions.granted(district, cents=10_00 + one) for one in range(4)]
    _send(city, at=at)
    first, second, third, fourth = Order.objects.filter(proposal__in=small).order_by("proposal_id")
    less = replace(out(third), cents=third.cents - 1)
    unknown = [Booked(cents, text="Betaalautomaat", reference=f"UNKNOWN{cents}") for cents in (17_00, 3_05)]
    received = Booked(25_00, is_receipt=True, text="Van een buur", reference="RECEIVED")
    fee = Booked(4_00, code="CHRG", text="Kosten", reference="FEE")
    lines = [out(fourth), less, *unknown, received, fee]
    payments.read(city, lines, number="STMT-LAST", at=at)
    told.expected += [(DifferenceKind.NOT_TOLD, -one.cents) for one in (first, second, third)]
    told.expected += [(DifferenceKind.UNKNOWN_LINE, -one.cents) for one in (less, *unknown)]
    told.expected.append((DifferenceKind.RECEIPT_WAITS, received.cents))
