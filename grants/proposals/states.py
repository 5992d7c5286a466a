"""The life of a dossier: its states, where each may be reached from, and what each reader calls it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


class State(models.TextChoices):
    """Where a dossier stands; the labels are those of the staff. One life for all three routes."""

    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    PRESENTED = "presented", pgettext_lazy("proposal", "Before the council")
    NOT_PUT_FORWARD = "not_put_forward", pgettext_lazy("proposal", "Not put forward")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Submitted")
    COMPLETING = "completing", pgettext_lazy("proposal", "Being completed")
    COMPLETE = "complete", pgettext_lazy("proposal", "Complete")
    DISMISSED = "dismissed", pgettext_lazy("proposal", "Dismissed")
    IN_REVIEW = "in_review", pgettext_lazy("proposal", "Being reviewed")
    REVIEWED = "reviewed", pgettext_lazy("proposal", "Reviewed")
    PREPARED = "prepared", pgettext_lazy("proposal", "Decision prepared")
    GRANTED = "granted", pgettext_lazy("proposal", "Granted")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused")
    UNDER_WAY = "under_way", pgettext_lazy("proposal", "Under way")
    REPORTED = "reported", pgettext_lazy("proposal", "Reported")
    DETERMINED = "determined", pgettext_lazy("proposal", "Determined")
    REVOKED = "revoked", pgettext_lazy("proposal", "Revoked")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("proposal", "Closed")


STEPS: dict[State, frozenset[State]] = {  # new state: where it may be reached from
    State.DRAFT: frozenset({State.PRESENTED}),
    State.PRESENTED: frozenset({State.DRAFT}),
    State.NOT_PUT_FORWARD: frozenset({State.PRESENTED}),
    State.SUBMITTED: frozenset({State.PRESENTED}),
    State.COMPLETING: frozenset({State.SUBMITTED, State.COMPLETE}),
    State.COMPLETE: frozenset({State.SUBMITTED, State.COMPLETING, State.DISMISSED}),
    State.DISMISSED: frozenset({State.COMPLETING}),
    State.IN_REVIEW: frozenset({State.COMPLETE}),
    State.REVIEWED: frozenset({State.IN_REVIEW, State.COMPLETE, State.PREPARED}),
    State.PREPARED: frozenset({State.REVIEWED}),
    State.GRANTED: frozenset({State.PREPARED, State.REFUSED}),
    State.REFUSED: frozenset({State.PREPARED}),
    State.UNDER_WAY: frozenset({State.GRANTED, State.REPORTED, State.REVOKED}),
    State.REPORTED: frozenset({State.UNDER_WAY, State.GRANTED}),
    State.DETERMINED: frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED}),
    State.REVOKED: frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED}),
    State.WITHDRAWN: frozenset(
        {
            State.DRAFT,
            State.PRESENTED,
            State.SUBMITTED,
            State.COMPLETING,
            State.COMPLETE,
            State.IN_REVIEW,
            State.REVIEWED,
            State.PREPARED,
        }
    ),
    State.CLOSED: frozenset(
        {
            State.DETERMINED,
            State.REFUSED,
            State.DISMISSED,
            State.REVOKED,
            State.WITHDRAWN,
            State.NOT_PUT_FORWARD,
        }
    ),
}

BEFORE_SUBMISSION = frozenset({State.DRAFT, State.PRESENTED, State.NOT_PUT_FORWARD})  # no dossier number yet
AT_THE_OFFICE = frozenset(
    {
        State.SUBMITTED,
        State.COMPLETING,
        State.COMPLETE,
        State.IN_REVIEW,
        State.REVIEWED,
        State.PREPARED,
    }
)
DECIDED = frozenset({State.GRANTED, State.REFUSED, State.DISMISSED})  # by the first of these the term ends
OPEN_TO_CHANGES = frozenset({State.DRAFT, State.COMPLETING})  # when its content may change

# What happens next, in the order of a council's own list; its own steps come first.
NEXT_STEPS: dict[str, frozenset[State]] = {
    "council": frozenset({State.DRAFT, State.PRESENTED, State.COMPLETING}),
    "city": AT_THE_OFFICE - {State.COMPLETING},
    "action": frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED}),
    "nothing": frozenset(
        {
            State.NOT_PUT_FORWARD,
            State.DISMISSED,
            State.REFUSED,
            State.DETERMINED,
            State.REVOKED,
            State.WITHDRAWN,
            State.CLOSED,
        }
    ),
}

# What the staff reads of what the city buys or does itself: agreed, delivered, invoiced; else the labels of State.
_AGREED: dict[State, Words] = {
    State.GRANTED: pgettext_lazy("proposal", "Agreed"),
    State.REFUSED: pgettext_lazy("proposal", "Not agreed"),
    State.REVOKED: pgettext_lazy("proposal", "Agreement withdrawn"),
}
_IN_PROGRESS = _("Being handled")

# What members and the public read; before a decision no one of them sees an outcome (docs/words.md).
PUBLIC_LABELS: dict[State, Words] = {
    State.DRAFT: pgettext_lazy("proposal for members", "Draft"),
    State.PRESENTED: _("Before the council"),
    State.NOT_PUT_FORWARD: _("Not put forward by the council"),
    State.SUBMITTED: pgettext_lazy("proposal for members", "Submitted"),
    State.COMPLETING: _("Needs completing"),
    State.COMPLETE: _IN_PROGRESS,
    State.DISMISSED: _("Not taken into consideration"),
    State.IN_REVIEW: _IN_PROGRESS,
    State.REVIEWED: _IN_PROGRESS,
    State.PREPARED: _IN_PROGRESS,
    State.GRANTED: pgettext_lazy("proposal for members", "Granted"),
    State.REFUSED: pgettext_lazy("proposal for members", "Refused"),
    State.UNDER_WAY: _("In progress"),
    State.REPORTED: _("Report received"),
    State.DETERMINED: _("Final amount known"),
    State.REVOKED: _("Decision revoked"),
    State.WITHDRAWN: pgettext_lazy("proposal for members", "Withdrawn"),
    State.CLOSED: pgettext_lazy("proposal for members", "Finished"),
}


class Route(models.TextChoices):
    """Who does it and how it is paid."""

    SUBSIDY = "subsidy", _("Someone applies for a subsidy")
    PURCHASE = "purchase", _("The city buys it")
    OWN = "own", _("The city does it itself")


ROUTE_LABELS: dict[Route, dict[State, Words]] = {
    Route.SUBSIDY: {},
    Route.PURCHASE: {
        **_AGREED,
        State.REPORTED: pgettext_lazy("proposal", "Delivered"),
        State.DETERMINED: pgettext_lazy("proposal", "Invoiced"),
    },
    Route.OWN: {
        **_AGREED,
        State.REPORTED: pgettext_lazy("proposal", "Done"),
        State.DETERMINED: pgettext_lazy("proposal", "Costs known"),
    },
}

# What members and the public read instead of PUBLIC_LABELS.
PUBLIC_ROUTE_LABELS: dict[tuple[Route, State], Words] = {
    (Route.PURCHASE, State.REPORTED): pgettext_lazy("proposal", "Delivered"),
}

# Of what the city buys or does itself for a fixed amount nothing was invoiced or counted when that is known.
FIXED_AMOUNT = pgettext_lazy("proposal", "Amount is fixed")


class PartyKind(models.TextChoices):
    """Who has to do with an action: who asks, who does it, who gets the money."""

    APPLICANT = "applicant", _("Applicant")
    PERFORMER = "performer", _("Who does it")
    PAYEE = "payee", _("Who receives the money")


class AccountVerdict(models.TextChoices):
    """What came of calling back about an account that took the place of another one after the grant."""

    CONFIRMED = "confirmed", pgettext_lazy("account", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("account", "Rejected")


class CoverKind(models.TextChoices):
    """Where the money comes from, beside what is asked."""

    OWN = "own", _("Own contribution")
    OTHER = "other", _("Someone else")
    INCOME = "income", _("Income from the action")


class AttachmentKind(models.TextChoices):
    """What an attachment is for."""

    PLAN = "plan", _("Plan of the action")
    BUDGET = "budget", _("Costs and offers")
    AUTHORISATION = "authorisation", _("Signed authorisation of the applicant")
    MINUTES = "minutes", _("Minutes of the council")
    STATUTES = "statutes", _("Statutes or proof of registration")
    PHOTO = "photo", _("Photo")
    OTHER = "other", _("Something else")


class Manner(models.TextChoices):
    """How a council decided to put a proposal forward."""

    MEETING = "meeting", _("In a formal meeting")
    AUTHORISATION = "authorisation", _("By authorisation, reported to the next meeting")


class Part(models.TextChoices):
    """What a council member did in the decision of the council."""

    PRESENT = "present", _("Was there")
    STEPPED_BACK = "stepped_back", _("Took no part because of an interest")
    ABSENT = "absent", _("Was not there")


class Answer(models.TextChoices):
    """What an officer found about a condition."""

    YES = "yes", pgettext_lazy("condition", "Yes")
    NO = "no", pgettext_lazy("condition", "No")
    OPEN = "open", pgettext_lazy("condition", "Not known yet")


class SnapshotKind(models.TextChoices):
    """Why the whole text of a proposal was kept."""

    CONFIRMED = "confirmed", _("As the applicant confirmed it")
    SUBMITTED = "submitted", _("As it was submitted")
    COMPLETED = "completed", _("As it was completed")


class Section(StrEnum):
    """The parts of the editor, in their order; what is missing is told per part."""

    WHAT = "what"
    PLAN = "plan"
    MONEY = "money"
    WHO = "who"
    FILES = "files"
    INTERESTS = "interests"


SECTION_LABELS: dict[Section, Words] = {
    Section.WHAT: _("What"),
    Section.PLAN: _("Contribution to the plan"),
    Section.MONEY: _("Money"),
    Section.WHO: _("Who"),
    Section.FILES: _("Attachments"),
    Section.INTERESTS: _("Interests"),
}

# The columns that each part of the editor writes.
COLUMNS: dict[Section, tuple[str, ...]] = {
    Section.WHAT: (
        "title",
        "summary",
        "for_whom",
        "place",
        "starts_on",
        "ends_on",
        "place_is_hidden",
        "days_are_hidden",
        "name_is_hidden",
        "safety_reason",
    ),
    Section.PLAN: ("contribution", "district_plan"),
    Section.MONEY: ("asked_cents",),
    Section.WHO: ("route",),
}
# What an officer may still mark once it was submitted: what of it is not public, with the reason.
SAFETY = ("place_is_hidden", "days_are_hidden", "name_is_hidden", "safety_reason")
CONTENT = tuple(name for names in COLUMNS.values() for name in names)
