"""Writes of the assessment frames: a frame is edited until a round freezes it; a copy of it starts open."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..errors import CodeTaken, FrameStands, PartGone, WrongWeights
from ..holding import change_columns, hold_city
from ..models import Condition, Criterion, Frame
from ..queries import moved, weight_of
from ..rules import EDIT_PLAN
from ..states import ALL_WEIGHTS, ConditionOf, CriterionOf, PartKind

STARTED = describe("plan.frame_started", gettext_lazy("started an assessment frame ({version})"))
CHANGED = describe("plan.frame_changed", gettext_lazy("changed an assessment frame ({version})"))
PART_ADDED = describe("plan.frame_part_added", gettext_lazy("added a part to a frame ({kind}, {code})"))
PART_CHANGED = describe("plan.frame_part_changed", gettext_lazy("changed a part of a frame ({kind}, {code})"))
PART_REMOVED = describe("plan.frame_part_removed", gettext_lazy("removed a part of a frame ({kind}, {code})"))
COPIED = describe(
    "plan.frame_copied", gettext_lazy("copied an assessment frame ({copied_from} to {version})")
)
FROZEN = describe("plan.frame_frozen", gettext_lazy("froze an assessment frame ({version})"))

Part = Criterion | Condition
_CRITERION = ("code", "title", "question", "anchor", "weight", "minimum", "position")
_CONDITION = ("code", "question", "explanation", "position")


@flow
def start_frame(
    city: City, *, title: str, minimum_total: int, spread_tenths: int, by: User, at: datetime
) -> Frame:
    """Start a frame without criteria.

    `minimum_total` is of 100, `spread_tenths` of a point: more between two scores of a proposal asks for a talk.
    Raises NoLongerAllowed.
    """
    held = hold_city(city.pk, EDIT_PLAN, by=by, at=at)
    made = _new(held, title, minimum_total, spread_tenths, by=by, at=at)
    record(STARTED, made, by=by, at=at, version=made.number)
    return made


@flow
def change_frame(
    frame: Frame,
    *,
    title: str,
    minimum_total: int,
    spread_tenths: int,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change title and thresholds of a frame.

    Raises NoLongerAllowed, FrameStands, and ChangedMeanwhile when it is no longer what it `was`.
    """
    row = _hold(frame, by=by, at=at)
    refuse_if_changed(row, was)
    values = {"title": title, "minimum_total": minimum_total, "spread_tenths": spread_tenths}
    if changed := change_columns(row, values):
        _note_edit(row, by=by, at=at)
        record(CHANGED, row, by=by, at=at, version=row.number, changed="/".join(changed))
    frame.refresh_from_db()


@flow
def add_part(
    frame: Frame, *, what: CriterionOf | ConditionOf, position: int | None = None, by: User, at: datetime
) -> Part:
    """Add a criterion or a condition at a place in its list; None: the last.

    Raises NoLongerAllowed, FrameStands and CodeTaken.
    """
    row = _hold(frame, by=by, at=at)
    made: Part = (
        Criterion(frame=row, position=0, **asdict(what))
        if isinstance(what, CriterionOf)
        else Condition(frame=row, position=0, **asdict(what))
    )
    _refuse_code(made, what.code)
    made.save(force_insert=True)
    _place(moved(_siblings(made), made, to=position))
    _note_edit(row, by=by, at=at)
    record(PART_ADDED, row, by=by, at=at, kind=_kind(made), code=what.code)
    return made


