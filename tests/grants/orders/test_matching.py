"""Only what was ordered, delivered and invoiced is paid: three papers by different people that say the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.models import Instalment
from grants.decisions.queries import determined_cents
from grants.decisions.states import Ground
from grants.orders.checking import LineOf
from grants.orders.errors import OrderedIt, WrongDelivery, WrongInvoice
from grants.orders.flows import await_invoices, take_back_delivery, take_back_invoice
from grants.orders.models import Invoice, PurchaseOrder
from grants.orders.queries import match_of
from grants.orders.states import Whole
from grants.payments.flows import change_payee
from grants.payments.queries import to_pay
from grants.proposals.states import State
from grants.vat import Rate
from portal.errors import PortalError, WrongState
from portal.files.flows import store
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.files.models import StoredFile
from portal.post.models import Message
from tests import decisions, orders, proposals
from tests.make import NOON, picture
from tests.proposals import cast, member_of
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

TODAY = orders.TODAY
BEFORE = TODAY - timedelta(days=1)  # it was ordered
OTHER_IBAN = "NL02ABNA0123456789"


def other_file() -> StoredFile:
    return store(picture(), kinds=PAPERS_AND_SHEETS, by=cast("olga"), at=NOON)


@shared
def order(delfshaven: District) -> PurchaseOrder:
    return orders.ordered(delfshaven)


@shared
def delivered(order: PurchaseOrder) -> PurchaseOrder:
    orders.delivered(order)
    return orders.order_of(order.proposal)


def test_an_agreement_that_is_made_known_places_an_order_with_the_next_number(
    order: PurchaseOrder, delfshaven: District
) -> None:
    second = orders.ordered(delfshaven, title="Nog een podium", cents=500_00)

    assert [order.number, second.number] == ["OPD-2026-0001", "OPD-2026-0002"]
    assert (order.cents, order.placed_on, order.version) == (1_210_00, TODAY, 1)
    assert (order.prepared_by, order.decided_by) == (cast("olga"), cast("daan"))
    mail = Message.objects.get(kind="orders.placed", about_id=order.public_id)
    assert mail.address == "sam@podium.example"
    assert "OPD-2026-0001" in mail.subject
    assert "Noem het opdrachtnummer OPD-2026-0001" in mail.plain_text
    assert "bezwaar" not in mail.plain_text
    assert "Awb" not in mail.plain_text


def test_who_ordered_it_never_confirms_that_it_was_delivered(order: PurchaseOrder) -> None:
    with pytest.raises(OrderedIt):
        orders.delivered(order, by=cast("olga"))

    made = orders.delivered(order, by=cast("otto"))

    assert (made.cents, made.is_last, made.confirmed_by) == (1_210_00, True, cast("otto"))
    assert orders.order_of(order.proposal).proposal.state == State.REPORTED


def test_it_is_delivered_in_parts_until_nothing_more_comes(order: PurchaseOrder) -> None:
    orders.delivered(order, whole=Whole.PART, cents=400_00)
    assert orders.order_of(order.proposal).proposal.state == State.GRANTED
    with pytest.raises(WrongDelivery, match="meer dan"):
        orders.delivered(order, whole=Whole.PART, cents=810_00)

    orders.delivered(order, whole=Whole.LAST, cents=0)

    match = match_of(orders.order_of(order.proposal))
    assert (match.delivered_cents, match.to_deliver_cents, match.is_delivered) == (400_00, 0, True)
    with pytest.raises(WrongState):
        orders.delivered(order)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"delivered_on": TODAY + timedelta(days=1)}, "delivered_on"),
        ({"delivered_on": TODAY - timedelta(days=1)}, "delivered_on"),
        ({"whole": Whole.PART}, "cents"),
        ({"whole": Whole.LAST, "cents": 1_210_01}, "cents"),
        ({"whole": Whole.LAST, "cents": 0}, "cents"),
        ({"words": " "}, "words"),
    ],
)
def test_a_delivery_that_does_not_fit_says_where(
    order: PurchaseOrder, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(WrongDelivery) as refused:
        orders.delivered(order, **told)
    assert refused.value.field == field


def test_nothing_is_settled_before_it_was_delivered_and_invoiced(
    order: PurchaseOrder, delfshaven: District
) -> None:
    what = decisions.a_determination(1_210_00)
    with pytest.raises(NotReady, match="bevestigt iemand de levering"):
        decisions.prepared(order.proposal, what)
    orders.delivered(order)
    with pytest.raises(NotReady, match="bevestigt iemand de levering"):
        decisions.prepared(order.proposal, what)
    assert to_pay(delfshaven.city, proposals=[order.proposal.pk]) == []

    orders.invoiced(order, cents=1_100_00)
    orders.ended(order)
    with pytest.raises(NotReady, match=r"1\.100,00"):
        decisions.prepared(order.proposal, what)
    made = orders.settle(orders.order_of(order.proposal))

    assert (made.state, determined_cents(made)) == (State.DETERMINED, 1_100_00)
    assert [one.cents for one in to_pay(delfshaven.city, proposals=[made.pk])] == [1_100_00]


HALF_A_CENT = (LineOf(Rate.HIGH, 50, 11), LineOf(Rate.LOW, 50, 5))  # 10,5 and 4,5 cents, half up


def test_the_vat_of_each_line_is_rounded_half_up_to_the_cent(delivered: PurchaseOrder) -> None:
    made = orders.invoiced(delivered, lines=HALF_A_CENT, cents=1_16)

    assert (made.net_cents, made.vat_cents, made.cents) == (1_00, 16, 1_16)
    assert [(one.rate, one.net_cents, one.vat_cents) for one in made.lines.all()] == [
        ("high", 50, 11),
        ("low", 50, 5),
    ]


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"lines": (LineOf(Rate.HIGH, 1_000_00, 209_98),), "cents": 1_209_98}, ["vat_1"]),
        ({"lines": (LineOf(Rate.EXEMPT, 1_000_00, 1),), "cents": 1_000_01}, ["vat_1"]),
        ({"lines": (LineOf(Rate.HIGH, 1_000_00, 210_00),), "cents": 1_209_99}, ["cents"]),
        ({"dated_on": TODAY + timedelta(days=1)}, ["dated_on", "received_on"]),
        ({"received_on": TODAY + timedelta(days=1)}, ["received_on"]),
        ({"received_on": BEFORE, "dated_on": BEFORE}, ["dated_on", "received_on"]),
        ({"dated_on": BEFORE}, ["dated_on"]),
        ({"compensable_cents": 210_01}, ["compensable_cents"]),
        ({"order_number": "OPD-2026-0002"}, ["order_number"]),
        ({"number": " - "}, ["number"]),
        ({"cents": 1_210_01, "lines": (LineOf(Rate.ZERO, 1_210_01, 0),)}, ["cents"]),
    ],
)
def test_an_invoice_that_does_not_hold_says_where(
    delivered: PurchaseOrder, told: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(WrongInvoice) as refused:
        orders.invoiced(delivered, **told)
    assert [name for name, _sentence in refused.value.lacks] == fields
    assert not delivered.invoices.exists()


@pytest.mark.parametrize("between", [" ", "–", " / ", "."])
def test_the_number_of_the_order_is_known_however_it_is_written(
    delivered: PurchaseOrder, between: str
) -> None:
    typed = delivered.number.lower().replace("-", between)

    assert orders.invoiced(delivered, order_number=f" {typed} ").order == delivered


@pytest.mark.parametrize(
    ("number", "other", "is_same"),
    [
        ("2026-1-11", "2026-11-1", False),
        ("2026-117", "２０２６/117 ", True),
        ("F-2026.117", "f2026 117", True),
        ("F 12", "F1-2", False),
    ],
)
def test_a_number_is_known_again_however_it_is_written(
    order: PurchaseOrder, number: str, other: str, is_same: bool
) -> None:
    keys = {orders.an_invoice(order, cents=1_00, number=one).number_key for one in (number, other)}
    assert (len(keys) == 1) == is_same


def test_more_than_was_delivered_is_refused_though_it_was_ordered(order: PurchaseOrder) -> None:
    with pytest.raises(WrongState, match="nog geen levering"):
        orders.invoiced(order, cents=100_00)
    orders.delivered(order, whole=Whole.PART, cents=400_00)

    with pytest.raises(WrongInvoice, match="meer dan er is geleverd"):
        orders.invoiced(order, cents=400_01)
    orders.invoiced(order, cents=400_00)

    with pytest.raises(WrongState, match="al gefactureerd"):
        orders.invoiced(order, cents=1, number="2")


def test_a_number_of_a_supplier_is_entered_once_in_a_city(
    delivered: PurchaseOrder, delfshaven: District
) -> None:
    orders.invoiced(delivered, cents=100_00)
    with pytest.raises(WrongInvoice, match="is er al"):
        orders.invoiced(delivered, cents=100_00, number="2026/117 ")
    other = orders.ordered(delfshaven, title="Zelfde winkel")
    orders.delivered(other)
    with pytest.raises(WrongInvoice, match="OPD-2026-0001"):
        orders.invoiced(other)
    elsewhere = replace(orders.SHOP, registration="87654321", name="Andere winkel")
    another = orders.ordered(delfshaven, title="Andere winkel", performer=elsewhere)
    orders.delivered(another)

    orders.invoiced(another)

    assert another.invoices.count() == 1


@pytest.mark.parametrize("known", ["by its account alone", "by its name alone", "on the same order"])
def test_the_same_invoice_is_known_by_anything_that_both_tell_of_its_supplier(
    delfshaven: District, known: str
) -> None:
    first = orders.ordered(delfshaven)
    change_payee(first.proposal, iban=proposals.IBAN, holder="Podium & Zo", by=cast("olga"), at=NOON)
    orders.delivered(first)
    entered = orders.invoiced(orders.order_of(first.proposal), cents=605_00)
    second = first
    if known != "on the same order":
        name = "Heel anders" if "account" in known else orders.SHOP.name
        shop = replace(orders.SHOP, registration="", name=name)
        second = orders.ordered(delfshaven, title="Zonder nummer", performer=shop)
        orders.delivered(second)
    if "name" not in known:
        iban = proposals.IBAN if "account" in known else OTHER_IBAN
        change_payee(second.proposal, iban=iban, holder="Podium & Zo", by=cast("olga"), at=NOON)

    with pytest.raises(WrongInvoice, match="is er al"):
        orders.invoiced(orders.order_of(second.proposal), cents=605_00)

    itself = {one.attname: getattr(entered, one.attname) for one in Invoice._meta.concrete_fields}
    itself |= {"id": None, "public_id": "x" * 12, "file_id": other_file().pk, "order_id": second.pk}
    if known != "on the same order":
        itself |= {"registration": "", "name" if "account" in known else "account": ""}
    with pytest.raises(IntegrityError, match=r"once|UNIQUE"), transaction.atomic():
        Invoice.objects.create(**itself)


def test_an_invoice_is_paid_thirty_days_after_it_came_or_after_the_last_delivery(
    order: PurchaseOrder,
) -> None:
    orders.delivered(order, whole=Whole.PART, cents=400_00)
    orders.invoiced(orders.order_of(order.proposal), cents=400_00)
    later = NOON + timedelta(days=14)
    orders.delivered(orders.order_of(order.proposal), at=later)
    orders.invoiced(orders.order_of(order.proposal), number="2", at=later + timedelta(days=3))

    settled = orders.settle(orders.order_of(order.proposal), at=later + timedelta(days=3))

    (payable,) = to_pay(settled.district.city, proposals=[settled.pk])
    assert payable.due_on == TODAY + timedelta(days=14 + 30)


def test_what_was_entered_wrong_is_taken_back_in_the_other_order(delivered: PurchaseOrder) -> None:
    invoice, delivery = orders.invoiced(delivered), delivered.deliveries.get()
    with pytest.raises(WrongState, match="Trek eerst de factuur terug"):
        take_back_delivery(delivery, why="Er ontbrak iets.", by=cast("otto"), at=NOON)

    take_back_invoice(invoice, why="Verkeerd bedrag.", by=cast("olga"), at=NOON)
    again = orders.invoiced(delivered)
    take_back_invoice(again, why="Toch niet.", by=cast("olga"), at=NOON)
    take_back_delivery(delivery, why="Er ontbrak iets.", by=cast("otto"), at=NOON)

    now = orders.order_of(delivered.proposal)
    assert now.proposal.state == State.UNDER_WAY
    assert (match_of(now).delivered_cents, match_of(now).invoiced_cents) == (0, 0)
    with pytest.raises(WrongState, match="al teruggetrokken"):
        take_back_delivery(delivery, why="Nog eens.", by=cast("otto"), at=NOON)


def test_nothing_of_it_changes_while_its_settlement_waits(delivered: PurchaseOrder) -> None:
    invoice = orders.invoiced(delivered, cents=1_000_00)
    orders.ended(delivered)
    ground = Ground.COSTS
    prepared = decisions.prepared(delivered.proposal, decisions.a_determination(1_000_00, ground=ground))
    for act in (
        lambda: take_back_invoice(invoice, why="Fout.", by=cast("olga"), at=NOON),
        lambda: orders.invoiced(delivered, number="2", cents=1_00),
        lambda: await_invoices(delivered, by=cast("olga"), at=NOON),
    ):
        with pytest.raises(WrongState, match="vaststellen van de factuur"):
            act()

    decide(prepared, by=cast("daan"), at=NOON)

    assert Instalment.objects.get(decision=prepared).cents == 1_000_00


def test_a_change_makes_the_next_version_and_no_less_than_was_delivered(order: PurchaseOrder) -> None:
    orders.delivered(order, whole=Whole.PART, cents=400_00)
    with pytest.raises(PortalError, match="400,00"):
        decisions.prepared(order.proposal, decisions.a_change(399_99))

    decide(decisions.prepared(order.proposal, decisions.a_change(1_000_00)), by=cast("daan"), at=NOON)

    changed = orders.order_of(order.proposal)
    assert (changed.number, changed.cents, changed.version) == (order.number, 1_000_00, 2)
    assert match_of(changed).to_deliver_cents == 600_00


def test_withdrawing_the_agreement_ends_the_order(order: PurchaseOrder, anna: User) -> None:
    decide(decisions.prepared(order.proposal, decisions.a_revocation()), by=cast("daan"), at=NOON)

    ended = orders.order_of(order.proposal)
    assert ended.ended_on == TODAY
    with pytest.raises(WrongState, match="ingetrokken"):
        orders.delivered(ended, by=member_of(ended.proposal.district))


def test_what_is_bought_for_a_small_amount_is_never_paid_at_once(delfshaven: District) -> None:
    small = orders.ordered(delfshaven, cents=100_00)

    assert small.proposal.state == State.GRANTED
    assert to_pay(delfshaven.city, proposals=[small.proposal.pk]) == []
