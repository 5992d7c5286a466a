"""What can be done about the payments of a proposal, and what of them happened, for whoever looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from grants.proposals.rules import may_read_all
from grants.proposals.states import State
from grants.proposals.told import Moment, Offer
from grants.terms import day_of
from grants.terms.days import AMSTERDAM
from portal.ui.dates import full_date
from wijkraden.people.models import User
from wijkraden.people.rules import Person

from . import gateway_of_stripe as gateway
from . import rules
from .models import Claim, Order, SetOff, StatementLine, Suspension, WriteOff
from .queries import payable_cents
from .queries_of_accounts import accounts_to_vouch
from .queries_of_claims import Eased, eased_of, has_lapsed
from .queries_of_connect import connected_accounts
from .queries_of_set_offs import with_numbers
from .queries_of_suspensions import still_until
from .states import LineKind, OrderState, SetOffState, WriteOffState

__all__ = ["READS", "offers", "offers_at_stripe", "stands_still_until", "still_until", "story", "turn_of"]
READS = (
    "orders__batch",
    "orders__lines",
    "claims__lines",
    "claims__decision",
    "claims__notices",
    "claims__write_offs",
    "claims__set_offs",
    "set_offs",
    "suspensions",
    "write_offs",
)


def offers(user: Person, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what `user` can do now: an officer enters the account to pay to, another one, or confirms that of another.

    Three queries at most.

    On a closed dossier only while something is to be paid: its final amount was raised.
    """
    return [*_of_payee(user, proposal), *_of_suspension(user, proposal, on=day_of(at))]


def _of_suspension(user: Person, proposal: Proposal, *, on: date) -> list[Offer]:
    standing = next((one for one in proposal.suspensions.all() if one.stands_on(on)), None)
    if standing is not None and rules.may_lift(user, proposal):
        return [Offer(reverse("payment_lift", args=[standing.public_id]), _("Let the payments go on"))]
    if standing is None and rules.may_suspend(user, proposal):
        address = reverse("payment_suspend", args=[proposal.public_id])
        return [Offer(address, _("Let the payments stand still because of a suspicion"))]
    return []


def stands_still_until(proposal: Proposal, *, on: date) -> date | None:
    """Return until when its payments stand still, None when they do not on that day."""
    return next((one.last_on for one in proposal.suspensions.all() if one.stands_on(on)), None)


def _of_payee(user: Person, proposal: Proposal) -> list[Offer]:
    at_stripe = offers_at_stripe(user, proposal)
    if not rules.may_change_payee(user, proposal):
        return at_stripe
    if proposal.state == State.CLOSED and not payable_cents([proposal])[proposal.pk]:
        return at_stripe
    address = reverse("payment_payee", args=[proposal.public_id])
    if not proposal.bank_accounts.all():
        return [Offer(address, _("Enter the account to pay to"), is_next=True), *at_stripe]
    another = Offer(address, _("Enter another account of the recipient"))
    now = next(one for one in proposal.bank_accounts.all() if not one.is_rejected)
    at_stripe = [*_to_vouch(user, proposal), *at_stripe]
    if not now.is_unconfirmed or now.entered_by_id == user.pk:
        return [*at_stripe, another]
    confirm = reverse("payee_confirm", args=[now.public_id])
    return [
        Offer(confirm, _("Call back about the other account, and confirm it"), is_next=True),
        *at_stripe,
        another,
    ]


def _to_vouch(user: Person, proposal: Proposal) -> list[Offer]:
    """Return that she notes why the account is right, when it is in doubt and others entered it. One query."""
    found = accounts_to_vouch(proposal.district.city, user) if isinstance(user, User) else None
    account = found.filter(proposal=proposal).first() if found is not None else None
    if account is None:
        return []
    return [
        Offer(
            reverse("payee_vouch", args=[account.public_id]),
            _("Note why the account is right"),
            is_next=True,
        )
    ]


def offers_at_stripe(user: Person, proposal: Proposal) -> list[Offer]:
    """Return what `user` can do for a recipient who is paid by Stripe: send the link, or call back. Four queries.

    None while Stripe is switched off, and for who is paid otherwise.
    """
    regulation = (
        proposal.slice.regulation if gateway.is_on() and rules.may_invite_payee(user, proposal) else None
    )
    if regulation is None or regulation.channel != Channel.STRIPE:
        return []
    account = connected_accounts([proposal.pk]).get(proposal.pk)
    address = reverse("payee_invite", args=[proposal.public_id])
    if account is None:
        return [Offer(address, _("Send the recipient the link to Stripe"), is_next=True)]
    now = account.payout_now
    known = next((one for one in proposal.bank_accounts.all() if not one.is_rejected), None)
    again = Offer(address, _("Send the recipient the link to Stripe again"))
    is_hers = rules.may_confirm_payee(user, proposal) and account.invited_by_id != user.pk
    if now is None or not now.waits_for_call(known) or not is_hers:
        return [again]
    confirm = reverse("payout_confirm", args=[now.public_id])
    return [Offer(confirm, _("Call back about the account at Stripe, and confirm it"), is_next=True), again]


