"""What each event books, exactly as the table in docs/money.md has it: debited, credited, euro cents, in order."""

from typing import Any

import pytest

from grants.budget import flows
from grants.budget.errors import NotCovered, OverCeiling, WrongAmount, WrongSlices
from grants.budget.models import Dossier, Entry, Slice
from grants.money import MAX_CENTS
from tests.shared import shared
from wijkraden.places.models import City

from .make import Play, city_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db


@shared
def play(city: City) -> Play:
    """A slice with 1,000 euros; what is not used is free again."""
    made = Play(city_slice(year(city, 2027, reserved=300_000), regulation(city)))
    made.allot(100_000)
    return made


@shared
def other(city: City, play: Play) -> Play:
    """A second slice of that year with 500 euros, under a rule that gives nothing back."""
    made = Play(city_slice(play.slice.year, regulation(city, prefix="NT", returns_to_free=False)))
    made.allot(50_000)
    return made


@pytest.fixture
def ledger(play: Play) -> Slice:
    """The city's own ledger of that year."""
    return play.slice.year.slices.get(scope="books")


def test_e1_allot_and_lower(play: Play) -> None:
    assert lines(play.allot(25)) == [("free", "authority", 25)]
    assert lines(flows.lower(play.slice, cents=100_025, **play.stamp())) == [("authority", "free", 100_025)]
    assert standing(play.slice) == {}


def test_lowering_what_is_not_free_names_what_is(play: Play) -> None:
    play.granted(70_000)
    for cents in (30_001, 100_000, 500_000):
        with pytest.raises(OverCeiling) as caught:
            flows.lower(play.slice, cents=cents, **play.stamp())
        assert caught.value.left_cents == 30_000


def test_e1b_redistribute_is_a_pair_of_entries(play: Play, other: Play) -> None:
    less, more = flows.redistribute(play.slice, other.slice, cents=700, **play.stamp())

    assert (lines(less), lines(more)) == ([("authority", "free", 700)], [("free", "authority", 700)])
    assert (less.slice_id, more.slice_id) == (play.slice.pk, other.slice.pk)
    assert less.pair == more.pair != ""
    assert (standing(play.slice)["authority"], standing(other.slice)["authority"]) == (99_300, 50_700)


def test_e2_reserve_takes_what_is_free_and_never_refuses(play: Play) -> None:
    first, second, third = (play.dossier() for _ in range(3))

    assert lines(flows.reserve(first, cents=60_000, **play.stamp())) == [("reserved", "free", 60_000)]
    assert lines(flows.reserve(second, cents=60_000, **play.stamp())) == [("reserved", "free", 40_000)]
    assert lines(flows.reserve(third, cents=60_000, **play.stamp())) == []


def test_e3_release_gives_the_whole_reservation_back(play: Play) -> None:
    one = play.dossier()
    flows.reserve(one, cents=400, **play.stamp())
    flows.reserve(one, cents=500, **play.stamp())

    assert lines(flows.release(one, **play.stamp())) == [("free", "reserved", 900)]
    assert lines(flows.release(one, **play.stamp())) == []


@pytest.mark.parametrize(
    ("reserved", "granted", "expected"),
    [
        (0, 800, [("committed", "free", 800)]),
        (1_000, 1_000, [("committed", "reserved", 1_000)]),
        (1_000, 800, [("committed", "reserved", 800), ("free", "reserved", 200)]),
        (1_000, 1_300, [("committed", "reserved", 1_000), ("committed", "free", 300)]),
    ],
)
def test_e4_commit_takes_its_own_reservation_first(
    play: Play, reserved: int, granted: int, expected: list[tuple[str, str, int]]
) -> None:
    one = play.dossier()
    if reserved:
        flows.reserve(one, cents=reserved, **play.stamp())

    assert lines(flows.commit(one, cents=granted, **play.stamp())) == expected


