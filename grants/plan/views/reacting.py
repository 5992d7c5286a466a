"""The consultation on a concept for everyone: what is asked, how to react, and what was done with each reaction."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from portal.documents.queries import content_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.limits import TooMany, limit, seconds_to_wait
from portal.serving import send_bytes
from wijkraden.people.http import PublicRequest
from wijkraden.people.queries import token_hash

from .. import access, flows, queries, rules
from ..checking import refuse_old_link
from ..errors import LinkEnded, MailsSent
from ..forms import ReactForm, SureForm
from ..models import Consultation
from ..sheets import why_not_shown
from .public import to_be_found

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_TRIES = "30/h"  # reactions from one network
_MAILS = "10/d"  # to one address: who types it may be someone else
_COUNTS = gettext_lazy("Thank you. Your reaction counts. You get a mail once it was answered.")
PER_PAGE = 50  # reactions with their answers; the contents on each page leads to every part


@require_safe
def consultations(request: PublicRequest) -> HttpResponse:
    """List the consultations, running and past."""
    city = access.get_city(request.city)
    today = timezone.localdate()
    all_of_them = rules.may_read_plans(request.user, city.pk)
    shown = queries.consultations_of(city) if all_of_them else queries.consultations_held(city)
    found = [(one, queries.last_day(one), one.state(on=today)) for one in shown]
    return to_be_found(request, render(request, "plan/consultations.html", {"found": found}))


@require_safe
def consultation(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show what is asked and on which parts one can react; later each reaction with its answer."""
    city = access.get_city(request.city)
    found = access.get_consultation(city, public_id)
    today = timezone.localdate()
    context = {
        "consultation": found,
        "state": found.state(on=today),
        "days": queries.days_to_react(found, on=today),
        "may_react": found.takes_reactions(on=today),
        "may_read": rules.may_read_plans(request.user, city.pk),
        "parts": queries.consulted_parts(found),
        **(_told(request, found) if found.is_published else {}),
    }
    return to_be_found(request, render(request, "plan/consultation.html", context))


@never_cache
@_FORM
def consultation_react(request: PublicRequest, public_id: str) -> HttpResponse:
    """React: a council member by her account, anyone else by an address that she confirms."""
    city = access.get_city(request.city)
    found = access.get_consultation(city, public_id)
    if request.method != "POST" and not found.takes_reactions(on=timezone.localdate()):
        return redirect("consultation", public_id)
    districts = access.districts_to_react_for(request.user, city)
    initial = {"part": request.GET.get("part", ""), **(kept_post(request) or {})}
    form = ReactForm(request.POST or None, parts=found.parts, districts=districts, initial=initial)
    if request.method == "POST" and not districts:
        limit(request, "react", _TRIES)
    if form.is_valid():
        try:
            _send(request, found, form)
        except PortalError as error:
            form.show_refusal(error)
        else:
            return redirect("consultation", public_id)
    context = {
        "form": form,
        "consultation": found,
        "is_council": bool(districts),
        "council": districts[0].full_name if len(districts) == 1 else "",
    }
    return render(request, "plan/reaction_send.html", context, status=422 if form.is_bound else 200)


@never_cache
@_FORM
def reaction_confirm(request: PublicRequest, token: str) -> HttpResponse:
    """Show who followed the link in her mail her reaction, to confirm it."""
    city = access.get_city(request.city)
    found = queries.reaction_with(city, token_hash(token))
    if found is None or request.method == "POST":
        limit(request, "react-confirm", "120/h")
    if found is None:
        return render(request, "plan/reaction_ended.html", {}, status=404)
    form = SureForm(request.POST if request.method == "POST" else None)
    context = {"reaction": found, "consultation": found.consultation, "form": form}
    if form.is_valid():
        try:
            flows.confirm_reaction(found, at=timezone.now())
        except LinkEnded as error:
            return _ended(request, context, error)
        messages.success(request, _COUNTS)
        return redirect("consultation", found.consultation.public_id)
    try:
        refuse_old_link(found, at=timezone.now())
    except LinkEnded as error:
        return _ended(request, context, error)
    return render(request, "plan/reaction_confirm.html", context)


@require_GET
def consultation_pdf(request: PublicRequest, public_id: str) -> HttpResponseBase:
    """Give the document with every reaction and its answer, as it was stored."""
    _consultation, document = access.get_told(access.get_city(request.city), public_id)
    return send_bytes(content_of(document), media_type="application/pdf", name=document.name)


def _ended(request: PublicRequest, context: dict[str, object], error: LinkEnded) -> HttpResponse:
    return render(request, "plan/reaction_ended.html", {"refusal": str(error), **context}, status=410)


def _told(request: PublicRequest, found: Consultation) -> dict[str, object]:
    """Return one page of the reactions with their answers, with the contents of all pages."""
    every = queries.shown_by_part(found)
    rows = [reaction for part in every for reaction in part.reactions]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "counts": queries.counts_of(found),
        "why_not_shown": why_not_shown(),
        "contents": queries.contents_of(every, per=PER_PAGE),
        "page": page,
        "about": queries.reactions_among(found, page.object_list),
    }


def _send(request: PublicRequest, found: Consultation, form: ReactForm) -> None:
    at = timezone.now()
    if form.districts and request.user.is_authenticated:
        if wait := seconds_to_wait(f"react-by:{request.user.pk}", _TRIES):
            raise TooMany(wait)
        flows.react_for_council(found, district=form.chosen, what=form.what, by=request.user, at=at)
        messages.success(request, _COUNTS)
        return
    email = form.cleaned_data["email"]
    if seconds_to_wait(f"react-mail:{queries.address_hash(email)}", _MAILS):
        raise MailsSent(_("Today we sent ten mails to this address already. Try again tomorrow."))
    flows.react(found, email=email, what=form.what, at=at)
    messages.success(
        request,
        _(
            "Open the link in the mail that we sent you and confirm your reaction within seven days. "
            "Only then it counts."
        ),
    )
