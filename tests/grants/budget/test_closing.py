"""The year change: what lapses, what goes on, what is refused, and what still may come after it."""

from datetime import date, timedelta

import pytest

from grants.budget import flows
from grants.budget.errors import NotCovered, OverCeiling, StillOpen, WrongDay, WrongSlices, YearClosed
from grants.budget.models import Dossier, Entry, Slice
from grants.budget.proof import prove
from grants.budget.queries import card_of
from grants.budget.states import Kind
from tests.make import another_city
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

from .make import COUNCIL, DAY, Play, city_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db

NEXT_DAY = DAY + timedelta(days=1)


@shared
def city() -> City:
    """A city without years of its own, unlike Rotterdam."""
    return another_city()


@shared
def play(city: City) -> Play:
    """A slice of 2026 with 1,000 euros."""
    made = Play(city_slice(year(city, 2026, reserved=100_000), regulation(city)))
    made.allot(100_000)
    return made


@shared
def after(city: City, play: Play) -> Play:
    """The slice of 2027 with 90 euros; what is booked there counts a day later."""
    assert play.slice.regulation is not None
    made = Play(city_slice(year(city, 2027, reserved=9_000), play.slice.regulation))
    made.allot(9_000)
    made.day, made.at = NEXT_DAY, made.at + timedelta(days=1)
    return made


def _close(play: Play, into: Play | None, *, transfer: bool, **other: object) -> Slice:
    return flows.close_slice(
        play.slice,
        into=into.slice if into else None,
        transfer=COUNCIL if transfer else None,
        **play.stamp(**other),
    )


def _half_way(play: Play) -> Dossier:
    """Return a dossier with 1,000 granted, 800 advanced, 700 sent and 600 of it through the bank."""
    one = play.granted(1_000, advance=800, paid=600)
    flows.send(one, cents=100, **play.stamp())
    return one


def test_e15_with_a_transfer_the_budget_comes_along_and_the_share_grows(play: Play, after: Play) -> None:
    one = _half_way(play)

    old = _close(play, after, transfer=True)

    out, over = one.entries.order_by("id").reverse()[1], one.entries.latest("id")
    assert lines(out) == [
        ("lapsed", "committed", 1_000),
        ("clearing", "advances", 800),
        ("payable", "clearing", 100),
        ("in_transit", "clearing", 100),
    ]
    assert lines(over) == [
        ("committed", "authority", 1_000),
        ("advances", "clearing", 800),
        ("clearing", "payable", 100),
        ("clearing", "in_transit", 100),
    ]
    assert (out.event, over.event, out.pair) == ("close", "carry", over.pair)
    assert lines(old.entries.latest("number")) == [("lapsed", "free", 99_000)]
    assert (old.closed_on, old.successor) == (DAY, after.slice)
    new = after.slice.year
    new.refresh_from_db()
    assert (new.reserved_cents, new.programme_cents, new.allotted_cents) == (10_000, 91_000, 10_000)
    assert standing(after.slice, one) == {
        "committed": 1_000,
        "advances": 800,
        "payable": 100,
        "in_transit": 100,
    }
    assert standing(old, one) == {}
    assert prove().faults == []


def test_e15_without_a_transfer_it_takes_from_what_is_free_in_the_next_year(play: Play, after: Play) -> None:
    one = _half_way(play)

    _close(play, after, transfer=False)

    assert lines(one.entries.latest("id"))[0] == ("committed", "free", 1_000)
    assert standing(after.slice)["free"] == 8_000
    after.slice.year.refresh_from_db()
    assert after.slice.year.reserved_cents == 9_000


def test_without_a_transfer_a_next_year_with_too_little_free_is_refused_whole(
    play: Play, after: Play
) -> None:
    play.granted(5_000)
    play.granted(4_001)
    count = Entry.objects.count()

    with pytest.raises(OverCeiling) as caught:
        _close(play, after, transfer=False)
    assert caught.value.left_cents == 4_000
    assert Entry.objects.count() == count
    play.slice.refresh_from_db()
    assert play.slice.closed_at is None


def test_a_claim_and_what_waits_go_along(play: Play, after: Play) -> None:
    one = play.granted(1_000, advance=1_000, paid=1_000)
    flows.determine(one, cents=600, **play.stamp())
    flows.receive(play.granted(10), cents=70, **play.stamp())

    _close(play, after, transfer=True)

    assert standing(after.slice, one) == {"receivable": 400}
    assert standing(after.slice)["suspense"] == 70
    assert standing(play.slice)["clearing"] == -standing(after.slice)["clearing"] == -330 + 2 * 330
    assert lines(flows.receive(one, cents=400, **after.stamp())) == [("bank", "receivable", 400)]


