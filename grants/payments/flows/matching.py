"""What a line of a statement is: found by itself when it is read, or told by a payer."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import (
    book_fee,
    match_receipt,
    receive,
    receive_unmatched,
    recover,
    refund,
    settle,
    undo,
)
from grants.budget.models import Entry
from grants.decisions.weighing import dossier_of
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..checking import refuse_given_up
from ..errors import WrongMatch
from ..holding import Books, hold_proposals, hold_till
from ..models import Claim, Order, StatementLine
from ..queries import is_to_a_payee, may_be_not_ours
from ..queries_of_claims import overpaid_claims, waits_on
from ..reading import claim_in, named_in
from ..rules import PREPARE
from ..states import ClaimState, LineKind, OrderState
from .orders import fail_and_note
from .write_offs import end_overtaken

MATCHED = describe(
    "payments.matched", gettext_lazy("said what a line of a statement is ({as_kind}, cents: {cents})")
)


@flow
def as_order(line: StatementLine, order: Order, *, by: User, at: datetime) -> None:
    """Say that a line is the payment of an order, or that order coming back; to the cent.

    Raises NoLongerAllowed, WrongState and WrongMatch.
    """
    row = _hold_line(line, by=by, at=at)
    held = hold_proposals([order.proposal_id])
    found = Order.objects.get(pk=order.pk)
    wanted = OrderState.SETTLED if row.is_receipt else OrderState.RELEASED
    if found.state != wanted or found.cents != row.cents or found.channel != row.statement.channel:
        raise WrongMatch(_("This line and this payment do not go together: another amount, or paid already."))
    proposal = held[found.proposal_id]
    books = Books(row.city, [dossier_of(proposal)])
    if row.is_receipt:
        if row.entry is not None:
            _take_back(row, row.entry, by=by, at=at)
        _returned(row, found, proposal, books, by=by, at=at)
    else:
        _paid(row, found, proposal, books, by=by, at=at)
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
    if not row.is_receipt or found.state == ClaimState.EASED:
        raise WrongMatch(
            _("This line does not pay this claim: the money went out, or nothing is asked by it.")
        )
    refuse_given_up(found)
    proposal = held[found.proposal_id]
    books = Books(row.city, [dossier_of(proposal)])
    if row.entry is None and not found.can_pay:  # else it would pay another claim of the same dossier
        _received(row, books, by=by, at=at)
    since = row.booked_on
    if row.entry is not None and found.written_off_cents:
        since = _leave(row, row.entry, books, by=by, at=at)
        row.entry = None
    if row.entry is None:
        _paid_back(row, found, proposal, books, since=since, by=by, at=at)
    else:
        _match_waiting(row, row.entry, found, proposal, books, by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def as_refund(line: StatementLine, claim: Claim, *, by: User, at: datetime) -> None:
    """Say that money that went out is what came in too much on a claim, sent back at the bank.

    Raises NoLongerAllowed, WrongState and WrongMatch, also for more than came in too much.
    """
    row = _hold_line(line, by=by, at=at)
    held = hold_proposals([claim.proposal_id])
    over = overpaid_claims(row.city).filter(pk=claim.pk).first()
    if row.is_receipt or over is None or row.cents > over.over_cents:
        raise WrongMatch(_("This line sends back more than came in too much, or the money came in."))
    _sent_back(row, over, held[claim.proposal_id], by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def as_fee(line: StatementLine, *, by: User, at: datetime) -> None:
    """Say that money that went out is what the bank asks. Raises NoLongerAllowed, WrongState and WrongMatch."""
    row = _hold_line(line, by=by, at=at)
    if row.is_receipt:
        raise WrongMatch(_("Costs of the bank are money that went out."))
    if is_to_a_payee(row):
        raise WrongMatch(
            _("This went to someone whom the city pays, so it is no cost of the bank. Ask the bank about it.")
        )
    _fee(row, Books(row.city, []), by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def as_not_ours(line: StatementLine, *, why: str, by: User, at: datetime) -> None:
    """Say that money belongs to nothing here: what came in leaves the books, and so its way back is in none.

    No money leaves by it: what is sent back is transferred at the bank, by two people of the city, and the line that
    tells of that belongs to nothing here either. Raises NoLongerAllowed, WrongState, and WrongMatch for what does not
    wait, for money that went out without such money that came in before, and without a reason.
    """
    row = _hold_line(line, by=by, at=at)
    if not may_be_not_ours(row):
        raise WrongMatch(
            _(
                "Only money that came in and waits, or that is sent back, can be noted as belonging to nothing here."
            )
        )
    if not why.strip():
        raise WrongMatch(_("Tell why this money belongs to nothing here."))
    row.why = why.strip()
    if row.entry is not None:
        _leave(row, row.entry, Books(row.city, []), by=by, at=at)
    _write(row, LineKind.NOT_OURS, row.entry, by=by, at=at)
    _tell(line, row, by=by, at=at)


@flow
def match_all(lines: Iterable[StatementLine], *, by: User, at: datetime) -> int:
    """Find what lines are of which nobody knows it yet; return how many are known now. The till is held.

    Money out goes first, so that a payment and its return may stand in one statement; a return of a payment that no
    statement told yet waits for that one.
    """
    waits = sorted(lines, key=lambda one: (one.is_receipt, one.booked_on, one.pk))
    if not waits:
        return 0
    city = waits[0].city
    ids = {one.end_to_end_id for one in waits if one.end_to_end_id}
    known = Order.objects.filter(end_to_end_id__in=ids, proposal__district__city=city)
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
    order, told = orders.get(line.end_to_end_id), (line.cents, line.statement.channel)
    is_unsure = bool(named_in(line, claims)) and not line.is_return
    fits = order is not None and (order.cents, order.channel) == told and not is_unsure
    claim = claim_in(line, claims) if order is None else None
    if order is not None and fits and not line.is_receipt and order.state == OrderState.RELEASED:
        _paid(line, order, held[order.proposal_id], books, by=by, at=at)
    elif order is not None and fits and line.is_receipt and order.state == OrderState.SETTLED:
        _returned(line, order, held[order.proposal_id], books, by=by, at=at)
    elif order is not None and fits and line.is_receipt and order.state == OrderState.RELEASED:
        return False
    elif claim is not None:
        _paid_back(line, claim, held[claim.proposal_id], books, since=line.booked_on, by=by, at=at)
    elif line.is_fee and not line.is_receipt:
        _fee(line, books, by=by, at=at)
    elif line.is_receipt:
        _received(line, books, by=by, at=at)
    else:
        return False
    return line.kind != LineKind.RECEIPT


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
    dossier = dossier_of(proposal)
    entry = settle(
        dossier,
        cents=order.cents,
        by=by,
        at=at,
        booked_on=books.day_for(dossier, line.booked_on),
        key=f"{order.source}/settle",
        source=order.source,
    )
    order.move(OrderState.SETTLED, settled_on=line.booked_on)
    _write(line, LineKind.PAYMENT, entry, by=by, at=at, order=order)
    if proposal.state == State.GRANTED:
        proposal.move(State.UNDER_WAY, by=None, at=at)


def _returned(
    line: StatementLine, order: Order, proposal: Proposal, books: Books, *, by: User, at: datetime
) -> None:
    reason = " ".join(filter(None, [line.reason, line.text])) or _("The bank gave no reason.")
    entry = fail_and_note(order, proposal, books, reason=reason, on=line.booked_on, by=by, at=at)
    _write(line, LineKind.RETURN, entry, by=by, at=at, order=order)


def _paid_back(
    line: StatementLine,
    claim: Claim,
    proposal: Proposal,
    books: Books,
    *,
    since: date,
    by: User,
    at: datetime,
) -> None:
    """Book what pays a claim, what comes in after it was given up, and what is too much: it waits in the same slice.

    On the day `since`, and what was given up not before that was booked.
    """
    dossier = dossier_of(proposal)
    day = books.day_for(dossier, since)
    entry, late = None, claim.late_part(line.cents)
    told: dict[str, Any] = {"by": by, "at": at, "source": claim.source}
    if late:
        given_up_on = max(
            one.entry.booked_on for one in claim.write_offs.select_related("entry") if one.entry
        )
        key = f"{line.source}/late"
        entry = recover(dossier, cents=late, booked_on=max(day, given_up_on), key=key, **told)
    if rest := line.cents - late:
        most, key = claim.left_cents, f"{line.source}/claim"
        entry = receive(dossier, cents=rest, booked_on=day, key=key, most=most, **told)
    _pay(claim, line.cents, by=by, at=at)
    _write(line, LineKind.CLAIM, entry, by=by, at=at, claim=claim)


def _match_waiting(
    line: StatementLine,
    waits: Entry,
    claim: Claim,
    proposal: Proposal,
    books: Books,
    *,
    by: User,
    at: datetime,
) -> None:
    """Let money that waited in the city's own ledger pay a claim; what is too much goes on waiting there.

    Of a claim that was paid already that is all of it.
    """
    dossier = dossier_of(proposal)
    if claim.is_open:
        match_receipt(
            books.standing(waits.slice),
            dossier,
            cents=min(line.cents, claim.left_cents),
            by=by,
            at=at,
            booked_on=max(waits.booked_on, books.day_for(dossier, line.booked_on)),
            key=f"{line.source}/match",
            source=claim.source,
        )
    _pay(claim, line.cents, by=by, at=at)
    _write(line, LineKind.CLAIM, waits, by=by, at=at, claim=claim)


def _sent_back(line: StatementLine, claim: Claim, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Book it where what came in too much stands, the first first: an entry in each budget that gives a part.

    That is with the dossier, or in the city's own ledger where it waited before it was matched. The line keeps the
    first.
    """
    dossier = dossier_of(proposal)
    books = Books(line.city, [dossier])
    entries, left = [], line.cents
    for waits in waits_on(claim, books.standing):
        if part := min(left, waits.cents):
            entry = refund(
                waits.slice,
                cents=part,
                by=by,
                at=at,
                booked_on=max(waits.since, books.day_for(dossier, line.booked_on)),
                key=f"{line.source}/refund",
                source=claim.source,
            )
            entries.append(entry)
            left -= part
    if left:
        raise WrongMatch(_("This line sends back more than came in too much, or the money came in."))
    _write(line, LineKind.REFUND, entries[0], by=by, at=at, claim=claim)


