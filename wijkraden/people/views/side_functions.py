"""One's own side functions, which the public reads on the page of the district."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.dates import full_date

from .. import access, flows, queries
from ..forms import EndSideFunctionForm, SideFunctionForm, show_refusal
from ..http import PortalRequest
from ..models import SideFunction

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def side_functions(request: PortalRequest) -> HttpResponse:
    """Show one's side functions and publish another."""
    access.enter_side_functions(request.user, request.city)
    form = SideFunctionForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            made = flows.add_side_function(**form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _told(made))
            return redirect("side_functions")
    return render(
        request,
        "people/side_functions.html",
        {
            "form": form,
            "side_functions": queries.side_functions_of(request.user),
            "today": timezone.localdate(),
        },
        status=422 if form.is_bound else 200,
    )


def _told(made: SideFunction) -> str:
    if made.starts_on > timezone.localdate():
        told = _("Your side function is saved. It stands on the site from %(day)s on.")
        return told % {"day": full_date(made.starts_on)}
    return _("Your side function is published.")


@require_POST
@login_required
def side_functions_none(request: PortalRequest) -> HttpResponse:
    """Publish that one has no side functions."""
    access.enter_side_functions(request.user, request.city)
    try:
        flows.declare_no_side_functions(by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The page of your district now says that you have none."))
    return redirect("side_functions")


@_FORM
@login_required
def side_function_end(request: PortalRequest, public_id: str) -> HttpResponse:
    """Set the last day of a side function; of one that is over the list says so."""
    access.enter_side_functions(request.user, request.city)
    found = access.get_own_side_function(request.user, public_id)
    if found.is_over(timezone.localdate()):
        messages.info(request, _("This side function is over already."))
        return redirect("side_functions")
    initial = {"ends_on": found.ends_on or timezone.localdate(), **(kept_post(request) or {})}
    stands = {"ends_on": found.ends_on}
    form = EndSideFunctionForm(request.POST or None, now=stands, initial=initial)
    if form.is_valid():
        try:
            flows.end_side_function(
                found, **form.cleaned_data, was=stands, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The last day of your side function is set."))
            return redirect("side_functions")
    context = {"form": form, "side_function": found}
    return render(request, "people/side_function_end.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def side_function_remove(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a mistaken side function off the site, after a page that says what that does."""
    access.enter_side_functions(request.user, request.city)
    found = access.get_own_side_function(request.user, public_id)
    if request.method == "POST":
        try:
            flows.remove_side_function(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The side function is off the site."))
        return redirect("side_functions")
    return render(request, "people/side_function_remove.html", {"side_function": found})
