"""The one place that knows Typst: data in, an accessible PDF out (PDF/UA-1, PDF/A-3a), always the same bytes.

Data reaches a template as JSON, so text of users is text there, never code. Fonts come from packages alone,
so a document looks the same on every machine. See docs/decisions/.
"""

import functools
import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

TEMPLATES = Path(__file__).parent / "typst"
_FONTS = Path(fontpkg_noto_sans.__file__).parent / "files"
_LONG_WORD = re.compile(r"\S{31,}")
_UNSEEN = {"Cn", "Co"}
_STAND_IN = "\u25a1"  # an empty square: here stood a sign that the font does not have
_PROBE = b'#set text(font: ("Noto Sans",))\n#set document(title: "x")\n#sys.inputs.data'


def compile_pdf(
    template: str, *, data: dict[str, Any], title: str, language: str, author: str, at: datetime
) -> bytes:
    """Return the PDF that the template makes of `data`; `at` is the document's own moment.

    The same arguments give the same bytes. A sign that no font has becomes an empty square, control
    characters go, a word of more than 30 signs may break. Raises typst.TypstError when data the template
    needs is missing.
    """
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        shown = _showable({**data, "title": title, "author": author, "page_words": _page_words()})
    made = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps({**shown, "language": language})},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def _page_words() -> list[str]:
    before, _sign, rest = _("Page {page} of {pages}").partition("{page}")
    return [before.strip(), rest.replace("{pages}", "").strip()]


def _showable(value: Any) -> Any:
    """Return `value` with every text in it fit for a font and for a line."""
    if isinstance(value, dict):
        return {key: _showable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(one) for one in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return _text(str(value))


def _text(text: str) -> str:
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
    missing = _missing(frozenset(sign for sign in plain if ord(sign) > 0xFF))
    shown = "".join(_STAND_IN if sign in missing else sign for sign in plain)
    return _LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word.group(), 10)), shown)


def _pieces(word: str, length: int) -> list[str]:
    return [word[start : start + length] for start in range(0, len(word), length)]


def _missing(signs: frozenset[str]) -> set[str]:
    """Return the signs that no font has. Wide signs (emoji, Chinese) have none; others are tried once."""
    wide = {
        sign
        for sign in signs
        if unicodedata.category(sign) in _UNSEEN or unicodedata.east_asian_width(sign) in {"W", "F"}
    }
    return wide | {sign for sign in signs - wide if not _has_glyph(sign)}


@functools.lru_cache(maxsize=20_000)
def _has_glyph(sign: str) -> bool:
    try:
        typst.compile(
            _PROBE,
            font_paths=_fonts(),
            sys_inputs={"data": sign},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True
