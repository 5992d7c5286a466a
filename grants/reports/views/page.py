"""The report of a proposal as it stands, for the council and the staff; judging it, returning it, mailing a link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grants.decisions.queries import prepared_decision
from grants.decisions.rules import may_prepare
from grants.decisions.states import DecisionKind
from grants.decisions.wording import final_words, prepare_words
from grants.proposals.holding import refuse_act
from grants.proposals.queries import has_interest
from grants.proposals.rules import is_of_council, label_for, may_read_all
from grants.proposals.states import Route, State
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.limits import limit
from wijkraden.people.http import led_back

from .. import access, flows, queries, rules
from ..asking import awaits_final, due_day, has_consequence, is_asked
from ..final import Proposed, proposed_final
from ..forms import JudgeForm, ReturnForm
from ..holding import refuse_link, refuse_return
from ..states import JUDGED_IN
from .parts import ShownFile

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grants.proposals.models import Proposal
    from wijkraden.people.http import PortalRequest
    from wijkraden.people.models import User

    from ..models import Report

_FORM = require_http_methods(["GET", "HEAD", "POST"])
ASKS = "5/h"  # mails of a link, each to the recipient


@require_safe
@never_cache
@login_required
def report(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the report as it stands, whose turn it is, and what can be done with it now."""
    found = access.get_reported(request.user, request.city, public_id)
    versions = list(queries.reports_of(found))
    newest = versions[0] if versions else None
    sent = newest if newest and not newest.is_draft else None
    former = next((one for one in versions if one.returned_at is not None), None)
    final = proposed_final(found)
    context = {
        "proposal": found,
        "label": label_for(request.user, found),
        "draft": newest if newest and newest.is_draft else None,
        "report": sent,
        "returned": former if newest is former or (newest and newest.is_draft) else None,
        "files": _files(sent) if sent else [],
        "lines": queries.lines_of(sent) if sent else [],
        "budgeted": sum(one.budgeted_cents for one in queries.lines_of(sent)) if sent else 0,
        "has_consequence": has_consequence(found),
        "due": due_day(found),
        "today": timezone.localdate(),
        "reads_all": may_read_all(request.user, found.district.city_id),
        "final": final if not is_of_council(request.user, found) else None,
        "is_subsidy": found.route == Route.SUBSIDY,
        "is_own": found.route == Route.OWN,
        "final_words": final_words(found.route),
        "prepare_words": prepare_words(DecisionKind.DETERMINE, found.route),
        **_acts(request.user, found, newest, final),
    }
    return render(request, "reports/report.html", context)


def _acts(user: User, proposal: Proposal, newest: Report | None, final: Proposed | None) -> dict[str, Any]:
    """Return what `user` can do now."""
    writes = rules.may_write(user, proposal)
    steps_back = writes and has_interest(user, proposal)
    acts, handles = writes and not steps_back, rules.may_handle(user, proposal)
    waits = is_asked(proposal) and not (newest and newest.is_submitted)
    judged = bool(newest and newest.is_submitted and not newest.judgement)
    decides = awaits_final(proposal) and may_prepare(user, proposal)
    waiting = prepared_decision(proposal) if decides else None
    return {
        "steps_back": steps_back,
        "may_write": acts and waits,
        "may_judge": acts and judged and proposal.state in JUDGED_IN,
        "may_ask": (acts or handles) and waits and proposal.route != Route.OWN,
        "may_return": handles and awaits_final(proposal) and waiting is None,
        "prepare_url": prepare_url(proposal) if decides and final and waiting is None else "",
        "decision": waiting,
    }


def prepare_url(proposal: Proposal) -> str:
    """Return the address of the form of the final amount, which begins with what was computed and why."""
    return reverse("decision_prepare", args=[proposal.public_id, "determine"])


def _files(report: Report) -> list[ShownFile]:
    return [
        ShownFile(
            one,
            reverse("file", args=[one.file.public_id]),
            reverse("file_thumbnail", args=[one.file.public_id]) if one.file.thumbnail_as else "",
        )
        for one in queries.files_of(report)
    ]


@_FORM
@login_required
def report_judge(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter what the council finds of the action."""
    found = access.get_to_write(request.user, request.city, public_id)
    sent = queries.standing_report(found)
    is_over = sent is not None and (sent.judgement or found.state not in JUDGED_IN)
    if sent is None or (is_over and request.method != "POST"):
        messages.info(request, _("There is no report to judge now."))
        return redirect("report", public_id)
    sent.proposal = found
    refuse = partial(refuse_act, found, by=request.user)
    if (back := led_back(request, refuse, "report", public_id)) is not None:
        return back
    form = JudgeForm(request.POST or None, edits=sent.version, initial=kept_post(request))
    return _run(
        request,
        found,
        form,
        lambda: flows.judge(sent, **form.arguments, by=request.user, at=timezone.now()),
        done=_(
            "The judgement of the council is saved. The city reads it with the report, and everyone once the "
            "final amount is known."
        ),
        template="judge",
        report=sent,
    )


@_FORM
@login_required
def report_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return a report with what must be better."""
    found = access.get_to_handle(request.user, request.city, public_id)
    sent = queries.standing_report(found)
    if sent is None:
        messages.info(request, _("There is no report to return now."))
        return redirect("report", public_id)
    sent.proposal = found
    refuse = partial(_refuse_return, sent, found, by=request.user)
    if (back := led_back(request, refuse, "report", public_id)) is not None:
        return back
    form = ReturnForm(request.POST or None, edits=sent.version, initial=kept_post(request))
    return _run(
        request,
        found,
        form,
        lambda: flows.return_report(sent, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The report is returned. Who wrote it and the council get a mail."),
        template="return",
        report=sent,
    )


def _refuse_return(report: Report, proposal: Proposal, *, by: User) -> None:
    """Raise why this report is not returned now, whatever must be better."""
    refuse_act(proposal, among=[State.REPORTED], by=by)
    refuse_return(report, proposal)


@_FORM
@login_required
def report_link(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask, and then mail who received the money a link to write the report."""
    found = access.get_to_ask(request.user, request.city, public_id)
    if (back := led_back(request, partial(refuse_link, found), "report", public_id)) is not None:
        return back
    if request.method == "POST":
        limit(request, f"report-link:{found.public_id}", ASKS)
        try:
            flows.mail_link(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The link is on its way."))
        return redirect("report", public_id)
    context = {"proposal": found, "recipient": queries.recipient_of(found), "due": due_day(found)}
    return render(request, "reports/link.html", context)


def _run(
    request: PortalRequest,
    proposal: Proposal,
    form: forms.Form,
    act: Callable[[], None],
    *,
    done: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """Run `act` with a valid form and lead to the report; else show the form with what is wrong."""
    if form.is_valid():
        try:
            act()
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("report", proposal.public_id)
    context |= {"proposal": proposal, "form": form}
    return render(request, f"reports/{template}.html", context, status=422 if form.is_bound else 200)
