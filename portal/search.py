"""Normalised text for our own search and sort columns, the same on both databases."""

import re
import unicodedata

_BREAKS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Return `text` as words without accents, case and punctuation, with single spaces between.

    `normalise("Café-avond") == "cafe avond"`. Letters outside Latin stay as they are.
    """
    whole = text.replace("\u00ad", "")  # a soft hyphen is no break in a word
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(sign))
    folded = plain.replace("ß", "ss").replace("Ø", "o").replace("ø", "o").replace("ı", "i").casefold()
    return _BREAKS.sub(" ", folded).strip()


def search_words(query: str) -> list[str]:
    """Return the words that must each be found, at most ten (`cafe avond` finds `Café-avond`)."""
    return normalise(query).split()[:10]
