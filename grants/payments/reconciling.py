"""Whether bank, cash book and payments agree: every line of a statement beside what was booked for it, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Case, F, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from grants.budget.models import Account, Transfer
from grants.budget.proof import snapshot
from grants.budget.states import Event, Kind
from grants.decisions.models import Instalment
from grants.money import format_euros
from grants.plan.states import Channel

from .bank_days import bank_day_from
from .missing import missing_statements
from .models import Claim, Order, SetOff, StatementLine
from .states import STANDING, DifferenceKind, LineKind, OrderState, SetOffState

if TYPE_CHECKING:
    from wijkraden.places.models import City

_PATIENCE = 3  # days on which banks pay, after which a payment must have been told
_BY_STATEMENTS = (Channel.BANK, Channel.FINANCE)  # what Stripe did, it is asked itself
_NOT_BOOKED = {LineKind.UNKNOWN, LineKind.NOT_OURS, LineKind.WITHDRAWN}


@dataclass(frozen=True)
class Difference:
    """What does not agree: euro cents, below zero for money that went out; its day and name, and where it stands."""

    kind: DifferenceKind
    cents: int
    day: date
    name: str
    statement: str = ""  # the public id
    order: str = ""


@dataclass
class Reconciliation:
    """What statements told and what was booked; euro cents, what came in less what went out.

    They agree when `told_cents` less `unknown_cents`, `not_ours_cents`, `elsewhere_cents` and `twice_cents` is
    `booked_cents`: then each difference left is of one line or payment. Not of this portal is `not_ours_cents` of what
    came in, `elsewhere_cents` of what went out; `twice_cents` the financial system tells as well as the bank. What was
    withdrawn with its statement is in none of them.
    """

    lines: int = 0
    orders: int = 0
    told_cents: int = 0
    unknown_cents: int = 0
    not_ours_cents: int = 0
    elsewhere_cents: int = 0
    twice_cents: int = 0
    booked_cents: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def left_cents(self) -> int:
        """What is neither told of nor explained: 0 when bank and cash book agree."""
        explained = self.unknown_cents + self.not_ours_cents + self.elsewhere_cents + self.twice_cents
        return self.told_cents - explained - self.booked_cents

    @property
    def faults(self) -> list[str]:
        """Name what no act of the portal could make, a sentence each; what waits for a person is no fault."""
        found = [
            f"{one.kind.label}: {one.name} ({one.day}, {format_euros(one.cents)})"
            for one in self.differences
            if one.kind.is_fault
        ]
        left = _("%(amount)s of what was told is explained by nothing") % {
            "amount": format_euros(self.left_cents)
        }
        return [left, *found] if self.left_cents else found

    @property
    def is_sound(self) -> bool:
        """Tell if only what waits for a person is left, and nothing that no act of the portal could make."""
        return not self.faults


@dataclass
class _Line:
    """A line of a statement, with what was booked for it on the bank."""

    public_id: str
    kind: str
    cents: int  # below zero for money that went out
    day: date
    name: str
    order: int | None
    batch: int | None
    statement: str
    booked: int = 0

    @property
    def expected(self) -> int:
        return 0 if self.kind in _NOT_BOOKED else self.cents

    @property
    def is_told_too(self) -> bool:
        return self.kind == LineKind.NOT_OURS and self.order is not None


@dataclass(frozen=True)
class _Payment:
    """A payment that is prepared or further, with the day on which its batch is to be paid."""

    pk: int
    public_id: str
    state: str
    cents: int
    name: str
    channel: str
    execution_on: date | None
    failed_on: date | None
    batch: int | None
    dossier: str

    @property
    def is_told_by_statements(self) -> bool:
        return self.channel in _BY_STATEMENTS


def reconcile(city: City, *, on: date) -> Reconciliation:
    """Compare all that statements told of a city with all that was booked for it, up to that day. Nine queries.

    They are read as they stood at one moment. What waits for a person is listed too: lines that nobody matched,
    statements that seem to be missing, payments of which no statement told in time.
    """
    with snapshot():
        return _compared(city, on=on)


def _compared(city: City, *, on: date) -> Reconciliation:
    found = Reconciliation()
    lines = {one.public_id: one for one in _lines(city)}
    payments = list(_payments(city))
    found.differences += _booked_without_line(city, lines, payments, found)
    for one in lines.values():
        _add_line(one, found)
        found.differences += _of_line(one)
    found.orders = len(payments)
    found.differences += _of_payments(payments, lines.values(), on=on)
    found.differences += [
        Difference(
            DifferenceKind.STATEMENT_MISSING, one.cents, one.after.first_on, one.name, one.after.public_id
        )
        for one in missing_statements(city)
    ]
    found.differences += _in_transit(city, payments, on=on)
    set_offs = list(_approved(city))
    found.differences += _set_off_otherwise(city, set_offs, on=on)
    found.differences += _paid_too_much(city, payments, set_offs, on=on)
    found.differences.sort(key=lambda one: (list(DifferenceKind).index(one.kind), one.day, one.name))
    return found


def _add_line(line: _Line, found: Reconciliation) -> None:
    if line.kind == LineKind.WITHDRAWN:
        return
    found.lines += 1
    found.told_cents += line.cents
    if line.kind == LineKind.UNKNOWN:
        found.unknown_cents += line.cents
    elif line.is_told_too:
        found.twice_cents += line.cents
    elif line.kind == LineKind.NOT_OURS and line.cents < 0:
        found.elsewhere_cents += line.cents
    elif line.kind == LineKind.NOT_OURS:
        found.not_ours_cents += line.cents


@dataclass(frozen=True)
class _SetOff:
    """A set-off that was approved, with the dossier of which so much less is paid."""

    public_id: str
    cents: int
    told_on: date
    name: str
    dossier: str

    @property
    def key(self) -> str:
        return f"setoff:{self.public_id}"


def _approved(city: City) -> Iterator[_SetOff]:
    rows = SetOff.objects.filter(claim__proposal__district__city=city, state=SetOffState.APPROVED)
    names = ("public_id", "cents", "told_on", "claim__proposal__dossier__number", "proposal__dossier__number")
    for row in rows.order_by("id").values_list(*names):
        yield _SetOff(*row)


def _lines(city: City) -> Iterator[_Line]:
    """Yield the lines that tell of money; of a return that the financial system told by mistake none moved."""
    by_mistake = Q(kind=LineKind.NOT_OURS, is_return=True, statement__channel=Channel.FINANCE)
    rows = StatementLine.objects.filter(~by_mistake, city=city, is_refusal=False).order_by("id")
    names = (
        "public_id",
        "kind",
        "is_receipt",
        "cents",
        "booked_on",
        "reference",
        "order_id",
        "batch_id",
        "statement__public_id",
    )
    for public_id, kind, is_receipt, cents, *more in rows.values_list(*names).iterator():
        yield _Line(public_id, kind, cents if is_receipt else -cents, *more)


def _payments(city: City) -> Iterator[_Payment]:
    rows = Order.objects.filter(proposal__district__city=city).exclude(state=OrderState.CANCELLED)
    names = (
        "pk",
        "public_id",
        "state",
        "cents",
        "end_to_end_id",
        "channel",
        "batch__execution_on",
        "failed_on",
        "batch_id",
    )
    for row in rows.order_by("id").values_list(*names, "proposal__dossier__number").iterator():
        yield _Payment(*row)


def _booked_without_line(
    city: City, lines: dict[str, _Line], payments: Iterable[_Payment], found: Reconciliation
) -> Iterator[Difference]:
    """Add to each line what was booked for it on the bank; yield what was booked there for no line."""
    bank = Q(debit__kind=Kind.BANK) | Q(credit__kind=Kind.BANK)
    moved = Sum(Case(When(debit__kind=Kind.BANK, then=F("cents")), default=-F("cents")))
    rows = Transfer.objects.filter(bank, entry__slice__year__city=city).order_by()
    grouped = rows.values_list(
        "entry__key",
        "entry__source",
        "entry__booked_on",
        "entry__statement_line__public_id",
        "entry__undoes__key",
    ).annotate(moved=moved)
    elsewhere = {f"order:{one.public_id}" for one in payments if not one.is_told_by_statements}
    of_batch = {one.batch: one for one in lines.values() if one.batch is not None}
    at_once = {
        f"order:{one.public_id}/settle": of_batch[one.batch] for one in payments if one.batch in of_batch
    }
    for key, source, day, line, undone, cents in grouped.iterator():
        found.booked_cents += cents
        known = next((lines[one] for one in (line, _line_in(key), _line_in(undone)) if one in lines), None)
        known = known or at_once.get(key)
        if known is not None:
            known.booked += cents
        elif source in elsewhere:
            found.told_cents += cents
        else:
            yield Difference(DifferenceKind.BOOKED_WITHOUT_LINE, cents, day, key)


def _line_in(key: str | None) -> str:
    """Return the public id of the line in a key of its own entries (`line:…/late`), "" in any other."""
    name, _slash, _what = (key or "").partition("/")
    return name.removeprefix("line:") if name.startswith("line:") else ""


def _of_line(line: _Line) -> Iterator[Difference]:
    def differs(kind: DifferenceKind, cents: int) -> Difference:
        return Difference(kind, cents, line.day, line.name, statement=line.statement)

    if line.kind == LineKind.UNKNOWN:
        yield differs(DifferenceKind.UNKNOWN_LINE, line.cents)
    if line.kind == LineKind.RECEIPT:
        yield differs(DifferenceKind.RECEIPT_WAITS, line.cents)
    if line.booked != line.expected:
        yield differs(DifferenceKind.BOOKED_OTHERWISE, line.expected - line.booked)


def _of_payments(payments: Iterable[_Payment], lines: Collection[_Line], *, on: date) -> Iterator[Difference]:
    """Yield the payments that stand otherwise than their lines tell, and those of which none told in time."""
    told: dict[int | None, int] = defaultdict(int)  # 1 when it was told as paid, 0 when it came back as well
    batches = {line.batch for line in lines if line.batch is not None}  # of which one line told all payments
    by_bank: dict[int | None, int] = defaultdict(
        int
    )  # what left by the bank of what the financial system made
    for line in lines:
        told[line.order] += {LineKind.PAYMENT.value: 1, LineKind.RETURN.value: -1}.get(line.kind, 0)
        if line.is_told_too:
            by_bank[line.order] -= line.cents
    for one in payments:
        kind = None
        if not one.is_told_by_statements:
            continue
        told[one.pk] += one.batch in batches
        if told[one.pk] != (one.state == OrderState.SETTLED):
            kind = DifferenceKind.STATE_DIFFERS
        elif one.state == OrderState.RELEASED and one.execution_on and _told_by(one.execution_on) < on:
            kind = DifferenceKind.NOT_TOLD
        elif _is_told_apart(one, by_bank.get(one.pk), on=on):
            kind = DifferenceKind.TOLD_APART
        if kind is not None:
            yield Difference(kind, -one.cents, one.execution_on or on, one.name, order=one.public_id)


def _is_told_apart(payment: _Payment, by_bank: int | None, *, on: date) -> bool:
    """Tell if the bank tells of a payment of the financial system otherwise than that system, or not back in time.

    `by_bank`: euro cents that left by its lines less what came back, None when none told of it.
    """
    cents = payment.cents
    as_told = {
        OrderState.RELEASED.value: {cents, 0},
        OrderState.SETTLED.value: {cents},
        OrderState.FAILED.value: {0, -cents},  # its way out may stand on a statement that was never read
    }
    if by_bank is None or by_bank in as_told.get(payment.state, set()):
        return False
    waits = payment.state == OrderState.FAILED and by_bank == cents and payment.failed_on is not None
    return not waits or _told_by(payment.failed_on or on) < on


def _told_by(day: date) -> date:
    """Return the day by which a statement must have told of a payment that was to be made on that day."""
    for _day in range(_PATIENCE):
        day = bank_day_from(day + timedelta(days=1))
    return day


def _in_transit(city: City, payments: Iterable[_Payment], *, on: date) -> Iterator[Difference]:
    """Yield that the cash book has another sum on its way than the payments say."""
    rows = Account.objects.filter(slice__year__city=city, kind=Kind.IN_TRANSIT, dossier__isnull=False)
    booked = rows.aggregate(cents=Sum(F("credits") - F("debits")))["cents"] or 0
    released = sum(one.cents for one in payments if one.state == OrderState.RELEASED)
    if booked != released:
        yield Difference(DifferenceKind.ON_ITS_WAY_DIFFERS, released - booked, on, "")


def _set_off_otherwise(city: City, approved: Iterable[_SetOff], *, on: date) -> Iterator[Difference]:
    """Yield what was set off and not booked so, what was booked of no set-off, and what no claim heard of."""
    kind = DifferenceKind.SET_OFF_DIFFERS
    rows = Transfer.objects.filter(
        entry__event=Event.SET_OFF, entry__slice__year__city=city, debit__kind=Kind.PAYABLE
    )
    summed = (
        rows.order_by().values_list("entry__key").annotate(moved=Sum("cents"), day=Min("entry__booked_on"))
    )
    booked = {key: (cents, day) for key, cents, day in summed}
    for one in approved:
        cents, _day = booked.pop(one.key, (0, None))
        if cents != one.cents:
            yield Difference(kind, one.cents - cents, one.told_on, one.name)
    for key, (cents, day) in sorted(booked.items()):
        yield Difference(kind, -cents, day, key)
    of_claim = SetOff.objects.filter(claim=OuterRef("pk"), state=SetOffState.APPROVED).order_by()
    told = Coalesce(
        Subquery(of_claim.values("claim").values(sum_cents=Sum("cents"))),
        Value(0),
        output_field=BigIntegerField(),
    )
    claims = Claim.objects.filter(proposal__district__city=city).annotate(told=told)
    wrong = claims.exclude(set_off_cents=F("told")).order_by("id")
    for number, cents, was_told in wrong.values_list("proposal__dossier__number", "set_off_cents", "told"):
        yield Difference(kind, was_told - cents, on, number)


def _paid_too_much(
    city: City, payments: Iterable[_Payment], approved: Iterable[_SetOff], *, on: date
) -> Iterator[Difference]:
    """Yield the dossiers of which more is paid, about to be, or set off, than was granted and told."""
    paid: dict[str, int] = defaultdict(int)
    for row in approved:
        paid[row.dossier] += row.cents
    for one in payments:
        paid[one.dossier] += one.cents if one.state in STANDING else 0
    due = Instalment.objects.filter(entry__isnull=False, decision__proposal__district__city=city).order_by()
    granted = dict(due.values_list("decision__proposal__dossier__number").annotate(sum_cents=Sum("cents")))
    for number, cents in sorted(paid.items()):
        if (over := cents - granted.get(number, 0)) > 0:
            yield Difference(DifferenceKind.PAID_TOO_MUCH, -over, on, number)
