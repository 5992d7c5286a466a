"""What stands where, and how an entry is booked: one number per place, debits less credits."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .words import CREDIT, EITHER, LEAFED

# Debited, credited, cents; a place is a kind, or kind@dossier for a leaf of another dossier.
Line = tuple[str, str, int]
Moved = tuple[tuple[str, str], tuple[str, str], int]  # a place as (kind, dossier)


class Refusal(Exception):
    """What the portal must refuse with: the name of its error and, where it says so, what is left."""

    def __init__(self, name: str, left: int | None = None) -> None:
        super().__init__(name)
        self.name, self.left = name, left


@dataclass
class Part:
    """A slice."""

    year: int
    returns: bool = True
    is_books: bool = False
    closed_on: date | None = None
    successor: str = ""


@dataclass
class Booking:
    """An entry: its transfers name the places in full, as (kind, dossier)."""

    part: str
    event: str
    dossier: str
    on: date
    key: str
    content: tuple[Any, ...]
    pair: int = 0
    undoes: int | None = None
    lines: list[Moved] = field(default_factory=list)


@dataclass
class Stamp:
    """The day on which it counts, and the key under which it happens once."""

    on: date
    key: str


class Ledger:
    """All slices of one city, and how anything is booked in them."""

    def __init__(self, today: date, reserved: dict[int, int], parts: dict[str, Part]) -> None:
        self.today, self.reserved, self.parts = today, reserved, parts
        self.homes: dict[str, str] = {}
        self.sums: Counter[tuple[str, str, str]] = Counter()
        self.booked: list[Booking] = []
        self.pairs = 0

    # What stands where.

    def debit(self, part: str, kind: str, dossier: str) -> int:
        """Return debits less credits of a leaf, or of a kind without leaves."""
        return self.sums[part, kind, dossier]

    def total(self, part: str, kind: str) -> int:
        """Return the balance of a kind on its normal side."""
        debit = sum(cents for (where, what, _of), cents in self.sums.items() if (where, what) == (part, kind))
        return -debit if kind in CREDIT else debit

    def leaf(self, part: str, kind: str, dossier: str) -> int:
        """Return the balance of one dossier on the normal side."""
        return self.sums[part, kind, dossier] * (-1 if kind in CREDIT else 1)

    def moved(self, dossier: str) -> list[Moved]:
        """Return everything that the entries of a dossier moved, in all slices."""
        return [line for one in self.booked if one.dossier == dossier for line in one.lines]

    def unallotted(self, year: int) -> int:
        """Return what of the year's share no slice has."""
        names = [name for name, part in self.parts.items() if part.year == year]
        return self.reserved[year] - sum(self.total(name, "authority") for name in names)

    def as_of(self, day: date) -> Counter[tuple[str, str]]:
        """Return debits less credits by slice and kind, of what was booked on or before a day."""
        found: Counter[tuple[str, str]] = Counter()
        for one in self.booked:
            for (debit, _), (credit, _), cents in one.lines if one.on <= day else []:
                found[one.part, debit] += cents
                found[one.part, credit] -= cents
        return found

    # How it is booked.

    def play(self, event: str, **asked: Any) -> list[int]:
        """Play one event whole or, raising Refusal, not at all; returns the places of its bookings."""
        before = copy.copy(self.sums), len(self.booked), copy.deepcopy(self.parts), dict(self.reserved)
        try:
            return list(getattr(self, event)(**asked))
        except Refusal:
            self.sums, length, self.parts, self.reserved = before
            del self.booked[length:]
            raise

    def earlier(self, part: str, dossier: str, key: str) -> int | None:
        """Return what was booked under a key in this slice or, wherever that was, for this dossier."""
        for place, one in enumerate(self.booked):
            if one.key == key and (one.part == part or (dossier and one.dossier == dossier)):
                return place
        return None

    def where(self, dossier: str, stamp: Stamp) -> str:
        """Return the slice in which a dossier stands now: after a closing the one that took over."""
        name = self.homes[dossier]
        while (part := self.parts[name]).closed_on and part.successor:
            if stamp.on <= part.closed_on:
                if self.earlier(name, dossier, stamp.key) is None:
                    raise Refusal("WrongDay")
                return name
            name = part.successor
        return name

    def book(
        self,
        part: str,
        event: str,
        stamp: Stamp,
        asked: Iterable[Any],
        lines: Callable[[], list[Line]],
        *,
        dossier: str = "",
        pair: int = 0,
        undoes: int | None = None,
    ) -> int:
        """Book one entry under its key, or find the first; every account stays on its side after each line."""
        content = (event, dossier, stamp.on, *asked)
        if (first := self.earlier(part, dossier, stamp.key)) is not None:
            if self.booked[first].content != content:
                raise Refusal("KeyReused")
            return first
        if self.parts[part].closed_on:
            raise Refusal("YearClosed")
        if stamp.on > self.today or stamp.on.year < self.parts[part].year - 1:
            raise Refusal("WrongDay")
        made = Booking(part, event, dossier, stamp.on, stamp.key, content, pair, undoes)
        unused = self.not_advanced(part, dossier)
        for debited, credited, cents in lines():
            if cents:
                debit, credit = self._place(debited, dossier), self._place(credited, dossier)
                self._move(part, *credit, -cents)
                self._move(part, *debit, cents)
                made.lines.append((debit, credit, cents))
        if self.not_advanced(part, dossier) < 0:
            raise Refusal("NotCovered", unused)
        self.booked.append(made)
        return len(self.booked) - 1

    def not_advanced(self, part: str, dossier: str) -> int:
        """Return what was granted and not promised to be paid: never below zero, as nothing is paid without a grant."""
        return self.leaf(part, "committed", dossier) - self.leaf(part, "advances", dossier) if dossier else 0

    def _place(self, place: str, dossier: str) -> tuple[str, str]:
        kind, _, other = place.partition("@")
        return kind, (other or dossier) if kind in LEAFED else ""

    def _move(self, part: str, kind: str, dossier: str, cents: int) -> None:
        before = self.leaf(part, kind, dossier)
        self.sums[part, kind, dossier] += cents
        if kind not in EITHER and self.leaf(part, kind, dossier) < 0:
            raise Refusal("OverCeiling", before) if kind == "free" else Refusal("NotCovered")

    def new_pair(self) -> int:
        """Return a mark for bookings that belong together."""
        self.pairs += 1
        return self.pairs

    def freed(self, part: str, dossier: str) -> str:
        """Tell where unneeded money goes: free in the dossier's own year if the rules say so, else lapsed."""
        return "free" if part == self.homes[dossier] and self.parts[part].returns else "lapsed"

    def back(self, part: str, dossier: str, kind: str, cents: int) -> list[Line]:
        """Take money back from a payee: what was not paid yet first, the rest he owes."""
        unpaid = min(cents, self.leaf(part, "payable", dossier))
        return [("payable", kind, unpaid), ("receivable", kind, cents - unpaid)]

    def after_all(self, part: str, dossier: str, kind: str, cents: int) -> list[Line]:
        """Give a payee money after all: what he owes or was let off, also in closed years, he has; the rest is paid."""
        lines, left = [], cents
        held = {
            "receivable": self.leaf(part, "receivable", dossier),
            "written_off": self.leaf(part, "written_off", dossier),
            "prior_years": self.given_up_before(dossier),
        }
        for where, stands in held.items():
            lines.append((kind, where, min(left, stands)))
            left -= min(left, stands)
        return [*lines, (kind, "payable", left)]

    def given_up_before(self, dossier: str) -> int:
        """Return what was written off in closed years, less what came in of it, or was his after all."""
        return self.before(dossier, "written_off", {"bank", "expense", "advances"})

    def before(self, dossier: str, kind: str, against: set[str]) -> int:
        """Return what closed years have of a kind, less what was booked on them since, against these kinds."""
        closed = [name for name, part in self.parts.items() if part.closed_on]
        left = sum(self.leaf(name, kind, dossier) for name in closed)
        for (debit, _), (credit, _), cents in self.moved(dossier):
            if credit == "prior_years" and debit in against:
                left -= cents
            if debit == "prior_years" and credit in against:
                left += cents
        return left
