"""Who prepares and takes decisions, enters the mandates under which they are taken, and handles objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grants.proposals.models import Proposal
from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

PREPARE = act(
    "decisions.prepare",
    _("Prepare a decision with its letter, enter what a council decided, ask for a view on an intention"),
    {Role.OFFICER},
)
DECIDE = act(
    "decisions.decide",
    _("Grant, refuse, determine, change or revoke, or return a prepared decision"),
    {Role.DECISION_MAKER},
    _("within the mandate, not handled or scored by oneself, without an interest"),
)
SET_MANDATES = act(
    "decisions.mandates", _("Enter and end mandates"), {Role.BUDGET_HOLDER}, _("never an own mandate")
)
READ_MANDATES = act(
    "decisions.read_mandates",
    _("See who may decide up to which amount"),
    {Role.BUDGET_HOLDER, Role.DECISION_MAKER, Role.OFFICER, Role.CONTROLLER},
)

ENTER_OBJECTION = act(
    "decisions.enter_objection",
    _("Enter an objection that came in"),
    {Role.OFFICER, Role.OBJECTIONS_LAWYER},
)
HANDLE_OBJECTION = act(
    "decisions.handle_objection",
    _("Extend, hear and decide on an objection, or enter that it was taken back"),
    {Role.OBJECTIONS_LAWYER},
    _("never on a decision in which one took part, and without an interest"),
)


def may_prepare(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may prepare a decision on it."""
    return may(user, PREPARE, proposal.district.city_id)


def may_prepare_in(user: Person, city_id: int) -> bool:
    """Tell if `user` prepares decisions for that city."""
    return may(user, PREPARE, city_id)


def may_decide(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` decides for the city of the proposal; whether she may on this one, the flow tells in words."""
    return may(user, DECIDE, proposal.district.city_id)


def may_decide_in(user: Person, city_id: int) -> bool:
    """Tell if `user` decides for that city."""
    return may(user, DECIDE, city_id)


def may_set_mandates(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter and end mandates of that city."""
    return may(user, SET_MANDATES, city_id)


def may_read_mandates(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the mandates of that city."""
    return may(user, READ_MANDATES, city_id)


def may_enter_objection(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may enter an objection to a decision on it."""
    return may(user, ENTER_OBJECTION, proposal.district.city_id)


def may_handle_objection(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` handles objections of the city; whether she may this one, the flow tells in words."""
    return may(user, HANDLE_OBJECTION, proposal.district.city_id)


def may_handle_objections(user: Person, city_id: int) -> bool:
    """Tell if `user` handles objections of that city."""
    return may(user, HANDLE_OBJECTION, city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    items: list[tuple[str, Words]] = []
    if may_decide_in(user, city_id):
        items.append(("decisions", _("To decide")))
    if may_set_mandates(user, city_id) or may_decide_in(user, city_id):
        items.append(("mandates", _("Mandates")))
    if may_handle_objections(user, city_id):
        items.append(("objections", _("Objections")))
    return items
