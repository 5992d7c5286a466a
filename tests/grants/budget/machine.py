"""What the rules of `test_machine.py` share: a world played on both sides, and how they draw from what stands there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition

from .both import Both

DAYS = [date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 15), date(2027, 3, 1), date(2027, 7, 1)]
AMOUNTS = st.sampled_from([1, 700, 2_500, 10_000, 40_000]) | st.integers(1, 60_000)
HOW = st.sampled_from(["all", "all", "part", "a cent more", "any"])
DATA = st.data()


def when_there_is(kind: str) -> Callable[..., Any]:
    """Play a rule only while some dossier has that kind open: what is refused is asked for by other rules."""
    return precondition(lambda self: bool(self.able(kind)))


class Player(RuleBasedStateMachine):
    """One example: a fresh world in a savepoint, rolled back at the end."""

    start: ClassVar[Both]
    examples: ClassVar[int] = 0
    seen: ClassVar[set[str]] = set()  # “event”, “refusal”, “event: refusal” or “undo kind of entry”

    def __init__(self) -> None:
        super().__init__()
        self.undone = _undone()
        self.undone.__enter__()
        self.both = self.start.again()
        self.day, self.keys, self.is_sound = 0, 0, True
        self.played: list[tuple[str, date, str, dict[str, Any]]] = []

    def teardown(self) -> None:
        """Let everything be proven at the end of every fifth example, and take it back."""
        try:
            Player.examples += 1
            if self.is_sound and Player.examples % 5 == 1:
                self.both.prove()
        finally:
            self.undone.__exit__(None, None, None)

    @initialize(day=st.sampled_from([0, 1, 1]), is_over=st.sampled_from([False, False, True]))
    def _begin(self, day: int, is_over: bool) -> None:
        """Begin before the end of 2026, or once that year is closed."""
        self.day = 1 if is_over else day
        if is_over:
            self.close("ABL", transfer=True, tidies=True)

    # What the rules share.

    def play(self, event: str, **asked: Any) -> None:
        """Play it on the day of now under a new key, and let it be repeated later."""
        self.keys += 1
        on, key = DAYS[self.day], f"machine:{self.keys}"
        refused = self.play_under(key, event, on, asked)
        if not refused and event != "close_slice":
            self.played.append((event, on, key, asked))

    def play_under(self, key: str, event: str, on: date, asked: dict[str, Any]) -> str:
        """Play it under this key and note what became of it; returns the name of the refusal."""
        self.is_sound = False
        refused = self.both.play(event, on=on, key=key, **asked)
        self.is_sound = True
        last = self.both.model.booked[-1]
        if refused:
            self.seen.update((refused, f"{event}: {refused}"))
        elif event == "undo" and last.undoes is not None:
            self.seen.add(f"undo {self.both.model.booked[last.undoes].event}")
        else:
            self.seen.add(event)
        return refused

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

    def close(self, names: str, *, transfer: bool, tidies: bool) -> None:
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


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
