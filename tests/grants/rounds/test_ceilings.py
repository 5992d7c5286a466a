"""A round of a year whose budget is not adopted yet: it says itself what its ceilings are (Awb 4:28)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.translation import override

from grants.budget.queries import authority_of
from grants.plan.flows import freeze_frame
from grants.rounds.errors import Lack, NotReady, RoundStands, WrongBudgets
from grants.rounds.flows import announce, set_ceilings
from grants.rounds.models import Round
from grants.rounds.queries import parts_of, round_at
from portal.errors import ChangedMeanwhile
from tests import budget, conditions, proposals
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
TODAY = NOON.date()
AWAITS = "a round says when it is announced whether the budget of its year is adopted"
pytestmark = pytest.mark.usefixtures("db", "at_noon")


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with override("en"):
        yield


@shared
def concept(city: City) -> Round:
    """A concept of next year that lacks its ceilings alone."""
    return conditions.concept(city)


def fresh(round_: Round) -> Round:
    found = round_at(round_.year.city, round_.public_id)
    assert found is not None
    return found


def test_it_lacks_its_ceilings_until_they_are_set(concept: Round, beheer: User) -> None:
    with pytest.raises(NotReady) as lacking:
        announce(concept, by=beheer, at=NOON)
    assert [one.what for one in lacking.value.missing] == [Lack.CEILINGS]
    assert "ceilings of 2 budgets are not filled in" in str(lacking.value)

    conditions.ceilings(concept, 25_000_00)
    announce(concept, by=beheer, at=NOON)

    found = fresh(concept)
    assert (found.is_announced, found.awaits_budget) == (True, True)
    assert [one.cents for one in parts_of(found, on=TODAY)] == [25_000_00] * 2
    assert set(authority_of([one.slice for one in parts_of(found, on=TODAY)]).values()) == {0}


def test_a_round_of_an_adopted_year_awaits_nothing(city: City) -> None:
    assert proposals.open_round(city).awaits_budget is False


def test_once_the_budget_is_adopted_the_ceilings_are_the_budgets(concept: Round, beheer: User) -> None:
    conditions.ceilings(concept, 25_000_00)
    conditions.adopt(concept.year.city)
    conditions.allot(concept.year.city, 20_000_00)

    with pytest.raises(WrongBudgets, match="is adopted"):
        conditions.ceilings(concept, 30_000_00, at=conditions.ADOPTED)
    announce(concept, by=beheer, at=conditions.ADOPTED)

    found = fresh(concept)
    assert found.awaits_budget is False
    assert [one.cents for one in parts_of(found, on=TODAY)] == [20_000_00] * 2


def test_only_its_own_budgets_get_one_and_only_in_a_concept(concept: Round, city: City, beheer: User) -> None:
    other = budget.slice_of(city, "delfshaven-schiemond")
    with pytest.raises(WrongBudgets, match="of the year and the regulation"):
        set_ceilings(concept, cents={other: 1_00}, by=beheer, at=NOON)
    conditions.ceilings(concept, 25_000_00)
    announce(concept, by=beheer, at=NOON)
    with pytest.raises(RoundStands):
        conditions.ceilings(concept, 30_000_00)


def test_the_administrator_alone_sets_them(concept: Round, olga: User) -> None:
    with pytest.raises(NoLongerAllowed):
        set_ceilings(concept, cents={}, by=olga, at=NOON)


def test_what_someone_else_set_meanwhile_is_not_overwritten(concept: Round, beheer: User) -> None:
    was = {"edited_at": concept.edited_at}
    conditions.ceilings(concept, 25_000_00, at=conditions.ADOPTED)

    with pytest.raises(ChangedMeanwhile):
        set_ceilings(concept, cents={}, was=was, by=beheer, at=conditions.ADOPTED)


def by_hand(round_: Round, **told: Any) -> None:
    Round.objects.filter(pk=round_.pk).update(
        **{"state": "announced", "announced_at": NOON, "announced_by": round_.edited_by, **told}
    )


def test_the_database_keeps_what_a_round_says_of_its_budget(concept: Round, city: City, beheer: User) -> None:
    conditions.ceilings(concept, 25_000_00)
    freeze_frame(concept.frame, by=beheer, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        by_hand(concept, awaits_budget=False)
    with transaction.atomic():
        by_hand(concept, awaits_budget=True)
        transaction.set_rollback(True)
    conditions.adopt(city)
    with pytest.raises(DatabaseError, match=AWAITS), transaction.atomic():
        by_hand(concept, awaits_budget=True, announced_at=conditions.ADOPTED)


def test_one_amount_fills_every_budget_that_is_left_empty(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    path = f"/rounds/{concept.public_id}/ceilings/"
    first, second = parts_of(concept, on=TODAY)
    client = signed_in(beheer)

    page = post(client, beheer, path, **{f"ceiling_{first.slice.public_id}": "30.000"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [f"ceiling_{second.slice.public_id}"]
    assert "30.000" in page.content.decode()

    page = post(client, beheer, path, **{f"ceiling_{first.slice.public_id}": "30.000", "each": "25.000"})
    assert page.status_code == 302
    assert [one.cents for one in parts_of(fresh(concept), on=TODAY)] == [30_000_00, 25_000_00]
    shown = client.get(path).content.decode()
    assert "30000,00" in shown


def test_of_an_adopted_year_there_is_nothing_to_fill_in(city: City, beheer: User, signed_in: Browser) -> None:
    ready = proposals.concept_round(city)
    page = signed_in(beheer).get(f"/rounds/{ready.public_id}/ceilings/")
    assert (page.status_code, page["Location"]) == (302, f"/rounds/{ready.public_id}/")


def test_the_page_of_the_round_says_that_it_awaits_the_budget(
    concept: Round, beheer: User, olga: User, delfshaven: District, signed_in: Browser
) -> None:
    conditions.ceilings(concept, 25_000_00)
    page = signed_in(beheer).get(f"/rounds/{concept.public_id}/announce/")
    assert page.context["awaits_budget"] is True
    assert "€ 50.000,00" in page.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    page = signed_in(olga).get(f"/rounds/{concept.public_id}/")
    assert (page.context["awaits_budget"], page.context["cents"]) == (True, 50_000_00)
