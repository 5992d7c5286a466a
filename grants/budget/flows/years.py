"""A year with its slices, and the dossiers in them."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from grants.plan.models import Regulation
from portal.search import normalise
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City, District

from ..errors import SliceTaken, WrongSlices, YearClosed, YearTaken, not_in_force
from ..models import Account, Dossier, Slice, SliceDistrict, Year
from ..proof.contents import content_of_year
from ..states import BOOK_OF, Kind, Scope

YEAR_OPENED = describe("budget.year_opened", gettext_lazy("prepared a budget year ({year})"))
SLICE_OPENED = describe(
    "budget.slice_opened", gettext_lazy("opened a district budget ({year}, {districts} districts)")
)

_AFTER_ALL = "zzz"  # where the budget of the whole city stands, which has no name of its own


@flow
def open_year(city: City, *, year: int, by: User | None, at: datetime) -> Year:
    """Make a year of the city with its own ledger; nothing is reserved yet. Raises YearTaken."""
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    if Year.objects.filter(city=city, year=year).exists():
        raise YearTaken(_("The year %(year)s is there already.") % {"year": str(year)})
    made = Year.objects.create(city=city, year=year, opened_at=at)
    _make(made, None, Scope.BOOKS, city.name)
    record(YEAR_OPENED, f"year:{year}", by=by, at=at, year=year, **_facts(made))
    return made


@flow
def open_slices(
    year: Year, *, regulation: Regulation, districts: Sequence[District], by: User | None, at: datetime
) -> list[Slice]:
    """Make a slice for each of these districts, except where the district has one; returns the new ones.

    Raises SliceTaken when a budget for several districts is called as one of them.
    """
    held = _held(year, regulation)
    taken = set(
        SliceDistrict.objects.filter(year=held, regulation=regulation).values_list("district_id", flat=True)
    )
    free = [one for one in districts if one.pk not in taken]
    _refuse_taken_names(held, regulation, [one.name for one in free])
    made = [_made_for(held, regulation, Scope.DISTRICT, one.name, [one]) for one in free]
    if made:
        _record_slices(held, len(made), by=by, at=at)
    return made


@flow
def open_slice(
    year: Year,
    *,
    regulation: Regulation,
    name: str = "",
    districts: Sequence[District] = (),
    by: User | None,
    at: datetime,
) -> Slice:
    """Make one pot for several districts under a name, or without districts for the whole city, which has none.

    Raises SliceTaken when one of them has a slice of this year and regulation already, or when the name is that
    of another budget, of a district or of the whole city.
    """
    held = _held(year, regulation)
    taken = SliceDistrict.objects.filter(year=held, regulation=regulation, district__in=districts)
    if (clash := taken.select_related("district").first()) is not None:
        raise SliceTaken(
            _("%(district)s has a budget of its own already.") % {"district": clash.district.name}
        )
    scope = Scope.POT if districts else Scope.CITY
    if scope == Scope.POT:
        _refuse_taken_names(held, regulation, [name])
        _refuse_misleading_name(held, name)
    if scope == Scope.CITY and Slice.objects.filter(year=held, regulation=regulation, scope=scope).exists():
        raise SliceTaken(_("The whole city has a budget together already."))
    made = _made_for(held, regulation, scope, name if districts else "", districts)
    _record_slices(held, len(districts), by=by, at=at)
    return made


def _record_slices(year: Year, districts: int, *, by: User | None, at: datetime) -> None:
    told = {"year": year.year, "districts": districts, **_facts(year)}
    record(SLICE_OPENED, f"year:{year.year}", by=by, at=at, **told)


def _facts(year: Year) -> dict[str, str]:
    """Return what the proof finds the slices of a year again by."""
    return {"city": year.city.public_id, "content": content_of_year(year)}


def _refuse_misleading_name(year: Year, name: str) -> None:
    plain = normalise(name)
    districts = District.objects.filter(city=year.city_id).values_list("name", flat=True)
    if any(normalise(one) == plain for one in districts):
        raise SliceTaken(_("A district has this name. Choose another one."))
    for language, _label in settings.LANGUAGES:
        with override(language):
            is_of_all = normalise(Slice(scope=Scope.CITY).title) == plain
        if is_of_all:
            raise SliceTaken(_("This is what the budget of the whole city is called. Choose another name."))


def _refuse_taken_names(year: Year, regulation: Regulation, names: Sequence[str]) -> None:
    found = Slice.objects.filter(year=year, regulation=regulation, scope__in=(Scope.POT, Scope.DISTRICT))
    if (clash := found.filter(name__in=names).first()) is not None:
        raise SliceTaken(_("There is a budget named “%(name)s” already.") % {"name": clash.name})


def _held(year: Year, regulation: Regulation) -> Year:
    held = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if held.closed_at is not None:
        raise YearClosed(held.year)
    if regulation.city_id != held.city_id:
        raise WrongSlices(_("This regulation belongs to another city."))
    rules = Regulation.objects.select_for_update(no_key=True).get(
        pk=regulation.pk
    )  # stays that of its budgets
    if not rules.covers(held.year):
        raise WrongSlices(not_in_force(held.year))
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
    sort_key = normalise(name)[:160] or _AFTER_ALL
    made = Slice.objects.create(year=year, regulation=regulation, scope=scope, name=name, sort_key=sort_key)
    Account.objects.bulk_create(Account(slice=made, kind=kind, book=BOOK_OF[kind]) for kind in Kind)
    return made


@flow
def open_dossier(slice_: Slice, *, by: User | None, at: datetime) -> Dossier:
    """Make the next dossier of a slice, with its number: “WS-2027-0123”, without gaps in year and regulation.

    Its year of activity is that of the slice. Raises YearClosed.
    """
    year = Year.objects.select_for_update(no_key=True).get(pk=slice_.year_id)
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
