"""What waits in the room of the payments, in the order in which money goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros
from grants.proposals.models import BankAccount
from grants.terms import law
from portal.ui.dates import full_date, short_date
from portal.ui.parts import Waiting
from wijkraden.people.models import User
from wijkraden.places.models import City

from . import queries
from .doubts import doubt_words
from .models import Batch, SetOff
from .queries import Waits
from .queries_of_accounts import frozen_accounts
from .queries_of_claims import claims_to_give_up, write_offs_to_decide
from .queries_of_lapses import lapsed_unasked
from .queries_of_set_offs import set_offs_to_decide
from .waiting_of_connect import waits_at_stripe

if TYPE_CHECKING:
    from datetime import date

_TWO = 2  # people, for what one does and another checks


def too_few(waits: Waits) -> list[str]:
    """Return what cannot be done in a city for want of a second person, in sentences."""
    found = []
    if waits.payers < _TWO:
        found.append(
            _(
                "Fewer than two people are payers here, so nothing can be released: one prepares, another releases. "
                "Ask the administrator to give a second person the role of payer."
            )
        )
    if waits.officers < _TWO:
        found.append(
            _(
                "Fewer than two people are officers here, so another account of a recipient cannot be confirmed: one "
                "enters it, another calls back. Ask the administrator to give a second person the role of officer."
            )
        )
    return found


def waiting_in(city: City, *, user: User, today: date, waits: Waits | None = None) -> list[Waiting]:
    """Return what waits: to pay, frozen, to release, to match, to come back. Nine queries, twelve by Stripe.

    What `user` put in a batch says that someone else releases it. `waits` may have been read before: five queries less.
    """
    waits = waits or queries.waits_of(city, on=today)
    batches = list(queries.waiting_batches(city))
    frozen = [_of_account(one) if one.is_unconfirmed else _of_doubt(one) for one in frozen_accounts(city)]
    off = [_of_set_off(one, user) for one in set_offs_to_decide(city)]
    found = [*_of_orders(waits), *frozen, *(_of_batch(one, user) for one in batches), *off]
    return [*found, *waits_at_stripe(city, user), *_of_lines(waits), *_of_claims(waits)]


def write_offs_to_approve(user: User, city: City) -> list[Waiting]:
    """Return the write-offs that a budget holder decides on: those that she did not prepare. One query."""
    return [
        Waiting(
            _("Write off %(amount)s on %(number)s")
            % {"amount": format_euros(one.cents), "number": one.of.number},
            reverse("payment_write_off", args=[one.public_id]),
            _("%(ground)s. Prepared by %(name)s on %(day)s.")
            % {
                "ground": one.get_ground_display(),
                "name": one.prepared_by.full_name,
                "day": short_date(one.prepared_at),
            },
            _("To approve"),
            "wait",
        )
        for one in write_offs_to_decide(city)
        if one.prepared_by_id != user.pk
    ]


def claims_that_do_not_come(city: City, *, today: date) -> list[Waiting]:
    """Return the claims of which nothing came after the formal notice, and what can be asked no more. Two queries."""
    lapsed = [
        Waiting(
            _("%(amount)s can no longer be asked back on %(number)s")
            % {"amount": format_euros(one.unasked_cents), "number": one.number},
            reverse("payment_leave", args=[one.public_id]),
            _(
                "It was paid too much, and the five years to ask it back are over (Awb 4:57). It is written off."
            ),
            _("To write off"),
            "wait",
        )
        for one in lapsed_unasked(city, on=today)
    ]
    return lapsed + [
        Waiting(
            _("%(amount)s does not come back on %(number)s")
            % {"amount": format_euros(one.left_cents), "number": one.proposal.number},
            reverse("payment_claim_page", args=[one.public_id]),
            _("The formal notice was to pay by %(day)s. Have it collected, or write it off.")
            % {"day": short_date(one.notice_due_on)},
            _("Too late"),
            "late",
        )
        for one in claims_to_give_up(city, on=today)
    ]


def _of_orders(waits: Waits) -> list[Waiting]:
    found = []
    if waits.instalments and waits.told_on:
        found.append(
            Waiting(
                ngettext("%(count)s payment to prepare", "%(count)s payments to prepare", waits.instalments)
                % {"count": waits.instalments},
                reverse("payments_to_pay"),
                _("%(amount)s together; the first at latest on %(day)s")
                % {
                    "amount": format_euros(waits.cents),
                    "day": full_date(law.PAYMENT.last_day(waits.told_on).day),
                },
                _("To prepare"),
                "wait",
            )
        )
    if waits.orders:
        found.append(
            Waiting(
                ngettext(
                    "%(count)s prepared payment in no batch",
                    "%(count)s prepared payments in no batch",
                    waits.orders,
                )
                % {"count": waits.orders},
                reverse("payments_prepared"),
                _("Put them together in a batch."),
                _("For a batch"),
                "wait",
            )
        )
    return found


def _of_account(account: BankAccount) -> Waiting:
    told = {
        "name": account.entered_by.full_name if account.entered_by else "",
        "day": full_date(account.entered_at),
    }
    return Waiting(
        _("Another account waits to be confirmed: %(number)s") % {"number": account.proposal.number},
        reverse("payments_to_pay"),
        f"{account.proposal.title} · "
        + _("entered by %(name)s on %(day)s; another officer calls back") % told,
        _("Frozen"),
        "late",
    )


def _of_doubt(account: Any) -> Waiting:
    """Tell of an account as `frozen_accounts` reads it."""
    order: str | None = account.order_waits
    return Waiting(
        _("An account in doubt waits for a note of an officer: %(number)s")
        % {"number": account.proposal.number},
        reverse("payment", args=[order]) if order else reverse("payments_to_pay"),
        f"{account.proposal.title} · {' '.join(doubt_words(account))}",
        _("Frozen"),
        "late",
    )


def _of_set_off(found: SetOff, user: User) -> Waiting:
    is_own = found.prepared_by_id == user.pk
    return Waiting(
        _("Set %(amount)s of the claim on %(number)s off")
        % {"amount": format_euros(found.cents), "number": found.claim.proposal.number},
        reverse("payment_set_off", args=[found.public_id]),
        _("Against what is to be paid on %(number)s. Prepared by %(name)s on %(day)s.")
        % {
            "number": found.proposal.number,
            "name": found.prepared_by.full_name,
            "day": short_date(found.prepared_at),
        },
        _("For another payer") if is_own else _("To approve"),
        "neutral" if is_own else "wait",
    )


def _of_batch(batch: Batch, user: User) -> Waiting:
    is_own = batch.prepared_by_id == user.pk
    return Waiting(
        _("Batch %(number)s: %(amount)s") % {"number": batch.number, "amount": format_euros(batch.cents)},
        reverse("payment_batch", args=[batch.public_id]),
        _("Prepared by %(name)s, to be paid on %(day)s. Leaves by: %(channel)s")
        % {
            "name": batch.prepared_by.full_name,
            "day": full_date(batch.execution_on),
            "channel": batch.get_channel_display(),
        },
        _("For another payer") if is_own else _("To release"),
        "neutral" if is_own else "wait",
    )


def _of_lines(waits: Waits) -> list[Waiting]:
    words = ngettext(
        "%(count)s line of a statement is not matched",
        "%(count)s lines of statements are not matched",
        waits.lines,
    )
    told = (words % {"count": waits.lines}, reverse("payments_unmatched"), _("Say what they are."))
    return [Waiting(*told)] if waits.lines else []


def _of_claims(waits: Waits) -> list[Waiting]:
    url, late = reverse("payment_claims"), waits.late_claims
    of_them = ngettext("%(count)s of them is too late.", "%(count)s of them are too late.", late)
    badge = (_("Too late"), "late") if late else ()
    told = (
        (
            waits.to_claim,
            ngettext("%(count)s amount to ask back", "%(count)s amounts to ask back", waits.to_claim),
            _("More was paid than the final amount."),
            (),
        ),
        (
            waits.claims,
            ngettext("%(count)s claim is open", "%(count)s claims are open", waits.claims),
            of_them % {"count": late} if late else _("The recipient pays it back."),
            badge,
        ),
        (
            waits.overpaid,
            ngettext(
                "On %(count)s claim more came in than was asked",
                "On %(count)s claims more came in than was asked",
                waits.overpaid,
            ),
            _("It is not of the city: it is sent back at the bank."),
            (),
        ),
    )
    return [Waiting(words % {"count": count}, url, text, *flag) for count, words, text, flag in told if count]
