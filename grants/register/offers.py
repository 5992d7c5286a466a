"""What the register offers and tells on the page of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.proposals.rules import may_handle
from grants.proposals.states import State
from grants.proposals.told import Moment, Offer

if TYPE_CHECKING:
    from datetime import datetime

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

READS = ("events",)


def offers(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:  # noqa: ARG001  # as every room's
    """Return what `user` can do: as an officer, mark what of it is not public. A dossier closes by itself."""
    if not proposal.is_submitted or not may_handle(user, proposal):
        return []
    return [Offer(reverse("publicity", args=[proposal.public_id]), _("Mark what is not public"))]


def story(user: User, proposal: Proposal) -> list[Moment]:  # noqa: ARG001  # as every room's
    """Return when it was closed. One query, none when its events were read."""
    words = _("The dossier was closed: nothing is open any more.")
    return [Moment(one.at, words) for one in proposal.events.all() if one.state == State.CLOSED]
