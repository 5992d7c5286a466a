"""One change of the budget: what it does, how it came about, and the decision about it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import ChangedMeanwhile, PortalError
from portal.security.kept import kept_post, was_cut_short
from portal.security.recent import must_be_recent
from portal.trail.models import Record
from portal.trail.queries import records_of
from portal.trail.words import sentence
from portal.ui.dates import moment
from portal.ui.parts import Happening
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import City

from .. import access, queries, rules
from ..bars import called
from ..flows.changes import withdraw
from ..flows.desk import REPLACES, approve_and_tell, return_and_tell
from ..forms import ReturnForm
from ..models import Change, ChangeLine, Slice
from ..states import CHANGE_STEPS, ChangeState
from .steps import PAGES, approve_label, moved_by, sum_of, worded_by

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def budget_change(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a change: before and after per slice, its decision, its story, and what can be done with it."""
    city = access.enter_budget(request.user, request.city)
    change = access.get_change(city, public_id)
    lines = list(queries.lines_of(change))
    if was_cut_short(request):
        messages.warning(
            request, _("You were signed out first, so nothing was approved. Look at it and decide again.")
        )
    with_regulation = bool(lines) and change.regulations > 1  # type: ignore[attr-defined]  # annotated
    records = list(records_of(change))
    moved = moved_by(change, lines, with_regulation=with_regulation)
    return render(
        request,
        "budget/change.html",
        {
            "change": change,
            "moved": moved,
            "worded": worded_by(change),
            "sum": sum_of(moved) if lines and len(moved) > 1 else None,
            "gifts": _gifts(lines, with_regulation=with_regulation),
            "story": _story(change, records),
            "replaced": _replaced(city, records),
            "is_usual": rules.is_usual_number(change.decision_number),
            **_acts(request, change, lines),
        },
    )


def _gifts(lines: Sequence[ChangeLine], *, with_regulation: bool) -> list[tuple[str, str, int]]:
    """Return who gives whom how much (euro cents)."""

    def name(one: Slice) -> str:
        return called(one, with_regulation=with_regulation)

    return [(name(line.slice), name(line.taker), -line.cents) for line in lines if line.taker is not None]


def _replaced(city: City, records: Sequence[Record]) -> Change | None:
    """Return the change that was returned, or fitted no longer, and in whose place this one was prepared."""
    names = [row.facts.get("change", "") for row in records if row.act == REPLACES]
    return queries.change_at(city, names[0]) if names else None


def _story(change: Change, records: Sequence[Record]) -> list[Happening]:
    reason, portal = {"budget.change_returned": change.reason}, _("The portal")
    return [
        Happening(
            title=f"{row.by or portal} {sentence(row.act, row.facts)}",
            on=moment(row.at),
            text=reason.get(row.act, ""),
            url=reverse("budget_change", args=[row.facts["change"]]) if "change" in row.facts else "",
        )
        for row in records
    ]


def _acts(request: PortalRequest, change: Change, lines: Sequence[ChangeLine]) -> dict[str, Any]:
    """Return what this person can do with the change now, and what stands in the way of its approval."""
    is_waiting = change.state == ChangeState.PREPARED
    may_prepare = rules.may_prepare_budget(request.user, change.year.city_id)
    may_approve = rules.may_approve(request.user, change)
    slices = [one for line in lines for one in (line.slice, line.taker) if one is not None]
    now = queries.authority_of(slices) if is_waiting and slices else {}
    is_stale = is_waiting and queries.is_stale(change, lines, now)
    is_to_prepare = is_stale or change.state == ChangeState.RETURNED
    again = reverse(PAGES[change.kind], args=[change.year.year]) + f"?again={change.public_id}"  # type: ignore[index]  # a kind is one of them
    return {
        "is_waiting": is_waiting,
        "may_decide": is_waiting and may_approve,
        "may_withdraw": may_prepare and change.state in CHANGE_STEPS[ChangeState.WITHDRAWN],
        "again_url": again if may_prepare and is_to_prepare else "",
        "is_to_prepare": is_to_prepare,
        "is_own": is_waiting
        and not may_approve
        and rules.may_approve_budget(request.user, change.year.city_id),
        "is_stale": is_stale,
        "waiting_beside": queries.waiting_beside(change) if is_waiting else [],
        "approve_label": approve_label(change, lines),
    }


@require_POST
@login_required
def budget_approve(request: PortalRequest, public_id: str) -> HttpResponse:
    """Approve a change and book it."""
    city = access.enter_budget(request.user, request.city)
    change = access.get_change_to_decide(request.user, city, public_id)
    must_be_recent(request)
    try:
        approve_and_tell(change, by=request.user, at=timezone.now(), booked_on=timezone.localdate())
    except ChangedMeanwhile:
        messages.error(request, _stale())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The change is approved and booked. Whoever prepared it got a mail."))
    return redirect("budget_change", public_id)


def _stale() -> str:
    return _(
        "Something changed after this was prepared, so it no longer fits. Nothing was booked. "
        "The finance adviser prepares it again, with what stands there now."
    )


@_FORM
@login_required
def budget_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return a change with a reason."""
    city = access.enter_budget(request.user, request.city)
    change = access.get_change_to_decide(request.user, city, public_id)
    must_be_recent(request)
    form = ReturnForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            return_and_tell(change, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The change is returned. Whoever prepared it got a mail."))
            return redirect("budget_change", public_id)
    context = {"change": change, "form": form}
    return render(request, "budget/return.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def budget_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    """Withdraw a change, after a page that says what that does."""
    city = access.enter_budget(request.user, request.city, to_prepare=True)
    change = access.get_change(city, public_id)
    if request.method == "POST":
        try:
            withdraw(change, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The change is withdrawn."))
        return redirect("budget_change", public_id)
    return render(request, "budget/withdraw.html", {"change": change})
