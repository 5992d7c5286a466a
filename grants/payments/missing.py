"""Which statements of the bank seem to be missing: where one begins with another balance than the one before ended.

Statements are read in any order, and files may overlap: a week after its days. What is looked for is a beginning that
nothing leads to. A statement whose lines are nothing together cannot be missed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.plan.states import Channel
from portal.ui.dates import full_date

from .models import Statement

if TYPE_CHECKING:
    from wijkraden.places.models import City


@dataclass(frozen=True)
class Part:
    """A statement in a file that was read, of an account of the city; balances in euro cents, None when not told."""

    first_on: date
    last_on: date
    number: str
    opening_cents: int | None
    closing_cents: int | None
    account: str  # the hash of its number: it may have been entered more than once
    ending: str
    public_id: str  # of the file
    reference: str

    @property
    def is_blind(self) -> bool:
        """Tell if it tells no balances: what leads to it and from it is not known."""
        return self.opening_cents is None or self.closing_cents is None

    @property
    def twin(self) -> tuple[date, date, int | None, int | None]:
        """What is the same in another file that tells it too."""
        return self.first_on, self.last_on, self.opening_cents, self.closing_cents

    @property
    def span(self) -> tuple[date, date]:
        """Its first and last day."""
        return self.first_on, self.last_on

    @property
    def order(self) -> tuple[date, date, int, str, str]:
        """In which it comes among the others of its account."""
        return self.first_on, self.last_on, len(self.number), self.number, self.public_id


@dataclass(frozen=True)
class Gap:
    """Between these two, of the same account, something seems to be missing."""

    before: Part
    after: Part

    @property
    def cents(self) -> int:
        """What the missing one must have moved, in euro cents: below zero for money that went out."""
        return (self.after.opening_cents or 0) - (self.before.closing_cents or 0)

    @property
    def words(self) -> str:
        """Say which statement seems to be missing."""
        return _(
            "Between %(before)s (up to and including %(last)s, ends with %(closing)s) and %(after)s (from %(first)s, "
            "begins with %(opening)s) a statement of the account that ends in %(ending)s seems to be missing."
        ) % {
            "before": self.before.reference,
            "last": full_date(self.before.last_on),
            "closing": format_euros(self.before.closing_cents or 0),
            "after": self.after.reference,
            "first": full_date(self.after.first_on),
            "opening": format_euros(self.after.opening_cents or 0),
            "ending": self.after.ending,
        }

    @property
    def name(self) -> str:
        """The same in a few words."""
        return _("between %(before)s and %(after)s") % {
            "before": self.before.reference,
            "after": self.after.reference,
        }


def missing_statements(city: City) -> list[Gap]:
    """Return where statements of the bank seem to be missing, the oldest first. One query."""
    of_account: dict[str, list[Part]] = defaultdict(list)
    for one in _parts(city):
        of_account[one.account].append(one)
    found = [gap for parts in of_account.values() for gap in _gaps(sorted(parts, key=lambda one: one.order))]
    return sorted(found, key=lambda gap: gap.after.order)


def _parts(city: City) -> Iterator[Part]:
    """Yield the parts of each statement that stands; of one that was kept before balances were, its own days."""
    read = Statement.objects.filter(city=city, channel=Channel.BANK, withdrawn_at__isnull=True)
    rows = read.order_by("id", "parts__position")
    own = ("account__iban_hash", "account__ending", "public_id", "reference")
    told = ("first_on", "last_on", "number", "opening_cents", "closing_cents")
    names = ("first_on", "last_on", *(f"parts__{name}" for name in told), *own)
    for first, last, part_first, part_last, number, *rest in rows.values_list(*names):
        begins, ends = part_first or first, part_last or last
        if begins is not None and ends is not None:
            yield Part(begins, ends, number or "", *rest)


def _gaps(parts: list[Part]) -> Iterator[Gap]:
    """Yield the gaps of one account; its parts in their order.

    A closing leads to one beginning. Files of more and of fewer days may begin with the same one.
    """
    known = list({one.twin: one for one in reversed(parts) if not one.is_blind}.values())[::-1]
    blind = [one for one in parts if one.is_blind]
    chain = _Chain(sorted({one.last_on for one in known}))
    for (first, _last), group in groupby(known, key=lambda one: one.span):
        for one, near in chain.follow(list(group)):
            before = max(near, key=lambda other: (other.last_on, other.order))
            if not _is_seen(blind, min(before.last_on, first), first):
                yield Gap(before, one)


@dataclass
class _Closing:
    """What a part ended with, and the days of the parts that begin with it."""

    of: Part
    takers: list[tuple[date, date]] = field(default_factory=list)

    def is_free_for(self, span: tuple[date, date]) -> bool:
        """Tell if a part of those days may begin with it: each that does tells some of the same days."""
        return all(one != span and (_holds(one, span) or _holds(span, one)) for one in self.takers)


def _holds(more: tuple[date, date], fewer: tuple[date, date]) -> bool:
    return more[0] <= fewer[0] and fewer[1] <= more[1]


class _Chain:
    """The parts of an account so far, by the day on which they end."""

    def __init__(self, days: list[date]) -> None:
        self.days = days  # on which a part ends
        self.ends: dict[date, list[_Closing]] = defaultdict(list)
        self.start: int | None = None  # with which all began
        self.told: list[date] = [
            date.min,
            date.min,
        ]  # the last day of what began before these days, and before now
        self.first = date.min

    def follow(self, group: list[Part]) -> list[tuple[Part, list[Part]]]:
        """Add the parts of the same days; return those to which nothing leads, with what comes before each."""
        first, last = group[0].span
        if first != self.first:
            self.first, self.told[0] = first, self.told[1]
        self.told[1] = max(self.told[1], last)
        place = bisect_left(self.days, first)
        day = self.days[place - 1] if place else None
        before = [*self.ends[first], *(self.ends[day] if day else [])]
        own = [_Closing(one) for one in group]
        left = [] if first < self.told[0] else self._unled(group, own, before)
        self.ends[last] += own
        if day is None:
            left = [one for one in left if not self._begins_all(one[0])]
        near = [one.of for one in before]
        found = []
        for one, is_circle in left:
            others = [
                other for other in group if other is not one and not is_circle and other.order < one.order
            ]
            if near or others:
                found.append((one, near + others))
        return found

    def _begins_all(self, one: Part) -> bool:
        """Tell if it is the first of all, or begins with the same."""
        if self.start is None:
            self.start = one.opening_cents
        return self.start == one.opening_cents

    def _unled(
        self, group: list[Part], own: list[_Closing], before: list[_Closing]
    ) -> list[tuple[Part, bool]]:
        """Take a closing for each beginning, of the same days first; return what finds none: alone, or in a circle."""
        span = group[0].span
        found, led = [], set()
        for one in group:
            closing = next((x for x in own if not x.takers and x.of.closing_cents == one.opening_cents), None)
            if closing is not None:
                closing.takers.append(span)
            elif self._take(before, {one.opening_cents}, span) is not None:
                led.add(one.opening_cents)
            else:
                found.append((one, False))
                led.add(one.opening_cents)
        for circle in _joined(group):
            balances = {one.opening_cents for one in circle} | {one.closing_cents for one in circle}
            if balances & led:
                continue
            entry = self._take(before, balances, span)
            if entry is None:
                found.append((circle[0], True))
            way_out = entry.of.closing_cents if entry is not None else circle[0].opening_cents
            next(x for x in own if x.of.closing_cents == way_out).takers.clear()
        return found

    @staticmethod
    def _take(before: list[_Closing], balances: set[int | None], span: tuple[date, date]) -> _Closing | None:
        free = (one for one in before if one.of.closing_cents in balances and one.is_free_for(span))
        found = next(free, None)
        if found is not None:
            found.takers.append(span)
        return found


def _joined(group: list[Part]) -> list[list[Part]]:
    """Return the parts together that share a balance, also by way of others."""
    found: list[tuple[set[int | None], list[Part]]] = []
    for one in group:
        balances, parts = {one.opening_cents, one.closing_cents}, [one]
        apart = []
        for others, more in found:
            if others & balances:
                balances, parts = balances | others, more + parts
            else:
                apart.append((others, more))
        found = [*apart, (balances, parts)]
    return [sorted(parts, key=lambda one: one.order) for _balances, parts in found]


def _is_seen(blind: Iterable[Part], since: date, until: date) -> bool:
    """Tell if one that tells no balances may be what lies between."""
    return any(one.first_on <= until and one.last_on >= since for one in blind)
