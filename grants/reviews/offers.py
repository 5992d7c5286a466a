"""What can be done about the review of a proposal, and what happened to it, for whoever looks at its dossier."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.plan.states import Assessment
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.proposals.told import Moment, Offer
from wijkraden.people.rules import Person

from .queries import reviews_and_talks
from .rules import may_assign, may_follow

READS = (
    "assignments__reviewer",
    "assignments__assigned_by",
    "assignments__released_by",
    "talks__criterion",
    "talks__chaired_by",
)


def offers(user: Person, proposal: Proposal, *, at: datetime) -> list[Offer]:  # noqa: ARG001  # what every room answers
    """Return what `user` can do now."""
    city_id = proposal.district.city_id
    if not proposal.is_submitted or not may_follow(user, city_id):
        return []
    if proposal.state == State.COMPLETE and may_assign(user, city_id):
        return [_begin(proposal)]
    found = []
    if proposal.state == State.IN_REVIEW and may_assign(user, city_id):
        found = _during(proposal)
    if proposal.completed_at is not None and proposal.assessment != Assessment.NONE:
        address = reverse("review_of", args=[proposal.public_id])
        found.append(Offer(address, _("See the reviews")))
    return found


def _begin(proposal: Proposal) -> Offer:
    if proposal.assessment == Assessment.NONE:
        address = reverse("review_accept", args=[proposal.public_id])
        return Offer(address, _("Finish the checklist"), is_next=True)
    return Offer(reverse("review_assign", args=[proposal.public_id]), _("Choose reviewers"), is_next=True)


def _during(proposal: Proposal) -> list[Offer]:
    reviews, talks = reviews_and_talks(proposal)
    found = [
        Offer(
            reverse("review_talk_close", args=[proposal.public_id, talk.public_id]),
            _("Note the talk about %(code)s") % {"code": talk.criterion.code},
            is_next=True,
        )
        for talk in talks
        if talk.closed_at is None
    ]
    address = reverse("review_assign", args=[proposal.public_id])
    return [
        *found,
        Offer(address, _("Ask a further reviewer"), is_next=not any(one.is_active for one in reviews)),
    ]


def story(user: Person, proposal: Proposal) -> list[Moment]:
    """Return what happened, for the city's staff: who was asked, who was done, what was talked about."""
    if not proposal.is_submitted or not may_follow(user, proposal.district.city_id):
        return []
    reviews, talks = reviews_and_talks(proposal)
    address = reverse("review_of", args=[proposal.public_id])
    found = []
    for one in reviews:
        told = {"name": one.reviewer.full_name}
        asked = _("%(name)s was asked to review it.") % told
        found.append(Moment(one.assigned_at, asked, by=one.assigned_by.full_name, address=address))
        if one.submitted_at:
            found.append(
                Moment(one.submitted_at, _("%(name)s submitted the review.") % told, address=address)
            )
        if one.released_at and one.has_interest:
            found.append(Moment(one.released_at, _("%(name)s stepped back because of an interest.") % told))
        elif one.released_at and one.released_by:
            words = _("The review was taken back from %(name)s.") % told
            found.append(Moment(one.released_at, words, by=one.released_by.full_name, reason=one.reason))
    for talk in talks:
        told = {"code": talk.criterion.code}
        found.append(
            Moment(talk.opened_at, _("The scores on %(code)s differ so much that a talk is needed.") % told)
        )
        if talk.closed_at:
            by = talk.chaired_by.full_name if talk.chaired_by else ""
            words = _("The talk about %(code)s ended.") % told
            found.append(Moment(talk.closed_at, words, by=by, reason=talk.note))
    return sorted(found, key=lambda one: one.at)
