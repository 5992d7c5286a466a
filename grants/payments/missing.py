"""Which statements of the bank seem to be missing: where one begins with another balance than the one before ended.

Statements are read in any order, and files may overlap: a week after its days. What is looked for is a beginning that
nothing leads to. A statement whose lines are nothing together cannot be missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
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
    account: int
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
    of_account: dict[int, list[Part]] = defaultdict(list)
    for one in _parts(city):
        of_account[one.account].append(one)
    found = [gap for parts in of_account.values() for gap in _gaps(sorted(parts, key=lambda one: one.order))]
    return sorted(found, key=lambda gap: gap.after.order)


def _parts(city: City) -> Iterator[Part]:
    """Yield the parts of each statement; of one that was kept before balances were, its own days."""
    rows = Statement.objects.filter(city=city, channel=Channel.BANK).order_by("id", "parts__position")
    own = ("account_id", "account__ending", "public_id", "reference")
    told = ("first_on", "last_on", "number", "opening_cents", "closing_cents")
    names = ("first_on", "last_on", *(f"parts__{name}" for name in told), *own)
    for first, last, part_first, part_last, number, *rest in rows.values_list(*names):
        begins, ends = part_first or first, part_last or last
        if begins is not None and ends is not None:
            yield Part(begins, ends, number or "", *rest)


def _gaps(parts: list[Part]) -> Iterator[Gap]:
    """Yield the gaps of one account; its parts in their order."""
    known = list({one.twin: one for one in reversed(parts) if not one.is_blind}.values())[::-1]
    blind = [one for one in parts if one.is_blind]
    start: Part | None = None
    for one in known:
        earlier = [other for other in known if other is not one and other.last_on <= one.first_on]
        day = max((other.last_on for other in earlier if other.last_on < one.first_on), default=None)
        near = [other for other in earlier if other.last_on in {day, one.first_on}]
        if any(other.closing_cents == one.opening_cents for other in near) or _is_told(one, known):
            continue
        if day is None and (start is None or start.opening_cents == one.opening_cents):
            start = start or one  # the first of all
            continue
        if near and not _is_seen(blind, day or one.first_on, one.first_on):
            yield Gap(max(near, key=lambda other: (other.last_on, other.order)), one)


def _is_told(one: Part, known: Iterable[Part]) -> bool:
    """Tell if a file of more days has that beginning amid its own."""
    return any(other.first_on < one.first_on < other.last_on for other in known if other is not one)


def _is_seen(blind: Iterable[Part], since: date, until: date) -> bool:
    """Tell if one that tells no balances may be what lies between."""
    return any(one.first_on <= until and one.last_on >= since for one in blind)
