"""What can be done with a proposal until it is complete, and what happened to it, for whoever looks."""

from datetime import datetime

from wijkraden.people.rules import Person

from ..models import Proposal
from ..told import Moment, Offer
from . import council, editor, office

_PARTS = (editor, council, office)
READS = (
    "events__by",
    "interests",
    "pauses__by",
    "notices",
    "completion_requests__items",
    "completion_requests__asked_by",
    "completion_requests__answered_by",
    "council_decisions__authorised",
    "council_decisions__recorded_by",
    "council_decisions__minutes",
    "confirmations__asked_by",
    "applicant_links",
)


def offers(user: Person, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what `user` can do now, the next step first."""
    found = [one for part in _PARTS for one in part.offers(user, proposal, at=at)]
    return sorted(found, key=lambda one: not one.is_next)


def story(user: Person, proposal: Proposal) -> list[Moment]:
    """Return what happened, the oldest first."""
    found = [one for part in _PARTS for one in part.story(user, proposal)]
    return sorted(found, key=lambda one: one.at)
