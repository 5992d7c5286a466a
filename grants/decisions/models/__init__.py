"""The rows of the decisions: mandates, decisions with what belongs to them, views asked, and their guards."""

from . import guards
from .decisions import Decision, Instalment, Obligation, ViewAsked
from .mandates import Mandate, MandateDistrict

__all__ = [
    "Decision",
    "Instalment",
    "Mandate",
    "MandateDistrict",
    "Obligation",
    "ViewAsked",
    "guards",
]
