"""What a letter says of amounts: what was asked, granted and decided, and of a recovery how its sum is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.states import Route

from .letter_of_revision import stood_words
from .queries_of_recoveries import made_up_of
from .queries_of_revisions import in_place_of_final, set_against, taken_off
from .states import OF_AN_AMOUNT, SAYS_FINAL, DecisionKind
from .wording import final_words

if TYPE_CHECKING:
    from .models import Decision

Part = dict[str, Any]


def amounts(decision: Decision, due_back: int) -> list[Part]:
    """Return the table of the amounts, and of a recovery a second one whose lines add up to what is asked back."""
    rows = [[_("Asked"), format_euros(decision.proposal.asked_cents)]]
    if decision.before_cents or decision.kind == DecisionKind.REVISE:
        rows.append([stood_words(decision), format_euros(decision.before_cents)])
    if decision.kind == DecisionKind.RECOVER:
        return [_the_amount([*rows, *_final(decision)]), _made_up(decision)]
    if decision.kind in OF_AN_AMOUNT:
        word = _("Granted now") if decision.proposal.route == Route.SUBSIDY else _("Agreed now")
        if decision.kind in SAYS_FINAL:
            word = final_words(decision.proposal.route)
        rows.append([word, format_euros(decision.cents)])
    if eased := taken_off(decision):
        rows.append([_("Taken off what you had to pay back"), format_euros(eased)])
    if kept := set_against(decision):
        rows.append([_("Not paid back before, and yours now"), format_euros(kept)])
    if due_back:
        rows.append([_("To pay back"), format_euros(due_back)])
    return [_the_amount(rows)]


def _final(decision: Decision) -> list[list[str]]:
    found = in_place_of_final(decision.proposal)
    return [[final_words(decision.proposal.route), format_euros(found.cents)]] if found is not None else []


def _made_up(decision: Decision) -> Part:
    """Return what was paid, what of it came back and what stays theirs, down to what is asked back now."""
    found, is_subsidy = made_up_of(decision), decision.proposal.route == Route.SUBSIDY
    kept = _("What you keep") if is_subsidy else final_words(decision.proposal.route)
    lines = [
        (_("Paid"), found.paid_cents),
        (_("Set off instead of paid"), found.set_off_cents),
        (_("Paid back already"), -found.back_cents),
        (_("Set off instead of paid back"), -found.set_off_back_cents),
        (kept, -found.final_cents),
        (_("Asked back before, and still open"), -found.asked_before_cents),
        (_("Not asked back now"), -max(0, found.rest_cents)),
        (_("Still to be paid by us"), max(0, -found.rest_cents)),
    ]
    rows = [[words, format_euros(cents)] for words, cents in lines if cents]
    if not found.final_cents:
        rows.append([kept, format_euros(0)])
    rows.append([_("To pay back"), format_euros(decision.cents)])
    made = table(_("How we come to what you pay back"), (_("What"), _("Amount")), rows)
    made["table"]["adds_up"] = True  # so the page sets the lines under each other, as paper does
    return made


def _the_amount(rows: list[list[str]]) -> Part:
    return table(_("The amount"), (_("What"), _("Amount")), rows)


def table(heading: str, columns: tuple[str, str], rows: list[list[str]]) -> Part:
    """Return a part of a letter with a table of two columns, the second of amounts."""
    what, amount = columns
    made = {
        "caption": "",
        "columns": [{"text": what, "width": 3}, {"text": amount, "width": 1, "numeric": True}],
        "rows": rows,
    }
    return {"heading": heading, "table": made}