def story(user: Person, proposal: Proposal) -> list[Moment]:
    """Return what was paid, what came back and what must be paid back, the oldest first.

    Numbers of the bank, addresses and what was given up are for who may see the payments.
    """
    is_inside = rules.may_read(user, proposal.district.city_id)
    found = [one for order in proposal.orders.all() for one in _of_order(order, is_inside=is_inside)]
    claims = list(proposal.claims.all())
    eased = eased_of(claims)
    found += [one for claim in claims for one in _of_claim(claim, eased.get(claim.pk), is_inside=is_inside)]
    found += _of_set_offs(proposal, claims, is_inside=is_inside)
    found += [
        _left(one) for one in proposal.write_offs.all() if is_inside and one.state == WriteOffState.APPROVED
    ]
    is_staff = is_inside or may_read_all(user, proposal.district.city_id)
    found += [one for row in proposal.suspensions.all() for one in _of_still(row, is_inside=is_staff)]
    return sorted(found, key=lambda one: one.at)


def _of_order(order: Order, *, is_inside: bool) -> list[Moment]:
    told = {"amount": format_euros(order.cents), "id": order.end_to_end_id}
    address = reverse("payment", args=[order.public_id]) if is_inside else ""
    found = []
    if is_inside and order.batch is not None and order.batch.released_at is not None:
        words = _("%(amount)s was sent to the bank (%(id)s)")
        if order.is_for_finance:
            words = _("%(amount)s was sent to the city’s financial system (%(id)s)")
        if order.payout_account_id is not None:
            words = _("%(amount)s was released, to be paid by Stripe (%(id)s)")
        words %= told
        found.append(Moment(order.batch.released_at, words, address=address))
    if order.settled_on is not None:
        told["day"] = full_date(order.settled_on)
        words = _("%(amount)s was paid on %(day)s") % told
        known_at = _known_at(order.lines.all(), LineKind.PAYMENT)
        found.append(_on_day(order.settled_on, words, known_at=known_at, address=address))
    if order.failed_on is not None and order.state == OrderState.FAILED:
        reason = order.why_failed if is_inside else ""
        words = _("The payment of %(amount)s failed; it is to be paid again") % told
        known_at = _known_at(order.lines.all(), LineKind.RETURN)
        found.append(_on_day(order.failed_on, words, known_at=known_at, reason=reason, address=address))
    return found


def _asked_back(claim: Claim, eased: Eased | None) -> str:
    told = {"amount": format_euros(claim.cents), "day": full_date(claim.due_on)}
    if eased is None:
        return _("%(amount)s was asked back, to be paid by %(day)s at latest") % told
    told |= {"taken": format_euros(eased.taken_cents), "eased": format_euros(eased.rest_cents)}
    if eased.by is None or not eased.taken_cents:
        words = _(
            "%(amount)s was asked back, to be paid by %(day)s at latest; %(eased)s of it is no longer asked"
        )
        return words % told
    told["number"] = eased.by.reference
    if not eased.rest_cents:
        told["eased"] = told["taken"]
        words = _(
            "%(amount)s was asked back, to be paid by %(day)s at latest; the claim with reference %(number)s took "
            "the place of %(eased)s of it"
        )
        return words % told
    words = _(
        "%(amount)s was asked back, to be paid by %(day)s at latest; %(eased)s of it is no longer asked, and the claim "
        "with reference %(number)s took the place of %(taken)s of it"
    )
    return words % told


def turn_of(claim: Any, waiting: WriteOff | None, set_off: SetOff | None = None, *, today: date) -> str:
    """Tell who acts next on a claim as the list of claims tells it, and by when; "" once it is settled."""
    if not claim.is_open:
        return ""
    if waiting is not None:
        return _("A budget holder decides on the write-off.")
    if set_off is not None:
        return _("A payer who did not prepare it decides on the set-off.")
    if not claim.has_term:
        return _(
            "The city: the recovery fell on objection. A new decision asks what is left, or it is written off."
        )
    if claim.due_on >= today:
        return _("The recipient pays it back, at latest on %(day)s.") % {"day": full_date(claim.due_on)}
    return _turn_when_late(claim, today=today)


