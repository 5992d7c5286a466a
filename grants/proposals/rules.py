"""Who may see and write proposals, act for a council, and handle them for the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grants.plan.states import Settlement
from wijkraden.people.rules import Person, act, may, may_in
from wijkraden.people.states import Role

from .models import Attachment, CouncilDecision, Proposal
from .states import FIXED_AMOUNT, ROUTE_LABELS, Route, State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from portal.files.models import StoredFile

_OWN = _("only of the own district, without an own interest")

WRITE = act(
    "proposals.write",
    _("Write proposals of the council, comment on them and present them to the council"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
    _OWN,
)
ACT_FOR_COUNCIL = act(
    "proposals.council",
    _("Enter what the council decided on a proposal, submit it, send it back, withdraw it"),
    {Role.CHAIR, Role.COORDINATOR},
    _OWN,
)
SET_COUNCIL_RULES = act(
    "proposals.council_rules", _("Enter by which rules a council votes"), {Role.ADMINISTRATOR}
)
READ = act(
    "proposals.read",
    _("See every submitted proposal of the city"),
    {Role.OFFICER, Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER, Role.CONTROLLER},
)
HANDLE = act(
    "proposals.handle",
    _("Check submitted proposals, ask to complete them, stop and extend the term"),
    {Role.OFFICER},
)


def is_of_a_council(user: Person, city_id: int) -> bool:
    """Tell if `user` sits in or coordinates a council of that city."""
    return may(user, WRITE, city_id)


def is_of_council(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` sits in or coordinates the council of the proposal."""
    return may_in(user, WRITE, proposal.district_id)


def may_see(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may see it: her own council's, or a submitted one as staff of the city."""
    if is_of_council(user, proposal):
        return True
    return proposal.is_submitted and may(user, READ, proposal.district.city_id)


def may_write(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may write it and present it to the council."""
    return is_of_council(user, proposal)


def may_act_for_council(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may enter the decision of the council, submit, send back and withdraw."""
    return may_in(user, ACT_FOR_COUNCIL, proposal.district_id)


def may_withdraw(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may withdraw it: a draft like whoever writes it, and later on behalf of the council."""
    return (
        is_of_council(user, proposal)
        if proposal.state == State.DRAFT
        else may_act_for_council(user, proposal)
    )


def may_open_minutes(user: Person, file: StoredFile) -> bool:
    """Tell if the file holds the minutes of a decision on a proposal that `user` may see. One query at most."""
    if not user.is_authenticated:
        return False
    made = CouncilDecision.objects.filter(minutes=file).select_related("proposal__district").first()
    return made is not None and may_see(user, made.proposal)


def may_handle(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may check it and handle it for the city."""
    return may(user, HANDLE, proposal.district.city_id)


def may_see_contact(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may see addresses and telephone numbers: the council itself, and the staff of the city."""
    return is_of_council(user, proposal) or may(user, READ, proposal.district.city_id)


def label_for(user: Person, proposal: Proposal) -> str:
    """Return what its state is called for `user`: before a decision only the staff of the city sees how far it is."""
    if may(user, READ, proposal.district.city_id):
        state, route = State(proposal.state), Route(proposal.route)
        is_fixed = state == State.DETERMINED and proposal.settlement == Settlement.AT_ONCE
        if is_fixed and route != Route.SUBSIDY:
            return str(FIXED_AMOUNT)
        return str(ROUTE_LABELS[route].get(state, state.label))
    return proposal.public_label


def may_open_attachment(user: Person, file: StoredFile) -> bool:
    """Tell if the file is an attachment of a proposal that `user` may see.

    One that was taken out before the city had it is for nobody else; one that was taken out later stays for the city.
    """
    found = Attachment.objects.filter(file=file).select_related("proposal__district").first()
    if found is None or not may_see(user, found.proposal):
        return False
    if found.removed_at is None:
        return True
    received_at = found.proposal.received_at
    return (
        received_at is not None and found.removed_at > received_at and not is_of_council(user, found.proposal)
    )


def may_read_all(user: Person, city_id: int) -> bool:
    """Tell if `user` may see every submitted proposal of that city."""
    return may(user, READ, city_id)


def may_work(user: Person, city_id: int) -> bool:
    """Tell if `user` handles proposals of that city."""
    return may(user, HANDLE, city_id)


def may_set_council_rules(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter by which rules the councils of that city vote."""
    return may(user, SET_COUNCIL_RULES, city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    items: list[tuple[str, Words]] = []
    if is_of_a_council(user, city_id):
        items.append(("proposals", _("Proposals")))
    if may_read_all(user, city_id):
        items.append(("work", _("Work list")))
    if may_set_council_rules(user, city_id):
        items.append(("council_rules_list", _("Voting rules")))
    return items
