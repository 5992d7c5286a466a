"""`verify_ledger`: with the triggers taken off by hand, whatever was done to the ledger is named with its slice."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from grants.budget.models import Account, Entry, Slice, Transfer, Year
from grants.budget.posting import Move, Stamp, lock, post
from grants.budget.proof import prove
from grants.budget.states import Event, Kind
from portal import triggers
from tests import unguarded
from tests.grants.budget.make import COUNCIL, DAY, faults
from tests.grants.budget.raw import Books, account
from tests.make import NOON

Tamper = Callable[[Books], Any]


def entry(made: Books, number: int) -> Any:
    """Return entry 1 (allotted), 2, 3 (granted), 4-6 (paid), 7 (reserved) or 8 (raised) as a row to write to."""
    return Entry.objects.filter(slice=made.slice, number=number)


def transfer(made: Books, number: int) -> Any:
    return Transfer.objects.filter(entry__slice=made.slice, entry__number=number)


def swap_sides(made: Books) -> None:
    (one,) = transfer(made, 2)
    transfer(made, 2).update(debit=one.credit, credit=one.debit)


def cut(number: int) -> Tamper:
    def remove(made: Books) -> None:
        transfer(made, number).delete()
        entry(made, number)._raw_delete("default")

    return remove


def cut_the_tail_and_the_sums(made: Books) -> None:
    cut(8)(made)
    sums = {"free": {"debits": 100_000}, "authority": {"credits": 100_000}}
    for kind, values in sums.items():
        Account.objects.filter(slice=made.slice, kind=kind).update(**values)
    year = Year.objects.get(pk=made.play.year.pk)
    Year.objects.filter(pk=year.pk).update(allotted_cents=year.allotted_cents - 10_000)


def another_total(made: Books) -> None:
    mine = account(made.slice, Kind.COMMITTED, made.mine)
    Account.objects.filter(pk=mine.pk).update(parent=account(made.slice, Kind.REALISED))


def to_their_leaf(made: Books) -> None:
    transfer(made, 2).update(debit=account(made.slice, Kind.COMMITTED, made.theirs))


def to_another_slice(made: Books) -> None:
    transfer(made, 2).update(debit=account(made.elsewhere.slice, Kind.LAPSED))


def double_a_transfer(made: Books) -> None:
    (one,) = transfer(made, 2)
    Transfer.objects.create(entry=one.entry, position=2, debit=one.debit, credit=one.credit, cents=1)


FREE, TOTAL = (
    "the sums of free/ are not what its transfers say",
    "the sums of committed/ are not what its transfers say",
)
MINE, THEIRS = (f"the sums of committed/{who} are not what its transfers say" for who in ("MINE", "THEIRS"))
ADVANCED = "advances/MINE is more than what is committed"
NOT_BOOKED = "change CHANGE: what it booked is not what was approved"
NO_HASH = "entry {} does not have the hash of its content"
NOT_AFTER = "entry {} does not follow the one before it"

TAMPERED: dict[str, tuple[Tamper, list[str]]] = {
    "a cent of a transfer": (
        lambda made: transfer(made, 2).update(cents=30_001),
        [NO_HASH.format(2), FREE, TOTAL, MINE],
    ),
    "a cent of a total": (
        lambda made: Account.objects.filter(pk=account(made.slice, Kind.FREE).pk).update(
            debits=F("debits") + 1
        ),
        [FREE],
    ),
    "a cent of a leaf": (
        lambda made: Account.objects.filter(slice=made.slice, dossier=made.mine, kind="committed").update(
            debits=30_001
        ),
        [MINE],
    ),
    "an account": (to_their_leaf, [NO_HASH.format(2), MINE, THEIRS, ADVANCED]),
    "the two sides": (
        swap_sides,
        [
            *(NO_HASH.format(2), FREE, TOTAL, MINE),
            "committed/ stands on the wrong side",
            "committed/MINE stands on the wrong side",
            ADVANCED,
        ],
    ),
    "an account of another slice": (
        to_another_slice,
        ["entry 2 touches an account of another slice", NO_HASH.format(2), FREE, TOTAL, MINE, ADVANCED],
    ),
    "a transfer more": (
        double_a_transfer,
        ["entry 2 has not the 1 transfers it says", NO_HASH.format(2), FREE, TOTAL, MINE],
    ),
    "a transfer less": (
        lambda made: transfer(made, 2).delete(),
        ["entry 2 has not the 1 transfers it says", NO_HASH.format(2), FREE, TOTAL, MINE, ADVANCED],
    ),
    "the tail": (
        cut(8),
        [
            "its chain ends at entry 7, not at 8",
            FREE,
            "the sums of authority/ are not what its transfers say",
            NOT_BOOKED,
        ],
    ),
    "the tail with its sums": (
        cut_the_tail_and_the_sums,
        ["its chain ends at entry 7, not at 8", NOT_BOOKED],
    ),
    "an entry in the middle": (
        cut(7),
        [
            *("entry 7 is missing", NOT_AFTER.format(8), FREE),
            *(f"the sums of reserved/{who} are not what its transfers say" for who in ("", "THIRD")),
        ],
    ),
    "a hash": (
        lambda made: entry(made, 3).update(hash="f" * 64),
        [NO_HASH.format(3), NOT_AFTER.format(4)],
    ),
    "the last hash": (
        lambda made: entry(made, 8).update(hash="f" * 64),
        [NO_HASH.format(8), "its head is not the hash of its last entry"],
    ),
    "the head": (
        lambda made: Slice.objects.filter(pk=made.slice.pk).update(head_hash="f" * 64),
        ["its head is not the hash of its last entry"],
    ),
    "a leaf under another total": (
        another_total,
        [
            *("committed/MINE does not stand under the total of its kind", TOTAL),
            *("its parts are not its budget", "the book “Budget book” does not sum to zero"),
        ],
    ),
}
CONTENT: list[tuple[int, str, Any]] = [
    (8, "event", "reserve"),
    (2, "source", "decision:x"),
    (8, "by_id", None),
    (8, "booked_on", "2026-01-01"),
    (8, "at", "2026-01-01T00:00:00Z"),
    (2, "key", "other"),
    (8, "request", "other"),
    (8, "pair", "other"),
    (2, "dossier_id", None),
]


def by_hand(made: Books, tamper: Tamper) -> None:
    """Do it with the triggers switched off."""
    unguarded.by_hand(lambda: tamper(made))


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_by_hand_is_named_with_its_slice(made: Books, name: str) -> None:
    tamper, sentences = TAMPERED[name]
    assert faults(made.play.city) == []

    by_hand(made, tamper)

    dossiers = zip(("MINE", "THEIRS", "THIRD"), made.pot.dossiers, strict=True)
    here = {one: "" if one == NOT_BOOKED else "The whole city 2026: " for one in sentences}
    expected = [
        here[one] + one.replace("CHANGE", f"{made.approved.public_id} ({COUNCIL.number})")
        for one in sentences
    ]
    for word, dossier in dossiers:
        expected = [one.replace(word, str(dossier.pk)) for one in expected]
    assert sorted(faults(made.play.city)) == sorted(expected)


@pytest.mark.parametrize(("number", "column", "value"), CONTENT)
def test_every_value_of_an_entry_is_in_its_hash(made: Books, number: int, column: str, value: Any) -> None:
    by_hand(made, lambda made: entry(made, number).update(**{column: value}))

    alone = ["The whole city 2026: entry 8 does not match the other half of its pair"]
    booker = [
        f"change {made.approved.public_id} ({COUNCIL.number}): someone else booked it than who approved it"
    ]
    assert faults(made.play.city) == [
        f"The whole city 2026: {NO_HASH.format(number)}",
        *(alone if column == "pair" else []),
        *(booker if column == "by_id" else []),
    ]


def test_what_is_allotted_is_what_the_slices_have(made: Books) -> None:
    by_hand(made, lambda made: Year.objects.filter(pk=made.play.year.pk).update(allotted_cents=1))

    assert faults(made.play.city) == [
        f"{made.play.city.name} 2026: allotted is not what its slices have together"
    ]


def test_cents_that_left_a_slice_and_came_nowhere_are_named(made: Books) -> None:
    stamp = Stamp(None, NOON, DAY, "lost")
    post(lock(made.slice.pk), Event.MATCH, stamp, asked=[], plan=[Move(Kind.BANK, Kind.CLEARING, 500)])

    assert faults(made.play.city) == [
        f"{made.play.city.name}: what stands between slices is -500 cents, not 0",
        "The whole city 2026: entry 9 moves -500 cents between slices that no other entry takes",
    ]


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("name", ["grants_transfer_fits", "grants_entry_no_update", "grants_account_moves"])
def test_a_trigger_that_is_away_is_named(name: str) -> None:
    triggers._drop(name, name.rsplit("_", 2)[0] if name.endswith("update") else name.rsplit("_", 1)[0])

    assert faults() == [f"trigger {name}: missing or changed"]
    with pytest.raises(CommandError, match=f"The ledger is not sound:\ntrigger {name}: missing or changed"):
        call_command("verify_ledger")


def test_the_command_prints_what_it_checked(made: Books) -> None:
    out = io.StringIO()
    found = prove()

    call_command("verify_ledger", stdout=out)

    lines = out.getvalue().splitlines()
    assert "The whole city 2026: sound" in lines
    assert len(lines) == Slice.objects.count() + 1
    assert lines[-1] == (
        f"The ledger is sound: {Slice.objects.count()} slices, {Account.objects.count()} accounts, "
        f"{Entry.objects.count()} entries, {Transfer.objects.count()} transfers."
    )
    assert found.transfers == Transfer.objects.count() > 15


def test_the_command_names_the_slice_and_fails(made: Books) -> None:
    by_hand(made, lambda made: transfer(made, 2).update(cents=30_001))

    out = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("verify_ledger", stdout=out)

    lines = out.getvalue().splitlines()
    assert "The whole city 2026: checked" in lines
    assert len(lines) == Slice.objects.count() + 1
    assert lines[-1].startswith(f"Checked: {Slice.objects.count()} slices, ")
    assert "The whole city 2026: entry 2 does not have the hash of its content" in str(failed.value)
    assert failed.value.returncode == 1


def test_of_a_slice_that_is_wrong_everywhere_only_the_first_faults_are_told(
    made: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.budget.proof.slices.MOST", 3)
    by_hand(made, lambda made: Entry.objects.filter(slice=made.slice).update(source="decision:x"))

    assert faults(made.play.city) == [
        *(f"The whole city 2026: {NO_HASH.format(number)}" for number in (1, 2, 3)),
        "The whole city 2026: and 5 faults more",
        NOT_BOOKED.replace("CHANGE", f"{made.approved.public_id} ({COUNCIL.number})"),
    ]
