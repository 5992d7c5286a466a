"""Reads of the assessment frames and what they hold."""

from typing import Any

from django.db.models import QuerySet

from wijkraden.places.models import City

from ..models import Condition, Criterion, Frame
from ..states import PartKind

FRAME_COLUMNS = ("title", "minimum_total", "spread_tenths")
PART_COLUMNS: dict[type[Criterion | Condition], tuple[str, ...]] = {
    Criterion: ("code", "title", "question", "anchor", "weight", "minimum", "position"),
    Condition: ("code", "question", "explanation", "position"),
}


def frames_of(city: City) -> QuerySet[Frame]:
    """Return the frames of a city, the newest first, with who edited them last. One query."""
    return Frame.objects.filter(city=city).select_related("edited_by")


def with_parts(found: QuerySet[Frame]) -> QuerySet[Frame]:
    """Return frames with their criteria and conditions at hand. Two queries more."""
    return found.prefetch_related("criteria", "conditions")


def frame_at(city: City, public_id: str) -> Frame | None:
    """Return one frame of a city with its parts. Three queries."""
    return with_parts(frames_of(city)).filter(public_id=public_id).first()


def part_at(frame: Frame, kind: PartKind, public_id: str) -> Criterion | Condition | None:
    """Return one criterion or condition of a frame. One query."""
    if kind == PartKind.CRITERION:
        return frame.criteria.filter(public_id=public_id).first()
    return frame.conditions.filter(public_id=public_id).first()


def weight_of(frame: Frame) -> int:
    """Return what the weights of its criteria are together. One query, none when they are at hand."""
    return sum(one.weight for one in frame.criteria.all())


def count_in(frame: Frame, kind: PartKind) -> int:
    """Return how many criteria or conditions a frame has. One query, none when they are at hand."""
    return len(frame.criteria.all() if kind == PartKind.CRITERION else frame.conditions.all())


def values_of_frame(frame: Frame) -> dict[str, Any]:
    """Return the columns of a frame that its form shows, as `change_frame` compares them."""
    return {name: getattr(frame, name) for name in FRAME_COLUMNS}


def values_of_part(part: Criterion | Condition) -> dict[str, Any]:
    """Return the columns of a criterion or condition, as `change_part` compares them."""
    return {name: getattr(part, name) for name in PART_COLUMNS[type(part)]}
