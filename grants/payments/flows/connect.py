"""Accounts of recipients at Stripe: invited by a link, made, looked at, and confirmed after a call back."""

import secrets
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.states import Channel
from grants.proposals.addressees import recipient_of
from grants.proposals.holding import hold, note_handler
from grants.proposals.models import Proposal
from grants.proposals.queries import bank_account_of
from grants.proposals.states import AccountVerdict, State
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import DUTCH, User
from wijkraden.people.queries import token_hash

from ..checking import called_after
from ..checking_of_connect import refuse_payout_check, refuse_replacement
from ..errors_of_connect import NotUsable
from ..gateway_of_stripe import AccountTold, BankTold
from ..holding import hold_proposals
from ..models import ConnectedAccount, FormerAccount, PayoutAccount
from ..rules import CONFIRM_PAYEE, INVITE_PAYEE, PAID_ON
from ..states_of_connect import ConnectState
from .contacts import tell_contact

INVITED = describe("payments.stripe_invited", gettext_lazy("invited a recipient to be paid by Stripe"))
SEEN = describe(
    "payments.stripe_account_changed", gettext_lazy("saw another bank account of a recipient at Stripe")
)
CONFIRMED = describe(
    "payments.stripe_account_confirmed",
    gettext_lazy("confirmed the bank account of a recipient at Stripe after a call back"),
)
REPLACED = describe(
    "payments.stripe_replaced", gettext_lazy("let a recipient have another account at Stripe")
)
VALID = timedelta(days=30)  # of the link; a new one can be sent
_AMONG = [State(one) for one in PAID_ON]


@flow
def invite(proposal: Proposal, *, by: User, at: datetime) -> ConnectedAccount:
    """Mail the recipient a link to the page that leads to Stripe; one that was sent before works no longer.

    Raises NoLongerAllowed, HasInterest, WrongState, and NotUsable for what is not paid by Stripe, and when nobody has
    an e-mail address.
    """
    row = hold(proposal, INVITE_PAYEE, among=_AMONG, by=by, at=at)
    regulation = row.slice.regulation if row.slice is not None else None
    if regulation is None or regulation.channel != Channel.STRIPE:
        raise NotUsable(
            _("What is granted by this regulation does not leave by Stripe, so no link is needed.")
        )
    party = recipient_of(row)
    if party is None or not party.email:
        raise NotUsable(
            _("No e-mail address of the recipient is known, and without one nobody can be paid by Stripe.")
        )
    token = secrets.token_urlsafe(32)
    values = {"token_hash": token_hash(token), "link_ends_at": at + VALID, "invited_by": by, "invited_at": at}
    made, _is_new = ConnectedAccount.objects.update_or_create(proposal=row, defaults=values)
    made.inviters.add(by)
    city = row.district.city
    send(
        "payments.stripe_invited",
        to=None,
        address=party.email,
        language=DUTCH,
        context={
            "name": party.contact or party.name,
            "proposal": row,
            "city": city,
            "account": made,
            "link": city.address + reverse("my_payout", args=[token]),
        },
        about=made,
        secret=True,
        by=by,
        at=at,
    )
    record(INVITED, made, by=by, at=at)
    return made


@flow
def replace_account(account: ConnectedAccount, *, why: str, by: User, at: datetime) -> ConnectedAccount:
    """Let a recipient have another account at Stripe: the one of now is kept as a former one, and a new link is sent.

    What was transferred before stays about the account that it went to. What was released and not told to Stripe does
    not leave, and is to be paid anew. To another bank account is paid after a call back. Raises as `invite`, NotUsable
    without an account to replace, and ChangedMeanwhile when it is not the one of `account` any more.
    """
    row = hold(account.proposal, INVITE_PAYEE, among=_AMONG, by=by, at=at)
    held = ConnectedAccount.objects.get(pk=account.pk)
    refuse_replacement(held)
    if held.stripe_id != account.stripe_id:
        raise ChangedMeanwhile(changed_meanwhile())
    if not why.strip():
        raise NotUsable(_("Type why the recipient gets another account at Stripe."))
    FormerAccount.objects.create(
        account=held, stripe_id=held.stripe_id or "", why=why.strip(), replaced_by=by, replaced_at=at
    )
    held.stripe_id, held.state = None, ConnectState.INVITED
    held.save(update_fields=["stripe_id", "state"])
    record(REPLACED, held, by=by, at=at)
    return invite(row, by=by, at=at)


