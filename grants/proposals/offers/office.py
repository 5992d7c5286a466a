"""What can be done with a proposal at the office until it is complete, and what happened to it there."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.terms import day_of
from portal.ui.dates import short_date
from wijkraden.people.models import User
from wijkraden.people.rules import Person

from ..flows.office_completing import MOST_REQUESTS
from ..models import CompletionRequest, Proposal
from ..queries import has_interest
from ..rules import is_of_council, may_handle, may_read_all
from ..states import AT_THE_OFFICE, State
from ..told import Moment, Offer


def offers(user: Person, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what an officer can do now, what the council can complete, and the doors for the staff of the city."""
    found: list[Offer] = []
    if proposal.state == State.COMPLETING and is_of_council(user, proposal):
        found.append(_of_council(user, proposal))
    if may_handle(user, proposal) and proposal.state in AT_THE_OFFICE:
        found += _of_officer(user, proposal, at=at)
    if proposal.is_submitted and may_read_all(user, proposal.district.city_id):
        found += [
            Offer(_url("proposal_clock", proposal), _("The term to decide")),
            Offer(_url("proposal_notes", proposal), _("Notes of the city")),
        ]
    return found


def _of_council(user: Person, proposal: Proposal) -> Offer:
    """Return the one way to what was asked, from which each part is completed; to read alone once all is answered."""
    is_answered = any(one.answered_at for one in _asked(proposal) if one.ended_at is None)
    may_complete = isinstance(user, User) and not is_answered and not has_interest(user, proposal)
    label = _("Complete what is missing") if may_complete else _("What was asked and answered")
    return Offer(_url("proposal_completing", proposal), label, is_next=may_complete)


def _of_officer(user: Person, proposal: Proposal, *, at: datetime) -> Iterator[Offer]:
    asked = _asked(proposal)
    runs = next((one for one in asked if one.ended_at is None), None)
    waits = runs is not None and runs.answered_at is None and day_of(at) <= runs.last_day
    if proposal.state in {State.SUBMITTED, State.COMPLETING, State.COMPLETE}:
        is_next = proposal.state == State.SUBMITTED
        yield Offer(_url("proposal_check", proposal), _("Check the conditions"), is_next=is_next)
        if not waits and len(asked) < MOST_REQUESTS:
            yield Offer(_url("proposal_ask", proposal), _("Ask what is missing"))
    if proposal.state in {State.SUBMITTED, State.COMPLETING}:
        is_next = proposal.state == State.COMPLETING and not waits
        yield Offer(_url("proposal_complete", proposal), _("Find it complete"), is_next=is_next)
    if runs is not None:
        yield Offer(_url("proposal_completing", proposal), _("What was asked and answered"))
    is_hers = proposal.handler_id == getattr(user, "pk", None)
    label = _("Hand it over to a colleague") if is_hers else _("Take it in hand")
    yield Offer(_url("proposal_handler", proposal), label)


def _asked(proposal: Proposal) -> list[CompletionRequest]:
    return list(proposal.completion_requests.all())


def _url(name: str, proposal: Proposal) -> str:
    return reverse(name, args=[proposal.public_id])


def story(user: Person, proposal: Proposal) -> list[Moment]:
    """Return what the office did, by name for its own staff; of the notes nothing."""
    if not proposal.is_submitted:
        return []
    knows_names = may_read_all(user, proposal.district.city_id)
    found = [*_of_requests(proposal, knows_names=knows_names), *_of_clock(proposal, knows_names=knows_names)]
    found += [
        Moment(one.at, _("Found complete"), _name(one.by, knows_names=knows_names))
        for one in proposal.events.all()
        if one.state == State.COMPLETE
    ]
    return found


def _of_requests(proposal: Proposal, *, knows_names: bool) -> Iterator[Moment]:
    for one in proposal.completion_requests.all():
        missing = "; ".join(item.words for item in one.items.all())
        words = _("Asked to complete it, on %(day)s at the latest") % {"day": short_date(one.last_day)}
        yield Moment(one.asked_at, words, _name(one.asked_by, knows_names=knows_names), missing)
        if one.answered_at is not None:
            by = one.answered_by.full_name if one.answered_by else _("The applicant")
            yield Moment(one.answered_at, _("Everything that was asked is answered"), by)


def _of_clock(proposal: Proposal, *, knows_names: bool) -> Iterator[Moment]:
    extension = getattr(proposal, "extension", None)
    if extension is not None:
        yield Moment(
            extension.at,
            _("The term to decide is extended by %(weeks)d weeks") % {"weeks": extension.weeks},
            _name(extension.by, knows_names=knows_names),
            extension.reason,
        )
    for one in proposal.pauses.all():
        if one.request_id is None:
            words = _("The term stands still, because %(why)s") % {"why": one.get_why_display()}
            yield Moment(one.at, words, _name(one.by, knows_names=knows_names))


def _name(person: object, *, knows_names: bool) -> str:
    if person is None:
        return ""
    return str(getattr(person, "full_name", "")) if knows_names else _("The city")
