"""The lists of conversations with residents, of actions of the city, of advice on the plan and of changes in it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wijkraden.people.http import PublicRequest

from .. import access, queries, rules
from .desks import ACTIONS, ADVICE, AMENDMENTS, CONVERSATIONS, Desk
from .public import to_be_found


@require_safe
def conversations(request: PublicRequest) -> HttpResponse:
    """List the conversations with residents, with how much was heard and taken over."""
    return _list(request, CONVERSATIONS, "plan/conversations.html")


@require_safe
def city_actions(request: PublicRequest) -> HttpResponse:
    """List the actions of the city, with how far each is."""
    return _list(request, ACTIONS, "plan/city_actions.html")


@require_safe
def advices(request: PublicRequest) -> HttpResponse:
    """List the advice on the plan, with how far each is."""
    return _list(request, ADVICE, "plan/advices.html")


@require_safe
def amendments(request: PublicRequest) -> HttpResponse:
    """List the changes within versions of the plan, with what each comes from."""
    return _list(request, AMENDMENTS, "plan/amendments.html")


_READ: dict[str, Callable[..., QuerySet[Any]]] = {
    CONVERSATIONS.name: queries.conversations_of,
    ACTIONS.name: queries.actions_of,
    ADVICE.name: queries.advice_of,
    AMENDMENTS.name: queries.amendments_of,
}


def _list(request: PublicRequest, desk: Desk, template: str) -> HttpResponse:
    city = access.get_city(request.city)
    is_inside = rules.may_read_plans(request.user, city.pk)
    context = {
        "desk": desk,
        "found": list(_READ[desk.name](city, is_inside=is_inside)),
        "is_inside": is_inside,
        "may_edit": rules.may_edit_plan(request.user, city.pk),
    }
    return to_be_found(request, render(request, template, context))
