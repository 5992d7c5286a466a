"""The money of the demo: two budget years with a slice for every district. All amounts are made up."""

from datetime import date, datetime

from django.utils import timezone

from grants.budget.flows import (
    approve,
    open_slices,
    open_year,
    prepare_amounts,
    prepare_redistribution,
    prepare_share,
    return_change,
)
from grants.budget.flows.changes import Gift, Share
from grants.budget.models import Change, Slice, Year
from grants.budget.posting import Decision
from grants.budget.queries import authority_of
from grants.budget.states import Leftover
from grants.money import split_cents
from grants.plan.flows import Gazette, add_regulation
from grants.plan.models import Regulation
from grants.plan.states import Assessment, Settlement, TierOf
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..dossiers import together_of

_TITLE = "Wijkbudget samenleven (verzonnen regeling)"
_PROGRAMME = "Armoede, schuldhulpverlening, inburgering en samenleving (verzonnen bedragen)"
_TIERS = (
    TierOf("A", 250_000, Assessment.NONE, Settlement.AT_ONCE),
    TierOf("B", 500_000, Assessment.SHORT, Settlement.EX_OFFICIO),
    TierOf("C", 2_500_000, Assessment.FULL, Settlement.ON_REPORT),
)
# Euro cents.
_PROGRAMME_CENTS = 2_015_400_000
_GETS, _OF = 39, 40  # of the reserved share, what the districts get together
_UNIT = 50_000  # the amounts of districts are whole hundreds of euros times five
_STEP = 5 * _UNIT  # what each of the prepared changes below moves
_GIVES, _TAKES = "nesselande", "hillesluis"  # the first gave a step to the second
_RETURNED = ("vreewijk",)  # a raise for these was returned
_WAITS = ("delfshaven-schiemond", "hoogvliet")  # a raise for these was prepared and waits for approval


@flow
def load_money(city: City, people: dict[str, User], *, by: User | None = None, at: datetime) -> None:
    """Make the regulation, last year and this year; what is there already is left alone.

    Fenna prepares and bas decides: of this year's changes he approved a redistribution, returned one, and one
    waits for him.
    """
    this = timezone.localdate(at).year
    last = this - 1
    regulation = Regulation.objects.filter(city=city, prefix="WS").first() or add_regulation(
        city,
        title=_TITLE,
        prefix="WS",
        starts_on=date(last, 1, 1),
        gazette=Gazette(f"gmb-{last - 1}-demo", date(last - 1, 11, 3)),
        tiers=_TIERS,
        by=people["beheer"],
        at=at,
    )
    for number, together in together_of(timezone.localdate(at)).items():
        if not Year.objects.filter(city=city, year=number).exists():
            decision = Decision(f"{(number - 1) % 100}bb000117", date(number - 1, 11, 13))
            year = open_year(city, year=number, by=people["fenna"], at=at)
            share = Share(_PROGRAMME, _PROGRAMME_CENTS, together * _OF // _GETS, Leftover.LAPSES)
            _fill(year, regulation, share, together, decision, people=people, at=at)
            if number == this:
                _redistribute(year, people=people, at=at)
                _return(year, people=people, at=at)
                _let_wait(year, people=people, at=at)


def _fill(
    year: Year,
    regulation: Regulation,
    share: Share,
    together: int,
    decision: Decision,
    *,
    people: dict[str, User],
    at: datetime,
) -> None:
    fenna, bas = people["fenna"], people["bas"]
    day = min(timezone.localdate(at), date(year.year, 1, 2))  # a budget counts from the beginning of its year
    approve(
        prepare_share(year, share=share, decision=decision, by=fenna, at=at), by=bas, at=at, booked_on=day
    )
    districts = list(year.city.districts.order_by("sort_key"))
    made = open_slices(year, regulation=regulation, districts=districts, by=fenna, at=at)
    weights = [one.seats or 8 for one in districts]
    units = split_cents(together // _UNIT, weights)
    amounts = {slice_: count * _UNIT for slice_, count in zip(made, units, strict=True)}
    change = prepare_amounts(year, amounts=amounts, decision=decision, by=fenna, at=at)
    approve(change, by=bas, at=at, booked_on=day)


def _redistribute(year: Year, *, people: dict[str, User], at: datetime) -> None:
    giver, taker = (Slice.objects.get(year=year, shares__district__slug=one) for one in (_GIVES, _TAKES))
    change = prepare_redistribution(
        year,
        gifts=[Gift(giver, taker, _STEP)],
        decision=Decision(f"{year.year % 100}bb002871", timezone.localdate(at)),
        explanation="Verzonnen: de ene wijk heeft dit jaar geld over, de andere komt tekort.",
        by=people["fenna"],
        at=at,
    )
    approve(change, by=people["bas"], at=at, booked_on=timezone.localdate(at))


def _return(year: Year, *, people: dict[str, User], at: datetime) -> None:
    change = _raise(
        year,
        _RETURNED,
        decision=Decision(f"{year.year % 100}bb003356", timezone.localdate(at)),
        explanation="Verzonnen: meer voor Vreewijk, voor de zomerprogramma’s.",
        people=people,
        at=at,
    )
    reason = "Verzonnen: dit raadsbesluit gaat over een ander programma. Zoek het goede besluit erbij."
    return_change(change, reason=reason, by=people["bas"], at=at)


def _let_wait(year: Year, *, people: dict[str, User], at: datetime) -> None:
    _raise(
        year,
        _WAITS,
        decision=Decision(f"{year.year % 100}bb004210", timezone.localdate(at)),
        explanation="Verzonnen: meer voor twee wijken na de gesprekken van dit najaar.",
        people=people,
        at=at,
    )


def _raise(
    year: Year,
    districts: tuple[str, ...],
    *,
    decision: Decision,
    explanation: str,
    people: dict[str, User],
    at: datetime,
) -> Change:
    """Prepare a step more for each of these districts."""
    slices = list(Slice.objects.filter(year=year, shares__district__slug__in=districts))
    now = authority_of(slices)
    return prepare_amounts(
        year,
        amounts={one: now[one.pk] + _STEP for one in slices},
        decision=decision,
        explanation=explanation,
        by=people["fenna"],
        at=at,
    )
