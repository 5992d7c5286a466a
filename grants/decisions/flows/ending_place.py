"""Ending a place on the waiting list before the year is over, because whoever applied does not want it any more."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.proposals.states import State
from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NotReady, OffTheList
from ..models import Decision, PlaceEnded
from ..queries_of_waiting_list import refusals_listed
from ..renewal import refuse_while_prepared
from ..rules import PREPARE
from .telling import tell_place_ended

ENDED = describe("decisions.place_ended", gettext_lazy("ended a place on the waiting list"))


@flow
def end_place(refusal: Decision, *, reason: str, by: User, at: datetime) -> PlaceEnded:
    """End the place of a refusal on the waiting list, and tell the applicant and the council; the refusal stands.

    Raises NoLongerAllowed, HasInterest, ReviewsIt, WrongState, NotReady without a reason, and OffTheList when it has no
    place any more, or a grant waits.
    """
    row = hold(refusal.proposal, PREPARE, among=[State.REFUSED], by=by, at=at)
    note_handler(row, by=by, at=at)
    listed = refusals_listed(on=day_of(at)).filter(pk=refusal.pk).first()
    if listed is None:
        raise OffTheList(_("It has no place on the waiting list any more."))
    refuse_while_prepared(row)
    if not reason.strip():
        raise NotReady(_("Write why the place ends."))
    made = PlaceEnded.objects.create(decision=listed, reason=reason, by=by, at=at)
    tell_place_ended(made, by=by, at=at)
    record(ENDED, listed, by=by, at=at)
    return made
