"""The status file that the city's financial system gives back, as docs/payments.md defines it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import parse_euros, plain_euros
from grants.plan.states import Channel
from grants.proposals.errors import WrongBankAccount
from grants.proposals.iban import compact_iban

from .errors import NoStatement
from .told import ID, NAME, REFERENCE, TEXT, LineOf, StatementOf, whole_text

FILE, LINE, MARK, STATUS, DAY, AMOUNT, WORDS = COLUMNS = (
    "Bestandsnummer",
    "Regelnummer",
    "Kenmerk",
    "Status",
    "Dag",
    "Bedrag",
    "Toelichting",
)
OTHER, ACCOUNT = MORE = ("Naam", "IBAN")  # may be left out: from whom money was received
PAID, REFUSED, CAME_BACK, RECEIVED = STATUSES = ("betaald", "geweigerd", "teruggekomen", "ontvangen")
LONGEST_NUMBER = 50  # of a line of the financial system
_MOST_TOLD = 20  # rows of which it is said what is wrong with them
_DAYS = ("%Y-%m-%d", "%d-%m-%Y")


@dataclass(frozen=True)
class StatusOf:
    """One row of a status file, as the financial system tells it; euro cents."""

    number: str
    mark: str
    status: str
    on: date
    cents: int
    words: str = ""
    name: str = ""
    iban: str = ""


def status_file(reference: str, rows: Iterable[StatusOf]) -> bytes:
    """Return such a file as a financial system writes it: the demo's own one does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow((*COLUMNS, *MORE))
    for one in rows:
        told = (one.mark, one.status, one.on.isoformat(), plain_euros(one.cents), one.words)
        writer.writerow((reference, one.number, *told, one.name, one.iban))
    return out.getvalue().encode()


def is_status(text: str) -> bool:
    """Tell if a file begins with the names of such columns, however they are separated."""
    first = text.lstrip().partition("\n")[0].casefold()
    return sum(name.casefold() in first for name in (LINE, MARK, STATUS, FILE)) >= 2


def read_status(text: str) -> StatementOf:
    """Return what the file tells; raises NoStatement with a sentence for the file, or for each row that is wrong."""
    names, rows = _parts_of(text)
    if not rows:
        raise NoStatement(_("This file holds no row below the names of its columns."))
    reader, lines, faults = _Reader(names), [], []
    for place, row in rows:
        try:
            lines.append(reader.line(row))
        except ValueError as error:
            faults.append(_("Row %(row)s: %(fault)s") % {"row": place, "fault": error})
    if faults:
        raise NoStatement(*_told(faults))
    return StatementOf(reader.file, "", tuple(lines), Channel.FINANCE)


def _told(faults: Sequence[str]) -> list[str]:
    """Return the first of them, and how many rows more are wrong."""
    more = len(faults) - _MOST_TOLD
    if more <= 0:
        return list(faults)
    words = ngettext(
        "Something is wrong in %(count)s more row.", "Something is wrong in %(count)s more rows.", more
    )
    return [*faults[:_MOST_TOLD], words % {"count": more}]


def _parts_of(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names of the columns, and each row with something in it with its place; raises NoStatement."""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        cells = [[whole_text(cell, TEXT * 2) for cell in row] for row in read]
    except csv.Error as error:
        raise NoStatement(
            _("Row %(row)s cannot be read: look at its quotation marks.") % {"row": read.line_num}
        ) from error
    found = [(place, row) for place, row in enumerate(cells, start=1) if any(row)]
    return _names_in(found[0][1]), found[1:]


def _names_in(header: Sequence[str]) -> list[str]:
    """Return the names of the columns as they are known here; raises NoStatement naming those that lack."""
    if len(header) < 2:
        raise NoStatement(_("The columns of this file are not separated by a semicolon (;)."))
    known = {name.casefold(): name for name in (*COLUMNS, *MORE)}
    names = [known.get(one.casefold(), "") for one in header]
    if lacks := [one for one in COLUMNS if one not in names]:
        raise NoStatement(_("This file lacks the column %(names)s.") % {"names": ", ".join(lacks)})
    if doubled := [one for one in known.values() if names.count(one) > 1]:
        raise NoStatement(_("This file has the column %(names)s twice.") % {"names": ", ".join(doubled)})
    return names


class _Reader:
    """Reads the rows of one file, which has one number, and each row another."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names, self.file = names, ""
        self._numbers: set[str] = set()

    def line(self, row: Sequence[str]) -> LineOf:
        """Return what a row tells; raises ValueError with a sentence."""
        if len(row) > len(self.names) or len(row) < len(COLUMNS):
            raise ValueError(
                _("it has %(cells)s cells, and there are %(columns)s columns.")
                % {"cells": len(row), "columns": len(self.names)}
            )
        told = dict.fromkeys((*COLUMNS, *MORE), "") | dict(zip(self.names, row, strict=False))
        self._keep_file(told[FILE])
        number, status = self._number(told[LINE]), told[STATUS].casefold()
        if status not in STATUSES:
            raise ValueError(
                _("“%(text)s” is no status. It is one of: %(all)s.")
                % {"text": told[STATUS][:40], "all": ", ".join(STATUSES)}
            )
        mark = _mark(told[MARK], status)
        return LineOf(
            reference=f"{Channel.FINANCE}/{number}",
            is_receipt=status in {CAME_BACK, RECEIVED},
            cents=_cents(told[AMOUNT]),
            booked_on=_day(told[DAY]),
            end_to_end_id=""
            if status == RECEIVED
            else mark,  # money with a number of ours is no return by itself
            counterparty=told[OTHER][:NAME],
            iban=_iban(told[ACCOUNT]),
            text=whole_text(f"{mark} {told[WORDS]}" if status == RECEIVED else told[WORDS], TEXT),
            is_return=status == CAME_BACK,
            is_refusal=status == REFUSED,
        )

    def _keep_file(self, number: str) -> None:
        if not number:
            raise ValueError(_("the number of the file is missing."))
        if len(number) > REFERENCE:
            raise ValueError(_("the number of the file has more than %(most)s signs.") % {"most": REFERENCE})
        self.file = self.file or number
        if number != self.file:
            raise ValueError(
                _("it is of another file: %(number)s, and not %(file)s.")
                % {"number": number, "file": self.file}
            )

    def _number(self, number: str) -> str:
        if not number:
            raise ValueError(_("the number of the row is missing."))
        if len(number) > LONGEST_NUMBER:
            raise ValueError(
                _("the number of the row has more than %(most)s signs.") % {"most": LONGEST_NUMBER}
            )
        if number in self._numbers:
            raise ValueError(_("another row has the number %(number)s too.") % {"number": number})
        self._numbers.add(number)
        return number


def _mark(mark: str, status: str) -> str:
    if not mark and status != RECEIVED:
        raise ValueError(_("the number of the payment is missing."))
    if len(mark) > ID:
        raise ValueError(_("“%(mark)s…” is longer than a number of a payment.") % {"mark": mark[:ID]})
    return mark


def _cents(text: str) -> int:
    if not text:
        raise ValueError(_("the amount is missing."))
    cents = parse_euros(text)
    if cents <= 0:
        raise ValueError(_("the amount “%(text)s” is not above zero.") % {"text": text})
    return cents


def _day(text: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day, without an hour
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is no day such as 2026-11-03 or 03-11-2026.") % {"text": text[:40]})


def _iban(text: str) -> str:
    try:
        return compact_iban(text) if text else ""
    except WrongBankAccount as error:
        raise ValueError(str(error)) from error
