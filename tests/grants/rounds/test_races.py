"""Two people act at the same moment, on two real connections."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from grants.budget.flows import approve
from grants.rounds.errors import Lack, NotReady, RoundStands
from grants.rounds.flows import announce
from grants.rounds.models import Round
from grants.rounds.queries import parts_of
from portal.errors import PortalError
from tests import budget, proposals
from tests.make import NOON, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City


def together(*acts: Callable[[], object]) -> list[PortalError | None]:
    """Do these at once, each on a connection of its own; return what each was refused with."""
    start = threading.Barrier(len(acts))
    refusals: list[PortalError | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait(timeout=10)
        try:
            act()
        except PortalError as error:
            refusals[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return refusals


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_for_one_budget_one_is_announced(city: City, beheer: User) -> None:
    second = person("tweede", role=Role.ADMINISTRATOR, city=city)
    one = proposals.concept_round(city)
    other = proposals.concept_round(city, budgets=[one.slices.all()[0].slice])

    refusals = together(
        lambda: announce(one, by=beheer, at=NOON), lambda: announce(other, by=second, at=NOON)
    )

    (refusal,) = [refusal for refusal in refusals if refusal is not None]
    assert isinstance(refusal, NotReady)
    assert [one.what for one in refusal.missing] == [Lack.OVERLAP]
    announced = Round.objects.filter(pk__in=(one.pk, other.pk), state="announced")
    assert announced.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_round_is_announced_once(city: City, beheer: User) -> None:
    second = person("tweede", role=Role.ADMINISTRATOR, city=city)
    made = proposals.concept_round(city)

    refusals = together(
        *(lambda by=by: announce(Round.objects.get(pk=made.pk), by=by, at=NOON) for by in (beheer, second))
    )

    assert [type(refusal) for refusal in refusals if refusal is not None] == [RoundStands]


@pytest.mark.django_db(transaction=True)
def test_a_ceiling_is_what_the_budget_is_while_that_changes(
    city: City, beheer: User, fenna: User, bas: User
) -> None:
    made = proposals.concept_round(city)
    first = made.slices.all()[0].slice
    budget.approved_share(budget.year_now(city), cents=200_000_000, prepares=fenna, approves=bas, at=NOON)
    waiting = budget.waiting_amounts(budget.year_now(city), {first: 30_000_00}, by=fenna, at=NOON)

    refusals = together(
        lambda: announce(made, by=beheer, at=NOON),
        lambda: approve(waiting, by=bas, at=NOON, booked_on=NOON.date()),
    )

    assert refusals == [None, None]
    assert budget.cents_of(first) == 30_000_00
    ceilings = {part.slice.pk: part.cents for part in parts_of(Round.objects.get(pk=made.pk), on=NOON.date())}
    assert ceilings[first.pk] in {25_000_00, 30_000_00}
