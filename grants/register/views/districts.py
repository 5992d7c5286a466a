"""What the public sees: the map, the list of districts, and a page per district."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wijkraden.people.http import PublicRequest
from wijkraden.people.queries import council_of

from .. import access, queries
from ..forms import DistrictSearch, YearChoice

NEWEST = 10  # actions on the page of a district; the others stand in the register


@require_safe
def front(request: PublicRequest) -> HttpResponse:
    """Show on the tile map what each district used of its budget, the whole city's, and how a grant comes about."""
    city = access.get_city(request.city)
    told = queries.map_of(city, today=timezone.localdate())
    return render(
        request, "register/front.html", {"told": told, "search": DistrictSearch(), "now": timezone.now()}
    )


@require_safe
def districts(request: PublicRequest) -> HttpResponse:
    """List the districts by area, or those that a search finds."""
    city = access.get_city(request.city)
    search = DistrictSearch(request.GET)
    query = search.cleaned_data["q"] if search.is_valid() else ""
    found = queries.find_districts(city, query)
    context = {"search": search, "query": query, "areas": queries.by_area(found), "count": len(found)}
    return render(request, "register/districts.html", context)


@require_safe
def district(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a district: where it lies, its budget in a year, its council and what its members do besides."""
    try:
        place = access.get_district(request.city, slug)
    except access.Moved as moved:
        return redirect("district", slug=moved.slug, permanent=True)
    today, city = timezone.localdate(), access.get_city(request.city)
    years = queries.budgets_of(city, place, today=today)
    context = {
        "district": place,
        "years": years,
        "shown": _chosen(years, YearChoice(request.GET)),
        "now": timezone.now(),
        "trail": [
            {"url": reverse("front"), "label": _("Districts")},
            {"url": reverse("districts"), "label": _("All districts")},
        ],
        "neighbourhoods": queries.neighbourhoods_of(place),
        "council": council_of(place, on=today),
        "actions": queries.newest_of(city, place, most=NEWEST),
    }
    return render(request, "register/district.html", context)


def _chosen(years: list[queries.DistrictYear], choice: YearChoice) -> queries.DistrictYear | None:
    """Return the year that was asked for, else the newest."""
    asked = choice.cleaned_data["year"] if choice.is_valid() else None
    return next((one for one in years if one.year.year == asked), years[0] if years else None)
