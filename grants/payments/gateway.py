"""The file of payment orders for the bank (pain.001.001.09), and what of an order stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from portal.security.fields import Sealed

from .bank_text import NAME, REFERENCE, REMITTANCE, bank_text, says_something
from .errors import BadFile
from .models import Order, PayingAccount

if TYPE_CHECKING:
    from xmlschema import XMLSchema

SCHEMA = "pain.001.001.09"


@dataclass(frozen=True)
class BankLine:
    """What the bank gets of one order; euro cents."""

    end_to_end_id: str
    name: str
    iban: Sealed
    cents: int
    remittance: str

    @property
    def fault(self) -> str:
        """Why the bank would refuse it, "" when it would not."""
        if not says_something(self.name):
            return _("The name of the account holder has no sign that the bank can read.")
        return "" if _is_payable(self.iban) else _("The bank cannot pay to this account number in euros.")


@dataclass(frozen=True)
class BankFile:
    """A file for the bank, as it was made, with its message id, checksum and size in bytes."""

    content: str
    message_id: str

    @property
    def sha256(self) -> str:
        """The checksum of its bytes."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content.encode())


def bank_line(order: Order) -> BankLine:
    """Return what the bank gets of an order: the number of the dossier comes first, then as much as fits."""
    proposal = order.proposal
    return BankLine(
        end_to_end_id=bank_text(order.end_to_end_id, REFERENCE),
        name=bank_text(order.bank_account.holder, NAME),
        iban=Sealed(order.bank_account.iban),
        cents=order.cents,
        remittance=bank_text(f"{proposal.number} {proposal.title}", REMITTANCE),
    )


def bank_file(account: PayingAccount, lines: Sequence[BankLine], *, execution_on: date) -> BankFile:
    """Make the file, checked against its schema; takes a second or more the first time, so outside a flow.

    Message and time are the moment's own: the file is made once and kept. Raises BadFile when the schema refuses it.
    """
    from sepaxml import SepaTransfer
    from xmlschema import XMLSchemaValidationError

    config = {
        "name": bank_text(account.holder, NAME),
        "IBAN": str(account.iban),
        "BIC": account.bic,
        "currency": "EUR",
        "batch": True,
    }
    transfer = SepaTransfer(config, schema=SCHEMA, clean=False)
    for line in lines:
        transfer.add_payment(
            {
                "name": line.name,
                "IBAN": str(line.iban),
                "amount": line.cents,
                "description": line.remittance,
                "execution_date": execution_on,
                "endtoend_id": line.end_to_end_id,
            }
        )
    # Each payment is booked by itself, so that the statement names each: one sum for all could not be matched.
    made = transfer.export(validate=False).replace(
        b"<BtchBookg>true</BtchBookg>", b"<BtchBookg>false</BtchBookg>"
    )
    try:
        _schema().validate(made.decode())
    except XMLSchemaValidationError as error:
        raise BadFile(_("The bank would refuse this file: a part of it does not fit its form.")) from error
    return BankFile(made.decode(), str(transfer.msg_id))


@cache
def _schema() -> XMLSchema:
    """Return the schema of the file, which takes long to read, so once."""
    from xmlschema import XMLSchema

    return XMLSchema(str(files("sepaxml") / "schemas" / f"{SCHEMA}.xsd"))


def _is_payable(iban: str) -> bool:
    try:
        return bool(IBAN(iban).in_sepa_zone)
    except (SchwiftyException, ValueError):
        return False
