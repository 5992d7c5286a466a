"""Text that people typed, made safe and readable on a page."""

import re

from django.utils.html import format_html, format_html_join

from portal.search import normalise, search_words

_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[\w\u0300-\u036f]+")


def paragraphs(text: str) -> str:
    """Return escaped paragraphs: an empty line parts them, a single line break stays one."""
    blocks = [block.strip() for block in _PARAGRAPH.split(text.replace("\r\n", "\n")) if block.strip()]
    return format_html_join("", "<p>{}</p>", ((_lines(block),) for block in blocks))


def highlight(text: str, query: str) -> str:
    """Return `text`, escaped, with `<mark>` around what the words of `query` find at the start of its words.

    “cafe” marks “Café” in “Café-avond”; where a word holds the search only inside, the whole word is marked.
    """
    wanted = search_words(query)
    parts: list[str] = []
    end = 0
    for found in _WORD.finditer(text) if wanted else ():
        parts.append(text[end : found.start()])
        size = _marked_signs(found[0], wanted)
        if size:
            parts.append(format_html("<mark>{}</mark>", found[0][:size]))
        parts.append(found[0][size:])
        end = found.end()
    parts.append(text[end:])
    return format_html_join("", "{}", ((part,) for part in parts))


def _lines(block: str) -> str:
    *before, last = block.split("\n")
    return format_html("{}{}", format_html_join("", "{}<br>", ((line,) for line in before)), last)


def _marked_signs(word: str, wanted: list[str]) -> int:
    """Return how many signs of `word`, from its start, the search finds."""
    plain = normalise(word)
    starts = [query for query in wanted if plain.startswith(query)]
    if starts:
        return _signs_until(word, len(max(starts, key=len)))
    return len(word) if any(query in plain for query in wanted) else 0


def _signs_until(word: str, length: int) -> int:
    """Return how many signs of `word` make `length` signs of its normalised form."""
    for size in range(1, len(word) + 1):
        if len(normalise(word[:size])) >= length and (size == len(word) or normalise(word[size])):
            return size
    return len(word)