def test_e4_lower_ranked_reservations_give_way_in_that_order_and_only_as_far_as_needed(play: Play) -> None:
    best, third, last, none = (play.dossier() for _ in range(4))
    flows.reserve(third, cents=30_000, **play.stamp())
    flows.reserve(last, cents=50_000, **play.stamp())
    before = play.slice.entries.count()

    flows.commit(best, cents=75_000, lower_ranked=[none, last, third], **play.stamp())

    made = list(play.slice.entries.order_by("number")[before:])
    assert [(one.event, one.dossier, lines(one)) for one in made] == [
        ("release", last, [("free", "reserved", 50_000)]),
        ("release", third, [("free", "reserved", 5_000)]),
        ("commit", best, [("committed", "free", 75_000)]),
    ]


def test_a_grant_over_the_ceiling_reads_what_is_left_for_this_dossier(play: Play) -> None:
    best, last = play.dossier(), play.dossier()
    flows.reserve(best, cents=20_000, **play.stamp())
    flows.reserve(last, cents=50_000, **play.stamp())
    before = play.slice.entries.count()

    with pytest.raises(OverCeiling) as caught:
        flows.commit(best, cents=100_001, **play.stamp())
    assert caught.value.left_cents == 50_000
    with pytest.raises(OverCeiling) as caught:
        flows.commit(best, cents=100_001, lower_ranked=[last], **play.stamp())
    assert caught.value.left_cents == 100_000
    assert play.slice.entries.count() == before


def test_e4v_a_grant_under_condition_is_a_memo_until_it_is_confirmed(play: Play) -> None:
    one, two = play.dossier(), play.dossier()
    memo = flows.commit_conditionally(one, cents=900, **play.stamp())
    assert lines(memo) == [("conditional", "conditional_basis", 900)]
    assert standing(play.slice)["free"] == 100_000

    assert lines(flows.confirm_conditional(one, cents=800, **play.stamp())) == [("committed", "free", 800)]
    ended = one.entries.get(event="condition_ends")
    assert lines(ended) == [("conditional_basis", "conditional", 900)]
    flows.commit_conditionally(two, cents=5, **play.stamp())
    assert lines(flows.end_condition(two, **play.stamp())) == [("conditional_basis", "conditional", 5)]


def test_e5_an_advance_is_at_most_what_is_committed(play: Play) -> None:
    one = play.granted(1_000)

    assert lines(flows.award_advance(one, cents=800, **play.stamp())) == [("advances", "payable", 800)]
    with pytest.raises(NotCovered) as caught:
        flows.award_advance(one, cents=201, **play.stamp())
    assert caught.value.left_cents == 200


def test_e6_sent_settled_failed_and_returned(play: Play) -> None:
    one = play.granted(1_000, advance=800)

    assert lines(flows.send(one, cents=700, **play.stamp())) == [("payable", "in_transit", 700)]
    assert lines(flows.settle(one, cents=400, **play.stamp())) == [("in_transit", "bank", 400)]
    failed = flows.fail(one, cents=300, was_settled=False, **play.stamp())
    assert lines(failed) == [("in_transit", "payable", 300)]
    returned = flows.fail(one, cents=400, was_settled=True, **play.stamp())
    assert lines(returned) == [("bank", "in_transit", 400), ("in_transit", "payable", 400)]
    assert standing(play.slice, one) == {"committed": 1_000, "advances": 800, "payable": 800}


def test_no_more_is_paid_than_was_granted_and_no_more_comes_back_than_was_paid(play: Play) -> None:
    one = play.granted(1_000, advance=800, paid=500)

    with pytest.raises(NotCovered) as caught:
        flows.send(one, cents=301, **play.stamp())
    assert caught.value.left_cents == 300
    with pytest.raises(NotCovered) as caught:
        flows.fail(one, cents=501, was_settled=True, **play.stamp())
    assert caught.value.left_cents == 500
    flows.fail(one, cents=500, was_settled=True, **play.stamp())
    with pytest.raises(NotCovered):
        flows.fail(one, cents=1, was_settled=True, **play.stamp())


