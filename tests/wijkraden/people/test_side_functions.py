"""Side functions: published by oneself, ended, or taken off when they were a mistake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.errors import WrongState
from tests.conftest import NOON
from tests.make import post, sign_in
from wijkraden.people.errors import WrongPeriod
from wijkraden.people.flows import (
    add_side_function,
    declare_no_side_functions,
    end_side_function,
    remove_side_function,
)
from wijkraden.people.models import SideFunction, User
from wijkraden.people.queries import council_of, has_told_side_functions, published_side_functions
from wijkraden.places.models import District

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("at_noon")


def add(by: User, position: str = "Penningmeester", **fields: Any) -> SideFunction:
    values = {"organisation": "Speeltuin", "is_paid": False, "starts_on": date(2026, 5, 1), **fields}
    return add_side_function(position=position, **values, by=by, at=NOON)


def test_what_is_published_stands_by_family_name_until_its_last_day(
    anna: User, coen: User, bram: User, delfshaven: District
) -> None:
    before = published_side_functions(delfshaven, on=TODAY)  # the cast has some of its own
    hers, his = add(anna), add(coen, "Trainer", is_paid=True)
    elsewhere = add(bram, "Elders")
    mistake = add(anna, "Vergissing")

    def published(day: date) -> list[SideFunction]:
        return [one for one in published_side_functions(delfshaven, on=day) if one not in before]

    assert elsewhere not in published_side_functions(delfshaven, on=TODAY)
    assert published(TODAY) == [hers, mistake, his]

    remove_side_function(mistake, by=anna, at=NOON)
    end_side_function(hers, ends_on=TODAY, by=anna, at=NOON)

    assert published(TODAY) == [hers, his]
    assert published(TODAY + timedelta(days=1)) == [his]
    assert set(SideFunction.objects.filter(user=anna)) >= {hers, mistake}


def test_a_council_takes_two_queries_however_large(
    delfshaven: District, anna: User, chris: User, coen: User, django_assert_num_queries: Any
) -> None:
    add(anna)
    add(coen)

    with django_assert_num_queries(2):
        council = council_of(delfshaven, TODAY)
        side = [one.position for person in council.members for one in person.published]  # type: ignore[attr-defined]  # the query adds it

    assert (council.chairs, council.members, council.coordinators) == ([chris], [anna], [coen])
    assert "Penningmeester" in side
    assert council_of(delfshaven, date(2026, 1, 1)).members == []


def test_one_that_is_over_removed_or_anothers_stays_as_it_is(anna: User, bram: User) -> None:
    hers = add(anna)

    with pytest.raises(WrongPeriod):
        end_side_function(hers, ends_on=date(2026, 4, 1), by=anna, at=NOON)
    with pytest.raises(WrongState):
        remove_side_function(hers, by=bram, at=NOON)
    remove_side_function(hers, by=anna, at=NOON)
    with pytest.raises(WrongState):
        remove_side_function(hers, by=anna, at=NOON)
    with pytest.raises(WrongState):
        end_side_function(hers, ends_on=TODAY, by=anna, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM wijkraden_sidefunction")


def test_the_page_publishes_ends_and_removes(anna: User, bram: User, rik: User) -> None:
    client = sign_in(Client(), anna)
    page = "/people/side-functions/"
    fields = {
        "position": "Café-avond leiden",
        "organisation": "’t Veld & co <b>",
        "is_paid": "no",
        "starts_on": "1 mei 2026",
    }

    assert post(client, anna, page, **fields).status_code == 302
    made = SideFunction.objects.get(position="Café-avond leiden")
    assert (made.position, made.starts_on, made.is_paid) == ("Café-avond leiden", date(2026, 5, 1), False)
    assert "’t Veld &amp; co &lt;b&gt;" in client.get(page).content.decode()
    assert sign_in(Client(), bram).get(f"{page}{made.public_id}/end/").status_code == 404
    assert sign_in(Client(), rik).get(page).status_code == 404
    assert post(client, anna, f"{page}{made.public_id}/end/", ends_on="30-4-2026").status_code == 422
    assert post(client, anna, f"{page}{made.public_id}/end/", ends_on="1-12-2026").status_code == 302
    assert post(client, anna, f"{page}{made.public_id}/remove/").status_code == 302
    made.refresh_from_db()
    assert (made.ends_on, made.removed_at) == (date(2026, 12, 1), NOON)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"position": "x" * 121}, "position"),
        ({"organisation": ""}, "organisation"),
        ({"is_paid": "maybe"}, "is_paid"),
        ({"starts_on": "gisteren"}, "starts_on"),
        ({"ends_on": "1-1-2026"}, "ends_on"),
    ],
)
def test_bad_input_keeps_what_was_typed(changed: dict[str, str], field: str, anna: User) -> None:
    fields = {
        "position": "A",
        "organisation": "B",
        "is_paid": "yes",
        "starts_on": "1-5-2026",
        "ends_on": "",
        **changed,
    }

    answer = post(sign_in(Client(), anna), anna, "/people/side-functions/", **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert {name: answer.context["form"][name].value() for name in fields} == fields


def test_who_has_none_tells_so_once_and_a_new_one_takes_that_back(anna: User, delfshaven: District) -> None:
    page = "/people/side-functions/"
    client = sign_in(Client(), anna)
    assert not has_told_side_functions(anna)

    assert post(client, anna, f"{page}none/").status_code == 302

    anna.refresh_from_db()
    assert (anna.no_side_functions_on, has_told_side_functions(anna)) == (TODAY, True)
    public = Client().get(f"/districts/{delfshaven.slug}/").content.decode()
    assert "Geen nevenfuncties (opgegeven op 2 november 2026)." in public

    add(anna)
    anna.refresh_from_db()
    assert anna.no_side_functions_on is None


def test_who_has_one_on_the_site_cannot_tell_that_she_has_none(anna: User) -> None:
    made = add(anna)
    with pytest.raises(WrongState):
        declare_no_side_functions(by=anna, at=NOON)
    remove_side_function(made, by=anna, at=NOON)

    declare_no_side_functions(by=anna, at=NOON)

    anna.refresh_from_db()
    assert anna.no_side_functions_on == TODAY


def test_one_that_has_yet_to_begin_says_from_when_it_stands_on_the_site(
    anna: User, delfshaven: District
) -> None:
    User.objects.filter(pk=anna.pk).update(language="en")
    client, path = sign_in(Client(), anna), "/people/side-functions/"
    fields = {"position": "Voorzitter", "organisation": "Zwemclub", "is_paid": "no", "starts_on": "1-1-2090"}

    post(client, anna, path, **fields)

    page = " ".join(client.get(path).content.decode().split())
    assert "Your side function is saved. It stands on the site from Sunday 1 January 2090 on." in page
    assert "from 1 January 2090 · not on the site yet" in page
    assert page.count("not on the site yet") == 1
    assert "Voorzitter" not in [one.position for one in published_side_functions(delfshaven, on=TODAY)]
