"""Counter-entries: last transfer first, once, of a pair both, and never when the money was used."""

import pytest

from grants.budget import flows
from grants.budget.errors import AlreadyUndone, KeyReused, NotCovered, OverCeiling, OverReserved
from grants.budget.models import Entry
from tests.shared import shared
from wijkraden.places.models import City

from .make import Play, city_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db


@shared
def play(city: City) -> Play:
    """A slice with 1,000 euros, of a share of 1,500."""
    made = Play(city_slice(year(city, 2027, reserved=150_000), regulation(city)))
    made.allot(100_000)
    return made


def test_a_counter_entry_runs_last_first_and_names_what_it_undoes(play: Play) -> None:
    one = play.granted(1_000, advance=800, paid=700)
    before = standing(play.slice, one)
    entry = flows.determine(one, cents=600, **play.stamp())

    (counter,) = flows.undo(entry, **play.stamp())

    assert lines(counter) == [
        ("advances", "receivable", 100),
        ("advances", "payable", 100),
        ("advances", "expense", 600),
        ("committed", "free", 400),
        ("committed", "realised", 600),
    ]
    assert (counter.event, counter.undoes, counter.dossier) == ("counter", entry, one)
    assert standing(play.slice, one) == before


def test_an_entry_is_undone_once_and_a_counter_entry_never(play: Play) -> None:
    entry = play.allot(100)
    stamp = play.stamp()
    (counter,) = flows.undo(entry, **stamp)

    assert flows.undo(entry, **stamp) == [counter]
    with pytest.raises(AlreadyUndone):
        flows.undo(entry, **play.stamp())
    with pytest.raises(AlreadyUndone):
        flows.undo(counter, **play.stamp())
    with pytest.raises(KeyReused):
        flows.undo(play.allot(5), **stamp)


def test_of_a_pair_both_are_undone_the_last_first_whichever_is_named(city: City, play: Play) -> None:
    taker = city_slice(play.slice.year, regulation(city, prefix="NT"))
    for named in (0, 1):
        pair = flows.redistribute(play.slice, taker, cents=300, **play.stamp())

        made = flows.undo(pair[named], **play.stamp())

        assert [(one.undoes, lines(one)) for one in made] == [
            (pair[1], [("authority", "free", 300)]),
            (pair[0], [("free", "authority", 300)]),
        ]
        assert made[0].pair == made[1].pair not in {"", pair[0].pair}
        assert standing(taker) == {}


def test_what_is_used_already_can_not_be_undone_and_nothing_is_written(city: City, play: Play) -> None:
    taker = Play(city_slice(play.slice.year, regulation(city, prefix="NT")))
    given = flows.redistribute(play.slice, taker.slice, cents=300, **play.stamp())
    spender = taker.granted(200, advance=200, paid=150)
    advance = spender.entries.get(event="advance")
    count = Entry.objects.count()

    with pytest.raises(OverCeiling) as caught:
        flows.undo(given[0], **play.stamp())
    assert caught.value.left_cents == 100
    with pytest.raises(NotCovered):
        flows.undo(advance, **play.stamp())
    assert Entry.objects.count() == count


def test_lowered_budget_does_not_come_back_when_others_have_it_now(city: City, play: Play) -> None:
    lowered = flows.lower(play.slice, cents=60_000, **play.stamp())
    other = Play(city_slice(play.slice.year, regulation(city, prefix="NT")))
    other.allot(90_000)

    with pytest.raises(OverReserved) as caught:
        flows.undo(lowered, **play.stamp())
    assert caught.value.left_cents == 20_000
    flows.lower(other.slice, cents=40_000, **other.stamp())
    stamp = play.stamp()
    made = flows.undo(lowered, **stamp)
    assert flows.undo(lowered, **stamp) == made


def test_a_set_off_within_a_slice_is_undone_on_both_dossiers(play: Play) -> None:
    claim, payment = play.granted(1_000, advance=1_000, paid=1_000), play.granted(500, advance=500)
    flows.determine(claim, cents=600, **play.stamp())
    (entry,) = flows.set_off(claim, payment, cents=120, **play.stamp())

    (counter,) = flows.undo(entry, **play.stamp())

    assert lines(counter) == [("receivable", "payable", 120)]
    assert standing(play.slice, claim)["receivable"] == 400
    assert standing(play.slice, payment)["payable"] == 500
