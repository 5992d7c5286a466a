"""What the database refuses to post, whatever writes it: gaps, strange accounts, more than there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from grants.budget.flows import allot, award_advance, commit, open_dossier, set_off, undo
from grants.budget.models import Account, Dossier, Entry, Transfer
from grants.budget.states import Kind
from tests.grants.budget.make import LAST_DAY, NEW_YEAR, faults, owes_and_gets, said
from tests.grants.budget.raw import (
    HASH,
    Books,
    account,
    insert,
    raw_entry,
    raw_transfer,
    refusal,
    refused,
    run,
)
from tests.make import NOON

FOLLOWS = "an entry must follow the head of its slice, which is open"
UNDOES = "a counter-entry undoes one entry of its slice, once"
FITS = "a transfer must fit the last entry of its slice"
SLICE = "a slice changes by its entries and its closing alone"
NUMBER = "a dossier takes the next number of its year and regulation"


def test_an_entry_that_follows_with_a_transfer_that_fits_is_booked_with_its_sums(made: Books) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)

    raw_transfer(raw_entry(made.slice), committed, free, 100)

    assert account(made.slice, Kind.FREE).balance == free.balance - 100
    assert account(made.slice, Kind.COMMITTED, made.mine).balance == committed.balance + 100
    assert account(made.slice, Kind.COMMITTED).balance == 50_100
    assert faults(made.play.city) == ["The whole city 2026: entry 9 does not have the hash of its content"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 99},
        {"number": 1},
        {"number": 0},
        {"previous_hash": ""},
        {"previous_hash": "e" * 64},
        {"hash": "same"},
    ],
    ids=str,
)
def test_an_entry_that_does_not_follow_the_head_is_refused(made: Books, wrong: dict[str, Any]) -> None:
    head = made.slice
    assert head.last_number == 8
    if "hash" in wrong:
        wrong = {"hash": head.head_hash}

    assert refusal(raw_entry, head, **wrong) == FOLLOWS


def test_an_entry_has_a_key_of_its_own(made: Books) -> None:
    assert Entry.objects.filter(slice=made.slice, key="commit 0").count() == 1

    sentence = refusal(raw_entry, made.slice, key="commit 0")

    twice = 'duplicate key value violates unique constraint "entry_key_once"'
    assert sentence == {"sqlite": FOLLOWS, "postgresql": twice}[connection.vendor]


def test_an_entry_waits_until_the_one_before_it_is_whole(made: Books) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    half = raw_entry(made.slice, size=2)
    raw_transfer(half, committed, free, 100)
    assert FOLLOWS in refusal(raw_entry, made.slice, key="next")

    raw_transfer(half, free, committed, 100, position=2)

    assert raw_entry(made.slice, key="next", hash="d" * 64).number == half.number + 1


Sides = Callable[[Books], tuple[Account, Account]]
STRANGE: dict[str, Sides] = {
    "an account of another slice": lambda made: (
        account(made.slice, Kind.COMMITTED, made.mine),
        account(made.elsewhere.slice, Kind.FREE),
    ),
    "both of another slice": lambda made: (
        account(made.elsewhere.slice, Kind.LAPSED),
        account(made.elsewhere.slice, Kind.FREE),
    ),
    "two books": lambda made: (
        account(made.slice, Kind.COMMITTED, made.mine),
        account(made.slice, Kind.BANK),
    ),
    "the leaf of another dossier": lambda made: (
        account(made.slice, Kind.COMMITTED, made.theirs),
        account(made.slice, Kind.FREE),
    ),
    "from one dossier to another": lambda made: (
        account(made.slice, Kind.COMMITTED, made.mine),
        account(made.slice, Kind.RESERVED, made.pot.dossiers[2]),
    ),
    "the total of a kind with leaves": lambda made: (
        account(made.slice, Kind.COMMITTED),
        account(made.slice, Kind.FREE),
    ),
    "one account": lambda made: (account(made.slice, Kind.FREE), account(made.slice, Kind.FREE)),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_transfer_between_accounts_that_do_not_fit_is_refused(made: Books, name: str) -> None:
    debit, credit = STRANGE[name](made)
    entry = raw_entry(made.slice, dossier_id=made.mine.pk)

    assert refusal(raw_transfer, entry, debit, credit, 100) == FITS


@pytest.mark.parametrize(
    ("debit", "credit"), [(Kind.ADVANCES, Kind.PAYABLE), (Kind.RESERVED, Kind.COMMITTED)], ids=str
)
def test_a_set_off_moves_nothing_but_claims_and_payments(made: Books, debit: Kind, credit: Kind) -> None:
    for dossier in (made.mine, made.theirs):
        commit(dossier, cents=1_000, **said(f"more {dossier.number}"))
        award_advance(dossier, cents=100, **said(f"advance {dossier.number}"))
    mine, theirs = (leaf_of(made, kind, one) for kind, one in ((debit, made.theirs), (credit, made.mine)))
    entry = raw_entry(made.slice, event="set_off", dossier_id=made.mine.pk)

    assert refusal(raw_transfer, entry, mine, theirs, 50) == FITS


@pytest.mark.parametrize("position", [0, 2, 3])
def test_a_transfer_out_of_turn_is_refused(made: Books, position: int) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    entry = raw_entry(made.slice, size=2)

    assert refusal(raw_transfer, entry, committed, free, 100, position) == FITS
    raw_transfer(entry, committed, free, 100)


def test_a_further_transfer_in_a_whole_entry_or_an_old_one_is_refused(made: Books) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    old = Entry.objects.get(slice=made.slice, key="commit 0")
    last = raw_entry(made.slice)
    raw_transfer(last, committed, free, 100)

    for entry, position in ((last, 2), (old, 2), (old, 1)):
        assert refusal(raw_transfer, entry, committed, free, 100, position) == FITS


@pytest.mark.parametrize("cents", [0, -100])
def test_a_transfer_of_nothing_or_less_is_refused(made: Books, cents: int) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    entry = raw_entry(made.slice)

    assert refusal(raw_transfer, entry, committed, free, cents)
    raw_transfer(entry, committed, free, 100)


@pytest.mark.parametrize(
    ("debit", "credit", "is_left"),
    [
        (Kind.COMMITTED, Kind.FREE, 55_000),
        (Kind.RESERVED, Kind.COMMITTED, 30_000),
        (Kind.PAYABLE, Kind.ADVANCES, 10_000),
        (Kind.AUTHORITY, Kind.FREE, 55_000),
    ],
)
def test_no_account_gives_more_than_stands_on_it(
    made: Books, debit: Kind, credit: Kind, is_left: int
) -> None:
    commit(made.mine, cents=1, **said("its leaves"))
    for kind in (Kind.RESERVED, Kind.PAYABLE):
        leaf_of(made, kind, made.mine)
    entry = raw_entry(made.slice, dossier_id=made.mine.pk)
    sides = _side(made, debit), _side(made, credit)
    is_left -= credit is Kind.FREE
    is_left += credit is Kind.COMMITTED

    assert "normal_side" in refusal(raw_transfer, entry, *sides, is_left + 1)
    if (
        Kind.PAYABLE is not debit and Kind.COMMITTED is not credit
    ):  # nothing to be paid is left, an advance stands
        raw_transfer(entry, *sides, is_left)


def test_no_more_is_advanced_than_is_committed(made: Books) -> None:
    free, mine = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    advanced, payable = _side(made, Kind.ADVANCES), account(made.slice, Kind.PAYABLE)
    assert (mine.balance, advanced.balance, payable.balance) == (30_000, 10_000, 0)
    raw_transfer(raw_entry(made.slice, dossier_id=made.mine.pk), free, mine, 20_000)

    entry = raw_entry(made.slice, dossier_id=made.mine.pk, key="one cent", hash="d" * 64)

    assert (
        refusal(raw_transfer, entry, free, mine, 1)
        == "no more is advanced to a dossier than is committed to it"
    )
    raw_transfer(entry, mine, free, 1)


def _side(made: Books, kind: Kind) -> Account:
    is_total = kind in (Kind.FREE, Kind.AUTHORITY)
    return account(made.slice, kind, None if is_total else made.mine)


def leaf_of(made: Books, kind: Kind, dossier: Dossier) -> Account:
    """Return the leaf of a dossier, made when it has none."""
    if not Account.objects.filter(slice=made.slice, kind=kind, dossier=dossier).exists():
        total = account(made.slice, kind)
        like = {"debits": 0, "credits": 0, "last_transfer": 0, "dossier_id": dossier.pk}
        insert(total, **like, parent_id=total.pk)
    return account(made.slice, kind, dossier)


def test_the_slices_of_a_year_never_pass_its_reserved_share(made: Books) -> None:
    made.play.year.refresh_from_db()
    left = made.play.year.unallotted_cents
    free, authority = account(made.slice, Kind.FREE), account(made.slice, Kind.AUTHORITY)
    entry = raw_entry(made.slice)

    sentence = refusal(raw_transfer, entry, free, authority, left + 1)

    assert "slices_stay_within_the_reserved_share" in sentence
    raw_transfer(entry, free, authority, left)
    made.play.year.refresh_from_db()
    assert made.play.year.unallotted_cents == 0


def test_a_counter_entry_books_the_opposite_of_what_it_undoes_and_nothing_else(made: Books) -> None:
    free, mine = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    theirs = account(made.slice, Kind.COMMITTED, made.theirs)
    undone = Entry.objects.get(slice=made.slice, key="commit 1")
    counter = {"event": "counter", "undoes_id": undone.pk, "dossier_id": made.theirs.pk}
    assert refusal(raw_entry, made.slice, **counter, size=2) == UNDOES

    entry = raw_entry(made.slice, **counter)

    for sides, cents in (((free, theirs), 19_999), ((theirs, free), 20_000), ((free, mine), 20_000)):
        assert refusal(raw_transfer, entry, *sides, cents) == FITS
    raw_transfer(entry, free, theirs, 20_000)
    again = counter | {"key": "again", "hash": "d" * 64}
    assert refusal(raw_entry, made.slice, **again) == UNDOES


def test_a_counter_entry_undoes_nothing_of_another_slice(made: Books) -> None:
    other = Entry.objects.get(slice=made.elsewhere.slice, key="commit elsewhere")

    assert refusal(raw_entry, made.slice, event="counter", undoes_id=other.pk) == UNDOES


def test_a_set_off_within_a_slice_can_be_undone(made: Books) -> None:
    pair = (made.mine, made.pot.dossiers[2])
    allot(made.slice, cents=200_000, **said("enough for both"))
    for dossier in pair:
        owes_and_gets(dossier)
    (offset,) = set_off(*pair, cents=100, **said("offset"))

    (counter,) = undo(offset, **said("undone"))

    assert [(one.debit.kind, one.credit.kind, one.cents) for one in counter.transfers.all()] == [
        ("receivable", "payable", 100)
    ]
    assert faults(made.play.city) == []


def test_a_closed_year_takes_no_entry_and_no_transfer(made: Books) -> None:
    closed, last = made.closed.slice, Entry.objects.filter(slice=made.closed.slice).order_by("-number")[0]
    assert closed.closed_on == date(2026, 12, 31)
    lapsed, authority = account(closed, Kind.LAPSED), account(closed, Kind.AUTHORITY)

    assert refusal(raw_entry, closed) == FOLLOWS
    for position in (1, last.size + 1):
        assert refusal(raw_transfer, last, lapsed, authority, 100, position) == FITS


@pytest.mark.parametrize("wrong", ["itself", "the same year", "a closed one"])
def test_a_slice_closes_into_an_open_slice_of_a_later_year(made: Books, wrong: str) -> None:
    blank = {"public_id": "leeg", "name": "Leeg", "scope": "pot", "last_number": 0, "head_hash": ""}
    empty = insert(made.slice, **blank)
    into = {"itself": empty, "the same year": made.slice.pk, "a closed one": made.closed.slice.pk}[wrong]
    close = "UPDATE grants_slice SET closed_at = %s, closed_on = %s, successor_id = %s WHERE id = %s"

    sentence = refused(close, NEW_YEAR, date(2026, 12, 31), into, empty)

    assert sentence == SLICE
    later = blank | {"public_id": "later", "regulation_id": made.slice.regulation_id}
    same = insert(made.after.slice, **later)
    strangers = [
        insert(made.after.slice, **blank | {"public_id": "foreign"}),
        insert(made.after.slice, **later | {"public_id": "own", "scope": "district", "name": "Eigen"}),
    ]
    for one in strangers:
        assert refused(close, NEW_YEAR, LAST_DAY, one, empty) == SLICE
    assert run(close, NEW_YEAR, LAST_DAY, same, empty) == 1


def test_a_slice_does_not_close_while_its_last_entry_is_not_whole(made: Books) -> None:
    blank = {"public_id": "leeg", "name": "Leeg", "scope": "pot", "last_number": 0, "head_hash": ""}
    empty = insert(made.slice, **blank)
    close = "UPDATE grants_slice SET closed_at = %s, closed_on = %s WHERE id = %s"
    fresh = {"slice_id": empty, "number": 1, "previous_hash": "", "hash": HASH, "key": "half"}
    like = Entry.objects.get(slice=made.slice, key="commit 0")

    with transaction.atomic():
        insert(like, **fresh, size=1)
        assert refused(close, NEW_YEAR, LAST_DAY, empty) == SLICE
        transaction.set_rollback(True)

    insert(like, **fresh, size=0)
    assert run(close, NEW_YEAR, LAST_DAY, empty) == 1


def test_a_dossier_takes_the_next_number(made: Books) -> None:
    last = made.pot.dossiers[-1]
    name = f"{last.prefix}-2026-000"
    assert (last.sequence, last.number) == (3, f"{name}3")
    fourth = {"public_id": "next", "sequence": 4, "number": f"{name}4"}
    for wrong in (
        {"sequence": 5, "number": f"{name}5"},
        {"sequence": 3, "number": f"{name}3"},
        {"year_id": made.play.years[1].pk},
        {"number": f"{name}3"},
        {"number": f"{last.prefix}-2027-0004"},
        {"number": f"{last.prefix}-2026-4"},
        {"number": f"OTHER-2026-000{4}"},
        {"number": ""},
    ):
        assert refusal(insert, last, **fourth | wrong) == NUMBER
    assert insert(last, **fourth) > last.pk


def test_the_number_of_a_dossier_has_four_digits_at_least(made: Books) -> None:
    slice_ = made.pot.slice
    while (dossier := open_dossier(slice_, by=None, at=NOON)).sequence < 101:
        assert dossier.number == f"{dossier.prefix}-2026-{dossier.sequence:04d}"
    assert dossier.number == f"{dossier.prefix}-2026-0101"


def test_no_transfer_is_put_in_by_number(made: Books) -> None:
    free, committed = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    taken = Transfer.objects.filter(entry__slice=made.slice).order_by("id")[0]
    entry = raw_entry(made.slice)
    into = "INSERT INTO grants_transfer (id, entry_id, position, debit_id, credit_id, cents)"
    put = f"{into} VALUES (%s, %s, 1, %s, %s, 5)"

    assert refused(put, taken.pk, entry.pk, committed.pk, free.pk)
    assert refused(put, 0, entry.pk, committed.pk, free.pk)  # older than what the sums hold
