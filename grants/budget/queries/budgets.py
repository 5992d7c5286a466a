"""Reads of the years and their slices, what a money bar shows of these, and how a file names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import override

from grants.plan.models import Regulation
from wijkraden.places.models import Area, City, District, DistrictAlias
from wijkraden.places.queries import districts_of

from ..models import Account, Dossier, Slice, SliceDistrict, Transfer, Year
from ..sheets import Known
from ..states import CREDIT_KINDS, PARTS, ChangeState, Event, Kind, Scope
from .figures import GRANTED, Figures, authority_of


def years_of(city: City) -> QuerySet[Year]:
    """Return the years of a city, the newest first. One query."""
    return Year.objects.filter(city=city).select_related("city").order_by("-year")


def year_of(city: City, year: int) -> Year | None:
    """Return one year of a city. One query."""
    return years_of(city).filter(year=year).first()


def years_with_counts(city: City) -> QuerySet[Year]:
    """Return the years of a city, the newest first, with `waiting` (changes) and `parts` (slices). One query."""
    waiting = Count("changes", filter=Q(changes__state=ChangeState.PREPARED), distinct=True)
    parts = Count("slices", filter=~Q(slices__scope=Scope.BOOKS), distinct=True)
    return years_of(city).annotate(waiting=waiting, parts=parts)


def slices(
    city: City,
    *,
    year: int | None = None,
    district: District | None = None,
    with_books: bool = False,
) -> QuerySet[Slice]:
    """Return slices by year and district, in order of name, with year and regulation.

    A district has what it may use alone, with others, and with the whole city. One query; a further one for
    their districts (`slice.shares`) when asked for. `with_books`: also the city's own ledger.
    """
    found = Slice.objects.filter(year__city=city).select_related("year", "regulation")
    if not with_books:
        found = found.exclude(scope=Scope.BOOKS)
    if year is not None:
        found = found.filter(year__year=year)
    if district is not None:
        mine = SliceDistrict.objects.filter(slice=OuterRef("pk"), district=district)
        found = found.filter(Q(scope=Scope.CITY) | Exists(mine))
    return found.order_by("-year__year", "sort_key", "id")


def slices_among(
    found: Iterable[Slice], *, area: Area | None = None, regulation: Regulation | None = None
) -> list[Slice]:
    """Return those under a regulation that districts of an area may use: alone, with others, with the whole city.

    The slices have their districts at hand. No query.
    """
    return [
        one
        for one in found
        if regulation in {None, one.regulation}
        and (
            area is None
            or one.scope == Scope.CITY
            or any(share.district.area_id == area.pk for share in one.shares.all())
        )
    ]


def with_districts(found: QuerySet[Slice]) -> QuerySet[Slice]:
    """Return slices with their districts at hand. One query more."""
    shares = SliceDistrict.objects.select_related("district__area").order_by("district__sort_key")
    return found.prefetch_related(Prefetch("shares", shares))


def names_of_new(
    year: Year | None, *, regulation: Regulation, districts: Sequence[District], name: str
) -> list[str]:
    """Return how the slices would be called that are made of this, in a new year when there is none.

    One for each district that has none under that regulation; with a `name` one for all of them, without
    districts one for the city. None at all when that can't be made. One query.
    """
    taken: set[int] = set()
    if year is not None:
        shares = SliceDistrict.objects.filter(year=year, regulation=regulation, district__in=districts)
        taken = set(shares.values_list("district_id", flat=True))
    if name or not districts:
        return [] if taken else [name or Slice(scope=Scope.CITY).title]
    return [one.name for one in districts if one.pk not in taken]


@dataclass(frozen=True)
class Budget:
    """A slice, and what a money bar shows of it: the parts of its budget, what was paid and what of that comes back."""

    slice: Slice
    figures: Figures


_ON_BARS = (*PARTS, Kind.AUTHORITY, Kind.IN_TRANSIT, Kind.BANK, Kind.SUSPENSE, Kind.RECEIVABLE)


def budgets(found: QuerySet[Slice], *, untold: QuerySet[Dossier]) -> list[Budget]:
    """Return the slices that have any budget, in their order, with their figures of now as they may be told.

    What was granted in the dossiers `untold` counts as free still: a bar for members or the public gives no decision
    away before it is made known. One query.
    """
    totals = {
        f"{kind.value}_cents": Subquery(
            Account.objects.filter(slice=OuterRef("pk"), kind=kind, dossier__isnull=True).values(
                cents=F("credits") - F("debits") if kind in CREDIT_KINDS else F("debits") - F("credits")
            )[:1]
        )
        for kind in _ON_BARS
    }
    for kind in GRANTED:
        accounts = Account.objects.filter(slice=OuterRef("pk"), kind=kind, dossier__in=untold).order_by()
        of_slice = accounts.values("slice").values(cents=Sum("debits") - Sum("credits"))
        totals[f"untold_{kind.value}_cents"] = Subquery(of_slice)
    read = [Budget(one, _told(one)) for one in found.annotate(**totals)]
    return [one for one in read if one.figures.authority]


def _told(one: Slice) -> Figures:
    told: dict[str, int] = {kind.value: getattr(one, f"{kind.value}_cents") for kind in _ON_BARS}
    for kind in GRANTED:
        held = getattr(one, f"untold_{kind.value}_cents") or 0
        told = {**told, kind.value: told[kind] - held, Kind.FREE.value: told[Kind.FREE] + held}
    return Figures(told)


def with_what_went_on(found: QuerySet[Slice]) -> QuerySet[Slice]:
    """Add to each slice in euro cents what of its grants a closing took (`went_on_cents`) or brought (`came_cents`)."""
    here = Transfer.objects.filter(entry__slice=OuterRef("pk")).order_by().values("entry__slice")
    went = here.filter(entry__event=Event.CLOSE, credit__kind=Kind.COMMITTED).values(cents=Sum("cents"))
    came = here.filter(entry__event=Event.CARRY, debit__kind=Kind.COMMITTED).values(cents=Sum("cents"))
    told = found.annotate(went_on_cents=Subquery(went), came_cents=Subquery(came))
    return told.select_related("year", "regulation", "successor__year")


def newest_budgets(city: City, *, today: date, untold: QuerySet[Dossier]) -> list[Budget]:
    """Return the budgets of the newest year that has begun and has any, with their districts. Two queries.

    `untold` as for `budgets`.
    """
    begun = Year.objects.filter(city=city, year__lte=today.year, allotted_cents__gt=0).order_by("-year")
    newest = with_districts(slices(city).filter(year=Subquery(begun.values("pk")[:1])))
    return budgets(newest, untold=untold)


def budgets_for(found: Iterable[Budget], district: District) -> list[Budget]:
    """Return the budgets that a district may use: alone, with others, with the whole city. No query.

    The budgets have their districts at hand.
    """
    return [
        one
        for one in found
        if one.slice.scope == Scope.CITY
        or any(share.district_id == district.pk for share in one.slice.shares.all())
    ]


def _titles_of(slice_: Slice) -> set[str]:
    """Return what a slice is called on screen, in every language."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(slice_.title)
    return found


def names_in(city: City, found: Sequence[Slice]) -> tuple[list[Known], list[str]]:
    """Return by which names a file may name these slices, and the names of districts that have none of them.

    A district goes by its name, short name, full name, and former and other names. The slices have their
    districts at hand. Three queries.
    """
    names: dict[int, set[str]] = {}
    for one in districts_of(city):
        names[one.pk] = {one.name, one.short_name, one.full_name}
    for pk, name in DistrictAlias.objects.filter(city=city).values_list("district_id", "name"):
        names[pk].add(name)
    known, with_own, now = [], set(), authority_of(found)
    for slice_ in found:
        own = _titles_of(slice_)
        if slice_.scope == Scope.DISTRICT:
            with_own |= {share.district_id for share in slice_.shares.all()}
            own = own.union(*(names[share.district_id] for share in slice_.shares.all()))
        rules = {slice_.regulation.title, slice_.regulation.prefix} if slice_.regulation else set()
        known.append(
            Known(
                slice_.public_id,
                slice_.title,
                frozenset(own),
                frozenset(rules),
                is_closed=slice_.closed_at is not None,
                cents=now[slice_.pk],
            )
        )
    return known, [name for pk, several in names.items() if pk not in with_own for name in several]
