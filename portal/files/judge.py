"""What an upload is and whether it is accepted: told by its content alone, before anything is stored.

A pure question: bytes in, new and clean bytes out, or a refusal in a sentence. Nothing is written.
"""

import re
from typing import Protocol

from django.utils.translation import gettext as _

from .kinds import MAX_BYTES, PAPERS, Judged, Kind, Refused, expected, kind_of, wrong_kind
from .papers import check_sheet, clean_pdf
from .pictures import remake

MEGABYTES = MAX_BYTES // 1024 // 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class Source(Protocol):
    """Anything that can be read once: an upload, an open file, a BytesIO."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes."""
        ...


def judge(source: Source | bytes, *, name: str = "", kinds: frozenset[Kind] = PAPERS) -> Judged:
    """Return the file as it may be stored; raises Refused with a sentence and its limit.

    Reads at most 15 MB and one byte. A picture is decoded and encoded anew (upright, sRGB, at most 2560
    pixels, no metadata); a PDF loses scripts, attachments, links to the outside and its maker; a sheet is only checked.
    """
    content = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if not content:
        raise Refused(_("This file is empty. Choose another file."))
    if len(content) > MAX_BYTES:
        raise Refused(_("This file is too large. A file may be at most %(limit)s MB.") % {"limit": MEGABYTES})
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        raise Refused(
            _("A GIF is not accepted: a file may hold 1 picture. %(expected)s")
            % {"expected": expected(kinds)}
        )
    kind = kind_of(content)
    if kind is None or kind not in kinds:
        raise wrong_kind(kinds)
    return _open(kind, content, clean_name(name))


def _open(kind: Kind, content: bytes, name: str) -> Judged:
    if kind is Kind.PDF:
        return Judged(name, kind.value, clean_pdf(content))
    if kind is Kind.XLSX:
        check_sheet(content)
        return Judged(name, kind.value, content)
    made = remake(kind, content)
    return Judged(name, made.media_type, made.content, made.width, made.height, made.thumbnail)


def clean_name(name: str) -> str:
    """Return what the person called the file, as one line of at most 200 characters, without folders."""
    last = re.split(r"[/\\]", name)[-1]
    words = " ".join(_CONTROL.sub(" ", last).split())
    plain = words.encode("utf-8", "replace").decode("utf-8")
    if len(plain) <= 200:
        return plain or str(_("file"))
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else plain[:200]
