"""Taking a payment by Stripe as far as it goes: asking before trying again, one commit between any two calls.

Whoever dies between two steps leaves a row that says where to go on. Nobody here holds a lock while Stripe answers.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from grants.terms import day_of
from portal.errors import WrongState
from portal.realm import within

from . import flows
from . import gateway_of_stripe as gateway
from .errors import Suspended
from .errors_of_connect import NoAnswer, NotAllowed, NotEnough, Refused, SwitchedOff
from .queries_of_connect import account_told, transfer_now, transfer_told
from .queries_of_suspensions import standing_suspensions
from .states_of_connect import ENDED, TransferState, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from .models import ConnectedAccount, StripeEvent, StripeTransfer

SETTLED = timedelta(minutes=1)  # longer than anyone waits for one answer of Stripe
_MOST_STEPS = 12


def act(transfer: StripeTransfer, *, at: datetime) -> StripeTransfer:
    """Take a payment as far as it goes now, and return it as it stands then.

    What Stripe does not answer leaves it where it is, and says so; somebody who was first is no fault.
    """
    row = transfer_now(transfer.pk)
    with within(row.order.proposal.district.city.public_id):
        for _turn in range(_MOST_STEPS):
            before = row.state
            goes_on = _step(row, at=at)
            row = transfer_now(row.pk)
            if not goes_on or row.state == before or row.state in ENDED:
                break
    return row


def _step(row: StripeTransfer, *, at: datetime) -> bool:
    """Do one step; tell if another may follow at once."""
    try:
        if not gateway.is_on():
            raise SwitchedOff  # before it is unknown what became of a call
        _STEPS[TransferState(row.state)](row, at)
    except NoAnswer:
        flows.note_trouble(row, trouble=Trouble.NO_ANSWER, at=at)
        return False
    except SwitchedOff:
        flows.note_trouble(row, trouble=Trouble.OFF, at=at)
        return False
    except WrongState:
        return False
    return True


def lead_to_stripe(account: ConnectedAccount, *, page: str, at: datetime) -> str:
    """Return the address at which a recipient goes on at Stripe, and from there back to `page`.

    The account is made when there is none yet: once, whatever happens on the way. Raises as all calls do.
    """
    row = account
    if row.stripe_id is None:
        told = gateway.make_account(key=f"account-{row.public_id}", order_of={"dossier": row.proposal.number})
        row = flows.note_made(row, told=told, by=None, at=at)
    return gateway.onboarding(row.stripe_id or "", back=page, again=page)


def look_at(account: ConnectedAccount, *, at: datetime) -> ConnectedAccount:
    """Ask Stripe how an account stands, keep that, and return it. Raises NoAnswer and SwitchedOff."""
    if account.stripe_id is None:
        return account
    try:
        told = gateway.account_at(account.stripe_id)
    except (NotAllowed, Refused):  # shut out, or not there any more
        told = gateway.closed(account.stripe_id)
    return flows.note_account(account, told=told, by=None, at=at)


def apply_event(event: StripeEvent, *, at: datetime) -> bool:
    """Look afresh at what an event is about; tell if that was settled. The event itself moves nothing.

    What nobody knows yet may be known later, and what does not carry our mark is none of ours. One of another account
    than the payment's own is of nothing. Raises NoAnswer and SwitchedOff.
    """
    is_known = _account_event(event, at) if event.kind.startswith("account.") else _transfer_event(event, at)
    if is_known:
        flows.note_applied(event, by=None, at=at)
    return is_known


def _account_event(event: StripeEvent, at: datetime) -> bool:
    found = account_told(event.account or event.object_id)
    if found is not None:
        with within(found.proposal.district.city.public_id):
            look_at(found, at=at)
    return found is not None


def _transfer_event(event: StripeEvent, at: datetime) -> bool:
    is_payout = event.kind.startswith("payout.")
    row = (
        transfer_told(payout_id=event.object_id) if is_payout else transfer_told(transfer_id=event.object_id)
    )
    if row is None:
        order = _order_of(event, is_payout=is_payout)
        if order == "":
            return True  # somebody else's
        row = transfer_told(order=order) if order is not None else None
    if row is None or (is_payout and event.account != account_of(row)):
        return False
    act(row, at=at)
    return True


def _order_of(event: StripeEvent, *, is_payout: bool) -> str | None:
    """Return the order that something at Stripe is marked with, as Stripe says now: "" for no mark of ours.

    None for what Stripe does not know, and for a payout of an account that nobody knows here yet.
    """
    told: gateway.PayoutTold | gateway.TransferTold | None = None
    if not is_payout:
        told = gateway.transfer_at(event.object_id)
    elif account_told(event.account) is not None:
        told = gateway.payout_at(event.object_id, account=event.account)
    return told.order if told is not None else None


def account_of(row: StripeTransfer) -> str:
    """Return the id at Stripe of the account that a payment goes to."""
    payee = row.order.payout_account
    return (payee.account.stripe_id or "") if payee is not None else ""


def _send(row: StripeTransfer, at: datetime) -> None:
    """Asked: make the transfer, on its day; whether the account changed is seen first."""
    batch = row.order.batch
    if batch is None or batch.execution_on > day_of(at):
        return
    try:
        flows.begin_call(row, at=at)
    except Suspended:
        flows.note_trouble(row, trouble=Trouble.SUSPENDED, at=at)
    else:
        _make_transfer(row, at)


def _ask(row: StripeTransfer, at: datetime) -> None:
    """Not known: ask what became of the call, and do it only when nothing did."""
    if row.transfer_id is None:
        _ask_transfer(row, at)
    else:
        _ask_payout(row, at)


def _ask_transfer(row: StripeTransfer, at: datetime) -> None:
    found = gateway.transfers_of(row.order.public_id)
    if len(found) == 1 and (found[0].cents, found[0].destination) == (row.cents, account_of(row)):
        flows.note_transfer(row, told=found[0], at=at)
    elif not found and _is_over(row, at) and standing_suspensions([row.order.proposal_id]):
        flows.note_not_done(row, trouble=Trouble.SUSPENDED, at=at)
    elif not found and _is_over(row, at):
        _make_transfer(row, at)  # else it stays unknown, and the comparison shows what is wrong


def _is_over(row: StripeTransfer, at: datetime) -> bool:
    """Tell if no call of before can still be under way, so that nothing found means that nothing was done."""
    return at - row.changed_at >= SETTLED


def _make_transfer(row: StripeTransfer, at: datetime) -> None:
    order = row.order
    if _has_changed(row, at):
        flows.note_refusal(row, reason="account_changed", at=at)
        return
    try:
        told = gateway.send(
            cents=row.cents,
            destination=account_of(row),
            group=order.public_id,
            order=order.public_id,
            city=order.proposal.district.city.public_id,
            key=row.key("order"),
        )
    except NotEnough:
        flows.note_not_done(row, trouble=Trouble.NO_BALANCE, at=at)
    except Refused as refused:
        flows.note_refusal(row, reason=_reason(refused, "transfer_refused"), at=at)
    else:
        flows.note_transfer(row, told=told, at=at)


def _has_changed(row: StripeTransfer, at: datetime) -> bool:
    """Tell if the account pays out to another bank account than the one that was released, as Stripe says now."""
    payee = row.order.payout_account
    if payee is None:
        return True
    now = look_at(payee.account, at=at).payout_now
    return now is None or now.pk != payee.pk


def _begin_payout(row: StripeTransfer, at: datetime) -> None:
    """Transferred: pay it out."""
    flows.begin_call(row, at=at)
    _make_payout(row, at)


def _ask_payout(row: StripeTransfer, at: datetime) -> None:
    found = gateway.payout_of(row.order.public_id, account=account_of(row), since=row.asked_at)
    if found is not None:
        flows.note_payout(row, told=found, at=at)
    elif _is_over(row, at):
        _make_payout(row, at)


def _make_payout(row: StripeTransfer, at: datetime) -> None:
    payee = row.order.payout_account
    try:
        told = gateway.pay_out(
            account=account_of(row),
            bank_id=payee.bank_id if payee is not None else "",
            cents=row.cents,
            order=row.order.public_id,
            key=row.key("payout"),
        )
    except NotEnough:
        transfer = gateway.transfer_at(row.transfer_id or "")
        if transfer is not None and transfer.is_reversed:
            flows.begin_reversal(row, reason="taken_back_at_stripe", at=at)
        else:
            flows.note_not_done(row, trouble=Trouble.NO_BALANCE_OF_PAYEE, at=at)
    except Refused as refused:
        flows.begin_reversal(row, reason=_reason(refused, "payout_refused"), at=at)
    else:
        flows.note_payout(row, told=told, at=at)


def _follow(row: StripeTransfer, at: datetime) -> None:
    """Paying out, or paid: see whether it arrived, or came back."""
    told = gateway.payout_at(row.payout_id or "", account=account_of(row))
    if told is None or told.cents != row.cents:
        return  # the comparison shows it
    if told.has_failed:
        fallback = "payout_canceled" if told.state == "canceled" else "could_not_process"
        flows.begin_reversal(row, reason=told.reason or fallback, at=at)
    elif told.state == "paid" and row.state == TransferState.PAYING_OUT:
        flows.note_paid(row, on=_day_of_arrival(told, at), at=at)


def _day_of_arrival(told: gateway.PayoutTold, at: datetime) -> date:
    return min(told.arrives_at.date(), day_of(at))


def _take_back(row: StripeTransfer, at: datetime) -> None:
    """Reversing: take the transfer back, unless that was done."""
    told = gateway.transfer_at(row.transfer_id or "")
    if told is None:
        return
    if told.is_reversed:
        flows.note_reversed(row, reversal_id=None, at=at)
        return
    try:
        reversal_id = gateway.take_back(
            told.transfer_id, cents=told.cents - told.reversed_cents, key=row.key("reversal")
        )
    except NotEnough:
        flows.note_trouble(row, trouble=Trouble.NO_BALANCE_OF_PAYEE, at=at)
    except Refused:
        flows.note_trouble(row, trouble=Trouble.SAYS_NO, at=at)
    else:
        flows.note_reversed(row, reversal_id=reversal_id, at=at)


def _stay(_row: StripeTransfer, _at: datetime) -> None:
    """Ended: nothing follows."""


def _reason(refused: Refused, code: str) -> str:
    """Return why Stripe refused: our code for it, then its own words."""
    return f"{code} {refused.words or refused.code}".strip()


_STEPS: dict[TransferState, Callable[[StripeTransfer, datetime], None]] = {
    TransferState.ASKED: _send,
    TransferState.UNKNOWN: _ask,
    TransferState.TRANSFERRED: _begin_payout,
    TransferState.PAYING_OUT: _follow,
    TransferState.PAID: _follow,
    TransferState.REFUSED: _stay,
    TransferState.REVERSING: _take_back,
    TransferState.FAILED: _stay,
}
