"""The rows of the reviews and the draws of lots, and their guards."""

from . import guards
from .draws import Draw
from .reviews import Assignment, Score, ShortAnswer, Talk

__all__ = ["Assignment", "Draw", "Score", "ShortAnswer", "Talk", "guards"]