def test_closing_again_books_nothing_more(play: Play, after: Play) -> None:
    _half_way(play)
    first = _close(play, after, transfer=True)
    count = Entry.objects.count()

    again = _close(play, after, transfer=True)
    assert (again.pk, again.closed_at, Entry.objects.count()) == (first.pk, first.closed_at, count)


def test_what_is_still_open_refuses_the_closing(play: Play, after: Play) -> None:
    one = play.dossier()
    flows.reserve(one, cents=5, **play.stamp())
    with pytest.raises(StillOpen, match="hele stad"):
        _close(play, after, transfer=True)
    flows.release(one, **play.stamp())
    flows.commit_conditionally(one, cents=5, **play.stamp())
    with pytest.raises(StillOpen, match="hele stad"):
        _close(play, after, transfer=True)
    flows.confirm_conditional(one, cents=5, **play.stamp())
    with pytest.raises(StillOpen):
        _close(play, None, transfer=True)
    assert _close(play, after, transfer=True).closed_on == DAY


def test_a_slice_that_ever_had_a_dossier_needs_a_place_for_what_still_comes(
    city: City, play: Play, after: Play
) -> None:
    one = play.granted(1_000, advance=1_000, paid=1_000)
    flows.determine(one, cents=400, **play.stamp())
    flows.write_off(one, cents=600, **play.stamp())
    with pytest.raises(StillOpen, match="hele stad"):
        _close(play, None, transfer=False)

    _close(play, after, transfer=False)
    with pytest.raises(StillOpen, match="hele stad"):
        _close(after, None, transfer=False)
    assert play.slice.regulation is not None
    last = Play(city_slice(year(city, 2028), play.slice.regulation))
    last.day, last.at = NEXT_DAY + timedelta(days=400), after.at + timedelta(days=400)
    _close(after, last, transfer=False)

    assert lines(flows.recover(one, cents=180, **last.stamp())) == [("bank", "prior_years", 180)]
    assert lines(flows.claim_after_close(one, cents=300, **last.stamp())) == [
        ("receivable", "prior_years", 300)
    ]
    assert prove().faults == []


def test_a_slice_without_dossiers_closes_without_a_next_year(play: Play) -> None:
    old = _close(play, None, transfer=False)

    assert (old.successor, standing(old)) == (None, {"authority": 100_000, "lapsed": 100_000})
    with pytest.raises(YearClosed):
        play.allot(5)


def test_a_closing_day_before_the_last_booking_is_refused(play: Play, after: Play) -> None:
    with pytest.raises(WrongDay, match="02-11-2026"):
        _close(play, after, transfer=True, booked_on=DAY - timedelta(days=1))


def test_a_slice_closes_into_the_same_budget_of_a_later_year_only(
    city: City, play: Play, after: Play
) -> None:
    other = Play(city_slice(after.slice.year, regulation(city, prefix="NT")))
    for wrong in (other, play):
        with pytest.raises(WrongSlices):
            _close(play, wrong, transfer=True)
    with pytest.raises(WrongSlices):
        flows.close_slice(after.slice, into=play.slice, transfer=None, **after.stamp())


def test_after_closing_a_dossier_goes_on_in_the_next_year_and_unused_money_lapses(
    play: Play, after: Play
) -> None:
    one = _half_way(play)
    _close(play, after, transfer=True)

    made = flows.determine(one, cents=700, **after.stamp())

    assert made.slice == after.slice
    assert lines(made)[:2] == [("realised", "committed", 700), ("lapsed", "committed", 300)]
    with pytest.raises(WrongDay, match="03-11-2026"):
        flows.settle(one, cents=100, **after.stamp(booked_on=DAY))
    flows.settle(one, cents=100, **after.stamp())
    returned = flows.fail(one, cents=700, was_settled=True, **after.stamp())
    assert lines(returned)[0] == ("bank", "in_transit", 700), "600 of it went out in the year before"
    assert prove().faults == []


