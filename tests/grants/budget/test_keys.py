"""What makes an entry happen once, and the days on which it may count."""

from datetime import date, timedelta

import pytest

from grants.budget import flows
from grants.budget.errors import KeyReused, OverCeiling, WrongDay, YearClosed
from grants.budget.models import Entry, Slice
from tests.make import another_city
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

from .make import COUNCIL, DAY, Play, city_slice, regulation, standing, year

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
def after(city: City, play: Play) -> Play:
    """The slice of the year after, with 500 euros."""
    assert play.slice.regulation is not None
    made = Play(city_slice(year(city, 2027, reserved=300_000), play.slice.regulation))
    made.allot(50_000)
    return made


def _close(play: Play, into: Slice | None, day: date = DAY) -> None:
    stamp = play.stamp(booked_on=day)
    flows.close_slice(play.slice, into=into, transfer=COUNCIL, **stamp)


def test_the_same_key_with_the_same_content_books_once_whoever_asks_again(play: Play, bas: User) -> None:
    stamp = play.stamp()
    first = flows.allot(play.slice, cents=500, **stamp)

    later = {**stamp, "by": bas, "at": stamp["at"] + timedelta(days=3)}
    assert flows.allot(play.slice, cents=500, **later) == first
    assert standing(play.slice)["authority"] == 100_500


@pytest.mark.parametrize(
    "other", [{"cents": 501}, {"booked_on": DAY - timedelta(days=1)}, {"source": "decision:2"}]
)
def test_the_same_key_with_other_content_is_refused(play: Play, other: dict[str, object]) -> None:
    asked = {**play.stamp(), "cents": 500, "source": "decision:1"}
    flows.allot(play.slice, **asked)
    count = Entry.objects.count()

    with pytest.raises(KeyReused):
        flows.allot(play.slice, **{**asked, **other})
    with pytest.raises(KeyReused):
        flows.lower(play.slice, **asked)
    assert Entry.objects.count() == count


def test_a_key_of_another_dossier_is_refused(play: Play) -> None:
    one, two, stamp = play.dossier(), play.dossier(), play.stamp()
    flows.reserve(one, cents=5, **stamp)

    with pytest.raises(KeyReused):
        flows.reserve(two, cents=5, **stamp)


def test_a_key_tells_before_anything_is_refused_that_it_was_booked(play: Play) -> None:
    one, stamp = play.dossier(), play.stamp()
    first = flows.commit(one, cents=100_000, **stamp)

    assert flows.commit(one, cents=100_000, **stamp) == first
    with pytest.raises(OverCeiling):
        flows.commit(one, cents=100_000, **play.stamp())


def test_a_grant_above_others_asked_twice_lets_them_give_way_once(play: Play) -> None:
    best, last, stamp = play.dossier(), play.dossier(), play.stamp()
    flows.reserve(last, cents=100_000, **play.stamp())
    first = flows.commit(best, cents=60_000, lower_ranked=[last], **stamp)
    count = Entry.objects.count()

    assert flows.commit(best, cents=60_000, lower_ranked=[last], **stamp) == first
    with pytest.raises(KeyReused):
        flows.commit(best, cents=60_000, **stamp)
    assert Entry.objects.count() == count
    assert standing(play.slice, last) == {"reserved": 40_000}


def test_the_same_key_in_another_slice_is_another_entry(play: Play, after: Play) -> None:
    stamp = play.stamp()

    assert flows.allot(play.slice, cents=5, **stamp) != flows.allot(after.slice, cents=5, **stamp)


def test_after_the_year_change_a_key_still_finds_what_was_booked_before(play: Play, after: Play) -> None:
    one, paid, reserved = play.granted(1_000, advance=800), play.stamp(), play.stamp()
    flows.reserve(one, cents=7, **reserved)
    flows.release(one, **play.stamp())
    sent = flows.send(one, cents=500, **paid)
    _close(play, after.slice)
    count = Entry.objects.count()

    assert flows.send(one, cents=500, **paid) == sent
    assert flows.reserve(one, cents=7, **reserved).event == "reserve"
    with pytest.raises(KeyReused):
        flows.send(one, cents=501, **paid)
    assert Entry.objects.count() == count


def test_a_set_off_and_a_match_keep_their_keys_after_the_year_change(play: Play, after: Play) -> None:
    claim, payment = play.granted(900, advance=900, paid=900), play.granted(500, advance=500)
    flows.determine(claim, cents=100, **play.stamp())
    flows.receive(claim, cents=50, **play.stamp())
    ledger = play.slice.year.slices.get(scope="books")
    flows.receive_unmatched(ledger, cents=90, **play.stamp())
    first, second = play.stamp(), play.stamp()
    off = flows.set_off(claim, payment, cents=20, **first)
    match = flows.match_receipt(ledger, claim, cents=30, **second)
    _close(play, after.slice)

    assert flows.set_off(claim, payment, cents=20, **first) == off
    assert flows.match_receipt(ledger, claim, cents=30, **second) == match


def test_a_day_in_the_future_or_long_before_the_year_is_refused(play: Play) -> None:
    for day in (DAY + timedelta(days=1), date(2024, 12, 31)):
        with pytest.raises(WrongDay):
            flows.allot(play.slice, cents=5, **play.stamp(booked_on=day))
    assert flows.allot(play.slice, cents=5, **play.stamp(booked_on=date(2025, 1, 1))).number == 2


def test_today_is_the_day_in_amsterdam(play: Play) -> None:
    late = play.at.replace(hour=23, minute=30)  # half past midnight there

    booked = flows.allot(play.slice, cents=5, **play.stamp(at=late, booked_on=DAY + timedelta(days=1)))
    assert booked.booked_on == DAY + timedelta(days=1)


def test_a_closed_year_takes_nothing_and_is_named(play: Play, after: Play) -> None:
    one, entry = play.granted(1_000, advance=800), play.allot(5)
    _close(play, after.slice)
    count = Entry.objects.count()

    for refused in (
        lambda: play.allot(5),
        lambda: flows.lower(play.slice, cents=5, **play.stamp()),
        lambda: flows.reserve(one, cents=5, **play.stamp()),
        lambda: flows.commit(one, cents=5, lower_ranked=[one], **play.stamp()),
        lambda: flows.undo(entry, **play.stamp()),
        play.dossier,
    ):
        with pytest.raises(YearClosed) as caught:
            refused()
        assert caught.value.year == 2026
        assert "2026" in str(caught.value)
    assert Entry.objects.count() == count
