"""An invitation to an address that someone had before makes no second account by mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.post.flows import post_mail
from portal.post.models import Message
from portal.trail.models import Record
from tests.conftest import NOON
from tests.make import World, person, post, sign_in
from wijkraden.people.errors import AddressTaken, NotYours
from wijkraden.people.flows import (
    accept_invitation,
    block_account,
    end_seat_at_once,
    erase_person,
    invite,
    send_again,
    take_seat,
)
from wijkraden.people.flows.invitations import Sent
from wijkraden.people.models import FormerAddress, Invitation, Seat, User
from wijkraden.people.queries import is_meant
from wijkraden.people.states import Role
from wijkraden.places.models import City

TODAY = date(2026, 11, 2)
OLD = "vroeger@test.example"
pytestmark = pytest.mark.usefixtures("at_noon")


def token_of(sent: Sent) -> str:
    return sent.link.rstrip("/").rpartition("/")[2]


def invite_old(city: City, by: User, **more: Any) -> Sent:
    return invite(city=city, email=OLD, role=Role.CONTROLLER, starts_on=TODAY, by=by, at=NOON, **more)


@pytest.fixture
def mover(city: City) -> User:
    """An officer who had another address before."""
    user = person("nu", role=Role.OFFICER, city=city)
    FormerAddress.objects.create(user=user, email=OLD, left_at=NOON)
    return user


def test_an_invitation_to_an_address_that_someone_here_had_is_refused_in_a_sentence(
    mover: User, city: City, beheer: User
) -> None:
    with pytest.raises(AddressTaken) as refused:
        invite_old(city, beheer)

    assert mover.full_name in str(refused.value)
    assert mover.email not in str(refused.value)
    assert Invitation.objects.filter(email=OLD).count() == 0


def test_the_page_asks_whether_the_address_is_someone_elses_now(mover: User, beheer: User) -> None:
    fields = {"email": OLD, "role": "controller", "starts_on": "2-11-2026", "language": "nl"}
    client = sign_in(Client(), beheer)
    assert "for_another" not in client.get("/people/invite/").context["form"].fields

    refused = post(client, beheer, "/people/invite/", **fields)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["email"]
    assert 'name="for_another"' in refused.content.decode()
    assert post(client, beheer, "/people/invite/", **fields, for_another="on").status_code == 302
    sent = Invitation.objects.get(email=OLD)
    assert sent.for_another
    assert Record.objects.get(subject_id=sent.public_id).facts == {
        "role": "controller",
        "district": None,
        "for_another": True,
    }


def test_who_really_has_the_address_now_gets_an_account_of_her_own(
    mover: User, city: City, beheer: User
) -> None:
    sent = invite_old(city, beheer, for_another=True)

    with pytest.raises(NotYours):
        take_seat(token_of(sent), city=city, by=mover, at=NOON)
    made = accept_invitation(token_of(sent), city=city, given_name="Nieuw", family_name="Hier", at=NOON)

    assert made.pk != mover.pk
    assert Client().get(f"/people/invitations/{token_of(sent)}/").status_code == 410


def test_who_has_the_address_now_is_invited_without_a_question(mover: User, city: City, beheer: User) -> None:
    now = person("later", role=Role.REVIEWER, city=city)
    EmailAddress.objects.create(user=now, email=OLD, verified=True, primary=False)

    sent = invite(city=city, email=OLD, role=Role.PLAN_EDITOR, starts_on=TODAY, by=beheer, at=NOON)

    assert take_seat(token_of(sent), city=city, by=now, at=NOON).user == now


def test_an_account_in_another_city_does_not_show(world: World, city: City, beheer: User) -> None:
    elsewhere = person("daar", role=Role.OFFICER, city=world.elders)
    FormerAddress.objects.create(user=elsewhere, email=OLD, left_at=NOON)

    sent = invite_old(city, beheer)

    page = Client().get(f"/people/invitations/{token_of(sent)}/")
    assert (page.status_code, "form" in page.context) == (200, True)


@pytest.fixture
def open_one(city: City, beheer: User) -> Sent:
    """An invitation to someone who then changed her address."""
    sent = invite_old(city, beheer)
    user = person("nu", role=Role.OFFICER, city=city)
    FormerAddress.objects.create(user=user, email=OLD, left_at=NOON)
    return sent


def test_an_address_that_was_left_meanwhile_makes_no_account_either(
    open_one: Sent, city: City, beheer: User
) -> None:
    path = f"/people/invitations/{token_of(open_one)}/"
    fields = {"given_name": "Twee", "family_name": "Maal", "language": "nl"}

    page = Client().get(path)
    assert (page.status_code, "form" in page.context, page.context["has_left"]) == (200, False, True)
    with pytest.raises(AddressTaken):
        accept_invitation(token_of(open_one), city=city, given_name="X", family_name="Y", at=NOON)
    with pytest.raises(AddressTaken):
        send_again(open_one.invitation, by=beheer, at=NOON)
    assert post(Client(), None, path, **fields).status_code == 200
    assert Seat.objects.filter(role=Role.CONTROLLER, user__family_name="Maal").count() == 0


def test_she_takes_the_seat_of_an_invitation_to_her_former_address(
    city: City, beheer: User, anna: User
) -> None:
    sent = invite(city=city, email=OLD, role=Role.REVIEWER, starts_on=TODAY, by=beheer, at=NOON)
    user = person("nu", role=Role.OFFICER, city=city)
    FormerAddress.objects.create(user=user, email=OLD, left_at=NOON)
    path = f"/people/invitations/{token_of(sent)}/"

    assert "Is it yours?" not in sign_in(Client(), anna).get(path).content.decode()
    with pytest.raises(NotYours):
        take_seat(token_of(sent), city=city, by=anna, at=NOON)
    assert take_seat(token_of(sent), city=city, by=user, at=NOON).role == Role.REVIEWER


def test_a_former_address_that_someone_else_has_now_is_not_hers(open_one: Sent, city: City) -> None:
    asked, mover = open_one.invitation, User.objects.get(email="nu@test.example")
    assert is_meant(mover, asked)

    EmailAddress.objects.create(
        user=person("later", role=Role.REVIEWER, city=city), email=OLD, verified=True, primary=False
    )

    assert not is_meant(mover, asked)


def test_a_mail_about_another_who_tried_to_take_her_address_is_erased_with_her(
    mover: User, city: City, beheer: User
) -> None:
    other, had_it = person("ander"), person("deelde")
    FormerAddress.objects.create(user=had_it, email=OLD, left_at=NOON)
    text: dict[str, Any] = {"kind": "people.test", "language": "nl", "by": None, "at": NOON}
    post_mail("Code", "Uw code", to=other, address=OLD.upper(), **text)
    kept = post_mail("Dag", "Aan u", to=had_it, address=OLD, **text)
    end_seat_at_once(mover.seats.get(), by=beheer, at=NOON)
    block_account(mover, city=city, by=beheer, at=NOON)

    erase_person(mover, city=city, by=beheer, at=NOON)

    assert [one.pk for one in Message.objects.filter(address__iexact=OLD)] == [kept.pk]
