"""An officer marks what of an action is not public for safety."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grants.proposals.access import get_proposal
from grants.proposals.rules import may_handle
from grants.proposals.states import SAFETY
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import flows
from ..forms import PublicityForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def publicity(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what everyone may read of a submitted proposal, and change it."""
    found = get_proposal(request.user, request.city, public_id, rule=may_handle)
    stands = {name: getattr(found, name) for name in SAFETY}
    form = PublicityForm(request.POST or None, now=stands, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.set_publicity(
                found, values=form.cleaned_data, was=stands, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is saved. The register shows it so from now on."))
            return redirect("proposal", found.public_id)
    context = {"proposal": found, "form": form}
    return render(request, "register/publicity.html", context, status=422 if form.is_bound else 200)
