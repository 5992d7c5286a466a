"""The rows of the plan: its versions with what they hold, assessment frames, regulations, and their guards."""

from . import guards
from .editions import Edition
from .frames import Condition, Criterion, Frame
from .papers import Paper, PaperEdition, PaperRequest, number_of_a_paper
from .plans import Element, Plan, code_of_a_part
from .regulations import Regulation, Tier, number_prefix

__all__ = [
    "Condition",
    "Criterion",
    "Edition",
    "Element",
    "Frame",
    "Paper",
    "PaperEdition",
    "PaperRequest",
    "Plan",
    "Regulation",
    "Tier",
    "code_of_a_part",
    "guards",
    "number_of_a_paper",
    "number_prefix",
]
