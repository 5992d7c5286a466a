"""The settings of the city, its districts, and its own style sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_http_methods, require_safe

from portal.errors import ChangedMeanwhile, NoLongerAllowed, PortalError
from portal.http import SignedInRequest
from portal.security.kept import kept_post
from portal.serving import send

from . import access, flows, queries
from .errors import NameTaken
from .forms import AliasForm, CityForm, DistrictForm
from .models import City, District

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_CITY = ("product_name", "contact_email", "contact_phone", "privacy_email", "brand_colour", "accent_colour")
_DISTRICT = (
    *("name", "short_name", "kind", "seats"),
    *("inhabitants", "inhabitants_on", "inhabitants_source"),
)


class OfficeRequest(SignedInRequest):
    """A request behind a login, on the host of a city."""

    city: City | None


@_FORM
@login_required
def city_settings(request: OfficeRequest) -> HttpResponse:
    """Show and change the name, contact details and look of the city."""
    city = access.enter_settings(request.user, request.city)
    now = {name: getattr(city, name) for name in _CITY}
    form = CityForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        now=now,
        initial={"logo": city.logo, **(kept_post(request) or {})},
    )
    if form.is_valid():
        try:
            flows.set_city(city, **form.cleaned_data, was=now, by=request.user, at=timezone.now())
        except PortalError as error:
            is_of_all = isinstance(error, ChangedMeanwhile | NoLongerAllowed)
            form.add_error(None if is_of_all else "logo", str(error))
            city.refresh_from_db()
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("city_settings")
    context = {"form": form, "city": city}
    return render(request, "places/city_settings.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def districts_settings(request: OfficeRequest) -> HttpResponse:
    """Show the districts with their data."""
    city = access.enter_settings(request.user, request.city)
    return render(request, "places/districts.html", {"districts": queries.districts_of(city)})


@_FORM
@login_required
def district_settings(request: OfficeRequest, slug: str) -> HttpResponse:
    """Show and change the data of one district."""
    city = access.enter_settings(request.user, request.city)
    district = access.find_district(city, slug)
    if _has_moved(request, district, slug):
        return redirect("district_settings", district.slug, permanent=True)
    now = {name: getattr(district, name) for name in _DISTRICT}
    form = DistrictForm(request.POST or None, now=now, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_district(district, **form.cleaned_data, was=now, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error("name" if isinstance(error, NameTaken) else None, str(error))
        else:
            messages.success(request, _("The data of %(district)s are saved.") % {"district": district.name})
            return redirect("district_settings", district.slug)
    district.refresh_from_db()
    context = {"district": district, "aliases": queries.aliases_of(district), "form": form}
    return render(request, "places/district_settings.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def district_alias(request: OfficeRequest, slug: str) -> HttpResponse:
    """Add another name of a district."""
    city = access.enter_settings(request.user, request.city)
    district = access.find_district(city, slug)
    if _has_moved(request, district, slug):
        return redirect("district_alias", district.slug, permanent=True)
    form = AliasForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.add_alias(district, name=form.cleaned_data["alias"], by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error("alias", str(error))
        else:
            messages.success(request, _("The other name is saved."))
            return redirect("district_settings", district.slug)
    context = {"district": district, "form": form}
    return render(request, "places/district_alias.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def district_alias_remove(request: OfficeRequest, slug: str, alias: str) -> HttpResponse:
    """Take another name off a district, after a page that says what that does."""
    city = access.enter_settings(request.user, request.city)
    district = access.find_district(city, slug)
    found = access.get_alias(district, alias)
    if request.method == "POST":
        try:
            flows.remove_alias(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The other name is removed."))
        return redirect("district_settings", district.slug)
    context = {"district": district, "alias": found}
    return render(request, "places/district_alias_remove.html", context)


def _has_moved(request: HttpRequest, district: District, slug: str) -> bool:
    """Tell if the page stands at another address now; a form that was opened at the old one is still read."""
    return district.slug != slug and request.method != "POST"


def _etag(request: HttpRequest) -> str:
    city = _city(request)
    return f'"{city.theme_version}"' if city is not None else '"none"'


@require_safe
@condition(etag_func=_etag)
def theme(request: HttpRequest) -> HttpResponse:
    """Answer with the city's own colours as a style sheet; with `?v=` of today it may be kept for a year."""
    city = _city(request)
    text = render_to_string("places/theme.css", {"city": city})
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    if city is not None and request.GET.get("v") == city.theme_version:
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=300)
    return response


@require_safe
def logo(request: HttpRequest) -> HttpResponseBase:
    """Send the city's logo, which everyone sees."""
    city = _city(request)
    if city is None or city.logo is None or city.logo.erased_at is not None:
        raise Http404
    file = city.logo
    return send(
        file.stored_as, media_type=file.media_type, name=file.name, inline=True, public=True, direct=True
    )


def _city(request: HttpRequest) -> City | None:
    city: City | None = request.city or None  # type: ignore[attr-defined]  # CityMiddleware
    return city
