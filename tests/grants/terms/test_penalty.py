"""The penalty for a late decision: two weeks of grace, three bands, a most."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.terms import Band, Length, Penalty, PenaltyRules, SetBy, Term, Unit, penalty

LAST_DAY = date(2027, 5, 31)
NOTICE = date(2027, 6, 1)  # a Tuesday, so the two weeks end on a Tuesday
FIRST = date(2027, 6, 16)


@pytest.mark.parametrize(
    ("days", "cents"),
    [
        (0, 0),
        (1, 2_300),
        (14, 32_200),
        (15, 35_700),
        (28, 81_200),
        (29, 85_700),
        (41, 139_700),
        (42, 144_200),
        (43, 144_200),
        (1_000, 144_200),
    ],
)
def test_what_is_due_steps_up_after_14_and_28_days_and_ends_after_42(days: int, cents: int) -> None:
    found = penalty(last_day=LAST_DAY, notice_on=NOTICE, on=FIRST + timedelta(days=days - 1))

    assert found == Penalty(FIRST, min(days, 42), cents, is_full=days >= 42)


def test_a_notice_before_the_term_is_over_starts_nothing() -> None:
    assert penalty(last_day=LAST_DAY, notice_on=LAST_DAY, on=date(2028, 1, 1)) is None
    assert penalty(last_day=LAST_DAY, notice_on=NOTICE, on=date(2028, 1, 1)) is not None


def test_a_decision_stops_it_and_nothing_is_due_for_that_day() -> None:
    def due(decided_on: date) -> int:
        found = penalty(last_day=LAST_DAY, notice_on=NOTICE, on=date(2028, 1, 1), decided_on=decided_on)
        assert found is not None
        return found.cents

    assert [due(FIRST + timedelta(days=days)) for days in (-1, 0, 1, 42, 99)] == [
        0,
        0,
        2_300,
        144_200,
        144_200,
    ]


def test_the_weeks_of_grace_move_and_the_days_of_the_penalty_do_not() -> None:
    found = penalty(last_day=date(2027, 3, 8), notice_on=date(2027, 3, 12), on=date(2027, 4, 4))

    assert found == Penalty(date(2027, 3, 31), 5, 5 * 2_300, is_full=False)  # Easter lies in between


def test_the_amounts_are_settings() -> None:
    grace = Term(Length(1, Unit.DAYS), set_by=SetBy.CITY)
    rules = PenaltyRules(grace, bands=(Band(2, 100), Band(3, 250)), most_cents=800)
    found = [
        penalty(last_day=LAST_DAY, notice_on=NOTICE, on=date(2027, 6, day), rules=rules)
        for day in range(2, 9)
    ]

    assert [due and due.cents for due in found] == [0, 100, 200, 450, 700, 800, 800]
    assert [due and due.is_full for due in found] == [False] * 5 + [True] * 2


@given(days=st.integers(0, 100))
def test_it_is_the_sum_of_its_days(days: int) -> None:
    a_day = [2_300] * 14 + [3_500] * 14 + [4_500] * 14

    assert PenaltyRules().cents(days) == min(144_200, sum(a_day[:days]))
