"""An address that no page has is refused before anything is looked up by it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client, RequestFactory

from portal.security.tokens import FIELD, new_token, page_of, read_token
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


OFF_SITE = "//evil.example/x"


def test_no_form_leads_to_a_page_of_another_site(anna: User, signed_in: SignedIn) -> None:
    """Of an address with two slashes the second begins the name of a host, for a browser."""
    token = new_token(anna, OFF_SITE)
    signed = signing.dumps({"n": "0", "p": anna.public_id, "w": OFF_SITE}, salt="portal.security.once")
    drop = "/session/kept/"

    assert read_token(token).page == read_token(signed).page == "/%2Fevil.example/x"
    for text in (token, signed):
        ended = Client().post(drop, {FIELD: text})
        late = Client(enforce_csrf_checks=True)
        late.cookies = signed_in(anna).cookies
        stale = late.post(drop, {FIELD: text})
        (following,) = parse_qs(urlsplit(ended.headers["Location"]).query)["next"]
        assert following == stale.headers["Location"] == "/%2Fevil.example/x"


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example", "//evil.example/people/"])
def test_a_page_with_two_slashes_gives_its_forms_a_page_of_this_site(path: str) -> None:
    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)("/")
        request.path = request.path_info = path

        assert page_of(request).startswith("/%2F")
        assert read_token(new_token(None, page_of(request))).page.startswith("/%2F")
