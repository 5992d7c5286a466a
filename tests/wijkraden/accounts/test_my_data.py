"""What is kept of a person, handed to her, and what is asked before that."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from django.utils import timezone

from portal.post.models import Message
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from tests import make
from tests.make import World
from wijkraden.people.flows import block_account
from wijkraden.people.models import Invitation, User
from wijkraden.places.models import City

SignedIn = Callable[[User | None], Client]
PARTS = [
    "account",
    "email_addresses",
    "seats",
    "side_functions",
    "invitations",
    "second_steps",
    "devices",
    "files",
    "documents",
    "jobs",
    "messages",
    "acts",
]


def acts_of(user: User) -> list[str]:
    found = Record.objects.filter(subject_id=user.public_id, act__startswith="account.").order_by("number")
    return list(found.values_list("act", flat=True))


def test_my_data_holds_everything_and_no_secret(anna: User, bram: User, world: World) -> None:
    client = Client()
    Client().post("/accounts/login/code/", {"email": anna.email})
    client.post("/accounts/login/", {"login": anna.email, "password": "demo-portal"})
    WebAuthn.add(anna, "Mijn sleutel", make._credential())
    assert (world.file.by, world.job.by) == (anna, anna)
    world.invited(world.elders, world.ada, email=anna.email)
    world.side_function_of("bram")

    answer = client.get("/account/data/")
    text = b"".join(answer).decode()
    data = json.loads(text)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert list(data) == PARTS
    assert data["account"]["email"] == anna.email
    assert data["email_addresses"] == [{"email": anna.email, "verified": True, "primary": True}]
    assert [seat["district"] for seat in data["seats"]] == ["Delfshaven-Schiemond"]
    assert data["side_functions"] == data["documents"] == []
    assert [(one["city_name"], one["role"]) for one in data["invitations"]] == [("Elders", "reviewer")]
    assert [(one["kind"], one["name"]) for one in data["second_steps"]] == [("webauthn", "Mijn sleutel")]
    assert [one["ends_at"] is not None for one in data["devices"]] == [True]
    assert [one["name"] for one in data["files"]] == ["foto.jpg"]
    assert [one["label"] for one in data["jobs"]] == ["Werk 0"]
    assert {
        one["text"] for one in data["messages"] if one["subject"] == Message.objects.earliest("id").subject
    } == {None}
    assert "attestationObject" not in text
    assert acts_of(anna)[-1] == "account.data_taken"


def test_asking_for_the_head_of_my_data_is_no_download(anna: User, signed_in: SignedIn) -> None:
    assert signed_in(anna).head("/account/data/").status_code == 200
    assert acts_of(anna) == []


@pytest.mark.parametrize(
    "address",
    ["/account/data/", "/people/{}/seat/", "/people/{}/block/", "/people/{}/erase/", "/people/invite/"],
)
def test_what_weighs_asks_for_a_recent_sign_in(beheer: User, rik: User, address: str) -> None:
    url = address.format(rik.public_id)
    assert make.sign_in(Client(), beheer).get(url).status_code == 200

    answer = make.sign_in(Client(), beheer, confirmed=False).get(url)

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert acts_of(beheer) == (["account.data_taken"] if address == "/account/data/" else [])


def test_what_weighs_and_has_no_page_asks_for_it_too(
    beheer: User, rik: User, world: World, city: City
) -> None:
    invitation = world.invitation.invitation
    block_account(rik, city=city, by=beheer, at=timezone.now())
    for address in (
        f"/people/invitations/{invitation.public_id}/send-again/",
        f"/people/{rik.public_id}/unblock/",
    ):
        answer: Any = make.sign_in(Client(), beheer, confirmed=False).post(
            address, {FIELD: new_token(beheer, address)}
        )

        assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Invitation.objects.get().token_hash == invitation.token_hash
    assert not User.objects.get(pk=rik.pk).is_active


def test_my_data_holds_what_was_mailed_to_her_addresses_and_nothing_of_another(
    anna: User, bram: User, signed_in: SignedIn
) -> None:
    EmailAddress.objects.create(user=anna, email="anna@thuis.example", verified=True)
    EmailAddress.objects.create(user=anna, email="nieuw@test.example", verified=False)
    for number, address in enumerate(
        ["ANNA@demo.example", "Anna@Thuis.example", "nieuw@test.example", bram.email, "nanna@demo.example"]
    ):
        make.message(number, address=address, at=timezone.now())

    answer = signed_in(anna).get("/account/data/")

    data = json.loads(b"".join(answer))
    assert sorted(one["subject"] for one in data["messages"]) == ["Bericht 0", "Bericht 1"]
