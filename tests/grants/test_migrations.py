"""The first migration makes every table at once; whoever has the steps that it replaces has it."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import CreateModel
from django.db.migrations.recorder import MigrationRecorder

FIRST = ("grants", "0001_the_life_of_a_grant")


def plan() -> list[tuple[str, str]]:
    """Return which migrations an update would run, by app and name."""
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(one.app_label, one.name) for one, _backwards in steps]


@pytest.mark.django_db
def test_an_installation_with_every_former_step_has_the_one_that_replaces_them() -> None:
    recorder = MigrationRecorder(connection)
    on_disk = MigrationExecutor(connection).loader.disk_migrations
    first, later = on_disk[FIRST], sorted(one for one in on_disk if one[0] == "grants" and one > FIRST)
    assert len(first.replaces) == 15
    for one in later:
        recorder.record_unapplied(*one)

    recorder.record_unapplied(*FIRST)
    assert plan() == later
    for app, name in first.replaces:
        recorder.record_unapplied(app, name)
    assert plan() == [FIRST, *later]


def test_it_makes_tables_and_nothing_else() -> None:
    first = import_module(".".join([FIRST[0], "migrations", FIRST[1]])).Migration
    assert {type(one) for one in first.operations} == {CreateModel}
