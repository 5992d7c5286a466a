"""The rows of the money: years and slices, the ledger, prepared changes, and the triggers that guard them."""

from . import guards, guards_of_changes, guards_of_regulations
from .changes import Change, ChangeLine
from .ledger import Account, Dossier, Entry, Transfer, account_label, fingerprint
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
    "account_label",
    "fingerprint",
    "guards",
    "guards_of_changes",
    "guards_of_regulations",
]
