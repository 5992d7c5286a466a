"""What stands in the way of preparing a decision or asking for a view, whatever they will say.

The page asks it before it shows a form, and the flow once more under the lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.states import State

from .conditions import refuse_against_condition
from .errors import NotReady
from .matching import refuse_against_order, refuse_without_invoice
from .queries import to_recover
from .queries_of_revisions import before_of, final_told_on
from .renewal import is_from_list, place_to_grant
from .revising import refuse_late_recovery, refuse_no_revision
from .states import FROM, OF_AN_AMOUNT, VIEWS, DecisionKind, DecisionState, Ground
from .weighing import refuse_against_ranking, refuse_held_back, refuse_untimely_dismissal

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal


def refuse_to_begin(proposal: Proposal, kind: DecisionKind, *, on: date) -> None:
    """Raise why no decision of that kind can be prepared on that day; in which state it can, `begins_from` says.

    Raises HeldBack, NotReady, OffTheList and TooLate. Twelve queries at most, in a tender.
    """
    refuse_held_back(proposal)
    if proposal.decisions.filter(state=DecisionState.PREPARED).exists():
        raise NotReady(_("A decision is waiting already. It is taken or returned first."))
    refuse_against_condition(kind, None, proposal, on=on)
    if kind == DecisionKind.GRANT:
        _refuse_grant(proposal, on=on)
    elif kind == DecisionKind.DISMISS:
        refuse_untimely_dismissal(proposal, on=on)
    elif kind == DecisionKind.RECOVER:
        _refuse_recovery(proposal, on=on)
    elif kind == DecisionKind.REVISE:
        refuse_no_revision(proposal, on=on)
    elif kind == DecisionKind.DETERMINE:
        refuse_without_invoice(proposal, kind)
    refuse_against_order(proposal, kind)


def refuse_to_ask(proposal: Proposal) -> None:
    """Raise HeldBack, or NotReady where no final amount stands, for asking a view. One query at most."""
    refuse_held_back(proposal)
    if State(proposal.state) in FROM[DecisionKind.REVISE] and final_told_on(proposal) is None:
        raise NotReady(_("No final amount stands here, so there is none to revise."))


def check_intention(proposal: Proposal, kind: DecisionKind, ground: Ground, *, cents: int) -> None:
    """Raise NotReady unless a view is asked here on that ground, on an amount that is less than what stands.

    Two queries at most.
    """
    if ground not in VIEWS[State(proposal.state)].get(kind, frozenset()):
        raise NotReady(_("On this ground the law asks for no view here."))
    if kind not in OF_AN_AMOUNT:
        return
    before, least = before_of(proposal, kind), 1 if kind == DecisionKind.CHANGE else 0
    if not least <= cents < before:
        raise NotReady(
            _("Fill in to which amount: less than the %(before)s that stands now.")
            % {"before": format_euros(before)}
        )


def _refuse_recovery(proposal: Proposal, *, on: date) -> None:
    if not to_recover(proposal):
        raise NotReady(_("Nothing was paid too much, or it is asked back already."))
    refuse_late_recovery(proposal, on=on)


def _refuse_grant(proposal: Proposal, *, on: date) -> None:
    if is_from_list(proposal, DecisionKind.GRANT):
        place_to_grant(proposal, on=on)
    else:
        refuse_against_ranking(DecisionKind.GRANT, None, 0, proposal, on=on)
