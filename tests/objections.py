"""Builders of objections, through their flows."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from grants.decisions.flows import ObjectionOf, decide_objection, enter_objection, record_hearing
from grants.decisions.models import Decision, Objection
from grants.decisions.states import NotHeard, Outcome
from grants.proposals.models import Proposal
from grants.terms import day_of
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User

LATER = NOON + timedelta(days=7)  # of the objection
DECIDED = NOON + timedelta(days=28)
REASONS = "De weging van de doelen klopte niet."


def an_objection(at: datetime = LATER, **more: Any) -> ObjectionOf:
    """Return the objection of the applicant, received on that day."""
    told = ObjectionOf(
        name="Stichting Buurtkracht",
        email="bezwaar@demo.example",
        address="Havenstraat 12\n3024 SH Rotterdam",
        text="De actie past juist goed bij de doelen.",
        received_on=day_of(at),
    )
    return replace(told, **more)


def newest(proposal: Proposal) -> Decision:
    """Return the newest decision on a proposal."""
    return proposal.decisions.order_by("-version")[0]


def entered(
    about: Proposal | Decision, *, by: User | None = None, at: datetime = LATER, **more: Any
) -> Objection:
    """Have otto enter one to a decision, or to the newest decision on a proposal."""
    decision = newest(about) if isinstance(about, Proposal) else about
    return enter_objection(decision, what=an_objection(at, **more), by=by or cast("otto"), at=at)


def heard(about: Proposal | Decision, *, at: datetime = LATER, **more: Any) -> Objection:
    """Have joris note that its objector does not want to be heard."""
    made = entered(about, at=at, **more)
    record_hearing(made, not_heard=NotHeard.WAIVED, by=cast("joris"), at=at)
    return made


def decided(
    about: Proposal | Decision,
    outcome: Outcome = Outcome.UPHELD,
    *,
    at: datetime = DECIDED,
    late_reason: str = "",
    **more: Any,
) -> Objection:
    """Have joris decide on one."""
    made = heard(about, **more)
    return decide_objection(
        made, outcome=outcome, reasons=REASONS, late_reason=late_reason, by=cast("joris"), at=at
    )
