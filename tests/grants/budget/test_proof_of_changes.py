"""`verify_ledger` on the decisions behind the budget: shares and booked changes, altered by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from grants.budget.flows import allot, approve, close_slice, commit, open_year, prepare_share, undo
from grants.budget.flows.changes import APPROVED, Share
from grants.budget.models import Change, ChangeLine, Entry, Year
from grants.budget.posting import Decision
from grants.budget.states import Leftover
from portal.trail.models import Record
from tests.grants.budget.make import COUNCIL, DAY, LAST_DAY, NEW_YEAR, Scene, faults, pot, said, scene
from tests.grants.budget.raw import Books, run
from tests.grants.budget.test_proof import by_hand
from tests.make import NOON
from wijkraden.people.models import User

SHARE = "its {} is not what was decided of it"
NAME = "the name of its programme is not what was decided"
LEFTOVER = "where its leftover goes is not what was decided"
DECISION = "its share does not name the decision behind it"
LATER = Decision("26bb9999", date(2026, 12, 17))


def year(made: Books) -> Any:
    return Year.objects.filter(pk=made.play.year.pk)


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"reserved_cents": 9_999_999}, ["reserved share"]),
        ({"programme_cents": 10_000_001}, ["programme"]),
        ({"programme_cents": 10_000_001, "reserved_cents": 10_000_001}, ["programme", "reserved share"]),
    ],
)
def test_a_share_that_nobody_decided_is_named(made: Books, columns: dict[str, int], wrong: list[str]) -> None:
    assert faults(made.play.city) == []

    assert year(made).update(**columns) == 1  # the guards allow it: a change of the share does the same

    assert faults(made.play.city) == [f"{made.play.city.name} 2026: {SHARE.format(one)}" for one in wrong]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("programme", "Iets anders", NAME),
        ("leftover", "carries", LEFTOVER),
        ("decision_number", "26bb0000", DECISION),
        ("decision_on", date(2026, 10, 9), DECISION),
    ],
)
def test_what_a_year_says_of_its_share_is_what_was_decided_last(
    made: Books, column: str, value: object, sentence: str
) -> None:
    decide(made.play, made.play.year, "Wijken", Leftover.CARRIES, COUNCIL, at=NOON)
    decide(made.play, made.play.year, "Samen", Leftover.LAPSES, COUNCIL, at=NOON + timedelta(minutes=1))
    assert faults(made.play.city) == []

    by_hand(made, lambda made: year(made).update(**{column: value}))

    assert faults(made.play.city) == [f"{made.play.city.name} 2026: {sentence}"]


def decide(
    play: Scene, of: Year, programme: str, leftover: Leftover, decision: Decision, *, at: datetime
) -> None:
    """Let the same cents belong to another programme, with another end."""
    now = Year.objects.get(pk=of.pk)
    share = Share(programme, now.programme_cents, now.reserved_cents, leftover)
    change = prepare_share(of, share=share, decision=decision, by=play.prepares, at=at)
    approve(change, by=play.approves, at=at, booked_on=at.date())


def test_of_a_year_without_a_share_the_transfer_is_the_decision_until_a_later_one(made: Books) -> None:
    play = scene(2026)
    old = pot(play.year, cents=10_000, dossiers=2)
    for number, dossier in enumerate(old.dossiers):
        commit(dossier, cents=2_000, **said(f"commit {number}"))
    new_year = open_year(play.city, year=2027, by=None, at=NOON)
    new = pot(new_year, cents=0, regulation=old.regulation)
    transfer = Decision("een nummer/met streep", LATER.on)
    when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
    close_slice(old.slice, into=new.slice, transfer=transfer, **when)
    stands = Year.objects.filter(pk=new_year.pk)
    columns = ("reserved_cents", "decision_number", "decision_on")
    assert stands.values_list(*columns).get() == (4_000, transfer.number, transfer.on)
    assert faults(play.city) == []

    by_hand(made, lambda _made: stands.update(decision_number="een ander"))
    assert faults(play.city) == [f"{play.city.name} 2027: {DECISION}"]
    by_hand(made, lambda _made: stands.update(decision_number=transfer.number))

    decide(play, new_year, "Later", Leftover.CARRIES, LATER, at=NEW_YEAR)
    assert faults(play.city) == []
    by_hand(made, lambda _made: stands.update(decision_number=transfer.number))
    assert faults(play.city) == [f"{play.city.name} 2027: {DECISION}"]


def test_a_share_that_was_taken_back_begins_again_with_a_transfer(made: Books) -> None:
    play = scene(2026, 2027, reserved=100_000)
    old = pot(play.year, cents=10_000, dossiers=1)
    new = pot(play.years[1], cents=0, regulation=old.regulation)
    commit(old.dossiers[0], cents=4_000, **said("commit"))
    nothing = Share("Geen", 0, 0, Leftover.LAPSES)
    change = prepare_share(play.years[1], share=nothing, decision=COUNCIL, by=play.prepares, at=NOON)
    approve(change, by=play.approves, at=NOON, booked_on=DAY)
    when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
    close_slice(old.slice, into=new.slice, transfer=LATER, **when)

    assert Year.objects.get(pk=play.years[1].pk).decision_number == LATER.number
    assert faults(play.city) == []


def test_what_a_decided_transfer_brought_belongs_to_the_share(made: Books) -> None:
    play = scene(2026, 2027, reserved=100_000)
    old = pot(play.year, cents=10_000, dossiers=1)
    new = pot(play.years[1], cents=0, regulation=old.regulation)
    commit(old.dossiers[0], cents=4_000, **said("commit"))
    when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
    close_slice(old.slice, into=new.slice, transfer=COUNCIL, **when)
    assert Year.objects.get(pk=play.years[1].pk).reserved_cents == 104_000
    assert faults(play.city) == []

    share = Share("Samenleven", 300_000, 200_000, Leftover.LAPSES)
    change = prepare_share(play.years[1], share=share, decision=COUNCIL, by=play.prepares, at=NEW_YEAR)
    approve(change, by=play.approves, at=NEW_YEAR, booked_on=DAY)
    assert faults(play.city) == []

    Year.objects.filter(pk=play.years[1].pk).update(reserved_cents=204_000)
    assert faults(play.city) == [f"{play.city.name} 2027: {SHARE.format('reserved share')}"]


def approve_the_waiting_one(made: Books) -> None:
    Change.objects.filter(pk=made.waiting.pk).update(
        state="approved", decided_by=made.play.approves, decided_at=NOON
    )


def of(made: Books) -> Any:
    """Return the approved change as a row to write to."""
    return Change.objects.filter(pk=made.approved.pk)


def line(made: Books) -> Any:
    return ChangeLine.objects.filter(change=made.approved)


def line_more(made: Books) -> None:
    ChangeLine.objects.create(
        change=made.approved, position=2, slice=made.elsewhere.slice, before_cents=1, after_cents=2
    )


def without_checks(change: Callable[[Books], Any]) -> Callable[[Books], Any]:
    """Do it as someone who took the CHECK of four eyes away."""

    def run_it(made: Books) -> None:
        name = "who_prepares_a_budget_change_never_approves_it"
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = on")
            change(made)
            run("PRAGMA ignore_check_constraints = off")
            return
        for one in (name, "decided_budget_change_says_by_whom"):
            run(f"ALTER TABLE grants_change DROP CONSTRAINT {one}")
        change(made)

    return run_it


BOOKED = "what it booked is not what was approved"
NOT_AS_APPROVED = "it is not as it was when it was approved"
NOBODY = "it does not say who, besides its preparer, approved it"
SOMEONE_ELSE = "someone else booked it than who approved it"
UNTOLD = "the trail does not tell that it was approved"

ALTERED: dict[str, tuple[Callable[[Books], Any], list[str]]] = {
    "another amount": (lambda made: line(made).update(after_cents=110_001), [BOOKED, NOT_AS_APPROVED]),
    "another slice": (
        lambda made: line(made).update(slice=made.elsewhere.slice),
        [BOOKED, NOT_AS_APPROVED],
    ),
    "amounts shifted together": (
        lambda made: line(made).update(before_cents=F("before_cents") + 5, after_cents=F("after_cents") + 5),
        [NOT_AS_APPROVED],
    ),
    "a line more": (line_more, [BOOKED, NOT_AS_APPROVED]),
    "another number": (lambda made: of(made).update(decision_number="26bb0000"), [NOT_AS_APPROVED]),
    "another day": (lambda made: of(made).update(decision_on=DAY), [NOT_AS_APPROVED]),
    "another year": (lambda made: of(made).update(year=made.play.years[1]), [NOT_AS_APPROVED]),
    "another moment": (
        lambda made: of(made).update(decided_at=NOON + timedelta(seconds=1)),
        [NOT_AS_APPROVED],
    ),
    "another approver": (
        lambda made: of(made).update(decided_by=User.objects.exclude(pk__in=hands(made))[0]),
        [SOMEONE_ELSE, NOT_AS_APPROVED],
    ),
    "another preparer": (
        lambda made: of(made).update(prepared_by=User.objects.exclude(pk__in=hands(made))[0]),
        [NOT_AS_APPROVED],
    ),
    "its preparer as approver": (
        without_checks(lambda made: of(made).update(decided_by=made.play.prepares)),
        [NOBODY, SOMEONE_ELSE, NOT_AS_APPROVED],
    ),
    "no approver": (
        without_checks(lambda made: of(made).update(decided_by=None)),
        [NOBODY, SOMEONE_ELSE, NOT_AS_APPROVED],
    ),
}


def hands(made: Books) -> list[int]:
    return [made.play.prepares.pk, made.play.approves.pk]


@pytest.mark.parametrize("name", ALTERED)
def test_an_approved_change_that_was_altered_is_named(made: Books, name: str) -> None:
    change, sentences = ALTERED[name]
    assert faults(made.play.city) == []

    by_hand(made, change)

    place = f"change {made.approved.public_id} ({Change.objects.get(pk=made.approved.pk).decision_number!s})"
    assert faults(made.play.city) == [f"{place}: {one}" for one in sentences]


def test_a_change_that_was_approved_by_hand_is_named(made: Books) -> None:
    by_hand(made, approve_the_waiting_one)

    place = f"change {made.waiting.public_id} ({COUNCIL.number})"
    assert faults(made.play.city) == [f"{place}: {BOOKED}", f"{place}: {UNTOLD}"]


def test_a_share_that_was_edited_together_with_its_change_is_named(made: Books) -> None:
    share = Change.objects.get(year=made.play.year, kind="share", state="approved")

    def edit(made: Books) -> None:
        for row in (Change.objects.filter(pk=share.pk), year(made)):
            row.update(programme_cents=F("programme_cents") + 7, reserved_cents=F("reserved_cents") + 7)

    by_hand(made, edit)

    assert faults(made.play.city) == [
        f"change {share.public_id} ({share.decision_number}): {NOT_AS_APPROVED}"
    ]


def test_a_share_that_was_removed_together_with_its_change_is_named(made: Books) -> None:
    play = scene(2026, reserved=100_000)
    share = Change.objects.get(year=play.year)
    nothing = {"programme_cents": 0, "reserved_cents": 0, "programme": "", "decision_number": ""}

    def remove(_made: Books) -> None:
        Change.objects.filter(pk=share.pk).delete()
        Year.objects.filter(pk=play.year.pk).update(**nothing, decision_on=None)

    by_hand(made, remove)

    sentence = f"change {share.public_id}: the trail tells that it was approved, but here it is not"
    assert (faults(play.city), faults(made.play.city)) == ([sentence], [])


def test_of_a_change_of_before_the_trail_told_its_content_nothing_is_said(made: Books) -> None:
    def forget(made: Books) -> None:
        told = Record.objects.get(act=APPROVED, subject_id=made.approved.public_id)
        told.facts = {name: told.facts[name] for name in ("year", "kind")}
        told.save()
        of(made).update(decision_number="26bb0000")

    by_hand(made, forget)

    assert faults(made.play.city) == []


@pytest.mark.parametrize("state", ["returned", "waiting", "unknown"])
def test_an_entry_that_names_a_change_which_nobody_approved_is_named(made: Books, state: str) -> None:
    name = "geen" if state == "unknown" else getattr(made, state).public_id
    allot(made.slice, cents=1, **said(f"change:{name}/1", source=f"change:{name}"))

    assert faults(made.play.city) == [f"change {name}: 1 entry names it, but nobody approved it here"]


def test_an_entry_more_that_names_an_approved_change_is_named(made: Books) -> None:
    source = f"change:{made.approved.public_id}"
    allot(made.slice, cents=1, **(said("more", source=source) | {"by": made.play.approves}))

    assert faults(made.play.city) == [f"change {made.approved.public_id} ({COUNCIL.number}): {BOOKED}"]


def test_a_change_that_was_booked_and_undone_is_whole(made: Books) -> None:
    source = f"change:{made.approved.public_id}"
    undo(Entry.objects.get(source=source), **said("undone", source=source))

    assert faults(made.play.city) == []


def test_a_redistribution_books_what_was_approved_on_both_sides(made: Books) -> None:
    approve(made.waiting, by=made.play.approves, at=NOON, booked_on=DAY)

    assert Entry.objects.filter(source=f"change:{made.waiting.public_id}").count() == 2
    assert faults(made.play.city) == []
