"""A change of the budget: one prepares it, another approves it, and then all of it is booked or nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from grants.budget import flows
from grants.budget.errors import (
    NothingChanges,
    OverCeiling,
    OverReserved,
    SamePerson,
    ShareTooSmall,
    WrongAmount,
    WrongSlices,
    YearClosed,
)
from grants.budget.flows.changes import Gift, Share
from grants.budget.models import Change, Entry, Slice, Year
from grants.budget.posting import Decision
from grants.budget.queries import change_at, changes_of, lines_of, waiting_changes
from grants.budget.states import Leftover
from portal.errors import ChangedMeanwhile, WrongState
from portal.trail.queries import records
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

from .make import COUNCIL, DAY, Play, city_slice, district_slice, lines, regulation, seated, standing, year

pytestmark = pytest.mark.django_db


@shared
def one(city: City, delfshaven: District) -> Play:
    """A slice of 2027 with 300 euros, of a share of 1,000."""
    made = Play(district_slice(year(city, 2027, reserved=100_000), regulation(city), delfshaven))
    made.allot(30_000)
    return made


@shared
def two(one: Play, lage_land: District) -> Play:
    """A second one with 200 euros."""
    assert one.slice.regulation is not None
    made = Play(district_slice(one.slice.year, one.slice.regulation, lage_land))
    made.allot(20_000)
    return made


def _amounts(by: User, amounts: dict[Slice, int]) -> Change:
    of = next(iter(amounts)).year
    return flows.prepare_amounts(of, amounts=amounts, decision=COUNCIL, by=by, at=NOON)


def _approve(change: Change, by: User) -> Change:
    return flows.approve(change, by=by, at=NOON, booked_on=DAY)


def _authority(*plays: Play) -> list[int]:
    return [standing(play.slice)["authority"] for play in plays]


def test_nothing_is_booked_before_someone_else_approved(one: Play, two: Play, fenna: User, bas: User) -> None:
    change = _amounts(fenna, {one.slice: 25_000, two.slice: 60_000})
    assert (change.state, _authority(one, two)) == ("prepared", [30_000, 20_000])

    done = _approve(change, bas)

    assert (done.state, done.prepared_by, done.decided_by) == ("approved", fenna, bas)
    assert _authority(one, two) == [25_000, 60_000]
    source = f"change:{change.public_id}"
    booked = Entry.objects.filter(source=source).order_by("id")
    assert [(entry.slice, entry.by, entry.booked_on, lines(entry)) for entry in booked] == [
        (one.slice, bas, DAY, [("authority", "free", 5_000)]),
        (two.slice, bas, DAY, [("free", "authority", 40_000)]),
    ]


def test_amounts_that_stay_as_they_are_fall_out(one: Play, two: Play, fenna: User) -> None:
    change = _amounts(fenna, {one.slice: 30_000, two.slice: 20_001})

    told = [(line.slice, line.before_cents, line.after_cents, line.cents) for line in lines_of(change)]
    assert told == [(two.slice, 20_000, 20_001, 1)]
    with pytest.raises(NothingChanges):
        _amounts(fenna, {one.slice: 30_000, two.slice: 20_000})
    assert changes_of(one.slice.year).filter(kind="amounts").count() == 1


def test_what_is_lowered_first_makes_room_for_what_is_raised(
    one: Play, two: Play, fenna: User, bas: User
) -> None:
    _approve(_amounts(fenna, {one.slice: 80_000}), bas)

    _approve(_amounts(fenna, {two.slice: 70_000, one.slice: 30_000}), bas)

    assert _authority(one, two) == [30_000, 70_000]


def test_more_than_the_share_or_less_than_was_used_is_refused_at_once(
    one: Play, two: Play, fenna: User
) -> None:
    two.granted(15_000)
    with pytest.raises(OverReserved) as reserved:
        _amounts(fenna, {one.slice: 80_001})
    assert reserved.value.left_cents == 50_000
    with pytest.raises(OverCeiling, match=two.slice.name) as ceiling:
        _amounts(fenna, {two.slice: 14_999})
    assert ceiling.value.left_cents == 5_000
    assert list(waiting_changes(one.slice.year.city).filter(year=one.slice.year)) == []


def test_a_slice_may_be_brought_to_nothing_but_never_below(one: Play, fenna: User, bas: User) -> None:
    _approve(_amounts(fenna, {one.slice: 0}), bas)

    assert standing(one.slice) == {}
    one.allot(5)
    for cents in (-1, 10**14):
        with pytest.raises(WrongAmount):
            _amounts(fenna, {one.slice: cents})


def test_who_prepared_it_neither_approves_nor_returns_it(one: Play, bas: User, fenna: User) -> None:
    seated("bas", Role.FINANCE_ADVISER, one.slice.year.city)
    change = _amounts(bas, {one.slice: 1})
    with pytest.raises(SamePerson):
        _approve(change, bas)
    with pytest.raises(SamePerson):
        flows.return_change(change, reason="Klopt niet.", by=bas, at=NOON)
    change.refresh_from_db()
    assert (change.state, _authority(one)) == ("prepared", [30_000])


def test_the_second_of_two_who_decide_finds_it_decided(one: Play, fenna: User, bas: User, dewi: User) -> None:
    change = _amounts(fenna, {one.slice: 40_000})
    seated("dewi", Role.BUDGET_HOLDER, one.slice.year.city)
    stale = change_at(one.slice.year.city, change.public_id)
    assert stale is not None
    _approve(change, bas)

    tries: list[Callable[[], Any]] = [
        lambda: _approve(stale, bas),
        lambda: _approve(stale, dewi),
        lambda: flows.return_change(stale, reason="Toch niet.", by=dewi, at=NOON),
        lambda: flows.withdraw(stale, by=fenna, at=NOON),
    ]
    for decide in tries:
        with pytest.raises(WrongState):
            decide()
    assert _authority(one) == [40_000]


def test_a_returned_change_says_why_and_may_be_withdrawn(one: Play, fenna: User, bas: User) -> None:
    change = _amounts(fenna, {one.slice: 40_000})

    returned = flows.return_change(change, reason="Het besluit noemt een ander bedrag.", by=bas, at=NOON)

    assert (returned.state, returned.reason) == ("returned", "Het besluit noemt een ander bedrag.")
    with pytest.raises(WrongState):
        _approve(change, bas)
    assert flows.withdraw(change, by=fenna, at=NOON).state == "withdrawn"
    with pytest.raises(WrongState):
        flows.withdraw(change, by=fenna, at=NOON)
    assert _authority(one) == [30_000]


def test_what_waits_can_be_withdrawn_and_then_waits_no_longer(one: Play, fenna: User, bas: User) -> None:
    change = _amounts(fenna, {one.slice: 40_000})
    mine = waiting_changes(one.slice.year.city).filter(year=one.slice.year)
    assert list(mine.all()) == [change]
    flows.withdraw(change, by=fenna, at=NOON)

    assert list(mine.all()) == []
    with pytest.raises(WrongState):
        _approve(change, bas)


def test_amounts_that_changed_meanwhile_are_not_overwritten(
    one: Play, two: Play, fenna: User, bas: User
) -> None:
    change = _amounts(fenna, {one.slice: 10_000, two.slice: 30_000})
    two.allot(1)
    count = Entry.objects.count()

    with pytest.raises(ChangedMeanwhile):
        _approve(change, bas)
    change.refresh_from_db()
    assert (change.state, Entry.objects.count(), _authority(one, two)) == (
        "prepared",
        count,
        [30_000, 20_001],
    )


def test_what_was_granted_meanwhile_refuses_a_lower_amount_whole(
    one: Play, two: Play, fenna: User, bas: User
) -> None:
    change = _amounts(fenna, {one.slice: 10_000, two.slice: 30_000})
    one.granted(25_000)

    with pytest.raises(OverCeiling) as caught:
        _approve(change, bas)
    assert caught.value.left_cents == 5_000
    change.refresh_from_db()
    assert (change.state, _authority(one, two)) == ("prepared", [30_000, 20_000])


def _gifts(by: User, *gifts: tuple[Play, Play, int]) -> Change:
    made = [Gift(giver.slice, taker.slice, cents) for giver, taker, cents in gifts]
    of = gifts[0][0].slice.year
    return flows.prepare_redistribution(of, gifts=made, decision=COUNCIL, by=by, at=NOON)


def test_a_redistribution_moves_free_money_in_pairs(one: Play, two: Play, fenna: User, bas: User) -> None:
    change = _gifts(fenna, (one, two, 5_000), (one, two, 25_000))
    assert _authority(one, two) == [30_000, 20_000]

    _approve(change, bas)

    assert standing(one.slice) == {}
    assert _authority(two) == [50_000]
    booked = Entry.objects.filter(source=f"change:{change.public_id}")
    assert {entry.event for entry in booked} == {"redistribute"}
    assert (booked.count(), booked.values("pair").distinct().count()) == (4, 2)


def test_a_redistribution_may_pass_money_on(one: Play, two: Play, fenna: User, bas: User) -> None:
    _approve(_gifts(fenna, (one, two, 30_000), (two, one, 10_000)), bas)

    assert _authority(one, two) == [10_000, 40_000]


def test_a_redistribution_that_does_not_go_is_refused_at_once(
    city: City, one: Play, two: Play, fenna: User
) -> None:
    books = Play(one.slice.year.slices.get(scope="books"))
    last = Play(Slice.objects.filter(year__city=city, year__year=2026, scope="district")[0])
    with pytest.raises(OverCeiling) as caught:
        _gifts(fenna, (one, two, 20_000), (one, two, 10_001))
    assert caught.value.left_cents == 30_000
    for giver, taker in ((one, one), (one, books), (books, one), (one, last)):
        with pytest.raises(WrongSlices):
            _gifts(fenna, (giver, taker, 5))
    for cents in (0, -5):
        with pytest.raises(WrongAmount):
            _gifts(fenna, (one, two, cents))
    with pytest.raises(NothingChanges):
        flows.prepare_redistribution(one.slice.year, gifts=[], decision=COUNCIL, by=fenna, at=NOON)
    assert Change.objects.filter(year=one.slice.year, kind="redistribution").count() == 0


def _share(of: Year, by: User, programme: int, reserved: int, **other: Any) -> Change:
    share = Share("Samenleven", programme, reserved, Leftover.CARRIES)
    return flows.prepare_share(of, share=share, decision=COUNCIL, by=by, at=NOON, **other)


def test_a_new_share_stands_when_it_is_approved(one: Play, fenna: User, bas: User) -> None:
    of = one.slice.year
    change = _share(of, fenna, 200_000, 150_000)
    of.refresh_from_db()
    assert of.reserved_cents == 100_000

    _approve(change, bas)

    of.refresh_from_db()
    assert (of.programme, of.programme_cents, of.reserved_cents) == ("Samenleven", 200_000, 150_000)
    assert (of.leftover, of.decision_number, of.decision_on) == ("carries", COUNCIL.number, COUNCIL.on)
    with pytest.raises(NothingChanges):
        _share(of, fenna, 200_000, 150_000)


def test_a_share_is_within_the_programme_and_holds_the_slices(one: Play, two: Play, fenna: User) -> None:
    of = one.slice.year
    with pytest.raises(WrongAmount):
        _share(of, fenna, 99_999, 100_000)
    with pytest.raises(WrongAmount):
        _share(of, fenna, 100, -5)
    with pytest.raises(ShareTooSmall, match="€\u00a0500,00") as refused:
        _share(of, fenna, 100_000, 49_999)
    assert "-" not in str(refused.value)
    assert _share(of, fenna, 50_000, 50_000).reserved_cents == 50_000


def test_of_two_prepared_shares_only_the_first_can_be_approved(one: Play, fenna: User, bas: User) -> None:
    of = one.slice.year
    first, second = _share(of, fenna, 200_000, 150_000), _share(of, fenna, 300_000, 160_000)
    _approve(first, bas)

    with pytest.raises(ChangedMeanwhile):
        _approve(second, bas)
    of.refresh_from_db()
    assert of.reserved_cents == 150_000


def test_a_share_that_would_be_too_little_by_now_is_refused(one: Play, fenna: User, bas: User) -> None:
    change = _share(one.slice.year, fenna, 100_000, 40_000)
    one.allot(10_001)

    with pytest.raises(ShareTooSmall):
        _approve(change, bas)
    change.refresh_from_db()
    assert change.state == "prepared"


def test_a_closed_year_takes_no_change(one: Play, fenna: User, bas: User) -> None:
    change = _amounts(fenna, {one.slice: 40_000})
    flows.close_year(one.slice.year, transfer=None, **one.stamp())

    with pytest.raises(YearClosed):
        _approve(change, bas)
    with pytest.raises(YearClosed):
        _amounts(fenna, {one.slice: 50_000})
    with pytest.raises(YearClosed):
        _share(one.slice.year, fenna, 200_000, 150_000)
    assert flows.withdraw(change, by=fenna, at=NOON).state == "withdrawn"


def test_each_step_stands_on_the_trail(one: Play, fenna: User, bas: User) -> None:
    change = _amounts(fenna, {one.slice: 40_000})
    flows.return_change(change, reason="Nee.", by=bas, at=NOON)
    flows.withdraw(change, by=fenna, at=NOON)
    _approve(_amounts(fenna, {one.slice: 40_000}), bas)

    acts = [(one.act, one.by) for one in records(subject=change.public_id).order_by("number")]
    assert acts == [
        ("budget.change_prepared", fenna),
        ("budget.change_returned", bas),
        ("budget.change_withdrawn", fenna),
    ]


def test_a_change_names_its_decision_of_the_city_council(one: Play, fenna: User) -> None:
    decision = Decision("26bb004210", date(2026, 10, 29))
    change = flows.prepare_amounts(
        one.slice.year,
        amounts={one.slice: 40_000},
        decision=decision,
        explanation="Na de gesprekken.",
        by=fenna,
        at=NOON,
    )

    assert (change.decision_number, change.decision_on) == (decision.number, decision.on)
    assert change.explanation == "Na de gesprekken."


def test_a_city_slice_may_be_in_a_change_too(one: Play, fenna: User, bas: User) -> None:
    assert one.slice.regulation is not None
    pot = Play(city_slice(one.slice.year, one.slice.regulation))

    _approve(_amounts(fenna, {pot.slice: 70_000}), bas)

    assert _authority(pot) == [70_000]
