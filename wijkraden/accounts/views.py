"""A person's own account."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import ChangedMeanwhile
from portal.security.kept import kept_post
from portal.security.limits import limit
from portal.security.recent import must_be_recent
from portal.security.tokens import page_of, without_token
from portal.serving import send

from ..people.http import PortalRequest
from ..people.rules import may_publish_side_functions, needs_second_factor, seats_ever
from . import access, confirm, flows, queries
from .browsers import browser_of, system_of
from .forms import CodeForm, DataForm, DetailsForm

_DETAILS = ("given_name", "particle", "family_name", "phone", "language")
_YEAR = 60 * 60 * 24 * 365


@require_safe
@login_required
def my_account(request: PortalRequest) -> HttpResponse:
    """Show what a person may look at and change about herself."""
    today = timezone.localdate()
    factors = queries.factors_of(request.user, anew=False)
    context = {
        "today": today,
        "seats": [(seat, seat.is_current(today)) for seat in seats_ever(request.user)],
        "has_factor": any(factor.type in queries.FACTORS for factor in factors),
        "needs_factor": needs_second_factor(request.user),
        "has_side_functions": bool(request.city)
        and may_publish_side_functions(request.user, request.city.pk),
    }
    return render(request, "accounts/my_account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_details(request: PortalRequest) -> HttpResponse:
    """Change the own names, telephone number and language."""
    user = request.user
    now = {name: getattr(user, name) for name in _DETAILS}
    form = DetailsForm(request.POST or None, now=now, initial=kept_post(request) or {})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/my_details.html", {"form": form}, status=status)
    try:
        flows.change_details(user, **form.cleaned_data, was=now, by=user, at=timezone.now())
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        return render(request, "accounts/my_details.html", {"form": form}, status=422)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your details are saved."))
    return redirect("my_account")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_data(request: PortalRequest) -> HttpResponse:
    """Show how a person gets what is kept of her as a file (AVG article 15), and have it made."""
    must_be_recent(request)
    at = timezone.now()
    if request.method == "POST":
        form = DataForm(request.POST)
        after = form.cleaned_data["after"] if form.is_valid() else ""
        job = flows.ask_for_data(request.user, after=after, by=request.user, at=at)
        return redirect("job", job.public_id)
    newest = queries.data_jobs(request.user).first()
    form = DataForm(initial={"after": newest.public_id if newest is not None else ""})
    is_gone = newest is not None and newest.file_goes_at <= at
    return render(request, "accounts/my_data.html", {"job": newest, "is_gone": is_gone, "form": form})


@require_safe
@login_required
def my_data_file(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Hand over the file with a person's own data."""
    at = timezone.now()
    job = access.get_data_job(request.user, public_id, at=at)
    must_be_recent(request)
    name = f"wijkbudget-{timezone.localdate(job.created_at):%Y-%m-%d}.json"
    try:
        answer = send(job.stored_as, media_type="application/json", name=name)
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "GET":
        flows.note(flows.DATA_TAKEN, request.user, by=request.user, at=at)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_devices(request: PortalRequest) -> HttpResponse:
    """Show where a person is signed in, and sign her out everywhere else."""
    here = request.session.session_key
    if request.method == "POST":
        flows.end_other_sessions(request.user, but=str(here), by=request.user, at=timezone.now())
        messages.success(request, _("You are signed out on your other devices."))
        return redirect("my_devices")
    devices = [
        (device, browser_of(device.user_agent), system_of(device.user_agent), device.session_key == here)
        for device in queries.devices_of(request.user)
    ]
    return render(request, "accounts/my_devices.html", {"devices": devices})


@require_POST
@login_required
def sign_out_everywhere(request: PortalRequest) -> HttpResponse:
    """End all sessions of a person, this one too."""
    flows.end_sessions(request.user, by=request.user, at=timezone.now())
    get_adapter(request).logout(request)
    messages.success(request, _("You are signed out on all your devices."))
    return redirect("account_login")


@without_token
@require_POST
def set_language_choice(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language, from now on and on the page where it was asked."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest(_("This language is not there."))
    if request.user.is_authenticated:
        flows.choose_language(request.user, language, by=request.user, at=timezone.now())
    asked = page_of(request)
    page = asked if asked != request.path else request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(page if is_safe else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm_by_code(request: PortalRequest) -> HttpResponse:
    """Confirm who one is by a code in a mail; who has a password or a second factor uses that instead."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if methods[0]["id"] != "code":
        return redirect(methods[0]["url"])
    following = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and "send" in request.POST:
        limit(request, f"confirm:{request.user.public_id}", "5/h")
        confirm.mail_code(request, request.user)
        messages.info(request, _("We have mailed you a code. It works for fifteen minutes."))
        return redirect(f"{request.path}?{urlencode({'next': following})}")
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if confirm.is_right(request, form.cleaned_data["code"]):
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return resume_request(request) or redirect("my_account")
        form.add_error("code", _("This code is not right or no longer works. Ask for a new one."))
    context = {"form": form, "has_code": confirm.has_code(request), "next": following}
    return render(request, "accounts/confirm_by_code.html", context, status=422 if form.errors else 200)
