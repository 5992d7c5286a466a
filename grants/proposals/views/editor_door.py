"""The way into the editor, the list of its parts, and how a part is answered: saved, saved quietly, or shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.errors import PortalError
from portal.security.tokens import FIELD, new_token, page_of
from portal.ui.unchanged import FIELD as SEEN
from wijkraden.people.http import PortalRequest

from .. import access
from ..forms import DraftForm
from ..models import Proposal
from ..queries import open_sections
from ..queries_of_editor import facts_of
from ..states import SECTION_LABELS, Section, State
from ..whole import missing

CHECK = "check"
LATER = "later"  # the button that saves and leaves
QUIET = "quiet"  # sent by the page itself while one types
PARTS = {section.value: label for section, label in SECTION_LABELS.items()} | {
    CHECK: gettext_lazy("Check and present")
}


@dataclass(frozen=True)
class Part:
    """A part in the list: `state` is done, todo, optional or closed; `url` is "" where it stays as it is."""

    name: str
    label: str
    url: str
    state: str
    note: str
    is_current: bool


def in_editor(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Hand a view the proposal whose part `name` may change now, and the other parts of the address.

    Who declared an interest is told so; a part that stays as it is leads to the proposal.
    """

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: PortalRequest, public_id: str, **parts: str) -> HttpResponse:
            found = access.get_to_write(request.user, request.city, public_id)
            if has_own_interest(found):
                return stepped_back(request, found)
            if name in _open_parts(found):
                return view(request, found, **parts)
            return closed(request, found)

        return enter

    return guard


def _open_parts(proposal: Proposal) -> frozenset[str]:
    """Return the names of the parts that may change now; an own interest is also told of what lies with the council."""
    if proposal.state == State.PRESENTED:
        return frozenset({Section.INTERESTS.value})
    return frozenset(PARTS) if proposal.state == State.DRAFT else open_sections(proposal)


def has_own_interest(proposal: Proposal) -> bool:
    """Tell if whoever asked for the proposal declared an interest in it."""
    return bool(getattr(proposal, "has_own_interest", False))


def stepped_back(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Tell who declared an interest that she takes no part; a form of hers is refused."""
    status = 200 if request.method in {"GET", "HEAD"} else 403
    return render(request, "proposals/editor_stepped_back.html", {"proposal": proposal}, status=status)


def closed(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Lead to a proposal that does not change now, and say so."""
    messages.error(
        request,
        _("This part cannot be changed now: the proposal is “%(state)s”.") % {"state": proposal.public_label},
    )
    return redirect("proposal", proposal.public_id)


def parts_of(proposal: Proposal, *, current: str) -> list[Part]:
    """Return the list of parts with what each still misses. No query for what was read with its Facts."""
    lacks = missing(proposal)
    opened = _open_parts(proposal)
    found = []
    for name, label in PARTS.items():
        state, note = _state(proposal, name, lacks)
        is_open = name in opened
        found.append(
            Part(
                name,
                str(label),
                reverse(f"edit_{name}", args=[proposal.public_id]) if is_open else "",
                state if is_open else "closed",
                note if is_open else _("Stays as it is"),
                name == current,
            )
        )
    return found


def _state(proposal: Proposal, name: str, lacks: dict[Section, list[str]]) -> tuple[str, str]:
    if name == CHECK:
        count = sum(len(sentences) for sentences in lacks.values())
        told = ngettext("%(n)d thing is missing", "%(n)d things are missing", count) % {"n": count}
        return ("todo", told) if count else ("ready", _("Ready to present"))
    if name == Section.FILES:
        count = facts_of(proposal).attachment_count
        told = ngettext("%(n)d attachment", "%(n)d attachments", count) % {"n": count}
        return ("done", told) if count else ("optional", _("Not required"))
    if name == Section.INTERESTS:
        return (
            ("done", _("Finished"))
            if getattr(proposal, "interest_told", False)
            else ("todo", _("Tell it once"))
        )
    count = len(lacks.get(Section(name), []))
    told = ngettext("%(n)d thing is missing", "%(n)d things are missing", count) % {"n": count}
    return ("todo", told) if count else ("done", _("Finished"))


def after(proposal: Proposal, name: str) -> str:
    """Return the address of the next part that may change; after the last one where its council goes on."""
    names = list(PARTS)
    opened = _open_parts(proposal)
    for one in names[names.index(name) + 1 :]:
        if one in opened:
            return reverse(f"edit_{one}", args=[proposal.public_id])
    page = "proposal_completing" if proposal.state == State.COMPLETING else "proposal"
    return reverse(page, args=[proposal.public_id])


def show(
    request: PortalRequest,
    proposal: Proposal,
    name: str,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a part with the list of all parts beside it."""
    parts = parts_of(proposal, current=name)
    place = list(PARTS).index(name) + 1
    full = {
        "proposal": proposal,
        "parts": parts,
        "place": place,
        "section": PARTS[name],
        "section_name": name,
        "comment_count": facts_of(proposal).comment_count,
        **context,
    }
    return render(request, template, full, status=status)


@dataclass(frozen=True)
class Editing:
    """How one part is edited.

    `build(data)` makes its form from what stands in the database now; `keep(form, at)` saves what may be saved of it.
    """

    name: str
    template: str
    build: Callable[..., Any]
    keep: Callable[[Any, datetime], None]
    context: Callable[[Any], dict[str, Any]] = lambda _form: {}


def answer(request: PortalRequest, proposal: Proposal, editing: Editing, form: Any) -> HttpResponse:
    """Save a form that was sent and lead on, or show it (again). A page that saves by itself gets a line of text."""
    quiet = QUIET in request.POST
    at = timezone.now()
    if form.is_bound and (form.is_valid() or (quiet and form.readable is not None)):
        try:
            editing.keep(form, at)
        except PortalError as error:
            form.show_refusal(error)
        else:
            if quiet:
                return _saved_quietly(request, editing, form, at)
            return _saved(request, proposal, editing.name)
    if quiet:
        return JsonResponse({"text": _not_saved(form)}, status=422)
    context = {"form": form, **editing.context(form)}
    status = 422 if form.is_bound else 200
    return show(request, proposal, editing.name, editing.template, context, status=status)


def _saved(request: PortalRequest, proposal: Proposal, name: str) -> HttpResponse:
    if LATER in request.POST:
        messages.success(request, _("“%(title)s” is saved. You can go on later.") % {"title": proposal.title})
        return redirect("proposals")
    messages.success(request, _("“%(part)s” is saved.") % {"part": PARTS[name]})
    return redirect(after(proposal, name))


def _saved_quietly(request: PortalRequest, editing: Editing, form: DraftForm, at: datetime) -> HttpResponse:
    """Answer the page itself: what it says, and a fresh token and fingerprint for what is sent from it next."""
    told = {"time": time_format(timezone.localtime(at), "H:i"), "left": form.waits_for_the_button}
    words = _("Saved at %(time)s")
    if form.waits_for_the_button:
        words = _("Saved at %(time)s, without “%(left)s”: use the button for that")
    if form.errors:
        words = _("Saved at %(time)s, except what is not right yet")
    fresh = editing.build(None)
    token = new_token(request.user, page_of(request))
    return JsonResponse({"text": words % told, "fields": {FIELD: token, SEEN: fresh.initial[SEEN]}})


def _not_saved(form: DraftForm) -> str:
    if form.non_field_errors():
        return _("Not saved: someone else changed this part. Press Save to see both.")
    return _("Not saved yet: something is not right yet. Press Save to see what.")
