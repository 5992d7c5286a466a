"""Pages about the site itself: statements, contact for security, and the gallery of components."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from . import gallery, statements

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

SECURITY_TXT_DAYS = 180  # RFC 9116 advises less than a year


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show how accessible the portal is and where to report a barrier."""
    return render(request, "ui/accessibility.html", {"written_on": statements.WRITTEN_ON})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept of people, why, how long, and their rights."""
    context = {
        "written_on": statements.WRITTEN_ON,
        "kept": statements.KEPT,
        "pays_by_stripe": bool(settings.STRIPE_KEY),
        "names_are_checked": bool(settings.NAME_CHECK),
    }
    return render(request, "ui/privacy.html", context)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Show whom to tell of a weakness (RFC 9116); it never expires while the portal runs."""
    expires = (timezone.now() + timedelta(days=SECURITY_TXT_DAYS)).astimezone(UTC)
    rows = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.PORTAL_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(rows) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Tell search engines to stay out of what is not for the public."""
    closed = [reverse(name) for name in ("account_login", "my_account", "home", "component_gallery")]
    rows = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(rows) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@login_required
def component_gallery(request: HttpRequest) -> HttpResponse:
    """List the components, for who operates the portal."""
    _guard(request.user)
    return render(request, "ui/gallery.html", {"components": gallery.components()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def component_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one component in all its states; its sample forms may be sent and write nothing."""
    _guard(request.user)
    component = gallery.component(name)
    if component is None:
        raise Http404
    states = component.states(request.POST if request.method == "POST" else None)
    form = next((state.data["form"] for state in states if "form" in state.data), None)
    if request.method == "POST" and (form is None or form.is_valid()):
        messages.success(request, _("All is filled in as asked. Nothing was kept."))
        return redirect("component_page", name)
    crumbs = [{"url": reverse("component_gallery"), "label": _("Components")}]
    context = {"component": component, "states": states, "form": form, "crumbs": crumbs}
    return render(request, "ui/component.html", context, status=422 if request.method == "POST" else 200)


def _guard(user: AbstractBaseUser | AnonymousUser) -> None:
    may_operate = import_string(settings.PORTAL_MAY_OPERATE)
    if not may_operate(user):
        raise Http404
