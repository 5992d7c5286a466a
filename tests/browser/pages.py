"""What the tests of whole acts do on a page: press a button, look at it at both widths."""

from tests.browser.conftest import DESK, PHONE, Look
from tests.browser.test_accessibility import faults


def everywhere(look: Look) -> list[str]:
    """Return what is wrong with the page on a phone and at a desk."""
    found, as_it_was = [], look.page.viewport_size
    for width in (PHONE, DESK):
        look.page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width} px: {fault}" for fault in faults(look)]
    if as_it_was is not None:
        look.page.set_viewport_size(as_it_was)
    return found


def press(look: Look, selector: str) -> None:
    """Press a button and wait for the page that follows."""
    with look.page.expect_navigation():
        look.page.locator(selector).first.click()