def test_e6d_fees_are_of_the_city_ledger(play: Play, ledger: Slice) -> None:
    assert lines(flows.book_fee(ledger, cents=25, **play.stamp())) == [("own_costs", "bank", 25)]
    with pytest.raises(WrongSlices):
        flows.book_fee(play.slice, cents=25, **play.stamp())
    with pytest.raises(WrongSlices):
        flows.allot(ledger, cents=25, **play.stamp())


FULL = [("realised", "committed", 1_000)]
LESS = [("realised", "committed", 600), ("free", "committed", 400)]


@pytest.mark.parametrize(
    ("advance", "paid", "final", "expected"),
    [
        (0, 0, 1_000, [*FULL, ("expense", "payable", 1_000)]),
        (800, 800, 1_000, [*FULL, ("expense", "advances", 800), ("expense", "payable", 200)]),
        (600, 600, 600, [*LESS, ("expense", "advances", 600)]),
        (800, 800, 600, [*LESS, ("expense", "advances", 600), ("receivable", "advances", 200)]),
        (800, 0, 600, [*LESS, ("expense", "advances", 600), ("payable", "advances", 200)]),
        (
            *(800, 700, 600),
            [
                *LESS,
                ("expense", "advances", 600),
                ("payable", "advances", 100),
                ("receivable", "advances", 100),
            ],
        ),
        (800, 800, 0, [("free", "committed", 1_000), ("receivable", "advances", 800)]),
    ],
)
def test_e7_determine(
    play: Play, advance: int, paid: int, final: int, expected: list[tuple[str, str, int]]
) -> None:
    one = play.granted(1_000, advance=advance, paid=paid)

    assert lines(flows.determine(one, cents=final, **play.stamp())) == expected


def test_e8_what_is_not_used_lapses_where_the_rule_says_so(other: Play) -> None:
    one = other.granted(1_000)

    assert lines(flows.determine(one, cents=600, **other.stamp())) == [
        ("realised", "committed", 600),
        ("lapsed", "committed", 400),
        ("expense", "payable", 600),
    ]


def test_no_more_is_determined_than_was_granted_and_not_twice(play: Play) -> None:
    one = play.granted(1_000)
    with pytest.raises(NotCovered) as caught:
        flows.determine(one, cents=1_001, **play.stamp())
    assert caught.value.left_cents == 1_000
    flows.determine(one, cents=1_000, **play.stamp())
    with pytest.raises(WrongAmount):
        flows.determine(one, cents=0, **play.stamp())


def test_e9_a_changed_decision(play: Play, other: Play) -> None:
    one = play.granted(1_000, advance=800, paid=500)

    assert lines(flows.raise_grant(one, cents=50, **play.stamp())) == [("committed", "free", 50)]
    assert lines(flows.lower_grant(one, cents=250, **play.stamp())) == [("free", "committed", 250)]
    assert lines(flows.lower_grant(other.granted(9), cents=4, **other.stamp())) == [
        ("lapsed", "committed", 4)
    ]
    assert lines(flows.change_advance(one, cents=400, **play.stamp())) == [
        ("payable", "advances", 300),
        ("receivable", "advances", 100),
    ]


def test_e10b_a_determination_withdrawn(play: Play, other: Play) -> None:
    one, two = play.granted(1_000, advance=800, paid=800), other.granted(1_000)
    flows.determine(one, cents=1_000, **play.stamp())
    flows.determine(two, cents=1_000, **other.stamp())

    assert lines(flows.withdraw_determination(one, cents=500, **play.stamp())) == [
        ("free", "realised", 500),
        ("payable", "expense", 200),
        ("receivable", "expense", 300),
    ]
    assert lines(flows.withdraw_determination(two, cents=500, **other.stamp())) == [
        ("lapsed", "realised", 500),
        ("payable", "expense", 500),
    ]


