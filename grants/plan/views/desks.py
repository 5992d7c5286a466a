"""What the pages of each kind of subject have of their own: its forms, its words and its parts of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..forms import EditionForm, PaperForm, PointForm, RequestForm
from ..models import Edition, Paper, PaperEdition, PaperRequest, Point, Subject

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


@dataclass(frozen=True)
class Desk:
    """One kind of subject, and how its pages are called."""

    name: str  # of its page: “paper”
    several: str  # of its list, and in addresses: “papers”
    subject: type[Subject]
    of: type[Edition]
    form: type[EditionForm]
    points: tuple[PointDesk, ...]
    lead: str  # the template of what stands under its title; gets `edition`
    about: str  # the template of the rest; gets `edition`, and `edited` with who did so
    title: Words  # of its list
    add: Words
    add_lead: Words
    saved: Words  # and what comes next
    change: Words
    remove: Words


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

DESKS = (PAPERS,)
