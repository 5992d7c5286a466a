"""Normalised text for our own search and sort columns, the same on both databases."""

import re
import unicodedata

_BREAKS = re.compile(r"[^\w]+", re.UNICODE)


def normalise(text: str) -> str:
    """Return `text` as words without accents, case and punctuation, with single spaces between.

    `normalise("Café-avond") == "cafe avond"`. Letters outside Latin stay as they are.
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(sign)
    )
    folded = (
        plain.replace("ß", "ss")
        .replace("Ø", "o")
        .replace("ø", "o")
        .replace("ı", "i")
        .casefold()
    )
    return _BREAKS.sub(" ", folded).replace("_", " ").strip()


def search_words(query: str) -> list[str]:
    """Return the words that must each be found, at most ten (`cafe avond` finds `Café-avond`)."""
    return normalise(query).split()[:10]
