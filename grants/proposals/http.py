"""What the pages of an applicant share, who needs no account: her city, her language, and the link in her mail.

What a guesser would do is counted: unknown links and sent forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation

from portal.security.limits import limit
from wijkraden.people.models import DUTCH

from . import queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wijkraden.places.models import City

    from .models import ApplicantLink

TRIES = "120/h"  # as the links of invitations


def applicants_city(request: HttpRequest) -> City:
    """Return the city of the page, which speaks Dutch to who never chose a language; 404 for none."""
    city: City | None = request.city or None  # type: ignore[attr-defined]  # CityMiddleware
    if city is None:
        raise Http404
    if not request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(DUTCH)
        request.LANGUAGE_CODE = DUTCH
    return city


def application_link(request: HttpRequest, token: str) -> ApplicantLink | None:
    """Return the link to an applicant's own page; None for an unknown one, and once its days are over."""
    found = queries.applicant_link_with(applicants_city(request), token)
    if found is None or request.method == "POST":
        limit(request, "my-application", TRIES)
    return found if found is not None and found.expires_at > timezone.now() else None


def link_ended(request: HttpRequest) -> HttpResponse:
    """Tell whoever opened it that a link leads nowhere any more, and nothing else."""
    return render(request, "proposals/public_ended.html", {"question": None}, status=404)
