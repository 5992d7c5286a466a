"""What an upheld objection books, exactly as the table in docs/money.md has it (E10c, E10d)."""

from datetime import timedelta

import pytest

from grants.budget import flows
from grants.budget.errors import NotCovered, OverCeiling
from grants.budget.models import Dossier
from grants.budget.proof import prove
from grants.budget.queries import figures_of, given_up_of
from grants.budget.states import Kind
from wijkraden.places.models import City

from .make import COUNCIL, NEW_YEAR, Play, city_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(city: City) -> Play:
    """A slice with 1,000 euros; what is not used is free again."""
    made = Play(city_slice(year(city, 2027, reserved=300_000), regulation(city)))
    made.allot(100_000)
    return made


@pytest.fixture
def later(city: City, play: Play) -> Play:
    """The slice of the year after, with 500 euros; the budget of what is open comes along."""
    assert play.slice.regulation is not None
    made = Play(city_slice(year(city, 2028, reserved=300_000), play.slice.regulation))
    made.day, made.at = NEW_YEAR.date(), NEW_YEAR
    made.allot(50_000)
    return made


def _close(play: Play, into: Play) -> None:
    """Close its slice into the later one, where what follows is booked a day later."""
    flows.close_slice(play.slice, into=into.slice, transfer=COUNCIL, **into.stamp())
    into.day, into.at = into.day + timedelta(days=1), into.at + timedelta(days=1)


def _owes(play: Play, cents: int) -> Dossier:
    """Return a dossier of which 1,000 cents are final and so many more were paid."""
    one = play.granted(1_000 + cents, advance=1_000 + cents, paid=1_000 + cents)
    flows.determine(one, cents=1_000, **play.stamp())
    return one


def test_e10c_a_determination_raised(play: Play) -> None:
    """On what is still owed first: nothing owed, part of it, all of it and more, after a part came in."""
    settled, owes = play.granted(1_000), _owes(play, 400)
    flows.determine(settled, cents=600, **play.stamp())
    assert lines(flows.raise_determination(settled, cents=300, **play.stamp())) == [
        ("realised", "free", 300),
        ("expense", "payable", 300),
    ]
    assert lines(flows.raise_determination(owes, cents=150, **play.stamp())) == [
        ("realised", "free", 150),
        ("expense", "receivable", 150),
    ]
    flows.receive(owes, cents=100, **play.stamp())
    assert lines(flows.raise_determination(owes, cents=151, **play.stamp())) == [
        ("realised", "free", 151),
        ("expense", "receivable", 150),
        ("expense", "payable", 1),
    ]


def test_e10c_pays_what_was_set_off_and_not_what_was_written_off(play: Play) -> None:
    """Of 400 that were owed the recipient gave 100 up by a payment, and kept the 50 that were written off."""
    owes, gets = _owes(play, 400), play.granted(1_000)
    flows.determine(gets, cents=1_000, **play.stamp())
    flows.set_off(owes, gets, cents=100, **play.stamp())
    flows.write_off(owes, cents=50, **play.stamp())

    assert lines(flows.raise_determination(owes, cents=300, **play.stamp())) == [
        ("realised", "free", 300),
        ("expense", "receivable", 250),
        ("expense", "written_off", 50),
    ]
    assert lines(flows.raise_determination(owes, cents=100, **play.stamp())) == [
        ("realised", "free", 100),
        ("expense", "payable", 100),
    ]


def test_e10c_needs_as_much_as_is_free(play: Play) -> None:
    one = play.granted(1_000)
    flows.determine(one, cents=900, **play.stamp())
    free = figures_of([play.slice])[play.slice.pk][Kind.FREE]

    with pytest.raises(OverCeiling) as caught:
        flows.raise_determination(one, cents=free + 1, **play.stamp())
    assert caught.value.left_cents == free
    flows.raise_determination(one, cents=free, **play.stamp())


def test_e10d_what_was_written_off_is_an_advance_again_and_not_paid_twice(play: Play) -> None:
    """Of 600 that were paid 250 came back and 150 were written off: 350 stay paid, and 250 are paid once more."""
    one = play.granted(1_000, advance=600, paid=600)
    flows.determine(one, cents=0, **play.stamp())
    flows.receive(one, cents=250, **play.stamp())
    flows.write_off(one, cents=150, **play.stamp())

    assert lines(flows.reinstate(one, cents=1_000, back_cents=600, unpaid_cents=0, **play.stamp())) == [
        ("committed", "free", 1_000),
        ("advances", "receivable", 200),
        ("advances", "written_off", 150),
        ("advances", "payable", 250),
    ]
    assert lines(flows.determine(one, cents=1_000, **play.stamp()))[-2:] == [
        ("expense", "advances", 600),
        ("expense", "payable", 400),
    ]


