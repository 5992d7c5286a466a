"""What everyone sees of the plan: the one in force, and the versions before it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wijkraden.people.http import PublicRequest

from .. import access, queries
from ..comparing import version_differences
from ..models import Plan


@require_safe
def plan(request: PublicRequest) -> HttpResponse:
    """Show the plan in force with its goals, principles, hallmarks and terrains."""
    city = access.get_city(request.city)
    found = list(queries.published_versions(city))
    in_force = queries.plan_in_force(found, timezone.localdate())
    return _page(request, in_force, in_force=in_force, published=found)


@require_safe
def plan_version(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show another version; the one in force has a fixed address."""
    city = access.get_city(request.city)
    shown = access.get_published(city, public_id)
    found = list(queries.published_versions(city))
    in_force = queries.plan_in_force(found, timezone.localdate())
    if shown == in_force:
        return redirect("plan")
    return _page(request, shown, in_force=in_force, published=found)


@require_safe
def plan_compare(request: PublicRequest, public_id: str, other_id: str) -> HttpResponse:
    """Show what is other in a version of the plan than in another one."""
    city = access.get_city(request.city)
    found = [access.get_published(city, one) for one in (public_id, other_id)]
    other, shown = sorted(
        found, key=lambda one: one.number
    )  # from the earlier to the later, whichever was asked
    context = {
        "plan": shown,
        "other": other,
        "groups": version_differences(queries.elements_of(other), queries.elements_of(shown)),
    }
    return to_be_found(request, render(request, "plan/plan_compare.html", context))


def _page(
    request: PublicRequest, shown: Plan | None, *, in_force: Plan | None, published: list[Plan]
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "plan": shown,
        "in_force": in_force,
        "groups": [one for one in queries.groups_of(shown) if one.elements] if shown else [],
        "changes": queries.changes_of(shown) if shown else [],
        "others": [one for one in published if one != shown],
        "has_ended": bool(shown and shown.has_ended(on=today)),
        "year": today.year,
        "running": list(queries.consultations_now(access.get_city(request.city), on=today)),
    }
    return to_be_found(request, render(request, "plan/plan.html", context))


def to_be_found(request: PublicRequest, answer: HttpResponse) -> HttpResponse:
    """Let search engines show a page of this room as everyone reads it."""
    if not request.user.is_authenticated:
        answer.headers["X-Robots-Tag"] = "all"
    return answer
