"""What guards our rows stands after every migration, as it was written."""

import dataclasses
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from portal import triggers
from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.triggers import Trigger
from tests.make import NOON, World, job
from tests.ordinary import become_ordinary
from tests.portal.house import build

REBUILD = """
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, models
from portal import triggers
signal = {"verbosity": 0, "interactive": False, "db": "default"}
words = " ".join(word for one in triggers._registered.values() for word in one.statements())
tables = sorted(
    (model for model in apps.get_models() if model._meta.db_table in words and not model._meta.proxy),
    key=lambda model: model._meta.db_table,
)
before = triggers.wrong()
emit_pre_migrate_signal(**signal)
for model in tables:
    extra = models.CharField(default="x", max_length=3)
    extra.set_attributes_from_name("extra")
    with connection.schema_editor() as editor:
        editor.add_field(model, extra)
        if connection.vendor == "sqlite":
            editor._remake_table(model)
between = triggers.wrong()
emit_post_migrate_signal(**signal)
answer = [before, len(tables), len(between), triggers.wrong(), len(triggers._registered), connection.vendor]
"""


def test_every_table_that_a_trigger_names_can_be_rebuilt_by_a_migration(tmp_path: Path) -> None:
    house = build(tmp_path, is_new=True)
    try:
        before, tables, between, after, all_of_them, vendor = house.run(REBUILD)
        house.manage("migrate", "--skip-checks", "-v0")
        still = house.run("from portal import triggers\nanswer = triggers.wrong()")
    finally:
        house.close()

    assert (before, after, still) == ([], [], [])
    assert tables >= 7
    assert (between > 0, between <= all_of_them) == (vendor == "sqlite", True)


@pytest.mark.usefixtures("django_db_setup")
def test_a_migration_that_failed_halfway_is_healed_by_the_next_migrate(tmp_path: Path) -> None:
    house = build(tmp_path)
    try:
        house.run("from portal import triggers\ntriggers.lift()")
        lost = house.run("from portal import triggers\nanswer = len(triggers.wrong())")
        house.manage("migrate", "--skip-checks", "-v0")
        after = house.run("from portal import triggers\nanswer = triggers.wrong()")
    finally:
        house.close()

    assert lost > 10
    assert after == []


def _replace(name: str, sqlite: str, postgresql: str) -> None:
    old = triggers._registered[name]
    changed = Trigger(name, old.table, old.when, sqlite, postgresql, per_statement=old.per_statement)
    with connection.cursor() as cursor:
        for statement in changed.statements():
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_trigger_with_another_body_is_wrong_until_it_is_installed_again() -> None:
    _replace("portal_record_no_delete", "SELECT 1;", "BEGIN RETURN OLD; END")
    assert triggers.wrong() == ["portal_record_no_delete"]

    triggers.install()

    assert triggers.wrong() == []


@pytest.mark.django_db
def test_a_trigger_of_ours_that_the_code_forgot_is_wrong_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {name: one for name, one in triggers._registered.items() if name != "seat_only_ends"}
    monkeypatch.setattr(triggers, "_registered", left)
    assert triggers.wrong() == ["seat_only_ends"]

    triggers.install()

    assert triggers.wrong() == []


@pytest.mark.django_db
def test_a_trigger_of_someone_else_is_left_alone() -> None:
    make = {
        "sqlite": ["CREATE TRIGGER theirs AFTER INSERT ON portal_job BEGIN SELECT 1; END"],
        "postgresql": [
            "CREATE FUNCTION theirs() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER theirs AFTER INSERT ON portal_job FOR EACH ROW EXECUTE FUNCTION theirs()",
        ],
    }[connection.vendor]
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)

    triggers.lift()
    triggers.install()

    assert (triggers.wrong(), ("theirs", "portal_job") in triggers._standing()) == ([], True)


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps the table, not how it was written"
)
@pytest.mark.parametrize("table", ["PORTAL_RECORD", "Portal_Record"])
def test_a_trigger_of_someone_else_is_wrong_however_it_writes_the_table(table: str) -> None:
    assert triggers.wrong() == []

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER theirs BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END")

    assert (triggers.wrong(), triggers.wrong(tables="portal_")) == (["theirs"], ["theirs"])


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["file", "document"])
def test_no_row_that_is_kept_takes_an_id_after_which_none_could_follow(world: World, kept: str) -> None:
    one: StoredFile | Document = world.file if kept == "file" else world.document
    fresh = {"public_id": "ander", "stored_as": "ergens/anders"} | (
        {} if kept == "file" else {"key": "ander"}
    )
    for name, value in fresh.items():
        setattr(one, name, value)
    newest = type(one)._default_manager.latest("pk").pk

    for far in (2**63 - 1, newest + 1_000_001):
        one.pk = far
        with pytest.raises(DatabaseError), transaction.atomic():
            one.save(force_insert=True)

    one.pk = newest + 1_000
    one.save(force_insert=True)


