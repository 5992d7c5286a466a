"""Invitations: sent by the administrator, accepted by whoever holds the link."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from portal.http import paged
from portal.security.kept import kept_post
from portal.security.limits import limit
from portal.security.recent import must_be_recent

from .. import access, flows, queries, rules
from ..errors import AddressTaken, InvitationEnded
from ..forms import AcceptForm, InviteForm, show_refusal
from ..http import PortalRequest
from ..models import Invitation, User
from ..states import InvitationState

PER_PAGE = 25
TRIES = "120/h"  # a council that accepts together sits behind one address


@require_safe
@login_required
def invitations(request: PortalRequest) -> HttpResponse:
    """Show the invitations with where each stands."""
    city = access.enter_office(request.user, request.city)
    page = paged(queries.invitations_of(city), request, per=PER_PAGE)
    return render(
        request,
        "people/invitations.html",
        {
            "page": page,
            "invitations": queries.with_states(page.object_list, at=timezone.now()),
            "may_manage": rules.may_manage_people(request.user, city.pk),
            "today": timezone.localdate(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite_person(request: PortalRequest) -> HttpResponse:
    """Invite someone by e-mail."""
    city = access.enter_office(request.user, request.city, to_manage=True)
    must_be_recent(request)
    initial = {"starts_on": timezone.localdate(), "language": "nl", **(kept_post(request) or {})}
    form = InviteForm(request.POST or None, city=city, initial=initial)
    if form.is_valid():
        try:
            sent = flows.invite(city=city, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
            if isinstance(error, AddressTaken):
                form.ask_for_another()
        else:
            messages.success(
                request, _("The invitation to %(email)s is on its way.") % {"email": sent.invitation.email}
            )
            return redirect("invitations")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_revoke(request: PortalRequest, public_id: str) -> HttpResponse:
    """Withdraw an invitation, after a page that says what that does; of one that ended the list says so."""
    city = access.enter_office(request.user, request.city, to_manage=True)
    found = access.get_invitation(city, public_id)
    if request.method == "POST":
        try:
            flows.revoke_invitation(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("The invitation to %(email)s is withdrawn; its link is dead.") % {"email": found.email},
            )
        return redirect("invitations")
    if found.accepted_at is not None or found.revoked_at is not None:
        messages.info(request, _("This invitation was accepted or withdrawn already."))
        return redirect("invitations")
    return render(request, "people/invitation_revoke.html", {"invitation": found})


@require_POST
@login_required
def invitation_send_again(request: PortalRequest, public_id: str) -> HttpResponse:
    """Mail a new link in place of the old one."""
    city = access.enter_office(request.user, request.city, to_manage=True)
    found = access.get_invitation(city, public_id)
    must_be_recent(request)
    limit(request, f"send-again:{found.public_id}", "3/h")
    try:
        flows.send_again(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("A new invitation to %(email)s is on its way. The old link is dead.") % {"email": found.email},
        )
    return redirect("invitations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link of an invitation make her account, or take the seat with the one she has.

    What a guesser would do is counted: unknown links and sent forms.
    """
    city = request.city  # type: ignore[attr-defined]  # CityMiddleware
    if not city:
        raise Http404
    found = queries.find_invitation(city, token)
    if found is None or request.method == "POST":
        limit(request, "invitation", TRIES)
    if found is None:
        return render(request, "people/invitation_ended.html", {"state": None}, status=404)
    if not request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.language)
        request.LANGUAGE_CODE = found.language
    is_open = found.state(timezone.now()) == InvitationState.OPEN
    if not is_open or not rules.stands_behind(found, on=timezone.localdate()):
        return _ended(request, found)
    if isinstance(request.user, User):
        return _take_seat(request, found, token)
    if queries.has_account(found):
        has_left = queries.person_with_address(found.email) is None
        context = {"invitation": found, "has_left": has_left}
        return render(request, "people/invitation_sign_in.html", context)
    return _make_account(request, found, token)


def _make_account(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    initial = {"language": found.language, **(kept_post(request) or {})}
    form = AcceptForm(request.POST or None, email=found.email, initial=initial)
    if form.is_valid():
        try:
            user = flows.accept_invitation(token, city=found.city, **form.cleaned_data, at=timezone.now())
        except InvitationEnded:
            found.refresh_from_db()
            return _ended(request, found)
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(
                request, _("Welcome, %(name)s. Your account is ready.") % {"name": user.given_name}
            )
            return perform_login(request, user)  # type: ignore[no-any-return]  # allauth is untyped
    context = {"form": form, "invitation": found}
    return render(request, "people/invitation.html", context, status=422 if form.is_bound else 200)


def _take_seat(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101  # for the type checker: the caller asked
    context = {
        "invitation": found,
        "is_hers": queries.is_meant(request.user, found),
        "refusal": "",
    }
    if request.method == "POST":
        try:
            flows.take_seat(token, city=found.city, by=request.user, at=timezone.now())
        except InvitationEnded:
            found.refresh_from_db()
            return _ended(request, found)
        except PortalError as error:
            context["refusal"] = str(error)
        else:
            messages.success(request, _("You accepted the invitation. Your new seat is ready."))
            return redirect("home")
    return render(request, "people/invitation_take.html", context, status=422 if context["refusal"] else 200)


def _ended(request: HttpRequest, found: Invitation) -> HttpResponse:
    state = found.state(timezone.now())
    if state == InvitationState.OPEN:  # whoever sent it may no longer do so
        state = InvitationState.REVOKED
    context = {"state": state, "invitation": found}
    return render(request, "people/invitation_ended.html", context, status=410)
