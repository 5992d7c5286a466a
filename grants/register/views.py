"""What the public sees: the map, the list of districts, and a page per district."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wijkraden.people.http import PublicRequest
from wijkraden.people.queries import council_of

from . import access, queries
from .forms import DistrictSearch


@require_safe
def front(request: PublicRequest) -> HttpResponse:
    """Show the city's districts on the tile map, and how a grant comes about."""
    city = access.get_city(request.city)
    return render(request, "register/front.html", {"map": queries.map_of(city), "search": DistrictSearch()})


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
    """Show a district: where it lies, its council and what its members do besides."""
    try:
        place = access.get_district(request.city, slug)
    except access.Moved as moved:
        return redirect("district", slug=moved.slug, permanent=True)
    context = {
        "district": place,
        "trail": [
            {"url": reverse("front"), "label": _("Districts")},
            {"url": reverse("districts"), "label": _("All districts")},
        ],
        "neighbourhoods": queries.neighbourhoods_of(place),
        "council": council_of(place, on=timezone.localdate()),
    }
    return render(request, "register/district.html", context)
