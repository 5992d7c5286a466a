"""Every page of every role in a real browser, on a phone and at a desk: WCAG 2.2 AA, keyboard, Dutch, links, HTML."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve, reverse_lazy
from playwright.sync_api import Keyboard

from portal.ui.styles import BUILD, node
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.checks.dutch import english_words, missing_messages
from tests.checks.pages import Seen, pages
from tests.checks.permissions import Row
from tests.test_permissions import ROWS

PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected().values()]
# The form that erases a person stands there only when it cannot be refused.
# Their page shows what is in the way, without a form, or an empty form does what its button says.
WITHOUT_ERRORS = {
    "decision_take",
    "payment_release",
    "person_erase",
    "proposal_copy",
    "reviews_spread",
    "round_announce",
}
# There is nothing more to enter or to adopt where all else was made before.
FIRST_IN_THE_WORLD = {"budget_new", "version_adopt"}
FORMS = sorted(
    (
        row
        for row in ROWS
        if row.method == "POST" and 422 in row.expected().values() and row.name not in WITHOUT_ERRORS
    ),
    key=lambda row: row.name in FIRST_IN_THE_WORLD,
)
SEND_EMPTY = """() => {
    const own = 'main form[method=post]:not(.language)';
    const form = document.querySelector(`${own}:not([action])`) ?? document.querySelector(own);
    form.noValidate = true;
    for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else if (field.localName === 'select') field.selectedIndex = -1;
        else if (field.type === 'color') field.type = 'text', field.value = '';
        else field.value = '';
    }
    form.requestSubmit();
}"""
# A passkey is made and asked for by a script, and an ordinary button starts that.
BY_SCRIPT = ("mfa_add_webauthn-", "mfa_reauthenticate_webauthn-")
IS_HERE, RUN = "() => 'axe' in window", "rules => axe.run(rules).then(it => it.violations)"
# The second frame after a change of width begins when all that watches the width has done its work.
FOLLOWED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "elementRef": False,
}
LINK = re.compile(r'<a\b[^>]* href="(/[^"#]*)')
SCRIPTS = Path(__file__).parent
KEYBOARD = (SCRIPTS / "keyboard.js").read_text(encoding="utf-8")


def named(row: Row) -> str:
    """Return how a page is called among the tests."""
    return row.name


@pytest.fixture
def looked_at(served: Site) -> Site:
    """The served portal for what only looks, and sends what is refused: one world in which all is made once."""
    if not served.world.is_shared:
        served.begin_anew()
        served.world.is_shared, served.world.made = True, {}
    return served


@dataclass
class Walk:
    """What was seen so far: the pages as files, and who was sent to which kind of page."""

    folder: Path
    tried: set[tuple[str, str]] = field(default_factory=set)

    def keep(self, seen: Seen, number: int) -> None:
        """Keep the page for the validator of HTML."""
        page = self.folder / f"{seen.name}-{number}-{seen.person}.html"
        page.write_text(seen.html, encoding="utf-8")


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Look at the HTML of all pages at once, in the end: the validator takes longer to start than to read them."""
    begun = Walk(tmp_path_factory.mktemp("pages"))
    yield begun
    if found := validate(begun.folder):
        pytest.fail("\n".join(["the HTML of these pages is not valid:", *found]), pytrace=False)


@pytest.mark.parametrize("row", PAGES, ids=named)
def test_every_page_is_for_everyone(row: Row, looked_at: Site, window: Look, walk: Walk) -> None:
    found: list[str] = []
    with missing_messages() as missing:
        shown = list(pages(row, looked_at.world, looked_at.client))
    found += [f"no Dutch for “{message}”" for message in sorted(missing)]
    for number, seen in enumerate(shown):
        walk.keep(seen, number)
        found += dead_links(seen, looked_at, walk.tried)
        found += [f"{seen.person} reads English: {words}" for words in english_words(seen.html)]
        window.become(looked_at.world.person(seen.person))
        assert window.open(seen.path) == 200
        found += [f"{seen.person} at {fault}" for fault in faults_at_every_width(window)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("row", FORMS, ids=named)
def test_every_form_with_errors_is_for_everyone(row: Row, looked_at: Site, window: Look) -> None:
    if row.name in FIRST_IN_THE_WORLD:
        looked_at.begin_anew()
    person = "stranger" if row.expected()["stranger"] == 422 else min(row.may)
    window.become(looked_at.world.person(person))
    window.open(row.path(looked_at.world))
    with window.page.expect_navigation() as answer:
        window.page.evaluate(SEND_EMPTY)
    assert answer.value is not None
    assert answer.value.status == 422
    found = [f"{person} reads English: {words}" for words in english_words(window.page.content())]
    if not window.page.title().startswith("Fout: "):
        found.append(f"has the title “{window.page.title()}”")
    found += [f"{person} at {fault}" for fault in faults_at_every_width(window)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        ("stranger", "/there-is-nothing-here/", 404),
        ("beheer", "/there-is-nothing-here/", 404),
        ("carla", reverse_lazy("invite"), 403),
    ],
)
def test_a_page_that_says_no_is_for_everyone(
    person: str, path: str, status: int, looked_at: Site, window: Look
) -> None:
    window.become(looked_at.world.person(person))
    assert window.open(str(path)) == status
    found = [f"at {fault}" for fault in faults_at_every_width(window)]
    found += english_words(window.page.content())
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def faults_at_every_width(look: Look) -> list[str]:
    """Return what is wrong with the page on a phone and at a desk: it is loaded once, and follows its window."""
    found: list[str] = []
    for width in (PHONE, DESK):
        look.page.set_viewport_size({"width": width, "height": 800})
        look.page.evaluate(FOLLOWED)
        found += [f"{width} px: {fault}" for fault in faults(look)]
    return found


