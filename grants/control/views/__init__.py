"""The pages of who controls the money: balances, journal, one entry, slice or dossier, and the proof."""

from .balances import balances, balances_csv, balances_xlsx
from .journal import export, journal, journal_csv, journal_export, journal_xlsx
from .proof import proof
from .things import dossier, entry, slice_page

__all__ = [
    "balances",
    "balances_csv",
    "balances_xlsx",
    "dossier",
    "entry",
    "export",
    "journal",
    "journal_csv",
    "journal_export",
    "journal_xlsx",
    "proof",
    "slice_page",
]
