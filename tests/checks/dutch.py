"""What stands on a Dutch page in English."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from django.utils.translation.trans_real import DjangoTranslation

ENGLISH = re.compile(
    r"\b(the|and|your|you|please|with|this|that|from|are|have|sign|page|not|will|for|add|save)\b",
    re.IGNORECASE,
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Words on Dutch pages that look English: names of things, and what a page quotes.
ALLOWED: set[str] = set()


@contextmanager
def missing_messages() -> Iterator[set[str]]:
    """Gather every message that is asked for in Dutch and has none, while pages are drawn."""
    missing: set[str] = set()
    patch = pytest.MonkeyPatch()
    translated, plural = DjangoTranslation.gettext, DjangoTranslation.ngettext

    def gettext(self: DjangoTranslation, message: str) -> str:
        if self.language() == "nl" and message and self._catalog.get(message) is None:  # type: ignore[attr-defined]  # not in the stubs
            missing.add(message)
        return translated(self, message)

    def ngettext(self: DjangoTranslation, one: str, many: str, number: int) -> str:
        if self.language() == "nl" and self._catalog.get((one, self.plural(number))) is None:  # type: ignore[attr-defined]  # not in the stubs
            missing.add(one)
        return plural(self, one, many, number)

    patch.setattr(DjangoTranslation, "gettext", gettext)
    patch.setattr(DjangoTranslation, "ngettext", ngettext)
    try:
        yield missing
    finally:
        patch.undo()


def english_words(html: str) -> list[str]:
    """Return the sentences on the page that hold English words, but what is marked as English."""
    return [text for text in texts_of(html) if text not in ALLOWED and ENGLISH.search(text)]


def texts_of(html: str, *, language: str = "nl") -> list[str]:
    """Return what the page says in its language: its words and labels, but what is marked as another language."""
    reader = _Reader(language)
    reader.feed(html)
    return reader.texts


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._language = language
        self._foreign: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        foreign = self._foreign[-1] or tag in {"script", "style", "code", "pre"}
        if tag != "html" and values.get("lang") not in {None, self._language}:
            foreign = True
        if not foreign:
            said = (values.get(name) for name in ("alt", "title", "aria-label", "placeholder"))
            self.texts += [text.strip() for text in said if text and text.strip()]
        if tag not in _VOID:
            self._foreign.append(foreign)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._foreign) > 1:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._foreign[-1]:
            self.texts.append(" ".join(data.split()))