def _pay(claim: Claim, cents: int, *, by: User, at: datetime) -> None:
    if not claim.can_pay:
        return
    late = claim.late_part(cents)
    claim.paid_cents += min(cents, claim.left_cents + late)
    claim.written_off_cents -= late
    claim.state = claim.ends_as()
    claim.save(update_fields=["paid_cents", "written_off_cents", "state"])
    end_overtaken(claim, by=by, at=at)


def _fee(line: StatementLine, books: Books, *, by: User, at: datetime) -> None:
    ledger, day = books.own_ledger(line.booked_on)
    key = f"{line.source}/fee"
    entry = book_fee(ledger, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source)
    _write(line, LineKind.FEE, entry, by=by, at=at)


def _received(line: StatementLine, books: Books, *, by: User, at: datetime) -> None:
    ledger, day = books.own_ledger(line.booked_on)
    key = f"{line.source}/receipt"
    entry = receive_unmatched(
        ledger, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source
    )
    _write(line, LineKind.RECEIPT, entry, by=by, at=at)


def _take_back(line: StatementLine, entry: Entry, *, by: User, at: datetime) -> date:
    """Undo the booking of money that waited: it turns out to be something else. Return the day of that."""
    day = max(entry.booked_on, day_of(at))
    undo(entry, by=by, at=at, booked_on=day, key=f"{line.source}/undo", source=line.source)
    return day


def _leave(line: StatementLine, entry: Entry, books: Books, *, by: User, at: datetime) -> date:
    """Take money that waited out of the books; once its year was closed it waits in the next one. Return the day."""
    stands = books.standing(entry.slice)
    if stands == entry.slice:
        return _take_back(line, entry, by=by, at=at)
    day = max(entry.booked_on, day_of(at))
    key = f"{line.source}/not_ours"
    refund(stands, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source)
    return day


def _write(
    line: StatementLine,
    kind: LineKind,
    entry: Entry | None,
    *,
    by: User,
    at: datetime,
    order: Order | None = None,
    claim: Claim | None = None,
) -> None:
    line.kind, line.entry, line.order, line.claim = kind, entry, order, claim
    line.matched_by, line.matched_at = by, at
    line.save(update_fields=["kind", "entry", "order", "claim", "why", "matched_by", "matched_at"])


def _tell(line: StatementLine, row: StatementLine, *, by: User, at: datetime) -> None:
    record(MATCHED, row, by=by, at=at, as_kind=row.kind, cents=row.cents)
    reread(line, "kind")
