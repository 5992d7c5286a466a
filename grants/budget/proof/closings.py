"""What a proof asks of closings: that they stand as entries and trail tell them.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Max, Q, QuerySet, When
from django.utils.translation import gettext as _

from portal.trail.models import Record
from wijkraden.places.models import City

from ..models import Entry, Slice, Year
from ..states import Event

_Moments = dict[int, datetime]  # by id of a slice or year


def closings(city: City | None) -> list[str]:
    """Name closings that are away, moved or half, and slices that do not name where their money went on."""
    slices = Slice.objects.filter(year__city=city) if city else Slice.objects.all()
    columns = ("public_id", "scope", "name", "closed_at", "successor", "year__year")
    found = {one.pk: one for one in slices.select_related("year").only(*columns).order_by("pk")}
    of_slices, of_years = _told(found.values())
    years = Year.objects.filter(city=city) if city else Year.objects.all()
    return [
        *_moved(found, of_slices),
        *_years(years, of_years, {one.year_id for one in found.values() if one.closed_at is None}),
        *_gone_on(found, went_on()),
    ]


def went_on() -> dict[int, int]:
    """Return by id in which slice a closed one went on, as the entries of its closing tell. One query."""
    halves = Entry.objects.filter(event__in=(Event.CLOSE, Event.CARRY)).exclude(pair="").order_by()
    pairs = halves.values("pair").annotate(old=_slice_of(Event.CLOSE), new=_slice_of(Event.CARRY))
    found = pairs.exclude(old=None).exclude(new=None).values_list("old", "new").distinct()
    return dict(found.order_by("old", "new"))


def _slice_of(event: Event) -> Max:
    return Max(Case(When(event=event, then=F("slice"))))


def _told(slices: Iterable[Slice]) -> tuple[_Moments, _Moments]:
    """Return when slices and years closed, as the trail tells: a year right after the last of its slices."""
    by_public_id = {one.public_id: one for one in slices}
    closed = Record.objects.filter(subject_kind="slice", act="budget.slice_closed").order_by("number")
    of_slices: _Moments = {}
    last: dict[int, Slice] = {}
    for number, public_id, at in closed.values_list("number", "subject_id", "at").iterator():
        if public_id in by_public_id:
            last[number] = by_public_id[public_id]
            of_slices.setdefault(last[number].pk, at)
    ended = Record.objects.filter(subject_kind="year", act="budget.year_closed").order_by("number")
    of_years: _Moments = {}
    for number, at in ended.values_list("number", "at").iterator():
        if number - 1 in last:
            of_years.setdefault(last[number - 1].year_id, at)
    return of_slices, of_years


def _moved(slices: dict[int, Slice], told: _Moments) -> list[str]:
    return [
        f"{slices[pk]}: " + _("it was not closed at the moment that the trail tells")
        for pk, at in told.items()
        if slices[pk].closed_at != at
    ]


def _years(years: QuerySet[Year], told: _Moments, with_open_slices: set[int]) -> list[str]:
    """Slices may close one by one before their year; the year never before one of them."""
    is_closed = ExpressionWrapper(Q(closed_at__isnull=False), output_field=BooleanField())
    found = years.annotate(is_closed=is_closed).select_related("city")
    faults = []
    for year in found.only("city__name", "year", "closed_at").order_by("pk"):
        cannot_be_read = year.is_closed and year.closed_at is None  # SQLite takes any text for a moment
        wrong = {
            _("the moment of its closing cannot be read"): cannot_be_read,
            _("it was not closed at the moment that the trail tells"): not cannot_be_read
            and year.pk in told
            and year.closed_at != told[year.pk],
            _("it is closed, but not all its slices are"): year.is_closed and year.pk in with_open_slices,
        }
        faults += [f"{year.city.name} {year.year}: {text}" for text, is_so in wrong.items() if is_so]
    return faults


def _gone_on(slices: dict[int, Slice], into: dict[int, int]) -> list[str]:
    return [
        f"{one}: " + _("it does not name the slice in which what it left open went on")
        for pk, one in slices.items()
        if one.closed_at is not None and into.get(pk, one.successor_id) != one.successor_id
    ]
