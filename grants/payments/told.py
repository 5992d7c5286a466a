"""What the bank or the financial system tells: the form that each kind of file is read into.

A reader takes what it needs and refuses what it cannot be sure of, with NoStatement and a sentence for the user.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from grants.plan.states import Channel

from .errors import NoStatement

MAX_BYTES = 10 * 1024 * 1024
MT940_MARK = (
    "MT940 "  # with which the reference of such a statement begins: no camt.053 names its lines as it does
)
TEXT, NAME, REASON, REFERENCE, ID = 500, 140, 100, 70, 35  # the longest that is kept
_BREAKS = frozenset("\t\r\n")


@dataclass(frozen=True)
class LineOf:
    """One booked payment of a statement; euro cents above zero, `is_receipt` for money that came in.

    `is_refusal`: the financial system never sent it, so no money went either way.
    """

    reference: str
    is_receipt: bool
    cents: int
    booked_on: date
    end_to_end_id: str = ""
    counterparty: str = ""
    iban: str = ""
    text: str = ""
    is_return: bool = False
    is_refusal: bool = False
    is_fee: bool = False
    reason: str = ""


@dataclass(frozen=True)
class PartOf:
    """One statement in a file: from which balance to which, in euro cents; None for one that tells no balances.

    `first_on` and `last_on` are the days of the balances, else of the lines. `number` is the bank's own, or "".
    """

    first_on: date
    last_on: date
    opening_cents: int | None = None
    closing_cents: int | None = None
    number: str = ""


@dataclass(frozen=True)
class StatementOf:
    """A file with one or more statements of one account, in the order of the bank, or of the financial system.

    `iban` is "" for the financial system, which tells of payments and not of an account.
    """

    reference: str
    iban: str
    lines: tuple[LineOf, ...]
    channel: Channel = Channel.BANK
    parts: tuple[PartOf, ...] = ()

    @property
    def first_on(self) -> date | None:
        """The first day on which something was booked."""
        return min((one.booked_on for one in self.lines), default=None)

    @property
    def last_on(self) -> date | None:
        """The last one."""
        return max((one.booked_on for one in self.lines), default=None)


def numbered(lines: Iterable[LineOf]) -> Iterator[LineOf]:
    """Give each line a reference that it has in every file: the bank's, or made of what it says; then its place."""
    seen: Counter[str] = Counter()
    for one in lines:
        said = f"{one.end_to_end_id}|{one.counterparty}|{one.text}"
        own = one.reference or hashlib.sha256(said.encode()).hexdigest()[:20]
        base = f"{one.booked_on:%Y%m%d}/{own[:50]}/{'+' if one.is_receipt else '-'}{one.cents}"
        seen[base] += 1
        yield replace(one, reference=f"{base}/{seen[base]}")


def text_of(content: bytes) -> str:
    """Return the text of a file in UTF-8, with its mark or without, or in Windows-1252; raises NoStatement."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(sign in _BREAKS or unicodedata.category(sign) != "Cc" for sign in found):
            return found
        break
    raise NoStatement(_("The letters of this file cannot be read. Save it as text in UTF-8 or Windows-1252."))


def whole_text(text: str, longest: int) -> str:
    """Return it with single spaces, cut to what is kept."""
    return " ".join(text.split())[:longest].rstrip()
