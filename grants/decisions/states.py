"""What is decided, on which ground, how far a decision is, and how a grant is paid and settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.proposals.states import State

if TYPE_CHECKING:
    from datetime import date


class DecisionKind(models.TextChoices):
    """What a decision does with a dossier."""

    GRANT = "grant", pgettext_lazy("decision", "Grant")
    REFUSE = "refuse", pgettext_lazy("decision", "Refuse")
    DISMISS = "dismiss", pgettext_lazy("decision", "Dismiss")
    DETERMINE = "determine", pgettext_lazy("decision", "Determine")
    CHANGE = "change", pgettext_lazy("decision", "Change")
    REVOKE = "revoke", pgettext_lazy("decision", "Revoke")
    RECOVER = "recover", pgettext_lazy("decision", "Recover")
    REVISE = "revise", pgettext_lazy("decision", "Revise the final amount")


_RUNNING = frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED})
FROM: dict[DecisionKind, frozenset[State]] = {  # where a proposal is when such a decision is prepared
    DecisionKind.GRANT: frozenset({State.REVIEWED}),
    DecisionKind.REFUSE: frozenset({State.REVIEWED}),
    DecisionKind.DISMISS: frozenset({State.COMPLETING}),
    DecisionKind.DETERMINE: _RUNNING,
    DecisionKind.CHANGE: _RUNNING,
    DecisionKind.REVOKE: _RUNNING,
    DecisionKind.RECOVER: _RUNNING | {State.DETERMINED, State.REVOKED, State.CLOSED},
    DecisionKind.REVISE: frozenset({State.DETERMINED, State.CLOSED}),
}
THEN: dict[DecisionKind, State] = {  # where it is once the decision was taken
    DecisionKind.GRANT: State.GRANTED,
    DecisionKind.REFUSE: State.REFUSED,
    DecisionKind.DISMISS: State.DISMISSED,
    DecisionKind.DETERMINE: State.DETERMINED,
    DecisionKind.REVOKE: State.REVOKED,
}
OF_AN_AMOUNT = frozenset(
    {
        DecisionKind.GRANT,
        DecisionKind.DETERMINE,
        DecisionKind.CHANGE,
        DecisionKind.RECOVER,
        DecisionKind.REVISE,
    }
)
# What follows an upheld objection, or money that came free, and from where.
ANEW: dict[DecisionKind, State] = {DecisionKind.GRANT: State.REFUSED}
SAYS_FINAL = (
    DecisionKind.DETERMINE,
    DecisionKind.REVISE,
)  # a final amount, as a grant does that is final at once
RENEWS = (DecisionKind.CHANGE, DecisionKind.REVISE)  # what follows where the decision itself stands meanwhile
ON_THE_REQUEST = (DecisionKind.GRANT, DecisionKind.REFUSE)  # of which one stands per proposal
ENDS_THE_TERM = (*ON_THE_REQUEST, DecisionKind.DISMISS)  # the term to decide is over once it is told


def taken_from(kind: DecisionKind) -> frozenset[State]:
    """Return where a proposal is when such a decision, once prepared, is taken."""
    if kind not in ON_THE_REQUEST:
        return FROM[kind]
    again = ANEW.get(kind)
    return frozenset({State.PREPARED, again}) if again else frozenset({State.PREPARED})


class DecisionState(models.TextChoices):
    """A decision is prepared by an officer, then decided or returned; then it stays as it is."""

    PREPARED = "prepared", pgettext_lazy("decision", "Prepared")
    DECIDED = "decided", pgettext_lazy("decision", "Decided")
    RETURNED = "returned", pgettext_lazy("decision", "Returned")


class Ground(models.TextChoices):
    """Why less is given than was asked or granted, with the article that allows it."""

    CEILING = "ceiling", _("The budget is used up (Awb 4:25)")
    RANKING = "ranking", _("Others ranked higher, and then the budget was used up (Awb 4:25)")
    CONDITION = "condition", _("A condition of the regulation is not met")
    POLICY = "policy", _("It does not serve the goals of the plan enough")
    FEAR = "fear", _("It is feared that the action will not be done as it must (Awb 4:35)")
    OWN_DATA = "own_data", _("What the applicant told is wrong or not whole (Awb 4:35)")
    INCOMPLETE = "incomplete", _("What was missing did not come in time (Awb 4:5)")
    COSTS = "costs", _("The real costs were lower than the maximum (Awb 4:46, first paragraph)")
    NOT_DONE = "not_done", _("The action was not done, or not wholly (Awb 4:46, 4:48)")
    NOT_KEPT = "not_kept", _("What was agreed was not kept (Awb 4:46, 4:48)")
    WRONG_DATA = "wrong_data", _("Wrong data led to a wrong decision (Awb 4:46, 4:48)")
    KNEW = "knew", _("The grant was wrong, and the recipient knew or should have known (Awb 4:46, 4:48)")
    REPORTED_CHANGE = "reported_change", _("The recipient told that the action changes")
    LATER_FACTS = (
        "later_facts",
        _("Facts that could not be known at the final amount would have made it lower (Awb 4:49)"),
    )
    KNEW_FINAL = (
        "knew_final",
        _("The final amount was wrong, and the recipient knew or should have known (Awb 4:49)"),
    )
    NOT_KEPT_AFTER = "not_kept_after", _("What was agreed was not kept after the final amount (Awb 4:49)")
    OBJECTION = "objection", _("An objection was upheld (Awb 7:11)")
    BUDGET = "budget", _("The city council made too little money available (Awb 4:34, 4:48)")


_AFTER_A_GRANT = (Ground.NOT_DONE, Ground.NOT_KEPT, Ground.WRONG_DATA, Ground.KNEW)
LOWERS_FINAL = (Ground.LATER_FACTS, Ground.KNEW_FINAL, Ground.NOT_KEPT_AFTER)  # Awb 4:49, first paragraph

# Which grounds a kind of decision knows; a grant needs one for the rest when it is less than what was asked, a
# determination when it is lower than the grant.
GROUNDS: dict[DecisionKind, tuple[Ground, ...]] = {
    DecisionKind.GRANT: (Ground.CEILING, Ground.RANKING, Ground.CONDITION, Ground.POLICY),
    DecisionKind.REFUSE: (
        Ground.CEILING,
        Ground.RANKING,
        Ground.CONDITION,
        Ground.POLICY,
        Ground.FEAR,
        Ground.OWN_DATA,
    ),
    DecisionKind.DISMISS: (Ground.INCOMPLETE,),
    DecisionKind.DETERMINE: (Ground.COSTS, *_AFTER_A_GRANT),
    DecisionKind.CHANGE: (Ground.REPORTED_CHANGE, Ground.OBJECTION, *_AFTER_A_GRANT),
    DecisionKind.REVOKE: (*_AFTER_A_GRANT, Ground.BUDGET),
    DecisionKind.RECOVER: (),
    DecisionKind.REVISE: (Ground.OBJECTION, *LOWERS_FINAL),
}

ALWAYS_ON_A_GROUND = frozenset(DecisionKind) - {
    DecisionKind.GRANT,
    DecisionKind.DETERMINE,
    DecisionKind.RECOVER,
}

# Before a decision on one of these the applicant is asked for a view (Awb 4:7, 4:12). Lower real costs follow from
# the applicant's own report and from the way of computing that the grant named, so nobody is asked; nor when the budget
# gives too little, which says nothing about the recipient (Awb 4:8).
NEED_VIEW = frozenset({Ground.FEAR, Ground.OWN_DATA, *_AFTER_A_GRANT, *LOWERS_FINAL})
INTENDED: dict[DecisionKind, frozenset[Ground]] = {  # what may be intended on which of these
    kind: NEED_VIEW & frozenset(grounds)
    for kind, grounds in GROUNDS.items()
    if NEED_VIEW & frozenset(grounds)
}
VIEWS: dict[
    State, dict[DecisionKind, frozenset[Ground]]
] = {  # on what a view is asked, by where a proposal is
    state: {kind: INTENDED[kind] for kind in INTENDED if state in FROM[kind]}
    for state in sorted({state for kind in INTENDED for state in FROM[kind]})
}
ON_THE_CEILING = frozenset(
    {Ground.CEILING, Ground.RANKING}
)  # such a refusal holds a place on the waiting list


class Settles(models.TextChoices):
    """How the final amount is computed; without it the real costs up to the maximum are due."""

    COSTS = "costs", _("The real costs, up to the amount that is granted")
    SHARE = "share", _("In proportion: the granted share of the real costs")


class Moment(models.TextChoices):
    """When an instalment is due."""

    AT_ONCE = "at_once", _("At once")
    ON_DAY = "on_day", _("On a day")
    AFTER_REPORT = "after_report", _("After the report")
    FINAL = "final", _("With the final amount")  # what a determination leaves to be paid
    AGAIN = "again", _("Once more, after an objection")  # what came back of a grant that stands again


LATER = frozenset({Moment.FINAL, Moment.AGAIN})  # what a decision brings about, and no officer prepares


@dataclass(frozen=True)
class InstalmentOf:
    """A part of the advance, in euro cents; `due_on` for one on a day."""

    cents: int
    moment: Moment
    due_on: date | None = None


@dataclass(frozen=True)
class ObligationOf:
    """Something that is agreed with the recipient, and by when; one of them may be the report."""

    words: str
    due_on: date | None = None
    is_report: bool = False


@dataclass(frozen=True)
class Votes:
    """How a council that decides itself voted, and by which rule it may."""

    held_on: date
    votes_for: int
    votes_against: int
    abstained: int
    basis: str


class ObjectionState(models.TextChoices):
    """An objection runs until it is decided or taken back; then it stays as it is."""

    OPEN = "open", pgettext_lazy("objection", "Running")
    DECIDED = "decided", pgettext_lazy("objection", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Taken back")


class Outcome(models.TextChoices):
    """What is decided on an objection."""

    UPHELD = "upheld", _("Upheld: the objection is right")
    UNFOUNDED = "unfounded", _("Unfounded: the decision stays")
    INADMISSIBLE = "inadmissible", _("Inadmissible: it cannot be judged")


class NotHeard(models.TextChoices):
    """Why an objector is not heard (Awb 7:3)."""

    WAIVED = "waived", _("The objector does not want to be heard")
    SILENT = "silent", _("The objector did not answer in time whether to be heard")
    INADMISSIBLE = "inadmissible", _("The objection is clearly inadmissible")
    UNFOUNDED = "unfounded", _("The objection is clearly unfounded")
    UPHELD = "upheld", _("The objection is wholly upheld, and nobody else is harmed")


# Such a reason allows one outcome alone.
ONLY_OUTCOME: dict[NotHeard, Outcome] = {
    NotHeard.INADMISSIBLE: Outcome.INADMISSIBLE,
    NotHeard.UNFOUNDED: Outcome.UNFOUNDED,
    NotHeard.UPHELD: Outcome.UPHELD,
}
REPLACED = frozenset(  # what an upheld objection takes away
    {DecisionKind.REFUSE, DecisionKind.DISMISS, DecisionKind.REVOKE, DecisionKind.RECOVER}
)


class Ending(models.TextChoices):
    """How the condition ended under which something was granted before its budget was adopted (Awb 4:34)."""

    MET = "met", pgettext_lazy("condition of the budget", "Met: the grant is a commitment")
    INVOKED = "invoked", pgettext_lazy("condition of the budget", "Invoked: the budget gives too little")
    REVOKED = "revoked", pgettext_lazy("condition of the budget", "The grant was revoked on another ground")
