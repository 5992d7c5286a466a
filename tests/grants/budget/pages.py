"""What the tests of the budget's pages share: a browser in English, and forms as a page sends them."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.test import Client

from grants.budget.models import Change, Slice
from tests.make import post, sign_in
from wijkraden.people.models import User

DECISION = {"decision_number": "26bb004210", "decision_on": "8-10-2026", "explanation": ""}
AMOUNTS, SHARE, GIFTS = "/budget/2026/amounts/", "/budget/2026/share/", "/budget/2026/redistribute/"
IMPORT = "/budget/2026/import/"
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')


def browser(user: User, *, language: str = "en", confirmed: bool = True) -> Client:
    """Return a browser in which `user` is signed in and reads that language."""
    User.objects.filter(pk=user.pk).update(language=language)
    return sign_in(Client(), user, confirmed=confirmed)


def text_of(answer: Any) -> str:
    """Return the words of a page, without its elements, on one line."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(plain).split())


def typed(answer: Any) -> dict[str, str]:
    """Return the values of the inputs that stand on a page, by name, as its form would send them."""
    found = {}
    for element in _INPUT.findall(answer.content.decode()):
        parts = dict(_ATTRIBUTE.findall(element))
        if parts.get("type") not in {"radio", "checkbox", "file", "submit"} and "name" in parts:
            found[parts["name"]] = unescape(parts.get("value", ""))
    return found


def field(one: Slice) -> str:
    """Return the name of the field of a slice."""
    return f"amount_{one.public_id}"


def send(client: Client, user: User, path: str, fields: Mapping[str, Any]) -> Any:
    """Send the form of the page at `path` with its own values, but for these fields."""
    page = typed(client.get(path))
    return post(client, user, path, **{**page, **fields})


def newest() -> Change:
    """Return the change that was prepared last."""
    found = Change.objects.select_related("year").order_by("-id").first()
    assert found is not None
    return found
