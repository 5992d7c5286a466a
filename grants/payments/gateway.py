"""The file of a batch: payment orders for the bank (pain.001.001.09), or a proposal for the financial system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.decisions.weighing import dossier_of
from grants.plan.states import Channel
from portal.security.fields import Sealed

from .bank_text import NAME, REFERENCE, REMITTANCE, bank_text
from .errors import BadFile
from .leaving import PaymentFile, PaymentLine
from .models import Batch, Order, PayingAccount
from .proposal_file import plain_text, proposal_file

if TYPE_CHECKING:
    from xmlschema import XMLSchema

SCHEMA = "pain.001.001.09"


def payment_line(order: Order) -> PaymentLine:
    """Return what leaves of an order: the bank gets its own signs, the financial system the real words."""
    proposal, account = order.proposal, order.bank_account
    if order.channel == Channel.BANK:
        return PaymentLine(
            end_to_end_id=bank_text(order.end_to_end_id, REFERENCE),
            name=bank_text(account.holder, NAME),
            iban=Sealed(account.iban),
            cents=order.cents,
            remittance=bank_text(f"{proposal.number} {proposal.title}", REMITTANCE),
        )
    dossier = dossier_of(proposal)
    return PaymentLine(
        end_to_end_id=order.end_to_end_id,
        name=plain_text(account.holder),
        iban=Sealed(account.iban),
        cents=order.cents,
        remittance=plain_text(proposal.title),
        channel=order.channel,
        dossier=dossier.number,
        district=proposal.district.name,
        regulation=dossier.prefix,
        year=str(dossier.year),
    )


def payment_file(batch: Batch, lines: Sequence[PaymentLine]) -> PaymentFile:
    """Make the file of a batch by its channel; takes a second for the bank, so outside a flow. Raises BadFile."""
    if batch.channel == Channel.BANK:
        return bank_file(batch.account, lines, execution_on=batch.execution_on)
    return proposal_file(
        lines,
        batch=batch.number,
        message_id=f"VOORSTEL-{batch.public_id}",
        execution_on=batch.execution_on,
    )


def bank_file(account: PayingAccount, lines: Sequence[PaymentLine], *, execution_on: date) -> PaymentFile:
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
    return PaymentFile(made.decode(), str(transfer.msg_id))


@cache
def _schema() -> XMLSchema:
    """Return the schema of the file, which takes long to read, so once."""
    from xmlschema import XMLSchema

    return XMLSchema(str(files("sepaxml") / "schemas" / f"{SCHEMA}.xsd"))
