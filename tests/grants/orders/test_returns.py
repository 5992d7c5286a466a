"""What natural persons were paid for orders, for the yearly return; and the VAT of invoices, for the controller."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from grants.control.queries.purchases import third_parties_of_year
from grants.orders.flows import mark_for_return
from grants.orders.models import PurchaseOrder
from grants.payments.flows import change_payee
from portal.errors import WrongState
from portal.trail.models import Record
from tests import decisions, orders, payments, proposals
from tests.make import NOON, post
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User], Client]
SAM = replace(orders.SHOP, is_person=True, name="Sam de Wit", contact="", registration="")


def paid_to(district: District, **asked: Any) -> PurchaseOrder:
    """Return an order that was delivered, invoiced, settled and paid by the bank."""
    made = orders.settled(district, cents=605_00, **asked)
    change_payee(made, iban=proposals.IBAN, holder="Sam de Wit", by=cast("olga"), at=NOON)
    payments.paid(made)
    return orders.order_of(made)


def listed(city: City, year: int) -> list[tuple[str, int]]:
    return [(one.number, one.paid_cents) for one in third_parties_of_year(city, year)]


@pytest.mark.usefixtures("at_noon")
def test_an_order_to_a_person_stands_on_the_list_of_the_year_in_which_it_was_paid(
    delfshaven: District, carla: User, signed_in: SignIn
) -> None:
    shop, person = orders.ordered(delfshaven, title="Van een winkel"), paid_to(delfshaven, performer=SAM)
    assert (shop.is_returned, person.is_returned) == (False, True)
    assert listed(delfshaven.city, 2026) == [(person.number, 605_00)]
    assert listed(delfshaven.city, 2025) == []

    client = signed_in(carla)
    page = client.get("/control/third-parties/?year=2026").content.decode()
    assert ("Sam de Wit" in page, "burgerservicenummer" in page) == (True, True)
    answer = client.get("/control/third-parties.csv?year=2026")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2026;Sam de Wit;Schiedamseweg 1;3026 AA;Rotterdam;OPD-2026-0002;")
    assert lines[1].endswith(";605,00")
    assert Record.objects.filter(act="ledger.exported").count() == 1


def test_what_came_back_in_the_year_is_taken_off(delfshaven: District) -> None:
    person = paid_to(delfshaven, performer=SAM)
    decisions.lowered(person.proposal, 105_00)
    payments.asked_back(person.proposal, came_in=500_00)

    assert listed(delfshaven.city, 2026) == [(person.number, 105_00)]


@pytest.mark.usefixtures("at_noon")
def test_an_officer_takes_it_out_with_a_reason(delfshaven: District, olga: User, signed_in: SignIn) -> None:
    order = orders.ordered(delfshaven, performer=SAM)
    path = f"/orders/{order.public_id}/return/"
    client = signed_in(olga)
    assert post(client, olga, path, why=" ").status_code == 422

    answer = post(client, olga, path, why="Sam heeft een eenmanszaak.")

    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.is_returned, order.returned_why, order.returned_set_by) == (
        False,
        "Sam heeft een eenmanszaak.",
        olga,
    )
    with pytest.raises(WrongState):
        mark_for_return(order, is_returned=False, why="Nog eens.", by=olga, at=NOON)


@pytest.mark.usefixtures("at_noon")
def test_the_vat_of_each_invoice_stands_with_what_comes_back(
    delfshaven: District, carla: User, signed_in: SignIn
) -> None:
    order = orders.ordered(delfshaven)
    orders.delivered(order)
    orders.invoiced(order, compensable_cents=210_00)

    client = signed_in(carla)
    sums = client.get("/control/vat/").context["sums"]
    assert [cents for _label, cents in sums] == [1_000_00, 210_00, 1_210_00, 210_00]
    lines = b"".join(client.get("/control/vat.csv")).decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[7:] == ["21%", "1000,00", "210,00", "1210,00", "210,00"]
