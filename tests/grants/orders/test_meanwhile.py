"""What was delivered counts once, though two people fill in the same part at the same time."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.orders.errors import WrongDelivery
from grants.orders.models import PurchaseOrder
from grants.orders.queries import match_of
from grants.orders.states import Whole
from tests import orders
from tests.make import post
from tests.proposals import member_of
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User], Client]
PART = {
    "whole": "part",
    "cents": "400",
    "words": "Het podium stond er.",
    "delivered_on": f"{orders.TODAY:%d-%m-%Y}",
}


@shared
def order(delfshaven: District) -> PurchaseOrder:
    return orders.ordered(delfshaven)


def still_to_come(answer: Any) -> str:
    """Return the amount that a page was drawn with, as its form sends it."""
    return str(re.findall(r'name="left" value="(\d+)"', answer.content.decode())[0])


@pytest.mark.usefixtures("at_noon")
def test_a_part_that_someone_confirmed_meanwhile_is_asked_about_once(
    order: PurchaseOrder, signed_in: SignIn
) -> None:
    anna, path = member_of(order.proposal.district), f"/orders/{order.public_id}/deliver/"
    client = signed_in(anna)
    opened = still_to_come(client.get(path))
    orders.delivered(order, whole=Whole.PART, cents=400_00)

    answer = post(client, anna, path, **PART, left=opened)

    assert (answer.status_code, match_of(order).delivered_cents) == (422, 400_00)
    assert "er moet nog € 810,00 komen" in answer.content.decode().replace("\xa0", " ")
    assert answer.context["form"]["words"].value() == PART["words"]
    assert post(client, anna, path, **PART, left=still_to_come(answer)).status_code == 302
    assert match_of(order).delivered_cents == 800_00
    assert post(client, anna, path, **{**PART, "cents": "1"}, left="9" * 30).status_code == 422


def test_what_is_confirmed_between_the_check_of_the_page_and_its_flow_is_not_counted_twice(
    order: PurchaseOrder,
) -> None:
    opened = match_of(order).to_deliver_cents
    orders.delivered(order, whole=Whole.PART, cents=400_00, left_cents=opened)

    for whole, cents in ((Whole.PART, 400_00), (Whole.LAST, 400_00), (Whole.ALL, None)):
        with pytest.raises(WrongDelivery, match=r"810,00 komen"):
            orders.delivered(order, whole=whole, cents=cents, left_cents=opened)

    assert match_of(order).delivered_cents == 400_00


@pytest.mark.usefixtures("at_noon")
def test_a_wrong_file_and_a_wrong_amount_are_told_in_the_same_round(
    order: PurchaseOrder, signed_in: SignIn
) -> None:
    anna, path = member_of(order.proposal.district), f"/orders/{order.public_id}/deliver/"
    client = signed_in(anna)
    wrong = SimpleUploadedFile("bon.exe", b"MZ")
    told = {**PART, "cents": "999999", "left": still_to_come(client.get(path))}

    answer = post(client, anna, path, **told, file_1=wrong)

    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["cents", "file_1"])
