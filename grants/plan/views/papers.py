"""The papers of the city council: a list and a page of each, for everyone what is published, and their forms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, PublicRequest

from .. import access, flows, queries, rules
from ..comparing import differences
from ..forms import LookedAtForm, PaperForm, PapersFilter, is_usual, shown_paper
from ..models import PaperEdition
from .doors import in_open_paper
from .public import to_be_found

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def papers(request: PublicRequest) -> HttpResponse:
    """List the papers of the city council with how far each is."""
    city = access.get_city(request.city)
    is_inside = rules.may_read_plans(request.user, city.pk)
    form = PapersFilter(request.GET)
    is_fit = form.is_valid()
    asked = form.cleaned_data.get("state", "")
    every = list(queries.papers_of(city, is_inside=is_inside))
    context = {
        "form": form,
        "is_filtered": bool(request.GET.get("state")),
        "found": [one for one in every if asked in ("", one.state)],
        "number": len(every),
        "to_settle": queries.to_settle(city).count(),
        "is_inside": is_inside,
        "may_edit": rules.may_edit_plan(request.user, city.pk),
    }
    return to_be_found(request, render(request, "plan/papers.html", context, status=200 if is_fit else 422))


@require_safe
def paper(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show a paper: what it asks, how far that was taken over, and how it is settled."""
    city = access.get_city(request.city)
    found = access.get_paper(request.user, city, public_id)
    may_publish = not found.is_published and rules.may_publish_plan(request.user, city.pk)
    has_edited = may_publish and rules.has_edited(request.user, found)
    context = {
        "paper": found,
        "requests": found.asked,
        "may_edit": rules.may_edit_plan(request.user, city.pk),
        "may_publish": may_publish and not has_edited,
        "has_edited": has_edited,
        "is_inside": rules.may_read_plans(request.user, city.pk),
        "earlier": queries.earlier_editions(found),
    }
    return to_be_found(request, render(request, "plan/paper.html", context))


@require_safe
def paper_edition(request: PublicRequest, public_id: str, number: int) -> HttpResponse:
    """Show what everyone read of a paper before it was changed."""
    found = access.get_edition(access.get_city(request.city), public_id, number)
    context = {"paper": found, "requests": found.asked, "is_newest": not queries.is_replaced(found)}
    return to_be_found(request, render(request, "plan/paper_edition.html", context))


@_FORM
@login_required
def paper_add(request: PortalRequest) -> HttpResponse:
    """Enter a paper."""
    city = access.enter_plans(request.user, request.city, to_edit=True)
    form = PaperForm(request.POST or None, now={}, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            made = flows.add_paper(city, what=form.what, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The paper is saved. Enter now what it asks."))
            _warn(request, form)
            return redirect("paper", made.public_id)
    return render(request, "plan/paper_add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@login_required
def paper_begin(request: PortalRequest, public_id: str) -> HttpResponse:
    """Begin to change a paper that is published."""
    found = access.get_paper_to_edit(request.user, request.city, public_id)
    flows.begin_edition(found.paper, by=request.user, at=timezone.now())
    messages.success(
        request, _("You can change it now. Everyone reads what was published until the change is.")
    )
    return redirect("paper", public_id)


@_FORM
@login_required
@in_open_paper
def paper_change(request: PortalRequest, found: PaperEdition) -> HttpResponse:
    """Change what is known of a paper."""
    was = queries.values_of_paper(found)
    form = PaperForm(request.POST or None, now=shown_paper(was), initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_paper(found.paper, what=form.what, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.what.title})
            _warn(request, form)
            return redirect("paper", found.paper.public_id)
    context = {"form": form, "paper": found}
    return render(request, "plan/paper_change.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def paper_publish(request: PortalRequest, public_id: str) -> HttpResponse:
    """Publish what another entered."""
    found = access.get_paper_to_publish(request.user, request.city, public_id)
    if found.is_published:
        messages.info(request, _("This is published already."))
        return redirect("paper", public_id)
    form = LookedAtForm(request.POST or None, edits=found.edits)
    if form.is_valid():
        try:
            flows.publish_paper(found.paper, edits=found.edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is published.") % {"title": found.title})
            return redirect("paper", public_id)
    earlier = queries.earlier_editions(found)
    before = queries.edition_at(found.paper.city, public_id, earlier[0].version) if earlier else None
    context = {
        "form": form,
        "paper": found,
        "requests": found.asked,
        "before": before,
        "differences": differences(before, found) if before else [],
    }
    return render(request, "plan/paper_publish.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_paper
def paper_drop(request: PortalRequest, found: PaperEdition) -> HttpResponse:
    """Ask, and then drop an edition that was a mistake."""
    form = LookedAtForm(request.POST or None, edits=found.edits)
    if form.is_valid():
        try:
            flows.drop_edition(found.paper, edits=found.edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("It is removed."))
            return redirect("papers") if found.is_first else redirect("paper", found.paper.public_id)
    context = {"form": form, "paper": found}
    return render(request, "plan/paper_drop.html", context, status=422 if form.is_bound else 200)


def _warn(request: PortalRequest, form: PaperForm) -> None:
    number = form.what.number
    if not is_usual(number):
        told = _("“%(number)s” is an unusual number. Look once more; if it is right, leave it so.")
        messages.warning(request, told % {"number": number})
