"""A walk through the portal as its people make it: from their first page on, by what the screens offer alone.

The clock of the portal, which is served from this process, stands where the story says; nobody waits for real.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from xml.etree import ElementTree

import time_machine
from django.urls import resolve
from playwright.sync_api import Locator, Page

from grants.demo.flows.desks import open_desks
from grants.payments.tasks import let_due
from grants.register.tasks import close_due
from grants.reports.tasks import ask_due, begin_due
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from portal.realm import within
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults
from tests.payments import Booked, camt

Open = Callable[..., Look]
HOST = "http://testserver"  # where the mails of the tests lead
_TEN = time(9, tzinfo=UTC)  # ten o'clock in Amsterdam, in winter
_PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@dataclass
class Story:
    """Who walks, on which day; every page on the way is looked at for faults."""

    site: Site
    open_window: Open
    folder: Path  # for what is downloaded and handed in
    clock: time_machine.travel | None = None
    windows: dict[tuple[str, int], Look] = field(default_factory=dict)

    def on(self, day: date) -> None:
        """Go on at ten o'clock of that day, after the regular work of the night."""
        self.end()
        self.clock = time_machine.travel(datetime.combine(day, _TEN))
        self.clock.start()
        for work in (begin_due, ask_due, let_due, close_due):
            work(Progress(Job()))

    def end(self) -> None:
        """Let the clock be what it is."""
        if self.clock is not None:
            self.clock.stop()
            self.clock = None

    def as_(self, name: str, width: int = DESK) -> Person:
        """Return someone of the cast who signed in a moment ago, on her first page."""
        look = self._window(name, width)
        look.become(self.site.world.known(name), anew=True)
        return Person(look).goes("/home/")

    def by_link(self, kind: str, address: str = "fatima@demo.example") -> Person:
        """Return who has no account and opens the link in the newest mail of that kind on a telephone."""
        mail = Message.objects.filter(kind=kind, address=address).latest("pk")
        found = re.search(rf"{HOST}(\S+)", mail.plain_text)
        assert found, mail.plain_text
        return Person(self._window("", PHONE)).goes(found[1])

    def passer_by(self, width: int = DESK) -> Person:
        """Return who has no account, on the page with which the portal begins."""
        return Person(self._window("", width)).goes("/")

    def _window(self, name: str, width: int) -> Look:
        if (name, width) not in self.windows:
            user = self.site.world.known(name) if name else None
            self.windows[name, width] = self.open_window(user, width)
        return self.windows[name, width]

    def statement(self, *booked: Booked, of: Path, number: str, on: date, pays: bool = True) -> Path:
        """Return a statement of the account in that pain.001 file: that it was paid (unless told), and more lines."""
        root = ElementTree.fromstring(of.read_text(encoding="utf-8"))  # noqa: S314  # our own file
        orders = root.iter(f"{_PAIN}CdtTrfTxInf") if pays else []
        paid = [
            Booked(cents_of(one), end_to_end_id=told, reference=f"{number}-{place}")
            for place, one in enumerate(orders)
            if (told := one.findtext(f".//{_PAIN}EndToEndId"))
        ]
        iban = root.findtext(f".//{_PAIN}DbtrAcct//{_PAIN}IBAN") or ""
        path = self.folder / f"{number}.xml"
        path.write_bytes(camt([*paid, *booked], number=number, iban=iban, on=on))
        return path


def cents_of(payment: ElementTree.Element) -> int:
    """Return what a payment in a pain.001 file is of, in euro cents."""
    euros, _, cents = (payment.findtext(f".//{_PAIN}InstdAmt") or "").partition(".")
    return int(euros) * 100 + int(cents)


@dataclass
class Person:
    """Someone at a screen; each step returns her again, so that a story reads on."""

    look: Look

    @property
    def page(self) -> Page:
        """The page that she sees."""
        return self.look.page

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text().replace("\u00a0", " ")

    def goes(self, path: str) -> Person:
        """Open an address: her first page, or the link in a mail."""
        assert self.look.open(path) == 200, path
        return self._looks()

    def follows(self, *words: str) -> Person:
        """Follow the first link with each of these words, one after the other: of the page, else of the menu."""
        for one in words:
            self._leaves(self._first("link", one))
        return self

    def presses(self, words: str) -> Person:
        """Press the first button with these words, and see the page that follows."""
        self._leaves(self._first("button", words))
        return self

    def fills(self, **values: str) -> Person:
        """Fill in the fields with these names; a choice is chosen by its value."""
        for name, value in values.items():
            found = self.page.locator(f"main [name={name}]").first
            kind = found.get_attribute("type")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f"main [name={name}][value='{value}']").check()
            elif found.evaluate("it => it.localName") == "select":
                found.select_option(value)
            else:
                found.fill(value)
        return self

    def ticks(self, *labels: str) -> Person:
        """Choose what has these labels."""
        for label in labels:
            self.page.get_by_label(label).first.check()
        return self

    def hands_in(self, file: Path | dict[str, object]) -> Person:
        """Choose a file."""
        self.page.set_input_files("main input[type=file]", file)  # type: ignore[arg-type]  # a path, or what playwright calls a payload
        return self

    def downloads(self, words: str, to: Path) -> Path:
        """Follow a link that brings a file."""
        with self.page.expect_download() as download:
            self._first("link", words).click()
        download.value.save_as(to)
        return to

    def reads(self, *words: str) -> Person:
        """Find these words on the page."""
        missing = [one for one in words if one not in self.text]
        assert not missing, f"{missing} does not stand on {self.page.url}:\n{self.text}"
        return self

    def misses(self, *words: str) -> Person:
        """Find none of these words on the page."""
        found = [one for one in words if re.search(one, self.text, re.IGNORECASE)]
        assert not found, f"{found} stands on {self.page.url}:\n{self.text}"
        return self

    def _first(self, role: str, words: str) -> Locator:
        name = re.compile(re.escape(words).replace("\u00a0", r"\s").replace(r"\ ", r"\s"))
        for place in ("main", "header", "nav"):
            found = self.page.locator(place).get_by_role(role, name=name)  # type: ignore[arg-type]  # link or button
            if found.count():
                return found.first
        raise AssertionError(f"No {role} “{words}” on {self.page.url}:\n{self.text}")

    def _leaves(self, door: Locator) -> None:
        with self.page.expect_navigation():
            door.click()
        self._looks()

    def _looks(self) -> Person:
        """Look for faults, once on each kind of page: every page has a test of its own for them."""
        kind = resolve(self.page.url.removeprefix(self.look.site.url).partition("?")[0]).view_name
        if kind not in self.look.site.walked:
            self.look.site.walked.add(kind)
            found = faults(self.look)
            assert found == [], f"{self.page.url}: {found}"
        assert self.look.complaints == []
        return self


def begin(site: Site, open_window: Open, folder: Path, *, on: date) -> Story:
    """Begin a story on that day, with mandates and an account to pay from."""
    story = Story(site, open_window, folder)
    story.on(on)
    people = {name: site.world.known(name) for name in ("bas", "daan", "dewi")}
    with within(site.world.city.public_id):
        open_desks(people, by=None, at=datetime.combine(on, _TEN))
    return story
