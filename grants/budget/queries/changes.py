"""Reads of the changes of the budget: what waits, what no longer fits, what was decided, and whom to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on
from wijkraden.people.states import Role
from wijkraden.places.models import City

from ..models import Change, ChangeLine, Slice, Year
from ..states import ChangeKind, ChangeState
from .figures import authority_of


def _with_lines(found: QuerySet[Change]) -> QuerySet[Change]:
    lines = ChangeLine.objects.select_related("slice__regulation", "taker__regulation").order_by("position")
    return found.prefetch_related(Prefetch("lines", lines))


def changes_of(year: Year) -> QuerySet[Change]:
    """Return the prepared and decided changes of a year, the newest first, with people and lines. Two queries."""
    return _with_lines(Change.objects.filter(year=year).select_related("year", "prepared_by", "decided_by"))


def waiting_changes(city: City) -> QuerySet[Change]:
    """Return the changes that wait for approval, the oldest first, with their lines. Two queries."""
    found = Change.objects.filter(year__city=city, state=ChangeState.PREPARED)
    return _with_lines(found.select_related("year", "prepared_by").order_by("prepared_at", "id"))


def change_at(city: City, public_id: str) -> Change | None:
    """Return a change of the city with its year and people, and `regulations`: of how many the year has slices.

    One query.
    """
    slices = Slice.objects.filter(year=OuterRef("year")).order_by().values("year")
    regulations = slices.annotate(count=Count("regulation", distinct=True)).values("count")
    found = Change.objects.filter(year__city=city, public_id=public_id).annotate(regulations=regulations)
    return found.select_related("year__city", "prepared_by", "decided_by").first()


def lines_of(change: Change) -> QuerySet[Any]:
    """Return the lines of a change in their order, with slices, takers and their regulations. One query."""
    return change.lines.select_related("slice__regulation", "taker__regulation").order_by("position")


def returned_changes(city: City) -> QuerySet[Change]:
    """Return the changes that were returned and not prepared again, the oldest first. Two queries."""
    found = Change.objects.filter(year__city=city, state=ChangeState.RETURNED)
    return _with_lines(found.select_related("year", "prepared_by", "decided_by").order_by("decided_at", "id"))


def undecided_changes(city: City) -> QuerySet[Change]:
    """Return the changes that wait for approval or were returned, the oldest first, with lines. Two queries."""
    found = Change.objects.filter(year__city=city, state__in=[ChangeState.PREPARED, ChangeState.RETURNED])
    return _with_lines(
        found.select_related("year", "prepared_by", "decided_by").order_by("prepared_at", "id")
    )


def stale_among(changes: Iterable[Change], *, now: Mapping[int, int] | None = None) -> frozenset[int]:
    """Return the ids of those that wait and can no longer be approved: what they build on was changed.

    The changes have their lines at hand. One query, unless `now` tells the budgets of their slices.
    """
    waiting = [one for one in changes if one.state == ChangeState.PREPARED]
    lines = {one: list(one.lines.all()) for one in waiting}
    slices = [one for found in lines.values() for one in _touched(found)]
    if now is None:
        now = authority_of(slices) if slices else {}
    return frozenset(one.pk for one, found in lines.items() if is_stale(one, found, now))


def is_stale(change: Change, lines: Sequence[ChangeLine], now: Mapping[int, int]) -> bool:
    """Tell if it can no longer be approved; `now` holds the slices' budgets.

    What it changes is not as it was prepared, or the budgets together would pass the reserved share.
    """
    year = change.year
    if change.kind == ChangeKind.SHARE:
        return not change.is_as_prepared(year) or (change.reserved_cents or 0) < year.allotted_cents
    if sum(line.cents for line in lines) > year.unallotted_cents:
        return True
    expected = dict(now)
    for line in lines:
        is_as_shown = line.taker_id is None or expected[line.taker_id] == line.taker_before_cents
        if expected[line.slice_id] != line.before_cents or not is_as_shown:
            return True
        expected[line.slice_id] = line.after_cents
        if line.taker_id is not None:
            expected[line.taker_id] -= line.cents
    return False


def _touched(lines: Iterable[ChangeLine]) -> list[Slice]:
    return [one for line in lines for one in (line.slice, line.taker) if one is not None]


def gist_of(change: Change) -> str:
    """Return in a line what a change does: its amounts, and to how many budgets. One query without lines at hand."""
    if change.kind == ChangeKind.SHARE:
        return _("%(amount)s reserved") % {"amount": format_euros(change.reserved_cents or 0)}
    lines = list(change.lines.all())
    more = sum(line.cents for line in lines if line.cents > 0)
    less = -sum(line.cents for line in lines if line.cents < 0)
    number = len({one.pk for one in _touched(lines)})
    parts = [ngettext("%(n)d district budget", "%(n)d district budgets", number) % {"n": number}]
    if change.kind == ChangeKind.REDISTRIBUTION:
        return ", ".join([_("%(amount)s moved") % {"amount": format_euros(less)}, *parts])
    if less:
        parts.insert(0, _("%(amount)s less") % {"amount": format_euros(less)})
    if more:
        parts.insert(0, _("%(amount)s more") % {"amount": format_euros(more)})
    return ", ".join(parts)


def waiting_beside(change: Change) -> QuerySet[Change]:
    """Return the other waiting changes that touch what this one changes. Two queries."""
    others = Change.objects.filter(year=change.year_id, state=ChangeState.PREPARED).exclude(pk=change.pk)
    if change.kind == ChangeKind.SHARE:
        return _with_lines(others.filter(kind=ChangeKind.SHARE).select_related("year"))
    mine = ChangeLine.objects.filter(change=change)
    touched = ChangeLine.objects.filter(change=OuterRef("pk")).filter(
        Q(slice__in=mine.values("slice"))
        | Q(slice__in=mine.filter(taker__isnull=False).values("taker"))
        | Q(taker__in=mine.values("slice"))
        | Q(taker__in=mine.filter(taker__isnull=False).values("taker"))
    )
    return _with_lines(others.filter(Exists(touched)).select_related("year"))


def holders(city: City, role: Role, *, on: date) -> QuerySet[User]:
    """Return who holds that role in the city on that day. One query."""
    seats = Seat.objects.filter(seated_on(on), user=OuterRef("pk"), city=city, role=role)
    return User.objects.filter(Exists(seats), is_active=True).order_by("pk")
