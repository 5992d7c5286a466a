"""The rows of the decisions: mandates, decisions and their parts, objections, conditions, places that ended; guards."""

from . import (
    guards,
    guards_of_changes,
    guards_of_conditions,
    guards_of_objections,
    guards_of_revisions,
    guards_of_waiting_list,
)
from .conditions import BudgetCondition
from .decisions import Decision, Instalment, Obligation, ViewAsked
from .mandates import Mandate, MandateDistrict
from .objections import Objection
from .waiting_list import PlaceEnded

__all__ = [
    "BudgetCondition",
    "Decision",
    "Instalment",
    "Mandate",
    "MandateDistrict",
    "Objection",
    "Obligation",
    "PlaceEnded",
    "ViewAsked",
    "guards",
    "guards_of_changes",
    "guards_of_conditions",
    "guards_of_objections",
    "guards_of_revisions",
    "guards_of_waiting_list",
]
