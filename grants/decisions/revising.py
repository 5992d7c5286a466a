"""Revising a final amount: on which ground, up or down, how far, and until when (Awb 4:49, 7:11), and asking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.budget.errors import OverCeiling
from grants.money import format_euros
from grants.proposals.states import Route
from grants.terms import law
from portal.ui.dates import short_date

from .errors import NeedsMoney, NotReady, TooLate
from .queries import settling_grant
from .queries_of_objections import waits_for
from .queries_of_revisions import before_of, final_told_on, most_final
from .states import LOWERS_FINAL, DecisionKind, Ground

if TYPE_CHECKING:
    from datetime import date

    from grants.errors import GrantError
    from grants.proposals.models import Proposal

    from .models import Decision


def check_revision(proposal: Proposal, ground: Ground | None, cents: int, *, on: date) -> None:
    """Raise NotReady unless it is lower on a ground of Awb 4:49, or higher after an upheld objection.

    Lower it is until five years after the final amount was told, then TooLate; higher it is at most what was granted.
    Lower it waits while an upheld objection asks for a higher one. Five queries at most.
    """
    told_on = final_told_on(proposal)
    if told_on is None:
        raise NotReady(_("No final amount stands here, so there is none to revise."))
    before = before_of(proposal, DecisionKind.REVISE)
    if ground == Ground.OBJECTION:
        _check_higher(proposal, cents, before)
    elif ground in LOWERS_FINAL:
        _refuse_to_cross(proposal)
        _check_lower(cents, before, told_on, on=on)


def refuse_no_revision(proposal: Proposal, *, on: date) -> None:
    """Raise NotReady, or TooLate after the five years, where a final amount becomes neither higher nor lower now.

    Four queries at most.
    """
    told_on = final_told_on(proposal)
    if told_on is None:
        raise NotReady(_("No final amount stands here, so there is none to revise."))
    if waits_for(proposal, DecisionKind.REVISE):
        return
    if before_of(proposal, DecisionKind.REVISE) == 0:
        raise NotReady(
            _("The final amount is nothing, so it becomes no lower; it goes up after an objection.")
        )
    _refuse_after_five_years(told_on, on=on)


def last_day_to_lower(proposal: Proposal) -> date | None:
    """Return until when its final amount can be lowered, None before one was told. One query.

    Five years from the first one, for each ground: the day on which something was not kept after it, from which the
    Act counts for that ground (Awb 4:49, third paragraph, and first, under c), is on no file. It is never earlier.
    """
    told_on = final_told_on(proposal)
    return law.WITHDRAWAL.last_day(told_on).day if told_on is not None else None


def last_day_to_recover(proposal: Proposal) -> date | None:
    """Return until when what was paid too much of a subsidy is asked back, None before a final amount. One query.

    Five years from the first final amount that was told; the day on which something was not kept after it, from which
    the Act counts too (Awb 4:57), is on no file. What the city buys or does itself is asked back by no such rule.
    """
    told_on = final_told_on(proposal) if proposal.route == Route.SUBSIDY else None
    return law.RECOVERY.last_day(told_on).day if told_on is not None else None


def refuse_late_recovery(proposal: Proposal, *, on: date) -> None:
    """Raise TooLate once the five years are over in which it is asked back. One query."""
    last_day = last_day_to_recover(proposal)
    if last_day is not None and on > last_day:
        raise TooLate(
            _("Until %(day)s it could be asked back: five years after the final amount was told (Awb 4:57).")
            % {"day": short_date(last_day)}
        )


def _check_higher(proposal: Proposal, cents: int, before: int) -> None:
    if not waits_for(proposal, DecisionKind.REVISE):
        raise NotReady(_("No objection to this final amount was upheld, so choose another ground."))
    most = most_final(proposal)
    if not before < cents <= most:
        raise NotReady(
            _("After an objection the final amount is more than %(before)s, and at most %(most)s.")
            % {"before": format_euros(before), "most": format_euros(most)}
        )


def _refuse_to_cross(proposal: Proposal) -> None:
    if waits_for(proposal, DecisionKind.REVISE):
        raise NotReady(
            _(
                "An objection to this final amount was upheld, so a higher one comes first. Choose the ground “An "
                "objection was upheld”."
            )
        )


def _check_lower(cents: int, before: int, told_on: date, *, on: date) -> None:
    if not 0 <= cents < before:
        raise NotReady(
            _("On this ground the final amount becomes less than %(before)s.")
            % {"before": format_euros(before)}
        )
    _refuse_after_five_years(told_on, on=on)


def _refuse_after_five_years(told_on: date, *, on: date) -> None:
    last_day = law.WITHDRAWAL.last_day(told_on).day
    if on > last_day:
        raise TooLate(
            _("Until %(day)s the final amount could be lowered: five years after it was told (Awb 4:49).")
            % {"day": short_date(last_day)}
        )


def over_final_ceiling(decision: Decision, proposal: Proposal, *, left_cents: int) -> GrantError:
    """Return why the budget of now has too little for a higher final amount. Three queries.

    As far as there was enough at the grant the money must be added first (Awb 4:25, third paragraph).
    """
    grant = settling_grant(proposal)
    had = (grant.free_before_cents or 0) if grant is not None else 0
    if decision.cents <= max(had, most_final(proposal) if grant is not None and not grant.is_at_once else 0):
        return NeedsMoney(left_cents, decision.cents - decision.before_cents - left_cents)
    return OverCeiling(max(had - decision.before_cents, left_cents))
