"""What can be done about the report on an action now, and what happened to it, for the page of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.queries import has_interest
from grants.proposals.rules import is_of_council
from grants.proposals.states import Route, State
from grants.proposals.told import Moment, Offer

from . import rules
from .asking import awaits_final, is_asked
from .models import Report
from .states import JUDGED_IN

if TYPE_CHECKING:
    from datetime import datetime

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

READS = ("reports__submitted_by", "reports__judged_by", "reports__returned_by", "reminders")
_ASKED = {
    0: lambda: _("The report was asked for."),
    1: lambda: _("The report is late; a reminder was sent."),
    2: lambda: _("The second reminder was sent."),
}


def offers(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:  # noqa: ARG001  # as every room's
    """Return what `user` can do about the report now."""
    if proposal.is_held_back:
        return []
    newest = max(proposal.reports.all(), key=lambda one: one.version, default=None)
    asked = is_asked(proposal) and (newest is None or not newest.is_submitted)
    page = reverse("report", args=[proposal.public_id])
    found: list[Offer] = []
    acts = rules.may_write(user, proposal) and not has_interest(user, proposal)
    if acts and asked:
        label = _("Go on with the report") if newest and newest.is_draft else _("Write the report")
        found.append(Offer(page, label, is_next=proposal.state != State.GRANTED))
    may_judge = acts and proposal.state in JUDGED_IN
    if may_judge and newest is not None and newest.is_submitted and not newest.judgement:
        address = reverse("report_judge", args=[proposal.public_id])
        found.append(Offer(address, _("Enter the judgement of the council"), is_next=True))
    if newest is not None and not newest.is_draft:
        is_next = awaits_final(proposal) and rules.may_handle(user, proposal)
        found.append(Offer(page, _("Look at the report"), is_next=is_next))
    if rules.may_handle(user, proposal) and awaits_final(proposal):
        found.append(Offer(reverse("report_return", args=[proposal.public_id]), _("Return the report")))
    if asked and proposal.route != Route.OWN and (acts or rules.may_handle(user, proposal)):
        label = _("Mail a link to write the report")
        found.append(Offer(reverse("report_link", args=[proposal.public_id]), label))
    return found


def story(user: User, proposal: Proposal) -> list[Moment]:
    """Return what happened to the report."""
    if proposal.is_held_back and is_of_council(user, proposal):
        return []
    page = reverse("report", args=[proposal.public_id])
    found = [Moment(one.sent_at, _ASKED[one.number]()) for one in proposal.reminders.all()]
    for one in proposal.reports.all():
        found += _of_report(one, page)
    return sorted(found, key=lambda one: one.at)


def _of_report(report: Report, page: str) -> list[Moment]:
    found: list[Moment] = []
    if report.submitted_at is not None:
        words = _("The report was sent. Real costs: %(amount)s.") % {
            "amount": format_euros(report.spent_cents)
        }
        by = report.submitted_by.full_name if report.submitted_by else _("Who received the money")
        found.append(Moment(report.submitted_at, words, by=by, address=page))
    if report.judged_at is not None and report.judged_by is not None:
        words = _("The judgement of the council: %(judgement)s.") % {
            "judgement": report.get_judgement_display()
        }
        found.append(
            Moment(report.judged_at, words, by=report.judged_by.full_name, reason=report.judgement_words)
        )
    if report.returned_at is not None:
        found.append(
            Moment(
                report.returned_at,
                _("The report was returned."),
                by=_("The city"),
                reason=report.return_reason,
            )
        )
    return found
