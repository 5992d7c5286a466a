"""Taking a payment by Stripe as far as it goes: asking before each telling, one commit between any two calls.

Whoever dies between two steps leaves a row that says where to go on. Nobody here holds a lock while Stripe answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from grants.terms import day_of
from portal.errors import WrongState
from portal.realm import within

from . import flows
from . import gateway_of_stripe as gateway
from .errors_of_connect import BadKey, HeldBack, NoAnswer, NotAllowed, NotEnough, Refused, SwitchedOff
from .queries_of_connect import (
    account_told,
    number_of_former,
    transfer_now,
    transfer_told,
    was_replaced,
)
from .states_of_connect import ENDED, TransferState, Trouble

if TYPE_CHECKING:
    from .models import ConnectedAccount, StripeEvent, StripeTransfer

Clock = Callable[[], datetime]
SETTLED = timedelta(minutes=2)  # longer than it takes to ask, to tell, and to wait for the answer
_SOON = timedelta(seconds=45)  # after which what was begun is not told any more: the next round asks first
_MOST_STEPS = 12
log = structlog.get_logger(__name__)


def act(transfer: StripeTransfer, *, at: datetime) -> StripeTransfer:
    """Take a payment as far as it goes, from the moment `at`, and return it as it stands then.

    What Stripe does not answer leaves it where it is, and says so; somebody who was first is no fault.
    """
    with suppress(NoAnswer):
        act_or_say(transfer, at=at)
    return transfer_now(transfer.pk)


def act_or_say(transfer: StripeTransfer, *, at: datetime) -> None:
    """Do the same; raises NoAnswer once it is noted that Stripe gave none, for who has more to ask."""
    row, now = transfer_now(transfer.pk), clock_from(at)
    with within(row.order.proposal.district.city.public_id):
        for _turn in range(_MOST_STEPS):
            before = row.state
            goes_on = _step(row, now)
            row = transfer_now(row.pk)
            if not goes_on or row.state == before or row.state in ENDED:
                break


def clock_from(at: datetime) -> Clock:
    """Return what tells the time from that moment on: each call to Stripe may take long."""
    begun = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - begun)


def _step(row: StripeTransfer, now: Clock) -> bool:
    """Do one step; tell if another may follow at once. Raises NoAnswer once that is noted."""
    trouble: Trouble | None = None
    silence: NoAnswer | None = None
    if row.state in ENDED:
        return False
    try:
        if not gateway.is_on():
            raise SwitchedOff  # before it is unknown what became of a call
        payee = row.order.payout_account
        if payee is not None and payee.account.livemode != gateway.is_live():
            trouble = Trouble.OTHER_KEY
        else:
            _STEPS[TransferState(row.state)](row, now)
    except NoAnswer as error:
        log.warning("Stripe gave no answer", thing=f"transfer:{row.pk}", what=error.what)
        trouble, silence = Trouble.KEY if isinstance(error, BadKey) else Trouble.NO_ANSWER, error
    except SwitchedOff:
        trouble = Trouble.OFF
    except WrongState:
        return False
    if trouble is not None:
        flows.note_trouble(row, trouble=trouble, at=now())
    if silence is not None:
        raise silence
    return trouble is None


def lead_to_stripe(account: ConnectedAccount, *, page: str, at: datetime) -> str:
    """Return the address at which a recipient goes on at Stripe, and from there back to `page`.

    The account is made when there is none yet: once, whatever happens on the way. Raises as all calls do.
    """
    row = account
    if row.stripe_id is None:
        before = number_of_former(row)  # whom Stripe knew by another account gets a new one
        key = f"account-{row.public_id}" + (f"-{before}" if before else "")
        told = gateway.make_account(key=key, order_of={"dossier": row.proposal.number})
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
    stripe_id = event.account or event.object_id
    if was_replaced(stripe_id):
        return True  # nothing is paid to it any more
    found = account_told(stripe_id)
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
    act_or_say(row, at=at)
    return True


def _order_of(event: StripeEvent, *, is_payout: bool) -> str | None:
    """Return the order that something at Stripe is marked with, as Stripe says now: "" for no mark of ours.

    None for what Stripe does not know, and for a payout of an account that nobody knows here yet.
    """
    told: gateway.PayoutTold | gateway.TransferTold | None = None
    if not is_payout:
        told = gateway.transfer_at(event.object_id)
    elif account_told(event.account) is not None or was_replaced(event.account):
        told = gateway.payout_at(event.object_id, account=event.account)
    return told.order if told is not None else None


def account_of(row: StripeTransfer) -> str:
    """Return the id at Stripe of the account that a payment goes to, also once the recipient has another one."""
    return row.destination


def _send(row: StripeTransfer, now: Clock) -> None:
    """Asked: make the transfer, on its day, when what was released still holds."""
    batch = row.order.batch
    if batch is None or batch.execution_on > day_of(now()):
        return
    try:
        _begin_transfer(row, now)
    except HeldBack as held:
        if not held.reason:
            flows.note_trouble(row, trouble=Trouble(held.trouble), at=now())
        elif gateway.transfers_of(row.order.public_id):  # as after a restore of the database
            flows.note_trouble(row, trouble=Trouble.FOUND, at=now())
        else:
            flows.note_never_told(row, reason=held.reason, at=now())


def _ask(row: StripeTransfer, now: Clock) -> None:
    """Not known: ask what became of the call, and do it only when nothing did."""
    if row.transfer_id is None:
        _ask_transfer(row, now)
    else:
        _ask_payout(row, now)


def _ask_transfer(row: StripeTransfer, now: Clock) -> None:
    if _take_over(row, now) or not _is_over(row, now):
        return
    try:
        _begin_transfer(row, now)
    except HeldBack as held:  # nothing there is no proof that nothing comes: it stays unknown
        flows.note_trouble(row, trouble=Trouble(held.trouble), at=now())


def _is_over(row: StripeTransfer, now: Clock) -> bool:
    """Tell if no call of before can still be under way, so that what is not there may be done under the same key."""
    return now() - row.changed_at >= SETTLED


def _take_over(row: StripeTransfer, now: Clock) -> bool:
    """Keep the transfer that Stripe has of this order; tell if it has any. What does not fit is shown, and no more."""
    found = gateway.transfers_of(row.order.public_id)
    stands = [one for one in found if not one.is_reversed] or found
    if len(stands) == 1 and (stands[0].cents, stands[0].destination) == (row.cents, account_of(row)):
        flows.note_transfer(row, told=stands[0], at=now())
    elif found:
        flows.note_trouble(row, trouble=Trouble.FOUND, at=now())
    return bool(found)


def _begin_transfer(row: StripeTransfer, now: Clock) -> None:
    """Look once more at what was released, note that a call begins, ask, and make the transfer when there is none.

    Raises HeldBack.
    """
    if _has_changed(row, now):
        raise HeldBack(Trouble.ACCOUNT_CHANGED, "account_changed")
    began = now()
    flows.begin_call(row, at=began)
    if not _take_over(row, now) and now() - began <= _SOON:
        _make_transfer(row, now)


def _make_transfer(row: StripeTransfer, now: Clock) -> None:
    order = row.order
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
        flows.note_not_done(row, trouble=Trouble.NO_BALANCE, at=now())
    except Refused as refused:
        flows.note_refusal(row, reason=_reason(refused, "transfer_refused"), at=now())
    else:
        with _told_of(row, told.transfer_id):
            flows.note_transfer(row, told=told, at=now())


@contextmanager
def _told_of(row: StripeTransfer, what: str) -> Iterator[None]:
    """Log when a flow refuses what Stripe just did: someone must look at it."""
    try:
        yield
    except WrongState:
        log.exception(
            "Stripe did something that is not to be kept", thing=f"transfer:{row.pk}", at_stripe=what
        )
        raise


def _has_changed(row: StripeTransfer, now: Clock) -> bool:
    """Tell if the account pays out to another bank account than the one that was released, as Stripe says now.

    Raises NoAnswer for an account that Stripe does not show: that says nothing of its bank account.
    """
    payee = row.order.payout_account
    if payee is None or payee.account.stripe_id != row.destination:
        return True  # the recipient has another account at Stripe, or none now
    try:
        told = gateway.account_at(payee.account.stripe_id)
    except Refused as refused:
        raise NoAnswer(refused.code) from refused
    paid_to = flows.note_account(payee.account, told=told, by=None, at=now()).payout_now
    return paid_to is None or paid_to.pk != payee.pk


def _begin_payout(row: StripeTransfer, now: Clock) -> None:
    """Transferred: note that a call begins, ask, and pay it out when that was not done."""
    began = now()
    flows.begin_call(row, at=began)
    if not _take_over_payout(row, now) and now() - began <= _SOON:
        _make_payout(row, now)


def _ask_payout(row: StripeTransfer, now: Clock) -> None:
    if not _take_over_payout(row, now) and _is_over(row, now):
        _begin_payout(row, now)


def _take_over_payout(row: StripeTransfer, now: Clock) -> bool:
    """Keep the payout that Stripe has of this order; tell if there is one."""
    found = gateway.payout_of(row.order.public_id, account=account_of(row), since=row.asked_at)
    if found is not None:
        flows.note_payout(row, told=found, at=now())
    return found is not None


def _make_payout(row: StripeTransfer, now: Clock) -> None:
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
            flows.begin_reversal(row, reason="taken_back_at_stripe", at=now())
        else:
            flows.note_not_done(row, trouble=Trouble.NO_BALANCE_OF_PAYEE, at=now())
    except Refused as refused:
        flows.begin_reversal(row, reason=_reason(refused, "payout_refused"), at=now())
    else:
        with _told_of(row, told.payout_id):
            flows.note_payout(row, told=told, at=now())


def _follow(row: StripeTransfer, now: Clock) -> None:
    """Paying out, or paid: see whether it arrived, or came back."""
    told = gateway.payout_at(row.payout_id or "", account=account_of(row))
    if told is None or told.cents != row.cents:
        return  # the comparison shows it
    if told.has_failed:
        fallback = "payout_canceled" if told.state == "canceled" else "could_not_process"
        flows.begin_reversal(row, reason=told.reason or fallback, at=now())
    elif told.state == "paid" and row.state == TransferState.PAYING_OUT:
        flows.note_paid(row, on=_day_of_arrival(told, now()), at=now())


def _day_of_arrival(told: gateway.PayoutTold, at: datetime) -> date:
    return min(told.arrives_at.date(), day_of(at))


def _take_back(row: StripeTransfer, now: Clock) -> None:
    """Reversing: take the transfer back, unless that was done."""
    told = gateway.transfer_at(row.transfer_id or "")
    if told is None:
        return
    if told.is_reversed:
        flows.note_reversed(row, reversal_id=None, at=now())
        return
    try:
        reversal_id = gateway.take_back(
            told.transfer_id, cents=told.cents - told.reversed_cents, key=row.key("reversal")
        )
    except NotEnough:
        flows.note_trouble(row, trouble=Trouble.NO_BALANCE_OF_PAYEE, at=now())
    except Refused:
        flows.note_trouble(row, trouble=Trouble.SAYS_NO, at=now())
    else:
        flows.note_reversed(row, reversal_id=reversal_id, at=now())


def _stay(_row: StripeTransfer, _now: Clock) -> None:
    """Ended: nothing follows."""


def _reason(refused: Refused, code: str) -> str:
    """Return why Stripe refused: our code for it, then its own words."""
    return f"{code} {refused.words or refused.code}".strip()


_STEPS: dict[TransferState, Callable[[StripeTransfer, Clock], None]] = {
    TransferState.ASKED: _send,
    TransferState.UNKNOWN: _ask,
    TransferState.TRANSFERRED: _begin_payout,
    TransferState.PAYING_OUT: _follow,
    TransferState.PAID: _follow,
    TransferState.REFUSED: _stay,
    TransferState.REVERSING: _take_back,
    TransferState.FAILED: _stay,
    TransferState.KEPT: _stay,
}
