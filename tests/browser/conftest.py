"""A real browser on the real portal: chromium by playwright, the test database behind a server of threads.

What the browser's tests write is really written; the tables are emptied and filled anew when they are done.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.conftest import empty_and_load_again
from tests.make import World, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City

# Playwright runs an event loop in this thread; Django then forbids its database there unless told otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PHONE, DESK = 375, 1280


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The portal as it is being served: its address, and the world behind it."""

    url: str
    world: World
    _cookies: dict[str, str] = field(default_factory=dict)

    def client(self, user: User | None) -> Client:
        """Return a client without a browser, in which `user` is signed in."""
        return sign_in(Client(HTTP_HOST=self.url.split("//")[1]), user)

    def session_of(self, user: User) -> str:
        """Return the session cookie of `user`, signed in once for all pages."""
        if user.email not in self._cookies:
            self._cookies[user.email] = self.client(user).cookies["sessionid"].value
        return self._cookies[user.email]


class Look:
    """A page in the browser, with what it complained about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.complaints: list[str] = []
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")

    def open(self, path: str) -> int:
        """Go to `path` and return the status of its answer."""
        answer = self.page.goto(self.site.url + path, wait_until="load")
        return answer.status if answer else 0


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser stands; without one the tests fail, they do not skip."""
    found = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("There is no chromium. Run `make test` as root, or: sudo apt-get install -y chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The portal, served from this process on a free port, with rows that are really there."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield Site(server.url, World(City.objects.get(slug="rotterdam")))
        server.stop()
        connections.close_all()
        empty_and_load_again()


@pytest.fixture
def browser_page(browser: Browser, site: Site) -> Iterator[Callable[..., Look]]:
    """Return `open(user, width)`: a fresh browser window in which `user` (None: nobody) is signed in."""
    contexts = []

    def open_window(user: User | None, width: int = DESK) -> Look:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="nl-NL", reduced_motion="reduce"
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": site.session_of(user), "url": site.url}])
        context.set_default_timeout(15_000)
        return Look(context.new_page(), site)

    yield open_window
    for context in contexts:
        context.close()