def _owes(play: Play, cents: int) -> Dossier:
    one = play.granted(1_000 + cents, advance=1_000 + cents, paid=1_000 + cents)
    flows.determine(one, cents=1_000, **play.stamp())
    return one


def test_e11_received_and_what_is_too_much_waits(play: Play, ledger: Slice) -> None:
    one = _owes(play, 300)

    assert lines(flows.receive(one, cents=350, **play.stamp())) == [
        ("bank", "receivable", 300),
        ("bank", "suspense", 50),
    ]
    assert lines(flows.refund(play.slice, cents=50, **play.stamp())) == [("suspense", "bank", 50)]
    unknown = flows.receive_unmatched(ledger, cents=90, **play.stamp())
    assert lines(unknown) == [("bank", "suspense", 90)]


def test_e11_a_receipt_matched_in_its_own_slice_and_across(play: Play, ledger: Slice) -> None:
    one = _owes(play, 300)
    flows.receive(_owes(play, 10), cents=60, **play.stamp())
    flows.receive_unmatched(ledger, cents=90, **play.stamp())

    own = flows.match_receipt(play.slice, one, cents=50, **play.stamp())
    across = flows.match_receipt(ledger, one, cents=90, **play.stamp())

    assert own[0] == own[1]
    assert lines(own[0]) == [("suspense", "receivable", 50)]
    assert [lines(entry) for entry in across] == [
        [("suspense", "clearing", 90)],
        [("clearing", "receivable", 90)],
    ]
    assert across[0].pair == across[1].pair != ""


def _set_off(claim: Dossier, payment: Dossier, play: Play) -> list[Any]:
    made: list[Entry] = flows.set_off(claim, payment, cents=120, **play.stamp())
    return [(one.slice_id, one.dossier, lines(one)) for one in made]


def test_e12_set_off_in_one_slice_and_across_slices(play: Play, other: Play) -> None:
    claim, near = _owes(play, 300), play.granted(500, advance=500)
    far = other.granted(500, advance=500)

    assert _set_off(claim, near, play) == [(play.slice.pk, claim, [("payable", "receivable", 120)])]
    assert _set_off(claim, far, play) == [
        (other.slice.pk, far, [("payable", "clearing", 120)]),
        (play.slice.pk, claim, [("clearing", "receivable", 120)]),
    ]
    assert standing(play.slice, near)["payable"] == standing(other.slice, far)["payable"] == 380
    assert standing(play.slice, claim)["receivable"] == 60
    with pytest.raises(WrongSlices):
        flows.set_off(claim, claim, cents=1, **play.stamp())


def test_e13_written_off_and_received_late(play: Play) -> None:
    one = _owes(play, 300)

    assert lines(flows.write_off(one, cents=300, **play.stamp())) == [("written_off", "receivable", 300)]
    assert lines(flows.recover(one, cents=100, **play.stamp())) == [("bank", "written_off", 100)]
    with pytest.raises(NotCovered):
        flows.recover(one, cents=201, **play.stamp())


def test_e14_needs_a_closed_year(play: Play) -> None:
    with pytest.raises(WrongSlices):
        flows.claim_after_close(_owes(play, 300), cents=100, **play.stamp())


@pytest.mark.parametrize("cents", [0, -1, MAX_CENTS + 1, 10**30])
def test_an_amount_that_no_budget_has_is_refused(play: Play, cents: int) -> None:
    before = play.slice.entries.count()
    with pytest.raises(WrongAmount):
        play.allot(cents)
    with pytest.raises(WrongAmount):
        flows.reserve(play.dossier(), cents=cents, **play.stamp())
    assert play.slice.entries.count() == before


@pytest.mark.parametrize("cents", [1.5, "100", True, None])
def test_an_amount_that_is_no_whole_number_is_an_error_of_the_programmer(play: Play, cents: Any) -> None:
    with pytest.raises(TypeError):
        play.allot(cents)
