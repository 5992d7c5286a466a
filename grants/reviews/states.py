"""What a reviewer is asked, how many reviewers there must be, and how a talk about a difference ends."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.plan.states import Assessment

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

# How many reviews there must be before a proposal is reviewed, by the assessment of its tier.
NEEDED: dict[str, int] = {Assessment.SHORT: 1, Assessment.FULL: 2}
MOST: dict[str, int] = {Assessment.SHORT: 1, Assessment.FULL: 9}

# What each score says; the same words for every criterion.
SCORE_WORDS: dict[int, Words] = {
    0: _("Nothing of it is in the proposal."),
    1: _("It is named, but not worked out."),
    2: _("It is worked out in part."),
    3: _("It is worked out well."),
    4: _("It is worked out fully and convincingly."),
}
NEEDS_REASON = frozenset({0, None})  # these are told in words too; None: not applicable

ZONE = Fraction(5, 2)  # points of 100 beside the line where the money ends: there a small difference decides


class Question(models.TextChoices):
    """The short assessment: the same three questions in every round (source: "domain: short")."""

    GOAL = "goal", _("Does the action serve a goal of the plan?")
    DISTRICT = "district", _("Is it in or for the district, and open to everyone there?")
    COST = "cost", _("Do the costs fit what will be done?")


class Outcome(models.TextChoices):
    """How a talk about a difference between reviewers ended."""

    TALKED = "talked", _("They talked, and their scores stay")
    SCORES = "scores", _("A score was changed")
