"""What the administrator sets: name, look and districts of the city."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from portal.errors import ChangedMeanwhile
from portal.files.flows import erase
from portal.files.states import Reason
from tests.conftest import NOON
from tests.make import World, picture, post, sign_in
from tests.portal.files import samples
from wijkraden.people.models import Invitation, User
from wijkraden.places.colours import contrast, is_readable
from wijkraden.places.errors import NameTaken
from wijkraden.places.flows import add_alias, change_district
from wijkraden.places.forms import MIN_LOGO_HEIGHT
from wijkraden.places.models import City, District
from wijkraden.places.queries import district_at

SETTINGS = {
    "product_name": "Buurtpot",
    "contact_email": "vragen@x.example",
    "contact_phone": "010 123 45 67",
    "privacy_email": "",
    "brand_colour": "#7A1FA2",
    "accent_colour": "#ffc53d",
}


def rename(district: District, name: str, by: User) -> District:
    change_district(
        district,
        name=name,
        short_name=district.short_name,
        kind=district.kind,
        seats=district.seats,
        inhabitants=None,
        inhabitants_on=None,
        inhabitants_source="",
        by=by,
        at=NOON,
    )
    return district


def test_the_settings_are_saved_and_seen_at_once(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)

    assert post(client, beheer, "/city/", **SETTINGS).status_code == 302

    city.refresh_from_db()
    assert (city.product_name, city.brand_colour) == ("Buurtpot", "#7a1fa2")
    assert "Buurtpot" in Client().get("/").content.decode()
    assert "--city-brand: #7a1fa2" in Client().get("/theme.css").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"brand_colour": "#ffff00"}, "brand_colour"),
        ({"brand_colour": "groen"}, "brand_colour"),
        ({"brand_colour": "#0a5c4a}body{"}, "brand_colour"),
        ({"accent_colour": "#12345"}, "accent_colour"),
        ({"accent_colour": "#000000"}, "accent_colour"),
        ({"accent_colour": "#0a5c4a"}, "accent_colour"),
        ({"product_name": ""}, "product_name"),
        ({"product_name": "x" * 61}, "product_name"),
        ({"contact_email": "a@b.nl\nBcc: c@d.nl"}, "contact_email"),
        ({"contact_phone": "bel mij"}, "contact_phone"),
    ],
)
def test_bad_settings_are_refused_and_kept_on_the_page(
    changed: dict[str, str], field: str, beheer: User, city: City
) -> None:
    fields = {**SETTINGS, **changed}

    answer = post(sign_in(Client(), beheer), beheer, "/city/", **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert {name: answer.context["form"][name].value() for name in fields} == fields
    city.refresh_from_db()
    assert city.product_name == "Wijkbudget"


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert (is_readable("#0a5c4a"), is_readable("#777777")) == (True, False)


def test_a_logo_is_shown_to_everyone_and_can_go(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)
    assert Client().get("/logo/").status_code == 404

    assert post(client, beheer, "/city/", **SETTINGS, logo=picture(120, 90)).status_code == 302

    logo = Client().get("/logo/")
    assert (logo.status_code, logo.headers["Content-Type"]) == (200, "image/jpeg")
    city.refresh_from_db()
    assert Client().get(f"/files/{city.logo.public_id}/").status_code == 200  # type: ignore[union-attr]  # it has one now
    assert post(client, beheer, "/city/", **SETTINGS, without_logo="on").status_code == 302
    assert Client().get("/logo/").status_code == 404


def test_an_erased_logo_is_asked_for_by_no_page(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)
    assert post(client, beheer, "/city/", **SETTINGS, logo=picture(120, 90)).status_code == 302
    assert "/logo/" in Client().get("/").content.decode()
    city.refresh_from_db()
    assert city.logo is not None

    erase(city.logo, reason=Reason.UNLAWFUL, by=beheer, at=NOON)

    assert Client().get("/logo/").status_code == 404
    assert "/logo/" not in Client().get("/").content.decode()


def test_the_style_sheet_may_be_kept_while_it_is_the_one_of_today(city: City) -> None:
    client = Client()

    answers = [client.get("/theme.css", {"v": version}) for version in (city.theme_version, "old")]

    assert ["immutable" in one.headers["Cache-Control"] for one in answers] == [True, False]
    assert [one.headers["Content-Type"] for one in answers] == ["text/css; charset=utf-8"] * 2
    again = client.get("/theme.css", headers={"if-none-match": answers[0].headers["ETag"]})
    assert again.status_code == 304


def test_others_find_no_settings(carla: User, anna: User, beheer: User) -> None:
    for path in ("/city/", "/city/districts/", "/city/districts/feijenoord/"):
        assert sign_in(Client(), beheer).get(path).status_code == 200
        assert [sign_in(Client(), one).get(path).status_code for one in (carla, anna, None)] == [
            404,
            404,
            302,
        ]


def test_a_renamed_district_keeps_its_old_address(beheer: User, city: City, delfshaven: District) -> None:
    client = sign_in(Client(), beheer)
    path = "/city/districts/delfshaven-schiemond/"
    fields = {"name": "Schiemond-Zuid", "short_name": "Schiemond", "kind": "dorpsraad", "seats": "9"}

    assert post(client, beheer, path, **fields).url == "/city/districts/schiemond-zuid/"

    assert client.get(path).status_code == 301
    assert district_at(city, "delfshaven-schiemond") == delfshaven
    public = Client().get(delfshaven_page := "/wijken/delfshaven-schiemond/")
    assert public.status_code in {301, 404}, delfshaven_page
    delfshaven.refresh_from_db()
    rename(delfshaven, "Delfshaven-Schiemond", beheer)
    assert (delfshaven.slug, [one.slug for one in delfshaven.aliases.all()]) == (
        "delfshaven-schiemond",
        ["schiemond-zuid"],
    )


def test_every_name_gets_an_address_of_its_own_that_is_never_empty(beheer: User, city: City) -> None:
    """NAM-1."""
    districts = list(District.objects.filter(city=city)[:6])

    slugs = [
        rename(one, name, beheer).slug
        for one, name in zip(districts, ["東京", "🎉🎉", "C", "C#", "Déjà", "Deja"], strict=True)
    ]

    assert slugs[2:] == ["c", "c-2", "deja", "deja-2"]
    assert len(set(slugs)) == 6
    assert all(slugs)
    client = sign_in(Client(), beheer)
    assert [client.get(f"/city/districts/{slug}/").status_code for slug in slugs] == [200] * 6
    with pytest.raises(NameTaken):
        rename(districts[0], "c#", beheer)


def test_a_former_address_is_not_given_to_another_district(beheer: User, city: City) -> None:
    one, other = District.objects.filter(city=city)[:2]
    old = one.slug
    old_name = one.name
    rename(one, "Nieuw", beheer)

    rename(other, old_name, beheer)

    assert other.slug == f"{old}-2"
    assert district_at(city, old) == one
    with pytest.raises(NameTaken):
        add_alias(other, name=old_name, by=beheer, at=NOON)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"inhabitants": "12345"}, ["inhabitants_on", "inhabitants_source"]),
        ({"inhabitants": "12.345"}, ["inhabitants"]),
        ({"inhabitants_source": "CBS"}, ["inhabitants"]),
        ({"inhabitants": "5", "inhabitants_on": "1-1-2100", "inhabitants_source": "CBS"}, ["inhabitants_on"]),
        ({"seats": "-1"}, ["seats"]),
        ({"name": ""}, ["name"]),
        ({"name": "Feijenoord"}, ["name"]),
        ({"kind": "koninkrijk"}, ["kind"]),
    ],
)
def test_bad_data_of_a_district_are_refused(
    changed: dict[str, str], fields: list[str], beheer: User, city: City
) -> None:
    base = {"name": "Heijplaat", "short_name": "Heijplaat", "kind": "wijkraad", "seats": "5"}

    answer = post(sign_in(Client(), beheer), beheer, "/city/districts/heijplaat/", **{**base, **changed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)


def test_a_district_of_another_city_does_not_exist_here(world: World, beheer: User) -> None:
    assert District.objects.filter(city=world.elders, slug="verweg").exists()
    assert sign_in(Client(), beheer).get("/city/districts/verweg/").status_code == 404


def test_the_first_invitation_comes_from_the_command_line(city: City) -> None:
    out = StringIO()

    call_command("invite", "eerste@x.example", city="rotterdam", stdout=out)

    assert Invitation.objects.get().by is None
    assert "/people/invitations/" in out.getvalue()
    for wrong in ({"city": "nergens"}, {"city": "rotterdam", "district": "nergens"}):
        with pytest.raises(CommandError):
            call_command("invite", "x@x.example", **wrong)
    with pytest.raises(CommandError):
        call_command("invite", "geen adres", city="rotterdam")
    with pytest.raises(CommandError):
        call_command("invite", "eerste@x.example", city="rotterdam")
    call_command("load_city", "rotterdam", stdout=out)
    with pytest.raises(CommandError):
        call_command("load_city", "nergenshuizen")


def test_two_copies_of_a_district_renamed_after_each_other_keep_every_address(
    beheer: User, city: City
) -> None:
    one, other = (District.objects.get(city=city, slug="heijplaat") for _copy in range(2))

    rename(one, "Alfa", beheer)
    rename(other, "Beta", beheer)

    found = [district_at(city, slug) for slug in ("heijplaat", "alfa", "beta")]
    assert found == [one, one, one]
    assert sorted(alias.slug for alias in other.aliases.all()) == ["alfa", "heijplaat"]


def test_a_stale_copy_writes_only_what_it_changes(beheer: User, city: City) -> None:
    one, other = (District.objects.get(city=city, slug="heijplaat") for _copy in range(2))
    District.objects.filter(pk=one.pk).update(valid_until="2030-01-01")

    rename(other, "Alfa", beheer)

    one.refresh_from_db()
    assert (one.name, str(one.valid_until)) == ("Alfa", "2030-01-01")


@pytest.mark.parametrize(("one", "other"), [("Élan", "éLAN"), ("ÆRØ", "ærø")])
def test_a_name_is_given_once_whatever_its_case(one: str, other: str, beheer: User, city: City) -> None:
    first, second = District.objects.filter(city=city)[:2]
    rename(first, one, beheer)

    with pytest.raises(NameTaken):
        rename(second, other, beheer)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.name = other
        second.index_words()
        second.save()


def fields_of(answer: Any, **typed: str) -> dict[str, Any]:
    """Return what a browser sends of the form in `answer`, with other words typed."""
    form = answer.context["form"]
    drawn = {name: form[name].value() for name in form.fields if name not in {"logo", "without_logo"}}
    return {**{name: "" if value is None else value for name, value in drawn.items()}, **typed}


def test_a_stale_tab_does_not_undo_the_settings_of_someone_else(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)
    mine, hers = (client.get("/city/") for _tab in range(2))
    done = post(client, beheer, "/city/", **fields_of(hers, contact_phone="010 765 43 21"))
    assert done.status_code == 302

    answer = post(client, beheer, "/city/", **fields_of(mine, product_name="Buurtpot"))

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["__all__", "product_name", "contact_phone"])
    assert "010 765 43 21" in str(form.errors["contact_phone"])
    assert (form["product_name"].value(), form["contact_phone"].value()) == ("Buurtpot", city.contact_phone)
    city.refresh_from_db()
    assert (city.product_name, city.contact_phone) == ("Wijkbudget", "010 765 43 21")
    again = fields_of(answer, contact_phone="010 765 43 21")
    assert post(client, beheer, "/city/", **again).status_code == 302
    city.refresh_from_db()
    assert (city.product_name, city.contact_phone) == ("Buurtpot", "010 765 43 21")


def test_a_stale_tab_does_not_undo_the_data_of_a_district(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)
    path = "/city/districts/heijplaat/"
    mine, hers = (client.get(path) for _tab in range(2))
    counted = {"inhabitants": "1700", "inhabitants_on": "1-1-2026", "inhabitants_source": "CBS"}
    assert post(client, beheer, path, **fields_of(hers, **counted)).status_code == 302

    answer = post(client, beheer, path, **fields_of(mine, seats="6"))

    assert answer.status_code == 422
    assert "1700" in str(answer.context["form"].errors["inhabitants"])
    assert "01-01-2026" in str(answer.context["form"].errors["inhabitants_on"])
    district = District.objects.get(city=city, slug="heijplaat")
    assert (district.inhabitants, district.seats) == (1700, 5)


def test_what_changes_in_the_last_second_is_not_undone_either(beheer: User, city: City) -> None:
    """The form was right when it was checked; under the lock the row is another."""
    district = District.objects.get(city=city, slug="heijplaat")
    values: dict[str, Any] = {
        "name": "Heijplaat",
        "short_name": district.short_name,
        "kind": district.kind,
        "seats": district.seats,
        "inhabitants": None,
        "inhabitants_on": None,
        "inhabitants_source": "",
    }
    District.objects.filter(pk=district.pk).update(seats=9)

    with pytest.raises(ChangedMeanwhile):
        change_district(district, **values, was=values, by=beheer, at=NOON)


def test_the_limits_of_a_logo_are_told_and_kept(beheer: User, city: City) -> None:
    client = sign_in(Client(), beheer)
    with translation.override("nl"):
        field = client.get("/city/").context["form"].fields["logo"]
        told = str(field.help_text)
    assert field.widget.attrs["accept"] == ".jpg,.png,.webp,image/jpeg,image/png,image/webp"
    assert "HEIC" not in told
    assert str(MIN_LOGO_HEIGHT) in told

    low = post(client, beheer, "/city/", **SETTINGS, logo=picture(200, MIN_LOGO_HEIGHT - 1))
    photo = SimpleUploadedFile("logo.heic", samples.photo(form="HEIF"))
    other = post(client, beheer, "/city/", **SETTINGS, logo=photo)

    assert [list(answer.context["form"].errors) for answer in (low, other)] == [["logo"], ["logo"]]
    assert "79" in str(low.context["form"].errors["logo"])
    assert "HEIC" not in str(other.context["form"].errors["logo"])
    fits = post(client, beheer, "/city/", **SETTINGS, logo=picture(200, MIN_LOGO_HEIGHT))
    assert fits.status_code == 302
