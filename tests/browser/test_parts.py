"""What the parts do under the hands: focus, dialogs, menus and counters (A11-1, A11-2, TXT-1)."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page, expect

from portal.ui.gallery import components
from tests.browser.conftest import Look, Site
from tests.make import person

Open = Callable[..., Look]
CONTROLS = "main button, main summary, main input, main select, .tile, main .nl-button"
NARROW = 320  # also what a screen of 1280 px shows at 400%


@pytest.fixture
def operator(site: Site, browser_page: Open) -> Callable[..., Page]:
    """Return `open(path, width)`: a page of the gallery, as beheer."""

    def open_page(path: str, width: int = 1280) -> Page:
        look = browser_page(site.world.person("beheer"), width)
        look.open(path)
        return look.page

    return open_page


def focused(page: Page) -> str:
    """Return the id, else the text, of what has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_a_form_with_errors_puts_the_focus_on_one_summary(operator: Callable[..., Page]) -> None:
    page = operator("/components/form-errors/")
    assert page.title().startswith("Fout: ")
    assert focused(page) == "error-summary"
    assert page.locator("#error-summary").count() == 1


def test_each_error_leads_to_its_field(operator: Callable[..., Page]) -> None:
    page = operator("/components/form-errors/")
    links = page.locator("#error-summary a")
    for number in range(links.count()):
        target = str(links.nth(number).get_attribute("href"))
        links.nth(number).focus()
        page.keyboard.press("Enter")
        assert f"#{focused(page)}" == target
    assert links.count() == 7


def test_a_question_takes_the_focus_keeps_it_and_gives_it_back(operator: Callable[..., Page]) -> None:
    page = operator("/components/confirm/")
    opener = page.locator("[data-dialog=grant]")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.locator("#grant").evaluate("it => it.open")
    assert page.evaluate("document.activeElement.hasAttribute('data-close')")

    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog, body').matches('#grant, body')")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#grant')"
        )
    page.keyboard.press("Escape")

    assert not page.locator("#grant").evaluate("it => it.open")
    assert opener.evaluate("it => it === document.activeElement")
    assert page.url.endswith("/components/confirm/")


