"""What the administrator does to a whole account: block it, open it again, erase it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import PortalError
from portal.security.recent import must_be_recent

from ...places.models import City
from .. import flows, queries
from ..http import PortalRequest
from ..models import User
from .door import on_person

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@on_person
def person_block(request: PortalRequest, city: City, found: User) -> HttpResponse:
    """Block an account, after a page that says what that does."""
    must_be_recent(request)
    done = _("The account is blocked. %(name)s is signed out.")
    return _ask_first(request, city, found, flows.block_account, page="people/person_block.html", done=done)


@_FORM
@login_required
@on_person
def person_erase(request: PortalRequest, city: City, found: User) -> HttpResponse:
    """Erase a person's data, after a page that says what goes and what stays."""
    must_be_recent(request)
    done = _("The data of this person are erased.")
    return _ask_first(request, city, found, flows.erase_person, page="people/person_erase.html", done=done)


def _ask_first(
    request: PortalRequest, city: City, found: User, act: Callable[..., None], *, page: str, done: str
) -> HttpResponse:
    """Show `page`; once it is sent do `act` and say `done`, or show the page again with the refusal."""
    refusal = ""
    if request.method == "POST":
        try:
            act(found, city=city, by=request.user, at=timezone.now())
        except PortalError as error:
            refusal = str(error)
        else:
            messages.success(request, done % {"name": found.full_name})
            return redirect("person", found.public_id)
    context = {
        "person": found,
        "refusal": refusal,
        "holds_seat": queries.has_seat_left(found, on=timezone.localdate()),
    }
    return render(request, page, context, status=422 if refusal else 200)


@require_POST
@login_required
@on_person
def person_unblock(request: PortalRequest, city: City, found: User) -> HttpResponse:
    """Open a blocked account again."""
    must_be_recent(request)
    try:
        flows.unblock_account(found, city=city, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s can sign in again.") % {"name": found.full_name})
    return redirect("person", found.public_id)
