"""The second floor's models, gathered for Django."""

from .budget.models import Account, Change, ChangeLine, Dossier, Entry, Slice, SliceDistrict, Transfer, Year
from .plan.models import Regulation, Tier

__all__ = [
    "Account",
    "Change",
    "ChangeLine",
    "Dossier",
    "Entry",
    "Regulation",
    "Slice",
    "SliceDistrict",
    "Tier",
    "Transfer",
    "Year",
]
