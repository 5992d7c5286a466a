"""Reads of the dossiers of which the payments stand still (Awb 4:56)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from grants.proposals.models import Interest, Proposal
from grants.terms import law
from wijkraden.people.models import User
from wijkraden.places.models import City

from .models import Suspension
from .states import SuspensionEnd

ENDS_SOON = timedelta(weeks=3)  # before its last day an officer reads that a decision is wanted


def standing_suspensions(proposals: Iterable[int]) -> dict[int, Suspension]:
    """Return by proposal the suspension that stands on it. One query."""
    found = Suspension.objects.filter(proposal__in=list(proposals), end="")
    return {one.proposal_id: one for one in found}


def standing_on(on: date | None) -> Q:
    """Return the condition that a suspension stands on that day; for None by its row, once what is over was ended."""
    return Q(end="") if on is None else Q(end="", last_on__gte=on)


def still_until(*, on: date) -> Subquery:
    """Return, for a query of proposals, until when their payments stand still, nothing when they do not on that day."""
    return Subquery(Suspension.objects.filter(standing_on(on), proposal=OuterRef("pk")).values("last_on")[:1])


def suspensions_of(of: str = "") -> Prefetch[str]:
    """Return what gathers the suspensions of proposals, the oldest first."""
    return Prefetch(f"{of}suspensions", queryset=Suspension.objects.order_by("id"))


def suspension_at(city: City, public_id: str) -> Suspension | None:
    """Return one suspension of a city, with its dossier. One query."""
    found = Suspension.objects.filter(public_id=public_id, proposal__district__city=city)
    return found.select_related("told_by", "proposal__dossier", "proposal__district__city").first()


def over_suspensions(city: City, *, on: date) -> QuerySet[Suspension]:
    """Return those that stand though their last day is over. One query."""
    return Suspension.objects.filter(proposal__district__city=city, end="", last_on__lt=on).order_by("id")


def suspensions_that_end(city: City, user: User, *, on: date) -> QuerySet[Suspension]:
    """Return those whose last day comes near, but where `user` has an interest. One query."""
    hers = Interest.objects.filter(proposal=OuterRef("proposal"), user=user, has_interest=True)
    return Suspension.objects.filter(
        standing_on(on), ~Exists(hers), proposal__district__city=city, last_on__lte=on + ENDS_SOON
    ).order_by()


def last_day_for(proposal: Proposal, *, on: date) -> date:
    """Return the last day of a suspension that would begin on that day. One query.

    The thirteen weeks count from when the recipient was first told of the suspicion: what is lifted and told anew
    within them is no other one. A decision that followed ends that (Awb 4:56), and so do the weeks themselves, when
    it was lifted within them: what is suspected later is something else.
    """
    last_on = None
    for one in Suspension.objects.filter(proposal=proposal).order_by("id"):
        last_on = one.last_on
        is_another = one.end == SuspensionEnd.LIFTED and one.last_on < on
        if one.end == SuspensionEnd.DECIDED or is_another:
            last_on = None
    return last_on or law.SUSPENSION.last_day(on).day


def days_stood(suspensions: Iterable[Suspension], *, since: date, on: date | None = None) -> timedelta:
    """Return how long payments stood still after that day, by what ended: the term to pay is so much longer.

    With `on` also by what is over on that day and was not ended yet.
    """
    rows = list(suspensions)
    ended = [(one.told_on, one.ended_on) for one in rows if one.ended_on is not None]
    if on is not None:
        ended += [(one.told_on, one.last_on) for one in rows if one.stands and not one.stands_on(on)]
    begins = since + timedelta(days=1)  # the term runs from the day after
    days = ((last - max(first, begins)).days + 1 for first, last in ended if last >= begins)
    return timedelta(days=sum(days))
