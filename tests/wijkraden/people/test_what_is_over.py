"""What is over, erased or not hers alone to change is not offered, and a page that was still open says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import translation

from portal.security.tokens import FIELD
from tests.conftest import NOON
from tests.make import World, person, post, sign_in
from wijkraden.people.flows import end_seat_at_once, give_seat, revoke_invitation
from wijkraden.people.models import Invitation, SideFunction, User
from wijkraden.people.states import Role
from wijkraden.places.models import City

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("at_noon")


def told(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_a_seat_that_is_over_has_no_page_to_end_it(city: City, beheer: User) -> None:
    over = person("oud", role=Role.REVIEWER, city=city, ends_on=date(2026, 10, 1))
    at_once = person("meteen", role=Role.REVIEWER, city=city)
    end_seat_at_once(at_once.seats.get(), by=beheer, at=NOON)
    client = sign_in(Client(), beheer)

    for user in (over, at_once):
        page = f"/people/{user.public_id}/"
        path = f"{page}seats/{user.seats.get().public_id}/end/"
        answers = [client.get(path), post(client, beheer, path, ends_on="3-4-2027")]

        assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, page)] * 2
        with translation.override("nl"):
            assert set(told(answers[0])) == {"Deze rol is al beëindigd."}
    assert over.seats.get().ends_on == date(2026, 10, 1)


def test_a_seat_that_ends_today_can_still_get_another_last_day(city: City, beheer: User) -> None:
    user = person("straks", role=Role.REVIEWER, city=city, ends_on=TODAY)
    path = f"/people/{user.public_id}/seats/{user.seats.get().public_id}/end/"

    assert sign_in(Client(), beheer).get(path).status_code == 200


def test_a_side_function_that_is_over_has_no_page_to_end_it(world: World, anna: User) -> None:
    found = world.side_function
    path = f"/people/side-functions/{found.public_id}/end/"
    client = sign_in(Client(), anna)
    assert client.get(path).status_code == 200

    SideFunction.objects.filter(pk=found.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2026, 11, 1))

    assert client.get(path).headers["Location"] == "/people/side-functions/"


def test_an_invitation_is_withdrawn_after_a_question_and_a_look_withdraws_nothing(
    world: World, beheer: User
) -> None:
    found = world.invitation.invitation
    path = f"/people/invitations/{found.public_id}/revoke/"
    client = sign_in(Client(), beheer)
    listed = client.get("/people/invitations/").content.decode()
    assert f'href="{path}"' in listed
    around, dialog = listed.split("<dialog")
    assert (around.count(f'action="{path}"'), dialog.count(f'action="{path}"')) == (0, 1)

    asked = client.get(path)

    assert (asked.status_code, found.email in asked.content.decode()) == (200, True)
    still_open = Invitation.objects.filter(pk=found.pk, revoked_at=None)
    assert still_open.exists()
    token = dialog.split(f'name="{FIELD}" value="')[1].split('"')[0]
    assert client.post(path, {FIELD: token}).headers["Location"] == "/people/invitations/"
    assert not still_open.exists()
    assert client.get(path).headers["Location"] == "/people/invitations/"


def test_a_row_of_an_invitation_whose_address_was_erased_has_a_heading(world: World, beheer: User) -> None:
    found = world.invitation.invitation
    revoke_invitation(found, by=beheer, at=NOON)
    Invitation.objects.filter(pk=found.pk).update(email="")

    page = sign_in(Client(), beheer).get("/people/invitations/").content.decode()

    assert "Gewist adres" in page


def test_nothing_is_offered_that_will_be_refused(world: World, city: City, beheer: User, rik: User) -> None:
    client, path = sign_in(Client(), beheer), f"/people/{rik.public_id}/"
    offers = [f"{path}name/", f"{path}block/"]
    assert [one in client.get(path).content.decode() for one in offers] == [True, True]

    give_seat(rik, role=Role.REVIEWER, city=world.elders, starts_on=TODAY, by=None, at=NOON)

    page = client.get(path).content.decode()
    assert [one in page for one in offers] == [False, False]
    assert "ook in gebruik bij een andere" in page
    assert f"{path}seat/" in page
    own = client.get(f"/people/{beheer.public_id}/").content.decode()
    assert f"/people/{beheer.public_id}/block/" not in own
