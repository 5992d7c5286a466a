"""Until when a round is open: the whole last day in Amsterdam, also when the clocks go back on it (TIM-1, TIM-2)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from grants.rounds.flows import announce
from grants.rounds.models import Round
from grants.rounds.queries import open_for
from grants.rounds.states import Phase
from grants.terms import day_of
from tests import proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(*parts: int) -> datetime:
    """Return a moment in Amsterdam."""
    return datetime(*parts, tzinfo=AMSTERDAM)  # type: ignore[arg-type,misc]  # year, month, day and so on


def of_2027(city: City, *, opens_on: date, closes_on: date) -> Round:
    """Prepare a round that divides budgets of 2027."""
    budgets = proposals.own_budgets(city, year=2027)
    return proposals.concept_round(city, budgets=budgets, opens_on=opens_on, closes_on=closes_on)


@shared
def spring(city: City, beheer: User) -> Round:
    """A round that closes on 31 March 2027, announced."""
    made = of_2027(city, opens_on=date(2027, 1, 1), closes_on=date(2027, 3, 31))
    announce(made, by=beheer, at=NOON)
    return made


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (local(2026, 12, 31, 23, 59, 59), Phase.TO_COME),
        (local(2027, 1, 1), Phase.OPEN),
        (local(2027, 3, 31, 0, 5), Phase.OPEN),
        (local(2027, 3, 31, 23, 58), Phase.OPEN),
        (local(2027, 3, 31, 23, 59, 59), Phase.OPEN),
        (local(2027, 4, 1), Phase.CLOSED),
        (local(2027, 4, 1, 0, 1), Phase.CLOSED),
    ],
)
def test_the_whole_last_day_counts_and_nothing_after_it(
    spring: Round, delfshaven: District, at: datetime, phase: Phase
) -> None:
    assert (spring.phase(at), spring.is_open(at)) == (phase, phase == Phase.OPEN)
    assert (spring in open_for(delfshaven, on=day_of(at))) == (phase == Phase.OPEN)


def test_the_page_names_the_last_day_as_it_is(
    spring: Round, beheer: User, signed_in: Callable[[User], Client], at_noon: object
) -> None:
    page = signed_in(beheer).get(f"/rounds/{spring.public_id}/").content.decode()
    assert "1 januari 2027 tot en met 31 maart 2027, 23:59" in page


def test_a_last_day_on_which_the_clocks_go_back_is_an_hour_longer(city: City, beheer: User) -> None:
    autumn = of_2027(city, opens_on=date(2027, 10, 1), closes_on=date(2027, 10, 31))
    announce(autumn, by=beheer, at=NOON)
    autumn.refresh_from_db()

    assert autumn.closes_at == datetime(2027, 10, 31, 22, 59, tzinfo=UTC)
    assert autumn.is_open(datetime(2027, 10, 31, 22, 30, tzinfo=UTC))
    assert autumn.is_open(datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC))
    assert not autumn.is_open(datetime(2027, 10, 31, 23, 1, tzinfo=UTC))


def test_a_concept_is_never_open(city: City) -> None:
    made = proposals.concept_round(city)
    assert (made.phase(NOON), made.is_open(NOON)) == (Phase.CONCEPT, False)


def test_a_moment_without_a_zone_is_refused(spring: Round) -> None:
    with pytest.raises(ValueError, match="naive"):
        spring.is_open(datetime(2027, 3, 31, 12))  # noqa: DTZ001  # on purpose
