"""What the database itself refuses of the closing of a year."""

import pytest
from django.db import DatabaseError, connection, transaction

from grants.budget.states import Kind
from grants.control.flows import return_closing
from grants.control.models import Closing
from grants.control.states import MOVED
from tests.grants.budget.make import NEW_YEAR
from tests.shared import shared

from .closing_scenes import Over, over

pytestmark = pytest.mark.django_db
DECIDED = "a decided closing of a year stays as it is"
BEGINS = "the closing of a year begins as prepared, once, in a year that is open and over"


@shared
def play() -> Over:
    """2026, in which everything is right."""
    return over()


@shared
def closing(play: Over) -> Closing:
    """A closing that waits."""
    return play.prepare()


def refusal(statement: str) -> str:
    """Return what the database says to a statement that it must refuse."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


def test_a_waiting_closing_may_be_decided_on(play: Over, closing: Closing) -> None:
    decided = return_closing(closing, reason="Nee", by=play.approves, at=NEW_YEAR)

    assert decided.state == "returned"


@pytest.mark.parametrize(
    "change",
    [
        "booked_on = '2027-01-02'",
        "transfer_number = 'x', transfer_on = '2026-12-01'",
        "explanation = 'anders'",
        "free_cents = free_cents + 1",
        "committed_cents = committed_cents + 1",
        "advances_cents = 1",
        "receivable_cents = 1",
        "payable_cents = 1",
        "in_transit_cents = 1",
        "suspense_cents = 1",
        "amounts_hash = 'anders'",
        "year_id = year_id + 1",
        "prepared_by_id = prepared_by_id + 1, state = 'withdrawn'",
        "state = 'prepared'",
    ],
)
def test_what_was_prepared_stays(closing: Closing, change: str) -> None:
    assert DECIDED in refusal(f"UPDATE grants_closing SET {change} WHERE id = {closing.pk}")


def test_whoever_prepared_it_is_not_written_down_as_the_one_who_decided(closing: Closing) -> None:
    told = refusal(
        "UPDATE grants_closing SET state = 'approved', decided_by_id = prepared_by_id,"
        f" decided_at = prepared_at WHERE id = {closing.pk}"
    )
    assert "who_prepares_a_year_closing_never_approves_it" in told


def test_nobody_decided_is_no_decision(closing: Closing) -> None:
    told = refusal(f"UPDATE grants_closing SET state = 'approved' WHERE id = {closing.pk}")
    assert "decided_year_closing_says_by_whom" in told


def test_a_decided_closing_is_not_decided_again(play: Over, closing: Closing) -> None:
    return_closing(closing, reason="Nee", by=play.approves, at=NEW_YEAR)

    for change in ("state = 'approved'", "reason = 'Anders'", "state = 'withdrawn', reason = 'Anders'"):
        assert DECIDED in refusal(f"UPDATE grants_closing SET {change} WHERE id = {closing.pk}")


def test_a_closing_is_never_removed(closing: Closing) -> None:
    told = refusal(f"DELETE FROM grants_closing WHERE id = {closing.pk}")
    assert "prepared closings of a year are kept" in told


def _add(play: Over, **other: str) -> str:
    """Return the statement that writes a closing, with other values for some columns."""
    values = {
        "public_id": "'zzzzzzzzzzzzzzzz'",
        "state": "'prepared'",
        "explanation": "''",
        "prepared_at": "'2027-01-15 11:00:00+00:00'",
        "reason": "''",
        "booked_on": "'2026-12-31'",
        "transfer_number": "''",
        **{f"{kind.value}_cents": "0" for kind in MOVED},
        "amounts_hash": "''",
        "prepared_by_id": str(play.prepares.pk),
        "year_id": str(play.year.pk),
        **other,
    }
    names = ", ".join(values)
    return f"INSERT INTO grants_closing ({names}) VALUES ({', '.join(values.values())})"


def test_a_closing_that_is_right_can_be_written(play: Over) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_add(play))

    assert Closing.objects.filter(year=play.year).count() == 1


@pytest.mark.parametrize(
    "other",
    [{"state": "'approved'"}, {"booked_on": "'2026-12-30'"}, {"id": "9000000000000"}],
    ids=["decided at once", "before the end", "far away"],
)
def test_a_closing_begins_as_prepared_and_in_a_year_that_is_over(play: Over, other: dict[str, str]) -> None:
    assert BEGINS in refusal(_add(play, **other))


def test_a_transfer_has_number_and_day(play: Over) -> None:
    assert "transfer_of_a_year_closing_is_whole" in refusal(_add(play, transfer_number="'x'"))


@pytest.mark.parametrize("kind", MOVED)
def test_no_amount_lies_below_nothing(play: Over, kind: Kind) -> None:
    told = refusal(_add(play, **{f"{kind.value}_cents": "-1"}))
    assert "year_closing_moves_no_less_than_nothing" in told


def test_beside_a_closing_that_waits_no_other_begins(play: Over, closing: Closing) -> None:
    assert BEGINS in refusal(_add(play))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR REPLACE")
def test_nothing_takes_the_place_of_a_closing(play: Over, closing: Closing) -> None:
    replace = _add(play, id=str(closing.pk), year_id=str(play.play.years[1].pk), booked_on="'2027-12-31'")
    assert BEGINS in refusal(replace.replace("INSERT INTO", "INSERT OR REPLACE INTO"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no text for a day by itself")
def test_its_days_can_be_read(play: Over) -> None:
    assert "the closing of a year has a day" in refusal(_add(play, booked_on="'2026-12-99'"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL truncates")
def test_the_closings_are_never_emptied(closing: Closing) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit stands in the way of it

    assert "prepared closings of a year are kept" in refusal("TRUNCATE grants_closing CASCADE")
