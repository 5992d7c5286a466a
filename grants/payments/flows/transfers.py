"""How far a payment by Stripe is: each step in a commit of its own, with its booking where it has one."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import settle
from grants.decisions.weighing import dossier_of
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.errors import WrongState
from portal.jobs.flows import errand
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..checking_of_connect import is_way_out_waiting, refuse_to_leave
from ..errors_of_connect import HeldBack
from ..gateway_of_stripe import PayoutTold, TransferTold
from ..holding import Books, hold_proposals
from ..models import Batch, StripeTransfer
from ..states import OrderState
from ..states_of_connect import TransferState, Trouble, WayOutKind
from .orders import fail_and_note

SENT = describe("payments.stripe_sent", gettext_lazy("sent a payment by Stripe (cents: {cents})"))
PAID_OUT = describe(
    "payments.stripe_paid_out", gettext_lazy("had Stripe pay to the bank account (cents: {cents})")
)
TAKEN_BACK = describe(
    "payments.stripe_taken_back", gettext_lazy("began to take a payment back at Stripe (cents: {cents})")
)
ACT = "grants.payments.tasks.act_on_transfer"
_ROUNDS = frozenset({Trouble.NO_BALANCE, Trouble.NO_BALANCE_OF_PAYEE})


@flow
def ask_transfers(batch: Batch, *, by: User, at: datetime) -> None:
    """Write what Stripe is asked for a batch that is released now; it is asked after the commit, on the batch's day."""
    for order in batch.orders.select_related("payout_account__account").order_by("id"):
        payee = order.payout_account
        to = (payee.account.stripe_id or "") if payee is not None else ""
        made = StripeTransfer.objects.create(
            order=order, cents=order.cents, destination=to, asked_at=at, changed_at=at
        )
        if batch.execution_on <= day_of(at):
            errand(ACT, arguments={"pk": made.pk}, by=by)


@flow
def begin_call(transfer: StripeTransfer, *, by: User | None = None, at: datetime) -> None:
    """Note, before Stripe is told to do something, that nobody knows what it did until it answers; also once more.

    What was released is looked at afresh until Stripe was told. Raises HeldBack when it does not leave now, and
    WrongState when it changed since `transfer` was read: somebody was first.
    """
    row, proposal = _hold_as_read(transfer)
    if row.transfer_id is None:
        refuse_to_leave(row, proposal)
        if is_way_out_waiting(row):
            raise HeldBack(Trouble.WAY_OUT)
    row.move(TransferState.UNKNOWN, at=max(at, row.changed_at))


@flow
def note_transfer(
    transfer: StripeTransfer, *, told: TransferTold, by: User | None = None, at: datetime
) -> None:
    """Keep the id of the transfer that Stripe made."""
    row, _held = _hold(transfer)
    row.move(TransferState.TRANSFERRED, at=at, transfer_id=told.transfer_id)
    record(SENT, row.order, by=by, at=at, cents=row.cents)


@flow
def note_not_done(
    transfer: StripeTransfer, *, trouble: Trouble, by: User | None = None, at: datetime
) -> None:
    """Note that Stripe did nothing for sure, and may do it later: under a new key of ours when it said so itself."""
    row, _held = _hold(transfer)
    to = TransferState.TRANSFERRED if row.transfer_id else TransferState.ASKED
    row.move(to, at=at, trouble=trouble, round=row.round + (trouble in _ROUNDS))


@flow
def note_refusal(transfer: StripeTransfer, *, reason: str, by: User | None = None, at: datetime) -> None:
    """Note that Stripe made no transfer and never will: the payment failed, and is to be paid again."""
    row, proposal = _hold(transfer)
    row.move(TransferState.REFUSED, at=at, reason=reason[:200])
    _fail(row, proposal, by=by, at=at)


@flow
def note_never_told(transfer: StripeTransfer, *, reason: str, by: User | None = None, at: datetime) -> None:
    """Note that what was released never goes to Stripe, which was not told of it: what is owed is to be paid again.

    Raises WrongState once Stripe may have been told.
    """
    row, proposal = _hold_as_read(transfer)
    if row.state != TransferState.ASKED:
        raise WrongState(_("Stripe was told of this payment. Look at how it stands now."))
    row.move(TransferState.REFUSED, at=at, reason=reason[:200])
    _fail(row, proposal, by=by, at=at)


