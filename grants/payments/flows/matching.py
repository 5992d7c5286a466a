"""What a line of a statement is: found by itself when it is read, or told by a payer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import settle
from grants.budget.models import Entry
from grants.decisions.weighing import dossier_of
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..checking import refuse_given_up, refuse_left_by_the_bank
from ..checking_of_statements import refuse_take_back
from ..errors import WrongMatch
from ..holding import Books, hold_proposals, hold_till
from ..models import Batch, Claim, Order, StatementLine
from ..queries_of_claims import overpaid_claims
from ..queries_of_finance import finance_orders_for, has_left_by_the_bank
from ..queries_of_lines import batches_for, may_be_fee, may_be_not_ours, told_elsewhere
from ..reading import claim_in, named_in
from ..rules import PREPARE
from ..states import ClaimState, LineKind, OrderState
from .lines import book_costs, book_receipt, take_out, undo_entry, write_kind
from .orders import fail_and_note
from .paying_back import match_waiting, paid_back, sent_back

MATCHED = describe(
    "payments.matched", gettext_lazy("said what a line of a statement is ({as_kind}, cents: {cents})")
)


@flow
def as_order(line: StatementLine, order: Order, *, by: User, at: datetime) -> None:
    """Say that a line is the payment of an order, or that order coming back or refused; to the cent.

    A line of the bank that tells of a payment of the financial system is noted so and books nothing: that system tells
    it itself. Raises NoLongerAllowed, WrongState and WrongMatch.
    """
    row = _hold_line(line, by=by, at=at)
    held = hold_proposals([order.proposal_id])
    found = Order.objects.select_related("batch").defer("batch__file").get(pk=order.pk)
    if (found.channel, row.statement.channel) == (Channel.FINANCE, Channel.BANK):
        _told_too(row, found, Books(row.city, []), by=by, at=at)
        _tell(line, row, by=by, at=at)
        return
    wanted = OrderState.SETTLED if row.is_receipt else OrderState.RELEASED
    if found.state != wanted or found.cents != row.cents or found.channel != row.statement.channel:
        raise WrongMatch(_("This line and this payment do not go together: another amount, or paid already."))
    if row.is_refusal:
        refuse_left_by_the_bank(found)
    proposal = held[found.proposal_id]
    books = Books(row.city, [dossier_of(proposal)])
    if row.is_receipt or row.is_refusal:
        if row.entry is not None:
            undo_entry(row, row.entry, by=by, at=at)
        _returned(row, found, proposal, books, by=by, at=at)
    else:
        _paid(row, found, proposal, books, by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def as_batch(line: StatementLine, batch: Batch, *, by: User, at: datetime) -> None:
    """Say that a line of the bank is all payments of a batch at once: each of them was paid.

    Raises NoLongerAllowed, WrongState, and WrongMatch unless all of them are on their way, to the cent.
    """
    row = _hold_line(line, by=by, at=at)
    found = batches_for(row).filter(pk=batch.pk).first()
    orders = list(Order.objects.filter(batch=batch).order_by("id"))
    held = hold_proposals(one.proposal_id for one in orders)
    states = set(Order.objects.filter(batch=batch).values_list("state", flat=True))
    if found is None or states != {OrderState.RELEASED}:
        raise WrongMatch(
            _("This line and this batch do not go together: another amount, or some of it is told already.")
        )
    books = Books(row.city, [dossier_of(one) for one in held.values()])
    for order in orders:
        _settle(order, held[order.proposal_id], books, on=row.booked_on, by=by, at=at)
    write_kind(row, LineKind.BATCH, None, by=by, at=at, batch=found)
    _tell(line, row, by=by, at=at)


@flow
def as_claim(line: StatementLine, claim: Claim, *, by: User, at: datetime) -> None:
    """Say that money that came in pays a claim back, or once more: then all of it came in too much.

    What was written off of it comes in after all, as far as nothing else of it is open.

    Raises NoLongerAllowed, WrongState and WrongMatch.
    """
    row = _hold_line(line, by=by, at=at)
    held = hold_proposals([claim.proposal_id])
    found = Claim.objects.get(pk=claim.pk)
    if not row.is_receipt or row.tells_of_a_payment or found.state == ClaimState.EASED:
        raise WrongMatch(
            _("This line does not pay this claim: the money went out, or nothing is asked by it.")
        )
    refuse_given_up(found)
    proposal = held[found.proposal_id]
    books = Books(row.city, [dossier_of(proposal)])
    if row.entry is None and not found.can_pay:  # else it would pay another claim of the same dossier
        book_receipt(row, books, by=by, at=at)
    since = row.booked_on
    if row.entry is not None and found.written_off_cents:
        since = take_out(row, row.entry, books, by=by, at=at)
        row.entry = None
    if row.entry is None:
        entry = paid_back(row, found, proposal, books, since=since, by=by, at=at)
    else:
        entry = row.entry
        match_waiting(row, entry, found, proposal, books, by=by, at=at)
    write_kind(row, LineKind.CLAIM, entry, by=by, at=at, claim=found)
    _tell(line, row, by=by, at=at)


@flow
def as_refund(line: StatementLine, claim: Claim, *, by: User, at: datetime) -> None:
    """Say that money that went out is what came in too much on a claim, sent back at the bank.

    Raises NoLongerAllowed, WrongState and WrongMatch, also for more than came in too much.
    """
    row = _hold_line(line, by=by, at=at)
    held = hold_proposals([claim.proposal_id])
    over = overpaid_claims(row.city).filter(pk=claim.pk).first()
    if row.is_receipt or row.is_refusal or over is None or row.cents > over.over_cents:
        raise WrongMatch(_("This line sends back more than came in too much, or the money came in."))
    entry = sent_back(row, over, held[claim.proposal_id], by=by, at=at)
    write_kind(row, LineKind.REFUND, entry, by=by, at=at, claim=over)
    _tell(line, row, by=by, at=at)


@flow
def as_fee(line: StatementLine, *, by: User, at: datetime) -> None:
    """Say that money that went out is what the bank asks. Raises NoLongerAllowed, WrongState and WrongMatch."""
    row = _hold_line(line, by=by, at=at)
    if row.is_receipt or row.statement.channel != Channel.BANK:
        raise WrongMatch(_("Costs of the bank are money that went out, on a statement of the bank."))
    if not may_be_fee(row):
        raise WrongMatch(
            _("This went to someone whom the city pays, so it is no cost of the bank. Ask the bank about it.")
        )
    book_costs(row, Books(row.city, []), by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def as_not_ours(line: StatementLine, *, why: str, by: User, at: datetime) -> None:
    """Say that money, or a refusal, is not of this portal: what came in leaves the books, what went out is in none.

    No money moves by it: what came in is sent back at the bank, by two people of the city. What went out went to nobody
    whom the portal pays, or is the way back of such money that came in before. Raises NoLongerAllowed, WrongState, and
    WrongMatch for anything else, and without a reason.
    """
    row = _hold_line(line, by=by, at=at)
    if not may_be_not_ours(row):
        raise WrongMatch(
            _(
                "This went to someone whom the city pays by the portal, or tells of such a payment: it stays in sight "
                "until it is known what it is."
            )
        )
    if not why.strip():
        raise WrongMatch(_("Tell why this is not of this portal."))
    books = Books(row.city, [])
    if row.is_receipt and row.entry is None:  # nothing was booked of it: it is, and at once undone
        book_receipt(row, books, by=by, at=at)
    row.why = why.strip()
    if row.entry is not None:
        take_out(row, row.entry, books, by=by, at=at)
    write_kind(row, LineKind.NOT_OURS, row.entry, by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def take_back_not_ours(line: StatementLine, *, by: User, at: datetime) -> None:
    """Say that it is not known after all what a line is that was noted as not of this portal: it waits again.

    Its reason stays on the row. Raises NoLongerAllowed, and WrongState for another line, once the year is closed in
    which it was booked at the bank, and for money of which a line tells that it was sent back.
    """
    hold_right(by, PREPARE, city_id=line.city_id, on=day_of(at))
    hold_till(line.city)
    row = StatementLine.objects.select_related("city", "statement", "entry__slice").get(pk=line.pk)
    books = Books(row.city, [])
    refuse_take_back(row)
    if row.entry is not None:
        booked = Entry.objects.filter(source=row.source, key__startswith=f"{row.source}/receipt").count()
        book_receipt(row, books, turn=booked + 1, by=by, at=at)
    else:
        write_kind(row, LineKind.UNKNOWN, None, by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def match_all(lines: Iterable[StatementLine], *, by: User, at: datetime) -> int:
    """Find what lines are of which nobody knows it yet; return how many are known now. The till is held.

    Money out goes first, so that a payment and its return may stand in one statement; a return of a payment that no
    statement told yet waits for that one. What was paid goes before what was refused: of a payment of which both are
    told it is sure that it is not to be paid again.
    """
    waits = sorted(lines, key=lambda one: (one.is_receipt, one.is_refusal, one.booked_on, one.pk))
    if not waits:
        return 0
    city = waits[0].city
    ids = {one.end_to_end_id for one in waits if one.end_to_end_id}
    known = Order.objects.filter(end_to_end_id__in=ids, proposal__district__city=city)
    known = known.select_related("batch").defer("batch__file")
    asked = Claim.objects.filter(proposal__district__city=city).exclude(state=ClaimState.EASED)
    named = [claim for one in waits for claim in named_in(one, list(asked))]
    held = hold_proposals([*known.values_list("proposal_id", flat=True), *(one.proposal_id for one in named)])
    books = Books(city, [dossier_of(one) for one in held.values()])
    orders = {one.end_to_end_id: one for one in known.all()}
    claims = list(asked.filter(proposal__in=held))
    return sum(_match(one, orders, claims, held, books, by=by, at=at) for one in waits)


def _match(
    line: StatementLine,
    orders: dict[str, Order],
    claims: list[Claim],
    held: dict[int, Proposal],
    books: Books,
    *,
    by: User,
    at: datetime,
) -> bool:
    """Match one line if it says what it is; tell if it is booked now.

    What names a claim is a return only when the bank says so.
    """
    order = orders.get(line.end_to_end_id)
    if order is not None and _is_of(line, order, claims):
        proposal = held[order.proposal_id]
        if line.is_refusal or line.is_receipt:
            _returned(line, order, proposal, books, by=by, at=at)
        else:
            _paid(line, order, proposal, books, by=by, at=at)
        return True
    if order is not None and _is_told_too(line, order):
        _told_too(line, order, books, by=by, at=at)
        return True
    if line.is_refusal or (order is not None and _waits_for(line, order, claims)):
        return False
    claim = claim_in(line, claims) if order is None and not line.tells_of_a_payment else None
    if claim is not None and not told_elsewhere(line, claim):
        since = line.booked_on
        entry = paid_back(line, claim, held[claim.proposal_id], books, since=since, by=by, at=at)
        write_kind(line, LineKind.CLAIM, entry, by=by, at=at, claim=claim)
    elif line.is_fee and not line.is_receipt:
        book_costs(line, books, by=by, at=at)
    elif line.is_receipt and not line.tells_of_a_payment:
        book_receipt(line, books, by=by, at=at)
    else:
        return False
    return line.kind != LineKind.RECEIPT


def _fits(line: StatementLine, order: Order, claims: list[Claim]) -> bool:
    """Tell if a line tells of that order: its channel, to the cent, once it left, and it names no claim instead."""
    is_unsure = bool(named_in(line, claims)) and not line.is_return
    is_same = (order.cents, order.channel) == (line.cents, line.statement.channel)
    return is_same and _had_left(line, order) and not is_unsure


def _had_left(line: StatementLine, order: Order) -> bool:
    left_at = order.batch.released_at if order.batch is not None else None
    return left_at is not None and line.booked_on >= day_of(left_at)


def _is_told_too(line: StatementLine, order: Order) -> bool:
    """Tell if a line of the bank with the number of that order tells what the financial system tells itself."""
    if order.channel != Channel.FINANCE or (line.is_receipt and not line.is_return):
        return False
    return _had_left(line, order) and finance_orders_for(line).filter(pk=order.pk).exists()


def _is_of(line: StatementLine, order: Order, claims: list[Claim]) -> bool:
    """Tell if what a line tells of that order may be booked now."""
    wanted = OrderState.SETTLED if line.is_receipt else OrderState.RELEASED
    if order.state != wanted or not _fits(line, order, claims):
        return False
    return not (line.is_refusal and has_left_by_the_bank(order))


def _waits_for(line: StatementLine, order: Order, claims: list[Claim]) -> bool:
    """Tell if it is a return of that order, which no statement says was paid."""
    return line.is_receipt and order.state == OrderState.RELEASED and _fits(line, order, claims)


def _hold_line(line: StatementLine, *, by: User, at: datetime) -> StatementLine:
    """Lock who acts and the till, and return the line as it is now; raises WrongState when it was matched."""
    hold_right(by, PREPARE, city_id=line.city_id, on=day_of(at))
    hold_till(line.city)
    row = StatementLine.objects.select_related("city", "statement", "entry__slice").get(pk=line.pk)
    if row.kind not in {LineKind.UNKNOWN, LineKind.RECEIPT}:
        raise WrongState(_("Someone said already what this line is. Look at how it stands now."))
    return row


def _paid(
    line: StatementLine, order: Order, proposal: Proposal, books: Books, *, by: User, at: datetime
) -> None:
    entry = _settle(order, proposal, books, on=line.booked_on, by=by, at=at)
    write_kind(line, LineKind.PAYMENT, entry, by=by, at=at, order=order)


def _settle(order: Order, proposal: Proposal, books: Books, *, on: date, by: User, at: datetime) -> Entry:
    dossier = dossier_of(proposal)
    entry = settle(
        dossier,
        cents=order.cents,
        by=by,
        at=at,
        booked_on=books.day_for(dossier, on),
        key=f"{order.source}/settle",
        source=order.source,
    )
    order.move(OrderState.SETTLED, settled_on=on)
    if proposal.state == State.GRANTED:
        proposal.move(State.UNDER_WAY, by=None, at=at)
    return entry


def _returned(
    line: StatementLine, order: Order, proposal: Proposal, books: Books, *, by: User, at: datetime
) -> None:
    reason = " ".join(filter(None, [line.reason, line.text])) or _("No reason was given.")
    entry = fail_and_note(order, proposal, books, reason=reason, on=line.booked_on, by=by, at=at)
    write_kind(line, LineKind.RETURN, entry, by=by, at=at, order=order)


def _told_too(line: StatementLine, order: Order, books: Books, *, by: User, at: datetime) -> None:
    """Note that a line of the bank is a payment of the financial system, going out or back; raises WrongMatch."""
    if not _had_left(line, order) or not finance_orders_for(line).filter(pk=order.pk).exists():
        raise WrongMatch(
            _("This line is not that payment of the financial system: another amount, payee or way.")
        )
    if line.is_receipt:
        if line.entry is None:  # its booking is made, and at once undone
            book_receipt(line, books, by=by, at=at)
        if line.entry is not None:
            take_out(line, line.entry, books, by=by, at=at)
    line.why = _("The financial system made this payment, and tells what came of it.")
    write_kind(line, LineKind.NOT_OURS, line.entry, by=by, at=at, order=order)


def _tell(line: StatementLine, row: StatementLine, *, by: User, at: datetime) -> None:
    record(MATCHED, row, by=by, at=at, as_kind=row.kind, cents=row.cents)
    reread(line, "kind")
