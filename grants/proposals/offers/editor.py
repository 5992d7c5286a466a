"""What a council may do with the text of its proposal, and when it was begun and presented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from wijkraden.people.models import User

from ..flows.comments import OPEN_TO_COMMENTS
from ..queries import has_interest
from ..rules import is_of_council, may_write
from ..states import State
from ..told import Moment, Offer

if TYPE_CHECKING:
    from datetime import datetime

    from wijkraden.people.rules import Person

    from ..models import Proposal


def offers(user: Person, proposal: Proposal, *, at: datetime) -> list[Offer]:  # noqa: ARG001  # what every room is asked
    """Return how `user` may go on writing a draft, and comment; completing has its own page. One query at most."""
    if not isinstance(user, User) or not may_write(user, proposal) or has_interest(user, proposal):
        return []
    found = []
    if proposal.state == State.DRAFT:
        address = reverse("edit_what", args=[proposal.public_id])
        found.append(Offer(address, _("Write the proposal"), is_next=True))
    if proposal.state in OPEN_TO_COMMENTS:
        found.append(
            Offer(reverse("proposal_comments", args=[proposal.public_id]), _("Comments of your council"))
        )
    return found


def story(user: Person, proposal: Proposal) -> list[Moment]:
    """Return when it was begun and each time it was presented; for the council alone."""
    if not is_of_council(user, proposal):
        return []
    words = {State.DRAFT: _("Begun as a draft"), State.PRESENTED: _("Presented to the council")}
    found = []
    for event in proposal.events.all():
        if event.state not in words:
            continue
        told = words[State(event.state)]
        if event.state == State.DRAFT and event.number > 1:
            told = _("Back to draft")
        found.append(Moment(event.at, told, by=event.by.full_name if event.by else "", reason=event.reason))
    return found
