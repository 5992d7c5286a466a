"""Who finds on the first page that a delivery is to be confirmed, an invoice to be entered, or one to be settled."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from grants.home.queries import waiting_for
from grants.orders.models import PurchaseOrder
from grants.proposals.models import Interest
from tests import orders
from tests.make import NOON, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
CONFIRM = "Confirm the delivery: Podium"


@pytest.fixture(autouse=True)
def _in_english_at_noon(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"), time_machine.travel(NOON, tick=False):
        yield


def waiting(user: User, *, on: date) -> list[tuple[str, str]]:
    """Return what waits for her of what was bought on that day: its title and its address."""
    city = City.objects.get(slug="rotterdam")
    found = waiting_for(User.objects.get(pk=user.pk), city, today=on)
    return [(str(one.title), one.url) for one in found if "order" in one.url]


def days_of(order: PurchaseOrder) -> tuple[date, date]:
    proposal = order.proposal
    assert proposal.starts_on is not None
    assert proposal.ends_on is not None
    return proposal.starts_on, proposal.ends_on


def test_an_officer_confirms_once_it_is_over_and_nobody_of_the_council_did(
    delfshaven: District, anna: User, olga: User, otto: User
) -> None:
    order = orders.ordered(delfshaven, title="Podium")
    first, last = days_of(order)
    to_confirm = [(CONFIRM, f"/orders/{order.public_id}/deliver/")]
    assert [waiting(one, on=first) for one in (anna, olga, otto)] == [to_confirm, [], []]
    assert [waiting(one, on=last + DAY) for one in (anna, olga, otto)] == [to_confirm, [], to_confirm]

    told = {"has_interest": True, "explanation": "De winkel is van mijn broer.", "declared_at": NOON}
    Interest.objects.create(proposal=order.proposal, user=otto, **told)

    assert waiting(otto, on=last + DAY) == []


def test_what_the_council_itself_ordered_waits_for_an_officer_from_its_first_day(
    delfshaven: District, anna: User, otto: User
) -> None:
    order = orders.ordered_by_council(delfshaven, title="Podium")
    first, last = days_of(order)

    assert waiting(otto, on=first - DAY) == []
    assert waiting(otto, on=first) == [(CONFIRM, f"/orders/{order.public_id}/deliver/")]
    assert [waiting(anna, on=day) for day in (first, last + DAY)] == [[], []]


def test_the_next_invoice_is_asked_with_what_is_still_awaited(delfshaven: District, olga: User) -> None:
    order = orders.matched(delfshaven, title="Podium", invoice_cents=600_00)
    address = f"/orders/{order.public_id}/"
    assert waiting(olga, on=orders.TODAY) == [("Enter the next invoice: Podium", address)]
    city = delfshaven.city
    (told,) = [one.text for one in waiting_for(olga, city, today=orders.TODAY) if one.url == address]
    assert told.endswith("€\xa0610,00 still to be invoiced")

    orders.ended(order)

    assert waiting(olga, on=orders.TODAY) == [("Prepare the invoiced amount: Podium", address)]


def test_what_does_not_fit_on_the_first_page_stands_in_the_list_of_orders(
    delfshaven: District, olga: User, client: Client
) -> None:
    for number in range(9):
        order = orders.ordered(delfshaven, cents=1_00, title=f"Podium {number}")
        orders.delivered(order)
        orders.invoiced(orders.order_of(order.proposal), number=str(number))
    sign_in(client, olga)

    last = waiting(olga, on=orders.TODAY)[-1]

    assert last == ("1 further order waits", "/orders/")
    assert client.get(last[1]).context["page"].paginator.count == 9
