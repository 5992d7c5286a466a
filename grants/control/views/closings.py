"""The closing of a year: the checklist, what it would do, its story, and the decision about it."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.budget.models import Year
from grants.budget.rules import is_usual_number
from grants.budget.states import CHANGE_STEPS, ChangeState, Kind
from grants.money import format_euros
from portal.errors import PortalError
from portal.security.kept import kept_post, was_cut_short
from portal.security.recent import must_be_recent
from portal.trail.queries import records_of
from portal.trail.words import sentence
from portal.ui.dates import moment
from portal.ui.parts import Happening
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries, rules
from ..forms import ClosingForm, ClosingReturnForm
from ..models import Closing
from ..queries import Checklist
from ..states import GOES_ON, Need
from .checklist import compared, items_of, prepared, preview_of
from .doors import journal_of

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@never_cache
@login_required
def year_closing(request: PortalRequest, year: int) -> HttpResponse:
    """Show what must be right before a year is closed and what that does, and take the closing that is prepared."""
    enter = access.enter_closing if request.method == "POST" else access.enter
    city = enter(request.user, request.city)
    found = access.get_checklist(city, year, today=timezone.localdate(), transfer=False)
    newest = queries.newest_closing(found.year)
    form = ClosingForm(
        request.POST or None,
        year=found.year,
        earliest=found.earliest_day,
        initial=_typed_before(newest, found) | (kept_post(request) or {}),
    )
    if form.is_valid() and (answer := _prepare(request, found.year, form)) is not None:
        return answer
    found = replace(found, transfer=form.transfer is not None)
    is_prepared = newest is not None and newest.state == ChangeState.PREPARED
    waits = newest is not None and is_prepared and found.fits(newest)
    is_open = found.year.closed_at is None
    context = {
        **_shown(found),
        "form": form,
        "newest": newest,
        "waits": waits,
        "is_stale": is_prepared and not waits,
        "may_prepare": is_open and not waits and rules.may_prepare_closing(request.user, city.pk),
    }
    return render(request, "control/year_closing.html", context, status=422 if form.is_bound else 200)


def _typed_before(closing: Closing | None, found: Checklist) -> dict[str, Any]:
    """Return what stood in a closing that is prepared again, to begin with: on the first day that is possible."""
    if closing is None or closing.state not in CHANGE_STEPS[ChangeState.WITHDRAWN]:
        return {}
    typed = {name: getattr(closing, name) for name in ("transfer_number", "transfer_on", "explanation")}
    return typed | {"booked_on": max(closing.booked_on, found.earliest_day)}


def _prepare(request: PortalRequest, year: Year, form: ClosingForm) -> HttpResponse | None:
    """Prepare the closing and lead to it; None when it was refused: then the form says why."""
    try:
        made = flows.prepare_closing(
            year,
            booked_on=form.cleaned_data["booked_on"],
            transfer=form.transfer,
            explanation=form.cleaned_data["explanation"],
            by=request.user,
            at=timezone.now(),
        )
    except PortalError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("The closing is prepared. Now it is the turn of the budget holder."))
    if not _is_usual(made):
        messages.warning(
            request,
            _("The number %(number)s looks unusual. Check it; is it wrong, then withdraw the closing.")
            % {"number": made.transfer_number},
        )
    return redirect("control_closing", made.public_id)


def _is_usual(closing: Closing) -> bool:
    return not closing.transfer_number or is_usual_number(closing.transfer_number)


def _shown(found: Checklist) -> dict[str, Any]:
    return {
        "year": found.year,
        "left": found.left,
        "is_over": found.needs[Need.OVER],
        "items": items_of(found),
        "preview": preview_of(found),
        "lapses": format_euros(sum(part.figures[Kind.FREE] for part in found.parts)),
    }


@require_safe
@never_cache
@login_required
def closing(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the closing of a year: what it does or did, its decision, its story, and what can be done with it."""
    found = access.get_closing(request.user, request.city, public_id)
    if was_cut_short(request):
        messages.warning(
            request,
            _("You were signed out first, so nothing was approved. Look at the closing and decide again."),
        )
    context = {
        "closing": found,
        "year": found.year,
        "story": _story(found),
        "is_usual": _is_usual(found),
        **_acts(request, found),
    }
    if found.state == ChangeState.APPROVED:
        context |= {
            "booked": _booked(found),
            "journal_url": journal_of(key=f"closing:{found.public_id}"),
        }
    else:
        context["prepared"] = prepared(found)
    return render(request, "control/closing.html", context)


