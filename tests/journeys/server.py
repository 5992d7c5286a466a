"""A web server of a house, and a browser that sends the forms of its pages, as they stand, from one person."""

from __future__ import annotations

import http.client
import socket
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.journeys.mortal import DIE_BEFORE, LIVED
from tests.portal.house import House, wait_until

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What the server said; `moments`: at how many moments of this request it could have died."""

    status: int
    location: str
    text: str
    moments: int


class Server:
    """One server with one worker; who kills the worker finds another one a moment later."""

    def __init__(self, house: House) -> None:
        self.port = _free_port()
        settings = ["env", "DJANGO_SETTINGS_MODULE=tests.journeys.settings"]
        serve = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "1"]
        where = ["--bind", f"127.0.0.1:{self.port}", "tests.journeys.mortal:application"]
        self._process = house.start([*settings, *serve, *where])
        wait_until(self._answers, seconds=60)

    def ask(
        self, path: str, *, session: str, data: str | None = None, cookies: str = "", die_before: int = 0
    ) -> Answer | None:
        """Ask for a page, or send a form; None when the server died of it."""
        headers = {"Cookie": f"sessionid={session}; {cookies}", DIE_BEFORE: str(die_before)}
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            asked.request(
                "GET" if data is None else "POST", path, data, headers | (_FORM if data is not None else {})
            )
            got = asked.getresponse()
            text = got.read().decode()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return None
        finally:
            asked.close()
        return Answer(got.status, got.headers.get("Location", ""), text, int(got.headers.get(LIVED, "0")))

    def form(self, path: str, *, session: str, **typed: str) -> tuple[str, str]:
        """Return the form of a page as it is sent, with what was typed, and the cookie that belongs to it."""
        shown = self.ask(path, session=session)
        assert shown is not None
        assert shown.status == 200, shown.text
        fields = _fields(shown.text) | typed
        return urlencode(fields), f"csrftoken={fields['csrfmiddlewaretoken']}"

    def end(self) -> None:
        """Stop serving."""
        self._process.terminate()
        self._process.communicate(timeout=30)

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(self._process.communicate()[0])
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


def _fields(page: str) -> dict[str, str]:
    reader = _FirstForm()
    reader.feed(page)
    return reader.fields


class _FirstForm(HTMLParser):
    """Reads the fields of the first form in <main> that is sent, as they stand; this portal's acts ask no more."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._where = "before"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._where = "main"
        elif tag == "form" and self._where == "main" and found.get("method") == "post":
            self._where = "form"
        elif tag == "input" and self._where == "form" and "name" in found:
            self.fields[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._where == "form":
            self._where = "after"


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
