"""Balances and journal as rows of a file, the same for CSV and Excel, and what was booked in words.

Amounts are Decimals in euros with two decimals; `as_text` makes text of a row, as people write it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grants.budget.models import Account, Entry, Slice, Transfer
from grants.budget.queries import Figures
from grants.budget.states import Event, Kind
from grants.decisions.states import DecisionKind
from grants.money import plain_euros

from .balances import Balances, Row
from .queries import with_transfers
from .states import FIGURES, OTHERS

CHUNK = 1_000


def euros(cents: int) -> Decimal:
    """Return cents as a number of euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def as_text(row: Sequence[Any]) -> list[Any]:
    """Return a row with its amounts, days and moments as text: 1250,50 and 03-04-2027."""
    return [_text(value) for value in row]


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_euros(int(value.scaleb(2)))
    if isinstance(value, datetime):
        return f"{localtime(value):%d-%m-%Y %H:%M:%S}"
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else value


def booked_as(entry: Entry) -> str:
    """Return what an entry booked, in words.

    A revocation is booked as a final amount of what stays, mostly nothing; its key says that it was one.
    """
    if entry.event == Event.DETERMINE and entry.key.endswith(f"/{DecisionKind.REVOKE}"):
        return _("Grant revoked")
    return str(entry.get_event_display())


def balances_header() -> list[str]:
    """Return the names of the columns of `balances_rows`."""
    figures = [str(kind.label) for kind in FIGURES]
    others = [str(kind.label) for kind in OTHERS]
    return [
        _("Year"),
        _("Area"),
        _("District budget"),
        _("Regulation"),
        _("Id of the district budget"),
        *figures,
        _("Paid out"),
        *others,
        _("Set off instead of paid"),
        _("Set off instead of paid back"),
    ]


def balances_rows(balances: Balances) -> Iterator[list[Any]]:
    """Yield a row per slice, without subtotals, and one for the city's own ledger."""
    for group in balances.groups:
        for row in group.rows:
            yield _balance(balances.year.year, group.title, row)
    if balances.books is not None:
        yield _balance(balances.year.year, "", balances.books)


def _balance(year: int, area: str, row: Row) -> list[Any]:
    figures: Figures = row.figures
    title = row.slice.regulation.title if row.slice.regulation else ""
    return [
        year,
        area,
        row.slice.title,
        title,
        row.slice.public_id,
        *(euros(figures[kind]) for kind in FIGURES),
        euros(figures.paid if row.slice.regulation else 0),
        *(euros(figures[kind]) for kind in OTHERS),
        euros(figures.set_off),
        euros(figures.set_off_back),
    ]


def journal_header() -> list[str]:
    """Return the names of the columns of `journal_rows`."""
    return [
        _("Year"),
        _("District budget"),
        _("Regulation"),
        _("Id of the district budget"),
        _("Number"),
        _("What was booked"),
        _("Dossier"),
        _("Day of booking"),
        _("Written at"),
        _("Who"),
        _("Source"),
        _("Number of the decision"),
        _("Date of the decision"),
        _("Key"),
        _("Counter-entry of number"),
        _("Line"),
        pgettext("account", "Debit"),
        _("Dossier of the debit"),
        pgettext("account", "Credit"),
        _("Dossier of the credit"),
        _("Amount of the line"),
        _("Seal"),
    ]


def journal_rows(found: Any) -> Iterator[list[Any]]:
    """Yield a row per transfer of these entries; an entry that moved nothing gets one without accounts.

    Reads a thousand entries at a time, whatever their number.
    """
    for entry in with_transfers(found).select_related("undoes").iterator(chunk_size=CHUNK):
        transfers: Iterable[Transfer | None] = entry.transfers.all() or [None]
        for transfer in transfers:
            yield [*_entry(entry), *_transfer(transfer), entry.hash]


def _entry(entry: Entry) -> list[Any]:
    slice_: Slice = entry.slice
    return [
        slice_.year.year,
        slice_.title,
        slice_.regulation.title if slice_.regulation else "",
        slice_.public_id,
        entry.number,
        booked_as(entry),
        entry.dossier.number if entry.dossier else "",
        entry.booked_on,
        entry.at,
        str(entry.by) if entry.by else _("The portal"),
        entry.source,
        entry.decision_number or "",  # type: ignore[attr-defined]  # annotated
        entry.decision_on,  # type: ignore[attr-defined]  # annotated
        entry.key,
        entry.undoes.number if entry.undoes else None,
    ]


def _transfer(transfer: Transfer | None) -> list[Any]:
    if transfer is None:
        return [None, "", "", "", "", euros(0)]
    return [transfer.position, *_side(transfer.debit), *_side(transfer.credit), euros(transfer.cents)]


def _side(account: Account) -> list[str]:
    return [str(Kind(account.kind).label), account.dossier.number if account.dossier else ""]
