"""CON-2: a closed year takes nothing, whoever asks and in whatever way; a correction stands in the open year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import override

from grants.budget.errors import WrongDay, YearClosed
from grants.budget.flows import (
    allot,
    award_advance,
    claim_after_close,
    commit,
    lower,
    open_dossier,
    refund,
    reserve,
    settle,
    undo,
)
from grants.budget.models import Dossier, Entry, Slice
from grants.budget.states import Kind
from tests.grants.budget.make import LAST_DAY, NEW_YEAR, faults, figures, said
from tests.grants.budget.raw import Books, account, refusal
from tests.make import NOON

CLOSED = "an entry must follow the head of its slice, which is open"
ON_THE_LAST_DAY = said("late", at=NEW_YEAR, booked_on=LAST_DAY)
IN_JANUARY = said("late", at=NEW_YEAR, booked_on=date(2027, 1, 15))

TOO_EARLY: dict[str, Callable[[Dossier], Any]] = {
    "a settlement": lambda dossier: settle(dossier, cents=1, **ON_THE_LAST_DAY),
    "an advance": lambda dossier: award_advance(dossier, cents=1, **ON_THE_LAST_DAY),
}
LATE: dict[str, Callable[[Slice, Dossier], Any]] = {
    "a reservation": lambda _slice, dossier: reserve(dossier, cents=1, **IN_JANUARY),
    "a grant": lambda _slice, dossier: commit(dossier, cents=1, **IN_JANUARY),
    "more budget": lambda slice_, _dossier: allot(slice_, cents=1, **IN_JANUARY),
    "less budget": lambda slice_, _dossier: lower(slice_, cents=1, **IN_JANUARY),
    "a refund": lambda slice_, _dossier: refund(slice_, cents=1, **IN_JANUARY),
    "a dossier": lambda slice_, _dossier: open_dossier(slice_, by=None, at=NEW_YEAR),
}


@pytest.mark.parametrize("name", LATE)
def test_an_event_in_a_closed_year_is_refused_and_names_the_year(made: Books, name: str) -> None:
    with pytest.raises(YearClosed) as refused, transaction.atomic():
        LATE[name](made.closed.slice, made.closed.dossiers[1])

    assert refused.value.year == 2026
    assert "2026" in str(refused.value)


@pytest.mark.parametrize("name", TOO_EARLY)
def test_what_goes_on_is_booked_after_the_closing_and_the_first_day_is_named(made: Books, name: str) -> None:
    with override("en"), pytest.raises(WrongDay) as refused, transaction.atomic():
        TOO_EARLY[name](made.closed.dossiers[1])

    assert (
        str(refused.value) == "2026 is closed up to and including 31-12-2026. Book it on 01-01-2027 or later."
    )


def test_no_entry_of_a_closed_year_is_undone(made: Books) -> None:
    entries = Entry.objects.filter(slice=made.closed.slice)
    assert entries.count() >= 8
    for entry in entries:
        with pytest.raises(YearClosed) as refused, transaction.atomic():
            undo(entry, **(IN_JANUARY | {"key": f"undo {entry.pk}"}))
        assert refused.value.year == 2026


def test_a_command_or_an_administrator_can_do_no_more_than_the_flows(made: Books) -> None:
    entry = Entry.objects.filter(slice=made.closed.slice).order_by("-number")[0]
    copy = Entry.objects.get(pk=entry.pk)
    copy.pk, copy.number, copy.previous_hash, copy.hash, copy.key = (
        None,
        entry.number + 1,
        entry.hash,
        "x",
        "y",
    )

    assert refusal(copy.save, force_insert=True) == CLOSED
    entry.source = "beheer"
    assert refusal(entry.save) == "the ledger is append-only"
    assert refusal(Entry.objects.filter(pk=entry.pk).update, source="beheer") == "the ledger is append-only"
    with pytest.raises(ProtectedError), transaction.atomic():
        entry.delete()
    assert refusal(Entry.objects.filter(pk=entry.pk)._raw_delete, "default") == "the ledger is append-only"
    reopened = Slice.objects.filter(pk=made.closed.slice.pk)
    change = {"closed_at": None, "closed_on": None, "successor": None}
    assert refusal(reopened.update, **change) == "a slice changes by its entries and its closing alone"


def test_a_correction_of_a_closed_year_stands_in_the_open_one_and_names_what_it_corrects(made: Books) -> None:
    determined = Entry.objects.get(slice=made.closed.slice, key="determine")
    before = figures(made.closed.slice)

    claim = claim_after_close(
        made.closed.dossiers[0], cents=2_500, **(IN_JANUARY | {"source": f"entry:{determined}"})
    )

    assert (claim.slice_id, claim.source) == (made.after.slice.pk, f"entry:{determined}")
    assert figures(made.closed.slice) == before
    assert account(made.after.slice, Kind.RECEIVABLE, made.closed.dossiers[0]).balance == 2_500
    assert faults(made.play.city) == []


def test_what_went_over_is_settled_in_the_open_year(made: Books) -> None:
    late = made.closed.dossiers[1]
    assert (made.closed.slice.closed_on, NOON.year) == (LAST_DAY, 2026)

    entry = award_advance(late, cents=6_000, **IN_JANUARY)

    assert entry.slice_id == made.after.slice.pk
    assert faults(made.play.city) == []