@flow
def change_part(
    part: Part,
    *,
    what: CriterionOf | ConditionOf,
    position: int,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change a criterion or condition and its place in its list.

    Raises NoLongerAllowed, FrameStands, PartGone, CodeTaken, and ChangedMeanwhile when it is no longer what it
    `was`.
    """
    frame = _hold(part.frame, by=by, at=at)
    row = _row(part)
    refuse_if_changed(row, was)
    if what.code != row.code:
        _refuse_code(row, what.code)
    changed = change_columns(row, asdict(what))
    if rows := moved(_siblings(row), row, to=position):
        _place(rows)
        changed.append("position")
    if changed:
        _note_edit(frame, by=by, at=at)
        told = {"kind": _kind(row), "code": row.code, "changed": "/".join(changed)}
        record(PART_CHANGED, frame, by=by, at=at, **told)
    part.refresh_from_db()


@flow
def remove_part(part: Part, *, was: Mapping[str, Any] | None = None, by: User, at: datetime) -> None:
    """Remove a criterion or condition from a frame that is not frozen; raises as `change_part`."""
    frame = _hold(part.frame, by=by, at=at)
    row = _row(part)
    refuse_if_changed(row, was)
    rows, kind, code = _siblings(row), _kind(row), row.code
    row.delete()
    _place(moved(rows))
    _note_edit(frame, by=by, at=at)
    record(PART_REMOVED, frame, by=by, at=at, kind=kind, code=code)


@flow
def copy_frame(frame: Frame, *, by: User, at: datetime) -> Frame:
    """Make a new version of a frame with all of its parts, open to changes. Raises NoLongerAllowed."""
    held = hold_city(frame.city_id, EDIT_PLAN, by=by, at=at)
    row = Frame.objects.select_for_update(no_key=True).get(pk=frame.pk)
    made = _new(held, row.title, row.minimum_total, row.spread_tenths, by=by, at=at)
    criteria, conditions = row.criteria.values(*_CRITERION), row.conditions.values(*_CONDITION)
    Criterion.objects.bulk_create(Criterion(frame=made, **one) for one in criteria)
    Condition.objects.bulk_create(Condition(frame=made, **one) for one in conditions)
    record(COPIED, made, by=by, at=at, copied_from=row.number, version=made.number)
    return made


@flow
def freeze_frame(frame: Frame, *, by: User | None, at: datetime) -> None:
    """Let a frame stay as it is from now on, for a round that opens with it; one that is frozen stays so.

    Raises WrongWeights when the weights of its criteria are not 100 together. Who may open a round asks that room.
    """
    row = Frame.objects.select_for_update(no_key=True).get(pk=frame.pk)
    if not row.is_frozen:
        weight = weight_of(row)
        if weight != ALL_WEIGHTS:
            raise WrongWeights(
                _("The weights of “%(title)s” are %(weight)d together. They must be 100.")
                % {"title": row.title, "weight": weight}
            )
        row.frozen_at = at
        row.save(update_fields=["frozen_at"])
        record(FROZEN, row, by=by, at=at, version=row.number)
    frame.refresh_from_db()


def _hold(frame: Frame, *, by: User, at: datetime) -> Frame:
    """Lock the city, then the frame; raises FrameStands once it is frozen."""
    hold_city(frame.city_id, EDIT_PLAN, by=by, at=at)
    row = Frame.objects.select_for_update(no_key=True).get(pk=frame.pk)
    if row.is_frozen:
        raise FrameStands(_("A round uses this frame, so it stays as it is. Make a copy and change that."))
    return row


def _new(city: City, title: str, minimum_total: int, spread_tenths: int, *, by: User, at: datetime) -> Frame:
    newest = Frame.objects.filter(city=city).aggregate(newest=Max("number"))["newest"]
    return Frame.objects.create(
        city=city,
        number=(newest or 0) + 1,
        title=title,
        minimum_total=minimum_total,
        spread_tenths=spread_tenths,
        edited_by=by,
        edited_at=at,
    )


def _row(part: Part) -> Part:
    row = type(part)._default_manager.filter(pk=part.pk).first()
    if row is None:
        raise PartGone(_("Someone removed this part of the frame after you opened the page."))
    return row


def _siblings(part: Part) -> QuerySet[Any]:
    return type(part)._default_manager.filter(frame=part.frame_id)


def _place(rows: list[Part]) -> None:
    for row in rows:
        row.save(update_fields=["position"])


def _kind(part: Part) -> str:
    return (PartKind.CRITERION if isinstance(part, Criterion) else PartKind.CONDITION).value


def _note_edit(frame: Frame, *, by: User, at: datetime) -> None:
    frame.edited_by, frame.edited_at = by, at
    frame.save(update_fields=["edited_by", "edited_at"])


def _refuse_code(part: Part, code: str) -> None:
    if _siblings(part).filter(code=code).exists():
        raise CodeTaken(
            _("Something else has the code %(code)s already. Choose another one.") % {"code": code}
        )
