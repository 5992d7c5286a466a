"""The proposals of a council, and how a new one begins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import day_of
from portal.errors import PortalError
from portal.http import filters_of, paged
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries_of_editor
from ..forms import CopyForm, ListFilter, StartForm
from ..turns import lines_of

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25


@require_safe
@login_required
def proposals(request: PortalRequest) -> HttpResponse:
    """Show the proposals of one's own council, by what happens next."""
    _city, districts = access.enter_councils(request.user, request.city)
    form = ListFilter(request.GET)
    found = queries_of_editor.list_of(districts, words=form.words, states=form.states)
    page = paged(found, request, per=PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page, at=timezone.now()),
        "query": filters_of(request),
        "words": form.words,
        "is_filtered": bool(form.words or form.states),
        "several": len(districts) > 1,
    }
    return render(request, "proposals/editor_list.html", context)


@_FORM
@login_required
def proposal_new(request: PortalRequest) -> HttpResponse:
    """Start a proposal."""
    _city, districts = access.enter_councils(request.user, request.city)
    at = timezone.now()
    calls = queries_of_editor.calls_for(districts, on=day_of(at))
    if not calls:
        return render(
            request, "proposals/editor_no_round.html", status=200 if request.method != "POST" else 422
        )
    form = StartForm(request.POST or None, calls=calls, initial=kept_post(request) or {})
    if form.is_valid():
        round_, district = form.chosen
        title, cents = form.cleaned_data["title"], form.cleaned_data["asked_cents"] or 0
        try:
            made = flows.start_proposal(
                round_, district, title=title, asked_cents=cents, by=request.user, at=at
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(
                request, _("“%(title)s” is begun. Only your council sees it.") % {"title": title}
            )
            return redirect("edit_what", made.public_id)
    context = {"form": form, "calls": calls}
    return render(request, "proposals/editor_new.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def proposal_copy(request: PortalRequest) -> HttpResponse:
    """Start a proposal from one of an earlier round."""
    _city, districts = access.enter_councils(request.user, request.city)
    at = timezone.now()
    calls = queries_of_editor.calls_for(districts, on=day_of(at))
    rounds = [round_ for round_, _district in calls]
    originals = list(queries_of_editor.copyable(districts, but=rounds, user=request.user))
    if not calls or not originals:
        page = "proposals/editor_no_copy.html" if calls else "proposals/editor_no_round.html"
        return render(request, page, status=200 if request.method != "POST" else 422)
    form = CopyForm(request.POST or None, originals=originals, calls=calls, initial=kept_post(request) or {})
    if form.is_valid():
        round_, _of = form.chosen
        try:
            made = flows.copy_proposal(form.copied, round_, by=request.user, at=at)
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(
                request,
                _("“%(title)s” is copied. Look at the days, the attachments and the account: these are new.")
                % {"title": made.title},
            )
            return redirect("edit_what", made.public_id)
    return render(request, "proposals/editor_copy.html", {"form": form}, status=422 if form.is_bound else 200)
