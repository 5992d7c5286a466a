"""What an upheld objection books, exactly as the table in docs/money.md has it (E10c, E10d)."""

import pytest

from grants.budget import flows
from grants.budget.errors import NotCovered, OverCeiling
from grants.budget.models import Dossier
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from wijkraden.places.models import City

from .make import Play, city_slice, lines, regulation, year

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(city: City) -> Play:
    """A slice with 1,000 euros; what is not used is free again."""
    made = Play(city_slice(year(city, 2027, reserved=300_000), regulation(city)))
    made.allot(100_000)
    return made


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

    assert lines(flows.reinstate(one, cents=1_000, owed_cents=200, again_cents=250, **play.stamp())) == [
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
        flows.reinstate(one, cents=1_000, owed_cents=351, again_cents=450, **play.stamp())
    with pytest.raises(NotCovered):
        flows.reinstate(one, cents=799, owed_cents=350, again_cents=450, **play.stamp())

    assert lines(flows.reinstate(one, cents=1_000, owed_cents=350, again_cents=450, **play.stamp())) == [
        ("committed", "free", 1_000),
        ("advances", "receivable", 350),
        ("advances", "payable", 450),
    ]
