"""A round that is about to close: which proposals their councils are reminded of, and what these still need."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from grants.rounds.queries import last_day_in
from grants.rounds.states import RoundState
from grants.terms import day_of
from portal.reads import reread
from portal.ui.dates import short_date

from .models import ClosingReminder, Proposal
from .queries import council_decision_on, is_confirmed, newest_question
from .states import Route, State
from .whole import missing

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

NOTICE = timedelta(hours=24)  # that pass, also on a day of 23 or 25 hours
_NOT_SUBMITTED = (State.DRAFT, State.PRESENTED)


def to_remind(*, at: datetime) -> QuerySet[Proposal]:
    """Return what is not submitted in rounds that close on that day or the next, and was not told of. One query.

    Whether it is time yet tells `is_due`.
    """
    today = day_of(at)
    sent = ClosingReminder.objects.filter(proposal=OuterRef("pk"), closes_on=OuterRef("until"))
    found = Proposal.objects.annotate(until=last_day_in("round__")).filter(
        ~Exists(sent),
        state__in=_NOT_SUBMITTED,
        round__state=RoundState.ANNOUNCED,
        round__opens_on__lte=today,
        until__range=(today, today + timedelta(days=1)),
    )
    return found.select_related("district__city", "round__plan", "round__year").order_by(F("until"), "pk")


def is_due(proposal: Proposal, *, at: datetime) -> bool:
    """Tell if its round closes within 24 hours, and it can still be submitted and its council was not told.

    What the council voted down is not going to be submitted. Three queries at most.
    """
    if proposal.state not in _NOT_SUBMITTED:
        return False
    round_ = proposal.round
    reread(round_.plan, "ends_on")  # the rest of both was announced, so it stays
    # Both moments are in UTC, so that what lies between them is what passes on a clock that nobody turns back.
    if not round_.is_open(at) or at < round_.closes_at - NOTICE:
        return False
    if proposal.closing_reminders.filter(closes_on=round_.last_day).exists():
        return False
    decision = council_decision_on(proposal)
    return decision is None or decision.accepted


def left_to_do(proposal: Proposal, *, at: datetime) -> list[str]:
    """Return a sentence for each thing that is still to be done before it is submitted, in order. Five queries."""
    found: list[str] = []
    decision = None
    if proposal.state == State.DRAFT:
        found += [one for sentences in missing(proposal).values() for one in sentences]
        found.append(_("Present it to the council."))
    else:
        decision = council_decision_on(proposal)
    if decision is None:
        found.append(_("Have the council decide on it, and enter the decision."))
    if proposal.route == Route.SUBSIDY and (proposal.state == State.DRAFT or not is_confirmed(proposal)):
        found.append(_of_applicant(proposal, at=at))
    found.append(_("Submit it to the city; the chair or the coordinator does that."))
    return found


def _of_applicant(proposal: Proposal, *, at: datetime) -> str:
    question = newest_question(proposal) if proposal.state == State.PRESENTED else None
    if question is None or question.expires_at <= at:
        return _("Ask the applicant to confirm the text.")
    asked = {"day": short_date(question.asked_at)}
    if question.declined_at is not None:
        return (
            _("The applicant says that the text is not right (asked on %(day)s): send it back and mend it.")
            % asked
        )
    return _("The applicant has yet to confirm the text (asked on %(day)s).") % asked
