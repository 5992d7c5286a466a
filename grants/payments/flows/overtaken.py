"""What ends by itself when less is left of a claim than it is about."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..models import Claim
from ..states import SetOffState, WriteOffState

OVERTAKEN = describe(
    "payments.write_off_overtaken",
    gettext_lazy("a write-off ended, as less is left of the claim (cents: {cents})"),
)
SET_OFF_OVERTAKEN = describe(
    "payments.set_off_overtaken",
    gettext_lazy("a set-off ended, as less is left of the claim (cents: {cents})"),
)


@flow
def end_overtaken(claim: Claim, *, by: User, at: datetime) -> None:
    """End the write-off or set-off of a claim that waits, when less is left than it is about. The proposal is held."""
    for one in claim.write_offs.filter(state=WriteOffState.PREPARED, cents__gt=claim.left_cents):
        one.state, one.decided_at = WriteOffState.WITHDRAWN, at
        one.save(update_fields=["state", "decided_at"])
        record(OVERTAKEN, claim, by=by, at=at, cents=one.cents)
    for row in claim.set_offs.filter(state=SetOffState.PREPARED, cents__gt=claim.left_cents):
        row.state, row.decided_at = SetOffState.WITHDRAWN, at
        row.save(update_fields=["state", "decided_at"])
        record(SET_OFF_OVERTAKEN, claim, by=by, at=at, cents=row.cents)
