"""What is paid was granted, and no event takes more than there is, whichever way it comes."""

from typing import Any

import pytest

from grants.budget import flows
from grants.budget.errors import NotCovered, WrongAmount, WrongSlices
from grants.budget.models import Dossier, Entry
from grants.budget.posting import Stamp, key_within
from tests.make import another_city
from tests.shared import shared
from wijkraden.places.models import City

from .make import COUNCIL, Play, city_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db


@shared
def city() -> City:
    """A city without years of its own, unlike Rotterdam."""
    return another_city()


@shared
def play(city: City) -> Play:
    """A slice of 2026 with 1,000 euros."""
    made = Play(city_slice(year(city, 2026, reserved=300_000), regulation(city)))
    made.allot(100_000)
    return made


@shared
def later(city: City, play: Play) -> Play:
    """The slice of the year after, with 900 euros."""
    assert play.slice.regulation is not None
    made = Play(city_slice(year(city, 2027, reserved=300_000), play.slice.regulation))
    made.allot(90_000)
    return made


def _refused(left: int, event: Any, *args: Any, **asked: Any) -> None:
    count = Entry.objects.count()
    with pytest.raises(NotCovered) as caught:
        event(*args, **asked)
    assert (caught.value.left_cents, Entry.objects.count()) == (left, count)


def test_a_grant_with_an_advance_is_not_undone_and_so_nothing_is_paid_without_it(play: Play) -> None:
    one = play.dossier()
    grant = flows.commit(one, cents=50_000, **play.stamp())
    flows.award_advance(one, cents=40_000, **play.stamp())

    _refused(10_000, flows.undo, grant, **play.stamp())

    flows.change_advance(one, cents=40_000, **play.stamp())
    flows.undo(grant, **play.stamp())
    _refused(0, flows.send, one, cents=1, **play.stamp())


def test_a_grant_is_lowered_below_its_advance_only_after_the_advance(play: Play) -> None:
    one = play.granted(50_000, advance=40_000)

    _refused(10_000, flows.lower_grant, one, cents=10_001, **play.stamp())

    flows.change_advance(one, cents=39_000, **play.stamp())
    flows.lower_grant(one, cents=49_000, **play.stamp())
    assert standing(play.slice, one) == {"committed": 1_000, "advances": 1_000, "payable": 1_000}


def test_a_raise_that_was_advanced_is_not_undone(play: Play) -> None:
    one = play.granted(10_000, advance=9_000)
    more = flows.raise_grant(one, cents=5_000, **play.stamp())
    flows.award_advance(one, cents=4_000, **play.stamp())

    _refused(2_000, flows.undo, more, **play.stamp())


def test_an_advance_that_was_lowered_does_not_come_back_above_a_lower_grant(play: Play) -> None:
    one = play.granted(10_000, advance=9_000)
    less = flows.change_advance(one, cents=5_000, **play.stamp())
    flows.lower_grant(one, cents=4_000, **play.stamp())

    _refused(2_000, flows.undo, less, **play.stamp())


def _owes_and_gets(play: Play) -> tuple[Dossier, Dossier]:
    owes, gets = play.granted(1_000, advance=1_000, paid=1_000), play.granted(500, advance=500)
    flows.determine(owes, cents=600, **play.stamp())
    return owes, gets


def test_money_of_two_cities_is_never_set_off_nor_matched(play: Play) -> None:
    elders = another_city("Verderop")
    there = Play(city_slice(year(elders, 2026, reserved=100_000), regulation(elders)))
    there.allot(50_000)
    (owes, gets), (their_owes, their_gets) = _owes_and_gets(play), _owes_and_gets(there)
    flows.receive(owes, cents=900, **play.stamp())
    count = Entry.objects.count()

    for wrong in (
        lambda: flows.set_off(their_owes, gets, cents=5, **play.stamp()),
        lambda: flows.set_off(owes, their_gets, cents=5, **play.stamp()),
        lambda: flows.match_receipt(play.slice, their_owes, cents=5, **play.stamp()),
    ):
        with pytest.raises(WrongSlices):
            wrong()
    assert Entry.objects.count() == count
    assert len(flows.set_off(their_owes, their_gets, cents=5, **there.stamp())) == 1


def test_no_more_comes_in_late_than_was_written_off_in_any_year(play: Play, later: Play) -> None:
    one, _gets = _owes_and_gets(play)
    flows.write_off(one, cents=250, **play.stamp())
    flows.close_slice(play.slice, into=later.slice, transfer=COUNCIL, **play.stamp())
    later.day, later.at = later.day.replace(day=3), later.at.replace(day=3)
    flows.write_off(one, cents=100, **later.stamp())

    _refused(350, flows.recover, one, cents=351, **later.stamp())

    late = flows.recover(one, cents=180, **later.stamp())
    assert lines(late) == [("bank", "written_off", 100), ("bank", "prior_years", 80)]
    _refused(170, flows.recover, one, cents=171, **later.stamp())
    flows.undo(late, **later.stamp())
    assert flows.recover(one, cents=350, **later.stamp()).slice == later.slice


def test_only_what_was_granted_under_condition_is_confirmed(play: Play) -> None:
    one, count = play.dossier(), Entry.objects.count()
    with pytest.raises(WrongAmount):
        flows.confirm_conditional(one, cents=50, **play.stamp())
    assert Entry.objects.count() == count
    flows.commit_conditionally(one, cents=50, **play.stamp())

    _refused(50, flows.confirm_conditional, one, cents=51, **play.stamp())

    stamp = play.stamp()
    made = flows.confirm_conditional(one, cents=50, **stamp)
    assert flows.confirm_conditional(one, cents=50, **stamp) == made
    assert standing(play.slice, one) == {"committed": 50}


def test_only_others_of_the_same_budget_give_way_each_once(city: City, play: Play) -> None:
    elsewhere = Play(city_slice(play.slice.year, regulation(city, prefix="NT"))).dossier()
    best, last = play.dossier(), play.dossier()
    flows.reserve(last, cents=100_000, **play.stamp())
    count = Entry.objects.count()

    for wrong in ([last, last], [last, best], [last, elsewhere]):
        with pytest.raises(WrongSlices):
            flows.commit(best, cents=60_000, lower_ranked=wrong, **play.stamp())
    assert Entry.objects.count() == count
    assert flows.commit(best, cents=60_000, lower_ranked=[last], **play.stamp()).dossier == best


@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": "k" * 121}, {"source": "s" * 121}])
def test_a_key_has_at_least_one_character_and_at_most_what_its_column_holds(
    play: Play, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="120"):
        flows.allot(play.slice, cents=5, **play.stamp(**wrong))
    assert flows.allot(play.slice, cents=5, **play.stamp(key="k" * 120, source="s" * 120)).number == 2


def test_a_key_of_one_of_several_entries_stays_short_and_tells_them_apart(play: Play) -> None:
    assert key_within("k", "out") == "k/out"
    long = [key_within("k" * 120, name) for name in ("out", "in", "out")]
    assert [len(one) for one in long] == [64] * 3
    assert (long[0] == long[2], long[0] == long[1]) == (True, False)
    assert Stamp(None, play.at, play.day, long[0]).key == long[0]


def test_a_year_with_the_longest_key_closes_once(city: City, play: Play, later: Play) -> None:
    play.granted(1_000, advance=800)
    stamp = play.stamp(key="k" * 120)

    closed = flows.close_year(play.slice.year, transfer=COUNCIL, **stamp)

    count = Entry.objects.count()
    assert flows.close_year(closed, transfer=COUNCIL, **stamp).closed_at == closed.closed_at
    assert Entry.objects.count() == count
