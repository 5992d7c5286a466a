"""What a proof asks of rows of several slices: pairs, counter-entries, years, dossiers and regulations.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from wijkraden.places.models import City

from ..models import Account, Dossier, Entry, Slice, Transfer, Year
from ..states import Event, Kind, Scope
from .outcome import MOST

_REDISTRIBUTES = Q(entry__event=Event.REDISTRIBUTE) | Q(entry__undoes__event=Event.REDISTRIBUTE)
_TOLD = ("number", "slice__scope", "slice__name", "slice__year__year")  # no day, which may be unreadable
_GOES_OVER = Q(entry__event__in=(Event.CLOSE, Event.CARRY))


def _entries(city: City | None) -> QuerySet[Entry]:
    return Entry.objects.filter(slice__year__city=city) if city else Entry.objects.all()


def _transfers(city: City | None) -> QuerySet[Transfer]:
    return Transfer.objects.filter(entry__slice__year__city=city) if city else Transfer.objects.all()


def _net(kind: Kind, of: Q | None = None) -> Sum:
    """Sum what transfers move to a kind less what they take from it."""
    here = of or Q()
    return Sum(
        Case(
            When(Q(debit__kind=kind) & here, then=F("cents")),
            When(Q(credit__kind=kind) & here, then=-F("cents")),
            default=Value(0),
        )
    )


def _told(entries: QuerySet[Entry], what: str) -> list[str]:
    """Return a sentence per entry; `what` has a place for its number."""
    found = entries.select_related("slice__year").only(*_TOLD).order_by("slice", "number")[:MOST]
    return [f"{one.slice}: " + what % {"number": one.number} for one in found]


def pairs(city: City | None) -> list[str]:
    """Name the entries of a pair whose two halves, in two slices, do not take what the other gives."""
    paired = _entries(city).exclude(pair="").order_by()
    counted = paired.values("pair").annotate(halves=Count("id"), slices=Count("slice", distinct=True))
    alone = counted.exclude(halves=2, slices=2).values("pair")
    moved = _transfers(city).exclude(entry__pair="").order_by().values("entry__pair")
    uneven = moved.annotate(
        between=_net(Kind.CLEARING),
        budget=_net(Kind.AUTHORITY, _REDISTRIBUTES),
        goes_over=_net(Kind.COMMITTED, _GOES_OVER),
    ).exclude(between=0, budget=0, goes_over=0)
    found = paired.filter(Q(pair__in=alone) | Q(pair__in=uneven.values("entry__pair")))
    return _told(found, _("entry %(number)s does not match the other half of its pair"))


def moved_alone(city: City | None) -> list[str]:
    """Name entries without a pair that move cents between slices."""
    found = _transfers(city).filter(entry__pair="").order_by("entry__slice", "entry__number").values("entry")
    moved = found.annotate(sum=_net(Kind.CLEARING)).exclude(sum=0).values_list("entry", "sum")[:MOST]
    told = Entry.objects.select_related("slice__year").only(*_TOLD)
    entries = told.in_bulk([entry for entry, _cents in moved])
    return [
        f"{entries[entry].slice}: "
        + _("entry %(number)s moves %(cents)s cents between slices that no other entry takes")
        % {"number": entries[entry].number, "cents": cents}
        for entry, cents in moved
    ]


def counters(city: City | None) -> list[str]:
    """Name counter-entries that do not book the mirror of what they undo."""
    made = _entries(city).filter(event=Event.COUNTER)
    mirror = Transfer.objects.filter(
        entry=OuterRef("entry__undoes"),
        position=OuterRef("entry__size") + 1 - OuterRef("position"),
        debit=OuterRef("credit"),
        credit=OuterRef("debit"),
        cents=OuterRef("cents"),
    )
    strange = _transfers(city).filter(~Exists(mirror), entry__event=Event.COUNTER).values("entry")
    is_mirror = Q(undoes__slice=F("slice"), undoes__size=F("size")) & ~Q(undoes__event=Event.COUNTER)
    return _told(
        made.filter(~is_mirror | Q(pk__in=strange)),
        _("entry %(number)s does not book the mirror of the entry that it undoes"),
    )


def years(city: City | None) -> list[str]:
    """Name years whose amounts are not whole, do not fit in each other or are not those of the slices."""
    totals = Account.objects.filter(kind=Kind.AUTHORITY, dossier__isnull=True)
    sums = totals.values("slice__year").order_by().annotate(cents=Sum(F("credits") - F("debits")))
    allotted = dict(sums.values_list("slice__year", "cents"))
    has_books = Exists(Slice.objects.filter(year=OuterRef("pk"), scope=Scope.BOOKS))
    found = Year.objects.filter(city=city) if city else Year.objects.all()
    faults = []
    columns = ("city__name", "year", "programme_cents", "reserved_cents", "allotted_cents")
    for year in found.select_related("city").only(*columns).annotate(has_books=has_books).order_by("pk"):
        amounts = (year.allotted_cents, year.reserved_cents, year.programme_cents)
        wrong = {
            _("its amounts are not whole cents"): any(type(one) is not int for one in amounts),
            _("it has no ledger of the city"): not year.has_books,
            _("allotted is not what its slices have together"): year.allotted_cents
            != allotted.get(year.pk, 0),
        }
        if all(type(one) is int for one in amounts):
            wrong[_("its slices have more than its reserved share")] = amounts[0] > amounts[1]
            wrong[_("its reserved share is more than the programme")] = amounts[1] > amounts[2]
        faults += [f"{year.city.name} {year.year}: {text}" for text, is_so in wrong.items() if is_so]
    return faults


def dossiers(city: City | None) -> list[str]:
    """Name dossiers whose number is not the next of its prefix and year, or stands under another budget."""
    found = Dossier.objects.filter(year__city=city) if city else Dossier.objects.all()
    columns = (
        "year",
        "year__year",
        "prefix",
        "sequence",
        "number",
        "slice__year",
        "slice__regulation__prefix",
    )
    faults: list[str] = []
    place, last = (0, ""), 0
    for year, of, prefix, sequence, number, slice_year, budget in (
        found.order_by("year", "prefix", "sequence").values_list(*columns).iterator(chunk_size=5_000)
    ):
        last = last + 1 if place == (year, prefix) else 1
        place = (year, prefix)
        if sequence != last:
            faults.append(_("dossier %(number)s is missing") % {"number": f"{prefix}-{of}-{last:04d}"})
            last = sequence if type(sequence) is int else last
        if number != f"{prefix}-{of}-{last:04d}":
            faults.append(
                _("dossier %(number)s does not have the number of its prefix, year and place")
                % {"number": number}
            )
        if (slice_year, budget) != (year, prefix):
            faults.append(
                _("dossier %(number)s stands in a slice of another year or regulation") % {"number": number}
            )
    return faults[:MOST]


def regulations(city: City | None) -> list[str]:
    """Name regulations that are not in force in a year in which a budget stands under them."""
    found = Slice.objects.filter(regulation__isnull=False)
    if city:
        found = found.filter(year__city=city)
    columns = ("regulation__title", "year__year", "regulation__starts_on", "regulation__ends_on")
    return [
        f"{title}: " + _("not in force in %(year)s, though a budget stands under it") % {"year": str(year)}
        for title, year, first, last in found.order_by("year", "regulation").values_list(*columns).distinct()
        if first.year > year or (last is not None and last.year < year)
    ][:MOST]
