"""What came of an action, for everyone: its report once the final amount was told, with the photos that are for all.

And what happened that stands no longer: that a grant was revoked and stands again.
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
from grants.reports.states import Done, FileKind, ReportState
from grants.terms import day_of

from ..states import FINAL

if TYPE_CHECKING:
    from datetime import date

    from .public import Action


@dataclass(frozen=True)
class Outcome:
    """What was done, in words, numbers and photos; words and photos stay inside where something is not public.

    `done` is what the reporter says, `judgement` what the council found ("" before it did).
    """

    text: str
    participants: int | None
    volunteers: int | None
    done: str
    judgement: str
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
        done=str(Done(report.done).label),
        judgement=str(Done(report.judgement).label) if report.judgement else "",
        photos=[] if action.is_guarded else list(_photos(report)),
    )


def taken_back_of(action: Action) -> list[tuple[date, date]]:
    """Return of each revocation that was taken away when it was told, and since when the grant stands again.

    One query.
    """
    fell = Decision.objects.filter(
        proposal=action.pk,
        state=DecisionState.DECIDED,
        kind=DecisionKind.REVOKE,
        sent_on__isnull=False,
        replaced_at__isnull=False,
    )
    rows = fell.order_by("version").values_list("sent_on", "replaced_at")
    return [(told, day_of(again)) for told, again in rows if told is not None and again is not None]


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
