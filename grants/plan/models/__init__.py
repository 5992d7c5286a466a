"""The rows of the plan: its versions with what they hold, assessment frames, regulations, and their guards."""

from . import guards, guards_of_consultations
from .actions import ActionYear, Indicator, PlanAction, PlanActionEdition
from .advices import Advice, AdviceEdition, AdvicePoint
from .amendments import AmendedPart, Amendment, AmendmentEdition
from .consultations import IS_SHOWN, NO_ANSWER, SHOWN_IN_IT, Consultation, Reaction
from .conversations import Conversation, ConversationEdition, Insight
from .council_advice import CouncilAdvice, CouncilAnswer
from .editions import Edition, Point, Subject
from .frames import Condition, Criterion, Frame
from .papers import Paper, PaperEdition, PaperRequest, number_of_a_paper
from .plans import EARLIEST, LATEST, Element, Plan, code_of_a_part
from .regulations import Regulation, Tier, number_prefix

EDITIONS: tuple[type[Edition], ...] = (
    PaperEdition,
    ConversationEdition,
    PlanActionEdition,
    AdviceEdition,
    AmendmentEdition,
)

__all__ = [
    "EARLIEST",
    "EDITIONS",
    "IS_SHOWN",
    "LATEST",
    "NO_ANSWER",
    "SHOWN_IN_IT",
    "ActionYear",
    "Advice",
    "AdviceEdition",
    "AdvicePoint",
    "AmendedPart",
    "Amendment",
    "AmendmentEdition",
    "Condition",
    "Consultation",
    "Conversation",
    "ConversationEdition",
    "CouncilAdvice",
    "CouncilAnswer",
    "Criterion",
    "Edition",
    "Element",
    "Frame",
    "Indicator",
    "Insight",
    "Paper",
    "PaperEdition",
    "PaperRequest",
    "Plan",
    "PlanAction",
    "PlanActionEdition",
    "Point",
    "Reaction",
    "Regulation",
    "Subject",
    "Tier",
    "code_of_a_part",
    "guards",
    "guards_of_consultations",
    "number_of_a_paper",
    "number_prefix",
]