@flow
def note_made(
    account: ConnectedAccount, *, told: AccountTold, by: User | None, at: datetime
) -> ConnectedAccount:
    """Keep the id of the account that Stripe made for a recipient; the first one stays."""
    row = _held(account)
    if row.stripe_id is None:
        row.stripe_id, row.livemode, row.state = told.stripe_id, told.livemode, ConnectState.RESTRICTED
        row.checked_at = at
        row.save(update_fields=["stripe_id", "livemode", "state", "checked_at"])
    return row


@flow
def note_account(
    account: ConnectedAccount, *, told: AccountTold, by: User | None, at: datetime
) -> ConnectedAccount:
    """Keep how an account stands at Stripe; another bank account there is a row of its own.

    One that comes after it could be paid is paid to after a call back, and the contact is told at once. Nothing is kept
    of an account that was replaced while Stripe answered.
    """
    row = _held(account)
    if row.stripe_id != told.stripe_id:
        return row
    if told.bank is not None:
        _keep_bank(row, told.bank, by=by, at=at)
    row.state = ConnectState.USABLE if told.is_usable else ConnectState.RESTRICTED
    row.usable_at = row.usable_at or (at if told.is_usable else None)
    row.checked_at = at
    row.save(update_fields=["state", "usable_at", "checked_at"])
    reread(account, "state", "usable_at", "checked_at")
    return row


@flow
def confirm_payout_account(
    payee: PayoutAccount,
    *,
    called_at: datetime,
    called_number: str,
    spoke_with: str,
    note: str = "",
    by: User,
    at: datetime,
) -> None:
    """Confirm the bank account at Stripe after calling the recipient back: it is paid to from now on.

    Raises NoLongerAllowed, HasInterest, WrongState, OwnInvitation for who ever sent the link, WrongCall, and ReviewsIt.
    """
    held = hold(payee.account.proposal, CONFIRM_PAYEE, among=_AMONG, by=by, at=at)
    row = PayoutAccount.objects.select_related("account").get(pk=payee.pk)
    refuse_payout_check(row, bank_account_of(held), by=by)
    row.verdict, row.check_note, row.checked_by, row.checked_at = AccountVerdict.CONFIRMED, note, by, at
    row.called_at = called_after(row.seen_at, called_at, at=at)
    row.called_number, row.spoke_with = called_number, spoke_with
    row.save()
    note_handler(held, by=by, at=at)
    record(CONFIRMED, row.account, by=by, at=at)
    reread(payee, "verdict")


def _keep_bank(row: ConnectedAccount, bank: BankTold, *, by: User | None, at: datetime) -> None:
    """Keep the bank account to which Stripe pays out now, unless it stands there; the same number may come anew."""
    newest = row.payout_now
    if newest is not None and (newest.bank_id, newest.fingerprint) == (bank.bank_id, bank.fingerprint):
        return
    is_same = newest is not None and newest.fingerprint == bank.fingerprint
    waited = newest is not None and newest.needs_call and not newest.verdict
    is_late = waited if is_same else row.usable_at is not None or waited
    made = PayoutAccount.objects.create(
        account=row,
        bank_id=bank.bank_id,
        fingerprint=bank.fingerprint,
        ending=bank.ending,
        seen_at=at,
        needs_call=is_late,
    )
    if newest is not None and is_late and not is_same:
        tell_contact("payments.stripe_account_changed", about=row, made=made, before=newest, by=by, at=at)
        record(SEEN, row, by=by, at=at)


def _held(account: ConnectedAccount) -> ConnectedAccount:
    held = hold_proposals([account.proposal_id])
    row = ConnectedAccount.objects.get(pk=account.pk)
    row.proposal = held[row.proposal_id]
    return row
