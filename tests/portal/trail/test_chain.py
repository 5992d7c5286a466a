"""The chain: whoever changes, removes or puts in a record is found, and the database lets nobody try."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.trail.flows import acting, flow, record
from portal.trail.models import Head, Record, fingerprint
from portal.trail.queries import breaks
from tests.conftest import NOON
from tests.unguarded import unguarded
from wijkraden.people.models import User

LENGTH = 7


def _write_chain(by: User | None = None) -> None:
    for number in range(LENGTH):
        record(
            f"test.act{number % 3}",
            f"thing:{number}",
            by=by,
            at=NOON + timedelta(minutes=number),
            cents=number,
        )


def _mutated(name: str, value: Any) -> Any:
    """Return another value for that column."""
    if name in {"number", "by_id"}:
        return (
            (value or 0) + 1_000_000
            if name == "number"
            else None
            if value
            else User.objects.earliest("pk").pk
        )
    if name == "at":
        return value + timedelta(microseconds=1)
    if name == "facts":
        return {**value, "cents": 999_999}
    return f"{value[:-1]}~" if value else "~"


COLUMNS = [
    "number",
    "at",
    "by_id",
    "realm",
    "act",
    "subject_kind",
    "subject_id",
    "facts",
    "previous_hash",
    "hash",
]


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def chain(db: None, anna: User) -> Iterator[list[int]]:
    """Numbers of a chain with the triggers off, as someone with all rights in the database would have it."""
    _write_chain(anna)
    with unguarded():
        yield list(Record.objects.order_by("number").values_list("number", flat=True))


quick = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def test_a_whole_chain_has_no_break(db: None, anna: User) -> None:
    _write_chain(anna)

    assert list(breaks()) == []
    call_command("verify_trail", verbosity=0, stdout=None)


@quick
@given(data=st.data())
def test_any_change_of_a_record_is_named(chain: list[int], data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(chain))
    name = data.draw(st.sampled_from(COLUMNS))
    with _undone():
        row = Record.objects.get(number=number)
        Record.objects.filter(pk=row.pk).update(**{name: _mutated(name, getattr(row, name))})
        assert list(breaks()) != []
        with pytest.raises(CommandError, match="broken"):
            call_command("verify_trail", verbosity=0)


@quick
@given(data=st.data())
def test_a_change_whose_own_seal_was_made_anew_is_named_too(chain: list[int], data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(chain))
    name = data.draw(st.sampled_from([column for column in COLUMNS if column != "hash"]))
    with _undone():
        row = Record.objects.get(number=number)
        setattr(row, name, _mutated(name, getattr(row, name)))
        row.hash = fingerprint(row)
        row.save()
        assert list(breaks()) != []


@quick
@given(data=st.data())
def test_any_removal_is_named(chain: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(chain), min_size=1))
    with _undone():
        Record.objects.filter(number__in=gone)._raw_delete("default")
        assert list(breaks()) != []


@quick
@given(data=st.data())
def test_any_record_put_in_is_named(chain: list[int], data: st.DataObject) -> None:
    after = data.draw(st.sampled_from([0, *chain]))
    with _undone():
        for row in Record.objects.filter(number__gt=after).order_by("-number"):
            Record.objects.filter(pk=row.pk).update(number=row.number + 1)
        before = Record.objects.filter(number=after).first()
        forged = Record(
            number=after + 1, at=NOON, act="test.forged", previous_hash=before.hash if before else ""
        )
        forged.hash = fingerprint(forged)
        forged.save()
        assert list(breaks()) != []


def test_two_records_that_changed_places_are_named(chain: list[int]) -> None:
    one, other = chain[-2:]
    Record.objects.filter(number=one).update(number=-1)
    Record.objects.filter(number=other).update(number=one)
    Record.objects.filter(number=-1).update(number=other)

    assert len(list(breaks())) >= 2


def test_a_head_that_was_moved_or_removed_is_named(chain: list[int]) -> None:
    Head.objects.update(number=chain[-1] + 5)
    assert list(breaks()) == [f"the trail ends at {chain[-1]}, its head says {chain[-1] + 5}"]
    Head.objects.all().delete()
    assert list(breaks()) == ["the head of the trail is missing"]


FORBIDDEN = {
    "change a record": "UPDATE portal_record SET act = 'x' WHERE number = 1",
    "change nothing of a record": "UPDATE portal_record SET act = act",
    "remove a record": "DELETE FROM portal_record WHERE number = 1",
    "remove all": "DELETE FROM portal_record",
    "move the head": "UPDATE portal_trail_head SET number = number + 1",
    "set the head back": "UPDATE portal_trail_head SET number = 0, hash = ''",
    "remove the head": "DELETE FROM portal_trail_head",
    "a second head": "INSERT INTO portal_trail_head (id, number, hash) VALUES (2, 0, '')",
}
ON_POSTGRES = {
    "empty the trail": "TRUNCATE portal_record",
    "empty the head": "TRUNCATE portal_trail_head",
    "empty all that hangs together": "TRUNCATE wijkraden_user CASCADE",
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", [*FORBIDDEN, *ON_POSTGRES])
def test_the_portals_own_connection_can_not(act: str, anna: User) -> None:
    if act in ON_POSTGRES and connection.vendor == "sqlite":
        assert "TRUNCATE" in ON_POSTGRES[act], "SQLite has no such statement"
        return
    _write_chain(anna)
    before = list(Record.objects.values_list("number", "hash"))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute((FORBIDDEN | ON_POSTGRES)[act])

    assert list(Record.objects.values_list("number", "hash")) == before
    assert list(breaks()) == []


def _insert(verb: str, **values: Any) -> None:
    row = Record(at=NOON, act="test.raw", subject_kind="x", subject_id="y", **values)
    row.hash = fingerprint(row)
    columns = [field for field in Record._meta.concrete_fields if values.get("id") or not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    ready = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO portal_record ({names}) VALUES ({marks})", ready)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "case", ["a gap", "a number twice", "a wrong hash before it", "number nought", "below nought"]
)
def test_no_record_goes_in_out_of_order(case: str, anna: User) -> None:
    _write_chain(anna)
    head = Head.objects.get(pk=1)
    values = {
        "a gap": {"number": head.number + 2, "previous_hash": head.hash},
        "a number twice": {"number": head.number, "previous_hash": head.hash},
        "a wrong hash before it": {"number": head.number + 1, "previous_hash": "0" * 64},
        "number nought": {"number": 0, "previous_hash": ""},
        "below nought": {"number": -1, "previous_hash": head.hash},
    }[case]

    with pytest.raises(DatabaseError):
        _insert("INSERT", **values)

    assert list(breaks()) == []
    _insert("INSERT", number=head.number + 1, previous_hash=head.hash)
    assert list(breaks()) == [], "the right one is taken: the case was the reason"


@pytest.mark.django_db
def test_no_record_is_put_in_the_place_of_another(anna: User) -> None:
    _write_chain(anna)
    head, first = Head.objects.get(pk=1), Record.objects.order_by("number")[0]
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(DatabaseError):
        _insert(verb, id=first.pk, number=head.number + 1, previous_hash=head.hash)

    assert Record.objects.get(pk=first.pk).hash == first.hash


@pytest.mark.django_db
def test_no_record_takes_an_id_after_which_none_could_follow(anna: User) -> None:
    _write_chain(anna)
    head, newest = Head.objects.get(pk=1), Record.objects.latest("pk").pk
    follows = {"number": head.number + 1, "previous_hash": head.hash}

    for far in (2**63 - 1, newest + 1_000_001):
        with pytest.raises(DatabaseError), transaction.atomic():
            _insert("INSERT", id=far, **follows)

    _insert("INSERT", id=newest + 1_000, **follows)
    assert list(breaks()) == []


@flow
def _inner(name: str, *, fails: bool = False) -> None:
    record(f"test.{name}", "x:1", by=None, at=NOON)
    if fails:
        raise ZeroDivisionError


@flow
def _outer(*, fails: bool = False) -> None:
    record("test.outer", "x:1", by=None, at=NOON)
    try:
        with transaction.atomic():
            _inner("lost", fails=True)
    except ZeroDivisionError:
        _inner("kept")
    if fails:
        raise ZeroDivisionError


def _new_acts(run: Callable[[], Any]) -> list[str]:
    start = Head.objects.get(pk=1).number
    with contextlib.suppress(ZeroDivisionError):
        run()
    assert list(breaks()) == []
    return list(Record.objects.filter(number__gt=start).values_list("act", flat=True))


@pytest.mark.django_db
def test_an_inner_flow_that_failed_leaves_no_record_and_the_outer_its_own() -> None:
    assert _new_acts(_outer) == ["test.outer", "test.kept"]


@pytest.mark.django_db
def test_a_flow_that_failed_leaves_no_record() -> None:
    assert _new_acts(lambda: _outer(fails=True)) == []


@pytest.mark.django_db
def test_several_flows_joined_into_one_act_stand_or_fall_together() -> None:
    def joined(fails: bool) -> None:
        with acting():
            _inner("one")
            _inner("two", fails=fails)

    assert _new_acts(lambda: joined(False)) == ["test.one", "test.two"]
    assert _new_acts(lambda: joined(True)) == []


@pytest.mark.django_db
def test_a_flow_whose_record_can_not_be_written_does_nothing_at_all(anna: User) -> None:
    @flow
    def changes() -> None:
        type(anna).objects.filter(pk=anna.pk).update(phone="06-1")
        record(None, "x:1", by=None, at=NOON)  # type: ignore[arg-type]  # what must be refused

    with pytest.raises(IntegrityError, match="act"):
        changes()

    anna.refresh_from_db()
    assert anna.phone != "06-1"


@pytest.mark.django_db
def test_a_record_survives_no_model_call_either(anna: User) -> None:
    _write_chain(anna)
    row = Record.objects.latest("number")
    row.act = "test.other"
    tries: list[Callable[[], Any]] = [
        row.save,
        row.delete,
        Record.objects.all().delete,
        Head.objects.all().delete,
    ]

    for attempt in tries:
        with pytest.raises((DatabaseError, models.ProtectedError)), transaction.atomic():
            attempt()
