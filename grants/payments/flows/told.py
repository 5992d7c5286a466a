"""What Stripe told by webhook, once by its id, and what a comparison with it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.jobs.flows import errand
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..gateway_of_stripe import EventTold
from ..models import StripeCheck, StripeDifference, StripeEvent, StripeTransfer
from ..states_of_connect import DifferenceKind

APPLY = "grants.payments.tasks.apply_stripe_event"


@dataclass(frozen=True)
class Found:
    """A difference with Stripe that a comparison found; euro cents."""

    kind: DifferenceKind
    object_id: str
    transfer: StripeTransfer | None
    city: City | None
    ours_cents: int | None = None
    theirs_cents: int | None = None


@flow
def keep_event(told: EventTold, *, by: User | None, at: datetime) -> bool:
    """Keep that Stripe told something, and look at it after the commit; tell False when it was told before.

    Its number is unique in the database: of two that come at once one is kept. Raises IntegrityError for what the
    database refuses otherwise, so that Stripe tells it again.
    """
    try:
        with transaction.atomic():
            made = StripeEvent.objects.create(
                event_id=told.event_id,
                kind=told.kind,
                account=told.account,
                object_id=told.object_id,
                livemode=told.livemode,
                made_at=told.made_at,
                received_at=at,
            )
    except IntegrityError:
        if not StripeEvent.objects.filter(event_id=told.event_id).exists():
            raise
        return False
    errand(APPLY, arguments={"pk": made.pk}, by=by)
    return True


@flow
def note_applied(event: StripeEvent, *, by: User | None, at: datetime) -> None:
    """Note that what an event is about was found here and looked at afresh."""
    StripeEvent.objects.filter(pk=event.pk, applied_at__isnull=True).update(applied_at=at)


@flow
def begin_check(*, by: User | None, at: datetime) -> StripeCheck:
    """Note that a comparison with Stripe began."""
    return StripeCheck.objects.create(begun_at=at)


@flow
def end_check(
    check: StripeCheck, *, asked: int, found: Sequence[Found], by: User | None, at: datetime
) -> None:
    """Keep what a comparison found: what stands there already stays, what is found no more ends."""
    standing = {
        (one.kind, one.object_id): one for one in StripeDifference.objects.filter(ended_at__isnull=True)
    }
    now = {(one.kind.value, one.object_id): one for one in found}
    for key, one in now.items():
        if key not in standing:
            StripeDifference.objects.create(
                kind=one.kind,
                object_id=one.object_id,
                city=one.city,
                transfer=one.transfer,
                ours_cents=one.ours_cents,
                theirs_cents=one.theirs_cents,
                found_at=at,
            )
    gone = [one.pk for key, one in standing.items() if key not in now]
    StripeDifference.objects.filter(pk__in=gone).update(ended_at=at)
    check.ended_at, check.asked, check.differences = at, asked, len(now)
    check.save(update_fields=["ended_at", "asked", "differences"])
