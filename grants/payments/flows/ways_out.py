"""How a payment by Stripe ended that does not end by itself: noted by one payer, approved by another."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.queries import holders
from grants.proposals.errors import HasInterest
from grants.terms import day_of
from portal.errors import WrongState
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import Act, hold_right
from wijkraden.people.states import Role

from ..checking_of_connect import (
    refuse_decided_way_out,
    refuse_ended_way_out,
    refuse_no_way_out,
    refuse_too_soon,
    way_out_of,
)
from ..holding import hold_proposals
from ..models import StripeTransfer, WayOut
from ..queries import with_interest
from ..queries_of_connect import transfer_now
from ..rules import PREPARE, RELEASE
from ..states_of_connect import WayOutKind, WayOutState
from .transfers import note_way_out

PREPARED = describe(
    "payments.way_out_prepared",
    gettext_lazy("noted how a payment by Stripe ended ({way_out}, cents: {cents})"),
)
APPROVED = describe(
    "payments.way_out_approved",
    gettext_lazy("approved how a payment by Stripe ended ({way_out}, cents: {cents})"),
)
RETURNED = describe(
    "payments.way_out_returned",
    gettext_lazy("returned how a payment by Stripe ended ({way_out}, cents: {cents})"),
)
Said = dict[str, int | str]


@flow
def prepare_way_out(transfer: StripeTransfer, *, said: Said, why: str, by: User, at: datetime) -> WayOut:
    """Note how a payment ended of which Stripe just said that (`acting_of_ways_out`); the other payers are told.

    Until somebody decides on it Stripe is told nothing of that payment. Raises NoLongerAllowed, HasInterest, and
    WrongState for what ends by itself.
    """
    row = _hold(transfer, PREPARE, by=by, at=at)
    refuse_no_way_out(row)
    kind = way_out_of(row)
    if kind is None or not why.strip():
        raise WrongState(_("Tell why it does not end by itself."))
    made = WayOut.objects.create(
        transfer=row, kind=kind, why=why.strip(), first=said, prepared_by=by, prepared_at=at
    )
    city = row.order.proposal.district.city
    for one in holders(city, Role.PAYER, on=timezone.localdate(at)):
        _tell(made, row, to=one, by=by, at=at)
    record(PREPARED, row.order, by=by, at=at, way_out=kind.value, cents=row.cents)
    return made


@flow
def approve_way_out(found: WayOut, *, said: Said, by: User, at: datetime) -> None:
    """Let it end so, after Stripe was asked once more: it failed and is to be paid again, or it stays and is paid.

    Raises NoLongerAllowed, HasInterest, OwnWayOut, and WrongState when it no longer waits, ended meanwhile, or less
    than an hour passed since it was noted that Stripe never did it.
    """
    row = _hold(found.transfer, RELEASE, by=by, at=at)
    held = WayOut.objects.get(pk=found.pk)
    refuse_decided_way_out(held, by=by)
    refuse_too_soon(held, at=at)
    if way_out_of(row) != held.kind:
        raise WrongState(_("Stripe says something else by now. Look at how this payment stands."))
    held.last = said
    _decide(held, WayOutState.APPROVED, by=by, at=at)
    note_way_out(row, kind=WayOutKind(held.kind), by=by, at=at)
    record(APPROVED, row.order, by=by, at=at, way_out=held.kind, cents=row.cents)
    reread(found, "state")


@flow
def return_way_out(found: WayOut, *, reason: str, by: User, at: datetime) -> None:
    """Return it with a reason, also one's own: the portal goes on asking. Raises NoLongerAllowed and WrongState."""
    row = _hold(found.transfer, RELEASE, by=by, at=at)
    held = WayOut.objects.get(pk=found.pk)
    refuse_ended_way_out(held)
    held.answer = reason
    _decide(held, WayOutState.RETURNED, by=by, at=at)
    record(RETURNED, row.order, by=by, at=at, way_out=held.kind, cents=row.cents)
    reread(found, "state")


def _hold(transfer: StripeTransfer, right: Act, *, by: User, at: datetime) -> StripeTransfer:
    """Lock who acts and the proposal, and return the transfer as it is now; raises HasInterest."""
    proposal = transfer.order.proposal
    hold_right(by, right, city_id=proposal.district.city_id, on=day_of(at))
    hold_proposals([proposal.pk])
    if with_interest(by, [proposal.pk]):
        raise HasInterest
    return transfer_now(transfer.pk)


def _decide(row: WayOut, to: WayOutState, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = to, by, at
    row.save(update_fields=["state", "last", "decided_by", "decided_at", "answer"])


def _tell(made: WayOut, row: StripeTransfer, *, to: User, by: User, at: datetime) -> None:
    if not to.is_active or to.pk == by.pk:
        return
    city = row.order.proposal.district.city
    link = city.address + reverse("payment_way_out_decide", args=[made.public_id])
    context = {"to": to, "by": by, "way_out": made, "order": row.order, "city": city, "link": link}
    send(
        "payments.way_out_waits",
        to=to,
        address=to.email,
        language=to.language,
        context=context,
        about=made,
        by=by,
        at=at,
    )
