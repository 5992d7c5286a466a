"""The rows of the money: years and slices, the ledger, prepared changes, and the triggers that guard them."""

from . import guards, guards_of_changes, guards_of_regulations, guards_of_sums, routines
from .changes import Change, ChangeLine
from .ledger import Account, Dossier, Entry, Transfer, account_label, fingerprint
from .prepared import Prepared, decided_once, four_eyes
from .years import Slice, SliceDistrict, Year

__all__ = [
    "Account",
    "Change",
    "ChangeLine",
    "Dossier",
    "Entry",
    "Prepared",
    "Slice",
    "SliceDistrict",
    "Transfer",
    "Year",
    "account_label",
    "decided_once",
    "fingerprint",
    "four_eyes",
    "guards",
    "guards_of_changes",
    "guards_of_regulations",
    "guards_of_sums",
    "routines",
]
