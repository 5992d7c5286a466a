"""Other names of a district: people find it by them, and the administrator adds and removes them."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.errors import WrongState
from portal.trail.models import Record
from tests.conftest import NOON
from tests.make import post, sign_in
from wijkraden.people.models import User
from wijkraden.places.errors import NameTaken
from wijkraden.places.flows import add_alias, remove_alias
from wijkraden.places.models import City, District
from wijkraden.places.queries import district_at

SETTINGS_OF_CARNISSE = "/city/districts/carnisse-zuidplein-zuiderpark/"
REMOVAL = f"{SETTINGS_OF_CARNISSE}other-name/carnisse-zuiderpark/remove/"


@pytest.fixture
def carnisse(city: City) -> District:
    """The district that had another name from the start."""
    return District.objects.get(city=city, slug="carnisse-zuidplein-zuiderpark")


def test_another_name_leads_to_the_district(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)

    assert (
        post(client, beheer, "/city/districts/heijplaat/other-name/", alias="Quarantaine").status_code == 302
    )

    assert client.get("/city/districts/quarantaine/").headers["Location"] == "/city/districts/heijplaat/"
    assert (
        post(client, beheer, "/city/districts/heijplaat/other-name/", alias="Feijenoord").status_code == 422
    )


def test_another_name_can_go_and_the_trail_tells(beheer: User, city: City, carnisse: District) -> None:
    client = sign_in(Client(), beheer)
    assert "Carnisse-Zuiderpark" in client.get(SETTINGS_OF_CARNISSE).content.decode()
    assert client.get("/city/districts/carnisse-zuiderpark/").status_code == 301

    answer = post(client, beheer, REMOVAL)

    assert (answer.status_code, answer.url) == (302, SETTINGS_OF_CARNISSE)
    assert list(carnisse.aliases.all()) == []
    assert client.get("/city/districts/carnisse-zuiderpark/").status_code == 404
    told = Record.objects.get(act="city.alias_removed")
    assert (told.by, told.subject_id, told.facts) == (
        beheer,
        carnisse.public_id,
        {"slug": "carnisse-zuiderpark"},
    )


def test_a_name_that_is_gone_is_not_removed_again(beheer: User, city: City, carnisse: District) -> None:
    one, other = (carnisse.aliases.get() for _copy in range(2))
    client = sign_in(Client(), beheer)
    assert client.get(REMOVAL).status_code == 200
    remove_alias(one, by=beheer, at=NOON)

    with pytest.raises(WrongState):
        remove_alias(other, by=beheer, at=NOON)

    assert [client.get(REMOVAL).status_code, post(client, beheer, REMOVAL).status_code] == [404, 404]
    assert Record.objects.filter(act="city.alias_removed").count() == 1


def test_a_name_is_removed_only_from_the_page_of_its_own_district(
    beheer: User, city: City, carnisse: District
) -> None:
    client = sign_in(Client(), beheer)
    assert client.get(REMOVAL).status_code == 200

    elsewhere = "/city/districts/heijplaat/other-name/carnisse-zuiderpark/remove/"

    assert post(client, beheer, elsewhere).status_code == 404
    assert [one.slug for one in carnisse.aliases.all()] == ["carnisse-zuiderpark"]


def test_a_removed_name_may_go_to_another_district(beheer: User, city: City, carnisse: District) -> None:
    other = District.objects.get(city=city, slug="heijplaat")
    with pytest.raises(NameTaken):
        add_alias(other, name="Carnisse-Zuiderpark", by=beheer, at=NOON)
    remove_alias(carnisse.aliases.get(), by=beheer, at=NOON)

    add_alias(other, name="Carnisse-Zuiderpark", by=beheer, at=NOON)

    assert district_at(city, "carnisse-zuiderpark") == other
