"""The rows of the money: years and slices, the ledger, prepared changes, and the triggers that guard them."""

from . import guards
from .changes import Change, ChangeLine
from .ledger import Account, Dossier, Entry, Transfer, fingerprint
from .years import Slice, SliceDistrict, Year

__all__ = [
    "Account",
    "Change",
    "ChangeLine",
    "Dossier",
    "Entry",
    "Slice",
    "SliceDistrict",
    "Transfer",
    "Year",
    "fingerprint",
    "guards",
]
