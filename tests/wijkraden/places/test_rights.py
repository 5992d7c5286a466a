"""Who no longer administers the city changes nothing of it, though the page was opened in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from portal.errors import NoLongerAllowed
from portal.trail.models import Record
from tests.make import NOON, person
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.flows import add_alias, change_district, remove_alias, set_city
from wijkraden.places.models import City, District


def acts(city: City, by: User | None) -> dict[str, Callable[[], object]]:
    """Return everything that an administrator changes of a city, ready to be done."""
    district = District.objects.get(city=city, slug="carnisse-zuidplein-zuiderpark")
    look = {
        name: getattr(city, name)
        for name in ("contact_email", "contact_phone", "privacy_email", "brand_colour", "accent_colour")
    }
    data = {
        name: getattr(district, name)
        for name in (
            *("name", "short_name", "kind", "seats"),
            *("inhabitants", "inhabitants_on", "inhabitants_source"),
        )
    }
    made: dict[str, Callable[..., object]] = {
        "set": partial(set_city, city, product_name="Anders", **look),
        "change": partial(change_district, district, **{**data, "seats": 9}),
        "add a name": partial(add_alias, district, name="Zuid"),
        "remove a name": partial(remove_alias, district.aliases.get()),
    }
    return {name: partial(act, by=by, at=NOON) for name, act in made.items()}


def test_who_lost_the_right_while_the_page_was_open_changes_nothing(city: City, beheer: User) -> None:
    tess = person("tess", role=Role.ADMINISTRATOR, city=city)
    ready = acts(city, tess)
    end_seat_at_once(tess.seats.get(), by=beheer, at=NOON)
    newest = Record.objects.latest("number").number

    for act in ready.values():
        with pytest.raises(NoLongerAllowed, match="Rotterdam"):
            act()

    assert not Record.objects.filter(number__gt=newest).exists()


@pytest.mark.parametrize("who", ["an administrator", "the operator"])
def test_an_administrator_and_the_operator_change_all_of_it(city: City, beheer: User, who: str) -> None:
    newest = Record.objects.latest("number").number

    for act in acts(city, beheer if who == "an administrator" else None).values():
        act()

    later = Record.objects.filter(number__gt=newest).order_by("number")
    assert [record.act for record in later] == [
        *("city.set", "city.district_changed", "city.alias_added", "city.alias_removed")
    ]


@pytest.mark.django_db(transaction=True)
def test_whose_seat_ends_at_that_moment_waits_for_it_and_changes_nothing() -> None:
    """She passed the door of the page; the flow asks again once it holds the lock of the city."""
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    tess = person("tess", role=Role.ADMINISTRATOR, city=city)
    act = acts(city, tess)["set"]
    outcomes: list[str] = []

    def second() -> None:
        try:
            act()
            outcomes.append("done")
        except NoLongerAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        end_seat_at_once(tess.seats.get(), by=beheer, at=NOON)
        thread.start()
        time.sleep(0.3)
        assert outcomes == []
    thread.join()

    assert outcomes == ["refused"]
    assert City.objects.get(pk=city.pk).product_name != "Anders"
