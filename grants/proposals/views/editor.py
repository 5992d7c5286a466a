"""The parts of the editor about what it is, what of the plan it serves, and the money."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import flows, queries_of_editor
from ..available import available_for
from ..clocks import starts_before
from ..flows import Cost, Cover
from ..forms import MoneyForm, PlanForm, WhatForm
from ..forms.editor import plan_values, values_of
from ..forms.editor_money import COSTS, COVERS
from ..models import Proposal
from ..states import CoverKind, Route, Section
from .editor_door import Editing, answer, in_editor, show

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_MONEY = "proposals/editor_money.html"
COMPUTE, MORE = "compute", "more"  # buttons that only show the form again


@_FORM
@login_required
@in_editor(Section.WHAT)
def edit_what(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Write what the action is, for whom, where and when."""
    was = values_of(found, Section.WHAT)

    def build(data: Any, **kwargs: Any) -> WhatForm:
        return WhatForm(data, now=values_of(found, Section.WHAT), **kwargs)

    def keep(form: WhatForm, at: datetime) -> None:
        values = form.readable or {}
        flows.change(found, section=Section.WHAT, values=values, was=was, by=request.user, at=at)

    def context(_form: WhatForm) -> dict[str, Any]:
        return {"decide_by": starts_before(found, at=timezone.now())}

    form = build(request.POST or None, initial=kept_post(request) or {})
    editing = Editing(Section.WHAT, "proposals/editor_what.html", build, keep, context)
    return answer(request, found, editing, form)


@_FORM
@login_required
@in_editor(Section.PLAN)
def edit_plan(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Choose what of the plan it serves, and tell how."""
    elements = queries_of_editor.plan_elements(found)
    insights = queries_of_editor.insights_for(found)
    aims = queries_of_editor.aims_of(found)
    was = values_of(found, Section.PLAN) | {"insight_id": found.insight_id}
    small = is_small(found)

    def build(data: Any, *, chosen: set[int] | None = None, **kwargs: Any) -> PlanForm:
        now_chosen = queries_of_editor.aims_of(found) if chosen is None else chosen
        now = plan_values(found, elements=elements, aims=now_chosen, is_small=small)
        return PlanForm(data, now=now, elements=elements, insights=insights, is_small=small, **kwargs)

    def keep(form: PlanForm, at: datetime) -> None:
        flows.save_plan(
            found,
            values=form.texts,
            elements=form.chosen,
            insight=found.insight if "insight" in form.errors else form.origin,
            was=was,
            aims_were=aims,
            by=request.user,
            at=at,
        )

    form = build(request.POST or None, chosen=aims, initial=kept_post(request) or {})
    return answer(request, found, Editing(Section.PLAN, "proposals/editor_plan.html", build, keep), form)


@_FORM
@login_required
@in_editor(Section.MONEY)
def edit_money(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Fill in what is asked, what it costs and where other money comes from."""
    edits = found.edits
    available = available_for(found, on=timezone.localdate())

    def build(data: Any, **kwargs: Any) -> MoneyForm:
        return MoneyForm(
            data,
            asked=found.asked_cents,
            costs=[Cost(one.description, one.cents, one.vat_rate) for one in found.costs.all()],
            covers=[Cover(CoverKind(one.kind), one.description, one.cents) for one in found.covers.all()],
            available=available,
            most=found.round.maximum_cents,
            asks_vat=found.route == Route.PURCHASE,
            **kwargs,
        )

    def keep(form: MoneyForm, at: datetime) -> None:
        flows.set_money(found, **form.arguments, edits=edits, by=request.user, at=at)

    more = request.POST.get(MORE, "")
    if more in {COSTS, COVERS} or COMPUTE in request.POST:
        form = build(None, more=more, initial=request.POST.dict())
        return show(request, found, Section.MONEY, _MONEY, {"form": form})
    form = build(request.POST or None, initial=kept_post(request) or {})
    return answer(request, found, Editing(Section.MONEY, _MONEY, build, keep), form)


def is_small(proposal: Proposal) -> bool:
    """Tell if less is asked: an amount was filled in, and nobody scores proposals of that size."""
    return proposal.asked_cents > 0 and queries_of_editor.facts_of(proposal).is_unassessed
