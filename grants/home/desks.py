"""The first page of each role: what it is called, what will stand there, and where its pages are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


@dataclass(frozen=True)
class Desk:
    """What a role of the city finds first.

    `kind` names what stands on it (queries.content_of), `empty` says so when that is nothing; `links` are named
    addresses with the words to show.
    """

    roles: frozenset[Role]
    title: Words
    lead: Words
    empty: Words | str = ""
    links: tuple[tuple[str, Words], ...] = ()
    kind: str = ""


DESKS: tuple[Desk, ...] = (
    Desk(
        frozenset({Role.OFFICER}),
        _("My work"),
        _("Proposals of the councils, in the order of their legal deadline."),
        _(
            "Nothing waits for a decision. As soon as a council submits a proposal, it stands here with its last day."
        ),
        kind="work",
    ),
    Desk(
        frozenset({Role.REVIEWER}),
        _("My reviews"),
        _("Proposals that you are asked to score."),
        _("No proposal waits for your review now. You get an e-mail when one does."),
        kind="reviews",
    ),
    Desk(
        frozenset({Role.DECISION_MAKER}),
        _("To decide"),
        _("Decisions that were prepared for you, with the amount, the ceiling and the letter."),
        _("No decision is waiting for you. An officer prepares it first; then it stands here."),
        kind="decisions",
    ),
    Desk(
        frozenset({Role.PAYER}),
        _("Payments"),
        _("Payments to prepare or to release. Whoever prepares a payment never releases it."),
        _("What is to be paid comes from a decision. Here you will prepare and release it."),
        kind="payments",
    ),
    Desk(
        frozenset({Role.OBJECTIONS_LAWYER}),
        _("Objections"),
        _("Objections to decisions that you did not take part in."),
        _(
            "No objection is running. An officer or you enter one on the page of the decision; then it stands here."
        ),
        kind="objections",
    ),
    Desk(
        frozenset({Role.FINANCE_ADVISER, Role.BUDGET_HOLDER}),
        _("Budget"),
        _("The reserved share of the year and the budget of each district."),
        links=(
            ("budget_years", _("Years, their budgets and changes")),
            ("control_balances", _("Balances of the districts")),
            ("control_journal", _("Journal of the money")),
        ),
    ),
    Desk(
        frozenset({Role.PLAN_EDITOR, Role.PLAN_PUBLISHER}),
        _("The plan"),
        _("The plan that the city council adopted, with its goals, conversations and promises."),
        links=(
            ("conversations", _("Conversations with residents")),
            ("city_actions", _("Actions of the city")),
            ("consultations", _("Consultation on the plan")),
            ("advices", _("Advice on the plan")),
            ("council_advices", _("Advice of councils")),
            ("amendments", _("Changes within the plan")),
            ("papers", _("City council papers")),
            ("plans", _("Versions of the plan")),
            ("frames", _("Assessment frames")),
            ("plan", _("The plan as everyone reads it")),
        ),
    ),
    Desk(
        frozenset({Role.CONTROLLER}),
        _("Control"),
        _("Read everything, change nothing: who did what, who may do what."),
        links=(
            ("control_balances", _("Balances of the districts")),
            ("control_journal", _("Journal of the money")),
            ("control_proof", _("Built-in check of the ledger")),
            ("plans", _("Versions of the plan")),
            ("frames", _("Assessment frames")),
            ("trail", _("Log: who did, saw or changed what")),
            ("people", _("People and their roles")),
            ("roles_table", _("Who can do what")),
        ),
    ),
    Desk(
        frozenset({Role.ADMINISTRATOR}),
        _("Administration"),
        _("People and settings. You do not come near proposals and money."),
        links=(
            ("people", _("People and their roles")),
            ("invite", _("Invite someone")),
            ("roles_table", _("Who can do what")),
            ("payments_members", _("Accounts of council members")),
            ("city_settings", _("Settings of the city")),
            ("districts_settings", _("Districts")),
            ("regulations", _("Regulations with their tiers")),
            ("messages", _("Messages sent")),
            ("jobs", _("Background jobs")),
            ("trail", _("Log: who did, saw or changed what")),
        ),
    ),
)


def desks_for(roles: frozenset[Role]) -> list[Desk]:
    """Return the desks of someone who holds these roles, in the order of a grant's life."""
    return [desk for desk in DESKS if desk.roles & roles]
