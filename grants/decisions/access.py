"""The doors to decisions, mandates and objections. What is of another city, or not told yet, does not exist here."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from grants.budget.models import Slice
from grants.proposals.models import Proposal
from grants.proposals.rules import is_of_council, may_read_all, may_see
from grants.rounds.models import Round
from grants.rounds.queries import round_at
from grants.terms import day_of
from wijkraden.people.queries import token_hash
from wijkraden.people.rules import Person
from wijkraden.places.models import City

from . import queries, queries_of_objections, queries_of_views, queries_of_waiting_list, rules
from .models import Decision, Mandate, Objection, ViewAsked

Rule = Callable[[Person, Proposal], bool]


def get_decision(user: Person, city: City | None, public_id: str, *, rule: Rule | None = None) -> Decision:
    """Return a decision; 404 if it is not there for `user`, 403 if she may not do this.

    The staff of the city sees a decision that is prepared or held back; the council only what was told.
    """
    found = queries.decision_at(city, public_id) if city else None
    if found is None or not may_see(user, found.proposal):
        raise Http404
    if found.sent_on is None and is_of_council(user, found.proposal):
        raise Http404
    if rule is not None and not rule(user, found.proposal):
        raise PermissionDenied
    return found


def get_sent_decision(user: Person, city: City | None, public_id: str) -> Decision:
    """Return a decision whose letter was sent; 404 if it is not there for `user`, or not sent yet."""
    found = get_decision(user, city, public_id)
    if found.letter is None:
        raise Http404
    return found


def get_letter(city: City | None, token: str) -> Decision:
    """Return the decision whose letter the applicant's link opens; 404 for any other link."""
    found = queries.decision_by_token(token_hash(token))
    if found is None or city is None or found.proposal.district.city_id != city.pk:
        raise Http404
    return found


def enter_inbox(user: Person, city: City | None) -> City:
    """Return the city for which `user` decides; 404 if she does not."""
    if city is None or not rules.may_decide_in(user, city.pk):
        raise Http404
    return city


def get_round_to_publish(user: Person, city: City | None, public_id: str) -> Round:
    """Return a round of which `user` may make the decisions known; 404 if it is not there for her."""
    found = round_at(enter_inbox(user, city), public_id) if city else None
    if found is None:
        raise Http404
    return found


def get_view(user: Person, city: City | None, public_id: str, *, rule: Rule | None = None) -> ViewAsked:
    """Return a question for a view; 404 if its proposal is not there for `user`, 403 if she may not do this.

    All staff of the city reads it; to the council it is closed.
    """
    found = queries_of_views.view_at(city, public_id) if city else None
    if found is None or not may_see(user, found.proposal):
        raise Http404
    if is_of_council(user, found.proposal) or (rule is not None and not rule(user, found.proposal)):
        raise PermissionDenied
    return found


def enter_mandates(user: Person, city: City | None) -> City:
    """Return the city whose mandates `user` may see; 404 if she may not."""
    if city is None or not rules.may_read_mandates(user, city.pk):
        raise Http404
    return city


def enter_mandates_to_set(user: Person, city: City | None) -> City:
    """Return the city whose mandates `user` may enter; 404 if she may not see them, 403 if not do this."""
    found = enter_mandates(user, city)
    if not rules.may_set_mandates(user, found.pk):
        raise PermissionDenied
    return found


def get_mandate(user: Person, city: City | None, public_id: str) -> Mandate:
    """Return a mandate that `user` may end; 404 if it is not there for her, 403 if she may not."""
    found = queries.mandate_at(enter_mandates_to_set(user, city), public_id)
    if found is None:
        raise Http404
    return found


def get_decision_to_object_to(user: Person, city: City | None, public_id: str) -> Decision:
    """Return a decision to which an objection can be entered by `user`; 404 if it is not there for her, 403 if not."""
    return get_decision(user, city, public_id, rule=rules.may_enter_objection)


def enter_objections(user: Person, city: City | None) -> City:
    """Return the city whose objections `user` may see; 404 if she is not of its staff."""
    if city is None or not may_read_all(user, city.pk):
        raise Http404
    return city


def enter_conditions(user: Person, city: City | None) -> City:
    """Return the city whose grants under condition `user` may see; 404 if she is not of its staff."""
    return enter_objections(user, city)


def get_objection(user: Person, city: City | None, public_id: str, *, rule: Rule | None = None) -> Objection:
    """Return an objection; 404 for who is not of the staff of its city, 403 if she may not do this."""
    found = queries_of_objections.objection_at(enter_objections(user, city), public_id)
    if found is None:
        raise Http404
    if rule is not None and not rule(user, found.decision.proposal):
        raise PermissionDenied
    return found


def get_decided_objection(user: Person, city: City | None, public_id: str) -> Objection:
    """Return an objection whose letter was sent; 404 if it is not there for `user`, or not sent yet."""
    found = get_objection(user, city, public_id)
    if found.letter is None:
        raise Http404
    return found


def get_objection_letter(city: City | None, token: str) -> Objection:
    """Return the objection whose letter the objector's link opens; 404 for any other link."""
    found = queries_of_objections.objection_by_token(token_hash(token))
    if found is None or city is None or found.decision.proposal.district.city_id != city.pk:
        raise Http404
    return found


def enter_waiting_lists(user: Person, city: City | None) -> City:
    """Return the city whose waiting lists `user` may see; 404 if she is not of its staff."""
    return enter_objections(user, city)


def get_budget_waited_for(user: Person, city: City | None, public_id: str) -> Slice:
    """Return a budget whose waiting list `user` may see; 404 if it is not there for her."""
    found = queries_of_waiting_list.budget_at(enter_waiting_lists(user, city), public_id)
    if found is None:
        raise Http404
    return found


def get_place_to_end(user: Person, city: City | None, public_id: str, *, at: datetime) -> Decision:
    """Return a refusal with a place on a waiting list; 404 if it is not there for `user`, 403 if she may not end it."""
    here = enter_waiting_lists(user, city)
    found = queries_of_waiting_list.refusal_at(here, public_id, on=day_of(at))
    if found is None:
        raise Http404
    if not rules.may_prepare(user, found.proposal):
        raise PermissionDenied
    return found
