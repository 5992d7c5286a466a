"""The parts of a report as they are written, the same for the council and for who has the link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.proposals.states import Route
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.parts import Step

from .. import flows, queries
from ..asking import has_consequence, last_day_to_come, missing, spent_on
from ..forms import CostsForm, FileForm, SendForm, WhatForm, show_refusal
from ..models import Report, ReportFile
from ..states import OWN_PART_LABELS, PART_LABELS, FileKind, Part

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from grants.proposals.models import Proposal
    from wijkraden.people.http import PortalRequest, PublicRequest
    from wijkraden.people.models import User

    Request = PortalRequest | PublicRequest

LATER = "later"  # the button that saves and leaves
_WHAT = ("text", "participants", "volunteers", "done")


@dataclass(frozen=True)
class Desk:
    """Who writes which report, and where its pages are: `home` is where she leaves to.

    `by` None is who received the money; `owner` has the public id that keeps an upload between two tries.
    """

    report: Report
    by: User | None
    owner: Any
    home: str
    part_url: Callable[[Part], str]
    small_url: Callable[[ReportFile], str]
    file_url: Callable[[ReportFile], str]
    remove_url: Callable[[ReportFile], str]


@dataclass(frozen=True)
class ShownFile:
    """A file of the report with its addresses; `small_url` is "" for what has no small picture."""

    file: ReportFile
    url: str
    small_url: str = ""
    remove_url: str = ""


@dataclass
class Page:
    """What one part shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    is_wrong: bool = False


def is_own(proposal: Proposal) -> bool:
    """Tell if the city did the action itself: nobody received a subsidy, and its council reports."""
    return proposal.route == Route.OWN


def labels_of(proposal: Proposal) -> dict[Part, Words]:
    """Return what the parts of its report are called."""
    return OWN_PART_LABELS if is_own(proposal) else PART_LABELS


def part_named(name: str) -> Part:
    """Return the part of an address; 404 for none."""
    try:
        return Part(name)
    except ValueError:
        raise Http404 from None


def run_part(request: Request, desk: Desk, part: Part) -> HttpResponse:
    """Show a part, or save it and go on to the next one; the last one sends the report."""
    run = {Part.WHAT: _what, Part.COSTS: _costs, Part.FILES: _files, Part.CHECK: _check}[part]
    answer = run(request, desk)
    if isinstance(answer, HttpResponse):
        return answer
    context = {
        "report": desk.report,
        "proposal": desk.report.proposal,
        "part": part.value,
        "title": labels_of(desk.report.proposal)[part],
        "is_own": is_own(desk.report.proposal),
        "steps": steps_of(desk, part),
        "place": list(Part).index(part) + 1,
        "count": len(Part),
        "home": desk.home,
        "is_by_link": desk.by is None,
        **answer.context,
    }
    return render(request, f"reports/{answer.template}.html", context, status=422 if answer.is_wrong else 200)


def steps_of(desk: Desk, current: Part) -> list[Step]:
    """Return the parts with where one is, and which are finished: what was done and what it cost, once it is told."""
    report, labels = desk.report, labels_of(desk.report.proposal)
    is_done = {
        Part.WHAT: bool(report.text and report.done),
        Part.COSTS: all(one.spent_cents is not None for one in queries.lines_of(report)),
        Part.FILES: current == Part.CHECK,  # nothing of it is required
        Part.CHECK: False,
    }
    return [
        Step(
            title=str(labels[part]),
            state="current" if part == current else "done" if is_done[part] else "later",
            url="" if part == current else desk.part_url(part),
        )
        for part in Part
    ]


def shown_files(desk: Desk) -> list[ShownFile]:
    """Return the files that stand in the report, with their addresses. One query."""
    return [
        ShownFile(
            one,
            desk.file_url(one),
            desk.small_url(one) if one.file.thumbnail_as else "",
            desk.remove_url(one),
        )
        for one in queries.files_of(desk.report)
    ]


def _saved(request: Request, desk: Desk, part: Part) -> HttpResponse:
    """Go on to the next part, or leave."""
    if LATER in request.POST:
        messages.success(request, _("Saved. You can go on later."))
        return redirect(desk.home)
    following = list(Part)[list(Part).index(part) + 1]
    return redirect(desk.part_url(following))


def _initial(request: Request, desk: Desk) -> dict[str, Any]:
    return (kept_post(request) or {}) if desk.by is not None else {}


def _what(request: Request, desk: Desk) -> HttpResponse | Page:
    was = {name: getattr(desk.report, name) for name in _WHAT}
    form = WhatForm(request.POST or None, now=was, initial=_initial(request, desk))
    if is_own(desk.report.proposal):
        form.fields["text"].label = _("What was done, and what came of it?")
    if form.is_valid():
        try:
            flows.save_what(desk.report, values=form.cleaned_data, was=was, by=desk.by, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            return _saved(request, desk, Part.WHAT)
    return Page("part_form", {"form": form}, form.is_bound)


def _costs(request: Request, desk: Desk) -> HttpResponse | Page:
    form = CostsForm(
        request.POST or None,
        lines=queries.lines_of(desk.report),
        is_own=is_own(desk.report.proposal),
        initial=_initial(request, desk),
    )
    if form.is_valid():
        try:
            flows.save_costs(
                desk.report,
                lines=form.spent,
                was={"edits": desk.report.edits},
                by=desk.by,
                at=timezone.now(),
            )
        except PortalError as error:
            show_refusal(form, error)
        else:
            return _saved(request, desk, Part.COSTS)
    context = {"form": form, "has_consequence": has_consequence(desk.report.proposal)}
    return Page("part_costs", context, form.is_bound)


def _files(request: Request, desk: Desk) -> HttpResponse | Page:
    form = FileForm(
        request.POST or None, request.FILES or None, by=desk.owner, initial=_initial(request, desk)
    )
    if is_own(desk.report.proposal):
        kinds = {**dict(FileKind.choices), FileKind.RECEIPT.value: _("Bill")}
        form.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]  # a field with choices
    if form.is_valid():
        try:
            flows.attach(desk.report, **form.arguments, by=desk.by, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The file is added."))
            return redirect(desk.part_url(Part.FILES))
    context = {"form": form, "files": shown_files(desk), "next_url": desk.part_url(Part.CHECK)}
    return Page("part_files", context, form.is_bound)


def _check(request: Request, desk: Desk) -> HttpResponse | Page:
    form = SendForm(request.POST if request.method == "POST" else None, edits=desk.report.edits)
    if form.is_valid():
        try:
            flows.submit_report(desk.report, edits=desk.report.edits, by=desk.by, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _sent(desk))
            return redirect(desk.home)
    context = {
        "form": form,
        "goes_on_until": last_day_to_come(desk.report.proposal, on=timezone.localdate()),
        "missing": missing(desk.report.proposal, desk.report),
        "lines": queries.lines_of(desk.report),
        "budgeted": sum(one.budgeted_cents for one in queries.lines_of(desk.report)),
        "spent": spent_on(desk.report),
        "files": [replace(one, remove_url="") for one in shown_files(desk)],
        "has_consequence": has_consequence(desk.report.proposal),
    }
    return Page("part_check", context, form.is_bound)


def _sent(desk: Desk) -> str:
    """Return that it was sent, and what happens next and for whom."""
    if is_own(desk.report.proposal) and has_consequence(desk.report.proposal):
        return _("The report is sent. Thank you. Next: the city reads it and settles what it cost.")
    if has_consequence(desk.report.proposal):
        return _("The report is sent. Thank you. Next: the city reads it and determines the final amount.")
    return _("The report is sent. Thank you. You need do nothing more; the amount stays as it is.")
