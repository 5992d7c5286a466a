"""Who prepares, releases and sees payments, and who enters the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from grants.proposals.models import Proposal
from grants.proposals.states import State
from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

from .models import Batch, Order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise as Words

READ = act(
    "payments.read",
    _("See payments and statements of the bank"),
    {Role.PAYER, Role.CONTROLLER, Role.BUDGET_HOLDER},
)
READ_CLAIMS = act(
    "payments.read_claims",
    _("See claims, what of them was written off, and the cash position"),
    {Role.PAYER, Role.CONTROLLER, Role.BUDGET_HOLDER, Role.FINANCE_ADVISER},
)
PREPARE = act(
    "payments.prepare",
    _("Prepare payments, read statements of the bank, ask money back"),
    {Role.PAYER},
)
RELEASE = act(
    "payments.release",
    _("Release or return a batch of payments, download its file"),
    {Role.PAYER},
    _(
        "released and downloaded only when nothing in it was prepared, and no account entered, confirmed, noted to be "
        "right or put back by rejecting a newer one, by oneself"
    ),
)
SET_ACCOUNT = act("payments.account", _("Enter the account from which the city pays"), {Role.BUDGET_HOLDER})
PREPARE_WRITE_OFF = act(
    "payments.prepare_write_off",
    _("Prepare to write off a claim that does not come back"),
    {Role.FINANCE_ADVISER},
)
APPROVE_WRITE_OFF = act(
    "payments.approve_write_off",
    _("Approve or return a write-off of a claim"),
    {Role.BUDGET_HOLDER},
    _("not prepared by oneself"),
)
PREPARE_SET_OFF = act(
    "payments.prepare_set_off",
    _("Prepare to set a claim off against what is to be paid to the same recipient"),
    {Role.PAYER},
)
APPROVE_SET_OFF = act(
    "payments.approve_set_off",
    _("Approve or return a set-off of a claim"),
    {Role.PAYER},
    _(
        "not prepared by oneself; to approve also no account of either dossier entered or confirmed by oneself"
    ),
)
CHANGE_PAYEE = act(
    "payments.payee",
    _("Enter another account of a recipient after the grant"),
    {Role.OFFICER},
    _("who entered it never confirms it, and never releases a payment to it"),
)
CONFIRM_PAYEE = act(
    "payments.payee_confirm",
    _(
        "Call back about another account of a recipient, confirm or reject it, and note why one in doubt is right"
    ),
    {Role.OFFICER},
    _(
        "not one entered by oneself; who confirmed it, or noted that, never prepares or releases a payment to it, nor "
        "the other way round"
    ),
)
SET_MEMBER_ACCOUNTS = act(
    "payments.members",
    _("Enter the accounts of council members, which nobody can read back, and take them away"),
    {Role.ADMINISTRATOR},
)
SUSPEND = act(
    "payments.suspend",
    _("Let payments to a recipient stand still because of a serious suspicion, and let them go on"),
    {Role.OFFICER},
    _("who does so never decides on that dossier"),
)
INVITE_PAYEE = act(
    "payments.invite",
    _("Send a recipient the link to be paid by Stripe"),
    {Role.OFFICER, Role.PAYER},
    _("who sent it never confirms the bank account that comes of it"),
)
PAID_ON = (
    frozenset(  # where a proposal is while something may have to be paid: closed, after its amount was raised
        {State.GRANTED, State.UNDER_WAY, State.REPORTED, State.DETERMINED, State.REVOKED, State.CLOSED}
    )
)


SUSPENDED_IN = tuple(PAID_ON)


def may_read(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the payments of that city."""
    return may(user, READ, city_id)


def may_read_claims(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the claims of that city, what of them was written off, and the cash position."""
    return may(user, READ_CLAIMS, city_id)


def may_prepare(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare payments, read statements and ask money back in that city."""
    return may(user, PREPARE, city_id)


def may_release(user: Person, city_id: int) -> bool:
    """Tell if `user` releases payments of that city; whether these, the flow tells in words."""
    return may(user, RELEASE, city_id)


def is_own(user: Person, order: Any) -> bool:
    """Tell if `user` prepared that payment, or entered, confirmed or vouched for its account, or is a member with it.

    Also who rejected a newer account, after which that one stands again.
    The order is one of `queries.orders_of_batch`.
    """
    account, at_stripe = order.bank_account, order.payout_account
    hands = {order.prepared_by_id, account.entered_by_id, account.checked_by_id}
    hands |= account.hands.vouchers | account.hands.members | account.hands.rejecters
    return user.pk in hands or (at_stripe is not None and user.pk == at_stripe.checked_by_id)


def had_a_hand(user: Person, batch: Batch, orders: Iterable[Order]) -> bool:
    """Tell if `user` prepared that batch or is own to one of its payments: then another releases and downloads it."""
    return batch.prepared_by_id == user.pk or any(is_own(user, one) for one in orders)


def may_set_account(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter the account from which that city pays."""
    return may(user, SET_ACCOUNT, city_id)


def may_prepare_write_off(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare to write off a claim of that city."""
    return may(user, PREPARE_WRITE_OFF, city_id)


def may_approve_write_off(user: Person, city_id: int) -> bool:
    """Tell if `user` decides on write-offs of that city; whether on this one, the flow tells in words."""
    return may(user, APPROVE_WRITE_OFF, city_id)


def may_prepare_set_off(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare to set a claim of that city off."""
    return may(user, PREPARE_SET_OFF, city_id)


def may_approve_set_off(user: Person, city_id: int) -> bool:
    """Tell if `user` decides on set-offs of that city; whether on this one, the flow tells in words."""
    return may(user, APPROVE_SET_OFF, city_id)


def may_set_member_accounts(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter the accounts of the council members of that city."""
    return may(user, SET_MEMBER_ACCOUNTS, city_id)


def may_change_payee(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may enter another account of the recipient: an officer, once it was granted."""
    return may(user, CHANGE_PAYEE, proposal.district.city_id) and proposal.state in PAID_ON


def may_confirm_payee(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may confirm or reject another account of the recipient; who entered it, the flow tells."""
    return may(user, CONFIRM_PAYEE, proposal.district.city_id) and proposal.state in PAID_ON


def may_suspend(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may let the payments of this grant stand still."""
    return may(user, SUSPEND, proposal.district.city_id) and proposal.state in SUSPENDED_IN


def may_lift(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may let payments that stand still go on."""
    return may(user, SUSPEND, proposal.district.city_id)


def may_invite_payee(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may send the recipient the link to Stripe: an officer or a payer, once it was granted."""
    return may(user, INVITE_PAYEE, proposal.district.city_id) and proposal.state in PAID_ON


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    if may_read(user, city_id):
        return [("payments", _("Payments"))]
    return [("payment_claims", _("Claims"))] if may_read_claims(user, city_id) else []
