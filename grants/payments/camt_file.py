"""Reading a statement of the bank (camt.053, versions 02 and 08): every booked payment becomes a line of its own.

The reader takes what it needs and refuses what it cannot be sure of. Entities and external references are refused
before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from grants.terms import day_of

from .errors import NoStatement
from .told import ID, NAME, REASON, REFERENCE, TEXT, LineOf, PartOf, StatementOf, numbered

_SPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d{2})")
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,5})?")
_VERSIONS = frozenset({"02", "08"})
_FEES = frozenset({"CHRG", "COMM", "FEES"})
_RETURNS = frozenset({"RRTN", "RPCR"})
_NONE = frozenset({"", "NOTPROVIDED"})


def read_camt(content: bytes) -> StatementOf:
    """Return what the file tells; raises NoStatement with a sentence for the user for anything else."""
    root = _parsed(content)
    statements = root.findall("{*}BkToCstmrStmt/{*}Stmt")
    if not statements:
        raise NoStatement(_("This file holds no statement."))
    ibans = {_text(one, "{*}Acct/{*}Id/{*}IBAN") for one in statements}
    if len(ibans) != 1 or "" in ibans:
        raise NoStatement(_("This file is not about one account with an IBAN."))
    lines, parts = list[LineOf](), list[PartOf]()
    for one in statements:
        own = list(_lines_of(one))
        lines += own
        parts += _part_of(one, own)
    reference = _text(root, "{*}BkToCstmrStmt/{*}GrpHdr/{*}MsgId") or _text(statements[0], "{*}Id")
    if not reference:
        raise NoStatement(_("This statement has no number of the bank."))
    return StatementOf(reference[:REFERENCE], ibans.pop(), tuple(numbered(lines)), parts=tuple(parts))


def _parsed(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NoStatement(_("This file refers to something outside itself, so it is not read.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NoStatement(
            _("This is no statement of the bank: choose the XML file (camt.053) that the bank gave.")
        ) from error
    space, _brace, name = root.tag.removeprefix("{").partition("}")
    found = _SPACE.fullmatch(space)
    if found is None or name != "Document":
        raise NoStatement(_("This is another kind of file. Choose a statement in camt.053."))
    if found[1] not in _VERSIONS:
        raise NoStatement(
            _("This is version %(version)s of camt.053. Ask the bank for version 02 or 08.")
            % {"version": found[1]}
        )
    return root


def _part_of(statement: Element, lines: list[LineOf]) -> Iterator[PartOf]:
    """Yield what a statement says of its balances; nothing of one that tells neither balances nor lines."""
    opening, closing = _balance(statement, "OPBD", "PRCD"), _balance(statement, "CLBD")
    number = _text(statement, "{*}LglSeqNb") or _text(statement, "{*}ElctrncSeqNb")
    if opening is not None and closing is not None:
        (first, begins), (last, ends) = opening, closing
        yield PartOf(min(first, last), last, begins, ends, number[:ID])
    elif lines:
        days = [one.booked_on for one in lines]
        yield PartOf(min(days), max(days), number=number[:ID])


def _lines_of(statement: Element) -> Iterator[LineOf]:
    """Yield the lines of one statement; raises NoStatement when its balances do not follow from them."""
    cents = 0
    for entry in statement.findall("{*}Ntry"):
        if (_text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")) != "BOOK":
            continue  # what the bank has yet to book comes in a later statement
        signed = _cents(entry) * (1 if _is_receipt(entry) else -1)
        cents += signed
        yield from _split(entry)
    opening, closing = _balance(statement, "OPBD", "PRCD"), _balance(statement, "CLBD")
    if opening is not None and closing is not None and opening[1] + cents != closing[1]:
        raise NoStatement(
            _("This file is not whole: its lines do not lead from its first balance to its last.")
        )


def _split(entry: Element) -> Iterator[LineOf]:
    """Yield one line for each payment of an entry; raises NoStatement when they are not the entry together."""
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    whole = _line(entry, details[0] if details else None, cents=_cents(entry), is_receipt=_is_receipt(entry))
    if len(details) < 2:
        yield whole
        return
    parts = [_line(entry, one, cents=_cents_of(one), is_receipt=_is_receipt(one, entry)) for one in details]
    together = sum(one.cents if one.is_receipt == whole.is_receipt else -one.cents for one in parts)
    if together != whole.cents:
        raise NoStatement(_("The payments of one booking in this file are not its amount together."))
    yield from parts


def _line(entry: Element, detail: Element | None, *, cents: int, is_receipt: bool) -> LineOf:
    where = detail if detail is not None else entry
    other = "Dbtr" if is_receipt else "Cdtr"
    end_to_end = _text(where, "{*}Refs/{*}EndToEndId")
    code = _text(where, "{*}BkTxCd/{*}Domn/{*}Fmly/{*}SubFmlyCd") or _text(
        entry, "{*}BkTxCd/{*}Domn/{*}Fmly/{*}SubFmlyCd"
    )
    reason = _text(where, "{*}RtrInf/{*}Rsn/{*}Cd") or _text(where, "{*}RtrInf/{*}Rsn/{*}Prtry")
    return LineOf(
        reference=_text(where, "{*}Refs/{*}AcctSvcrRef") or _text(entry, "{*}AcctSvcrRef"),
        is_receipt=is_receipt,
        cents=cents,
        booked_on=_booked_on(entry),
        end_to_end_id="" if end_to_end in _NONE else end_to_end[:ID],
        counterparty=(
            _text(where, f"{{*}}RltdPties/{{*}}{other}/{{*}}Pty/{{*}}Nm")
            or _text(where, f"{{*}}RltdPties/{{*}}{other}/{{*}}Nm")
        )[:NAME],
        iban=_text(where, f"{{*}}RltdPties/{{*}}{other}Acct/{{*}}Id/{{*}}IBAN"),
        text=_words(entry, where),
        is_return=_text(entry, "{*}RvslInd") == "true" or code in _RETURNS or bool(reason),
        is_fee=code in _FEES,
        reason=reason[:REASON],
    )


def _words(entry: Element, where: Element) -> str:
    found = [one.text or "" for one in where.findall("{*}RmtInf/{*}Ustrd")]
    found += [_text(where, "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    found += [_text(where, "{*}AddtlTxInf"), _text(entry, "{*}AddtlNtryInf")]
    return " ".join(" ".join(found).split())[:TEXT]


def _is_receipt(*where: Element) -> bool:
    for one in where:
        if found := _text(one, "{*}CdtDbtInd"):
            return found == "CRDT"
    raise NoStatement(_("A line of this file does not say whether the money came in or went out."))


def _cents(entry: Element) -> int:
    return _read_amount(entry.find("{*}Amt"))


def _cents_of(detail: Element) -> int:
    """Return the amount of one payment in an entry: version 08 has it there, version 02 among its details."""
    for path in ("{*}Amt", "{*}AmtDtls/{*}TxAmt/{*}Amt", "{*}AmtDtls/{*}InstdAmt/{*}Amt"):
        if (found := detail.find(path)) is not None:
            return _read_amount(found)
    raise NoStatement(_("A payment in this file has no amount of its own."))


def _read_amount(found: Element | None) -> int:
    if found is None or found.get("Ccy") != "EUR":
        raise NoStatement(_("A line of this file has no amount in euros."))
    cents = _whole_cents(found.text or "")
    if cents <= 0:
        raise NoStatement(_("A line of this file has an amount that cannot be read."))
    return cents


def _whole_cents(text: str) -> int:
    """Return “4800.00” as 480000; raises NoStatement for anything that is no whole number of cents."""
    plain = text.strip()
    cents = Decimal(plain) * 100 if _AMOUNT.fullmatch(plain) else None
    if cents is None or cents != cents.to_integral_value():
        raise NoStatement(_("A line of this file has an amount that cannot be read."))
    return int(cents)


def _balance(statement: Element, *codes: str) -> tuple[date, int] | None:
    """Return the day and the cents of the first of these balances that the statement tells."""
    for code in codes:
        for one in statement.findall("{*}Bal"):
            if _text(one, "{*}Tp/{*}CdOrPrtry/{*}Cd") == code:
                cents = _whole_cents(_text(one, "{*}Amt"))
                told = _text(one, "{*}Dt/{*}Dt") or _text(one, "{*}Dt/{*}DtTm")
                return _day(told), cents if _text(one, "{*}CdtDbtInd") == "CRDT" else -cents
    return None


def _booked_on(entry: Element) -> date:
    return _day(_text(entry, "{*}BookgDt/{*}Dt") or _text(entry, "{*}BookgDt/{*}DtTm"))


def _day(told: str) -> date:
    try:
        moment = datetime.fromisoformat(told)
        return moment.date() if moment.tzinfo is None else day_of(moment)
    except ValueError:
        raise NoStatement(_("A line or balance of this file has no day.")) from None


def _text(where: Element, path: str) -> str:
    return (where.findtext(path) or "").strip()
