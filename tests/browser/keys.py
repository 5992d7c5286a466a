"""What someone does who has a keyboard alone: go to a control by Tab, type, press."""

from tests.browser.conftest import Look

MOST_TABS = 300


def tab_to(look: Look, selector: str) -> None:
    """Press Tab until that control has the focus."""
    for _ in range(MOST_TABS):
        if look.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        look.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def write(look: Look, **typed: str) -> None:
    """Type into the fields of those names."""
    for name, text in typed.items():
        tab_to(look, f"[name={name}]")
        look.page.keyboard.press("ControlOrMeta+a")
        look.page.keyboard.type(text)


def press(look: Look, selector: str, key: str = "Enter") -> None:
    """Go to a control and press a key on it; wait for the page that comes."""
    tab_to(look, selector)
    with look.page.expect_navigation():
        look.page.keyboard.press(key)
