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


class Channel(models.TextChoices):
    """By what the payments of a regulation leave; docs/payments.md tells what each asks and gives."""

    BANK = "bank", _("The bank, by a file of payment orders (SEPA)")
    FINANCE = "finance", _("The financial system of the city")
    STRIPE = "stripe", _("Stripe, to an account of the recipient there")


class ConsultationState(models.TextChoices):
    """How far a consultation is on some day."""

    TO_COME = "to_come", _("About to begin")
    RUNS = "runs", _("You can react")
    CLOSED = "closed", _("Closed: answers are written")
    ANSWERED = "answered", pgettext_lazy("consultation", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")


class Outcome(models.TextChoices):
    """What a reaction on a concept changed."""

    NONE = "none", _("No answer yet")
    CHANGED = "changed", _("It changed the plan")
    PARTLY = "partly", _("It changed the plan in part")
    UNCHANGED = "unchanged", _("It did not change the plan")


class HiddenWhy(models.TextChoices):
    """Why nobody outside reads a reaction."""

    INSULTS = "insults", _("It insults or discriminates")
    PERSONAL = "personal", _("It holds personal data")
    OTHER = "other", _("It is not about the plan")
    SAME = "same", _("It is the same as another one")


class ActionState(models.TextChoices):
    """How far an action of the city is at the end of a year."""

    PLANNED = "planned", pgettext_lazy("action", "Has yet to begin")
    UNDER_WAY = "under_way", pgettext_lazy("action", "Under way")
    DONE = "done", pgettext_lazy("action", "Done")
    STOPPED = "stopped", pgettext_lazy("action", "Stopped")


class AdviceState(models.TextChoices):
    """How far an advice is."""

    ASKED = "asked", pgettext_lazy("advice", "Asked")
    RECEIVED = "received", pgettext_lazy("advice", "Received, to be answered")
    ANSWERED = "answered", pgettext_lazy("advice", "Answered")
    ABSENT = "absent", pgettext_lazy("advice", "Not given")


class AmendmentGround(models.TextChoices):
    """What a change within a version of the plan comes from."""

    MOTION = "motion", pgettext_lazy("ground", "A motion or a promise")
    CONVERSATION = "conversation", pgettext_lazy("ground", "A conversation with residents")
    ADVICE = "advice", pgettext_lazy("ground", "Advice, asked or unasked")
    OTHER = "other", pgettext_lazy("ground", "Another decision of the city council")


class Amends(models.TextChoices):
    """What an amendment does with one part of the plan."""

    ADD = "add", _("It comes in")
    CHANGE = "change", _("It reads otherwise")
    END = "end", _("It goes out")


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
class PartOf:
    """A part of a concept as it read when a consultation on it began; `id` is its public id."""

    id: str
    kind: str
    code: str
    title: str
    explanation: str
    source: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


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
class ConversationOf:
    """What is known of a conversation; `districts` are public ids (none: the whole city)."""

    title: str
    theme: str
    held_on: date
    asked: str
    held_until: date | None = None
    talks: int = 1
    districts: tuple[str, ...] = ()
    participants: int | None = None
    unique_people: int | None = None
    accessible: str = ""
    safe: str = ""
    transparent: str = ""
    involved: str = ""
    source: str = ""


@dataclass(frozen=True)
class InsightOf:
    """What was heard, and what was done with it; `elements` are the public ids of parts of the plan."""

    text: str
    degree: str
    answer: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionOf:
    """What is known of an action of the city; links are public ids of parts of the plan, insights and districts."""

    title: str
    department: str
    planned: str
    first_year: int
    last_year: int
    districts: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    insights: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class YearOf:
    """How far an action of the city was at the end of a year."""

    year: int
    state: str
    words: str


@dataclass(frozen=True)
class IndicatorOf:
    """A figure, what it means and what it does not say."""

    name: str
    definition: str
    source: str
    silent_on: str
    measured: str = ""


@dataclass(frozen=True)
class AdviceOf:
    """What is known of an advice; `plan` is the public id of the version it is about, `title` the body."""

    plan: str
    title: str
    question: str
    asked_on: date
    due_on: date
    received_on: date | None = None
    text: str = ""
    absence: str = ""
    source: str = ""


@dataclass(frozen=True)
class AdvicePointOf:
    """A point of an advice with its answer; `elements` are the public ids of parts of the plan."""

    text: str
    degree: str
    answer: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class AmendmentOf:
    """What is known of a change within a version; `plan` is the public id of the version.

    `papers`, `advices` and `insights` are what it comes from; `ends_on` is the last day of the plan, when it ends.
    """

    plan: str
    title: str
    ground: str
    reason: str
    decision_number: str
    decision_on: date
    ends_on: date | None = None
    papers: tuple[str, ...] = ()
    advices: tuple[str, ...] = ()
    insights: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class AmendedPartOf:
    """What becomes of one part: `element` is its public id ("" for a new one); an empty text stays as it was."""

    act: str
    element: str = ""
    kind: str = ""
    code: str = ""
    title: str = ""
    explanation: str = ""
    source: str = ""


@dataclass(frozen=True)
class CouncilAdviceOf:
    """What a district council advises; `action` is the public id of an action of the city, "" for the plan itself."""

    title: str
    text: str
    decided_on: date
    action: str = ""


@dataclass(frozen=True)
class RequestOf:
    """What a paper asks; `elements` are the public ids of the parts of the plan that answer it."""

    text: str
    degree: str
    answer: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReactionOf:
    """What someone says of a concept; `part` is the public id of a part of it, "" for the whole plan."""

    text: str
    part: str = ""
