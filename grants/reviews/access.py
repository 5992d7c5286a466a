"""The doors to the reviews. What was not assigned to a reviewer, or no longer is, does not exist for her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from grants.proposals.access import get_proposal
from wijkraden.people.models import User

from . import queries, rules

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from grants.rounds.models import RoundSlice
    from portal.files.models import StoredFile
    from wijkraden.people.rules import Person
    from wijkraden.places.models import City

    from .models import Assignment, Talk


def enter_queue(user: User, city: City | None) -> City:
    """Return the city where `user` reviews; 404 if she does not."""
    if not city or not rules.may_score(user, city.pk):
        raise Http404
    return city


def enter_office(user: User, city: City | None, *, to_assign: bool = False) -> City:
    """Return the city whose reviews `user` may follow; 404 if she may not, 403 if she may not assign."""
    if not city or not rules.may_follow(user, city.pk):
        raise Http404
    if to_assign and not rules.may_assign(user, city.pk):
        raise PermissionDenied
    return city


def get_review(user: User, city: City | None, public_id: str) -> Assignment:
    """Return a review of `user` herself; 404 for every other, and once it was released."""
    found = queries.assignment_at(enter_queue(user, city), public_id)
    if found is None or not rules.may_see_review(user, found):
        raise Http404
    return found


def get_proposal_to_follow(
    user: User, city: City | None, public_id: str, *, to_assign: bool = False
) -> Proposal:
    """Return a submitted proposal; 404 if `user` may not follow its review, 403 if she may not assign."""
    inside = enter_office(user, city)
    found = get_proposal(user, inside, public_id)
    if to_assign and not rules.may_assign(user, inside.pk):
        raise PermissionDenied
    return found


def get_assignment(proposal: Proposal, public_id: str) -> Assignment:
    """Return a review of that proposal; 404 if there is none."""
    found = queries.assignment_at(proposal.district.city, public_id)
    if found is None or found.proposal_id != proposal.pk:
        raise Http404
    return found


def get_talk(proposal: Proposal, public_id: str) -> Talk:
    """Return a talk about that proposal; 404 if there is none."""
    found = queries.talk_at(proposal, public_id)
    if found is None:
        raise Http404
    return found


def get_shares(user: User, city: City | None, public_id: str, *, to_assign: bool = False) -> list[RoundSlice]:
    """Return the budgets of an announced round; 404 if `user` may not follow it, 403 if she may not assign."""
    found = queries.shares_of(enter_office(user, city), public_id)
    if not found:
        raise Http404
    enter_office(user, city, to_assign=to_assign)
    return found


def get_share(shares: list[RoundSlice], slice_id: str) -> RoundSlice:
    """Return that budget among those of the round; 404 if it is not."""
    found = next((one for one in shares if one.slice.public_id == slice_id), None)
    if found is None:
        raise Http404
    return found


def may_open_attachment(user: Person, file: StoredFile) -> bool:
    """Tell if a reviewer of today may open this file: of a proposal that is hers to review (PORTAL_FILE_RULES)."""
    if not isinstance(user, User):
        return False
    city_id = queries.city_of_reviewed(file, user)
    return city_id is not None and rules.may_score(user, city_id)