@flow
def note_payout(transfer: StripeTransfer, *, told: PayoutTold, by: User | None = None, at: datetime) -> None:
    """Keep the id of the payout that Stripe made."""
    row, _held = _hold(transfer)
    row.move(TransferState.PAYING_OUT, at=at, payout_id=told.payout_id)
    record(PAID_OUT, row.order, by=by, at=at, cents=row.cents)


@flow
def note_paid(transfer: StripeTransfer, *, on: date, by: User | None = None, at: datetime) -> None:
    """Book that the money arrived on that day; the first payment puts the action under way."""
    row, proposal = _hold(transfer)
    row.move(TransferState.PAID, at=at)
    _settle(row, proposal, on=on, by=by, at=at)


@flow
def note_way_out(transfer: StripeTransfer, *, kind: WayOutKind, by: User, at: datetime) -> None:
    """Let a payment end as two people noted: never made and to be paid again, or kept by the recipient and so paid.

    What was kept counts as paid from the day on which it is noted, unless it had arrived before and came back to
    Stripe. The way out is approved in the same flow. Raises WrongState.
    """
    row, proposal = _hold(transfer)
    if kind == WayOutKind.NEVER_DONE:
        row.move(TransferState.REFUSED, at=at, reason="never_done")
        _fail(row, proposal, by=by, at=at)
        return
    row.move(TransferState.KEPT, at=at)
    if row.order.state == OrderState.RELEASED:
        _settle(row, proposal, on=day_of(at), by=by, at=at)


@flow
def begin_reversal(transfer: StripeTransfer, *, reason: str, by: User | None = None, at: datetime) -> None:
    """Note that the money did not arrive, or came back, so that the transfer is taken back; `reason` is a code."""
    row, _held = _hold(transfer)
    row.move(TransferState.REVERSING, at=at, reason=reason[:200])
    record(TAKEN_BACK, row.order, by=by, at=at, cents=row.cents)


@flow
def note_reversed(
    transfer: StripeTransfer, *, reversal_id: str | None, by: User | None = None, at: datetime
) -> None:
    """Book that the money is back with the city: the payment failed, and is to be paid again."""
    row, proposal = _hold(transfer)
    row.move(TransferState.FAILED, at=at, reversal_id=reversal_id)
    _fail(row, proposal, by=by, at=at)


@flow
def note_trouble(
    transfer: StripeTransfer,
    *,
    trouble: Trouble,
    by: User | None = None,  # who acts, as every flow says
    at: datetime,
) -> None:
    """Note what stands in the way; the state stays. A call that was refused for want of money gets a new key."""
    row, _held = _hold(transfer)
    row.trouble, row.round = trouble, row.round + (trouble in _ROUNDS)
    row.changed_at = max(at, row.changed_at)  # a call that somebody began meanwhile stays as young as it is
    row.save(update_fields=["trouble", "round", "changed_at"])


def _hold(transfer: StripeTransfer) -> tuple[StripeTransfer, Proposal]:
    """Hold the proposal of a transfer, and return both as they are now."""
    held = hold_proposals([transfer.order.proposal_id])
    row = StripeTransfer.objects.select_related("order__payout_account__account").get(pk=transfer.pk)
    return row, held[row.order.proposal_id]


def _hold_as_read(transfer: StripeTransfer) -> tuple[StripeTransfer, Proposal]:
    """The same; raises WrongState when the transfer changed since it was read."""
    row, proposal = _hold(transfer)
    if (row.state, row.changed_at) != (transfer.state, transfer.changed_at):
        raise WrongState(_("Somebody else was first. Look at how this payment stands now."))
    return row, proposal


def _settle(row: StripeTransfer, proposal: Proposal, *, on: date, by: User | None, at: datetime) -> None:
    dossier = dossier_of(proposal)
    books = Books(proposal.district.city, [dossier])
    settle(
        dossier,
        cents=row.cents,
        by=by,
        at=at,
        booked_on=books.day_for(dossier, on),
        key=f"{row.order.source}/settle",
        source=row.order.source,
    )
    row.order.move(OrderState.SETTLED, settled_on=on)
    if proposal.state == State.GRANTED:
        proposal.move(State.UNDER_WAY, by=None, at=at)


def _fail(row: StripeTransfer, proposal: Proposal, *, by: User | None, at: datetime) -> None:
    books = Books(proposal.district.city, [dossier_of(proposal)])
    fail_and_note(row.order, proposal, books, reason=row.reason, on=day_of(at), by=by, at=at)