def _acts(request: PortalRequest, closing: Closing) -> dict[str, Any]:
    """Return what this person can do with the closing now, and what stands in the way of its approval."""
    city_id = closing.year.city_id
    may_prepare = rules.may_prepare_closing(request.user, city_id)
    acts = {
        "is_waiting": closing.state == ChangeState.PREPARED,
        "may_withdraw": may_prepare and closing.state in CHANGE_STEPS[ChangeState.WITHDRAWN],
        "may_prepare_again": may_prepare and closing.state == ChangeState.RETURNED,
    }
    if not acts["is_waiting"]:
        return acts
    found = access.get_checklist(
        request.city, closing.year.year, today=timezone.localdate(), transfer=closing.transfer is not None
    )
    may_decide, is_stale = rules.may_approve_closing(request.user, closing), not found.fits(closing)
    return {
        **acts,
        **_shown(found),
        "may_decide": may_decide,
        "is_own": not may_decide and rules.may_approve_closings(request.user, city_id),
        **_staleness(closing, found),
        "again": _sent_again(closing, found) if may_prepare and not found.left and is_stale else None,
        "may_approve": may_decide and not found.left and not is_stale,
    }


def _staleness(closing: Closing, found: Checklist) -> dict[str, Any]:
    """Return what makes that a closing no longer fits: other amounts, in all or in its slices, or a later booking."""
    differs = closing.amounts != found.amounts
    return {
        "is_stale": not found.fits(closing),
        "is_too_early": closing.booked_on < found.earliest_day,
        "differs": differs,
        "is_moved": differs and closing.amounts.cents == found.amounts.cents,
        "compared": compared(closing, found),
    }


def _sent_again(closing: Closing, found: Checklist) -> dict[str, str]:
    """Return what the form of the closing is sent with to prepare it again as it was, with the amounts of now."""
    typed = _typed_before(closing, found)
    return {
        name: f"{told:%d-%m-%Y}" if isinstance(told, date) else told or "" for name, told in typed.items()
    }


def _story(closing: Closing) -> list[Happening]:
    reason, portal = {"closing.returned": closing.reason}, _("The portal")
    return [
        Happening(
            title=f"{row.by or portal} {sentence(row.act, row.facts)}",
            on=moment(row.at),
            text=reason.get(row.act, ""),
        )
        for row in records_of(closing)
    ]


def _booked(closing: Closing) -> list[tuple[str, str]]:
    """Return what the closing did: what lapsed, and what went on in the next year."""
    moved = queries.booked_by(closing)
    goes = [(str(kind.label), format_euros(moved[kind])) for kind in GOES_ON if moved.get(kind)]
    return [(_("Was free, lapsed"), format_euros(moved.get(Kind.FREE, 0))), *goes]


@require_POST
@login_required
def closing_approve(request: PortalRequest, public_id: str) -> HttpResponse:
    """Approve a closing and close the year."""
    found = access.get_closing_to_decide(request.user, request.city, public_id)
    must_be_recent(request)
    try:
        flows.approve_closing(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The year is closed. Whoever prepared it got a mail."))
    return redirect("control_closing", public_id)


@_FORM
@login_required
def closing_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return a closing with a reason."""
    found = access.get_closing_to_decide(request.user, request.city, public_id)
    must_be_recent(request)
    form = ClosingReturnForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.return_closing(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The closing is returned. Whoever prepared it got a mail."))
            return redirect("control_closing", public_id)
    context = {"closing": found, "form": form}
    return render(request, "control/closing_return.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def closing_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a closing back, after a page that says what that does."""
    access.enter_closing(request.user, request.city)
    found = access.get_closing(request.user, request.city, public_id)
    if request.method == "POST":
        try:
            flows.withdraw_closing(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The closing is withdrawn."))
        return redirect("control_closing", public_id)
    return render(request, "control/closing_withdraw.html", {"closing": found})
