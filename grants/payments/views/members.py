"""The accounts of council members: entered from a list, taken away, and never shown."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest

from .. import access
from ..flows import enter_member_accounts, take_member_account_away
from ..forms_of_members import MembersForm
from ..queries_of_doubts import council_members, member_accounts
from .orders import PAGE


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payments_members(request: PortalRequest) -> HttpResponse:
    """Show of which council members an account is known, and enter further ones."""
    city = access.enter_members(request.user, request.city)
    must_be_recent(request)
    form = MembersForm(
        request.POST or None,
        request.FILES or None,
        known=council_members(city, on=timezone.localdate()) if request.method == "POST" else [],
        initial=kept_post(request),
    )
    if form.is_valid():
        try:
            enter_member_accounts(city, accounts=form.told, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(len(form.told)))
            return redirect("payments_members")
    page = Paginator(member_accounts(city), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "payments/members.html", context, status=422 if form.is_bound else 200)


def _said(told: int) -> str:
    """Return how many were read, and not how many are new: that would tell whether a number is a member's."""
    return ngettext("%(count)s account was read.", "%(count)s accounts were read.", told) % {"count": told}


@require_POST
@login_required
def payments_member_away(request: PortalRequest, public_id: str) -> HttpResponse:
    """Forget the account of a council member."""
    account = access.get_member_account(request.user, request.city, public_id)
    try:
        take_member_account_away(account, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("The account of %(name)s is taken away.") % {"name": account.user.full_name}
        )
    return redirect("payments_members")
