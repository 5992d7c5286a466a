"""Text that people typed, made safe and readable on a page."""

import re

from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.search import normalise, search_words

_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\w+", re.UNICODE)


def paragraphs(text: str) -> SafeString:
    """Return escaped paragraphs: an empty line parts them, a single line break stays one."""
    blocks = [block for block in _PARAGRAPH.split(text.replace("\r\n", "\n").strip()) if block]
    return format_html_join(
        "", "<p>{}</p>", ((mark_safe(escape(block).replace("\n", "<br>")),) for block in blocks)  # noqa: S308
    )


def highlight(text: str, query: str) -> SafeString:
    """Return `text`, escaped, with `<mark>` around what the words of `query` find at the start of its words.

    “cafe” marks “Café” in “Café-avond”; where a word holds the search only inside, the whole word is marked.
    """
    wanted = search_words(query)
    parts: list[str] = []
    end = 0
    for found in _WORD.finditer(text) if wanted else ():
        parts.append(conditional_escape(text[end : found.start()]))
        parts.append(_marked(found[0], wanted))
        end = found.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  (every part was escaped above)


def _marked(word: str, wanted: list[str]) -> str:
    plain = normalise(word)
    starts = [query for query in wanted if plain.startswith(query)]
    if starts:
        size = _letters_until(word, len(max(starts, key=len)))
        return f"<mark>{escape(word[:size])}</mark>{escape(word[size:])}"
    if any(query in plain for query in wanted):
        return f"<mark>{escape(word)}</mark>"
    return escape(word)


def _letters_until(word: str, length: int) -> int:
    """Return how many signs of `word` make `length` signs of its normalised form."""
    for size in range(1, len(word) + 1):
        if len(normalise(word[:size])) >= length and (size == len(word) or normalise(word[size])):
            return size
    return len(word)
