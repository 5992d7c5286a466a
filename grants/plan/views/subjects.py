"""The page of a subject, for everyone what is published, and how editor and publisher work on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.unchanged import LookedAtForm
from wijkraden.people.http import PortalRequest, PublicRequest

from .. import access, flows, queries, rules
from ..checking import lack_of
from ..comparing import differences
from ..forms import EditionForm
from ..models import Edition
from .desks import Desk, PointDesk
from .doors import in_open_edition
from .public import to_be_found

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def subject(request: PublicRequest, desk: Desk, public_id: str) -> HttpResponse:
    """Show a subject: what it says, what it holds, and what stood there before."""
    city = access.get_city(request.city)
    found = access.get_subject(desk.of, request.user, city, public_id)
    may_publish = not found.is_published and rules.may_publish_plan(request.user, city.pk)
    has_edited = may_publish and rules.has_edited(request.user, found)
    context = {
        "desk": desk,
        "edition": found,
        "groups": groups_of(desk, found),
        "may_edit": rules.may_edit_plan(request.user, city.pk) and not (found.is_published and found.IS_ONCE),
        "may_publish": may_publish and not has_edited,
        "has_edited": has_edited,
        "is_inside": rules.may_read_plans(request.user, city.pk),
        "earlier": queries.earlier_editions(found),
    }
    return to_be_found(request, render(request, "plan/subject.html", context))


@require_safe
def subject_edition(request: PublicRequest, desk: Desk, public_id: str, number: int) -> HttpResponse:
    """Show what everyone read of a subject before it was changed."""
    found = access.get_edition(desk.of, access.get_city(request.city), public_id, number)
    context = {
        "desk": desk,
        "edition": found,
        "groups": groups_of(desk, found),
        "is_newest": not queries.is_replaced(found),
    }
    return to_be_found(request, render(request, "plan/subject_edition.html", context))


@_FORM
@login_required
def subject_add(request: PortalRequest, desk: Desk) -> HttpResponse:
    """Enter a subject."""
    city = access.enter_plans(request.user, request.city, to_edit=True)
    offered = queries.offered(desk.of, city, on=timezone.localdate())
    form = desk.form(request.POST or None, now={}, initial=kept_post(request) or {}, offered=offered)
    if form.is_valid():
        try:
            made = flows.enter(desk.subject, city, what=form.what, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, str(desk.saved))
            _warn(request, form)
            return redirect(desk.name, made.public_id)
    context = {"form": form, "desk": desk}
    return render(request, "plan/subject_add.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def subject_begin(request: PortalRequest, desk: Desk, public_id: str) -> HttpResponse:
    """Begin to change a subject that is published."""
    found = access.get_subject_to_edit(desk.of, request.user, request.city, public_id)
    try:
        flows.begin_edition(found.subject, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect(desk.several)
    messages.success(
        request, _("You can change it now. Everyone reads what was published until the change is.")
    )
    return redirect(desk.name, public_id)


@_FORM
@login_required
@in_open_edition
def subject_change(request: PortalRequest, desk: Desk, found: Edition) -> HttpResponse:
    """Change what is said of a subject."""
    was = queries.values_of_row(found)
    form = desk.form(
        request.POST or None,
        now=desk.form.shown(was),
        initial=kept_post(request) or {},
        offered=queries.offered(desk.of, found.subject.city, on=timezone.localdate(), row=found),
    )
    if form.is_valid():
        try:
            flows.change_edition(found.subject, what=form.what, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.what.title})
            _warn(request, form)
            return redirect(desk.name, found.subject.public_id)
    context = {"form": form, "desk": desk, "edition": found}
    return render(request, "plan/subject_change.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def subject_publish(request: PortalRequest, desk: Desk, public_id: str) -> HttpResponse:
    """Publish what another entered."""
    found = access.get_subject_to_publish(desk.of, request.user, request.city, public_id)
    if found.is_published:
        messages.info(request, _("This is published already."))
        return redirect(desk.name, public_id)
    form = LookedAtForm(request.POST or None, edits=found.edits)
    if form.is_valid():
        try:
            flows.publish_edition(found.subject, edits=found.edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is published.") % {"title": found.title})
            return redirect(desk.name, public_id)
    earlier = queries.earlier_editions(found)
    city = found.subject.city
    before = queries.edition_at(desk.of, city, public_id, earlier[0].version) if earlier else None
    context = {
        "form": form,
        "desk": desk,
        "edition": found,
        "groups": groups_of(desk, found),
        "lack": lack_of(found, at=timezone.now()),
        "before": before,
        "differences": differences(before, found) if before else [],
    }
    return render(request, "plan/subject_publish.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_edition
def subject_drop(request: PortalRequest, desk: Desk, found: Edition) -> HttpResponse:
    """Ask, and then drop an edition that was a mistake."""
    form = LookedAtForm(request.POST or None, edits=found.edits)
    if form.is_valid():
        try:
            flows.drop_edition(found.subject, edits=found.edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("It is removed."))
            first = found.is_first
            return redirect(desk.several) if first else redirect(desk.name, found.subject.public_id)
    context = {"form": form, "desk": desk, "edition": found}
    return render(request, "plan/subject_drop.html", context, status=422 if form.is_bound else 200)


def groups_of(desk: Desk, edition: Edition) -> list[tuple[PointDesk, list[Any]]]:
    """Return each kind of row that an edition holds, with these."""
    return [(point, edition.points(point.several)) for point in desk.points]


def _warn(request: PortalRequest, form: EditionForm) -> None:
    for told in form.warnings():
        messages.warning(request, told)
