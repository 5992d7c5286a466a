"""Mandates: who enters them, what they must say, and that a bare mistake is refused in words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from grants.decisions.errors import WrongMandate
from grants.decisions.flows import MandateOf, end_mandate, enter_mandate
from grants.decisions.models import Mandate
from grants.plan.models import Regulation
from portal.errors import NoLongerAllowed
from tests import decisions
from tests.make import NOON, another_city
from wijkraden.people.models import User
from wijkraden.places.models import City


@pytest.fixture
def what(city: City) -> MandateOf:
    """A mandate up to 10,000 euros in all districts."""
    return MandateOf(
        regulation=Regulation.objects.get(city=city, prefix="WS"),
        maximum_cents=10_000_00,
        starts_on=NOON.date(),
        decision_number="26bb001100",
        gazette_number="gmb-2025-101",
        gazette_on=date(2025, 12, 1),
    )


def test_the_budget_holder_enters_a_mandate_with_its_districts(
    what: MandateOf, delfshaven: Any, bas: User, daan: User
) -> None:
    made = enter_mandate(daan, what=replace(what, districts=(delfshaven,)), by=bas, at=NOON)

    assert [one.district for one in made.places.all()] == [delfshaven]
    assert made.is_current(NOON.date())


def test_others_enter_no_mandate(what: MandateOf, daan: User, dewi: User, beheer: User, fenna: User) -> None:
    for someone in (dewi, beheer, fenna):
        with pytest.raises(NoLongerAllowed):
            enter_mandate(daan, what=what, by=someone, at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": NOON.date() - timedelta(days=1)},
        {"gazette_on": NOON.date() + timedelta(days=1)},
    ],
)
def test_a_mandate_that_cannot_be_is_refused(
    what: MandateOf, bas: User, daan: User, wrong: dict[str, Any]
) -> None:
    with pytest.raises(WrongMandate):
        enter_mandate(daan, what=replace(what, **wrong), by=bas, at=NOON)

    assert Mandate.objects.count() == 0


def test_a_mandate_is_for_a_decision_maker_and_never_for_oneself(
    what: MandateOf, bas: User, olga: User, daan: User
) -> None:
    for someone in (bas, olga):
        with pytest.raises(WrongMandate):
            enter_mandate(someone, what=what, by=bas, at=NOON)
    elsewhere = another_city().districts.get()
    with pytest.raises(WrongMandate):
        enter_mandate(daan, what=replace(what, districts=(elsewhere,)), by=bas, at=NOON)


def test_a_mandate_ends_today_or_later(city: City, bas: User) -> None:
    made = decisions.mandate(city)
    with pytest.raises(WrongMandate):
        end_mandate(made, ends_on=NOON.date() - timedelta(days=1), by=bas, at=NOON)

    end_mandate(made, ends_on=NOON.date(), by=bas, at=NOON)
    assert not made.is_current(NOON.date() + timedelta(days=1))
