"""Giving up what does not come back: prepared by the finance adviser, decided by the budget holder (E13)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import write_off
from grants.budget.queries import holders
from grants.decisions.weighing import dossier_of
from grants.money import format_euros
from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.errors import WrongState
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import Act, hold_right
from wijkraden.people.states import Role
from wijkraden.places.models import City

from ..checking import refuse_decided, refuse_write_off
from ..checking_of_lapses import refuse_unasked, unasked_of
from ..errors import NotLapsed, NotToWriteOff
from ..holding import Books, held_claim, hold_proposals, hold_till
from ..models import Claim, WriteOff
from ..queries_of_claims import due_of, has_lapsed
from ..queries_of_lapses import unasked_cents
from ..rules import APPROVE_WRITE_OFF, PREPARE_WRITE_OFF
from ..states import Ground, WriteOffState

PREPARED = describe(
    "payments.write_off_prepared", gettext_lazy("prepared to write off a claim ({ground}, cents: {cents})")
)
APPROVED = describe(
    "payments.write_off_approved", gettext_lazy("wrote off a claim ({ground}, cents: {cents})")
)
WITHDRAWN = describe("payments.write_off_withdrawn", gettext_lazy("took back a write-off (cents: {cents})"))
RETURNED = describe("payments.write_off_returned", gettext_lazy("returned a write-off (cents: {cents})"))


@flow
def prepare_write_off(
    claim: Claim, *, cents: int, ground: Ground, reason: str, by: User, at: datetime
) -> WriteOff:
    """Prepare to give up `cents` of a claim (euro cents, at most what is left of it), and tell the budget holders.

    Raises NoLongerAllowed and HasInterest; NotToWriteOff when nothing is left, its last day is not over, more is given
    up than is left, or a write-off of it waits; NotLapsed when that is the ground and the five years are not over
    (Awb 4:104).
    """
    city = claim.proposal.district.city
    hold_right(by, PREPARE_WRITE_OFF, city_id=city.pk, on=day_of(at))
    hold_till(city)
    row = held_claim(claim)
    _refuse(row, cents, ground, by=by, on=day_of(at))
    made = WriteOff.objects.create(
        claim=row, cents=cents, ground=ground, reason=reason, prepared_by=by, prepared_at=at
    )
    for one in holders(city, Role.BUDGET_HOLDER, on=timezone.localdate(at)):
        _tell("payments.write_off_waits", made, city, to=one, by=by, at=at)
    record(PREPARED, row, by=by, at=at, ground=ground, cents=cents)
    return made


@flow
def leave_with_recipient(proposal: Proposal, *, reason: str, by: User, at: datetime) -> WriteOff:
    """Prepare to leave with the recipient what was paid too much and can be asked back no more, and tell who decides.

    That is all that nobody asked within the five years of the Act (Awb 4:57). Raises NoLongerAllowed and HasInterest;
    NotToWriteOff while it can be asked back still, when nothing is left, or when a write-off of it or a decision to ask
    it back waits.
    """
    city = proposal.district.city
    hold_right(by, PREPARE_WRITE_OFF, city_id=city.pk, on=day_of(at))
    hold_till(city)
    row = hold_proposals([proposal.pk])[proposal.pk]
    left = unasked_of(row)
    refuse_unasked(row, left, by=by, on=day_of(at))
    made = WriteOff.objects.create(
        proposal=row,
        cents=left.cents,
        ground=Ground.LAPSED,
        reason=reason,
        prepared_by=by,
        prepared_at=at,
    )
    for one in holders(city, Role.BUDGET_HOLDER, on=timezone.localdate(at)):
        _tell("payments.write_off_waits", made, city, to=one, by=by, at=at)
    record(PREPARED, row, by=by, at=at, ground=made.ground, cents=made.cents)
    return made


@flow
def approve_write_off(found: WriteOff, *, by: User, at: datetime) -> None:
    """Write it off: what is given up is no longer asked, and is booked as lost (E13).

    Raises NoLongerAllowed, HasInterest, OwnWriteOff for who prepared it, WrongState when it no longer waits, and
    NotToWriteOff when less is owed of its dossier.
    """
    row, claim = _hold(found, APPROVE_WRITE_OFF, by=by, at=at)
    refuse_decided(row, by)
    city = row.of.district.city
    if row.cents > (left := due_of(claim) if claim is not None else unasked_cents(row.of)):
        raise NotToWriteOff(
            _("Only %(amount)s is owed now. Return the write-off with that reason.")
            % {"amount": format_euros(left)}
        )
    dossier = dossier_of(row.of)
    row.entry = write_off(
        dossier,
        cents=row.cents,
        by=by,
        at=at,
        booked_on=Books(city, [dossier]).day_for(dossier, day_of(at)),
        key=row.source,
        source=row.booked_for,
    )
    _decide(row, WriteOffState.APPROVED, by=by, at=at)
    if claim is not None:
        claim.written_off_cents += row.cents
        claim.state = claim.ends_as()
        claim.save(update_fields=["written_off_cents", "state"])
    _tell("payments.write_off_decided", row, city, to=row.prepared_by, by=by, at=at)
    record(APPROVED, claim or row.of, by=by, at=at, ground=row.ground, cents=row.cents)
    reread(found)


@flow
def return_write_off(found: WriteOff, *, reason: str, by: User, at: datetime) -> None:
    """Return it with a reason: nothing is given up, and it can be prepared anew.

    Raises NoLongerAllowed, HasInterest, OwnWriteOff for who prepared it, and WrongState when it no longer waits.
    """
    row, claim = _hold(found, APPROVE_WRITE_OFF, by=by, at=at)
    refuse_decided(row, by)
    row.answer = reason
    _decide(row, WriteOffState.RETURNED, by=by, at=at)
    _tell("payments.write_off_decided", row, row.of.district.city, to=row.prepared_by, by=by, at=at)
    record(RETURNED, claim or row.of, by=by, at=at, cents=row.cents)
    reread(found)


@flow
def withdraw_write_off(found: WriteOff, *, by: User, at: datetime) -> None:
    """Take it back before it is decided on; raises NoLongerAllowed, and WrongState when it no longer waits."""
    row, claim = _hold(found, PREPARE_WRITE_OFF, by=by, at=at)
    if not row.is_waiting:
        raise WrongState(_("This write-off no longer waits. Look at how it stands now."))
    _decide(row, WriteOffState.WITHDRAWN, by=by, at=at)
    record(WITHDRAWN, claim or row.of, by=by, at=at, cents=row.cents)
    reread(found)


def _refuse(claim: Any, cents: int, ground: Ground, *, by: User, on: date) -> None:
    refuse_write_off(claim, by=by, on=on)
    if cents > (left := due_of(claim)):
        raise NotToWriteOff(
            _("No more than %(amount)s is left of this claim.") % {"amount": format_euros(left)},
            field="cents",
        )
    if ground == Ground.LAPSED and not claim.has_term:
        raise NotToWriteOff(
            _("Its recovery fell on objection, so its term does not run and it cannot lapse."), field="ground"
        )
    if ground == Ground.LAPSED and not has_lapsed(claim, on=on):
        raise NotLapsed(claim.lapses_on(claim.interrupted_on))


def _hold(found: WriteOff, right: Act, *, by: User, at: datetime) -> tuple[WriteOff, Any]:
    """Lock who acts, the till and the proposal, and return it and its claim, None without one, as they are now."""
    city = found.of.district.city
    hold_right(by, right, city_id=city.pk, on=day_of(at))
    hold_till(city)
    claim = held_claim(found.claim) if found.claim is not None else None
    held = hold_proposals([found.of.pk]) if claim is None else {}
    row = WriteOff.objects.select_related("prepared_by").get(pk=found.pk)
    row.claim, row.proposal = claim, held.get(row.proposal_id or 0)
    return row, claim


def _decide(row: WriteOff, to: WriteOffState, *, by: User | None, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = to, by, at
    row.save(update_fields=["state", "decided_by", "decided_at", "answer", "entry"])


def _tell(kind: str, row: WriteOff, city: City, *, to: User, by: User, at: datetime) -> None:
    if not to.is_active or to.pk == by.pk:
        return
    link = city.address + reverse("payment_write_off", args=[row.public_id])
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context={
            "to": to,
            "by": by,
            "write_off": row,
            "proposal": row.of,
            "city": city,
            "link": link,
        },
        about=row,
        by=by,
        at=at,
    )