def faults(look: Look) -> list[str]:
    """Return everything that is wrong with the page as it stands in the browser."""
    found = [f"axe {rule}" for rule in axe(look)]
    facts = look.page.evaluate(
        """() => ({
            width: document.documentElement.scrollWidth, room: window.innerWidth,
            title: document.title.trim(), headings: document.querySelectorAll('h1').length,
            lang: document.documentElement.lang,
        })"""
    )
    if facts["width"] > facts["room"]:
        found.append(f"scrolls sideways: {facts['width']} px in {facts['room']} px ({widest(look)})")
    if not facts["title"] or facts["title"].startswith(("-", "·", "|")):
        found.append(f"has the title “{facts['title']}”")
    if facts["headings"] != 1:
        found.append(f"has {facts['headings']} h1")
    if facts["lang"] != "nl":
        found.append(f"has lang “{facts['lang']}”")
    found += [f"the console says {one}" for one in look.complaints]
    return found + keyboard(look)


def axe(look: Look) -> list[str]:
    """Return axe's findings, each with the first places; a page gets the script of axe-core once."""
    if not look.page.evaluate(IS_HERE):
        look.page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = look.page.evaluate(RUN, RULES)
    return [
        f"{one['id']}: {one['help']} at {', '.join(str(node['target'][0]) for node in one['nodes'][:3])}"
        for one in violations
    ]


def widest(look: Look) -> str:
    """Return what sticks out furthest."""
    return str(
        look.page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .map(e => [e.getBoundingClientRect().right, e.tagName.toLowerCase() + '.' + e.className])
                .sort((a, b) => b[0] - a[0])[0].join(' px ')"""
        )
    )


def keyboard(look: Look) -> list[str]:
    """Tab through the page: all that can be used is reached and shows its focus."""
    number: int = look.page.evaluate(f"() => {{ {KEYBOARD}; return keyboard.start(); }}")
    hold(look.page.keyboard, "Tab", times=number)
    for _ in range(10):
        if not look.page.evaluate("() => keyboard.missing()"):
            break
        look.page.keyboard.down("Tab")
    look.page.keyboard.up("Tab")
    found: list[str] = look.page.evaluate("() => keyboard.found()")
    return found


def hold(keyboard: Keyboard, key: str, *, times: int) -> None:
    """Hold a key down until it was repeated so often; all is sent at once, and the browser follows at its own pace.

    Each press is an event of its own to the page. Sent one by one, each is waited for and painted: that takes twice
    as long, and playwright's own functions know no other way.
    """
    down = keyboard._impl_obj.down

    async def all_at_once() -> None:
        await asyncio.gather(*(down(key) for _ in range(times)))

    keyboard._sync(all_at_once())


def dead_links(seen: Seen, site: Site, tried: set[tuple[str, str]]) -> list[str]:
    """Follow one link of a page to each kind of page that this person was not sent to yet."""
    found: list[str] = []
    for address in sorted(set(LINK.findall(seen.html))):
        kind = resolve(address.partition("?")[0]).view_name
        if (seen.person, kind) in tried:
            continue
        tried.add((seen.person, kind))
        status = site.client(site.world.person(seen.person)).get(unescape(address)).status_code
        if status >= 400:
            found.append(f"{seen.person} finds {address} on {seen.path}: {status}")
    return found


def validate(folder: Path) -> list[str]:
    """Return html-validate's findings on the files of `folder`."""
    tool = BUILD / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    if not tool.exists():
        pytest.fail("html-validate is missing. Run: make setup-dev")
    rules = folder / ".htmlvalidate.json"
    rules.write_text((SCRIPTS / "htmlvalidate.json").read_text(encoding="utf-8"), encoding="utf-8")
    told = folder / "findings.json"  # a pipe would be cut off when there are many
    ran = subprocess.run(
        [
            *node(),
            str(tool),
            "--formatter",
            f"json={told}",
            "--config",
            str(rules),
            "--ext",
            "html",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if not told.exists():
        pytest.fail(f"html-validate did not run: {ran.stderr[:1000]}")
    return [
        f"{Path(file['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for file in json.loads(told.read_text(encoding="utf-8"))
        for message in file["messages"]
        if not (message["ruleId"] == "wcag/h32" and Path(file["filePath"]).name.startswith(BY_SCRIPT))
    ]
