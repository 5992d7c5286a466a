"""What a proof asks of approved changes of the budget: that they booked what they say.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.trail.models import Record
from wijkraden.places.models import City

from ..models import Change, ChangeLine, Entry
from ..states import Event, Kind
from .contents import content_of_change
from .outcome import MOST
from .shares import approved

_SOURCE = "change:"
_Booked = dict[tuple[int, str], int]  # what the budget of a slice got (below zero: gave) under a key


def changes(city: City | None) -> list[str]:
    """Name approved changes that are not what was approved, or booked something else than they say.

    And entries of a change that nobody approved here, and changes that were approved, as the trail tells, and are not
    now.
    """
    lines = _lines(city)
    decided, booked, bookers, told = _decided(lines), _booked(city), _bookers(city), _told(city)
    faults: list[str] = []
    for change in approved(city).order_by("pk"):
        name = change.public_id
        faults += _wrong_in(
            change,
            {
                _("what it booked is not what was approved"): decided.get(name, {}) != booked.pop(name, {}),
                _("it does not say who, besides its preparer, approved it"): change.decided_by_id
                in (None, change.prepared_by_id),
                _("someone else booked it than who approved it"): bool(
                    bookers.get(name, set()) - {change.decided_by_id}
                ),
                _("the trail does not tell that it was approved"): name not in told,
                _("it is not as it was when it was approved"): told.pop(name, None)
                not in (None, content_of_change(change, lines.get(name, ()))),
            },
        )
    faults += [
        ngettext(
            "change %(change)s: %(count)s entry names it, but nobody approved it here",
            "change %(change)s: %(count)s entries name it, but nobody approved it here",
            len(places),
        )
        % {"change": public_id, "count": len(places)}
        for public_id, places in booked.items()
    ]
    faults += [
        _("change %(change)s: the trail tells that it was approved, but here it is not")
        % {"change": public_id}
        for public_id, content in told.items()
        if content is not None
    ]
    return faults[:MOST]


def _wrong_in(change: Change, wrong: dict[str, bool]) -> list[str]:
    place = _("change %(change)s (%(decision)s)") % {
        "change": change.public_id,
        "decision": change.decision_number,
    }
    return [f"{place}: {text}" for text, is_so in wrong.items() if is_so]


def _told(city: City | None) -> dict[str, str | None]:
    """Return what each change was when it was approved, as the trail tells; None where it does not tell that yet."""
    records = Record.objects.filter(subject_kind="grants.change", act="budget.change_approved")
    told: dict[str, str | None] = {}
    for public_id, facts in records.order_by("number").values_list("subject_id", "facts").iterator():
        if city is None or facts.get("city", city.public_id) == city.public_id:
            told.setdefault(public_id, facts.get("content"))
    return told


def _lines(city: City | None) -> dict[str, list[ChangeLine]]:
    """Return the lines of each approved change, by its public id."""
    lines: dict[str, list[ChangeLine]] = {}
    found = ChangeLine.objects.filter(change__in=approved(city)).order_by("change", "position")
    for line in found.annotate(of=F("change__public_id")).iterator():
        lines.setdefault(line.of, []).append(line)
    return lines


def _bookers(city: City | None) -> dict[str, set[int | None]]:
    """Return who booked entries that name a change."""
    bookers: dict[str, set[int | None]] = {}
    for source, by in _naming_changes(city).order_by().values_list("source", "by").distinct():
        bookers.setdefault(source.removeprefix(_SOURCE), set()).add(by)
    return bookers


def _naming_changes(city: City | None) -> QuerySet[Entry]:
    """Return entries that name a change; a counter-entry is a decision of its own."""
    found = Entry.objects.filter(source__startswith=_SOURCE).exclude(event=Event.COUNTER)
    return found.filter(slice__year__city=city) if city else found


def _decided(lines: dict[str, list[ChangeLine]]) -> dict[str, _Booked]:
    decided: dict[str, _Booked] = {}
    for public_id, of_change in lines.items():
        places = decided.setdefault(public_id, {})
        for line in of_change:
            key = f"{_SOURCE}{public_id}/{line.position}"
            places[line.slice_id, key] = line.cents
            if line.taker_id is not None:
                places[line.taker_id, key] = -line.cents
    return decided


def _booked(city: City | None) -> dict[str, _Booked]:
    """Return per change what entries that name it did to budgets."""
    columns = (
        "source",
        "slice",
        "key",
        "transfers__cents",
        "transfers__debit__kind",
        "transfers__credit__kind",
    )
    found = _naming_changes(city).order_by("pk")
    booked: dict[str, _Booked] = {}
    for source, slice_, key, cents, debit, credit in found.values_list(*columns).iterator():
        places = booked.setdefault(source.removeprefix(_SOURCE), {})
        sign = (credit == Kind.AUTHORITY) - (debit == Kind.AUTHORITY)
        places[slice_, key] = places.get((slice_, key), 0) + sign * (cents or 0)
    return booked
