"""What the pages of a decision show: its letter, the ceiling around it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grants.budget.queries import Figures, figures_of
from grants.budget.states import Kind
from grants.money import format_euros
from grants.proposals.models import Proposal
from grants.proposals.queries import clock_of
from grants.proposals.states import Route, State
from grants.rounds.states import Body
from grants.terms import day_of, law
from portal.errors import PortalError
from portal.post.queries import letter_about
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table
from wijkraden.people.models import User

from .. import rules
from ..errors import DecidedFirst
from ..letter import LANGUAGE, letter_of
from ..models import Decision, Instalment, Obligation
from ..queries import ceilings_of, left_for
from ..queries_of_conditions import is_under_condition
from ..queries_of_mandates import mandates_held
from ..queries_of_objections import has_decided_first
from ..queries_of_revisions import set_against, taken_off
from ..queries_of_views import view_before
from ..renewal import refuse_rest_with_room
from ..signals import computed_final
from ..states import OF_AN_AMOUNT, ON_THE_REQUEST, DecisionKind, Ground, taken_from
from ..weighing import heard_on, mandate_for, reaches
from ..wording import act_words


def letter_shown(decision: Decision) -> dict[str, Any]:
    """Return the letter as it was sent, or as it would be sent now."""
    if decision.letter is not None:
        letter: dict[str, Any] = decision.letter
        return letter
    return letter_drafted(decision, list(decision.obligations.all()), list(decision.instalments.all()))


@dataclass(frozen=True)
class Paper:
    """A letter that goes on paper: when it was posted, None while it lies to be printed, and what that moves.

    `objection_until` is the last day to object when it was posted after the day that stands in it, else None.
    """

    posted_on: date | None
    objection_until: date | None


def paper_of(decision: Decision) -> Paper | None:
    """Return how the letter on paper of a decision that was told stands; None when it went by mail. One query."""
    found = letter_about(decision)
    if found is None:
        return None
    posted_on = day_of(found.sent_at) if found.sent_at else None
    is_late = posted_on is not None and decision.sent_on is not None and posted_on > decision.sent_on
    moves = is_late and decision.objection_until is not None
    return Paper(posted_on, law.OBJECTION.last_day(posted_on).day if posted_on and moves else None)


def letter_drafted(
    decision: Decision, obligations: list[Obligation], instalments: list[Instalment]
) -> dict[str, Any]:
    """Return the letter of a decision that was not sent, in the language of every letter."""
    is_conditional = is_under_condition(decision, on=timezone.localdate())
    with translation.override(LANGUAGE):
        return letter_of(decision, obligations, instalments, is_conditional=is_conditional)


def button_of(decision: Decision, cents: int | None = None) -> str:
    """Return what the button says: the act itself, with its amount."""
    amount = format_euros(decision.cents if cents is None else cents)
    return act_words(decision.kind, decision.proposal.route, amount)


def weighed(decision: Decision) -> list[tuple[str, str]]:
    """Return the amounts that whoever decides looks at: what is asked, granted, and the ceiling before and after."""
    proposal = decision.proposal
    rows = [(_("Asked"), format_euros(proposal.asked_cents))]
    if decision.kind == DecisionKind.REVISE:
        rows.append((_("Final amount until now"), format_euros(decision.before_cents)))
    elif decision.before_cents:
        by_law = proposal.route == Route.SUBSIDY
        before = _("Granted before") if by_law else _("Agreed before")
        rows.append((before, format_euros(decision.before_cents)))
    if decision.kind in OF_AN_AMOUNT:
        rows.append((_("This decision"), format_euros(decision.cents)))
    if eased := taken_off(decision):
        rows.append((_("Taken off what must be paid back"), format_euros(eased)))
    if kept := set_against(decision):
        rows.append((_("Written off before, so not paid once more"), format_euros(kept)))
    if decision.kind in ON_THE_REQUEST:
        rows += _ceiling(decision, proposal)
    return rows


def _ceiling(decision: Decision, proposal: Proposal) -> list[tuple[str, str]]:
    if decision.free_before_cents is not None and decision.free_after_cents is not None:
        return [
            (_("Not granted yet of the budget, before"), format_euros(decision.free_before_cents)),
            (_("Not granted yet after it"), format_euros(decision.free_after_cents)),
        ]
    before = left_for(proposal, on=timezone.localdate())
    return [
        (_("Left for this proposal, before"), format_euros(before)),
        (_("Left after it"), format_euros(before - decision.cents)),
    ]


def view_shown(decision: Decision) -> dict[str, Any]:
    """Return the view that was asked before a decision, and if the applicant still may answer. One query at most."""
    found = view_before(decision)
    return {"view": found, "view_is_open": found is not None and found.is_open(timezone.localdate())}


def why_not_now(decision: Decision) -> str:
    """Return why a decision that waits cannot be taken now by anybody: no view yet, or more left than it grants."""
    proposal = decision.proposal
    ground = Ground(decision.ground) if decision.ground else None
    try:
        heard_on(decision, proposal, at=timezone.now())
        refuse_rest_with_room(
            proposal, DecisionKind(decision.kind), ground, decision.cents, on=timezone.localdate()
        )
    except PortalError as error:
        return str(error)
    return ""


def acts_of(user: User, decision: Decision) -> dict[str, Any]:
    """Return what `user` can do with the decision now, in the words of its buttons."""
    proposal = decision.proposal
    by_council = proposal.round.decides == Body.COUNCIL
    waits = decision.is_prepared
    can_be_taken = waits and proposal.state in taken_from(DecisionKind(decision.kind))
    may_decide = can_be_taken and not by_council and rules.may_decide(user, proposal)
    steps_aside = may_decide and has_decided_first(decision, user=user)
    may_enter = can_be_taken and by_council and rules.may_prepare(user, proposal)
    return {
        "may_decide": may_decide and not steps_aside,
        "steps_aside": str(DecidedFirst()) if steps_aside else "",
        "may_return": waits and rules.may_decide(user, proposal),
        "may_enter": may_enter,
        "not_now": why_not_now(decision) if may_enter or (may_decide and not steps_aside) else "",
        "button": button_of(decision),
        "computed": computed_final(proposal) if waits and decision.kind == DecisionKind.DETERMINE else None,
        "is_under_condition": is_under_condition(decision, on=timezone.localdate()),
        "mandate": mandate_for(decision, proposal, user, on=timezone.localdate())
        if waits
        else decision.mandate,
    }


def _last_day(decision: Decision, *, on: date) -> str:
    """Return until when to decide on an application; other decisions and routes have no such term here."""
    proposal = decision.proposal
    if (
        decision.kind not in ON_THE_REQUEST
        or proposal.route != Route.SUBSIDY
        or proposal.state == State.REFUSED
    ):
        return ""
    return short_date(clock_of(proposal).read(on).last_day)


def inbox_table(user: User, found: list[Decision]) -> Table:
    """Return what waits as a table: act with amount, ceiling before and after, mandate. Four queries at most."""
    figures = figures_of([one.proposal.slice for one in found])
    today = timezone.localdate()
    own = mandates_held(user, on=today)
    ceilings = ceilings_of(one.proposal for one in found if is_under_condition(one, on=today))
    rows = []
    for one in found:
        left = _left_in(figures[one.proposal.slice_id], ceilings.get(one.proposal.pk))
        covering = [mandate for mandate in own if reaches(mandate, one, one.proposal)]
        mandate = covering[0].decision_number if covering else _("None covers it")
        is_conditional = one.proposal.pk in ceilings
        rows.append(_waiting(one, left, mandate, is_conditional=is_conditional, today=today))
    return Table(
        id="waiting",
        caption=_("Waiting for a decision"),
        columns=(
            Column(_("Proposal")),
            Column(_("What is decided")),
            Column(_("Not granted yet, before"), is_number=True),
            Column(_("Not granted yet, after"), is_number=True),
            Column(_("Mandate")),
            Column(_("Decide on this day at the latest"), is_day=True),
        ),
        rows=rows,
    )


def _left_in(figures: Figures, ceiling: int | None) -> int:
    """Return what of a budget is not granted yet; of its published ceiling, where it is to be adopted yet."""
    if ceiling is None:
        return figures[Kind.FREE] + figures[Kind.RESERVED]
    return ceiling - figures[Kind.CONDITIONAL]


def _waiting(
    one: Decision, left: int, mandate: str, *, is_conditional: bool, today: date
) -> tuple[Cell, ...]:
    proposal = one.proposal
    return (
        Cell(
            proposal.title,
            reverse("decision", args=[one.public_id]),
            note=f"{one.number} · {proposal.district.name}",
        ),
        Cell(button_of(one), note=_("under condition of the budget") if is_conditional else ""),
        Cell(format_euros(left)),
        Cell(format_euros(left - one.cents if one.kind in ON_THE_REQUEST else left)),
        Cell(mandate),
        Cell(_last_day(one, on=today)),
    )
