"""Erasing the data of a person who left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.recent import recent_sign_in

from .. import access, flows
from ..http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@recent_sign_in
def person_erase(request: PortalRequest, public_id: str) -> HttpResponse:
    """Erase a person's data, after a page that says what goes and what stays."""
    city = access.enter_office(request.user, request.city, to_manage=True)
    found = access.get_person(city, public_id)
    refusal = ""
    if request.method == "POST":
        try:
            flows.erase_person(found, city=city, by=request.user, at=timezone.now())
        except PortalError as error:
            refusal = str(error)
        else:
            messages.success(request, _("The data of this person are erased."))
            return redirect("person", public_id)
    context = {"person": found, "refusal": refusal}
    return render(request, "people/person_erase.html", context, status=422 if refusal else 200)
