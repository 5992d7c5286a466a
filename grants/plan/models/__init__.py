"""The rows of the plan: its versions with what they hold, assessment frames, regulations, and their guards."""

from . import guards
from .frames import Condition, Criterion, Frame
from .plans import Element, Plan, code_of_a_part
from .regulations import Regulation, Tier, number_prefix

__all__ = [
    "Condition",
    "Criterion",
    "Element",
    "Frame",
    "Plan",
    "Regulation",
    "Tier",
    "code_of_a_part",
    "guards",
    "number_prefix",
]
