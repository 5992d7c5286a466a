"""The worked example of the rules of the trade, to the cent: three proposals and a budget of 25,000 euros."""

import pytest

from grants.budget import flows
from grants.budget.errors import OverCeiling
from grants.budget.models import Dossier
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from wijkraden.places.models import City

from .make import Play, city_slice, lines, regulation, standing, year


@pytest.fixture
def play(city: City) -> Play:
    """A slice with 25,000 euros, under a regulation that makes unused money free again."""
    return Play(city_slice(year(city, 2027, reserved=5_000_000), regulation(city)))


@pytest.mark.django_db
def test_three_proposals_and_a_budget_of_25_000_euros(play: Play) -> None:
    first, second, third = play.dossier(), play.dossier(), play.dossier()
    play.allot(2_500_000)
    assert standing(play.slice) == {"authority": 2_500_000, "free": 2_500_000}

    grant_and_pay_at_once(play, first)
    grant_and_pay_an_advance(play, second)
    reserve_refuse_and_release(play, third)
    determine_lower_and_claim(play, second)

    assert standing(play.slice) == {
        "authority": 2_500_000,
        "free": 1_420_000,
        "realised": 1_080_000,
        "expense": 1_080_000,
        "bank": -1_080_000,  # 11,200 out, 400 in
    }
    figures = figures_of([play.slice])[play.slice.pk]
    assert (figures.authority, figures.granted, figures.paid) == (2_500_000, 1_080_000, 1_080_000)
    assert figures.parts == [
        (Kind.RESERVED, 0),
        (Kind.COMMITTED, 0),
        (Kind.REALISED, 1_080_000),
        (Kind.FREE, 1_420_000),
        (Kind.LAPSED, 0),
    ]
    assert figures.used_percent == 43
    assert prove().faults == []


def grant_and_pay_at_once(play: Play, first: Dossier) -> None:
    """4,800 asked, granted, determined and paid."""
    flows.reserve(first, cents=480_000, **play.stamp())
    assert standing(play.slice)["free"] == 2_020_000
    flows.commit(first, cents=480_000, **play.stamp())
    flows.determine(first, cents=480_000, **play.stamp())
    assert standing(play.slice, first) == {"realised": 480_000, "expense": 480_000, "payable": 480_000}
    flows.send(first, cents=480_000, **play.stamp())
    flows.settle(first, cents=480_000, **play.stamp())
    assert standing(play.slice, first) == {"realised": 480_000, "expense": 480_000}


def grant_and_pay_an_advance(play: Play, second: Dossier) -> None:
    """9,000 asked, 8,000 granted, an advance of 6,400 paid."""
    flows.reserve(second, cents=900_000, **play.stamp())
    assert standing(play.slice)["free"] == 1_120_000
    flows.commit(second, cents=800_000, **play.stamp())
    assert standing(play.slice)["free"] == 1_220_000
    assert standing(play.slice, second) == {"committed": 800_000}
    flows.award_advance(second, cents=640_000, **play.stamp())
    flows.send(second, cents=640_000, **play.stamp())
    flows.settle(second, cents=640_000, **play.stamp())
    assert standing(play.slice, second) == {"committed": 800_000, "advances": 640_000}


def reserve_refuse_and_release(play: Play, third: Dossier) -> None:
    """13,000 asked and 12,200 left: refused."""
    reserved = flows.reserve(third, cents=1_300_000, **play.stamp())
    assert lines(reserved) == [("reserved", "free", 1_220_000)]
    with pytest.raises(OverCeiling) as caught:
        flows.commit(third, cents=1_300_000, **play.stamp())
    assert caught.value.left_cents == 1_220_000
    flows.release(third, **play.stamp())
    assert standing(play.slice)["free"] == 1_220_000


def determine_lower_and_claim(play: Play, second: Dossier) -> None:
    """6,000 spent: 2,000 free again, 400 to be paid back and received."""
    flows.determine(second, cents=600_000, **play.stamp())
    assert standing(play.slice)["free"] == 1_420_000
    assert standing(play.slice, second) == {"realised": 600_000, "expense": 600_000, "receivable": 40_000}
    flows.receive(second, cents=40_000, **play.stamp())


@pytest.mark.django_db
def test_what_is_left_of_the_ceiling_can_be_granted_in_part(play: Play) -> None:
    play.allot(1_220_000)
    third = play.dossier()

    flows.commit(third, cents=1_220_000, **play.stamp())

    assert standing(play.slice) == {"authority": 1_220_000, "committed": 1_220_000}
