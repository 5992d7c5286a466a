"""Who confirms a delivery, enters an invoice, and sees what was paid to third parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.rules import may_read_all, may_see
from wijkraden.people.rules import Person, act, may, may_in
from wijkraden.people.states import Role

from .models import DeliveryFile, Invoice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from grants.proposals.models import Proposal
    from portal.files.models import StoredFile
    from wijkraden.people.models import User

    from .models import PurchaseOrder

_NOT_WHO_ORDERED = _(
    "never who prepared or decided on the order or a change of it, nor the council that did; without an own interest"
)
_ORDERS = frozenset({DecisionKind.GRANT, DecisionKind.CHANGE})
CONFIRM = act(
    "orders.confirm",
    _("Confirm for the council that what the city ordered was delivered"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
    _NOT_WHO_ORDERED,
)
CONFIRM_AS_OFFICER = act(
    "orders.confirm_office",
    _("Confirm for the city that what it ordered was delivered, take back a delivery that is wrong"),
    {Role.OFFICER},
    _NOT_WHO_ORDERED,
)
INVOICE = act(
    "orders.invoice",
    _(
        "Enter the invoice of a supplier, take back one that is wrong, say that no more come of an order, and which "
        "orders go in the yearly return"
    ),
    {Role.OFFICER},
)


def agreements() -> QuerySet[Decision]:
    """Return the decisions by which something was ordered, and the changes of that which wait."""
    return Decision.objects.filter(
        kind__in=sorted(_ORDERS), state__in=[DecisionState.PREPARED, DecisionState.DECIDED]
    )


def agreements_of(proposal: Proposal) -> list[Decision]:
    """Return the decisions by which it was ordered, and a change of that which waits. One query at most."""
    return [
        one
        for one in proposal.decisions.all()
        if one.kind in _ORDERS and one.state in {DecisionState.PREPARED, DecisionState.DECIDED}
    ]


def is_who_ordered(user: Person, order: PurchaseOrder) -> bool:
    """Tell if `user` prepared or decided on the order, or on a change of it. One query at most."""
    found = agreements_of(order.proposal)
    return user.pk in {pk for one in found for pk in (one.prepared_by_id, one.decided_by_id)}


def is_of_council_that_ordered(user: User, order: PurchaseOrder) -> bool:
    """Tell if the council itself decided on the order, and `user` sat in it then or since. Two queries at most."""
    days = [one.council_on for one in agreements_of(order.proposal) if one.council_on is not None]
    if not days:
        return False
    seats = user.seats.filter(district=order.proposal.district_id)
    return seats.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=min(days))).exists()


def may_confirm(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` confirms deliveries for that council or city; who ordered it, the flow tells in words."""
    return may_in(user, CONFIRM, proposal.district_id) or may_take_back(user, proposal)


def may_take_back(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may take back a delivery that was confirmed wrongly."""
    return may(user, CONFIRM_AS_OFFICER, proposal.district.city_id)


def may_invoice(user: Person, proposal: Proposal) -> bool:
    """Tell if `user` may enter an invoice, take one back, or say what goes in the yearly return."""
    return may(user, INVOICE, proposal.district.city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    return [("orders", _("Orders"))] if may_read_all(user, city_id) else []


def may_open_file(user: Person, file: StoredFile) -> bool:
    """Tell if the file shows what was delivered, or is an invoice, of an order that `user` may see."""
    shown = DeliveryFile.objects.filter(file=file).select_related("delivery__order__proposal__district")
    found = [one.delivery.order.proposal for one in shown]
    asked = Invoice.objects.filter(file=file).select_related("order__proposal__district")
    found += [one.order.proposal for one in asked]
    return any(may_see(user, one) for one in found)
