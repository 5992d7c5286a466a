"""What the condition of the budget allows to be decided, refused in words, and what comes of it (Awb 4:34)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.budget.errors import OverCeiling
from grants.budget.queries import conditional_of
from grants.money import format_euros
from grants.plan.states import Settlement
from grants.proposals.queries import year_of
from portal.errors import WrongState
from portal.ui.dates import short_date

from .errors import NotReady, TooLate
from .queries import left_for
from .queries_of_conditions import adoption_of, gives_enough, open_condition
from .states import DecisionKind, Ground

if TYPE_CHECKING:
    from grants.proposals.models import Proposal

    from .queries_of_conditions import Standing

NOT_MEANWHILE = frozenset({DecisionKind.DETERMINE, DecisionKind.CHANGE})


def refuse_against_condition(
    kind: DecisionKind, ground: Ground | None, proposal: Proposal, *, on: date
) -> None:
    """Raise NotReady, or TooLate after the four weeks, for what the condition of the budget does not allow.

    Before the budget is adopted no amount becomes final at once. While a grant stands under condition its amount is
    neither changed nor determined, and only then the condition is invoked: after the budget was adopted, when it gives
    too little. Three queries at most.
    """
    if kind == DecisionKind.GRANT:
        _refuse_at_once(proposal, on=on)
        return
    condition = open_condition(proposal) if kind in NOT_MEANWHILE or ground == Ground.BUDGET else None
    if condition is not None and kind in NOT_MEANWHILE:
        raise NotReady(
            _(
                "It is granted under condition of the budget. Its amount stays as it is until that condition "
                "ends, or the grant is revoked."
            )
        )
    if ground != Ground.BUDGET:
        return
    if condition is None:
        raise NotReady(_("No condition of the budget stands here, so choose another ground."))
    _refuse_to_invoke(proposal, on=on)


def _refuse_at_once(proposal: Proposal, *, on: date) -> None:
    year = year_of(proposal)
    if proposal.settlement == Settlement.AT_ONCE and not year.is_adopted(on):
        raise NotReady(
            _(
                "The budget of %(year)s is not adopted yet, so this is granted under condition only, and then the "
                "amount cannot be final at once. Decide once the city council adopted the budget."
            )
            % {"year": str(year.year)}
        )


def _refuse_to_invoke(proposal: Proposal, *, on: date) -> None:
    year = proposal.slice.year
    adoption = adoption_of(year, on=on)
    if adoption is None:
        raise NotReady(
            _(
                "The city council has not adopted the budget of %(year)s yet. Only after that it is known whether "
                "there is too little money."
            )
            % {"year": str(year.year)}
        )
    if adoption.is_over(on):
        raise TooLate(
            _(
                "The condition could be invoked up to and including %(day)s (Awb 4:34). It lapsed, so the grant "
                "stands. Have the budget raised if it is not enough."
            )
            % {"day": short_date(adoption.last_on)}
        )
    if gives_enough(proposal.slice):
        raise NotReady(
            _("The budget has enough for everything that is granted under condition, so this is no ground.")
        )


def refuse_to_confirm(proposal: Proposal, *, on: date) -> None:
    """Raise WrongState before the budget is adopted, NotReady while it has too little for all that it is to cover.

    After the four weeks nobody can say any more that there is too little (Awb 4:34, third paragraph): then each is
    confirmed for which there is enough. Two queries.
    """
    year = proposal.slice.year
    adoption = adoption_of(year, on=on)
    if adoption is None:
        raise WrongState(
            _("The city council has not adopted the budget of %(year)s yet.") % {"year": str(year.year)}
        )
    if not adoption.is_over(on) and not gives_enough(proposal.slice):
        raise NotReady(
            _(
                "The budget has too little for everything that is granted under condition. Up to and including "
                "%(day)s a grant can be revoked because of that."
            )
            % {"day": short_date(adoption.last_on)}
        )


def refuse_over_published(proposal: Proposal, cents: int, *, on: date) -> None:
    """Raise OverCeiling when more is granted under condition than is left of the published ceiling. Four queries."""
    left = left_for(proposal, on=on)
    if cents > left:
        raise OverCeiling(max(0, left))


def refuse_before_conditions(proposal: Proposal) -> None:
    """Raise NotReady while something of the same budget stands under condition: that was granted first. One query."""
    if conditional_of(proposal.slice):
        raise NotReady(
            _(
                "Of this budget grants still stand under condition. They come first: as soon as the budget has "
                "enough they are confirmed by themselves, else one is revoked. Decide after that."
            )
        )


def condition_words(standing: Standing) -> str:
    """Return what comes of an open condition of the budget, and by when somebody must act."""
    adoption = standing.adoption
    if adoption is None:
        return _("Waits until the city council adopts the budget")
    if not standing.short_cents:
        return _("Ends by itself: the budget has enough")
    told = {"short": format_euros(standing.short_cents), "day": short_date(adoption.last_on)}
    if standing.is_lapsed:
        return _("The condition lapsed after %(day)s: have %(short)s added to the budget") % told
    return (
        _("The budget is %(short)s short: revoke, on %(day)s at the latest, or have it added to the budget")
        % told
    )
