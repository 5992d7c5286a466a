"""The places of things in a list: from 1 on, without gaps."""

from collections.abc import Iterable
from typing import TypeVar

from ..models import Condition, Criterion, Element, Point

T = TypeVar("T", bound=Element | Criterion | Condition | Point)


def moved(rows: Iterable[T], one: T | None = None, *, to: int | None = None) -> list[T]:
    """Return those whose place changes, with their new place, when `one` takes the place `to` (None: the last).

    `rows` are all of the list in their order, with or without `one`; without `one` gaps are closed. One query.
    """
    found = [row for row in rows if one is None or row.pk != one.pk]
    if one is not None:
        found.insert(len(found) if to is None else max(to - 1, 0), one)
    changed = [(place, row) for place, row in enumerate(found, start=1) if row.position != place]
    for place, row in changed:
        row.position = place
    return [row for _, row in changed]
