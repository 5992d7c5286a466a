"""What was delivered is settled once all of it is invoiced, or an officer noted why no more invoices come."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.queries import determined_cents
from grants.decisions.states import Ground
from grants.orders.errors import WrongInvoice
from grants.orders.flows import await_invoices, end_invoices, take_back_delivery, take_back_invoice
from grants.orders.matching import Match
from grants.orders.models import PurchaseOrder
from grants.orders.queries import match_of
from grants.orders.states import Whole
from grants.proposals.states import State
from portal.errors import WrongState
from portal.trail.models import Record
from tests import decisions, orders
from tests.make import NOON, post
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User], Client]
WHY = "De winkel schreef dat dit de laatste was."
HALF, REST = 600_00, 610_00
CHEAPER = decisions.a_determination(HALF, ground=Ground.COSTS)


@shared
def begun(delfshaven: District) -> PurchaseOrder:
    """Return an order of € 1.210 of which all was delivered and € 600 invoiced."""
    return orders.matched(delfshaven, invoice_cents=HALF)


def now(order: PurchaseOrder) -> PurchaseOrder:
    return orders.order_of(order.proposal)


def standing(order: PurchaseOrder) -> Match:
    return match_of(now(order))


def by_hand(order: PurchaseOrder, **told: Any) -> None:
    """Note around the flows that no more invoices come."""
    what = {"no_more_by": cast("olga"), "no_more_at": NOON, "no_more_why": WHY, **told}
    with transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(**what)


def test_the_first_of_more_invoices_is_not_settled_before_the_rest_is_here(begun: PurchaseOrder) -> None:
    with pytest.raises(NotReady, match="geen facturen meer"):
        decisions.prepared(begun.proposal, CHEAPER)

    orders.invoiced(begun, number="2026-118")

    assert determined_cents(orders.settle(now(begun))) == HALF + REST


def test_an_officer_notes_that_no_more_invoices_come_and_the_rest_goes_back(begun: PurchaseOrder) -> None:
    with pytest.raises(WrongInvoice, match="waarom"):
        end_invoices(begun, why=" ", by=cast("olga"), at=NOON)

    end_invoices(begun, why=WHY, by=cast("olga"), at=NOON)

    order = now(begun)
    assert (order.no_more_by, order.no_more_at, order.no_more_why) == (cast("olga"), NOON, WHY)
    with pytest.raises(WrongState, match="al vastgelegd"):
        end_invoices(order, why=WHY, by=cast("otto"), at=NOON)
    decide(decisions.prepared(order.proposal, CHEAPER), by=cast("daan"), at=NOON)
    order.proposal.refresh_from_db()
    assert (order.proposal.state, determined_cents(order.proposal)) == (State.DETERMINED, HALF)
    with pytest.raises(WrongState, match="al vastgesteld"):
        await_invoices(order, by=cast("olga"), at=NOON)


def test_it_is_taken_back_by_a_button_by_another_invoice_and_by_what_is_taken_back(
    begun: PurchaseOrder,
) -> None:
    def ended() -> PurchaseOrder:
        orders.ended(now(begun))
        assert standing(begun).can_be_settled
        return now(begun)

    await_invoices(ended(), by=cast("otto"), at=NOON)
    assert (standing(begun).can_be_settled, now(begun).no_more_why) == (False, "")

    second = orders.invoiced(ended(), number="2026-118", cents=1_00)
    assert (standing(begun).can_be_settled, standing(begun).to_invoice_cents) == (False, REST - 1_00)

    ended()
    take_back_invoice(second, why="Dubbel.", by=cast("olga"), at=NOON)
    assert not now(begun).gets_no_more

    notes = Record.objects.filter(act__in=["orders.no_more", "orders.more"]).order_by("pk")
    assert [one.act for one in notes] == ["orders.no_more", "orders.more"] * 3


def test_taking_the_last_delivery_back_takes_it_back_too(delfshaven: District) -> None:
    order = orders.ordered(delfshaven)
    orders.delivered(order, whole=Whole.PART, cents=HALF)
    last = orders.delivered(now(order))
    orders.invoiced(now(order), cents=HALF)
    orders.ended(now(order))

    take_back_delivery(last, why="Het kwam niet.", by=cast("otto"), at=NOON)

    assert (now(order).gets_no_more, now(order).proposal.state) == (False, State.UNDER_WAY)


def test_it_is_noted_only_where_something_is_still_awaited(delfshaven: District) -> None:
    order = orders.ordered(delfshaven)
    orders.delivered(order, whole=Whole.PART, cents=HALF)
    orders.invoiced(now(order), cents=1_00)
    with pytest.raises(WrongState, match="nog iets worden geleverd"):
        orders.ended(now(order))
    with pytest.raises(IntegrityError, match="stays as it was placed"):
        by_hand(order)

    other = orders.ordered(delfshaven, title="Nog een")
    orders.delivered(other)
    with pytest.raises(WrongState, match="nog geen factuur"):
        orders.ended(now(other))
    with pytest.raises(IntegrityError, match="stays as it was placed"):
        by_hand(other)

    orders.invoiced(now(other), number="2026-118")
    with pytest.raises(WrongState, match="al gefactureerd"):
        orders.ended(now(other))
    with pytest.raises(IntegrityError, match="stays as it was placed"):
        by_hand(other)


def test_the_database_holds_it_by_itself(begun: PurchaseOrder) -> None:
    for lacking in ({"no_more_why": ""}, {"no_more_by": None}):
        with pytest.raises(IntegrityError, match="no_more_invoices_says_why"):
            by_hand(begun, **lacking)
    by_hand(begun)

    with pytest.raises(IntegrityError, match="taken back once"), transaction.atomic():
        begun.invoices.update(taken_back_by=cast("olga"), taken_back_at=NOON, taken_back_why="Fout.")
    with pytest.raises(IntegrityError, match="stays as it was placed"):
        by_hand(begun, no_more_why="Een andere reden.")
    waiting = decisions.prepared(now(begun).proposal, CHEAPER)
    nothing = {"no_more_by": None, "no_more_at": None, "no_more_why": ""}
    with pytest.raises(IntegrityError, match="stays as it was placed"):
        by_hand(begun, **nothing)

    decide(waiting, by=cast("daan"), at=NOON)


@pytest.mark.usefixtures("at_noon")
def test_the_page_asks_for_the_next_invoice_until_an_officer_says_that_none_comes(
    begun: PurchaseOrder, olga: User, anna: User, signed_in: SignIn
) -> None:
    path = f"/orders/{begun.public_id}/"
    client = signed_in(olga)
    before = client.get(path).content.decode()
    assert "Voer de volgende factuur in: ten hoogste €\xa0610,00" in before
    assert "daarvan is €\xa0610,00 nog niet gefactureerd" in before
    assert "/decisions/prepare/" not in before
    assert "no-more-invoices" not in signed_in(anna).get(path).content.decode()
    offered = client.get(f"/proposals/{begun.proposal.public_id}/").content.decode()
    assert "Leg vast dat er geen facturen meer komen" in offered

    assert post(client, olga, f"{path}no-more-invoices/", why=" ").status_code == 422
    assert post(client, olga, f"{path}no-more-invoices/", why=WHY).status_code == 302

    after = client.get(path).content.decode()
    assert (WHY in after, "/decisions/prepare/" in after) == (True, True)
    assert WHY in client.get(f"/proposals/{begun.proposal.public_id}/").content.decode()
    assert WHY in client.get(f"{path}invoice/").content.decode()
    assert client.get(f"{path}no-more-invoices/").status_code == 302
    assert post(client, olga, f"{path}more-invoices/").status_code == 302
    assert "/decisions/prepare/" not in client.get(path).content.decode()
