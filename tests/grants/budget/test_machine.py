"""Every event, counter-entries, two slices and a year change, played at random against an independent model.

A longer search by hand: `LEDGER_EXAMPLES=500 LEDGER_STEPS=80 python -m pytest tests/grants/budget/test_machine.py`.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from tests.make import another_city

from .both import Both, World
from .machine import AMOUNTS, DATA, DAYS, Player, when_there_is
from .script import AFTER, BUDGET, CLAIMS, CLOSING, GRANTS, PAYMENTS, begun

EXAMPLES, STEPS = (
    int(os.environ.get(name, least)) for name, least in (("LEDGER_EXAMPLES", 22), ("LEDGER_STEPS", 50))
)
ROUNDS = 8  # at most, of so many examples each
IS_SEARCH = "LEDGER_EXAMPLES" in os.environ
WRONG_PAIRS = [("A26", "A26"), ("A26", "A27"), ("A26", "L26"), ("L26", "A26")]
ON_DOSSIER = [
    *("commit", "confirm", "raise_grant", "lower_grant", "award_advance", "change_advance", "send", "settle"),
    *("determine", "withdraw_determination", "raise_determination", "receive", "write_off", "recover"),
    "claim_after_close",
]
TAKEN_BACK = {  # and what stands on its dossier before it
    "reserve": "",
    "commit": "reserved",
    "award_advance": "committed",
    "determine": "committed",
    "settle": "in_transit",
    "redistribute": "",
}
TO_SEE = {
    *(event for event, _asked in BUDGET + GRANTS + PAYMENTS + CLAIMS + CLOSING + AFTER if event != "undo"),
    *("undo reserve", "undo commit", "undo advance", "undo determine", "undo settle", "undo redistribute"),
    *("AlreadyUndone", "KeyReused", "NotCovered", "OverReserved", "StillOpen", "WrongAmount", "WrongDay"),
    *("WrongSlices", "YearClosed", "commit: OverCeiling", "lower: OverCeiling", "close_slice: OverCeiling"),
}


class Ledger(Player):
    """The rules: every event of the table, with amounts around what stands there."""

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

    @rule(data=DATA)
    def _commit_a_cent_more_than_there_is(self, data: st.DataObject) -> None:
        """Without others that give way: what is free and its own reservation are told."""
        model, dossier = self.both.model, self.dossier(data, "reserved")
        home = model.homes[dossier]
        left = model.total(home, "free") + model.leaf(home, "reserved", dossier)
        self.play("commit", dossier=dossier, cents=left + 1)

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
    @rule(data=DATA)
    def _withdraw_determination(self, data: st.DataObject) -> None:
        self.on_dossier("withdraw_determination", data, "realised")

    @when_there_is("realised")
    @rule(data=DATA)
    def _raise_determination(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(["realised", "receivable", "written_off"]))
        self.on_dossier("raise_determination", data, kind)

    @rule(data=DATA, cents=AMOUNTS, unpaid=st.sampled_from([0, 1, 700]))
    def _reinstate(self, data: st.DataObject, cents: int, unpaid: int) -> None:
        kind = data.draw(st.sampled_from(["receivable", "written_off"]))
        dossier = self.dossier(data, kind)
        back = self.amount(data, kind, dossier)
        self.play("reinstate", dossier=dossier, cents=cents, back_cents=back, unpaid_cents=unpaid)

    # Money that comes back, and the city's own.

    @when_there_is("receivable")
    @rule(data=DATA, event=st.sampled_from(["receive", "write_off"]))
    def _receive_or_write_off(self, data: st.DataObject, event: str) -> None:
        self.on_dossier(event, data, "receivable")

    @when_there_is("written_off")
    @rule(data=DATA)
    def _recover(self, data: st.DataObject) -> None:
        self.on_dossier("recover", data, "written_off")

    def let_off(self) -> list[str]:
        """Return the dossiers of which something that was written off in a closed year is still given up."""
        return sorted(one for one in self.both.dossiers if self.both.model.given_up_before(one) > 0)

    @precondition(lambda self: bool(self.let_off()))
    @rule(data=DATA, event=st.sampled_from(["recover", "raise_determination", "reinstate"]))
    def _after_a_write_off_in_a_closed_year(self, data: st.DataObject, event: str) -> None:
        """It comes in after all, or is theirs after all: all of it, a part, or a cent more."""
        dossier = data.draw(st.sampled_from(self.let_off()))
        left = self.both.model.given_up_before(dossier)
        cents = data.draw(st.sampled_from([left, left // 3 + 1, left + 1]))
        more = {"back_cents": cents, "unpaid_cents": 0} if event == "reinstate" else {}
        self.play(event, dossier=dossier, cents=cents, **more)

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
        self.close(names, transfer=transfer, tidies=bool(tidies))

    @precondition(lambda self: self.day > 0)
    @rule(name=st.sampled_from("AB"))
    def _close_without_a_next_year(self, name: str) -> None:
        """Ask it only while something is open and it must be refused: else it would end the play of a slice."""
        open_kinds = ("committed", "advances", "receivable", "payable", "in_transit")
        if any(self.both.model.total(f"{name}26", kind) for kind in open_kinds):
            self.play("close_slice", part=f"{name}26", into="", transfer=False)

    @precondition(lambda self: self.day > 0 and bool(self.too_much_for_the_next()))
    @rule(data=DATA)
    def _close_what_the_next_year_cannot_bear(self, data: st.DataObject) -> None:
        self.close(data.draw(st.sampled_from(self.too_much_for_the_next())), transfer=False, tidies=True)

    def too_much_for_the_next(self) -> list[str]:
        """Return the slices of 2026 with more committed to a dossier than is free in the next year."""
        model = self.both.model
        return sorted(
            name
            for name in "AB"
            if not model.parts[f"{name}26"].closed_on
            and model.total(f"{name}26", "committed") > model.total(f"{name}27", "free")
        )

    @rule(back=st.integers(0, 2))
    def _undo_one_of_the_last(self, back: int) -> None:
        self.play("undo", place=len(self.both.model.booked) - 1 - back)

    @rule(data=DATA)
    def _undo(self, data: st.DataObject) -> None:
        self.play("undo", place=data.draw(st.integers(0, len(self.both.model.booked) - 1)))

    @rule(data=DATA, event=st.sampled_from(sorted(TAKEN_BACK)))
    def _book_and_take_back(self, data: st.DataObject, event: str) -> None:
        length = len(self.both.model.booked)
        if event == "redistribute":
            self.play(event, giver="A26", taker="B26", cents=data.draw(AMOUNTS))
        else:
            self.on_dossier(event, data, TAKEN_BACK[event])
        if len(self.both.model.booked) > length:
            self.play("undo", place=len(self.both.model.booked) - 1)

    @precondition(lambda self: self.played)
    @rule(data=DATA)
    def _book_again_under_the_same_key(self, data: st.DataObject) -> None:
        """Whatever came after, also a year change: nothing more is booked."""
        event, on, key, asked = data.draw(st.sampled_from(self.played))
        length = len(self.both.entries)
        assert self.play_under(key, event, on, asked) == ""
        assert len(self.both.entries) == length

    @precondition(lambda self: self.played)
    @rule(data=DATA)
    def _book_something_else_under_the_same_key(self, data: st.DataObject) -> None:
        event, on, key, asked = data.draw(st.sampled_from(self.played))
        if isinstance(cents := asked.get("cents"), int) and cents:
            assert self.play_under(key, event, on, {**asked, "cents": cents + 1}) != ""


def _play(number: int) -> None:
    found = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if IS_SEARCH else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Ledger if IS_SEARCH else seed(number)(Ledger), settings=found)


@pytest.mark.django_db
def test_the_ledger_does_what_the_model_says_whatever_is_played() -> None:
    """Two rounds of plays, the same each time, and more until each event was booked and each refusal told.

    A rule that is refused whatever it draws would else prove nothing, and nobody would see it.
    """
    Player.start = begun(Both(World.of(another_city())))
    for number in range(ROUNDS):
        if number < 2 or not Player.seen >= TO_SEE:
            _play(number)
    assert TO_SEE - Player.seen == set()