@pytest.mark.django_db
def test_a_guard_of_removing_lets_go_what_it_allows() -> None:
    one = triggers.guard(
        "job_stays",
        table="portal_job",
        when="BEFORE DELETE",
        holds="OLD.label <> 'stays'",
        message="this job stays",
    )
    with connection.cursor() as cursor:
        for statement in one.statements():
            cursor.execute(statement)
    made = [job(number, by=None, at=NOON) for number in range(2)]
    Job.objects.filter(pk=made[0].pk).update(label="stays")

    with pytest.raises(DatabaseError, match="this job stays"), transaction.atomic():
        Job.objects.filter(pk=made[0].pk).delete()

    assert Job.objects.filter(pk=made[1].pk).delete()[0] == 1
    assert Job.objects.filter(pk=made[0].pk).exists()


def test_two_triggers_with_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "_registered", {})
    one = Trigger("same", "portal_job", "BEFORE DELETE", "SELECT 1;", "BEGIN RETURN OLD; END")
    triggers.register(one, one)

    with pytest.raises(ValueError, match="two triggers are called same"):
        triggers.register(
            Trigger("same", "portal_job", "BEFORE DELETE", "SELECT 2;", "BEGIN RETURN NULL; END")
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has routines")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "named"),
    [
        ("DROP FUNCTION grants_write_entry", "grants_write_entry"),
        ("ALTER FUNCTION grants_start_posting SECURITY DEFINER", "grants_start_posting"),
        ("ALTER FUNCTION grants_start_posting SET search_path = public", "grants_start_posting"),
        ("ALTER FUNCTION grants_write_entry RESET ALL", "grants_write_entry"),
        ("ALTER FUNCTION grants_start_posting RENAME TO grants_forgotten", "grants_forgotten"),
        (
            "CREATE FUNCTION grants_write_entry(one bigint) RETURNS bigint AS 'SELECT one' LANGUAGE sql",
            "grants_write_entry",
        ),
    ],
)
def test_a_routine_that_is_away_changed_or_forgotten_is_named_and_mended(act: str, named: str) -> None:
    assert triggers.wrong() == []

    with connection.cursor() as cursor:
        cursor.execute(act)

    assert named in triggers.wrong()
    triggers.install()
    assert triggers.wrong() == []


def test_two_routines_never_have_one_name() -> None:
    one = triggers.Routine(name="portal_twice", arguments="", returns="void", body="BEGIN END")
    triggers.add_routine(one)
    try:
        triggers.add_routine(one)
        with pytest.raises(ValueError, match="portal_twice"):
            triggers.add_routine(dataclasses.replace(one, body="BEGIN RETURN; END"))
    finally:
        del triggers._routines["portal_twice"]


def _named_before_a_deployment() -> list[str | None]:
    return [one.id for one in run_checks(include_deployment_checks=True) if one.id == "portal.E002"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles")
@pytest.mark.django_db
def test_the_check_before_a_deployment_names_a_role_that_may_switch_triggers_off(settings: Settings) -> None:
    assert _named_before_a_deployment() == []
    settings.DEMO = False
    assert _named_before_a_deployment() == ["portal.E002"]

    become_ordinary()

    assert _named_before_a_deployment() == []
