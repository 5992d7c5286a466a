"""Who assigns reviewers, who scores, who sees the ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grants.proposals.rules import may_read_all
from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from .models import Assignment

ASSIGN = act(
    "reviews.assign",
    _("Assign reviewers, chair the talk about a difference, draw lots"),
    {Role.OFFICER},
)
SCORE = act(
    "reviews.score",
    _("Score the proposals that were assigned to her"),
    {Role.REVIEWER},
    _("not of the own district, without an interest"),
)


def may_assign(user: Person, city_id: int) -> bool:
    """Tell if `user` assigns reviewers in that city."""
    return may(user, ASSIGN, city_id)


def may_score(user: Person, city_id: int) -> bool:
    """Tell if `user` reviews in that city."""
    return may(user, SCORE, city_id)


def may_follow(user: Person, city_id: int) -> bool:
    """Tell if `user` may see scores and ranking: who reads every submitted proposal."""
    return may_read_all(user, city_id)


def may_see_review(user: Person, assignment: Assignment) -> bool:
    """Tell if `user` may see this review: the reviewer herself, as long as it is hers."""
    return (
        assignment.reviewer_id == user.pk
        and assignment.released_at is None
        and may_score(user, assignment.proposal.district.city_id)
    )


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    items: list[tuple[str, Words]] = []
    if may_score(user, city_id):
        items.append(("reviews", _("My reviews")))
    if may_follow(user, city_id):
        items.append(("reviews_office", _("Reviews")))
    return items
