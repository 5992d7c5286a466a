"""Every event, counter-entries, two slices and a year change, played at random against an independent model.

A longer search by hand: `LEDGER_EXAMPLES=500 LEDGER_STEPS=80 python -m pytest tests/grants/budget/test_machine.py`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.make import another_city

from .both import Both, World
from .script import begun

EXAMPLES, STEPS = (
    int(os.environ.get(name, least)) for name, least in (("LEDGER_EXAMPLES", 44), ("LEDGER_STEPS", 50))
)
IS_SEARCH = "LEDGER_EXAMPLES" in os.environ
DAYS = [date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 15), date(2027, 3, 1), date(2027, 7, 1)]
AMOUNTS = st.sampled_from([1, 700, 2_500, 10_000, 40_000]) | st.integers(1, 60_000)
HOW = st.sampled_from(["all", "all", "part", "a cent more", "any"])
DATA = st.data()
WRONG_PAIRS = [("A26", "A26"), ("A26", "A27"), ("A26", "L26"), ("L26", "A26")]
ON_DOSSIER = [
    *("commit", "confirm", "raise_grant", "lower_grant", "award_advance", "change_advance", "send", "settle"),
    *("determine", "withdraw_determination", "raise_determination", "receive", "write_off", "recover"),
    "claim_after_close",
]


def when_there_is(kind: str) -> Callable[..., Any]:
    """Play a rule only while some dossier has that kind open: what is refused is asked for by other rules."""
    return precondition(lambda self: bool(self.able(kind)))


class Ledger(RuleBasedStateMachine):
    """One example: a fresh world in a savepoint, rolled back at the end."""

    start: ClassVar[Both]
    examples: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.undone = _undone()
        self.undone.__enter__()
        self.both = self.start.again()
        self.day, self.keys, self.is_sound = 0, 0, True
        self.played: list[tuple[str, date, str, dict[str, object]]] = []

    def teardown(self) -> None:
        """Let everything be proven at the end of every fifth example, and take it back."""
        try:
            Ledger.examples += 1
            if self.is_sound and Ledger.examples % 5 == 1:
                self.both.prove()
        finally:
            self.undone.__exit__(None, None, None)

    @initialize(day=st.sampled_from([0, 1, 1]))
    def _begin(self, day: int) -> None:
        self.day = day

    # What the rules share.

    def play(self, event: str, **asked: object) -> None:
        """Play it on the day of now under a new key, and let it be repeated later."""
        self.keys += 1
        on, key = DAYS[self.day], f"machine:{self.keys}"
        self.is_sound = False
        refused = self.both.play(event, on=on, key=key, **asked)
        self.is_sound = True
        if not refused and event != "close_slice":
            self.played.append((event, on, key, asked))

    def able(self, kind: str) -> list[str]:
        """Return the dossiers on which that kind stands open."""
        return sorted(
            {of for (_part, what, of), cents in self.both.model.sums.items() if what == kind and of and cents}
        )

    def dossier(self, data: st.DataObject, kind: str = "") -> str:
        """Draw a dossier on which that kind stands open, or any if there is none."""
        return data.draw(st.sampled_from(self.able(kind) or sorted(self.both.dossiers)))

    def amount(self, data: st.DataObject, kind: str, dossier: str = "", part: str = "") -> int:
        """Draw an amount around what stands there: all of it, a part, a cent more, or anything."""
        model = self.both.model
        parts = [part] if part else list(model.parts)
        stands = sum(model.leaf(one, kind, dossier) for one in parts)
        any_cents = data.draw(AMOUNTS)
        how = data.draw(HOW) if stands > 0 else "any"
        return {"all": stands, "part": stands // 3 + 1, "a cent more": stands + 1, "any": any_cents}[how]

    def on_dossier(self, event: str, data: st.DataObject, kind: str, **more: object) -> None:
        """Play an event of a dossier with an amount around what stands there."""
        dossier = self.dossier(data, kind)
        self.play(event, dossier=dossier, cents=self.amount(data, kind, dossier), **more)

    def part(self, data: st.DataObject, names: str = "AB") -> str:
        """Draw a slice of one of these letters, of either year."""
        return data.draw(st.sampled_from([one for one in self.both.slices if one[0] in names]))

    # The budget.

    @rule(data=DATA, cents=AMOUNTS)
    def _allot(self, data: st.DataObject, cents: int) -> None:
        self.play("allot", part=self.part(data), cents=cents)

    @rule(data=DATA)
    def _lower(self, data: st.DataObject) -> None:
        part = self.part(data, "ABL")
        self.play("lower", part=part, cents=self.amount(data, "free", part=part))

    @rule(
        data=DATA, pair=st.sampled_from([*(("A26", "B26"), ("B26", "A26"), ("A27", "B27")) * 2, *WRONG_PAIRS])
    )
    def _redistribute(self, data: st.DataObject, pair: tuple[str, str]) -> None:
        giver, taker = pair
        self.play("redistribute", giver=giver, taker=taker, cents=self.amount(data, "free", part=giver))

    @rule(data=DATA)
    def _open_dossier(self, data: st.DataObject) -> None:
        part = self.part(data)
        if not self.both.model.parts[part].closed_on and len(self.both.dossiers) < 8:
            self.both.open_dossier(part)

    # A grant.

    @rule(data=DATA, cents=AMOUNTS)
    def _reserve(self, data: st.DataObject, cents: int) -> None:
        self.play("reserve", dossier=self.dossier(data), cents=cents)

    @when_there_is("reserved")
    @rule(data=DATA)
    def _release(self, data: st.DataObject) -> None:
        self.play("release", dossier=self.dossier(data, "reserved"))

    @when_there_is("reserved")
    @rule(data=DATA)
    def _commit(self, data: st.DataObject) -> None:
        self.on_dossier("commit", data, "reserved")

    @rule(
        data=DATA,
        short=st.integers(-1, 3_000),
        wrong=st.sampled_from(["", "", "", "itself", "twice", "elsewhere"]),
    )
    def _commit_above_others(self, data: st.DataObject, short: int, wrong: str) -> None:
        """Ask so much that reservations of the same slice, ranked below, must give way; a cent more refuses."""
        model, dossier = self.both.model, self.dossier(data)
        home = model.homes[dossier]
        others = data.draw(st.permutations(sorted(one for one in model.homes if one != dossier)))
        lower = tuple(one for one in others if model.homes[one] == home or wrong == "elsewhere")
        lower += {"itself": (dossier,), "twice": lower[:1]}.get(wrong, ())
        cents = max(1, model.total(home, "free") + model.total(home, "reserved") - short)
        self.play("commit", dossier=dossier, cents=cents, lower_ranked=lower)

    @rule(data=DATA, cents=AMOUNTS)
    def _condition(self, data: st.DataObject, cents: int) -> None:
        self.play("condition", dossier=self.dossier(data), cents=cents)

    @when_there_is("conditional")
    @rule(data=DATA)
    def _condition_ends(self, data: st.DataObject) -> None:
        self.play("condition_ends", dossier=self.dossier(data, "conditional"))

    @when_there_is("conditional")
    @rule(data=DATA)
    def _confirm(self, data: st.DataObject) -> None:
        self.on_dossier("confirm", data, "conditional")

    @rule(data=DATA, cents=AMOUNTS)
    def _raise_grant(self, data: st.DataObject, cents: int) -> None:
        self.play("raise_grant", dossier=self.dossier(data, "committed"), cents=cents)

    @when_there_is("committed")
    @rule(data=DATA)
    def _lower_grant(self, data: st.DataObject) -> None:
        dossier = self.dossier(data, "committed")
        unused = sum(self.both.model.not_advanced(part, dossier) for part in self.both.model.parts)
        cents = data.draw(st.sampled_from([unused, unused // 2, unused + 1]) | AMOUNTS)
        self.play("lower_grant", dossier=dossier, cents=max(1, cents))

    @when_there_is("advances")
    @rule(data=DATA)
    def _lower_a_grant_with_its_advance(self, data: st.DataObject) -> None:
        """The advance first; the other way round nothing is booked but the advance."""
        dossier, model = self.dossier(data, "advances"), self.both.model
        cents = self.amount(data, "advances", dossier)
        asked = {"dossier": dossier, "cents": cents}
        for event in data.draw(st.permutations(["change_advance", "lower_grant"])):
            self.play(event, **asked)
        assert all(model.not_advanced(part, dossier) >= 0 for part in model.parts)

    @when_there_is("committed")
    @rule(data=DATA)
    def _award_advance(self, data: st.DataObject) -> None:
        self.on_dossier("award_advance", data, "committed")

    @when_there_is("advances")
    @rule(data=DATA)
    def _change_advance(self, data: st.DataObject) -> None:
        self.on_dossier("change_advance", data, "advances")

    @when_there_is("payable")
    @rule(data=DATA)
    def _send(self, data: st.DataObject) -> None:
        self.on_dossier("send", data, "payable")

    @when_there_is("in_transit")
    @rule(data=DATA)
    def _settle(self, data: st.DataObject) -> None:
        self.on_dossier("settle", data, "in_transit")

    @when_there_is("in_transit")
    @rule(data=DATA)
    def _fail(self, data: st.DataObject) -> None:
        self.on_dossier("fail", data, "in_transit", was_settled=False)

    @rule(data=DATA)
    def _come_back(self, data: st.DataObject) -> None:
        dossier = self.dossier(data, data.draw(st.sampled_from(["advances", "expense", "receivable"])))
        cents = data.draw(AMOUNTS) if not (paid := self.both.model.settled(dossier)) else paid
        self.play("fail", dossier=dossier, cents=cents + data.draw(st.integers(0, 1)), was_settled=True)

    @when_there_is("committed")
    @rule(data=DATA)
    def _determine(self, data: st.DataObject) -> None:
        self.on_dossier("determine", data, "committed")

    @when_there_is("advances")
    @rule(data=DATA)
    def _determine_at_nothing(self, data: st.DataObject) -> None:
        self.play("determine", dossier=self.dossier(data, "advances"), cents=0)

    @when_there_is("realised")
    @rule(data=DATA, event=st.sampled_from(["withdraw_determination", "raise_determination"]))
    def _revise_determination(self, data: st.DataObject, event: str) -> None:
        self.on_dossier(event, data, data.draw(st.sampled_from(["realised", "receivable"])))

    @rule(data=DATA, cents=AMOUNTS, again=st.sampled_from([0, 1, 700]))
    def _reinstate(self, data: st.DataObject, cents: int, again: int) -> None:
        dossier = self.dossier(data, "receivable")
        owed = self.amount(data, "receivable", dossier)
        self.play("reinstate", dossier=dossier, cents=cents, owed_cents=owed, again_cents=again)

    # Money that comes back, and the city's own.

    @when_there_is("receivable")
    @rule(data=DATA, event=st.sampled_from(["receive", "write_off"]))
    def _receive_or_write_off(self, data: st.DataObject, event: str) -> None:
        self.on_dossier(event, data, "receivable")

    @when_there_is("written_off")
    @rule(data=DATA)
    def _recover(self, data: st.DataObject) -> None:
        self.on_dossier("recover", data, "written_off")

    @precondition(lambda self: any(part.closed_on for part in self.both.model.parts.values()))
    @rule(data=DATA)
    def _claim_after_close(self, data: st.DataObject) -> None:
        """Claim on a closed year, with an amount around what was determined in it."""
        parts = self.both.model.parts
        closed = sorted(one for one, home in self.both.model.homes.items() if parts[home].closed_on)
        dossier = data.draw(st.sampled_from(closed or sorted(self.both.dossiers)))
        self.play("claim_after_close", dossier=dossier, cents=self.amount(data, "expense", dossier))

    @when_there_is("receivable")
    @rule(data=DATA)
    def _set_off(self, data: st.DataObject) -> None:
        claim, payment = self.dossier(data, "receivable"), self.dossier(data, "payable")
        self.play("set_off", claim=claim, payment=payment, cents=self.amount(data, "payable", payment))

    @rule(data=DATA)
    def _match_receipt(self, data: st.DataObject) -> None:
        waits = [part for part in self.both.slices if self.both.model.total(part, "suspense")]
        dossier, part = self.dossier(data, "receivable"), data.draw(st.sampled_from(waits or ["L26", "A26"]))
        cents = self.amount(data, "receivable", dossier)
        self.play("match_receipt", part=part, dossier=dossier, cents=cents)

    @rule(data=DATA, cents=AMOUNTS)
    def _receive_unmatched(self, data: st.DataObject, cents: int) -> None:
        self.play("receive_unmatched", part=self.part(data, "LLLA"), cents=cents)

    @rule(data=DATA, cents=AMOUNTS)
    def _book_fee(self, data: st.DataObject, cents: int) -> None:
        self.play("book_fee", part=self.part(data, "LLLA"), cents=cents)

    @rule(data=DATA)
    def _refund(self, data: st.DataObject) -> None:
        part = self.part(data, "ABL")
        self.play("refund", part=part, cents=self.amount(data, "suspense", part=part))

    @rule(data=DATA, event=st.sampled_from(ON_DOSSIER), cents=AMOUNTS)
    def _anything(self, data: st.DataObject, event: str, cents: int) -> None:
        """Ask for what is not there, most often."""
        self.play(event, dossier=data.draw(st.sampled_from(sorted(self.both.dossiers))), cents=cents)

    # Time, and taking back.

    @precondition(lambda self: self.day + 1 < len(DAYS))
    @rule()
    def _another_day(self) -> None:
        self.day += 1

    @precondition(lambda self: self.day > 0)
    @rule(data=DATA)
    def _book_on_an_earlier_day(self, data: st.DataObject) -> None:
        today, self.day = self.day, data.draw(st.integers(0, self.day - 1))
        self.on_dossier(
            data.draw(st.sampled_from(["receive", "send", "reserve", "raise_grant"])), data, "payable"
        )
        self.day = today

    @precondition(lambda self: self.day > 0)
    @rule(
        names=st.sampled_from(["A", "B", "L", "ALB"]),
        transfer=st.booleans(),
        tidies=st.sampled_from([1, 1, 0]),
    )
    def _close(self, names: str, transfer: bool, tidies: int) -> None:
        """Close slices of 2026: what is reserved or conditional is mostly decided on first."""
        for name in names:
            if tidies:
                self._tidy(f"{name}26")
            self.play("close_slice", part=f"{name}26", into=f"{name}27", transfer=transfer)
        self.day = min(self.day + 1, len(DAYS) - 1)

    def _tidy(self, part: str) -> None:
        for (where, kind, dossier), cents in [*self.both.model.sums.items()]:
            if where == part and dossier and cents and kind in {"reserved", "conditional"}:
                self.play("release" if kind == "reserved" else "condition_ends", dossier=dossier)

    @precondition(lambda self: self.day > 0)
    @rule(name=st.sampled_from("AB"))
    def _close_without_a_next_year(self, name: str) -> None:
        """Ask it only while something is open and it must be refused: else it would end the play of a slice."""
        open_kinds = ("committed", "advances", "receivable", "payable", "in_transit")
        if any(self.both.model.total(f"{name}26", kind) for kind in open_kinds):
            self.play("close_slice", part=f"{name}26", into="", transfer=False)

    @rule(back=st.integers(0, 2))
    def _undo_one_of_the_last(self, back: int) -> None:
        self.play("undo", place=len(self.both.model.booked) - 1 - back)

    @rule(data=DATA)
    def _undo(self, data: st.DataObject) -> None:
        self.play("undo", place=data.draw(st.integers(0, len(self.both.model.booked) - 1)))

    @precondition(lambda self: self.played)
    @rule(data=DATA)
    def _book_again_under_the_same_key(self, data: st.DataObject) -> None:
        """Whatever came after, also a year change: nothing more is booked."""
        event, on, key, asked = data.draw(st.sampled_from(self.played))
        length = len(self.both.entries)
        assert self.both.play(event, on=on, key=key, **asked) == ""
        assert len(self.both.entries) == length

    @precondition(lambda self: self.played)
    @rule(data=DATA)
    def _book_something_else_under_the_same_key(self, data: st.DataObject) -> None:
        event, on, key, asked = data.draw(st.sampled_from(self.played))
        if isinstance(cents := asked.get("cents"), int) and cents:
            self.both.play(event, on=on, key=key, **{**asked, "cents": cents + 1})


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_ledger_does_what_the_model_says_whatever_is_played() -> None:
    Ledger.start = begun(Both(World.of(another_city())))
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not IS_SEARCH,
        database=None,
        phases=[Phase.generate, Phase.shrink] if IS_SEARCH else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Ledger, settings=found)
