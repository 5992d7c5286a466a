"""The mails of the reviews."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models
from django.urls import reverse

from grants.proposals.models import Proposal
from portal.post.flows import send
from wijkraden.people.models import User
from wijkraden.places.models import City

from .models import Assignment, Talk


def tell_reviewer(
    to: User, proposals: Sequence[Proposal], last_day: date, *, city: City, by: User, at: datetime
) -> None:
    """Mail a reviewer which proposals wait for her, until when."""
    context = {"proposals": proposals, "last_day": last_day, "link": _link(city, "reviews")}
    _send("reviews.assigned", to, context, city=city, about=None, by=by, at=at)


def tell_released(assignment: Assignment, *, by: User, at: datetime) -> None:
    """Mail a reviewer that a proposal no longer waits for her."""
    city = assignment.proposal.district.city
    context = {"proposal": assignment.proposal, "reason": assignment.reason, "link": _link(city, "reviews")}
    _send(
        "reviews.released", assignment.reviewer, context, city=city, about=assignment.proposal, by=by, at=at
    )


def tell_interest(assignment: Assignment, *, by: User, at: datetime) -> None:
    """Mail who assigned it that the reviewer has an interest, so that somebody else must be asked."""
    proposal = assignment.proposal
    city = proposal.district.city
    context = {"proposal": proposal, "by": by, "link": _link(city, "review_of", proposal.public_id)}
    _send("reviews.interest", assignment.assigned_by, context, city=city, about=proposal, by=by, at=at)


def tell_talk(
    proposal: Proposal, talks: Sequence[Talk], reviews: Sequence[Assignment], *, at: datetime
) -> None:
    """Mail the reviewers and who assigned them that they differ so much that they must talk."""
    city = proposal.district.city
    facts = {"proposal": proposal, "talks": talks}
    for one in reviews:
        context = {**facts, "is_reviewer": True, "link": _link(city, "review", one.public_id)}
        _send("reviews.talk", one.reviewer, context, city=city, about=proposal, by=None, at=at)
    officers = {one.assigned_by_id: one.assigned_by for one in reviews}
    context = {**facts, "is_reviewer": False, "link": _link(city, "review_of", proposal.public_id)}
    for officer in officers.values():
        _send("reviews.talk", officer, context, city=city, about=proposal, by=None, at=at)


def _link(city: City, name: str, *parts: str) -> str:
    return city.address + reverse(name, args=parts)


def _send(
    kind: str,
    to: User,
    context: dict[str, object],
    *,
    city: City,
    about: models.Model | None,
    by: User | None,
    at: datetime,
) -> None:
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context={"to": to, "city": city, **context},
        about=about,
        by=by,
        at=at,
    )
