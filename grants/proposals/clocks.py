"""Until when to decide, kept beside a proposal so that a list can be sorted by it, and the penalty for being late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from grants.terms import Penalty, Reading, day_of, law, penalty

from .models import CompletionRequest, Pause
from .queries import clock_of, expected_decision, open_request
from .states import Route, State

if TYPE_CHECKING:
    from datetime import date, datetime

    from .models import NoticeOfDefault, Proposal


def due_day(proposal: Proposal) -> date | None:
    """Return the last day to decide, as it is if a pause that runs takes all the time that was given for it.

    None before the submission, and while the term stands still without a day on which that ends. It does not depend
    on the day of asking: a pause that passes unused changes nothing. Two queries at most.
    """
    if proposal.received_at is None:
        return None
    clock = clock_of(proposal)
    if any(one.runs_on is None and one.last_day is None for one in clock.pauses):
        return None
    ends = [one.last_day + timedelta(days=1) for one in clock.pauses if one.last_day]
    return clock.read(max([clock.start, *ends])).last_day


def starts_before(proposal: Proposal, *, at: datetime) -> date | None:
    """Return the last day to decide where the action begins on it or before: costs are at one's own risk till then.

    None where it begins after it, or says no day, and of what the city does itself. What was not submitted is told as
    if it were now. No query.
    """
    if proposal.starts_on is None or proposal.route == Route.OWN:
        return None
    decide_by = proposal.due_on or expected_decision(proposal, at=at)
    return decide_by if proposal.starts_on <= decide_by else None


def keep_due(proposal: Proposal) -> None:
    """Keep the last day to decide beside the proposal; each flow that changes the clock ends with it."""
    proposal.due_on = due_day(proposal)
    proposal.save(update_fields=["due_on"])


def end_request(proposal: Proposal, *, at: datetime) -> None:
    """End the question that is open, and with it what is left of its pause."""
    CompletionRequest.objects.filter(proposal=proposal, ended_at__isnull=True).update(ended_at=at)
    Pause.objects.filter(proposal=proposal, request__isnull=False, runs_on__isnull=True).update(
        runs_on=day_of(at)
    )


def penalty_of(proposal: Proposal, *, on: date) -> Penalty | None:
    """Return what is due because of the first notice that came when the term was over (Awb 4:17). Three queries.

    It ends by the day on which the decision was made known: one that is held back ends nothing.
    """
    notices = list(proposal.notices.all())
    if not notices or proposal.received_at is None:
        return None
    last_day = clock_of(proposal).read(on).last_day
    found = (
        penalty(
            last_day=last_day,
            notice_on=one.received_on,
            on=on,
            decided_on=proposal.told_on,
        )
        for one in notices
    )
    return next((one for one in found if one is not None), None)


def open_pause(proposal: Proposal, *, on: date) -> Pause | None:
    """Return the pause that an officer can end on that day; one of a question to complete ends by its answer."""
    found = (
        one
        for one in proposal.pauses.all()
        if one.request_id is None and one.runs_on is None and (one.last_day is None or one.last_day >= on)
    )
    return next(found, None)


def dismissal_day(request: CompletionRequest, *, on: date) -> date | None:
    """Return until when a proposal can be dismissed whose term to complete passed unused, None while it did not.

    Within four weeks after that term (Awb 4:5).
    """
    if request.answered_at is not None or on <= request.last_day:
        return None
    return law.DISMISSAL.last_day(request.last_day).day


@dataclass(frozen=True)
class Card:
    """How the term to decide stands, with what came of being late."""

    reading: Reading
    is_legal: bool
    penalty: Penalty | None
    notices: list[NoticeOfDefault]
    request: CompletionRequest | None
    dismiss_by: date | None


def card_of(proposal: Proposal, *, on: date) -> Card | None:
    """Return how its term stands on that day, None before the submission. Seven queries at most."""
    if proposal.received_at is None:
        return None
    request = open_request(proposal) if proposal.state == State.COMPLETING else None
    reading = clock_of(proposal).read(on)
    notices = list(proposal.notices.all()) if reading.is_over else []
    return Card(
        reading,
        is_legal=proposal.route == Route.SUBSIDY,
        penalty=penalty_of(proposal, on=on) if notices else None,
        notices=notices,
        request=request,
        dismiss_by=dismissal_day(request, on=on) if request else None,
    )
