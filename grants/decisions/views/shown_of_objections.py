"""What the pages of an objection show: its term with the rule, what can be done, its row in a list, a draft letter."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table
from wijkraden.people.models import User

from .. import rules
from ..errors import TookPart
from ..letter import LANGUAGE
from ..letter_of_objection import letter_of_objection
from ..models import Decision, Objection
from ..objecting import clock_of, refuse_who_took_part
from ..queries import to_recover
from ..queries_of_objections import (
    answer_to,
    has_newer,
    is_answered,
    is_revised_since,
    objections_to,
    waits_for_condition,
)
from ..queries_of_revisions import payable_of
from ..signals import paid_back_of
from ..states import REPLACED, DecisionKind

_WHILE = {  # where a proposal is as long as what follows an objection of that kind has yet to come
    DecisionKind.REFUSE: frozenset({State.REFUSED}),
    DecisionKind.REVOKE: frozenset({State.UNDER_WAY, State.REPORTED}),
    DecisionKind.RECOVER: frozenset({State.DETERMINED, State.REVOKED, State.CLOSED}),
}


def card_of(objection: Objection, *, today: date) -> dict[str, Any]:
    """Return its term with why, what an upheld one still asks or does with money, and if that waits.

    Five queries at most.
    """
    decision, proposal = objection.decision, objection.decision.proposal
    follows = _follows(objection, proposal) if objection.is_upheld else ""
    is_recovery = follows == DecisionKind.RECOVER
    return {
        "reading": clock_of(objection).read(today),
        "follows": follows,
        "is_open": is_recovery and to_recover(proposal) > 0,
        "came_back_cents": paid_back_of(decision) if is_recovery and not is_revised_since(decision) else 0,
        "payable_cents": payable_of(proposal) if follows == DecisionKind.REVOKE else 0,
        "waits_for_condition": bool(follows) and waits_for_condition(objection.decision),
    }


def _follows(objection: Objection, proposal: Proposal) -> str:
    """Return which decision an upheld objection asks for that none has answered, "" for none. One query at most.

    After a revocation none is asked: it is named itself as long as the grant stands again.
    """
    decision = objection.decision
    if decision.kind == DecisionKind.DISMISS:
        return ""
    if decision.kind not in REPLACED:
        follows = answer_to(decision)
        return "" if is_answered(objection, follows) else follows
    is_past = decision.kind in _WHILE and proposal.state not in _WHILE[DecisionKind(decision.kind)]
    if is_past or has_newer(decision):
        return ""
    return DecisionKind.GRANT if decision.kind == DecisionKind.REFUSE else decision.kind


def can_handle(user: User, objection: Objection, *, at: datetime) -> dict[str, Any]:
    """Return what `user` can do with it now, or why she leaves it to someone else. Three queries at most."""
    proposal = objection.decision.proposal
    may = objection.is_open and rules.may_handle_objection(user, proposal)
    steps_aside = ""
    if may:
        try:
            refuse_who_took_part(objection, proposal, by=user, at=at)
        except TookPart as error:
            may, steps_aside = False, str(error)
    may_extend = may and objection.extended_at is None and clock_of(objection).may_extend(day_of(at))
    may_prepare = rules.may_prepare(user, proposal)
    return {
        "may_handle": may,
        "may_extend": may_extend,
        "steps_aside": steps_aside,
        "may_prepare": may_prepare,
    }


def objections_shown(user: User, decision: Decision) -> dict[str, Any]:
    """Return the objections to a decision, and whether `user` may enter one. Two queries at most."""
    found = objections_to(decision) if decision.objection_until else []
    is_gone = decision.replaced_at is not None or decision.fell_with_revocation_at is not None
    can_be_made = decision.objection_until is not None and not is_gone
    return {
        "objections": found,
        "fell_on_objection": any(one.is_upheld for one in found),
        "may_object": can_be_made and rules.may_enter_objection(user, decision.proposal),
    }


def letter_drafted(objection: Objection, typed: dict[str, Any], *, by: User) -> dict[str, Any]:
    """Return the letter of what was typed, in the language of every letter; nothing is stored."""
    draft = copy.copy(objection)
    draft.outcome, draft.reasons = typed["outcome"], typed["reasons"]
    draft.late_reason, draft.decided_by = typed.get("late_reason") or "", by
    with translation.override(LANGUAGE):
        return letter_of_objection(draft)


def objections_table(found: list[Objection], *, today: date) -> Table:
    """Return objections as a table."""
    return Table(
        id="objections",
        caption=_("Objections"),
        columns=(
            Column(_("Objection")),
            Column(_("To decision")),
            Column(_("Received on"), is_day=True),
            Column(_("Decide on, at the latest"), is_day=True),
            Column(_("State")),
        ),
        rows=[_row(one, today=today) for one in found],
    )


def _row(one: Objection, *, today: date) -> tuple[Cell, ...]:
    decision = one.decision
    state = one.get_outcome_display().partition(":")[0] if one.outcome else one.get_state_display()
    return (
        Cell(one.name, reverse("objection", args=[one.public_id]), note=one.number),
        Cell(decision.proposal.title, note=f"{decision.kind_words} · {decision.proposal.district.name}"),
        Cell(short_date(one.received_on), note=_("too late") if one.is_late else ""),
        Cell(short_date(one.due_on), note=_("the term is over") if one.is_open and one.due_on < today else "")
        if one.is_open
        else Cell(""),
        Cell(state),
    )
