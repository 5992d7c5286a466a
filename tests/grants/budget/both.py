"""The ledger and its model side by side: each event is played on both, and then every figure must agree."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from grants.budget import flows
from grants.budget.models import Account, Dossier, Entry, Slice, Transfer, Year
from grants.budget.posting import Decision
from grants.budget.proof import prove
from grants.budget.queries import figures_of, figures_on
from grants.errors import GrantError
from wijkraden.places.models import City

from . import make
from .model import Model, Part, Refusal, Stamp
from .model.words import BOOKS, CREDIT, KINDS, PARTS

AT = datetime(2027, 7, 1, 10, 0, tzinfo=timezone.get_default_timezone())
NAMES = {
    "condition": "commit_conditionally",
    "condition_ends": "end_condition",
    "confirm": "confirm_conditional",
}
AMOUNTS = {"cents", "back_cents", "unpaid_cents", "was_settled"}  # what is asked beside the places
SHARE = 100_000  # euro cents of each year


@dataclass(frozen=True)
class World:
    """Two slices (under a rule that gives money back, and one that does not) and the city ledger, in two years."""

    city: City
    slices: dict[str, Slice]

    @classmethod
    def of(cls, city: City) -> World:
        """Make it: slices A26, B26, L26 and A27, B27, L27."""
        rules = {name: make.regulation(city, prefix=f"R{name}", returns_to_free=name == "A") for name in "AB"}
        slices: dict[str, Slice] = {}
        for number in (2026, 2027):
            year = make.year(city, number, reserved=SHARE)
            for name, rule in rules.items():
                slices[f"{name}{number % 100}"] = make.city_slice(year, rule)
            slices[f"L{number % 100}"] = year.slices.get(scope="books")
        return cls(city, slices)


class Both:
    """The ledger of a world, in which nothing happened yet, and its model."""

    def __init__(self, world: World) -> None:
        self.city, self.slices = world.city, world.slices
        parts = {
            name: Part(2000 + int(name[1:]), returns=name[0] != "B", is_books=name[0] == "L")
            for name in self.slices
        }
        self.model = Model(AT.date(), {2026: SHARE, 2027: SHARE}, parts)
        self.dossiers: dict[str, Dossier] = {}
        self.entries: list[Entry] = []
        self.pairs: dict[str, int] = {}
        self.heads = dict.fromkeys(self.slices, "")
        self.last_entry = 0

    def again(self) -> Both:
        """Return a second one that begins where this one stands; the rows are the same."""
        other = copy.copy(self)
        other.model = copy.deepcopy(self.model)
        other.dossiers, other.entries, other.pairs = {**self.dossiers}, [*self.entries], {**self.pairs}
        other.heads = {**self.heads}
        return other

    # Playing.

    def open_dossier(self, part: str) -> str:
        """Open a dossier in a slice, on both sides, and return its name in the model."""
        made = flows.open_dossier(self.slices[part], by=None, at=AT)
        name = f"{part}/{made.sequence:03d}"
        self.dossiers[name], self.model.homes[name] = made, part
        return name

    def play(self, event: str, *, on: date, key: str, **asked: Any) -> str:
        """Play an event on both; returns the name of the refusal, empty when it was booked.

        Both book it or both refuse it, for the same reason and with the same amount left; then all agrees.
        """
        stamp, refused = Stamp(on, key), Refusal("")
        try:
            self.model.play(event, stamp=stamp, **asked)
        except Refusal as refusal:
            refused = refusal
        found, left = self._flow(event, on, key, asked)
        assert found == refused.name, f"{event} {asked}: the flow says {found!r}, the model {refused.name!r}"
        if refused.left is not None:
            assert left == refused.left, f"{event} {asked}: left {left}, not {refused.left}"
        self.compare()
        return found

    def _flow(self, event: str, on: date, key: str, asked: dict[str, Any]) -> tuple[str, int | None]:
        try:
            self._call(event, on=on, key=key, **asked)
        except GrantError as error:
            return type(error).__name__, getattr(error, "left_cents", None)
        return "", None

    def _call(self, event: str, *, on: date, key: str, **asked: Any) -> None:
        run: Callable[..., Any] = getattr(flows, NAMES.get(event, event))
        stamp = {"by": None, "at": AT, "booked_on": on, "key": key}
        if event == "undo":
            run(self.entries[asked["place"]], **stamp)
        elif event == "close_slice":
            into = self.slices[asked["into"]] if asked["into"] else None
            decision = Decision("26bb001", date(2026, 12, 17)) if asked["transfer"] else None
            run(self.slices[asked["part"]], into=into, transfer=decision, **stamp)
        else:
            rest = {name: value for name, value in asked.items() if name in AMOUNTS}
            if "lower_ranked" in asked:
                rest["lower_ranked"] = [self.dossiers[one] for one in asked["lower_ranked"]]
            places = [one for name, one in asked.items() if name not in {*AMOUNTS, "lower_ranked"}]
            run(*(self.slices.get(one) or self.dossiers[one] for one in places), **rest, **stamp)

    # Comparing.

    def compare(self) -> None:
        """Compare every account, total, year, closing and new entry with the model; check all invariants."""
        self._compare_entries()
        rows = list(Account.objects.filter(slice__in=self.slices.values()))
        self._compare_accounts(rows)
        self._compare_slices()
        found = {one.year: one for one in Year.objects.filter(city=self.city)}
        for number, reserved in self.model.reserved.items():
            assert found[number].reserved_cents == reserved
            assert found[number].unallotted_cents == self.model.unallotted(number)

    def _compare_accounts(self, rows: list[Account]) -> None:
        names = {one.pk: name for name, one in self.slices.items()}
        numbers = {one.pk: name for name, one in self.dossiers.items()}
        leaves, totals = {}, {}
        for row in rows:
            side = row.credits - row.debits if row.kind in CREDIT else row.debits - row.credits
            if row.dossier_id is None:
                totals[names[row.slice_id], str(row.kind)] = side
            else:
                leaves[names[row.slice_id], str(row.kind), numbers[row.dossier_id]] = row.debits - row.credits
        expected = {(part, kind): self.model.total(part, kind) for part in self.slices for kind in KINDS}
        assert totals == expected
        mine = {place: cents for place, cents in self.model.sums.items() if place[2] and cents}
        assert {place: cents for place, cents in leaves.items() if cents} == mine
        check_invariants(totals, set(self.slices))
        for (part, kind, dossier), cents in leaves.items():
            granted = leaves.get((part, "committed", dossier), 0)
            assert kind != "advances" or cents <= granted, "paid at most what was granted"

    def _compare_slices(self) -> None:
        now = {one.pk: one for one in Slice.objects.filter(pk__in=[one.pk for one in self.slices.values()])}
        names = {one.pk: name for name, one in self.slices.items()}
        for name, old in self.slices.items():
            part, row = self.model.parts[name], now[old.pk]
            successor = names[row.successor_id] if row.successor_id else ""
            assert (row.closed_on, successor) == (part.closed_on, part.successor)
            assert row.last_number == sum(one.part == name for one in self.model.booked)
            assert row.head_hash == self.heads[name], "the head is the hash of the last entry"

    def _compare_entries(self) -> None:
        found = Entry.objects.filter(slice__in=self.slices.values(), pk__gt=self.last_entry).order_by("id")
        for entry in found:
            self.entries.append(entry)
            self.last_entry = entry.pk
        assert len(self.entries) == len(self.model.booked)
        for place in range(len(self.entries) - len(found), len(self.entries)):
            self._compare_entry(place)

    def _compare_entry(self, place: int) -> None:
        entry, booked = self.entries[place], self.model.booked[place]
        names = {one.pk: name for name, one in self.slices.items()}
        dossier = self.dossiers[booked.dossier].pk if booked.dossier else None
        undoes = self.entries[booked.undoes].pk if booked.undoes is not None else None
        assert (names[entry.slice_id], entry.event, entry.dossier_id, entry.booked_on, entry.undoes_id) == (
            *(booked.part, booked.event, dossier, booked.on, undoes),
        )
        assert self.pairs.setdefault(entry.pair, booked.pair) == booked.pair
        assert entry.previous_hash == self.heads[booked.part], "each entry follows the one before it"
        self.heads[booked.part] = entry.hash
        assert self._lines(entry) == booked.lines
        assert entry.size == len(booked.lines)

    def _lines(self, entry: Entry) -> list[tuple[tuple[str, str], tuple[str, str], int]]:
        numbers = {one.pk: name for name, one in self.dossiers.items()} | {None: ""}
        rows = Transfer.objects.filter(entry=entry).select_related("debit", "credit").order_by("position")
        return [
            (
                (str(one.debit.kind), numbers[one.debit.dossier_id]),
                (str(one.credit.kind), numbers[one.credit.dossier_id]),
                one.cents,
            )
            for one in rows
        ]

    def prove(self) -> None:
        """Let the portal's own proof look, and read the figures of now and of every past day."""
        assert prove().faults == []
        figures = figures_of(self.slices.values())
        for name, one in self.slices.items():
            told = {kind: figures[one.pk].balances[kind] for kind in KINDS}
            assert told == {kind: self.model.total(name, kind) for kind in KINDS}
        for day in {booked.on for booked in self.model.booked}:
            self._prove_day(day)

    def _prove_day(self, day: date) -> None:
        then, figures = self.model.as_of(day), figures_on(self.slices.values(), day)
        for name, one in self.slices.items():
            sides = {kind: -1 if kind in CREDIT else 1 for kind in KINDS}
            told = {kind: figures[one.pk].balances.get(kind, 0) * side for kind, side in sides.items()}
            assert told == {kind: then[name, kind] for kind in KINDS}


def check_invariants(totals: dict[tuple[str, str], int], parts: set[str]) -> None:
    """Hold what must always hold in every slice, computed from the rows and nothing else."""
    for part in parts:
        assert sum(totals[part, kind] for kind in PARTS) == totals[part, "authority"], part
        assert totals[part, "realised"] == totals[part, "expense"], part
        for book, kinds in BOOKS.items():
            signed = sum(totals[part, kind] * (-1 if kind in CREDIT else 1) for kind in kinds)
            assert signed == 0, (part, book)
        assert all(
            cents >= 0 for (where, kind), cents in totals.items() if kind not in {"bank", "clearing"}
        ), part
    assert sum(totals[part, "clearing"] for part in parts) == 0
