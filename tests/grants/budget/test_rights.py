"""Whoever lost the right to it after the page was opened neither prepares nor decides."""

from collections.abc import Callable
from typing import Any

import pytest

from grants.budget import flows
from grants.budget.flows.changes import Gift, Share
from grants.budget.flows.desk import add_slices, prepare_year
from grants.budget.models import Change, Entry, Year
from grants.budget.states import Leftover
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

from .make import COUNCIL, DAY, Play, district_slice, regulation, year

pytestmark = pytest.mark.django_db


@shared
def one(city: City, delfshaven: District) -> Play:
    """A slice of 2027 with 300 euros, of a share of 1,000."""
    made = Play(district_slice(year(city, 2027, reserved=100_000), regulation(city), delfshaven))
    made.allot(30_000)
    return made


def _lose(user: User, role: Role) -> User:
    """End the seat for good, of someone who has it in memory still."""
    assert user.seats.filter(role=role).exists()
    for seat in Seat.objects.filter(user=user, role=role):
        end_seat_at_once(seat, by=None, at=NOON)
    return user


def test_who_lost_the_right_while_the_page_was_open_neither_approves_nor_returns(
    one: Play, fenna: User, bas: User
) -> None:
    wanted = {one.slice: 40_000}
    change = flows.prepare_amounts(one.slice.year, amounts=wanted, decision=COUNCIL, by=fenna, at=NOON)
    count = Entry.objects.count()
    _lose(bas, Role.BUDGET_HOLDER)

    with pytest.raises(NoLongerAllowed):
        flows.approve(change, by=bas, at=NOON, booked_on=DAY)
    with pytest.raises(NoLongerAllowed):
        flows.return_change(change, reason="Klopt niet.", by=bas, at=NOON)
    change.refresh_from_db()
    assert (change.state, Entry.objects.count()) == ("prepared", count)


def test_who_lost_the_right_while_the_page_was_open_withdraws_nothing(one: Play, fenna: User) -> None:
    wanted = {one.slice: 40_000}
    change = flows.prepare_amounts(one.slice.year, amounts=wanted, decision=COUNCIL, by=fenna, at=NOON)
    _lose(fenna, Role.FINANCE_ADVISER)

    with pytest.raises(NoLongerAllowed):
        flows.withdraw(change, by=fenna, at=NOON)
    change.refresh_from_db()
    assert change.state == "prepared"


def test_who_lost_the_right_while_the_page_was_open_prepares_nothing(
    one: Play, city: City, fenna: User, lage_land: District
) -> None:
    of, rules, count = one.slice.year, one.slice.regulation, Change.objects.count()
    assert rules is not None
    other = district_slice(of, rules, lage_land)
    told: dict[str, Any] = {"decision": COUNCIL, "by": fenna, "at": NOON}
    rest: dict[str, Any] = {"regulation": rules, "districts": [], "name": "", "by": fenna, "at": NOON}
    share = Share("Programma", 3_000_000, 200_000, Leftover.LAPSES)
    _lose(fenna, Role.FINANCE_ADVISER)

    tries: list[Callable[[], Any]] = [
        lambda: flows.prepare_amounts(of, amounts={one.slice: 40_000}, **told),
        lambda: flows.prepare_share(of, share=share, **told),
        lambda: flows.prepare_redistribution(of, gifts=[Gift(one.slice, other, 5)], **told),
        lambda: add_slices(of, **rest),
        lambda: prepare_year(city, year=2028, **rest),
    ]
    for prepare in tries:
        with pytest.raises(NoLongerAllowed):
            prepare()
    assert Change.objects.count() == count
    assert (of.slices.count(), Year.objects.filter(city=city, year=2028).count()) == (3, 0)
