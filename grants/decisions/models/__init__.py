"""The rows of the decisions: mandates, decisions and what belongs to them, objections, and their guards."""

from . import guards, guards_of_conditions, guards_of_objections
from .conditions import BudgetCondition
from .decisions import Decision, Instalment, Obligation, ViewAsked
from .mandates import Mandate, MandateDistrict
from .objections import Objection

__all__ = [
    "BudgetCondition",
    "Decision",
    "Instalment",
    "Mandate",
    "MandateDistrict",
    "Objection",
    "Obligation",
    "ViewAsked",
    "guards",
    "guards_of_conditions",
    "guards_of_objections",
]
