"""What a proof asks of whose money the slices are, and of rows that are nobody's.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.trail.models import Record
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..models import Account, Dossier, Entry, Slice, SliceDistrict, Year
from .closings import went_on
from .contents import content_of_year
from .outcome import MOST


def budgets(city: City | None) -> list[str]:
    """Name years whose slices are no longer those that were made: their districts, regulation, scope or name.

    What a year held stands on the trail since its newest slice was made; of older years nothing does.
    """
    made = _made(city)
    years = Year.objects.filter(city=city) if city else Year.objects.all()
    found = years.select_related("city").only("year", "city__name", "city__public_id").order_by("pk")
    faults = []
    for year in found:
        told = made.pop((year.city.public_id, year.year), None)
        if told is not None and told != content_of_year(year):
            faults.append(
                f"{year.city.name} {year.year}: "
                + _("its slices are not as they were made: whose money they are, or what they are called")
            )
    return faults + [
        _("the trail tells of slices of %(year)s that are not here") % {"year": str(year)}
        for _city, year in made
    ]


def _made(city: City | None) -> dict[tuple[str, int], str]:
    """Return by city and year what its slices were when the newest was made."""
    made = {}
    records = Record.objects.filter(subject_kind="year").order_by("number")
    for facts in records.values_list("facts", flat=True).iterator():
        if "content" in facts and (city is None or facts["city"] == city.public_id):
            made[facts["city"], facts["year"]] = facts["content"]
    return made


def districts(city: City | None) -> list[str]:
    """Name slices with a district or a regulation that is not of their city, year or regulation."""
    shares = SliceDistrict.objects.exclude(
        district__city=F("slice__year__city"), year=F("slice__year"), regulation=F("slice__regulation")
    )
    slices = Slice.objects.filter(
        Q(pk__in=shares.values("slice")) | ~Q(regulation__city=F("year__city")) & Q(regulation__isnull=False)
    )
    if city:
        slices = slices.filter(year__city=city)
    return [
        f"{one}: " + _("a district or regulation of it belongs to another city, year or budget")
        for one in slices.select_related("year").only("scope", "name", "year__year").order_by("pk")[:MOST]
    ]


def moved_dossiers(city: City | None) -> list[str]:
    """Name dossiers with money in a slice that is neither their own nor one in which their own went on."""
    leaves = Account.objects.filter(dossier__isnull=False).exclude(slice=F("dossier__slice"))
    if city:
        leaves = leaves.filter(Q(slice__year__city=city) | Q(dossier__year__city=city))
    named = Slice.objects.values_list("pk", "successor")
    after = {old: new for old, new in named if new is not None} | went_on()
    columns = ("dossier__number", "dossier__slice", "slice")
    moved: dict[str, None] = {}
    for number, own, other in leaves.order_by(*columns).values_list(*columns).distinct().iterator():
        if not _leads(after, own, other):
            moved[number] = None
        if len(moved) == MOST:
            break
    return [
        _("dossier %(number)s has money in a slice that is not its own") % {"number": one} for one in moved
    ]


def _leads(after: dict[int, int], here: int, there: int) -> bool:
    """Tell if a slice went on, in the end, in another one; whoever made a circle of them gets an end too."""
    seen = set()
    while here in after and here not in seen:
        seen.add(here)
        here = after[here]
        if here == there:
            return True
    return False


def named_away(city: City | None) -> list[str]:
    """Name entries and accounts of a dossier, or by a person, that is not there: SQLite may not have been asked."""
    of_dossier = Q(dossier__isnull=True) | Q(Exists(Dossier.objects.filter(pk=OuterRef("dossier_id"))))
    by_person = Q(by__isnull=True) | Q(Exists(User.objects.filter(pk=OuterRef("by_id"))))
    here = Q(slice__year__city=city) if city else Q()
    entries = Entry.objects.filter(here).exclude(of_dossier & by_person).select_related("slice__year")
    accounts = Account.objects.filter(here).exclude(of_dossier).select_related("slice__year")
    return [
        *(
            f"{one.slice}: "
            + _("entry %(number)s names a dossier or a person that is not there") % {"number": one.number}
            for one in entries.order_by("pk")[:MOST]
        ),
        *(
            f"{one.slice}: " + _("%(account)s is of a dossier that is not there") % {"account": one.label}
            for one in accounts.order_by("pk")[:MOST]
        ),
    ]


def strays(city: City | None) -> list[str]:
    """Count entries and accounts whose slice, year or city is away: they are of no city, so only for all of them."""
    if city:
        return []
    there = Slice.objects.filter(year__city__slug__isnull=False).order_by()
    entries = Entry.objects.exclude(slice__in=there).count()
    accounts = Account.objects.exclude(slice__in=there).count()
    counted = {
        ngettext(
            "%(count)s entry belongs to no slice", "%(count)s entries belong to no slice", entries
        ): entries,
        ngettext(
            "%(count)s account belongs to no slice", "%(count)s accounts belong to no slice", accounts
        ): accounts,
    }
    return [text % {"count": count} for text, count in counted.items() if count]
