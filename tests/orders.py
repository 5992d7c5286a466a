"""Builders of what the city buys, through its flows: each returns what the step before it made, one step on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from grants.decisions.flows import decide, enter_council_decision
from grants.decisions.signals import made_known
from grants.decisions.states import Ground, Votes
from grants.orders import following
from grants.orders.checking import DeliveryOf, InvoiceOf, LineOf
from grants.orders.flows import confirm_delivery, end_invoices, enter_invoice
from grants.orders.models import Delivery, Invoice, PurchaseOrder
from grants.orders.queries import match_of
from grants.orders.states import Whole
from grants.proposals.flows import PartyOf
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.rounds.states import Body
from grants.terms import day_of
from grants.vat import PERCENT, Rate, net_in
from tests import decisions, proposals
from tests.make import NOON, picture
from tests.proposals import cast, member_of
from wijkraden.people.models import User
from wijkraden.places.models import District

TODAY = date(2026, 11, 2)
SHOP = PartyOf(
    is_person=False,
    name="Podium & Zo",
    contact="Sam de Wit",
    email="sam@podium.example",
    registration="12345678",
    street="Schiedamseweg 1",
    postcode="3026 AA",
    town="Rotterdam",
)


def ordered(district: District, *, cents: int = 1_210_00, at: datetime = NOON, **asked: Any) -> PurchaseOrder:
    """Return the order of what the city agreed to buy, for so many euro cents with VAT."""
    what = {"performer": SHOP, **asked}
    made = decisions.granted(district, cents=cents, route=Route.PURCHASE, at=at, **what)
    return order_of(made)


def ordered_by_council(district: District, *, at: datetime = NOON, **asked: Any) -> PurchaseOrder:
    """Return an order on which the council itself decided, in a round of its own."""
    round_ = decisions.other_round(district.city, decides=Body.COUNCIL)
    what = {"cents": 605_00, "route": Route.PURCHASE, "performer": SHOP, "round_": round_, **asked}
    proposal = proposals.reviewed(district, at=at, **what)
    waiting = decisions.prepared(proposal, decisions.a_grant(proposal), at=at)
    enter_council_decision(waiting, votes=Votes(day_of(at), 5, 0, 0, "reglement"), by=cast("olga"), at=at)
    return order_of(proposal)


def bought_before(district: District, **asked: Any) -> Proposal:
    """Return what the city agreed to buy before there were orders, and that is under way: it has none."""
    made_known.disconnect(following.ordered)
    try:
        return decisions.under_way(district, **{"route": Route.PURCHASE, "performer": SHOP, **asked})
    finally:
        made_known.connect(following.ordered)


def order_of(proposal: Proposal) -> PurchaseOrder:
    """Return the order of a proposal as it is now."""
    found = PurchaseOrder.objects.select_related("proposal__district__city", "city").get(proposal=proposal)
    found.proposal.refresh_from_db()
    return found


def a_delivery(*, on: date = TODAY, **told: Any) -> DeliveryOf:
    """Return that everything was delivered on that day, unless told otherwise."""
    usual = DeliveryOf(Whole.ALL, on, "Ik was erbij: het podium stond om tien uur.")
    return replace(usual, **told)


def delivered(order: PurchaseOrder, *, by: User | None = None, at: datetime = NOON, **told: Any) -> Delivery:
    """Have a member of the council confirm that everything was delivered."""
    return confirm_delivery(
        order, what=a_delivery(on=day_of(at), **told), by=by or member_of(order.proposal.district), at=at
    )


def an_invoice(
    order: PurchaseOrder, *, cents: int | None = None, rate: Rate = Rate.HIGH, on: date = TODAY, **told: Any
) -> InvoiceOf:
    """Return an invoice of all that was delivered, with 21% VAT, unless told otherwise."""
    whole = match_of(order).to_invoice_cents if cents is None else cents
    net = net_in(whole, rate) if rate in PERCENT else whole
    usual = InvoiceOf(
        number="2026-117",
        order_number=order.number,
        dated_on=on,
        received_on=on,
        lines=(LineOf(rate, net, whole - net),),
        cents=whole,
        compensable_cents=0,
        upload=picture(),
    )
    return replace(usual, **told)


def invoiced(order: PurchaseOrder, *, by: User | None = None, at: datetime = NOON, **told: Any) -> Invoice:
    """Have olga enter such an invoice."""
    return enter_invoice(order, what=an_invoice(order, on=day_of(at), **told), by=by or cast("olga"), at=at)


def ended(order: PurchaseOrder, *, by: User | None = None, at: datetime = NOON) -> None:
    """Have olga note that no more invoices come of it."""
    end_invoices(order, why="De winkel rekent de rest niet.", by=by or cast("olga"), at=at)


def matched(
    district: District, *, invoice_cents: int | None = None, at: datetime = NOON, **asked: Any
) -> PurchaseOrder:
    """Return an order of which everything was delivered, and all or so many euro cents invoiced."""
    order = ordered(district, at=at, **asked)
    delivered(order, at=at)
    invoiced(order_of(order.proposal), cents=invoice_cents, at=at)
    return order_of(order.proposal)


def settled(district: District, *, at: datetime = NOON, **asked: Any) -> Proposal:
    """Have olga prepare and daan decide what such an order costs; return its proposal."""
    return settle(matched(district, at=at, **asked), at=at)


def settle(order: PurchaseOrder, *, at: datetime = NOON) -> Proposal:
    """Have olga prepare and daan decide what an order costs that was delivered and invoiced; return its proposal.

    Where less was invoiced than delivered, olga notes first that no more invoices come.
    """
    match = match_of(order)
    cents = match.invoiced_cents
    if match.can_end:
        ended(order, at=at)
    ground = Ground.COSTS if cents < order.cents else None
    what = decisions.a_determination(cents, ground=ground)
    decide(decisions.prepared(order.proposal, what, at=at), by=cast("daan"), at=at)
    order.proposal.refresh_from_db()
    return order.proposal
