"""Builders of the budget, through its flows; the years and amounts of the demo stand there already."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localdate

from grants.budget.flows import approve, open_slice, open_slices, open_year, prepare_amounts, prepare_share
from grants.budget.flows.changes import Share
from grants.budget.models import Change, Slice, Year
from grants.budget.posting import Decision
from grants.budget.queries import authority_of, slices, waiting_changes
from grants.budget.states import Leftover
from grants.plan.flows import Gazette, add_regulation
from grants.plan.models import Regulation
from grants.plan.states import Assessment, Settlement, TierOf
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

DECISION = Decision("26bb004210", date(2026, 10, 8))
NOW = 2026  # the year of the demo that is open


def regulation(city: City, *, prefix: str = "", by: User, at: datetime) -> Regulation:
    """Enter a further regulation; without a prefix the next of AAA, AAB and so on."""
    count = Regulation.objects.count()
    letters = "".join(chr(65 + count // 26**place % 26) for place in (2, 1, 0))
    return add_regulation(
        city,
        title=f"Verzonnen regeling {count}",
        prefix=prefix or letters,
        starts_on=date(2025, 1, 1),
        gazette=Gazette(f"gmb-2024-{count}", date(2024, 11, 3)),
        tiers=(TierOf("A", 250_000, Assessment.NONE, Settlement.AT_ONCE),),
        by=by,
        at=at,
    )


def year_now(city: City) -> Year:
    """Return the open year of the demo: 39 slices, 975,000 euros of 1,000,000 divided."""
    return Year.objects.select_related("city").get(city=city, year=NOW)


def slice_of(city: City, slug: str, *, year: int = NOW) -> Slice:
    """Return the slice of a district in a year of the demo."""
    return slices(city, year=year).get(shares__district__slug=slug, regulation__prefix="WS")


def cents_of(slice_: Slice) -> int:
    """Return the budget of a slice in euro cents."""
    return authority_of([slice_])[slice_.pk]


def new_year(city: City, number: int, *, by: User, at: datetime) -> Year:
    """Make a year without slices, of which nothing is reserved yet."""
    return open_year(city, year=number, by=by, at=at)


def waiting_share(year: Year, *, cents: int = 100_000_00, by: User, at: datetime) -> Change:
    """Prepare a reserved share of so many euro cents."""
    share = Share("Programma (verzonnen)", 10 * cents, cents, Leftover.LAPSES)
    return prepare_share(year, share=share, decision=DECISION, by=by, at=at)


def approved_share(
    year: Year, *, cents: int, prepares: User, approves: User, at: datetime, decision: Decision = DECISION
) -> Year:
    """Give a year a reserved share of so many euro cents, a tenth of its programme; returns the year as it is then."""
    share = Share("Programma", 10 * cents, cents, Leftover.LAPSES)
    change = prepare_share(year, share=share, decision=decision, by=prepares, at=at)
    approve(change, by=approves, at=at, booked_on=localdate(at))
    year.refresh_from_db()
    return year


def waiting_amounts(year: Year, amounts: dict[Slice, int], *, by: User, at: datetime) -> Change:
    """Prepare other amounts for slices."""
    return prepare_amounts(year, amounts=amounts, decision=DECISION, by=by, at=at)


def waiting_change(city: City) -> Change:
    """Return the change of the demo that fenna prepared and that waits for bas: more for two districts."""
    found = waiting_changes(city).first()
    assert found is not None
    return found


def changes(city: City) -> list[Change]:
    """Return every change of the demo: of each kind, and in each state but withdrawn."""
    return list(Change.objects.filter(year__city=city).order_by("id"))


def change_elsewhere(city: City, *, by: User, at: datetime) -> Change:
    """Return a share of another city, prepared in a year that the city of the tests has not, or prepare it."""
    found = Change.objects.filter(year__city=city, year__year=NOW + 5).select_related("year").first()
    if found is not None:
        return found
    adviser = person("adviser.elsewhere", role=Role.FINANCE_ADVISER, city=city, at=at)
    return waiting_share(new_year(city, NOW + 5, by=by, at=at), by=adviser, at=at)


def more_slices(year: Year, number: int, *, by: User, at: datetime) -> None:
    """Make further slices in a year: pots under a regulation of their own."""
    rule = regulation(year.city, by=by, at=at)
    districts = list(year.city.districts.order_by("sort_key"))
    made = open_slices(year, regulation=rule, districts=districts[:number], by=by, at=at)
    if number > len(made):
        more_slices(year, number - len(made), by=by, at=at)


def city_pot(year: Year, *, by: User, at: datetime) -> Slice:
    """Make one slice for the whole city, under a regulation of its own."""
    rule = regulation(year.city, by=by, at=at)
    return open_slice(year, regulation=rule, by=by, at=at)


# --- things of the permission table: what an address is about ---------------------------------------
def a_year(world: World) -> Mapping[str, object]:
    """Name the year of the demo that is open."""
    return {"year": NOW}


def a_year_elsewhere(world: World) -> Mapping[str, object]:
    """Name a year that only the other city has."""
    return {"year": change_elsewhere(world.elders, by=world.ada, at=world.at).year.year}


def a_template(world: World) -> Mapping[str, object]:
    """Name the template of this year."""
    return {**a_year(world), "kind": "csv"}


def a_template_elsewhere(world: World) -> Mapping[str, object]:
    """Name a template of the other city."""
    return {**a_template(world), **a_year_elsewhere(world)}


def a_change(world: World) -> Mapping[str, object]:
    """Name the change that waits."""
    return {"public_id": waiting_change(world.city).public_id}


def all_changes(world: World) -> list[Mapping[str, object]]:
    """Name every change of the demo."""
    return [{"public_id": one.public_id} for one in changes(world.city)]


def a_change_elsewhere(world: World) -> Mapping[str, object]:
    """Name a change of the other city."""
    return {"public_id": change_elsewhere(world.elders, by=world.ada, at=world.at).public_id}
