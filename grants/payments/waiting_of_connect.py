"""Whose turn it is with payments by Stripe, in words, and what of them waits in the room of the payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros
from portal.ui.dates import full_date
from portal.ui.parts import Waiting

from . import gateway_of_stripe as gateway
from .queries_of_connect import (
    accounts_to_call_about,
    payouts_to_confirm,
    stripe_waits,
    ways_out_to_decide,
)
from .states_of_connect import RUNNING, TransferState, Trouble

if TYPE_CHECKING:
    from datetime import date

    from wijkraden.people.models import User
    from wijkraden.places.models import City

    from .models import PayoutAccount, StripeTransfer, WayOut


def turn_of(transfer: StripeTransfer, *, today: date) -> str:
    """Tell what happens next with a payment by Stripe, and by whom; "" once it is paid or failed."""
    if transfer.state in RUNNING and not gateway.is_on():
        return str(Trouble.OFF.label)
    is_asked_for = transfer.state == TransferState.UNKNOWN and transfer.trouble == Trouble.NO_ANSWER
    if transfer.trouble and not is_asked_for:
        return f"{Trouble(transfer.trouble).label} {_after(transfer)}".strip()
    batch = transfer.order.batch
    if transfer.state == TransferState.ASKED and batch is not None and batch.execution_on > today:
        return _("It goes to Stripe on %(day)s.") % {"day": full_date(batch.execution_on)}
    if transfer.state == TransferState.KEPT:
        return _("It was not taken back, and stays with the recipient: it counts as paid.")
    return {
        TransferState.ASKED: _("It goes to Stripe within minutes."),
        TransferState.UNKNOWN: _(
            "Stripe was told to pay, and nobody knows yet what it did. The portal asks within minutes, before it tries "
            "again."
        ),
        TransferState.TRANSFERRED: _(
            "It is with the recipient at Stripe. Its way to the bank begins within minutes."
        ),
        TransferState.PAYING_OUT: _("Stripe tells when it arrives at the bank of the recipient."),
        TransferState.REVERSING: _("It did not arrive, and is taken back. Then it is to be paid again."),
    }.get(TransferState(transfer.state), "")


def _after(transfer: StripeTransfer) -> str:
    """Tell what to do about what stands in the way."""
    if transfer.trouble == Trouble.NO_BALANCE:
        return _("Fill it up at Stripe; the portal tries again once an hour.")
    if transfer.trouble == Trouble.WAY_OUT:
        return _("Stripe is told nothing of it until another payer decided on that.")
    if transfer.state == TransferState.UNKNOWN:
        return _("Nobody knows what Stripe did when it was told to pay. The portal asks again once an hour.")
    if transfer.trouble == Trouble.IN_DOUBT:
        return _(
            "An officer notes on the dossier why it is right, or enters the right one. Then the portal goes on."
        )
    if transfer.trouble == Trouble.NO_BALANCE_OF_PAYEE:
        return _("The portal tries again once an hour.")
    return ""


def waits_at_stripe(city: City, user: User) -> list[Waiting]:
    """Return what waits of payments by Stripe; while it is switched off what stands still. Three queries at most."""
    waits, url = stripe_waits(city), reverse("payments_stripe")
    ways = [_of_way_out(one, user) for one in ways_out_to_decide(city)] if waits.ways_out else []
    if not gateway.is_on():
        return [*_switched_off(waits.running, url), *ways]
    told = (
        (
            waits.unknown,
            ngettext(
                "Of %(count)s payment nobody knows what Stripe did",
                "Of %(count)s payments nobody knows what Stripe did",
                waits.unknown,
            ),
            _("The portal asks Stripe; you can do so now too."),
        ),
        (
            waits.troubled,
            ngettext(
                "%(count)s payment by Stripe does not go on",
                "%(count)s payments by Stripe do not go on",
                waits.troubled,
            ),
            _("Look what stands in the way."),
        ),
        (
            waits.differences,
            ngettext(
                "%(count)s difference with Stripe", "%(count)s differences with Stripe", waits.differences
            ),
            _("Ask Stripe about it."),
        ),
    )
    found = [
        Waiting(words % {"count": count}, url, text, "Stripe", "late") for count, words, text in told if count
    ]
    return [*map(_of_payout_account, payouts_to_confirm(city)), *found, *ways]


def _switched_off(running: int, url: str) -> list[Waiting]:
    if not running:
        return []
    words = ngettext(
        "%(count)s payment by Stripe stands still", "%(count)s payments by Stripe stand still", running
    )
    return [Waiting(words % {"count": running}, url, str(Trouble.OFF.label), "Stripe", "late")]


def calls_about_stripe(user: User, city: City) -> list[Waiting]:
    """Return the accounts at Stripe about which an officer calls back; none while it is switched off. One query."""
    if not gateway.is_on():
        return []
    return [
        Waiting(
            _("Call back about another account: %(title)s") % {"title": one.account.proposal.title},
            reverse("payout_confirm", args=[one.public_id]),
            f"{one.account.proposal.number} · {one.account.proposal.district.name} · Stripe",
            _("payments are frozen"),
            "warning",
        )
        for one in accounts_to_call_about(city, user)
    ]


def _of_way_out(found: WayOut, user: User) -> Waiting:
    is_own = found.prepared_by_id == user.pk
    order = found.transfer.order
    return Waiting(
        _("How the payment of %(amount)s on %(number)s ended")
        % {"amount": format_euros(order.cents), "number": order.proposal.number},
        reverse("payment_way_out_decide", args=[found.public_id]),
        _("%(how)s. Noted by %(name)s on %(day)s.")
        % {
            "how": found.get_kind_display(),
            "name": found.prepared_by.full_name,
            "day": full_date(found.prepared_at),
        },
        _("For another payer") if is_own else _("To approve"),
        "neutral" if is_own else "wait",
    )


def _of_payout_account(payee: PayoutAccount) -> Waiting:
    proposal = payee.account.proposal
    return Waiting(
        _("Another account waits to be confirmed: %(number)s") % {"number": proposal.number},
        reverse("payments_stripe"),
        f"{proposal.title} · "
        + _("Stripe would pay to an account that ends in %(ending)s; an officer calls back")
        % {"ending": payee.ending},
        _("Frozen"),
        "late",
    )


def asked_words(transfer: StripeTransfer) -> str:
    """Return what became of asking Stripe about a payment, for who pressed the button."""
    if transfer.trouble == Trouble.OFF:
        return str(Trouble.OFF.label)
    if transfer.state == TransferState.UNKNOWN:
        return _("Stripe was asked, and it is not known yet. Ask again in a minute.")
    return _("Stripe was asked. %(amount)s: %(state)s.") % {
        "amount": format_euros(transfer.cents),
        "state": TransferState(transfer.state).label,
    }