def _turn_when_late(claim: Any, *, today: date) -> str:
    if has_lapsed(claim, on=today):
        return _("The finance adviser: as far as we know it has lapsed, so it is written off.")
    if claim.reminded_on is None:
        return _("A payer reminds the recipient.")
    if claim.notice_due_on is None:
        return _("A payer gives the recipient formal notice when nothing comes.")
    if claim.notice_due_on >= today:
        told = {"day": full_date(claim.notice_due_on)}
        return _("The recipient pays it back, by the formal notice at latest on %(day)s.") % told
    return _("The finance adviser: have it collected, or write it off when it is not to be had.")


def _of_claim(claim: Claim, eased: Eased | None, *, is_inside: bool) -> list[Moment]:
    found = [Moment(claim.started_at, _asked_back(claim, eased))]
    for notice in claim.notices.all():
        told = {"amount": format_euros(notice.cents), "day": full_date(notice.due_on)}
        words = _("Formal notice was given to pay %(amount)s back by %(day)s at latest") % told
        found.append(Moment(notice.told_at, words))
    for one in claim.write_offs.all() if is_inside else ():
        if one.decided_at is not None and one.state == WriteOffState.APPROVED:
            words = _("%(amount)s of it was written off") % {"amount": format_euros(one.cents)}
            found.append(Moment(one.decided_at, words))
    if not claim.is_open and claim.paid_cents:
        days = [line.booked_on for line in claim.lines.all() if line.kind == LineKind.CLAIM]
        if days:
            paid = _("%(amount)s was paid back") % {"amount": format_euros(claim.paid_cents)}
            found.append(_on_day(max(days), paid, known_at=_known_at(claim.lines.all(), LineKind.CLAIM)))
    for line in claim.lines.all():
        if line.kind == LineKind.REFUND:
            words = _("%(amount)s that came in too much was sent back") % {"amount": format_euros(line.cents)}
            found.append(_on_day(line.booked_on, words, known_at=line.matched_at))
    return found


def _left(row: WriteOff) -> Moment:
    """Return that the recipient keeps what was not asked back in time."""
    words = _(
        "%(amount)s that was paid too much stays with the recipient: it can no longer be asked back (Awb 4:57)"
    )
    address = reverse("payment_write_off", args=[row.public_id])
    return Moment(
        row.decided_at or row.prepared_at, words % {"amount": format_euros(row.cents)}, address=address
    )


def _of_set_offs(proposal: Proposal, claims: Iterable[Claim], *, is_inside: bool) -> list[Moment]:
    """Return what was set off, of its claims and of what was to be paid on it. One query when there is any."""
    known = [*proposal.set_offs.all(), *(off for claim in claims for off in claim.set_offs.all())]
    made = []
    for off in with_numbers(one for one in known if one.state == SetOffState.APPROVED):
        amount, at = format_euros(off.cents), off.decided_at or off.prepared_at
        if off.proposal_id == proposal.pk:
            words = _("%(amount)s less is paid: it was set off against what must be paid back on %(number)s")
            words %= {"amount": amount, "number": off.claim.proposal.number}
        else:
            words = _("%(amount)s of it was set off against what was to be paid on %(number)s")
            words %= {"amount": amount, "number": off.proposal.number}
        address = reverse("payment_set_off", args=[off.public_id]) if is_inside else ""
        made.append(Moment(at, words, reason=off.reason, address=address))
    return made


def _of_still(row: Suspension, *, is_inside: bool) -> list[Moment]:
    """Return when payments stood still; why is for who works for the city."""
    words = _("The payments stand still, up to and including %(day)s at most (Awb 4:56)")
    began = Moment(
        row.told_at, words % {"day": full_date(row.last_on)}, reason=row.reason if is_inside else ""
    )
    if row.ended_at is None:
        return [began]
    words = _("The payments go on: %(why)s") % {"why": row.get_end_display()}
    return [began, Moment(row.ended_at, words, reason=row.why_ended if is_inside else "")]


def _known_at(lines: Iterable[StatementLine], kind: LineKind) -> datetime | None:
    """Return when the newest of these lines of that kind was matched."""
    return max((one.matched_at for one in lines if one.kind == kind and one.matched_at), default=None)


def _on_day(
    day: date, words: str, *, known_at: datetime | None, reason: str = "", address: str = ""
) -> Moment:
    """Return what the bank did on that day, of which it gives no hour.

    It is told where it became known on that day, so before what followed from it; known later, after all of that day.
    """
    at = datetime.combine(day, time.max, tzinfo=AMSTERDAM)
    if known_at is not None and day_of(known_at) == day:
        at = known_at
    return Moment(at, words, reason=reason, address=address, is_day=True)
