"""Builders of grants under condition of the budget: of a year of which the city council decided nothing yet."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import time_machine

from grants.budget.flows import approve, open_slices
from grants.budget.models import Slice, Year
from grants.budget.posting import Decision as CityDecision
from grants.budget.proof import prove
from grants.budget.queries import figures_of, year_of
from grants.budget.states import Kind
from grants.decisions.flows import decide, prepare_decision
from grants.decisions.models import BudgetCondition, Decision
from grants.decisions.states import Ground
from grants.decisions.tasks import confirm_due
from grants.plan.flows import Gazette, add_regulation
from grants.plan.models import Regulation
from grants.plan.queries import tiers_of
from grants.proposals.models import Proposal
from grants.rounds.flows import announce, set_ceilings
from grants.rounds.models import Round
from grants.terms import day_of
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from tests import budget, decisions, proposals
from tests.make import NOON
from tests.proposals import cast
from wijkraden.places.models import City, District

YEAR = 2027
CEILING = 25_000_00
ADOPTED_ON = date(2026, 11, 12)  # a Thursday
LAST_ON = date(2026, 12, 10)  # four weeks later
ADOPTED = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)  # when the portal knows it
_DISTRICTS = ("delfshaven-schiemond", "lage-land-prinsenland-s-gravenland")


def budgets(city: City, *, at: datetime = NOON) -> list[Slice]:
    """Make budgets without money for the districts of anna and bram in next year, of which nothing is decided."""
    found = Slice.objects.filter(year__city=city, year__year=YEAR, regulation__prefix="VJ")
    if found:
        return list(found)
    rule = add_regulation(
        city,
        title="Regeling van volgend jaar",
        prefix="VJ",
        starts_on=date(2025, 1, 1),
        gazette=Gazette("gmb-2024-9", date(2024, 11, 3)),
        tiers=tiers_of(Regulation.objects.get(city=city, prefix="WS")),
        by=cast("beheer"),
        at=at,
    )
    year = year_of(city, YEAR) or budget.new_year(city, YEAR, by=cast("fenna"), at=at)
    districts = list(city.districts.filter(slug__in=_DISTRICTS).order_by("sort_key"))
    return open_slices(year, regulation=rule, districts=districts, by=cast("fenna"), at=at)


def concept(city: City, *, at: datetime = NOON, **settings: Any) -> Round:
    """Prepare a round for next year that is open in this one; its ceilings are not set."""
    return proposals.concept_round(
        city, budgets=budgets(city, at=at), at=at, **{"title": "Ronde van volgend jaar", **settings}
    )


def ceilings(round_: Round, cents: int, *, at: datetime = NOON) -> None:
    """Have the administrator set the same ceiling for each budget."""
    slices = [one.slice for one in round_.slices.select_related("slice")]
    set_ceilings(round_, cents=dict.fromkeys(slices, cents), by=cast("beheer"), at=at)


def round_of_next_year(city: City, *, cents: int = CEILING, at: datetime = NOON, **settings: Any) -> Round:
    """Announce that round with such ceilings, or return it."""
    found = Round.objects.filter(year__city=city, title="Ronde van volgend jaar").first()
    if found is not None:
        return found
    made = concept(city, at=at, **settings)
    ceilings(made, cents, at=at)
    announce(made, by=cast("beheer"), at=at)
    return made


def reviewed(district: District, *, cents: int = 4_800_00, at: datetime = NOON, **asked: Any) -> Proposal:
    """Return a proposal of that round that can be decided on."""
    return proposals.reviewed(
        district, cents=cents, round_=round_of_next_year(district.city, at=at), at=at, **asked
    )


def granted(
    district: District,
    *,
    cents: int = 4_800_00,
    advance_percent: int = 80,
    at: datetime = NOON,
    **asked: Any,
) -> Proposal:
    """Have daan grant one under condition of the budget, with an advance at once."""
    made = reviewed(district, cents=cents, at=at, **asked)
    mandate(made, at=at)
    return granted_one(made, advance_percent=advance_percent, at=at)


def granted_one(proposal: Proposal, *, advance_percent: int = 80, at: datetime = NOON) -> Proposal:
    """Have daan grant this one under a mandate that he has."""
    what = decisions.a_grant(proposal, advance_percent=advance_percent)
    decide(decisions.prepared(proposal, what, at=at), by=cast("daan"), at=at)
    proposal.refresh_from_db()
    return proposal


def mandate(proposal: Proposal, *, at: datetime = NOON) -> None:
    """Give daan a mandate under its regulation, unless he has one."""
    rule = proposal.round.regulation
    if not cast("daan").mandates.filter(regulation=rule).exists():
        decisions.mandate(proposal.district.city, regulation=rule, maximum_cents=25_000_00, at=at)


def condition_of(proposal: Proposal) -> BudgetCondition:
    """Return the condition under which its grant was made."""
    return BudgetCondition.objects.select_related("decision", "entry").get(decision__proposal=proposal)


def adopt(city: City, *, on: date = ADOPTED_ON, cents: int = 100_000_00, at: datetime = ADOPTED) -> Year:
    """Have the city council adopt next year's reserved share."""
    year = year_of(city, YEAR)
    assert year is not None
    return budget.approved_share(
        year,
        cents=cents,
        prepares=cast("fenna"),
        approves=cast("bas"),
        at=at,
        decision=CityDecision("26bb009001", on),
    )


def allot(city: City, cents: int, *, slices: Sequence[Slice] = (), at: datetime = ADOPTED) -> None:
    """Give each budget of next year, or these, so many euro cents."""
    year = year_of(city, YEAR)
    assert year is not None
    found = list(slices or Slice.objects.filter(year=year, regulation__prefix="VJ"))
    change = budget.waiting_amounts(year, dict.fromkeys(found, cents), by=cast("fenna"), at=at)
    approve(change, by=cast("bas"), at=at, booked_on=day_of(at))


def figures(proposal: Proposal) -> dict[Kind, int]:
    """Return what stands in its budget, of what a grant moves; nothing where it is nothing."""
    found = figures_of([proposal.slice])[proposal.slice_id]
    kinds = (Kind.CONDITIONAL, Kind.RESERVED, Kind.COMMITTED, Kind.FREE, Kind.ADVANCES, Kind.PAYABLE)
    return {kind: found[kind] for kind in kinds if found[kind]}


def by_night(at: datetime) -> None:
    """Do the regular work of that moment."""
    with time_machine.travel(at, tick=False):
        confirm_due(Progress(Job()))


def sound() -> None:
    """Expect that the whole ledger is right."""
    assert prove().faults == []


def revoked(proposal: Proposal, *, ground: Ground = Ground.BUDGET, at: datetime) -> Decision:
    """Have olga prepare, and daan decide, that its grant is revoked."""
    made = prepare_decision(proposal, what=decisions.a_revocation(ground), by=cast("olga"), at=at)
    decide(made, by=cast("daan"), at=at)
    proposal.refresh_from_db()
    return made


def noon(day: date) -> datetime:
    """Return noon of that day, in UTC."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