def test_the_figures_and_the_card_of_a_dossier_are_those_of_all_its_years(play: Play, after: Play) -> None:
    one = play.granted(1_000, advance=800, paid=800)
    flows.determine(one, cents=500, **play.stamp())
    _close(play, after, transfer=True)
    flows.receive(one, cents=100, **after.stamp())

    card = card_of(one)

    now = {line.account: line.balance for line in card}
    assert [
        sum(balance for account, balance in now.items() if account.kind == kind)
        for kind in (Kind.REALISED, Kind.EXPENSE, Kind.RECEIVABLE, Kind.ADVANCES)
    ] == [500, 500, 200, 0]
    years = [line.transfer.entry.slice.year.year for line in card if line.account.kind == Kind.RECEIVABLE]
    assert years == [2026, 2026, 2027, 2027]
    assert [line.balance for line in card if line.account.kind == Kind.RECEIVABLE] == [300, 0, 300, 200]


def test_e14_what_was_determined_in_a_closed_year_is_claimed_back_in_the_open_one(
    play: Play, after: Play
) -> None:
    one = play.granted(1_000, advance=800, paid=800)
    flows.determine(one, cents=1_000, **play.stamp())
    _close(play, after, transfer=True)
    budget = {
        kind: standing(after.slice).get(kind) for kind in ("authority", "free", "realised", "committed")
    }

    claim = flows.claim_after_close(one, cents=500, **after.stamp())

    assert lines(claim) == [("payable", "prior_years", 200), ("receivable", "prior_years", 300)]
    assert claim.slice == after.slice
    assert budget == {kind: standing(after.slice).get(kind) for kind in budget}
    assert standing(play.slice)["realised"] == 1_000


def test_e14_no_more_is_claimed_back_than_was_determined_in_closed_years(play: Play, after: Play) -> None:
    one = play.granted(1_000, advance=800, paid=800)
    flows.determine(one, cents=900, **play.stamp())
    _close(play, after, transfer=True)
    claim = flows.claim_after_close(one, cents=500, **after.stamp())

    with pytest.raises(NotCovered) as caught:
        flows.claim_after_close(one, cents=401, **after.stamp())
    assert caught.value.left_cents == 400
    flows.undo(claim, **after.stamp())
    assert flows.claim_after_close(one, cents=900, **after.stamp()).slice == after.slice


def test_e13_a_late_receipt_of_what_was_written_off_before_and_after_closing(play: Play, after: Play) -> None:
    one = play.granted(1_000, advance=1_000, paid=1_000)
    flows.determine(one, cents=400, **play.stamp())
    flows.write_off(one, cents=250, **play.stamp())
    _close(play, after, transfer=True)
    flows.write_off(one, cents=100, **after.stamp())

    assert lines(flows.recover(one, cents=180, **after.stamp())) == [
        ("bank", "written_off", 100),
        ("bank", "prior_years", 80),
    ]


def test_a_year_closes_whole_into_the_next_with_its_own_ledger(play: Play, after: Play, bas: User) -> None:
    _half_way(play)
    ledger = play.slice.year.slices.get(scope="books")
    flows.receive_unmatched(ledger, cents=90, **play.stamp())
    stamp = play.stamp(by=bas)

    closed = flows.close_year(play.slice.year, transfer=COUNCIL, **stamp)

    assert closed.closed_at == play.at
    assert {one.closed_on for one in closed.slices.all()} == {DAY}
    assert standing(after.slice.year.slices.get(scope="books"))["suspense"] == 90
    count = Entry.objects.count()
    assert flows.close_year(closed, transfer=COUNCIL, **stamp).closed_at == closed.closed_at
    assert Entry.objects.count() == count
    with pytest.raises(YearClosed):
        flows.open_slices(
            closed, regulation=regulation(closed.city, prefix="NT"), districts=[], by=bas, at=play.at
        )
    assert prove().faults == []


def test_a_year_of_which_one_slice_can_not_close_stays_open_whole(
    city: City, play: Play, after: Play
) -> None:
    other = Play(city_slice(play.slice.year, regulation(city, prefix="NT")))
    flows.lower(play.slice, cents=500, **play.stamp())
    other.allot(500)
    other.granted(100)
    count = Entry.objects.count()

    with pytest.raises(StillOpen):
        flows.close_year(play.slice.year, transfer=COUNCIL, **play.stamp())
    assert Entry.objects.count() == count
    assert set(play.slice.year.slices.values_list("closed_at", flat=True)) == {None}


def test_the_day_of_closing_may_lie_in_the_new_year(play: Play, after: Play) -> None:
    at = play.at.replace(year=2027)

    old = _close(play, after, transfer=True, booked_on=date(2027, 1, 31), at=at)
    assert old.closed_on == date(2027, 1, 31)
