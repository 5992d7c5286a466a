"""The triggers of the ledger stand after every migration, and `/health/` tells when one is away."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models
from django.test import Client

from grants.budget.flows import commit
from portal import triggers
from tests.grants.budget.make import faults, pot, said, scene
from tests.grants.budget.processes import Pair
from tests.grants.budget.raw import run

TABLES = ("entry", "transfer", "account", "slice", "year", "dossier", "change", "changeline", "slicedistrict")
SIGNAL: dict[str, Any] = {"verbosity": 0, "interactive": False, "db": "default"}


def forth_and_back() -> list[Any]:
    """Add a column to each table of the ledger and take it away again, as migrations do; then try to cheat."""
    play = scene()
    full = pot(play.year, cents=100_000, dossiers=1)
    commit(full.dossiers[0], cents=1_000, **said("before"))
    between = []
    for name in TABLES:
        emit_pre_migrate_signal(**SIGNAL)
        _rebuild(apps.get_model("grants", name))
        between.append(len(triggers.wrong()))
        emit_post_migrate_signal(**SIGNAL)
    commit(full.dossiers[0], cents=1_000, **said("after"))
    cheats = [
        "UPDATE grants_entry SET source = 'x'",
        "DELETE FROM grants_transfer",
        "UPDATE grants_account SET debits = debits + 1",
        "UPDATE grants_slice SET last_number = last_number + 1",
        "UPDATE grants_year SET allotted_cents = allotted_cents + 1",
        "DELETE FROM grants_dossier",
    ]
    return [between, triggers.wrong(), [_is_refused(cheat) for cheat in cheats], faults(play.city)]


def _rebuild(model: type[models.Model]) -> None:
    extra = models.CharField(default="x", max_length=3)
    extra.set_attributes_from_name("extra")
    with connection.schema_editor() as editor:
        editor.add_field(model, extra)
    with connection.schema_editor() as editor:
        editor.remove_field(model, extra)


def _is_refused(statement: str) -> bool:
    try:
        run(statement)
    except DatabaseError:
        return True
    return False


def test_the_triggers_of_the_ledger_stand_after_every_migration(pair: Pair) -> None:
    between, wrong, refused, found = pair.ask(forth_and_back)

    assert wrong == []
    assert [count > 20 for count in between] == [connection.vendor == "sqlite"] * len(TABLES)
    assert refused == [True] * 6
    assert found == []


@pytest.mark.usefixtures("made")
def test_health_tells_when_a_trigger_of_the_ledger_is_away() -> None:
    before = Client().get("/health/").json()["triggers"]
    triggers._drop("grants_transfer_adds_up", "grants_transfer")

    answer = Client().get("/health/")

    assert before == {"ok": True, "wrong": 0}
    assert (answer.status_code, answer.json()["triggers"]) == (503, {"ok": False, "wrong": 1})
