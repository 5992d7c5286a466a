"""Who ordered never confirms, who confirmed never orders more; and an order ends, or waits, as its agreement does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from grants.decisions.flows import decide
from grants.orders.errors import ConfirmedIt, CouncilOrderedIt, OrderedIt
from grants.orders.flows import take_back_delivery
from grants.orders.models import Delivery, PurchaseOrder
from grants.orders.states import Whole
from grants.proposals.states import Route
from portal.errors import WrongState
from portal.post.models import Message
from tests import conditions, decisions, orders
from tests.make import NOON
from tests.proposals import cast, member_of
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

TODAY = orders.TODAY


@shared
def order(delfshaven: District) -> PurchaseOrder:
    return orders.ordered(delfshaven)


def now(order: PurchaseOrder) -> PurchaseOrder:
    return orders.order_of(order.proposal)


def by_hand(order: PurchaseOrder, who: User, **told: object) -> None:
    """Confirm a delivery around the flows."""
    what = {"delivered_on": TODAY, "cents": 1, "is_last": False, "words": "Er.", "confirmed_at": NOON, **told}
    with transaction.atomic():
        Delivery.objects.create(order=order, confirmed_by=who, **what)


def test_who_raised_the_order_does_not_confirm_and_who_confirmed_does_not_raise(order: PurchaseOrder) -> None:
    decide(
        decisions.prepared(order.proposal, decisions.a_change(1_500_00), by=cast("otto")),
        by=cast("daan"),
        at=NOON,
    )
    with pytest.raises(OrderedIt):
        orders.delivered(now(order), by=cast("otto"))
    with pytest.raises(IntegrityError, match="someone else"):
        by_hand(order, cast("otto"))

    other = orders.ordered(order.proposal.district, title="Nog een")
    orders.delivered(other, by=cast("otto"), whole=Whole.PART, cents=400_00)

    with pytest.raises(ConfirmedIt):
        decisions.prepared(now(other).proposal, decisions.a_change(1_500_00), by=cast("otto"))


def test_a_council_that_ordered_leaves_the_delivery_to_an_officer(delfshaven: District) -> None:
    order = orders.ordered_by_council(delfshaven)

    with pytest.raises(CouncilOrderedIt):
        orders.delivered(order)
    with pytest.raises(IntegrityError, match="someone else"):
        by_hand(order, member_of(delfshaven))

    assert orders.delivered(order, by=cast("otto")).cents == 605_00


def test_what_was_delivered_is_not_wiped_out_by_withdrawing_the_agreement(order: PurchaseOrder) -> None:
    orders.delivered(order, whole=Whole.PART, cents=400_00)
    with pytest.raises(WrongState, match="400,00"):
        decisions.prepared(now(order).proposal, decisions.a_revocation())
    with pytest.raises(IntegrityError, match="stays as it was placed"), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(ended_on=TODAY)

    other = orders.ordered(order.proposal.district, title="Nog een")
    decide(decisions.prepared(other.proposal, decisions.a_revocation()), by=cast("daan"), at=NOON)

    told = Message.objects.get(kind="orders.ended")
    assert (told.address, now(other).ended_on) == ("sam@podium.example", TODAY)
    assert "OPD-2026-0002" in told.subject


def test_nothing_is_ordered_before_the_condition_of_the_budget_is_met(delfshaven: District) -> None:
    proposal = conditions.granted(
        delfshaven, cents=500_00, advance_percent=0, route=Route.PURCHASE, performer=orders.SHOP
    )
    assert not proposal.purchase_orders.exists()

    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 25_000_00)
    conditions.by_night(conditions.ADOPTED)

    order = orders.order_of(proposal)
    assert (order.cents, order.placed_on) == (500_00, conditions.ADOPTED.date())
    assert Message.objects.filter(kind="orders.placed").count() == 1


def test_the_last_delivery_is_taken_back_first_and_nothing_is_added_after_it(order: PurchaseOrder) -> None:
    part = orders.delivered(order, whole=Whole.PART, cents=400_00)
    orders.delivered(now(order), whole=Whole.LAST, cents=0)

    with pytest.raises(WrongState, match="laatste"):
        take_back_delivery(part, why="Fout.", by=cast("otto"), at=NOON)
    with pytest.raises(IntegrityError, match="taken back once"), transaction.atomic():
        Delivery.objects.filter(pk=part.pk).update(
            taken_back_by=cast("otto"), taken_back_at=NOON, taken_back_why="Fout."
        )
    with pytest.raises(WrongState, match="laatste"):
        decisions.prepared(now(order).proposal, decisions.a_change(1_500_00))


@pytest.mark.parametrize(
    "changed", [{"version": 2}, {"letter": {}}, {"sent_on": TODAY + timedelta(days=1)}, {"is_returned": True}]
)
def test_an_order_changes_by_its_agreement_alone(order: PurchaseOrder, changed: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="stays as it was placed"), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(**changed)


def test_a_delivery_lies_between_its_order_and_its_confirmation(order: PurchaseOrder) -> None:
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(IntegrityError, match="someone else"):
            by_hand(order, member_of(order.proposal.district), delivered_on=day)

    by_hand(order, member_of(order.proposal.district))

    assert order.deliveries.count() == 1


def test_nothing_is_bought_from_nobody(delfshaven: District) -> None:
    with pytest.raises(WrongState, match="Niemand"):
        decisions.granted(delfshaven, cents=605_00, route=Route.PURCHASE, performer=None)
