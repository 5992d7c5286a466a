"""What a letter says of the budget: its condition, the waiting list, money that came free, a rest that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.states import Route
from portal.ui.dates import full_date

from .queries_of_waiting_list import comes_from_list, last_day_of
from .wording import ground_words

if TYPE_CHECKING:
    from .models import Decision


def came_free(decision: Decision) -> list[str]:
    """Return that a grant comes in the place of a refusal, because money came free."""
    refusal = comes_from_list(decision)
    if refusal is None:
        return []
    told = {"day": full_date(refusal.sent_on), "number": refusal.number}
    if decision.proposal.route != Route.SUBSIDY:
        return [
            _(
                "On %(day)s we wrote that there was no money for it (decision %(number)s), and it came on the waiting "
                "list. Money came free since, and it was its turn. This decision takes the place of that one."
            )
            % told
        ]
    return [
        _(
            "On %(day)s we refused your application because the budget was used up (decision %(number)s), and it came "
            "on the waiting list. Money came free since, and it was your turn. This decision takes the place of that "
            "refusal."
        )
        % told
    ]


def condition(decision: Decision) -> list[str]:
    """Return the condition of the budget in plain words; what is agreed without an application is so by no article."""
    told = {"year": str(decision.proposal.slice.year.year)}
    is_subsidy = decision.proposal.route == Route.SUBSIDY
    why = (
        _(
            "The city council has not adopted the budget of %(year)s yet. That is why there is a condition: the city "
            "council must make enough money available."
        )
        % told
    )
    if is_subsidy:
        why += " " + _("The law allows this (General Administrative Law Act, article 4:34).")
    return [
        why,
        _("Until then we pay nothing."),
        _(
            "Is there too little money? Then we can withdraw this decision, at most four weeks after the city "
            "council has adopted the budget. After that the condition lapses."
        ),
        _("You get a message from us when the condition is gone. You do not have to ask for it."),
    ]


def listed(decision: Decision) -> str:
    """Return that a refusal on the ceiling holds a place on the waiting list, and until when."""
    told = {"day": full_date(last_day_of(decision.proposal.slice))}
    if decision.proposal.route != Route.SUBSIDY:
        return (
            _(
                "You need do nothing. The proposal is on the waiting list up to and including %(day)s: when money "
                "comes free before then and it is its turn, we decide anew and tell you."
            )
            % told
        )
    return (
        _(
            "You need do nothing. Your application is on the waiting list up to and including %(day)s: when money "
            "comes free before then and it is your turn, we decide anew and tell you."
        )
        % told
    )


def rest_refused(decision: Decision) -> list[str]:
    """Return on which ground a grant in part refuses the rest."""
    if not decision.is_in_part or not decision.ground:
        return []
    rest = decision.proposal.asked_cents - decision.cents
    told = {
        "rest": format_euros(rest),
        "ground": ground_words(decision.ground, decision.proposal.route),
    }
    if decision.proposal.route != Route.SUBSIDY:
        return [_("The city does not agree to the rest, %(rest)s. The ground: %(ground)s.") % told]
    return [_("We refuse the rest, %(rest)s. The ground: %(ground)s.") % told]
