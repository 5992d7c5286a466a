"""The rows of the decisions: mandates, decisions and what belongs to them, views asked, objections, their guards."""

from . import guards, guards_of_objections
from .decisions import Decision, Instalment, Obligation, ViewAsked
from .mandates import Mandate, MandateDistrict
from .objections import Objection

__all__ = [
    "Decision",
    "Instalment",
    "Mandate",
    "MandateDistrict",
    "Objection",
    "Obligation",
    "ViewAsked",
    "guards",
    "guards_of_objections",
]
