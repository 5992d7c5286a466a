"""What came of an action, for everyone: its report once the final amount was told, with the photos that are for all.

And what became known of it, decision by decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.states import State
from grants.reports.models import Report, ReportFile
from grants.reports.queries import files_of
from grants.reports.states import FileKind, ReportState
from grants.terms import day_of

from ..states import FINAL

if TYPE_CHECKING:
    from datetime import date

    from .public import Action


_SET_AN_AMOUNT = (DecisionKind.GRANT, DecisionKind.CHANGE, DecisionKind.DETERMINE, DecisionKind.REVISE)


@dataclass(frozen=True)
class Outcome:
    """What was done, in words, numbers and photos; words and photos stay inside where something is not public.

    Whether it was done, and what the council found, is a column of the action itself.
    """

    text: str
    participants: int | None
    volunteers: int | None
    photos: list[ReportFile]


def outcome_of(action: Action) -> Outcome | None:
    """Return what came of it, None before its final amount was told or without a report. Two queries at most."""
    report = _report_on(action)
    if report is None:
        return None
    return Outcome(
        text="" if action.is_guarded else report.text,
        participants=report.participants,
        volunteers=report.volunteers,
        photos=[] if action.is_guarded else list(_photos(report)),
    )


@dataclass(frozen=True)
class Words:
    """What the report on an action says, as everyone may read it."""

    action: Action
    text: str


def words_of(actions: list[Action], *, most: int) -> list[Words]:
    """Return the words of the newest reports on these actions, at most so many. One query.

    Only of an action whose final amount was told; where something is not public for safety they stay inside.
    """
    public = {one.pk: one for one in actions if State(one.state) in FINAL and not one.is_guarded}
    reports = Report.objects.filter(proposal__in=public, state=ReportState.SUBMITTED).order_by(
        "-submitted_at"
    )
    return [Words(public[one.proposal_id], one.text) for one in reports[:most]]


@dataclass(frozen=True)
class Told:
    """What became known of an action by one decision: which kind, its amount in euro cents, and on which day.

    `before_cents` is the amount that it changed. `is_final`: a grant that was final at once. `stands_again_on` is the
    day on which a revocation was taken away.
    """

    kind: DecisionKind
    cents: int
    before_cents: int
    on: date
    is_final: bool
    stands_again_on: date | None = None


def told_of(action: Action) -> list[Told]:
    """Return what became known of it, the oldest first: grant, changes, final amounts, revocations. One query."""
    found = Decision.objects.filter(
        proposal=action.pk,
        state=DecisionState.DECIDED,
        sent_on__isnull=False,
        kind__in=[*_SET_AN_AMOUNT, DecisionKind.REVOKE],
    )
    told, before = [], 0
    for one in found.order_by("version"):
        kind, again = DecisionKind(one.kind), one.replaced_at
        if one.sent_on is not None:
            told.append(
                Told(kind, one.cents, before, one.sent_on, one.is_final, day_of(again) if again else None)
            )
        before = one.cents if kind in _SET_AN_AMOUNT else before
    return told


def photo_of(action: Action, public_id: str) -> ReportFile | None:
    """Return a photo of the action that is for everyone. Two queries at most."""
    report = None if action.is_guarded else _report_on(action)
    return _photos(report).filter(public_id=public_id).first() if report else None


def _report_on(action: Action) -> Report | None:
    if State(action.state) not in FINAL:
        return None
    return Report.objects.filter(proposal=action.pk, state=ReportState.SUBMITTED).first()


def _photos(report: Report) -> QuerySet[ReportFile]:
    return files_of(report).filter(kind=FileKind.PHOTO, is_public=True, has_consent=True)