def test_enter_on_cancel_confirms_nothing(operator: Callable[..., Page]) -> None:
    page = operator("/people/invitations/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("[data-dialog^=revoke-]").first.click()
    dialog = page.locator("dialog[open]")
    assert "Trek de uitnodiging" in dialog.inner_text()
    page.keyboard.press("Enter")
    assert dialog.count() == 0
    assert "POST" not in sent


def test_a_menu_closes_with_escape_and_keeps_the_focus(operator: Callable[..., Page]) -> None:
    page = operator("/components/", 375)
    menu = page.locator(".header__small")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.evaluate("it => it.open")
    page.keyboard.press("Escape")
    assert not menu.evaluate("it => it.open")
    assert menu.locator("summary").evaluate("it => it === document.activeElement")


@pytest.mark.parametrize(("menu", "width"), [(".header__small", 375), (".menu--person", 1280)])
@pytest.mark.parametrize("keys", ["Tab", "Shift+Tab"])
def test_a_menu_closes_when_the_focus_leaves_it(
    menu: str, width: int, keys: str, operator: Callable[..., Page]
) -> None:
    page = operator("/components/", width)
    found = page.locator(menu)
    found.locator("summary").focus()
    page.keyboard.press("Enter")
    count = found.locator("a, button").count()
    assert found.evaluate("it => it.open")
    if keys == "Tab":
        for _ in range(count):
            page.keyboard.press(keys)
            assert found.evaluate("it => it.open && it.contains(document.activeElement)")

    page.keyboard.press(keys)

    assert not found.evaluate("it => it.open")
    assert not found.evaluate("it => it.contains(document.activeElement)")
    assert page.evaluate(
        """() => {
            const box = document.activeElement.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return document.activeElement.contains(top) || document.activeElement === document.body;
        }"""
    )


def test_a_menu_stays_open_while_the_window_loses_the_focus(operator: Callable[..., Page]) -> None:
    page = operator("/components/", 375)
    menu = page.locator(".header__small")
    menu.locator("summary").click()
    menu.locator("a").first.focus()
    menu.locator("a").first.evaluate("it => it.blur()")
    assert menu.evaluate("it => it.open")


def test_the_focus_takes_the_order_in_which_the_menu_of_a_phone_stands(operator: Callable[..., Page]) -> None:
    page = operator("/components/", 375)
    menu = page.locator(".header__small")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    tops = []
    for _ in range(menu.locator("a, button").count()):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top"))
    assert len(tops) > 3
    assert tops == sorted(tops)


def test_without_scripts_the_menu_opens_and_closes_with_its_button(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{site.url}/privacy/")
    panel, button = page.locator(".header__small .menu__panel"), page.locator(".header__small summary")
    expect(panel).to_be_hidden()
    button.click()
    expect(panel).to_be_visible()
    button.click()
    expect(panel).to_be_hidden()
    context.close()


def test_after_an_act_the_focus_is_on_what_came_of_it_and_goes_on_to_the_content(
    site: Site, browser_page: Open
) -> None:
    look = browser_page(person("geslaagd", at=timezone.now()))
    page = look.page
    look.open("/account/details/")
    page.fill("input[name=phone]", "06 12345678")
    page.click("main form.form button.nl-button--primary")
    expect(page.locator(".messages")).to_be_focused()
    assert page.locator(".messages").inner_text() != ""

    page.keyboard.press("Tab")

    assert page.evaluate("!!document.activeElement.closest('#main')")


def test_a_link_to_a_wrong_field_leaves_nothing_in_the_address_of_the_next_page(
    site: Site, browser_page: Open
) -> None:
    look = browser_page(person("hersteller", at=timezone.now()))
    page = look.page
    look.open("/account/details/")
    page.fill("input[name=given_name]", "")
    page.click("main form.form button.nl-button--primary")
    page.locator("#error-summary a").first.click()
    assert focused(page) == "id_given_name"
    page.keyboard.type("Hanna")
    page.click("main form.form button.nl-button--primary")
    expect(page.locator(".messages")).to_be_visible()

    assert page.url == f"{site.url}/account/"


def test_the_counter_counts_a_line_break_and_an_emoji_once(operator: Callable[..., Page]) -> None:
    page = operator("/components/form/")
    page.fill("#id_summary", "\n".join(["ab"] * 21) + "🎉" * 3 + "x" * 235)
    counter = page.locator("#id_summary_counter")
    assert "0" in counter.inner_text()
    assert not counter.evaluate("it => it.classList.contains('counter--over')")
    page.fill("#id_summary", "\n".join(["ab"] * 21) + "🎉" * 3 + "x" * 236)
    assert counter.evaluate("it => it.classList.contains('counter--over')")


def test_another_language_on_a_page_with_errors_leads_back_to_that_page(
    site: Site, browser_page: Open
) -> None:
    look = browser_page(person("tweetalig", at=timezone.now()))
    page = look.page
    look.open("/account/details/")
    page.fill("input[name=given_name]", "")
    page.click("main form.form button.nl-button--primary")
    expect(page.locator("#error-summary")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".header__wide .language button")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#error-summary")).to_have_count(0)
    assert page.url == f"{site.url}/account/details/"


def test_another_language_asks_first_when_that_loses_what_was_typed(site: Site, browser_page: Open) -> None:
    look = browser_page(person("halverwege", at=timezone.now()))
    page, asked = look.page, list[str]()

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answer)
    look.open("/account/details/")
    page.fill("input[name=given_name]", "Half")
    page.click(".header__wide .language button")

    assert len(asked) == 1
    expect(page.locator("input[name=given_name]")).to_have_value("Half")
    expect(page.locator("html")).to_have_attribute("lang", "nl")

    look.open("/account/details/")
    page.click(".header__wide .language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert len(asked) == 1


def test_the_first_tab_leads_to_the_content(operator: Callable[..., Page]) -> None:
    page = operator("/components/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.locator(".skip").bounding_box()["height"] > 24  # type: ignore[index]  # it is shown
    page.keyboard.press("Enter")
    assert focused(page).startswith("main")


@pytest.mark.parametrize("name", [one.name for one in components()])
def test_nothing_falls_off_a_narrow_screen(name: str, operator: Callable[..., Page]) -> None:
    page = operator(f"/components/{name}/", NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    small = page.evaluate(
        """kinds => [...document.querySelectorAll(kinds)]
            .filter(it => it.checkVisibility() && Math.min(it.offsetWidth, it.offsetHeight) < 24)
            .map(it => it.outerHTML.slice(0, 80))""",
        CONTROLS,
    )
    assert small == []