def test_e10d_a_revoked_grant_stands_again(play: Play) -> None:
    """Of 800 that were advanced 600 were paid, and 250 of that came back."""
    one = play.granted(1_000, advance=800, paid=600)
    flows.determine(one, cents=0, **play.stamp())
    flows.receive(one, cents=250, **play.stamp())
    with pytest.raises(NotCovered):
        flows.reinstate(one, cents=799, back_cents=600, unpaid_cents=200, **play.stamp())

    assert lines(flows.reinstate(one, cents=1_000, back_cents=600, unpaid_cents=200, **play.stamp())) == [
        ("committed", "free", 1_000),
        ("advances", "receivable", 350),
        ("advances", "payable", 450),
    ]


def test_e10c_what_was_written_off_in_a_closed_year_is_theirs_and_not_paid_twice(
    play: Play, later: Play
) -> None:
    """400 were too much: 150 given up before the closing, 100 after it, and 50 of the first came in late."""
    one = _owes(play, 400)
    flows.write_off(one, cents=150, **play.stamp())
    _close(play, later)
    flows.write_off(one, cents=100, **later.stamp())
    assert lines(flows.recover(one, cents=150, **later.stamp())) == [
        ("bank", "written_off", 100),
        ("bank", "prior_years", 50),
    ]
    flows.write_off(one, cents=30, **later.stamp())
    assert given_up_of(one) == 130

    assert lines(flows.raise_determination(one, cents=190, **later.stamp())) == [
        ("realised", "free", 190),
        ("expense", "receivable", 120),
        ("expense", "written_off", 30),
        ("expense", "prior_years", 40),
    ]
    assert given_up_of(one) == 60
    assert lines(flows.raise_determination(one, cents=90, **later.stamp())) == [
        ("realised", "free", 90),
        ("expense", "prior_years", 60),
        ("expense", "payable", 30),
    ]
    assert (given_up_of(one), standing(later.slice)["realised"], standing(later.slice)["expense"]) == (
        0,
        280,
        280,
    )
    with pytest.raises(NotCovered):
        flows.recover(one, cents=1, **later.stamp())
    assert prove().faults == []


def test_e10d_what_was_written_off_in_a_closed_year_is_an_advance_again(play: Play, later: Play) -> None:
    """Of 600 that were paid 250 came back before the closing, and 350 were written off; 30 of it came in after it."""
    one = play.granted(1_000, advance=800, paid=600)
    flows.determine(one, cents=0, **play.stamp())
    flows.receive(one, cents=250, **play.stamp())
    flows.write_off(one, cents=350, **play.stamp())
    _close(play, later)
    flows.recover(one, cents=30, **later.stamp())

    again = flows.reinstate(one, cents=1_000, back_cents=600, unpaid_cents=200, **later.stamp())

    assert lines(again) == [
        ("committed", "free", 1_000),
        ("advances", "prior_years", 320),
        ("advances", "payable", 480),
    ]
    assert given_up_of(one) == 0
    with pytest.raises(NotCovered):
        flows.recover(one, cents=1, **later.stamp())
    flows.undo(again, **later.stamp())
    assert given_up_of(one) == 320
    flows.reinstate(one, cents=1_000, back_cents=600, unpaid_cents=200, **later.stamp())
    assert lines(flows.determine(one, cents=1_000, **later.stamp()))[-2:] == [
        ("expense", "advances", 800),
        ("expense", "payable", 200),
    ]
    assert prove().faults == []


def test_what_was_theirs_after_all_is_owed_again_when_it_falls_again(play: Play, later: Play) -> None:
    """Written off, closed, raised by it: what is then lowered is a claim on the open year, once."""
    one = _owes(play, 400)
    flows.write_off(one, cents=400, **play.stamp())
    _close(play, later)
    flows.raise_determination(one, cents=400, **later.stamp())

    assert lines(flows.withdraw_determination(one, cents=400, **later.stamp())) == [
        ("lapsed", "realised", 400),
        ("receivable", "expense", 400),
    ]
    assert given_up_of(one) == 0
    assert lines(flows.claim_after_close(one, cents=1_000, **later.stamp())) == [
        ("receivable", "prior_years", 1_000)
    ]
    with pytest.raises(NotCovered):
        flows.claim_after_close(one, cents=1, **later.stamp())
    assert prove().faults == []


def test_e10d_takes_no_more_of_what_was_written_off_than_it_had_asked_back(play: Play) -> None:
    """100 came back of a lower advance before the revocation asked 600: all 700 were given up, and 100 stay so."""
    one = play.granted(1_000, advance=700, paid=700)
    flows.change_advance(one, cents=100, **play.stamp())
    flows.lower_grant(one, cents=400, **play.stamp())
    flows.determine(one, cents=0, **play.stamp())
    flows.write_off(one, cents=700, **play.stamp())

    assert lines(flows.reinstate(one, cents=600, back_cents=600, unpaid_cents=0, **play.stamp())) == [
        ("committed", "free", 600),
        ("advances", "written_off", 600),
    ]
    assert given_up_of(one) == 100
