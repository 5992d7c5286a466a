"""What was approved or made, as fingerprints that its flows put on the trail and the proof compares with the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from ..models import Change, ChangeLine, Slice, SliceDistrict, Year
from ..states import SHARE

_OF_THE_SHARE = tuple(f"{name}{when}" for name in SHARE for when in ("", "_before"))
_OF_A_LINE = ("position", "slice_id", "before_cents", "after_cents", "taker_id", "taker_before_cents")


def content_of_change(change: Change, lines: Iterable[ChangeLine]) -> str:
    """Return the SHA-256 (hex) of a decided change: what it changes, by which decision, and by whom and when.

    The explanation is not in it: a person's words may have to go one day, what stands on the trail never does.
    """
    return _hash(
        change.public_id,
        str(change.kind),
        change.year_id,
        change.decision_number,
        _told(change.decision_on),
        [getattr(change, name) for name in _OF_THE_SHARE],
        [change.prepared_by_id, _told(change.prepared_at), change.decided_by_id, _told(change.decided_at)],
        sorted([getattr(line, name) for name in _OF_A_LINE] for line in lines),
    )


def content_of_year(year: Year) -> str:
    """Return the SHA-256 (hex) of whose money the slices of a year are, and what they are called. Two queries."""
    districts: dict[int, list[int]] = {}
    shares = SliceDistrict.objects.filter(slice__year=year).order_by("district_id")
    for slice_, district in shares.values_list("slice", "district"):
        districts.setdefault(slice_, []).append(district)
    columns = ("pk", "public_id", "scope", "regulation__public_id", "name")
    found = Slice.objects.filter(year=year).order_by("pk").values_list(*columns)
    return _hash(*([*told, districts.get(pk, [])] for pk, *told in found))


def _told(when: date | None) -> str | None:
    """Return a day or a moment as text; None when the row holds none that can be read."""
    return (when.astimezone(UTC) if isinstance(when, datetime) else when).isoformat() if when else None


def _hash(*values: object) -> str:
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
