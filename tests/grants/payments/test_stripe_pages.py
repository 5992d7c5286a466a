"""The pages of payments by Stripe, as payers and officers walk through them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from grants.payments.checking import seal_of
from grants.payments.comparing import compare
from grants.payments.models import Batch, ConnectedAccount, PayoutAccount, StripeTransfer
from grants.payments.queries import orders_of_batch
from grants.payments.states_of_connect import TransferState
from grants.proposals.models import Proposal
from portal.post.models import Message
from portal.security.tokens import FIELD, new_token
from tests import connect, payments
from tests.make import NOON, sign_in
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import StripeServer
from wijkraden.places.models import City, District

pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def page(name: str, path: str) -> str:
    """Return a page as somebody of the cast sees it."""
    answer = sign_in(Client(), cast(name)).get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(name: str, path: str, **typed: str) -> tuple[int, str]:
    """Have somebody send a form; return the status, and where it leads or what it says."""
    user = cast(name)
    answer = sign_in(Client(), user).post(path, {FIELD: new_token(user, path), **typed})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_from_to_pay_to_the_link_and_back(server: StripeServer, proposal: Proposal) -> None:
    link = f"/payments/payees/{proposal.public_id}/link/"
    shown = page("pim", "/payments/to-pay/")
    assert ("De ontvanger heeft nog geen rekening bij Stripe." in shown, link in shown) == (True, True)
    assert "fatima@demo.example" in page("pim", link)

    assert send("pim", link) == (302, link)

    assert Message.objects.filter(kind="payments.stripe_invited").count() == 1
    shown = page("pim", "/payments/stripe/")
    assert (proposal.number in shown, "is daar nog niet geweest" in shown) == (True, True)
    assert "Stuur de ontvanger opnieuw de link naar Stripe" in page(
        "olga", f"/proposals/{proposal.public_id}/"
    )


def test_an_officer_finds_the_call_on_her_first_page_and_makes_it(
    server: StripeServer, proposal: Proposal
) -> None:
    connect.connected(server, proposal, ending="9999")
    payee = PayoutAccount.objects.get()
    path = f"/payments/payouts/{payee.public_id}/confirm/"
    assert path not in page("olga", "/home/")  # she sent the link
    assert path in page("otto", "/home/")
    assert path in page("otto", f"/proposals/{proposal.public_id}/")
    assert "eindigt op 9999" in page("pim", "/payments/")
    at = timezone.localtime(NOON)
    told = {"day": f"{at:%d-%m-%Y}", "called_number": "010 1234567", "spoke_with": "Fatima"}
    assert send("otto", path, **told, hour="03:00")[0] == 422

    assert send("otto", path, **told, hour=f"{at:%H:%M}") == (302, f"/proposals/{proposal.public_id}/")

    payee.refresh_from_db()
    assert payee.verdict == "confirmed"
    assert "9999" in page("pim", "/payments/to-pay/")


def test_a_release_by_stripe_says_so_and_asking_takes_it_on(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    connect.connected(server, proposal)
    batch = payments.batched(proposal, execution_on=NOON.date())
    path = f"/payments/batches/{batch.public_id}/"
    assert "krijgt Stripe de opdracht om te betalen" in page("petra", f"{path}release/")
    assert send("petra", f"{path}release/", seal=seal_of(orders_of_batch(batch))) == (302, path)
    shown = page("petra", path)
    assert ("Stripe meldt wat het betaald heeft." in shown, "/file/" in shown) == (True, False)
    assert sign_in(Client(), cast("petra")).get(f"{path}file/").status_code == 404
    asked = StripeTransfer.objects.select_related("order").get()
    order = f"/payments/orders/{asked.order.public_id}/"
    server.trouble("/transfers", "drop")

    assert send("pim", f"{order}ask-stripe/") == (302, order)

    shown = page("pim", order)
    assert ("niemand weet nog wat het deed" in shown, "Vraag het nu aan Stripe" in shown) == (True, True)
    assert "Van 1 betaling weet niemand wat Stripe deed" in page("pim", "/payments/")
    assert "Vraag het nu aan Stripe" in page("pim", "/payments/stripe/")
    assert "/failed/" not in shown  # nobody says so but Stripe
    status, said = send("pim", f"{order}failed/", reason="Terug")
    assert (status, "Stripe meldt zelf wanneer een betaling mislukt" in said) == (422, True)
    assert send("pim", f"{order}ask-stripe/") == (302, order)
    asked.refresh_from_db()
    assert asked.state == TransferState.PAYING_OUT
    (payout,) = server.made("payout")
    payout["amount"] = 1
    compare(at=NOON + timedelta(days=1))
    shown = page("carla", "/payments/stripe/")
    assert ("Stripe heeft een ander bedrag" in shown, payout["id"] in shown) == (True, True)


def test_switched_off_the_pages_still_show_what_is_on_its_way(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    off = "Stripe staat in dit portaal uit."
    with connect.switched_off():
        assert "1 betaling via Stripe staat stil" in page("pim", "/payments/")
        assert off in page("pim", "/payments/stripe/")
        assert off in page("pim", f"/payments/orders/{asked.order.public_id}/")
    assert "staat stil" not in page("pim", "/payments/")


def test_the_regulation_offers_stripe_once_the_keys_are_set(server: StripeServer, city: City) -> None:
    path = "/regulations/add/"
    assert 'value="stripe"' in page("beheer", path)
    with connect.switched_off():
        assert 'value="stripe"' not in page("beheer", path)
    assert Batch.objects.count() == ConnectedAccount.objects.count() == 0
