"""The gallery: every component on a page of its own, in all its states."""

from .samples import COMPONENTS
from .specimens import Component


def component(name: str) -> Component | None:
    """Return the page of that name, None if there is none."""
    return next((found for found in COMPONENTS if found.name == name), None)


def components() -> list[Component]:
    """Return all pages in the order of the list."""
    return COMPONENTS
