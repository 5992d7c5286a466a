"""The pages of who controls the money: balances, journal, its entries, the proof, the closings, what was bought."""

from .balances import balances, balances_csv, balances_xlsx
from .closings import closing, closing_approve, closing_return, closing_withdraw, year_closing
from .journal import export, journal, journal_csv, journal_export, journal_xlsx
from .proof import proof
from .purchases import third_parties, third_parties_csv, vat, vat_csv
from .things import dossier, entry, slice_page

__all__ = [
    "balances",
    "balances_csv",
    "balances_xlsx",
    "closing",
    "closing_approve",
    "closing_return",
    "closing_withdraw",
    "dossier",
    "entry",
    "export",
    "journal",
    "journal_csv",
    "journal_export",
    "journal_xlsx",
    "proof",
    "slice_page",
    "third_parties",
    "third_parties_csv",
    "vat",
    "vat_csv",
    "year_closing",
]
