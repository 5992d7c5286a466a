"""What is checked of payments by Stripe, and what is kept of what it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from grants.proposals.models import BankAccount, Proposal
from portal.errors import WrongState
from portal.ui.dates import moment
from wijkraden.people.models import User

from .errors import NotPayable
from .errors_of_connect import HeldBack, NotUsable, OwnInvitation, OwnWayOut
from .leaving import PaymentFile
from .models import Batch, ConnectedAccount, Order, PayoutAccount, StripeTransfer, WayOut
from .queries_of_accounts import newest_accounts
from .queries_of_connect import has_another_payout, has_invited
from .queries_of_doubts import doubts_of
from .queries_of_instalments import covers
from .queries_of_suspensions import standing_suspensions
from .states_of_connect import TransferState, Trouble, WayOutKind, WayOutState


def asked_file(batch: Batch, orders: Sequence[Order]) -> PaymentFile:
    """Return what Stripe is asked for a batch, as it is kept: always the same signs for the same payments."""
    asked = [
        {
            "amount": one.cents,
            "currency": "eur",
            "destination": one.payout_account.account.stripe_id if one.payout_account else None,
            "bank_account": one.payout_account.bank_id if one.payout_account else None,
            "order": one.public_id,
            "transfer_key": f"order-{one.public_id}",
            "payout_key": f"payout-{one.public_id}",
        }
        for one in orders
    ]
    content = json.dumps({"batch": batch.public_id, "orders": asked}, sort_keys=True, separators=(",", ":"))
    return PaymentFile(content, f"stripe-{batch.public_id}")


def refuse_unusable(faults: Iterable[tuple[str, str]]) -> None:
    """Raise NotUsable naming the dossiers that cannot be paid by Stripe, and why; `faults` are (number, why)."""
    found = sorted((number, why) for number, why in faults if why)
    if found:
        told = " ".join(f"{number}: {why}" for number, why in found)
        raise NotUsable(_("Not to be paid by Stripe now. %(faults)s Nothing was done.") % {"faults": told})


def refuse_payout_confirmer(orders: Iterable[tuple[str, PayoutAccount | None]], *, by: User) -> None:
    """Raise NotPayable naming the dossiers of which `by` confirmed the bank account at Stripe."""
    found = sorted(number for number, one in orders if one is not None and one.checked_by_id == by.pk)
    if found:
        raise NotPayable(
            _("You confirmed the account of these, so someone else prepares them: %(numbers)s.")
            % {"numbers": ", ".join(found)}
        )


def refuse_payout_check(payee: PayoutAccount, known: BankAccount | None, *, by: User) -> None:
    """Raise WrongState unless it is the one of now and waits for a call, OwnInvitation for who ever sent the link."""
    if not payee.waits_for_call(known):
        raise WrongState(_("This account does not wait to be confirmed, or somebody did it already."))
    now = payee.account.payout_now
    if now is None or now.pk != payee.pk:
        raise WrongState(_("Stripe knows another account since this one. Look at what stands there now."))
    if has_invited(payee.account, by):
        raise OwnInvitation


def refuse_to_leave(transfer: StripeTransfer, proposal: Proposal) -> None:
    """Raise HeldBack when what was released does not go to Stripe: its proposal is held, and so stays as it is.

    It waits while its payments stand still, another account waits for a call back, or one in doubt for a note.
    It never goes when the account is another one by now, here or at Stripe, or less is owed than it pays: what is owed
    then is to be paid anew.
    """
    order, payee = transfer.order, transfer.order.payout_account
    if standing_suspensions([proposal.pk]):
        raise HeldBack(Trouble.SUSPENDED)
    known = newest_accounts([proposal.pk]).get(proposal.pk)
    if known is None or known.is_unconfirmed:
        raise HeldBack(Trouble.ACCOUNT_CHANGED)
    is_replaced = payee is None or payee.account.stripe_id != transfer.destination
    if is_replaced or known.pk != order.bank_account_id or has_another_payout(order):
        raise HeldBack(Trouble.ACCOUNT_CHANGED, "account_changed")
    if doubts_of(known):
        raise HeldBack(Trouble.IN_DOUBT)
    if not covers(proposal):
        raise HeldBack(Trouble.NOT_OWED, "no_longer_owed")


_NEVER_AGAIN = frozenset({Trouble.ACCOUNT_CHANGED, Trouble.NOT_OWED, Trouble.WAY_OUT})
_NOT_TAKEN_BACK = frozenset({Trouble.NO_BALANCE_OF_PAYEE, Trouble.SAYS_NO})
BETWEEN = timedelta(hours=1)  # both times that Stripe is asked: no call of before can be under way after it


def way_out_of(transfer: StripeTransfer) -> WayOutKind | None:
    """Return what two people may note of a payment that does not end by itself, None while it may end by itself.

    One of which nobody knows what Stripe did ends by asking as long as it may yet be sent: this is of one to another
    account, or of what is no longer owed. One that is taken back ends by itself unless Stripe would not.
    """
    if transfer.state == TransferState.UNKNOWN and transfer.transfer_id is None:
        return WayOutKind.NEVER_DONE if transfer.trouble in _NEVER_AGAIN else None
    if transfer.state == TransferState.REVERSING and transfer.trouble in _NOT_TAKEN_BACK:
        return WayOutKind.KEPT
    return None


def refuse_no_way_out(transfer: StripeTransfer) -> None:
    """Raise WrongState unless two people may note how a payment ended, and nobody did so yet. One query at most."""
    if way_out_of(transfer) is None:
        raise WrongState(
            _(
                "This payment ends by itself, or has ended. Ask Stripe about it, and look at how it stands now."
            )
        )
    if WayOut.objects.filter(transfer=transfer, state=WayOutState.PREPARED).exists():
        raise WrongState(_("Somebody noted how it ended already. Another payer decides on that."))


def refuse_decided_way_out(found: WayOut, *, by: User) -> None:
    """Raise WrongState for one that no longer waits, OwnWayOut for who noted it."""
    refuse_ended_way_out(found)
    if found.prepared_by_id == by.pk:
        raise OwnWayOut


def refuse_ended_way_out(found: WayOut) -> None:
    """Raise WrongState for one that no longer waits."""
    if not found.is_waiting:
        raise WrongState(_("This was decided on already. Look at how it stands now."))


def refuse_too_soon(found: WayOut, *, at: datetime) -> None:
    """Raise WrongState while a call that was under way when it was noted may yet be done."""
    if found.kind == WayOutKind.NEVER_DONE and at < found.prepared_at + BETWEEN:
        raise WrongState(
            _("Stripe is asked once more from %(moment)s on: by then no call of before can be under way.")
            % {"moment": moment(found.prepared_at + BETWEEN)}
        )


def refuse_replacement(account: ConnectedAccount) -> None:
    """Raise NotUsable unless a recipient has an account at Stripe that can be replaced."""
    if account.stripe_id is None:
        raise NotUsable(_("The recipient has no account at Stripe yet: send the link again."))


def is_way_out_waiting(transfer: StripeTransfer) -> bool:
    """Tell if somebody noted that Stripe never did it, and nobody decided on that yet. One query."""
    return WayOut.objects.filter(
        transfer=transfer, kind=WayOutKind.NEVER_DONE, state=WayOutState.PREPARED
    ).exists()
