"""How far a version of the plan is, what it holds, and how a grant of some size is assessed and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

HIGHEST_SCORE = 4  # of a criterion; the lowest is 0
ALL_WEIGHTS = 100  # what the weights of a frame add up to


class PlanState(models.TextChoices):
    """A version is prepared as a concept until the city council adopts it."""

    CONCEPT = "concept", pgettext_lazy("plan", "Concept")
    ADOPTED = "adopted", pgettext_lazy("plan", "Adopted")


class ElementKind(models.TextChoices):
    """What a version of the plan holds, in the order in which a page shows it."""

    GOAL = "goal", _("Goals")
    PRINCIPLE = "principle", _("Principles")
    HALLMARK = "hallmark", _("Hallmarks")
    TERRAIN = "terrain", _("Terrains")
    PARAGRAPH = "paragraph", _("Paragraphs")


ONE_OF: dict[ElementKind, Words] = {
    ElementKind.GOAL: _("goal"),
    ElementKind.PRINCIPLE: _("principle"),
    ElementKind.HALLMARK: _("hallmark"),
    ElementKind.TERRAIN: _("terrain"),
    ElementKind.PARAGRAPH: _("paragraph"),
}


class PaperKind(models.TextChoices):
    """Which paper of the city council it is."""

    MOTION = "motion", _("Motion")
    PROMISE = "promise", _("Promise")
    INITIATIVE = "initiative", _("Initiative")


class PaperState(models.TextChoices):
    """How far a paper is; a decision of the city council alone settles it."""

    OPEN = "open", pgettext_lazy("paper", "Open")
    PROPOSED = "proposed", _("Proposed to settle")
    SETTLED = "settled", _("Settled")


class Degree(models.TextChoices):
    """How far what a paper asks was taken over."""

    UNKNOWN = "unknown", _("Not said yet")
    TAKEN = "taken", _("Taken over")
    PARTLY = "partly", _("Taken over in part")
    ELSEWHERE = "elsewhere", _("Done elsewhere")
    NOT = "not", _("Not taken over")


class PartKind(models.TextChoices):
    """What a frame holds: what is scored, and what is answered by yes or no before that."""

    CRITERION = "criterion", _("Criteria")
    CONDITION = "condition", _("Conditions")


class Settlement(models.TextChoices):
    """When the final amount is determined (domain: tiers a, b and c)."""

    AT_ONCE = "at_once", _("Determined at once, with the grant")
    EX_OFFICIO = "ex_officio", _("Determined by the city after the last day of the action")
    ON_REPORT = "on_report", _("Determined on the report of what was done")


class Assessment(models.TextChoices):
    """How much is asked before a decision, in proportion to the amount."""

    NONE = "none", _("The officer's checklist")
    SHORT = "short", _("One person, three yes or no questions")
    FULL = "full", _("The whole frame, by two or more reviewers")


@dataclass(frozen=True)
class TierOf:
    """Grants up to and including some euro cents, and how these are assessed and settled."""

    letter: str
    up_to_cents: int
    assessment: Assessment
    settlement: Settlement


@dataclass(frozen=True)
class ElementOf:
    """What stands in the plan under a code."""

    code: str
    title: str
    explanation: str = ""
    source: str = ""


@dataclass(frozen=True)
class CriterionOf:
    """What a frame scores; `weight` is of 100 together, `minimum` the least score (none: any)."""

    code: str
    title: str
    question: str
    anchor: str
    weight: int
    minimum: int | None = None


@dataclass(frozen=True)
class ConditionOf:
    """What a frame asks by yes or no."""

    code: str
    question: str
    explanation: str = ""


@dataclass(frozen=True)
class PaperOf:
    """What is known of a paper of the city council; `is_settled` None: the city council decided nothing yet."""

    kind: str
    number: str
    title: str
    made_on: date | None = None
    portfolio: str = ""
    referred_to: str = ""
    referred_in: str = ""
    proposal: str = ""
    proposed_in: str = ""
    is_settled: bool | None = None
    decision_number: str = ""
    decision_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class RequestOf:
    """What a paper asks; `elements` are the public ids of the parts of the plan that answer it."""

    text: str
    degree: str
    answer: str = ""
    elements: tuple[str, ...] = ()
