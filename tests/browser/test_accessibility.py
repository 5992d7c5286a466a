"""Every page of every role in a real browser, on a phone and at a desk: WCAG 2.2 AA, keyboard, Dutch, HTML."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.ui.styles import BUILD, node
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.checks.dutch import english_words, missing_messages
from tests.checks.pages import Seen, pages
from tests.checks.permissions import Row
from tests.test_permissions import ROWS

PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected().values()]
AXE = Axe()
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
SCRIPTS = Path(__file__).parent
KEYBOARD = (SCRIPTS / "keyboard.js").read_text(encoding="utf-8")


def named(row: Row) -> str:
    """Return how a page is called among the tests."""
    return row.name


@pytest.mark.parametrize("row", PAGES, ids=named)
def test_every_page_is_for_everyone(row: Row, site: Site, browser_page: Callable[..., Look]) -> None:
    found: list[str] = []
    with missing_messages() as missing:
        shown: list[Seen] = list(pages(row, site.world, site.client))
    found += [f"no Dutch for “{message}”" for message in sorted(missing)]
    for seen in shown:
        found += [f"{seen.person} reads English: {words}" for words in english_words(seen.html)]
        for width in (PHONE, DESK):
            look = browser_page(site.world.person(seen.person), width)
            assert look.open(seen.path) == 200
            found += [f"{seen.person} at {width} px: {fault}" for fault in faults(look)]
            look.page.context.close()
    if found:
        pytest.fail("\n".join(found), pytrace=False)


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
    found += [f"the console says {complaint}" for complaint in look.complaints]
    return found + keyboard(look)


def axe(look: Look) -> list[str]:
    """Return axe's findings, each with the first places."""
    violations: list[dict[str, Any]] = AXE.run(look.page, options=RULES).response["violations"]
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
    """Tab through the page: all that can be used is reached, shows its focus, and lets go again."""
    look.page.evaluate(KEYBOARD)
    names: list[str] = look.page.evaluate("() => keyboard.start()")
    reached: set[int] = set()
    found: list[str] = []
    for _ in range(len(names) + 5):
        look.page.keyboard.press("Tab")
        state = look.page.evaluate("() => keyboard.now()")
        if state["number"] is None or state["number"] in reached:
            if len(reached) == len(names):
                break
            continue
        reached.add(state["number"])
        if not state["shows"]:
            found.append(f"no visible focus on {names[state['number']]}")
    return found + [
        f"not reached with Tab: {name}" for number, name in enumerate(names) if number not in reached
    ]


def test_every_page_is_valid_html(site: Site, tmp_path: Path) -> None:
    for row in PAGES:
        for seen in pages(row, site.world, site.client):
            (tmp_path / f"{seen.name}-{seen.person}.html").write_text(seen.html, encoding="utf-8")

    findings = validate(tmp_path)
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


def validate(folder: Path) -> list[str]:
    """Return html-validate's findings on the files of `folder`."""
    tool = BUILD / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    if not tool.exists():
        pytest.fail("html-validate is missing. Run: make setup-dev")
    rules = folder / ".htmlvalidate.json"
    rules.write_text((SCRIPTS / "htmlvalidate.json").read_text(encoding="utf-8"), encoding="utf-8")
    ran = subprocess.run(
        [*node(), str(tool), "--formatter", "json", "--config", str(rules), "--ext", "html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if not ran.stdout.startswith("["):
        pytest.fail(f"html-validate did not run: {ran.stderr[:1000]}")
    return [
        f"{Path(file['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for file in json.loads(ran.stdout)
        for message in file["messages"]
    ]
