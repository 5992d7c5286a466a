"""What a browser sends of a page of the editor: every field as it stands there, with what was typed over it."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


def fields_of(client: Client, path: str) -> dict[str, str]:
    """Return the fields of the first form of the page that is posted, as a browser would send them back."""
    return fields_in(client.get(path).content.decode())


def fields_in(page: str) -> dict[str, str]:
    """Return the fields of the first form of this page that is posted, as a browser would send them back."""
    reader = _Fields()
    reader.feed(page)
    return reader.values


def send(client: Client, path: str, *, without: str = "", **typed: Any) -> Any:
    """Open a page, type over its fields, leave the one `without` out, and send it."""
    fields = {**fields_of(client, path), **typed}
    return client.post(path, {name: value for name, value in fields.items() if name != without})


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.in_main = self.is_open = self.was_read = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        self.in_main = self.in_main or tag == "main"
        if tag == "form" and self.in_main and not self.was_read:
            self.is_open = given.get("method") == "post"
        if not self.is_open or (not name and tag != "option"):
            return
        ticks = given.get("type") in {"checkbox", "radio"}
        if tag == "input" and given.get("type") != "file" and (not ticks or "checked" in given):
            self.values[name] = given.get("value") or ("on" if ticks else "")
        if tag == "textarea":
            self.area, self.values[name] = name, ""
        if tag == "select":
            self.select, self.values[name] = name, ""
        if tag == "option" and "selected" in given and self.select:
            self.values[self.select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data.removeprefix("\n") if not self.values[self.area] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.is_open:
            self.is_open, self.was_read = False, True
        if tag == "textarea":
            self.area = ""
        if tag == "select":
            self.select = ""
