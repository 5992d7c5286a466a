"""Who reviews what: the queue of a reviewer, and what lies at the office to be reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from grants.budget.queries import holders
from grants.plan.models import Condition
from grants.proposals.models import Proposal
from grants.proposals.queries import proposals_in
from grants.proposals.states import Answer, State
from grants.rounds.models import Round
from grants.rounds.queries import rounds_of
from wijkraden.people.states import Role
from wijkraden.places.models import City

from ..models import Assignment, Talk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wijkraden.people.models import User

_AROUND = (
    "reviewer",
    "proposal__round__frame",
    "proposal__round__year__city",
    "proposal__district__city",
    "proposal__slice__year",
    "proposal__dossier",
)


def assignment_at(city: City, public_id: str) -> Assignment | None:
    """Return a review of the city, released ones too. One query."""
    found = Assignment.objects.filter(proposal__district__city=city, public_id=public_id)
    return found.select_related(*_AROUND).first()


def talk_at(proposal: Proposal, public_id: str) -> Talk | None:
    """Return a talk about a proposal. One query."""
    return proposal.talks.filter(public_id=public_id).select_related("criterion").first()


def assignments_of(proposal: Proposal) -> QuerySet[Assignment]:
    """Return its reviews, released ones too, the oldest first, with reviewers. One query."""
    return proposal.assignments.select_related("reviewer", "released_by")


def reviews_and_talks(proposal: Proposal) -> tuple[list[Assignment], list[Talk]]:
    """Return its reviews, released ones too, and the talks about differences, with who took part.

    Two queries a proposal, none before it could be reviewed.
    """
    if proposal.completed_at is None:
        return [], []
    reviews = Assignment.objects.select_related("reviewer", "released_by", "assigned_by")
    talks = Talk.objects.select_related("criterion", "chaired_by")
    prefetch_related_objects([proposal], Prefetch("assignments", reviews), Prefetch("talks", talks))
    return list(proposal.assignments.all()), list(proposal.talks.all())


def queue_of(user: User, city: City) -> QuerySet[Assignment]:
    """Return what waits for a reviewer, what must be done first in front, with open talks counted. One query.

    Adds `talks`: how many differences are open on a review that she submitted.
    """
    mine = Assignment.objects.filter(
        reviewer=user,
        proposal__district__city=city,
        released_at__isnull=True,
        proposal__state=State.IN_REVIEW,
    )
    open_talks = Count("proposal__talks", filter=Q(proposal__talks__closed_at__isnull=True))
    waiting = mine.annotate(talks=open_talks).filter(Q(submitted_at__isnull=True) | Q(talks__gt=0))
    return waiting.select_related(*_AROUND).order_by("last_day", "id")


def reviews_done_by(user: User, city: City) -> QuerySet[Assignment]:
    """Return the reviews that someone submitted, the newest first. One query."""
    done = Assignment.objects.filter(
        reviewer=user, proposal__district__city=city, released_at__isnull=True, submitted_at__isnull=False
    )
    return done.select_related(*_AROUND).order_by("-submitted_at", "-id")


def reviewers_in(city: City, *, on: date) -> list[User]:
    """Return who reviews in the city on that day, by family name. One query."""
    return sorted(holders(city, Role.REVIEWER, on=on), key=lambda one: (one.sort_key, one.pk))


def loads_of(people: Iterable[User]) -> dict[int, int]:
    """Return how many reviews each has yet to submit, by her id. One query."""
    ids = [one.pk for one in people]
    counted = Assignment.objects.filter(
        reviewer__in=ids,
        released_at__isnull=True,
        submitted_at__isnull=True,
        proposal__state=State.IN_REVIEW,
    )
    found = dict(counted.order_by().values_list("reviewer").annotate(Count("id")))
    return {one: found.get(one, 0) for one in ids}


def waiting_in(city: City, *, of: Round | None = None) -> QuerySet[Proposal]:
    """Return what waits for reviewers or is being reviewed, the oldest first. One query.

    Adds `asked` and `done`: how many reviews were asked and how many are in.
    """
    active = Q(assignments__released_at__isnull=True)
    found = proposals_in(city).filter(state__in=[State.COMPLETE, State.IN_REVIEW])
    if of is not None:
        found = found.filter(round=of)
    return found.annotate(
        asked=Count("assignments", filter=active),
        done=Count("assignments", filter=active & Q(assignments__submitted_at__isnull=False)),
    ).order_by("completed_at", "id")


def to_review(round_: Round) -> QuerySet[Proposal]:
    """Return the complete proposals of a round for which reviewers are to be chosen. One query."""
    found = proposals_in(round_.year.city).filter(round=round_, state=State.COMPLETE)
    return found.exclude(assessment="none").order_by("completed_at", "id")


def rounds_to_review(city: City) -> list[Round]:
    """Return the announced rounds with proposals that are complete or further, the newest first. One query.

    Adds `waits`: how many of them wait for reviewers, and `busy`: how many are being reviewed.
    """
    complete = Count("proposals", filter=Q(proposals__completed_at__isnull=False))
    return list(
        rounds_of(city)
        .annotate(
            complete=complete,
            waits=Count("proposals", filter=Q(proposals__state=State.COMPLETE)),
            busy=Count("proposals", filter=Q(proposals__state=State.IN_REVIEW)),
        )
        .filter(complete__gt=0)
    )


def open_conditions(proposal: Proposal) -> list[str]:
    """Return the codes of the conditions of its frame that no one answered by yes or no yet. Two queries."""
    newest = dict(proposal.checks.order_by("id").values_list("condition_id", "answer"))
    return [
        one.code
        for one in Condition.objects.filter(frame_id=proposal.round.frame_id)
        if newest.get(one.pk, Answer.OPEN) == Answer.OPEN
    ]


def progress_of(user: User, city: City) -> tuple[int, int]:
    """Return how many reviews of the running rounds someone submitted, and how many she has. One query.

    A round runs for her as long as she has something to do in it.
    """
    mine = Assignment.objects.filter(
        reviewer=user, proposal__district__city=city, released_at__isnull=True
    ).order_by()
    running = mine.filter(submitted_at__isnull=True, proposal__state=State.IN_REVIEW)
    found = mine.filter(proposal__round__in=running.values("proposal__round")).aggregate(
        done=Count("id", filter=Q(submitted_at__isnull=False)),
        all=Count("id", filter=Q(submitted_at__isnull=False) | Q(proposal__state=State.IN_REVIEW)),
    )
    return found["done"], found["all"]
