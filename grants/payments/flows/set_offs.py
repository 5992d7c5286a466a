"""Setting a claim off against what is to be paid to the same recipient: one payer prepares, another decides (E12)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import set_off
from grants.budget.models import Entry
from grants.budget.queries import holders
from grants.decisions.letter import LANGUAGE
from grants.decisions.weighing import dossier_of
from grants.proposals.addressees import can_be_told, recipient_of, way_to
from grants.proposals.models import Party, Proposal
from grants.proposals.states import State
from grants.terms import day_of, law
from portal.post.flows import send
from portal.post.models import Channel
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import Act, hold_right
from wijkraden.people.states import Role

from ..checking_of_set_offs import (
    candidate_for,
    refuse_amount,
    refuse_decided_set_off,
    refuse_ended_set_off,
    refuse_returned_set_off,
    refuse_set_off,
)
from ..errors import NotToSetOff
from ..holding import Books, hold_proposals, hold_till
from ..models import Claim, SetOff
from ..queries import with_interest
from ..queries_of_claims import claims_listed
from ..queries_of_set_offs import why_not_set_off
from ..rules import APPROVE_SET_OFF, PREPARE_SET_OFF
from ..states import SetOffState
from .suspensions import end_over_of

PREPARED = describe("payments.set_off_prepared", gettext_lazy("prepared to set a claim off (cents: {cents})"))
APPROVED = describe("payments.set_off_approved", gettext_lazy("set a claim off (cents: {cents})"))
PAID_LESS = describe(
    "payments.paid_less", gettext_lazy("paid less, because of a claim that was set off (cents: {cents})")
)
WITHDRAWN = describe("payments.set_off_withdrawn", gettext_lazy("took back a set-off (cents: {cents})"))
RETURNED = describe("payments.set_off_returned", gettext_lazy("returned a set-off (cents: {cents})"))


@flow
def prepare_set_off(
    claim: Claim, *, against: Proposal, cents: int, reason: str, by: User, at: datetime
) -> SetOff:
    """Prepare to set `cents` of a claim (euro cents) off against what is to be paid on another dossier.

    `reason` says why both are about the same activities in another period (Awb 4:57). The other payers are told. Raises
    NoLongerAllowed, HasInterest, and NotToSetOff when the claim, the other dossier or the amount does not allow it.
    """
    city = claim.proposal.district.city
    hold_right(by, PREPARE_SET_OFF, city_id=city.pk, on=day_of(at))
    hold_till(city)
    row, other = _both(claim, against, at=at)
    refuse_set_off(row, by=by, on=day_of(at))
    if with_interest(by, [other.pk]):
        raise NotToSetOff(
            _("You have an interest in this dossier, so somebody else does this."), field="against"
        )
    refuse_amount(cents, claim=row, against=candidate_for(row, other))
    made = SetOff.objects.create(
        claim=row, proposal=other, cents=cents, reason=reason, prepared_by=by, prepared_at=at
    )
    for one in holders(city, Role.PAYER, on=timezone.localdate(at)):
        _tell("payments.set_off_waits", made, to=one, by=by, at=at)
    record(PREPARED, row, by=by, at=at, cents=cents)
    return made


@flow
def approve_set_off(found: SetOff, *, by: User, at: datetime) -> None:
    """Set it off: so much less is asked back, and so much less is paid; the recipient is told, and may object.

    Raises NoLongerAllowed, HasInterest, OwnSetOff for who had a hand in it, WrongState when it no longer waits, and
    NotToSetOff as `prepare_set_off`, also when a payment was prepared meanwhile or nobody can be told.
    """
    row = _hold(found, APPROVE_SET_OFF, by=by, at=at)
    claim: Any = row.claim
    refuse_decided_set_off(row, by)
    if why := why_not_set_off(claim, on=day_of(at)):
        raise NotToSetOff(why)
    against = candidate_for(claim, row.proposal)
    refuse_amount(row.cents, claim=claim, against=against)
    row.entry = _book(row, by=by, at=at)
    row.told_on = day_of(at)
    row.objection_until = law.OBJECTION.last_day(row.told_on).day
    _decide(row, SetOffState.APPROVED, by=by, at=at)
    claim.set_off_cents += row.cents
    claim.state = claim.ends_as()
    claim.save(update_fields=["set_off_cents", "state"])
    if row.proposal.state == State.GRANTED:
        row.proposal.move(State.UNDER_WAY, by=None, at=at)
    _tell_recipient(row, left_cents=against.cents - row.cents, by=by, at=at)
    _tell("payments.set_off_decided", row, to=row.prepared_by, by=by, at=at)
    record(APPROVED, claim, by=by, at=at, cents=row.cents)
    record(PAID_LESS, row.proposal, by=by, at=at, cents=row.cents)
    reread(found)


@flow
def return_set_off(found: SetOff, *, reason: str, by: User, at: datetime) -> None:
    """Return it with a reason: nothing is set off, and it can be prepared anew.

    Any payer but who prepared it may, so that it never waits for somebody who left. Raises NoLongerAllowed,
    HasInterest, OwnSetOff for who prepared it, and WrongState when it no longer waits.
    """
    row = _hold(found, APPROVE_SET_OFF, by=by, at=at)
    refuse_returned_set_off(row, by)
    row.answer = reason
    _decide(row, SetOffState.RETURNED, by=by, at=at)
    _tell("payments.set_off_decided", row, to=row.prepared_by, by=by, at=at)
    record(RETURNED, row.claim, by=by, at=at, cents=row.cents)
    reread(found)


@flow
def withdraw_set_off(found: SetOff, *, by: User, at: datetime) -> None:
    """Take it back before it is decided on.

    Raises NoLongerAllowed, WrongState when it no longer waits, and NotToSetOff for who did not prepare it.
    """
    row = _hold(found, PREPARE_SET_OFF, by=by, at=at)
    refuse_ended_set_off(row)
    if row.prepared_by_id != by.pk:
        raise NotToSetOff(
            _("Only who prepared a set-off takes it back. You can return it with a reason instead.")
        )
    _decide(row, SetOffState.WITHDRAWN, by=by, at=at)
    record(WITHDRAWN, row.claim, by=by, at=at, cents=row.cents)
    reread(found)


def _both(claim: Claim, against: Proposal, *, at: datetime) -> tuple[Any, Proposal]:
    """Lock both proposals, and return the claim as the list of claims tells it with the other proposal as it is now."""
    held = hold_proposals([claim.proposal_id, against.pk])
    end_over_of(held, by=None, at=at)
    row = claims_listed(claim.proposal.district.city).get(pk=claim.pk)
    row.proposal = held[row.proposal_id]
    return row, held[against.pk]


def _hold(found: SetOff, right: Act, *, by: User, at: datetime) -> SetOff:
    """Lock who acts, the till and both proposals, and return it as it is now."""
    city = found.claim.proposal.district.city
    hold_right(by, right, city_id=city.pk, on=day_of(at))
    hold_till(city)
    claim, other = _both(found.claim, found.proposal, at=at)
    row = SetOff.objects.select_related("prepared_by").get(pk=found.pk)
    row.claim, row.proposal = claim, other
    return row


def _book(row: SetOff, *, by: User, at: datetime) -> Entry:
    """Book it, and return the entry on the dossier of the claim."""
    owes, gets = dossier_of(row.claim.proposal), dossier_of(row.proposal)
    books = Books(row.claim.proposal.district.city, [owes, gets])
    day = max(books.day_for(one, day_of(at)) for one in (owes, gets))
    entries = set_off(
        owes, gets, cents=row.cents, by=by, at=at, booked_on=day, key=row.source, source=row.claim.source
    )
    return entries[-1]


def _decide(row: SetOff, to: SetOffState, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = to, by, at
    row.save(
        update_fields=["state", "decided_by", "decided_at", "answer", "told_on", "objection_until", "entry"]
    )


def _tell_recipient(row: SetOff, *, left_cents: int, by: User, at: datetime) -> None:
    """Tell the recipient, by mail or on paper, of either dossier; raises NotToSetOff when nobody can be told.

    When the dossiers know them by different addresses, the letter goes to both.
    """
    parties = filter(None, (recipient_of(one) for one in (row.proposal, row.claim.proposal)))
    told: dict[tuple[Channel, str], Party] = {}
    for one in parties:
        if can_be_told(one):
            told.setdefault(_way_to(one), one)
    if not told:
        raise NotToSetOff(
            _("The recipient is told of a set-off, and no address is known here. Complete the details first.")
        )
    city = row.claim.proposal.district.city
    context = {"set_off": row, "claim": row.claim, "left_cents": left_cents, "city": city}
    for (channel, _address), party in told.items():
        send(
            "payments.set_off",
            to=None,
            address=way_to(party)[1],
            language=LANGUAGE,
            context={**context, "name": party.contact or party.name},
            about=row,
            channel=channel,
            by=by,
            at=at,
        )


def _way_to(party: Party) -> tuple[Channel, str]:
    """Return how a party is told, with its address to compare."""
    channel, address = way_to(party)
    return channel, address.strip().casefold()


def _tell(kind: str, row: SetOff, *, to: User, by: User, at: datetime) -> None:
    if not to.is_active or to.pk == by.pk:
        return
    city = row.claim.proposal.district.city
    link = city.address + reverse("payment_set_off", args=[row.public_id])
    context = {"to": to, "by": by, "set_off": row, "claim": row.claim, "city": city, "link": link}
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context=context,
        about=row,
        by=by,
        at=at,
    )
