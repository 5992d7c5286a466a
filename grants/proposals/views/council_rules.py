"""The voting rules of the councils, which the administrator enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.places.access import find_district

from .. import access, flows, queries
from ..forms import CouncilRulesForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

_COLUMNS = ("quorum_percent", "tie_accepts", "authorised_cents", "source")


@require_safe
@login_required
def council_rules_list(request: PortalRequest) -> HttpResponse:
    """Show by which rules each council votes."""
    city = access.enter_council_rules(request.user, request.city)
    found = queries.districts_with_rules(city, on=timezone.localdate())
    rows = [(one, getattr(one, "council_rules", None)) for one in found]
    return render(request, "proposals/council_rules_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def council_rules(request: PortalRequest, slug: str) -> HttpResponse:
    """Show and change by which rules one council votes."""
    city = access.enter_council_rules(request.user, request.city)
    district = find_district(city, slug)
    rules = queries.rules_of(district)
    now = {name: getattr(rules, name) for name in _COLUMNS}
    form = CouncilRulesForm(request.POST or None, now=now, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.set_council_rules(
                district, **form.cleaned_data, was=now, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The voting rules of %(council)s are saved.") % {"council": district.full_name}
            )
            return redirect("council_rules_list")
    context = {"form": form, "district": district, "rules": rules}
    return render(request, "proposals/council_rules.html", context, status=422 if form.is_bound else 200)
