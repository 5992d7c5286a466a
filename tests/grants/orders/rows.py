"""The pages of the orders in the tables of every page: who is answered what, and which ones are lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from grants.orders.models import PurchaseOrder
from tests import orders
from tests.checks.permissions import CONTROL, Table, holding
from tests.make import World
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
COUNCIL = frozenset({"anna", "chris", "coen"})
OFFICERS = holding(Role.OFFICER)
READERS = holding(Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER) | CONTROL
STAFF = OFFICERS | READERS
PLACED, DELIVERED, INVOICED = "Podium besteld", "Podium geleverd", "Podium gefactureerd"


def _district(world: World) -> District:
    return world.city.districts.get(slug="delfshaven-schiemond")


def placed(world: World) -> PurchaseOrder:
    """Return an order of which nothing was delivered yet."""
    found = PurchaseOrder.objects.filter(proposal__title=PLACED).first()
    return found or orders.ordered(_district(world), cents=5_00, title=PLACED, at=world.at)


def invoiced(world: World) -> PurchaseOrder:
    """Return one of which all was delivered, and a part invoiced."""
    found = PurchaseOrder.objects.filter(proposal__title=INVOICED).first()
    return found or orders.matched(
        _district(world), cents=6_00, invoice_cents=1_00, title=INVOICED, at=world.at
    )


def one_placed(world: World) -> Parameters:
    """Return the parameters of the address of the one that was placed."""
    return {"public_id": placed(world).public_id}


def one_invoiced(world: World) -> Parameters:
    """Return those of the one with an invoice."""
    return {"public_id": invoiced(world).public_id}


def more(world: World) -> list[Parameters]:
    """Return those of the other one too."""
    return [one_placed(world)]


def a_delivery(world: World) -> Parameters:
    """Return those of a delivery of which nothing is invoiced yet."""
    order = PurchaseOrder.objects.filter(proposal__title=DELIVERED).first()
    if order is None:
        order = orders.ordered(_district(world), cents=7_00, title=DELIVERED, at=world.at)
        orders.delivered(order, at=world.at)
    return {"public_id": order.deliveries.get().public_id}


def an_invoice(world: World) -> Parameters:
    """Return those of an invoice."""
    return {"public_id": invoiced(world).invoices.get().public_id}


def add_rows(table: Table) -> None:
    """Say who sees the pages of an order, and who may send their forms."""
    see, do = table.see, table.do
    not_confirm = dict.fromkeys(READERS, 403)
    not_office = dict.fromkeys(READERS | COUNCIL, 403)
    see("orders", STAFF)
    see("order", STAFF | COUNCIL, things=one_invoiced, more=more)
    see("order_pdf", STAFF | COUNCIL, things=one_placed)
    # Olga ordered it: her page leads her back with that sentence
    see(
        "order_deliver",
        COUNCIL | OFFICERS,
        things=one_placed,
        but={**not_confirm, "olga": 302},
    )
    do("order_deliver", COUNCIL | OFFICERS, things=one_placed, but=not_confirm)
    see("order_return", OFFICERS, things=one_invoiced, but=not_office)
    do("order_return", OFFICERS, things=one_invoiced, but=not_office)
    see("order_invoice", OFFICERS, things=one_invoiced, but=not_office)
    do("order_invoice", OFFICERS, things=one_invoiced, but=not_office)
    see("order_no_more", OFFICERS, things=one_invoiced, but=not_office)
    do("order_no_more", OFFICERS, things=one_invoiced, but=not_office)
    do("order_more", OFFICERS, answer=302, things=one_invoiced, but=not_office)
    see("delivery_take_back", OFFICERS, things=a_delivery, but=not_office)
    do("delivery_take_back", OFFICERS, things=a_delivery, but=not_office)
    see("invoice_take_back", OFFICERS, things=an_invoice, but=not_office)
    do("invoice_take_back", OFFICERS, things=an_invoice, but=not_office)


def more_orders(world: World, number: int) -> None:
    """Place further orders, each second of which was delivered and invoiced."""
    for one in range(number):
        make = orders.matched if one % 2 else orders.ordered
        title = f"Opdracht {PurchaseOrder.objects.count()}"
        shop = replace(orders.SHOP, name=title, registration="")
        make(_district(world), cents=1_00, title=title, performer=shop, at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {"orders": more_orders}
NOT_LISTS: tuple[str, ...] = (
    "delivery_take_back",
    "invoice_take_back",
    "order",
    "order_deliver",
    "order_invoice",
    "order_no_more",
    "order_pdf",
    "order_return",
)
