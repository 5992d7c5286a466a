"""The administrator's pages of people and seats, and what others meet there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from portal.errors import WrongState
from tests.conftest import NOON
from tests.led_back import led
from tests.make import World, person, post, sign_in
from wijkraden.people.models import Invitation, User
from wijkraden.people.rules import refuse_own_end
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

pytestmark = pytest.mark.usefixtures("at_noon")


def browser(user: User | None) -> Client:
    return sign_in(Client(), user)


def names(answer: Any) -> list[str]:
    return [one.family_name for one in answer.context["page"]]


@pytest.mark.parametrize("query", ["yildiz", "YILDIZ", "Yıldız", "yild", "chris yil"])
def test_search_finds_without_accents_and_marks_the_word(query: str, beheer: User) -> None:
    """SEA-1."""
    answer = browser(beheer).get("/people/", {"q": query})

    assert names(answer) == ["Yıldız"]
    assert "<mark>" in answer.content.decode()


def test_the_list_is_sorted_by_family_name_and_says_who_holds_what(beheer: User) -> None:
    answer = browser(beheer).get("/people/")
    text = answer.content.decode()

    assert names(answer)[:5] == ["Bakker", "Berg", "Costa", "Dam", "El Amrani"]
    assert "Berg, Anna van der" in text
    assert "30 maart 2026" in text


def test_filters_live_in_the_address_and_an_unreadable_one_finds_nobody(beheer: User, city: City) -> None:
    person("oud", role=Role.REVIEWER, city=city, starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 1))
    client = browser(beheer)

    assert names(client.get("/people/?role=reviewer&period=current")) == ["Dam", "Fortes", "Silva"]
    assert names(client.get("/people/?role=reviewer&period=ended")) == ["Proef"]
    assert names(client.get("/people/?district=delfshaven-schiemond&role=chair")) == ["Yıldız"]
    assert names(client.get("/people/?q=%25")) == []
    assert len(names(client.get("/people/?page=zz"))) == 21
    for query in ("role=nonsense", "district=nergens", "period=x"):
        answer = client.get(f"/people/?{query}")
        assert (answer.status_code, names(answer), len(answer.context["form"].errors)) == (422, [], 1)
        assert "error-summary" in answer.content.decode()


def test_the_controller_reads_and_does_nothing_and_others_find_nothing(
    carla: User, anna: User, olga: User, beheer: User
) -> None:
    assert browser(beheer).get("/people/invite/").status_code == 200
    reader = browser(carla)

    assert [reader.get(path).status_code for path in ("/people/", f"/people/{anna.public_id}/")] == [200, 200]
    assert "/seat/" not in reader.get(f"/people/{anna.public_id}/").content.decode()
    for path in ("/people/invite/", f"/people/{anna.public_id}/seat/", f"/people/{anna.public_id}/block/"):
        assert reader.get(path).status_code == 403
    assert (
        post(reader, carla, f"/people/{anna.public_id}/name/", given_name="X", family_name="Y").status_code
        == 403
    )
    for one in (anna, olga):
        assert browser(one).get("/people/").status_code == 404
    assert browser(None).get("/people/").status_code == 302


def test_a_person_of_another_city_does_not_exist_here(world: World, beheer: User) -> None:
    ada = world.ada
    client = browser(beheer)

    assert client.get(f"/people/{ada.public_id}/").status_code == 404
    assert client.get("/people/", {"q": "ada"}).context["page"].paginator.count == 0
    assert client.get(f"/people/{ada.public_id}/seat/").status_code == 404
    assert browser(ada).get("/people/").status_code == 404  # on the host of Rotterdam
    elsewhere = browser(ada)
    assert elsewhere.get("/people/", headers={"host": "localhost"}).status_code == 404


def test_a_seat_is_given_from_the_page(beheer: User, anna: User) -> None:
    sam = anna
    client = browser(beheer)
    path = f"/people/{sam.public_id}/seats/{sam.seats.get().public_id}/end/"
    assert post(client, beheer, path, ends_on="30-11-2026").status_code == 302

    answer = post(
        client,
        beheer,
        f"/people/{sam.public_id}/seat/",
        role="officer",
        district="",
        starts_on="1-12-2026",
        ends_on="",
    )

    assert answer.status_code == 302
    assert [(seat.role, seat.starts_on, seat.ends_on) for seat in sam.seats.order_by("starts_on")] == [
        ("member", date(2026, 3, 30), date(2026, 11, 30)),
        ("officer", date(2026, 12, 1), None),
    ]
    coming = sam.seats.get(role="officer")
    for page in (f"/people/{sam.public_id}/", f"/people/{sam.public_id}/seats/{coming.public_id}/end/"):
        assert "vanaf 1 december 2026" in client.get(page).content.decode()
    assert "vanaf 1 december 2026" in browser(sam).get("/account/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"role": "chair", "district": ""}, "district"),
        ({"role": "officer", "district": "feijenoord"}, "district"),
        ({"role": "member", "district": "verweg"}, "district"),
        ({"role": "member", "district": "feijenoord"}, "role"),
        ({"starts_on": "31-04-2027"}, "starts_on"),
        ({"starts_on": "morgen"}, "starts_on"),
        ({"starts_on": "1-1-0001"}, "starts_on"),
        ({"ends_on": "1-12-2026", "starts_on": "2-12-2026"}, "ends_on"),
        ({"ends_on": "1-1-2020"}, "ends_on"),
        ({"ends_on": "1-1-9999"}, "ends_on"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_keeps_what_was_typed(
    changed: dict[str, str], field: str, beheer: User, anna: User, world: World
) -> None:
    world.elders  # noqa: B018  # the other city, with its district verweg
    fields = {"role": "reviewer", "district": "", "starts_on": "2-11-2026", "ends_on": "", **changed}

    answer = post(browser(beheer), beheer, f"/people/{anna.public_id}/seat/", **fields)

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert {name: form[name].value() for name in fields} == fields
    assert anna.seats.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "geen adres"}, "email"),
        ({"email": "a@b.nl\r\nBcc: x@example.org"}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "anna@demo.example"}, "role"),
        ({"email": "ANNA@demo.example"}, "role"),
        ({"language": "fr"}, "language"),
    ],
)
def test_an_invitation_with_bad_input_is_not_sent(changed: dict[str, str], field: str, beheer: User) -> None:
    fields = {
        "email": "nieuw@x.example",
        "role": "officer",
        "starts_on": "2-11-2026",
        "language": "nl",
        **changed,
    }

    answer = post(browser(beheer), beheer, "/people/invite/", **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["email"].value() == fields["email"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"given_name": "x" * 300, "family_name": "Berg"}, ["given_name"]),
        ({"given_name": "Anna", "family_name": ""}, ["family_name"]),
        ({"given_name": "Anna", "family_name": "Berg", "particle": "p" * 31}, ["particle"]),
        ({"given_name": "Anna\u202e", "family_name": "Berg"}, ["given_name"]),
        ({"given_name": "A\x00", "family_name": "Berg"}, ["given_name"]),
    ],
)
def test_a_name_that_does_not_fit_is_refused(
    fields: dict[str, str], errors: list[str], beheer: User, anna: User
) -> None:
    answer = post(browser(beheer), beheer, f"/people/{anna.public_id}/name/", **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, errors)
    assert User.objects.get(pk=anna.pk).full_name == "Anna van der Berg"


def test_a_corrected_name_is_found_and_sorted_anew(beheer: User, anna: User) -> None:
    client = browser(beheer)
    fields = {"given_name": "Anna\r\nBcc: x", "particle": "", "family_name": "Çelik & “Zoë” 🎉"}

    assert post(client, beheer, f"/people/{anna.public_id}/name/", **fields).status_code == 302

    anna.refresh_from_db()
    assert (anna.given_name, anna.full_name) == ("Anna Bcc: x", "Anna Bcc: x Çelik & “Zoë” 🎉")
    assert names(client.get("/people/?q=celik zoe")) == ["Çelik & “Zoë” 🎉"]
    story = client.get(f"/people/{anna.public_id}/").context["story"]
    assert story[0].record.act == "people.renamed"


def test_ending_the_own_administrators_seat_is_refused_with_a_sentence(beheer: User) -> None:
    seat = beheer.seats.get()
    path = f"/people/{beheer.public_id}/seats/{seat.public_id}/end/"

    answer = post(browser(beheer), beheer, path, ends_on="2-11-2026")

    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 1
    seat.refresh_from_db()
    assert seat.ends_on is None


def test_the_own_page_of_an_administrator_does_not_offer_to_end_that_seat(beheer: User, city: City) -> None:
    sam = person("sam", role=Role.ADMINISTRATOR, city=city)
    User.objects.filter(pk=beheer.pk).update(language="en")
    client = browser(beheer)
    own, other = (f"seats/{one.seats.get().public_id}/end/" for one in (beheer, sam))

    page = client.get(f"/people/{beheer.public_id}/").content.decode()

    assert own not in page
    assert "Only another administrator can end this seat." in page
    assert other in client.get(f"/people/{sam.public_id}/").content.decode()
    with translation.override("en"), pytest.raises(WrongState) as refused:
        refuse_own_end(beheer, beheer.seats.get())
    back = f"/people/{beheer.public_id}/"
    assert led(client, f"{back}{own}") == (back, [str(refused.value)])


def test_an_account_is_blocked_and_opened_again(beheer: User, rik: User) -> None:
    client = browser(beheer)
    path = f"/people/{rik.public_id}"

    assert post(client, beheer, f"{path}/block/").status_code == 302
    assert User.objects.get(pk=rik.pk).is_active is False
    assert post(client, beheer, f"{path}/block/").status_code == 422
    assert post(client, beheer, f"{path}/unblock/").status_code == 302
    assert User.objects.get(pk=rik.pk).is_active is True
    assert post(client, beheer, f"/people/{beheer.public_id}/block/").status_code == 422


def test_the_trail_of_a_person_leaves_out_other_cities(world: World, beheer: User, rik: User) -> None:
    from wijkraden.people.flows import give_seat

    give_seat(rik, role=Role.OFFICER, city=world.elders, starts_on=date(2026, 11, 2), by=world.ada, at=NOON)

    page = browser(beheer).get(f"/people/{rik.public_id}/")

    assert [told.record.act for told in page.context["story"]] == ["people.seated", "people.added"]
    assert [seat.city_id for lists in page.context["seats"].values() for seat in lists] == [world.city.pk]


def test_a_seat_in_an_address_belongs_to_that_person(
    beheer: User, anna: User, bram: User, delfshaven: District
) -> None:
    seat = bram.seats.get()
    client = browser(beheer)

    assert client.get(f"/people/{bram.public_id}/seats/{seat.public_id}/end/").status_code == 200
    assert client.get(f"/people/{anna.public_id}/seats/{seat.public_id}/end/").status_code == 404


def test_a_seat_is_ended_at_once_from_its_page(beheer: User, rik: User) -> None:
    seat = rik.seats.get()
    path = f"/people/{rik.public_id}/seats/{seat.public_id}/end/"
    client = browser(beheer)

    answer = post(client, beheer, path, ends_on="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_on"])
    assert post(client, beheer, path, ends_on="geen dag", at_once="on").status_code == 302

    seat.refresh_from_db()
    assert seat.ended_at is not None
    page = client.get(f"/people/{rik.public_id}/")
    assert page.context["seats"] == {"current": [], "coming": [], "ended": [seat]}


def test_a_stale_tab_does_not_undo_a_corrected_name(beheer: User, anna: User) -> None:
    client = browser(beheer)
    path = f"/people/{anna.public_id}/name/"
    form = client.get(path).context["form"]
    stale = {name: form[name].value() for name in form.fields}
    assert post(client, beheer, path, **{**stale, "particle": ""}).status_code == 302

    answer = post(client, beheer, path, **{**stale, "given_name": "Annabel"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["__all__", "given_name", "particle"]
    assert answer.context["form"]["given_name"].value() == "Annabel"
    assert User.objects.get(pk=anna.pk).full_name == "Anna Berg"


def test_the_last_day_of_a_seat_is_asked_for_and_not_called_optional(rik: User, beheer: User) -> None:
    path = f"/people/{rik.public_id}/seats/{rik.seats.get().public_id}/end/"
    client = browser(beheer)

    form = client.get(path).context["form"]
    assert (form.fields["ends_on"].required, form["ends_on"].value()) == (True, "02-11-2026")
    assert post(client, beheer, path, ends_on="").status_code == 422
    assert post(client, beheer, path, ends_on="", at_once="on").status_code == 302
