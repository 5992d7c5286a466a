"""The table “who can do what” is the rules themselves."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from portal.security.tokens import FIELD, new_token
from tests.make import sign_in
from wijkraden.people.models import Seat, User
from wijkraden.people.rules import ACTS, act, may, navigation, roles_tables
from wijkraden.people.states import APART, SOLITARY_ROLES, Role, may_hold_together
from wijkraden.places.models import City


def test_the_table_names_every_act_for_exactly_its_roles() -> None:
    with override("en"):
        per_role, per_act, apart = roles_tables()

        for role_row, role in zip(per_role.rows, Role, strict=True):
            words = [
                str(one.words) for one in sorted(ACTS.values(), key=lambda one: one.name) if role in one.roles
            ]
            nothing = "Only what everyone with an account may do"
            assert role_row == [role.label, "; ".join(words) or nothing]
        assert len(per_act.rows) == len(ACTS)
        assert len(apart.rows) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_person_may_do_what_the_table_says_for_the_role_and_nothing_else(role: Role, city: City) -> None:
    user = User(pk=None, email="x@x.example")
    user._seats = [Seat(role=role, city_id=city.pk, starts_on=date(2020, 1, 1))]  # type: ignore[attr-defined]  # read before

    allowed = {name for name, one in ACTS.items() if may(user, one, city.pk)}

    assert allowed == {name for name, one in ACTS.items() if role in one.roles}
    assert {name for name, one in ACTS.items() if may(user, one, city.pk + 1)} == set()


def test_an_act_has_one_name() -> None:
    first = next(iter(ACTS.values()))

    with pytest.raises(ValueError, match="exists already"):
        act(first.name, first.words, {Role.CHAIR})


def test_solitary_roles_stand_alone_and_the_rule_looks_both_ways() -> None:
    assert all(not may_hold_together(one, other) for one in SOLITARY_ROLES for other in Role if one != other)
    assert all((other, one) in APART for one, other in APART)


def test_the_command_prints_markdown_and_checks_a_file(tmp_path: Path) -> None:
    out = StringIO()
    call_command("roles_table", stdout=out)
    file = tmp_path / "roles.md"
    file.write_text(out.getvalue(), encoding="utf-8")

    call_command("roles_table", check=str(file))
    file.write_text(out.getvalue() + "x", encoding="utf-8")
    with pytest.raises(CommandError) as error:
        call_command("roles_table", check=str(file))
    assert error.value.returncode == 1
    assert out.getvalue().startswith("# Who can do what\n")


@pytest.mark.django_db
def test_the_table_is_printed_as_a_document(beheer: User, carla: User, anna: User) -> None:
    client = sign_in(Client(), carla)
    page = client.get("/people/roles/").content.decode()
    assert all(f"<li>{escape(str(one.words))}</li>" in page for one in ACTS.values())

    answers = [
        client.post("/people/roles/pdf/", {FIELD: new_token(carla, "/people/roles/")}) for _time in range(2)
    ]

    assert answers[0].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    pdf = client.get(answers[0].headers["Location"])
    assert b"".join(pdf)[:5] == b"%PDF-"
    assert sign_in(Client(), anna).get("/people/roles/").status_code == 404


@pytest.mark.django_db
def test_the_menu_follows_the_seat(beheer: User, carla: User, anna: User, rik: User, city: City) -> None:
    menus = {
        one.given_name: [name for name, _label in navigation(one, city.pk)]
        for one in (beheer, carla, anna, rik)
    }

    assert menus == {
        "Beheer": ["people", "city_settings", "trail"],
        "Carla": ["people", "trail"],
        "Anna": ["side_functions"],
        "Rik": [],
    }
