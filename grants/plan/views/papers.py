"""The list of the papers of the city council, for everyone what is published."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wijkraden.people.http import PublicRequest

from .. import access, queries, rules
from ..forms import PapersFilter
from .desks import PAPERS
from .public import to_be_found


@require_safe
def papers(request: PublicRequest) -> HttpResponse:
    """List the papers of the city council with how far each is."""
    city = access.get_city(request.city)
    is_inside = rules.may_read_plans(request.user, city.pk)
    form = PapersFilter(request.GET)
    is_fit = form.is_valid()
    asked = form.cleaned_data.get("state", "")
    every = list(queries.papers_of(city, is_inside=is_inside))
    context = {
        "desk": PAPERS,
        "form": form,
        "is_filtered": bool(request.GET.get("state")),
        "found": [one for one in every if asked in ("", one.state)],
        "number": len(every),
        "to_settle": queries.to_settle(city).count(),
        "is_inside": is_inside,
        "may_edit": rules.may_edit_plan(request.user, city.pk),
    }
    return to_be_found(request, render(request, "plan/papers.html", context, status=200 if is_fit else 422))
