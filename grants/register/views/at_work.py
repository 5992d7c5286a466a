"""What comes of the plan: each of its parts with the actions that serve it, and one part with all that hangs on it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.money import format_euros
from grants.plan.queries import plan_in_force, published_versions, readings_of, replaced_by, said_of
from portal.ui.parts import Figure
from wijkraden.people.http import PublicRequest

from .. import access, queries

_MOST = 25  # actions on the page of one part; the register has them all
_MOST_WORDS = 5  # reports on that page; each action has its own


@require_safe
def at_work(request: PublicRequest) -> HttpResponse:
    """Show what comes of each part of the plan in force."""
    city = access.get_city(request.city)
    plan = plan_in_force(published_versions(city), timezone.localdate())
    context = {"plan": plan, "groups": queries.at_work(city, plan) if plan else [], "trail": [_plan()]}
    return render(request, "register/at_work.html", context)


@require_safe
def part_at_work(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show what residents, advisers and the city council said of a part of the plan, and what is done under it."""
    city = access.get_city(request.city)
    element = access.get_part(city, public_id)
    readings = readings_of(element)
    actions = queries.serving(city, [element, *readings])
    work = queries.work_of(element, actions)
    up = {"url": reverse("at_work"), "label": _("What comes of the plan")}
    context = {
        "element": element,
        "readings": readings,
        "reads_on": replaced_by(element) if element.until_id else None,
        "said": said_of(element, readings=readings),
        "work": work,
        "actions": actions[:_MOST],
        "words": queries.words_of(actions, most=_MOST_WORDS),
        "figures": [
            Figure(_("Granted"), format_euros(work.stands_cents)),
            Figure(_("Final amount"), format_euros(work.determined_cents)),
            Figure(_("Paid out"), format_euros(work.paid_cents)),
        ],
        "trail": [_plan(), up],
    }
    return render(request, "register/part_at_work.html", context)


def _plan() -> dict[str, str]:
    return {"url": reverse("plan"), "label": _("The plan")}
