"""The work list of the office: what lies there, in the order of its deadline, and who acts next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Q, QuerySet, When, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grants.plan.states import Assessment
from grants.terms import Reading
from portal.search import search_words

from .addressees import officers_of
from .models import CompletionRequest, Proposal
from .queries import clock_of, proposals_in
from .states import AT_THE_OFFICE, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wijkraden.people.models import User
    from wijkraden.places.models import City, District

MINE, NOBODY = "mine", "nobody"


@dataclass(frozen=True)
class Asked:
    """What the work list is filtered by; what is empty filters nothing."""

    state: str = ""
    district: District | None = None
    handler: str = ""
    tier: str = ""
    q: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class Work:
    """A proposal on the list: how its term stands, who acts next and by when, who has it in hand ("": nobody)."""

    proposal: Proposal
    reading: Reading
    turn: str
    until: date | None  # where that is not the last day to decide
    handler: str

    @property
    def is_paused(self) -> bool:
        """Tell if the term stands still."""
        return self.reading.pause is not None

    @property
    def days_late(self) -> int:
        """Return how many days the term is over, 0 while it is not."""
        return max(0, -self.reading.days_left)


def at_the_office(city: City) -> QuerySet[Proposal]:
    """Return what the city received and has yet to decide on, the first deadline in front. One query."""
    found = proposals_in(city).filter(state__in=sorted(AT_THE_OFFICE)).select_related("handler", "extension")
    return found.order_by(F("due_on").asc(nulls_last=True), "received_at", "id")


def work_of(city: City, asked: Asked, *, user: User, on: date) -> QuerySet[Proposal]:
    """Return the part of the list that is asked for; every word is found in number, title or place. One query."""
    found = with_officer(at_the_office(city), city, on=on)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.district is not None:
        found = found.filter(district=asked.district)
    if asked.tier:
        found = found.filter(tier=asked.tier)
    if asked.overdue:
        found = found.filter(due_on__lt=on)
    if asked.handler:
        found = found.filter(in_hand(city, asked.handler, user=user, on=on))
    words = search_words(asked.q)
    if asked.q.strip() and not words:
        return found.none()
    for word in words:
        found = found.filter(search__contains=word)
    return found


def with_officer(found: QuerySet[Proposal], city: City, *, on: date) -> QuerySet[Proposal]:
    """Add `has_officer`: whether who has it in hand is an officer on that day."""
    is_officer = Q(handler__in=officers_of(city, on=on).values("pk"))
    return found.annotate(has_officer=Case(When(is_officer, then=True), default=False))


def in_hand(city: City, handler: str, *, user: User, on: date) -> Q:
    """Return what tells a proposal that the user has in hand (MINE), or nobody who is an officer now (NOBODY)."""
    if handler == MINE:
        return Q(handler=user)
    return Q(handler__isnull=True) | ~Q(handler__in=officers_of(city, on=on).values("pk"))


def answered_among(city: City) -> QuerySet[CompletionRequest]:
    """Return the questions to complete a proposal that are answered and to be judged. One query."""
    return CompletionRequest.objects.filter(
        proposal__district__city=city, answered_at__isnull=False, ended_at__isnull=True
    )


def unanswered_among(city: City, *, on: date) -> QuerySet[CompletionRequest]:
    """Return the questions to complete a proposal whose term passed without an answer. One query."""
    return CompletionRequest.objects.filter(
        proposal__district__city=city, answered_at__isnull=True, ended_at__isnull=True, last_day__lt=on
    )


def counts_of(city: City, *, user: User, on: date) -> dict[str, int]:
    """Return how many there are in all, overdue, in the user's hands and in nobody's. One query."""
    return at_the_office(city).aggregate(
        all=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=on)),
        mine=Count("pk", filter=in_hand(city, MINE, user=user, on=on)),
        nobody=Count("pk", filter=in_hand(city, NOBODY, user=user, on=on)),
    )


def tiers_of(city: City) -> list[str]:
    """Return the letters of the tiers on the list. One query."""
    found = at_the_office(city).order_by("tier").values_list("tier", flat=True)
    return list(found.distinct())


def rows_of(proposals: Iterable[Proposal], *, on: date) -> list[Work]:
    """Return these proposals of `work_of` with how each stands on that day. Three queries, however many there are."""
    found = list(proposals)
    prefetch_related_objects(found, "pauses", "completion_requests")
    return [_row_of(one, _open(one.completion_requests.all()), on=on) for one in found]


def _row_of(proposal: Proposal, request: CompletionRequest | None, *, on: date) -> Work:
    until = acts_until(proposal, request, on=on)
    has_officer: bool = proposal.has_officer  # type: ignore[attr-defined]  # annotated
    return Work(
        proposal,
        clock_of(proposal).read(on),
        turn_at_office(proposal, request, on=on),
        until if until != proposal.due_on else None,
        proposal.handler.full_name if proposal.handler and has_officer else "",
    )


def _open(requests: Iterable[CompletionRequest]) -> CompletionRequest | None:
    return next((one for one in requests if one.ended_at is None), None)


def turn_at_office(proposal: Proposal, request: CompletionRequest | None, *, on: date) -> str:
    """Return who acts next, as the staff of the city reads it. No query."""
    if proposal.state == State.COMPLETING and request is not None:
        if request.answered_at is not None:
            return _("The officer, to judge the answer")
        if on > request.last_day:
            return _("The officer, to prepare that it is dismissed, or to find it complete")
        return _("The council and the applicant, to complete it")
    if proposal.state in _BY_ASSESSMENT:
        return _BY_ASSESSMENT[State(proposal.state)][Assessment(proposal.assessment)]()
    return _TURNS[State(proposal.state)]()


def acts_until(proposal: Proposal, request: CompletionRequest | None, *, on: date) -> date | None:
    """Return the last day of whoever acts next: of an open question while that runs, else of the decision. No query."""
    runs = request is not None and request.answered_at is None and on <= request.last_day
    return request.last_day if request is not None and runs else proposal.due_on


_TURNS = {
    State.SUBMITTED: lambda: _("The officer, to check it"),
    State.COMPLETING: lambda: _("The officer, to judge the answer"),
    State.REVIEWED: lambda: _("The officer, to prepare the decision"),
    State.PREPARED: lambda: pgettext("turn", "Whoever decides"),
}

# How much is done to assess it depends on the tier of what it asked; what takes no review is never in review.
_BY_ASSESSMENT = {
    State.COMPLETE: {
        Assessment.NONE: lambda: _("The officer, to finish the checklist"),
        Assessment.SHORT: lambda: _("The officer, to choose a reviewer"),
        Assessment.FULL: lambda: _("The officer, to choose reviewers"),
    },
    State.IN_REVIEW: {
        Assessment.SHORT: lambda: _("The reviewer"),
        Assessment.FULL: lambda: _("The reviewers"),
    },
}
