"""An address that no page has is refused before anything is looked up by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (None, "/%00/"),
        (None, "/?q=a%00b"),
        (None, "/invitations/%00/"),
        ("beheer", "/regulations/%00/"),
        ("beheer", "/people/?q=%00"),
        ("beheer", "/trail/?act=%00"),
        ("fenna", "/budget/2026/amounts/?again=%00"),
        ("carla", "/control/journal/?slice=%00"),
        ("carla", "/control/journal/?%00=1"),
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(
    name: str | None, path: str, signed_in: SignedIn, request: Any
) -> None:
    client = signed_in(request.getfixturevalue(name) if name else None)
    request.getfixturevalue("city")

    answer = client.get(path)

    assert answer.status_code == 400
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_letters_of_a_nul_are_no_nul(signed_in: SignedIn, beheer: User) -> None:
    client = signed_in(beheer)

    assert client.get("/people/?q=%2500").status_code == 200
    assert client.get("/regulations/%2500/").status_code == 404
