"""The second floor's models, gathered for Django."""

from .budget.models import Account, Change, ChangeLine, Dossier, Entry, Slice, SliceDistrict, Transfer, Year
from .control.models import Closing
from .plan.models import Condition, Criterion, Element, Frame, Plan, Regulation, Tier

__all__ = [
    "Account",
    "Change",
    "ChangeLine",
    "Closing",
    "Condition",
    "Criterion",
    "Dossier",
    "Element",
    "Entry",
    "Frame",
    "Plan",
    "Regulation",
    "Slice",
    "SliceDistrict",
    "Tier",
    "Transfer",
    "Year",
]
