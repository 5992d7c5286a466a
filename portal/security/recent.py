"""Sensitive acts ask that the person signed in, or confirmed who she is, a short while ago."""

import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .kept import keep
from .tokens import FIELD, page_of, read_token


def signed_in_recently(request: HttpRequest) -> bool:
    """Tell if this person signed in or confirmed who she is in the last minutes (REAUTHENTICATION_TIMEOUT).

    Unlike allauth's own check it lets nobody pass for having neither a password nor a second factor.
    """
    if not isinstance(request.user, AbstractBaseUser):
        return False
    moments = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("reauthenticated")
    ]
    return bool(moments) and time.time() - moments[-1] < app_settings.REAUTHENTICATION_TIMEOUT


class NotRecent(Exception):  # an answer, not a fault
    """Who asks has to confirm first who she is; the middleware leads her there."""


def must_be_recent(request: HttpRequest) -> None:
    """Go on only for who signed in recently; a view asks this behind its door, so who may not is refused first.

    Raises NotRecent. What was typed is kept, and the page of the form shows it again after that.
    """
    if not signed_in_recently(request):
        raise NotRecent


def asked_again(request: HttpRequest) -> HttpResponse:
    """Keep what was typed and lead to where she confirms who she is, and from there back to the page."""
    page = page_of(request)
    if request.method == "POST":
        keep(request, read_token(request.POST.get(FIELD, "")))
    messages.info(request, _("For this you first confirm who you are. Nothing was saved or changed yet."))
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return redirect(f"{methods[0]['url']}?{urlencode({'next': page})}")
