"""A real browser on the real portal: chromium by playwright, the test database behind a server of threads.

What the browser's tests write is really written; each test begins in a world of its own.
"""

import copy
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import copies
from tests.conftest import put_the_world_back
from tests.make import World, job, message, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City

# Playwright runs an event loop in this thread; Django then forbids its database there unless told otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PHONE, DESK = 375, 1280
_CONFIRMED_FOR = 180  # seconds; allauth asks for the password again after five minutes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The portal as it is being served: its address, and the world behind it."""

    url: str
    filled: World  # as every test finds it
    world: World
    walked: set[str] = field(default_factory=set)  # the kinds of pages that a walk looked at
    _sessions: dict[str, tuple[float, str]] = field(default_factory=dict)

    def client(self, user: User | None) -> Client:
        """Return a client without a browser, in which `user` is signed in."""
        client = Client(HTTP_HOST=self.url.split("//")[1])
        if user is not None:
            client.cookies["sessionid"] = self.session_of(user)
        return client

    def begin_anew(self) -> None:
        """Put the world back under the portal: what earlier tests granted took nothing of its budgets."""
        put_the_world_back("filled")
        self.world = copy.copy(self.filled)
        self._sessions.clear()

    def session_of(self, user: User, *, anew: bool = False) -> str:
        """Return the session cookie of `user`, the same for many pages unless it is made anew."""
        begun, key = self._sessions.get(user.email, (0.0, ""))
        if anew:
            return sign_in(Client(), user).cookies["sessionid"].value
        if time.monotonic() - begun > _CONFIRMED_FOR or not key:
            key = sign_in(Client(), user).cookies["sessionid"].value
            self._sessions[user.email] = time.monotonic(), key
        return key


REFUSED = "the server responded with a status of"  # said of a page that is not answered with 200 as well
SLOW = "was preloaded using link preload but not used within"  # tells how busy the machine is, not how the page is


class Look:
    """A page in the browser, with what it complained about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.complaints: list[str] = []
        self._pages: set[str] = set()  # the addresses that were asked for as a page
        page.on("request", self._see)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _see(self, request: Request) -> None:
        if request.is_navigation_request():
            self._pages.add(request.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or SLOW in message.text:
            return
        if REFUSED not in message.text or message.location["url"] not in self._pages:
            self.complaints.append(f"{message.type}: {message.text}")

    def become(self, user: User | None, *, anew: bool = False) -> None:
        """Go on as `user` (None: nobody), without complaints; `anew`: signed in by the portal's clock."""
        self.page.context.clear_cookies()
        if user is not None:
            key = self.site.session_of(user, anew=anew)
            self.page.context.add_cookies([{"name": "sessionid", "value": key, "url": self.site.url}])
        self.complaints.clear()

    def open(self, path: str) -> int:
        """Go to `path` and return the status of its answer."""
        answer = self.page.goto(self.site.url + path, wait_until="load")
        return answer.status if answer else 0

    def arrive(self, selector: str) -> None:
        """Wait for the page that has `selector`, and for its scripts: an element is there before they ran."""
        self.page.locator(selector).first.wait_for()
        self.page.wait_for_load_state("load")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser stands; without one the tests fail, they do not skip."""
    # The shell is the same browser without windows: it takes a quarter less time.
    found = [os.environ.get("PORTAL_CHROMIUM"), *map(shutil.which, ("chromium-headless-shell", "chromium"))]
    for place in found:
        if place:
            return place
    pytest.fail(
        "There is no chromium. Run `make test` as root, or: sudo apt-get install -y chromium-headless-shell"
    )


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def served(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The portal, served from this process on a free port, with rows that are really there."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        filled = World(City.objects.get(slug="rotterdam"))
        fill(filled)
        copies.keep("filled")
        yield Site(server.url, filled, copy.copy(filled))
        server.stop()
        connections.close_all()
        put_the_world_back()


@pytest.fixture
def site(served: Site) -> Site:
    """The served portal, with a world that no other test touched."""
    served.begin_anew()
    return served


def fill(world: World) -> None:
    """Put something in every list; empty lists stand in the gallery."""
    for number, address in enumerate(["anna@demo.example", "olga@demo.example", "geen adres"]):
        message(number, address=address, at=world.at)
    for name in ("anna", "beheer"):
        job(1, by=world.known(name), at=world.at)
    for thing in ("message", "job", "document", "invitation", "side_function", "ugo", "ada"):
        getattr(world, thing)


def _context(browser: Browser, width: int) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="nl-NL", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    return context


@pytest.fixture(scope="session")
def window(browser: Browser, served: Site) -> Iterator[Look]:
    """One window for all pages that are only looked at; it keeps its style sheets and fonts."""
    context = _context(browser, DESK)
    yield Look(context.new_page(), served)
    context.close()


@pytest.fixture
def browser_page(browser: Browser, site: Site) -> Iterator[Callable[..., Look]]:
    """Return `open(user, width)`: a fresh browser window in which `user` (None: nobody) is signed in."""
    contexts = []

    def open_window(user: User | None, width: int = DESK) -> Look:
        contexts.append(_context(browser, width))
        look = Look(contexts[-1].new_page(), site)
        look.become(user)
        return look

    yield open_window
    for context in contexts:
        context.close()
