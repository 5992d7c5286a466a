"""The list of the orders: in which stage each stands, and how an officer finds one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from grants.decisions.flows import decide
from grants.orders.models import PurchaseOrder
from grants.orders.queries import counts_of, listed
from grants.orders.states import STAGES, Stage
from tests import decisions, orders
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User], Client]
FIRST = NOON.date() + timedelta(days=40)  # of the actions


def shop(name: str) -> dict[str, Any]:
    return {"performer": replace(orders.SHOP, name=name, registration=""), "title": name}


@shared
def everything(delfshaven: District) -> City:
    """Have orders in every stage; of one the settlement waits for a decision, one was withdrawn."""
    orders.settled(delfshaven, cents=101_00, **shop("Vastgesteld"))
    gone = orders.ordered(delfshaven, cents=102_00, **shop("Ingetrokken"))
    decide(decisions.prepared(gone.proposal, decisions.a_revocation()), by=cast("daan"), at=NOON)
    orders.ordered(delfshaven, cents=103_00, **shop("Besteld"))
    orders.matched(delfshaven, cents=104_00, **shop("Gefactureerd"))
    orders.matched(delfshaven, cents=105_00, invoice_cents=5_00, **shop("Deels gefactureerd"))
    city: City = delfshaven.city
    return city


def stages(city: City, **asked: str) -> list[tuple[str, Stage]]:
    day = orders.TODAY
    return [(one.proposal.title, STAGES[one.stage]) for one in listed(city, on=day, **asked)]


def test_what_waits_for_somebody_stands_in_front(everything: City) -> None:
    assert stages(everything) == [
        ("Deels gefactureerd", Stage.TO_INVOICE),
        ("Gefactureerd", Stage.TO_SETTLE),
        ("Besteld", Stage.RUNNING),
        ("Vastgesteld", Stage.OVER),
        ("Ingetrokken", Stage.OVER),
    ]
    assert counts_of(everything, on=orders.TODAY) == {
        "confirm": 0,
        "invoice": 1,
        "settle": 1,
        "running": 1,
        "over": 2,
    }

    begun = listed(everything, on=FIRST).first()

    assert begun is not None
    assert (begun.proposal.title, STAGES[begun.stage]) == ("Besteld", Stage.TO_CONFIRM)
    assert counts_of(everything, on=FIRST) == {
        "confirm": 1,
        "invoice": 1,
        "settle": 1,
        "running": 0,
        "over": 2,
    }


def test_an_order_is_found_by_its_number_and_by_its_stage(everything: City) -> None:
    assert [title for title, _stage in stages(everything, q="opd-2026-0003")] == ["Besteld"]
    assert [title for title, _stage in stages(everything, q="gefactureerd")] == [
        "Deels gefactureerd",
        "Gefactureerd",
    ]
    assert [title for title, _stage in stages(everything, q="-")] == []
    assert [title for title, _stage in stages(everything, stage="settle")] == ["Gefactureerd"]


@pytest.mark.usefixtures("at_noon")
def test_the_page_says_whose_turn_it_is(everything: City, olga: User, signed_in: SignIn) -> None:
    first = PurchaseOrder.objects.get(proposal__title="Gefactureerd")
    decisions.prepared(first.proposal, decisions.a_determination(104_00))
    client = signed_in(olga)

    rows = client.get("/orders/").context["table"].rows

    assert [(cells[0].text, cells[1].text, cells[1].note) for cells in rows][:3] == [
        ("Deels gefactureerd", "Factuur invoeren", "de leverancier, daarna een behandelaar"),
        ("Gefactureerd", "Factuur vaststellen", "wie beslist"),
        ("Besteld", "Nog niet begonnen", "begint op 12 december 2026"),
    ]
    assert rows[0][4].note == "nog niet gefactureerd: €\xa0100,00"
    assert client.get("/orders/?show=nonsense").status_code == 422
    assert "Geen opdracht past" in client.get("/orders/?q=zeppelin").content.decode()


@pytest.mark.usefixtures("at_noon")
def test_a_city_that_ordered_nothing_yet_reads_what_will_stand_there(
    delfshaven: District, olga: User, signed_in: SignIn
) -> None:
    assert delfshaven.city_id
    page = signed_in(olga).get("/orders/").content.decode()
    assert ("Er is nog niets besteld" in page, "/work/" in page) == (True, True)
