"""The payment proposal for the city's financial system, as docs/payments.md defines it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date

from grants.money import plain_euros
from portal.csvfile import harmless

from .leaving import PaymentFile, PaymentLine

COLUMNS = (
    "Regelsoort",
    "Betaalnummer",
    "Dossiernummer",
    "Wijk",
    "Naam rekeninghouder",
    "IBAN",
    "Bedrag",
    "Omschrijving",
    "Betaaldag",
    "Regeling",
    "Jaar",
    "Batch",
    "Aantal",
)
PAYMENT, TOTAL = "BETALING", "TOTAAL"
_SIGNS_OF_NONE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def proposal_file(
    lines: Sequence[PaymentLine], *, batch: int, message_id: str, execution_on: date
) -> PaymentFile:
    """Make the file of a batch with that number: a row for each payment, and last the total that they add up to."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in lines:
        writer.writerow([harmless(cell) for cell in _row(one, batch=batch, on=execution_on)])
    together, day = sum(one.cents for one in lines), execution_on.isoformat()
    ends = (day, "", "", str(batch), str(len(lines)))
    writer.writerow((TOTAL, message_id, "", "", "", "", plain_euros(together), "", *ends))
    return PaymentFile(out.getvalue(), message_id)


def is_proposal(text: str) -> bool:
    """Tell if a file begins as such a proposal."""
    return text.lstrip('"').startswith(COLUMNS[0])


def plain_text(text: str) -> str:
    """Return the real words on one line: a sign that only changes how others look, or ends a line, is left out."""
    seen = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join("".join(one for one in seen if unicodedata.category(one) not in _SIGNS_OF_NONE).split())


def _row(line: PaymentLine, *, batch: int, on: date) -> tuple[str, ...]:
    return (
        PAYMENT,
        line.end_to_end_id,
        line.dossier,
        line.district,
        line.name,
        str(line.iban),
        plain_euros(line.cents),
        line.remittance,
        on.isoformat(),
        line.regulation,
        line.year,
        str(batch),
        "",
    )
