"""Reading a statement of the bank in MT940, with the marks that Dutch banks put in what they say of a payment (:86:).

The form is read by a library; which account, whether the balances follow from the lines and what a line says is ours.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from grants.proposals.errors import WrongBankAccount
from grants.proposals.iban import compact_iban

from .errors import NoStatement
from .told import (
    ID,
    MT940_MARK,
    NAME,
    REASON,
    REFERENCE,
    TEXT,
    LineOf,
    PartOf,
    StatementOf,
    numbered,
    whole_text,
)

# The marks of Dutch banks before each part of what they say; what stands between two of them is of the first.
_MARKS = (
    "TRTP IBAN BIC NAME REMI EREF RTRN CNTP MARF CSID ORDP BENM ID ADDR ISDT PREF PURP CDTRREFTP CDTRREF USTD STRD "
    "ULTB ULTC ULTD SVCL BUSP ACCW NRTX EXCH CHGS OCMT TRCD"
)
_MARK = re.compile(rf"/({'|'.join(_MARKS.split())})(?=/)")
_BLOCK = re.compile(r"^(?=:20:)", re.MULTILINE)
_END = re.compile(r"^:62[FM]:.*$", re.MULTILINE)
_NONE = frozenset({"", "NOTPROVIDED", "NONREF", "EREF", "MARF", "PREF"})
_FEES = frozenset({"CHG", "COM"})
_REVERSALS = frozenset({"RC", "RD"})


def read_mt940(text: str) -> StatementOf:
    """Return what the file tells; raises NoStatement with a sentence for the user for anything else."""
    blocks = [_parsed(one) for one in _blocks_in(text)]
    ibans = {_iban_of(one) for one in blocks}
    if len(ibans) != 1:
        raise NoStatement(_("This file is not about one account with an IBAN."))
    lines = [line for one in blocks for line in _lines_of(one)]
    return StatementOf(
        _reference_of(blocks), ibans.pop(), tuple(numbered(lines)), parts=tuple(map(_part_of, blocks))
    )


def _blocks_in(text: str) -> Iterator[str]:
    """Yield each statement up to its last balance: what a bank writes below that is of no payment."""
    for block in _BLOCK.split("\n".join(text.splitlines())):
        if block.startswith(":20:"):
            last = _END.search(block)
            yield block[: last.end()] if last else block


def _parsed(block: str) -> Any:
    """Return a statement as the library reads it; raises NoStatement when it cannot."""
    import mt940
    from mt940.options import Options

    try:
        (made,) = mt940.parse_statements(io.StringIO(block), options=Options.all())
    except Exception as error:  # it raises errors of many kinds for what is no MT940
        raise NoStatement(
            _("A line of this MT940 file cannot be read. Ask the bank for the statement in camt.053.")
        ) from error
    return made


def _iban_of(block: Any) -> str:
    told = str(block.data.get("account_identification") or "").partition(" ")[0]
    try:
        return compact_iban(told.removesuffix("EUR"))
    except WrongBankAccount:
        raise NoStatement(_("This file is not about one account with an IBAN.")) from None


def _reference_of(blocks: list[Any]) -> str:
    """Return the bank's own number with that of the statement and its last day: some banks number nothing else."""
    last = blocks[-1].data
    told = [last.get("transaction_reference"), last.get("statement_number"), last.get("sequence_number")]
    day = _balance(blocks[-1], "closing").date
    return whole_text(f"{MT940_MARK}{day:%Y%m%d} {'/'.join(str(one) for one in told if one)}", REFERENCE)


def _part_of(block: Any) -> PartOf:
    """Return what a statement says of its balances."""
    opening, closing = _balance(block, "opening"), _balance(block, "closing")
    first, last = (date(one.date.year, one.date.month, one.date.day) for one in (opening, closing))
    told = [block.data.get("statement_number"), block.data.get("sequence_number")]
    number = whole_text("/".join(str(one) for one in told if one), ID)
    return PartOf(min(first, last), last, _cents(opening.amount), _cents(closing.amount), number)


def _lines_of(block: Any) -> Iterator[LineOf]:
    """Yield the lines of one statement; raises NoStatement when its balances do not follow from them."""
    opening, closing = (_cents(_balance(block, name).amount) for name in ("opening", "closing"))
    moved = sum(_cents(one.data.get("amount")) for one in block)
    if opening + moved != closing:
        raise NoStatement(
            _("This file is not whole: its lines do not lead from its first balance to its last.")
        )
    for one in block:
        yield _line(one.data)


def _balance(block: Any, name: str) -> Any:
    for kind in ("final", "intermediate"):
        if (found := block.data.get(f"{kind}_{name}_balance")) is not None:
            return found
    raise NoStatement(_("This file is not whole: its lines do not lead from its first balance to its last."))


def _cents(amount: Any) -> int:
    """Return an amount of the library in cents, below zero for what went out; raises NoStatement."""
    if amount is None or amount.currency != "EUR":
        raise NoStatement(_("A line of this file has no amount in euros."))
    cents = amount.amount * 100
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise NoStatement(_("A line of this file has an amount that cannot be read."))
    return int(cents)


def _line(told: dict[str, Any]) -> LineOf:
    cents = _cents(told.get("amount"))
    if cents == 0:
        raise NoStatement(_("A line of this file has an amount that cannot be read."))
    said = _said(str(told.get("transaction_details") or ""))
    reason = said.get("RTRN", "")
    iban, name = _other(said, str(told.get("extra_details") or ""))
    own = str(told.get("bank_reference") or "").strip()
    return LineOf(
        reference="" if own in _NONE else own,
        is_receipt=cents > 0,
        cents=abs(cents),
        booked_on=_day(told),
        end_to_end_id="" if said.get("EREF", "") in _NONE else said["EREF"][:ID],
        counterparty=whole_text(name, NAME),
        iban=iban,
        text=whole_text(said.get("REMI") or said.get("", ""), TEXT),
        is_return=told.get("status") in _REVERSALS or bool(reason),
        is_fee=str(told.get("id") or "")[1:] in _FEES,
        reason=whole_text(reason, REASON),
    )


def _said(details: str) -> dict[str, str]:
    """Return what the bank says by its mark, "" for what stands before the first one.

    Lines are cut anywhere, so they are joined as they are. A mark that stands there twice with something else is of
    whoever wrote the description, so it tells nothing.
    """
    first, *rest = _MARK.split("".join(details.splitlines()))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for mark, value in zip(rest[::2], rest[1::2], strict=True):
        if tidy := value.strip("/ "):
            found["REMI" if mark in {"USTD", "STRD"} else mark].add(tidy)
    return {"": first.strip("/ ")} | {
        mark: values.pop() for mark, values in found.items() if len(values) == 1
    }


def _other(said: dict[str, str], more: str) -> tuple[str, str]:
    """Return the account number, "" unless it is an IBAN, and the name of whom it was paid to or came from."""
    iban, name = said.get("IBAN", ""), said.get("NAME", "")
    if "CNTP" in said:
        parts = [one.strip() for one in said["CNTP"].split("/")]
        iban, name = iban or parts[0], name or (parts[2] if len(parts) > 2 else "")
    for one in (iban, more):
        try:
            return compact_iban(one), name
        except WrongBankAccount:
            continue
    return "", name


def _day(told: dict[str, Any]) -> date:
    """Return the day on which it was booked, or else that of its interest."""
    for name in ("guessed_entry_date", "entry_date", "date"):
        if (found := told.get(name)) is not None:
            return date(found.year, found.month, found.day)
    raise NoStatement(_("A line of this file has no day on which it was booked."))
