"""What the city bought before there were orders: settled by its report as every other, and in an officer's lists."""

import pytest
from django.test import Client

from grants.decisions.flows import decide
from grants.decisions.queries import determined_cents
from grants.decisions.states import Ground
from grants.dossier.told import turn_for
from grants.home.queries import waiting_for
from grants.orders.models import PurchaseOrder
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.reports.asking import awaits_final
from grants.reports.final import proposed_final
from grants.reports.flows import return_report, submit_report
from grants.reports.queries import counts_of, listed
from tests import decisions, orders
from tests.make import NOON, sign_in
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

TODAY = orders.TODAY


@shared
def reported(delfshaven: District) -> Proposal:
    """Return one of € 8.000 that cost € 6.000, as its council reported."""
    made = orders.bought_before(delfshaven, title="Podium")
    submit_report(decisions.written(made, by=cast("anna")), by=cast("anna"), at=NOON)
    made.refresh_from_db()
    assert not PurchaseOrder.objects.exists()
    return made


def in_list(city: City, show: str) -> list[str]:
    return [one.title for one in listed(city, show, on=TODAY)]


def test_its_report_takes_it_on_and_its_final_amount_follows_from_that(reported: Proposal) -> None:
    found = proposed_final(reported)
    assert found is not None
    assert (reported.state, found.cents, awaits_final(reported)) == (State.REPORTED, 6_000_00, True)

    what = decisions.a_determination(found.cents, ground=Ground.COSTS)
    decide(decisions.prepared(reported, what), by=cast("daan"), at=NOON)

    reported.refresh_from_db()
    assert (reported.state, determined_cents(reported)) == (State.DETERMINED, 6_000_00)


@pytest.mark.usefixtures("at_noon")
def test_an_officer_finds_it_among_what_is_to_be_determined(
    reported: Proposal, olga: User, client: Client
) -> None:
    city = reported.district.city
    address = f"/reports/{reported.public_id}/"
    assert address in [one.url for one in waiting_for(olga, city, today=TODAY)]
    assert in_list(city, "submitted") == ["Podium"]
    assert (counts_of(city, on=TODAY)["submitted"], in_list(city, "at_once")) == (1, [])
    assert turn_for(olga, reported, at=NOON) == "Nu aan de beurt: de gemeente, met het verslag."
    sign_in(client, olga)
    assert "De gemeente stelt het definitieve bedrag vast" in client.get("/reports/").content.decode()
    assert "/decisions/prepare/" in client.get(address).content.decode()


def test_what_has_an_order_is_not_among_them(delfshaven: District) -> None:
    order = orders.matched(delfshaven, title="Met een opdracht")
    submit_report(decisions.written(order.proposal, by=cast("anna")), by=cast("anna"), at=NOON)

    assert (in_list(delfshaven.city, "submitted"), awaits_final(order.proposal)) == ([], False)
    assert in_list(delfshaven.city, "at_once") == ["Met een opdracht"]


def test_its_report_is_returned_when_something_is_wrong(reported: Proposal) -> None:
    return_report(reported.reports.get(), reason="Een bon ontbreekt.", by=cast("olga"), at=NOON)

    reported.refresh_from_db()
    assert reported.state == State.UNDER_WAY
