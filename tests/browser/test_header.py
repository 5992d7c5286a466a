"""The head of every page at each width, with and without a logo, and the way past the tiles of the map."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from portal.files.flows import store
from portal.files.kinds import PICTURES
from tests.browser.conftest import Look, Site
from tests.make import picture
from wijkraden.places.models import City

Open = Callable[..., Look]
WIDTHS = (375, 900, 1024, 1100, 1150, 1280)
# Of the site's name: in how many lines each word stands; and whether the head spills or the menu lies over it.
BROKEN = """() => {
  const text = document.querySelector('.brand > span').firstChild, range = document.createRange(), lines = [];
  let from = 0;
  for (const word of text.data.split(' ')) {
    range.setStart(text, from); range.setEnd(text, from + word.length);
    lines.push(range.getClientRects().length); from += word.length + 1;
  }
  const brand = document.querySelector('.brand').getBoundingClientRect();
  const menu = document.querySelector('.header__wide .header__tools').getBoundingClientRect();
  return {
    broken: lines.some((count) => count !== 1),
    spills: document.documentElement.scrollWidth > innerWidth,
    overlaps: menu.width > 0 && menu.left < brand.right,
  };
}"""


@pytest.fixture(params=[False, True], ids=["mark", "logo"])
def _brand(request: pytest.FixtureRequest, site: Site) -> Iterator[None]:
    before = City.objects.filter(pk=site.world.city.pk)
    logo = None
    if request.param:
        by, at = site.world.known("beheer"), site.world.at
        logo = store(picture(200, 80), kinds=PICTURES, by=by, at=at)
    before.update(product_name="Wijkbudget samenleven Rotterdam", logo=logo)
    yield
    before.update(product_name=site.world.city.product_name, logo=None)


@pytest.mark.usefixtures("_brand")
@pytest.mark.parametrize("name", ["beheer", "carla", "fenna"])
def test_the_name_of_the_site_keeps_its_words_whole(name: str, site: Site, browser_page: Open) -> None:
    look = browser_page(site.world.known(name))
    found = {}
    for width in WIDTHS:
        look.page.set_viewport_size({"width": width, "height": 800})
        look.open("/home/")
        found[width] = look.page.evaluate(BROKEN)

    whole = {"broken": False, "spills": False, "overlaps": False}
    assert found == dict.fromkeys(WIDTHS, whole)


# What the menu and the way in look like beside a name that is one long word.
CROWDED = """() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)]
    .map((it) => it.getBoundingClientRect()).filter((box) => box.width);
  const brand = document.querySelector('.brand').getBoundingClientRect();
  return {
    broken: boxes('.header :is(.nav a, .header__sign-in, .menu__button)').some((box) => box.height > 60),
    spills: document.documentElement.scrollWidth > innerWidth,
    overlaps: boxes('.header :is(.header__tools, .header__small)').some((box) => box.left < brand.right),
  };
}"""


@pytest.mark.parametrize("name", ["", "anna"])
def test_a_name_of_one_long_word_breaks_and_leaves_the_menu_its_place(
    name: str, site: Site, browser_page: Open
) -> None:
    City.objects.filter(pk=site.world.city.pk).update(product_name="W" * 60)
    look = browser_page(site.world.known(name) if name else None)
    found = {}
    for width in WIDTHS:
        look.page.set_viewport_size({"width": width, "height": 800})
        look.open("/")
        found[width] = look.page.evaluate(CROWDED)

    whole = {"broken": False, "spills": False, "overlaps": False}
    assert found == dict.fromkeys(WIDTHS, whole)


def _press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def test_one_key_leads_past_the_tiles_of_the_map(browser_page: Open) -> None:
    look = browser_page(None)
    look.open("/")
    look.page.locator("form.search button").focus()

    _press(look.page, "Tab", 1)
    skip = look.page.locator(".map__skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_visible()
    _press(look.page, "Enter", 1)
    _press(look.page, "Tab", 1)

    focused = look.page.evaluate("document.activeElement.closest('.map__as-list') !== null")
    assert focused, "the list of the same districts follows"
    assert look.complaints == []
