"""What leaves by each channel: the lines of a batch, and the file that holds them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from grants.plan.states import Channel
from portal.security.fields import Sealed

from .bank_text import says_something


@dataclass(frozen=True)
class PaymentLine:
    """What the bank, or the financial system, gets of one order; euro cents.

    What only the financial system gets is "" for the bank.
    """

    end_to_end_id: str
    name: str
    iban: Sealed
    cents: int
    remittance: str
    channel: str = Channel.BANK
    dossier: str = ""
    district: str = ""
    regulation: str = ""  # its letters
    year: str = ""  # of the budget, in which the action is

    @property
    def fault(self) -> str:
        """Why it would be refused, "" when it would not."""
        if not says_something(self.name):
            if self.channel == Channel.BANK:
                return _("The name of the account holder has no sign that the bank can read.")
            return _("The name of the account holder has no letter or figure.")
        return "" if _is_payable(self.iban) else _("The bank cannot pay to this account number in euros.")


@dataclass(frozen=True)
class PaymentFile:
    """A file that leaves, as it was made, with its message id, checksum and size in bytes."""

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


@dataclass(frozen=True)
class FileKind:
    """How the file of a channel leaves the portal."""

    name: str
    extension: str
    media_type: str


FILE_KINDS: dict[str, FileKind] = {
    Channel.BANK: FileKind("betalingen", "xml", "application/xml"),
    Channel.FINANCE: FileKind("betaalvoorstel", "csv", "text/csv; charset=utf-8"),
}


def _is_payable(iban: str) -> bool:
    try:
        return bool(IBAN(iban).in_sepa_zone)
    except (SchwiftyException, ValueError):
        return False
