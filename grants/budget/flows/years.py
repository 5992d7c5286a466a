"""A year with its slices, and the dossiers in them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Regulation
from portal.search import normalise
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City, District

from ..errors import SliceTaken, WrongSlices, YearClosed, YearTaken
from ..models import Account, Dossier, Slice, SliceDistrict, Year
from ..states import BOOK_OF, Kind, Scope

YEAR_OPENED = describe("budget.year_opened", gettext_lazy("prepared the budget year {year}"))
SLICE_OPENED = describe(
    "budget.slice_opened", gettext_lazy("opened a district budget ({year}, {districts} districts)")
)


@flow
def open_year(city: City, *, year: int, by: User | None, at: datetime) -> Year:
    """Make a year of the city with its own ledger; nothing is reserved yet. Raises YearTaken."""
    City.objects.select_for_update().get(pk=city.pk)
    if Year.objects.filter(city=city, year=year).exists():
        raise YearTaken(_("The year %(year)s is there already.") % {"year": str(year)})
    made = Year.objects.create(city=city, year=year, opened_at=at)
    _make(made, None, Scope.BOOKS, city.name)
    record(YEAR_OPENED, f"year:{year}", by=by, at=at, year=year)
    return made


@flow
def open_slices(
    year: Year, *, regulation: Regulation, districts: Sequence[District], by: User | None, at: datetime
) -> list[Slice]:
    """Make a slice for each of these districts, except where the district has one; returns the new ones."""
    held = _held(year, regulation)
    taken = set(
        SliceDistrict.objects.filter(year=held, regulation=regulation).values_list("district_id", flat=True)
    )
    free = [one for one in districts if one.pk not in taken]
    made = [_made_for(held, regulation, Scope.DISTRICT, one.name, [one]) for one in free]
    if made:
        record(SLICE_OPENED, f"year:{held.year}", by=by, at=at, year=held.year, districts=len(made))
    return made


@flow
def open_slice(
    year: Year,
    *,
    regulation: Regulation,
    name: str,
    districts: Sequence[District] = (),
    by: User | None,
    at: datetime,
) -> Slice:
    """Make one pot for several districts, or without districts for the whole city.

    Raises SliceTaken when one of them has a slice of this year and regulation already.
    """
    held = _held(year, regulation)
    taken = SliceDistrict.objects.filter(year=held, regulation=regulation, district__in=districts)
    if (clash := taken.select_related("district").first()) is not None:
        raise SliceTaken(
            _("%(district)s has a budget of its own already.") % {"district": clash.district.name}
        )
    if Slice.objects.filter(year=held, regulation=regulation, name=name).exists():
        raise SliceTaken(_("There is a budget with this name already."))
    scope = Scope.POT if districts else Scope.CITY
    if scope == Scope.CITY and Slice.objects.filter(year=held, regulation=regulation, scope=scope).exists():
        raise SliceTaken(_("The whole city has a budget together already."))
    made = _made_for(held, regulation, scope, name, districts)
    record(SLICE_OPENED, f"year:{held.year}", by=by, at=at, year=held.year, districts=len(districts))
    return made


def _held(year: Year, regulation: Regulation) -> Year:
    held = Year.objects.select_for_update().get(pk=year.pk)
    if held.closed_at is not None:
        raise YearClosed(held.year)
    if regulation.city_id != held.city_id:
        raise WrongSlices(_("This regulation belongs to another city."))
    return held


def _made_for(
    year: Year, regulation: Regulation, scope: Scope, name: str, districts: Sequence[District]
) -> Slice:
    if any(one.city_id != year.city_id for one in districts):
        raise WrongSlices(_("Choose districts of this city."))
    made = _make(year, regulation, scope, name)
    SliceDistrict.objects.bulk_create(
        SliceDistrict(slice=made, district=one, year=year, regulation=regulation) for one in districts
    )
    return made


def _make(year: Year, regulation: Regulation | None, scope: Scope, name: str) -> Slice:
    made = Slice.objects.create(
        year=year, regulation=regulation, scope=scope, name=name, sort_key=normalise(name)[:160]
    )
    Account.objects.bulk_create(Account(slice=made, kind=kind, book=BOOK_OF[kind]) for kind in Kind)
    return made


@flow
def open_dossier(slice_: Slice, *, by: User | None, at: datetime) -> Dossier:
    """Make the next dossier of a slice, with its number: “WS-2027-0123”, without gaps in year and regulation.

    Its year of activity is that of the slice. Raises YearClosed.
    """
    year = Year.objects.select_for_update().get(pk=slice_.year_id)
    fresh = Slice.objects.select_related("regulation").get(pk=slice_.pk)
    if fresh.closed_at is not None:
        raise YearClosed(year.year)
    if fresh.regulation is None:
        raise WrongSlices(_("The city's own ledger holds no dossiers."))
    prefix = fresh.regulation.prefix
    last = Dossier.objects.filter(year=year, prefix=prefix).order_by("-sequence").first()
    sequence = (last.sequence if last else 0) + 1
    return Dossier.objects.create(
        slice=fresh,
        year=year,
        prefix=prefix,
        sequence=sequence,
        number=f"{prefix}-{year.year}-{sequence:04d}",
        opened_at=at,
    )
