from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from portal.trail.flows import acting, flow, record
from portal.trail.models import Head, Record
from portal.trail.queries import breaks
from tests.conftest import NOON
from tests.unguarded import unguarded
from wijkraden.people.models import User


@pytest.mark.django_db
def test_records_are_chained_and_the_chain_is_whole(anna: User) -> None:
    before = Head.objects.get().number

    record("test.saw", anna, by=anna, at=NOON, pages=2)
    record("test.saw", "report:2027", by=None, at=NOON)

    first, second = Record.objects.filter(number__gt=before)
    assert (first.number, first.subject_kind, first.subject_id) == (
        before + 1,
        "wijkraden.user",
        anna.public_id,
    )
    assert (second.previous_hash, second.subject_kind, second.subject_id) == (first.hash, "report", "2027")
    assert list(breaks()) == []


@pytest.mark.django_db
def test_a_flow_that_fails_leaves_no_record_and_a_caught_inner_one_leaves_only_the_outers(anna: User) -> None:
    @flow
    def inner() -> None:
        record("test.inner", anna, by=anna, at=NOON)
        raise ValueError

    @flow
    def outer() -> None:
        record("test.outer", anna, by=anna, at=NOON)
        with pytest.raises(ValueError), transaction.atomic():
            inner()

    before = Head.objects.get().number
    with pytest.raises(ValueError):
        inner()
    assert Head.objects.get().number == before
    outer()
    assert list(Record.objects.filter(number__gt=before).values_list("act", flat=True)) == ["test.outer"]


@pytest.mark.django_db
def test_who_catches_the_error_of_an_inner_flow_without_a_savepoint_undoes_the_whole_act(anna: User) -> None:
    @flow
    def inner() -> None:
        User.objects.filter(pk=anna.pk).update(given_name="Half")
        raise ValueError

    @flow
    def outer() -> None:
        with pytest.raises(ValueError):
            inner()

    before = Head.objects.get().number
    with pytest.raises(transaction.TransactionManagementError):
        outer()
    assert User.objects.get(pk=anna.pk).given_name == anna.given_name
    assert Head.objects.get().number == before


@pytest.mark.django_db
def test_a_flow_within_a_flow_makes_no_savepoint(anna: User, django_assert_num_queries: Any) -> None:
    @flow
    def inner() -> None:
        pass

    @flow
    def outer() -> None:
        inner()
        inner()

    with django_assert_num_queries(2):  # that of the outermost alone, as the test is a transaction itself
        outer()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_record SET act = 'x' WHERE number = 1",
        "DELETE FROM portal_record WHERE number = 1",
        "UPDATE portal_trail_head SET number = number - 1",
        "UPDATE portal_trail_head SET hash = 'x'",
        "DELETE FROM portal_trail_head",
        "INSERT INTO portal_record (number, at, act, subject_kind, subject_id, facts, previous_hash, hash)"
        " VALUES (1, '2026-11-02', 'x', 'x', 'x', '{}', '', 'x')",
        "INSERT INTO portal_record (number, at, act, subject_kind, subject_id, facts, previous_hash, hash)"
        " VALUES (999999, '2026-11-02', 'x', 'x', 'x', '{}', '', 'x')",
    ],
)
def test_the_database_refuses_what_would_falsify_the_trail(statement: str, anna: User) -> None:
    record("test.saw", anna, by=anna, at=NOON)

    with pytest.raises(DatabaseError, match="trail"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_record_is_not_replaced_and_the_trail_not_emptied(anna: User) -> None:
    record("test.saw", anna, by=anna, at=NOON)
    statement = {
        "sqlite": "INSERT OR REPLACE INTO portal_record SELECT * FROM portal_record WHERE number = 1",
        "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE portal_record",
    }[connection.vendor]

    with pytest.raises(DatabaseError, match="trail"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE portal_record SET act = 'x' WHERE number = {n}", "record {n} was changed"),
        ("DELETE FROM portal_record WHERE number = {n}", "record {n} is missing"),
        ("DELETE FROM portal_record WHERE number > {n}", "the trail ends at {n}"),
        ("UPDATE portal_trail_head SET hash = 'x'", "the trail ends at"),
    ],
)
def test_with_the_triggers_off_a_forgery_is_named(statement: str, sentence: str, anna: User) -> None:
    record("test.first", anna, by=anna, at=NOON)
    number = Head.objects.get().number
    record("test.second", anna, by=anna, at=NOON)
    assert list(breaks()) == []

    with transaction.atomic():
        with unguarded(), connection.cursor() as cursor:
            cursor.execute(statement.format(n=number))
        found = list(breaks())
        transaction.set_rollback(True)

    assert sentence.format(n=number) in " ".join(found)


@pytest.mark.django_db
def test_acting_joins_flows_into_one_act(anna: User) -> None:
    before = Head.objects.get().number
    with pytest.raises(ValueError), acting():
        record("test.one", anna, by=anna, at=NOON)
        raise ValueError
    assert Head.objects.get().number == before
