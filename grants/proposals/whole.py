"""Whether a proposal says all that it must before it goes to the council, told part by part."""

from datetime import date

from django.utils.translation import gettext as _

from grants.money import format_euros

from .models import Proposal
from .queries import year_of
from .queries_of_editor import Facts, facts_of
from .states import Route, Section


def missing(proposal: Proposal) -> dict[Section, list[str]]:
    """Return what is still missing, a sentence each, under the part of the editor where it belongs.

    A part without an entry is whole. One query, none when the proposal was read with its Facts.
    """
    facts = facts_of(proposal)
    found = {
        Section.WHAT: _what(proposal),
        Section.PLAN: _plan(proposal, facts),
        Section.MONEY: _money(proposal, facts),
        Section.WHO: _who(proposal, facts),
    }
    return {section: sentences for section, sentences in found.items() if sentences}


def _what(proposal: Proposal) -> list[str]:
    wanted = {
        "title": _("Give the action a title."),
        "summary": _("Tell in short what you will do."),
        "for_whom": _("Tell for whom it is."),
        "place": _("Tell where it is."),
        "starts_on": _("Fill in the first day."),
        "ends_on": _("Fill in the last day."),
    }
    found = [sentence for name, sentence in wanted.items() if not getattr(proposal, name)]
    year = year_of(proposal)
    if proposal.starts_on and proposal.starts_on.year != year.year:
        found.append(_("The action must begin in %(year)d, the year of this budget.") % {"year": year.year})
    if late := too_late(proposal, proposal.ends_on):
        found.append(late)
    return found


def too_late(proposal: Proposal, ends_on: date | None) -> str:
    """Return why an action cannot end on that day, "" when it can: at most a year after the year of its budget."""
    latest = year_of(proposal).year + 1
    if ends_on is None or ends_on.year <= latest:
        return ""
    return _("The action must end in %(year)d at the latest. Check the last day.") % {"year": latest}


def _plan(proposal: Proposal, facts: Facts) -> list[str]:
    found = [] if facts.has_goal else [_("Choose at least one goal of the plan.")]
    return (
        found if proposal.contribution else [*found, _("Tell how the action serves the goals of the plan.")]
    )


def _money(proposal: Proposal, facts: Facts) -> list[str]:
    costs, cover = facts.costs_cents, proposal.asked_cents + facts.covers_cents
    found = []
    if not proposal.asked_cents:
        found.append(_("Fill in how much you ask."))
    if not costs:
        found.append(_("Add at least one line of costs."))
    elif costs != cover:
        found.append(
            _("Costs are %(costs)s and the cover is %(cover)s; they differ by %(difference)s.")
            % {
                "costs": format_euros(costs),
                "cover": format_euros(cover),
                "difference": format_euros(abs(costs - cover)),
            }
        )
    if proposal.asked_cents > proposal.round.maximum_cents or not facts.has_tier:
        found.append(
            _("In this round you can ask at most %(most)s.")
            % {"most": format_euros(proposal.round.maximum_cents)}
        )
    return found


def _who(proposal: Proposal, facts: Facts) -> list[str]:
    if proposal.route != Route.SUBSIDY:
        return []
    found = [] if facts.has_applicant else [_("Fill in who applies for the subsidy.")]
    if facts.has_applicant and not facts.applicant_is_reachable:
        found.append(_("Fill in an e-mail address or a postal address of the applicant."))
    if not (facts.has_payee and facts.has_account):
        found.append(_("Fill in who receives the money, and on which account."))
    return found
