"""What the pages of each kind of subject have of their own: its forms, its words and its parts of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..forms import (
    ActionForm,
    AdviceForm,
    AdvicePointForm,
    AmendedPartForm,
    AmendmentForm,
    ConversationForm,
    EditionForm,
    IndicatorForm,
    InsightForm,
    PaperForm,
    PointForm,
    RequestForm,
    YearForm,
)
from ..models import (
    ActionYear,
    Advice,
    AdviceEdition,
    AdvicePoint,
    AmendedPart,
    Amendment,
    AmendmentEdition,
    Conversation,
    ConversationEdition,
    Edition,
    Indicator,
    Insight,
    Paper,
    PaperEdition,
    PaperRequest,
    PlanAction,
    PlanActionEdition,
    Point,
    Subject,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


@dataclass(frozen=True)
class PointDesk:
    """One kind of row that an edition holds."""

    name: str  # begins the names of its addresses: “paper_request”
    several: str  # in addresses, and of the rows of an edition: “requests”
    model: type[Point]
    form: type[PointForm]
    rows: str  # the template of a list; gets `rows`, and `edition` and `change` (an address) to change each
    title: Words
    add: Words
    change: Words
    none: Words  # what will stand there

    @property
    def path(self) -> str:
        """How its addresses go on after that of the edition."""
        return self.several.replace("_", "-")


@dataclass(frozen=True)
class Desk:
    """One kind of subject, and how its pages are called."""

    name: str  # of its page: “paper”
    several: str  # of its list: “papers”
    subject: type[Subject]
    of: type[Edition]
    form: type[EditionForm]
    points: tuple[PointDesk, ...]
    lead: str  # the template of what stands under its title; gets `edition`
    first: str  # of what comes before its rows, "" for nothing; gets `edition`
    about: str  # the template of the rest; gets `edition`, and `edited` with who did so
    title: Words  # of its list
    add: Words
    add_lead: Words
    saved: Words  # and what comes next
    change: Words
    remove: Words

    @property
    def path(self) -> str:
        """How its addresses begin."""
        return self.several.replace("_", "-")


PAPERS = Desk(
    name="paper",
    several="papers",
    subject=Paper,
    of=PaperEdition,
    form=PaperForm,
    points=(
        PointDesk(
            name="paper_request",
            several="requests",
            model=PaperRequest,
            form=RequestForm,
            rows="plan/paper_requests.html",
            title=_("What it asks"),
            add=_("Add what it asks"),
            change=_("Change what it asks"),
            none=_("Each thing that the paper asks stands here by itself, with how far it was taken over."),
        ),
    ),
    lead="plan/paper_lead.html",
    first="",
    about="plan/paper_about.html",
    title=_("City council papers"),
    add=_("Enter a paper"),
    add_lead=_(
        "A motion, promise or initiative about the plan. What it asks follows on the next page; the plan publisher "
        "publishes it."
    ),
    saved=_("The paper is saved. Enter now what it asks."),
    change=_("Change the paper and its settlement"),
    remove=_("Remove this paper"),
)

CONVERSATIONS = Desk(
    name="conversation",
    several="conversations",
    subject=Conversation,
    of=ConversationEdition,
    form=ConversationForm,
    points=(
        PointDesk(
            name="conversation_insight",
            several="insights",
            model=Insight,
            form=InsightForm,
            rows="plan/conversation_insights.html",
            title=_("What was heard, and what was done with it"),
            add=_("Add something that was heard"),
            change=_("Change what was heard"),
            none=_("Each thing that residents said stands here by itself, with what was done with it."),
        ),
    ),
    lead="plan/conversation_lead.html",
    first="plan/conversation_asked.html",
    about="plan/conversation_about.html",
    title=_("Conversations with residents"),
    add=_("Enter a conversation"),
    add_lead=_(
        "A conversation with residents, or a series of them on one theme. What was heard follows on the next page; "
        "the plan publisher publishes it."
    ),
    saved=_("The conversation is saved. Enter now what was heard."),
    change=_("Change the conversation"),
    remove=_("Remove this conversation"),
)

ACTIONS = Desk(
    name="city_action",
    several="city_actions",
    subject=PlanAction,
    of=PlanActionEdition,
    form=ActionForm,
    points=(
        PointDesk(
            name="city_action_year",
            several="years",
            model=ActionYear,
            form=YearForm,
            rows="plan/action_years.html",
            title=_("How far is it?"),
            add=_("Tell how far it was in a year"),
            change=_("Change how far it was"),
            none=_("Each year tells here how far the action is, in words."),
        ),
        PointDesk(
            name="city_action_indicator",
            several="indicators",
            model=Indicator,
            form=IndicatorForm,
            rows="plan/action_indicators.html",
            title=_("How is it measured?"),
            add=_("Add a figure"),
            change=_("Change a figure"),
            none=_("A figure stands here with what it means, where it comes from and what it does not say."),
        ),
    ),
    lead="plan/action_lead.html",
    first="plan/action_planned.html",
    about="plan/action_about.html",
    title=_("Actions of the city"),
    add=_("Enter an action of the city"),
    add_lead=_(
        "What a department of the city does under the plan. How far it is and how it is measured follow on the next "
        "page; the plan publisher publishes it."
    ),
    saved=_("The action is saved. Tell now how far it is, and how it is measured."),
    change=_("Change the action"),
    remove=_("Remove this action"),
)

ADVICE = Desk(
    name="advice",
    several="advices",
    subject=Advice,
    of=AdviceEdition,
    form=AdviceForm,
    points=(
        PointDesk(
            name="advice_point",
            several="points_made",
            model=AdvicePoint,
            form=AdvicePointForm,
            rows="plan/advice_points.html",
            title=_("What it advises, and the answer"),
            add=_("Add a point of the advice"),
            change=_("Change a point of the advice"),
            none=_("Once the advice is there, each point stands here with its answer and what it changed."),
        ),
    ),
    lead="plan/advice_lead.html",
    first="plan/advice_asked.html",
    about="plan/advice_about.html",
    title=_("Advice on the plan"),
    add=_("Enter an advice"),
    add_lead=_(
        "Who is asked to advise on a version of the plan, what is asked and by when. The plan publisher publishes it; "
        "the answer follows as a change."
    ),
    saved=_("The advice is saved."),
    change=_("Change the advice"),
    remove=_("Remove this advice"),
)

AMENDMENTS = Desk(
    name="amendment",
    several="amendments",
    subject=Amendment,
    of=AmendmentEdition,
    form=AmendmentForm,
    points=(
        PointDesk(
            name="amendment_part",
            several="parts",
            model=AmendedPart,
            form=AmendedPartForm,
            rows="plan/amendment_parts.html",
            title=_("What changes"),
            add=_("Add a part that changes"),
            change=_("Change what becomes of a part"),
            none=_("Each part of the plan that comes in, reads otherwise or goes out stands here by itself."),
        ),
    ),
    lead="plan/amendment_lead.html",
    first="plan/amendment_why.html",
    about="plan/amendment_about.html",
    title=_("Changes within the plan"),
    add=_("Enter a change of the plan"),
    add_lead=_(
        "What changes in an adopted version, by which decision and why. Which parts change follows on the next page. "
        "The plan reads otherwise once the plan publisher publishes it; what named the old text keeps it."
    ),
    saved=_("The change is saved. Enter now which parts of the plan change; an end of the plan needs none."),
    change=_("Change the decision and the reason"),
    remove=_("Remove this change"),
)

DESKS = (PAPERS, CONVERSATIONS, ACTIONS, ADVICE, AMENDMENTS)
