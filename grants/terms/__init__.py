"""Legal terms: last days with their rule, the clock of a dossier, the penalty for a late decision.

Everything here is computed from days that the caller gives: nothing asks the clock, nothing is stored.
"""

from . import law
from .clock import Clock, Extension, Pause, Reading, Why
from .days import age_on, closing_moment, day_of, is_in_time, is_working_day
from .errors import NoSuchTerm
from .lengths import LastDay, Length, SetBy, Term, Unit
from .penalty import Band, Penalty, PenaltyRules, penalty

__all__ = [
    "Band",
    "Clock",
    "Extension",
    "LastDay",
    "Length",
    "NoSuchTerm",
    "Pause",
    "Penalty",
    "PenaltyRules",
    "Reading",
    "SetBy",
    "Term",
    "Unit",
    "Why",
    "age_on",
    "closing_moment",
    "day_of",
    "is_in_time",
    "is_working_day",
    "law",
    "penalty",
]
