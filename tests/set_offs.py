"""Builders of set-offs, through their flows: a claim of this year, and what the same recipient is paid for the next."""

from datetime import UTC, date, datetime
from typing import Any

from grants.payments.flows import approve_set_off, prepare_set_off
from grants.payments.models import Claim, SetOff
from grants.proposals.models import Proposal
from grants.rounds.models import Round
from tests import decisions, proposals
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District

JANUARY = datetime(2027, 1, 20, 11, 0, tzinfo=UTC)  # after the last day of a claim that was asked at NOON
WHY = "Beide subsidies zijn voor het zomerfeest op het plein, in 2026 en in 2027."
TITLE = "Ronde van het nieuwe jaar"


def round_of_next_year(city: City) -> Round:
    """Return the round of 2027, which divides budgets of its own."""
    found = Round.objects.select_related("year__city", "regulation", "plan", "frame").filter(title=TITLE)
    if (known := found.first()) is not None:
        return known
    made = proposals.open_round(
        city,
        budgets=proposals.own_budgets(city, year=2027, at=JANUARY),
        title=TITLE,
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 12, 31),
        at=JANUARY,
    )
    decisions.mandate(city, regulation=made.regulation, maximum_cents=25_000_00, at=JANUARY)
    return made


def next_year(district: District, *, cents: int = 1_000_00, at: datetime = JANUARY, **asked: Any) -> Proposal:
    """Return one of 2027 of the same recipient that is to be paid whole."""
    round_ = round_of_next_year(district.city)
    return decisions.granted(district, cents=cents, round_=round_, at=at, **asked)


def prepared(
    claim: Claim, against: Proposal, cents: int, *, by: User | None = None, at: datetime = JANUARY
) -> SetOff:
    """Have pim prepare to set so many euro cents of a claim off against what is to be paid on that dossier."""
    row = Claim.objects.select_related("proposal__district__city").get(pk=claim.pk)
    return prepare_set_off(row, against=against, cents=cents, reason=WHY, by=by or cast("pim"), at=at)


def approved(claim: Claim, against: Proposal, cents: int, *, at: datetime = JANUARY) -> SetOff:
    """Let petra approve such a one."""
    made = prepared(claim, against, cents, at=at)
    approve_set_off(made, by=cast("petra"), at=at)
    return made
