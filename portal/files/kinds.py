"""The kinds of file that may be handed in, told by their first bytes and never by name or declared type."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.errors import PortalError
from portal.xlsxfile import MEDIA_TYPE

View = TypeVar("View", bound=Callable[..., object])

MAX_BYTES = 15 * 1024 * 1024  # of one file
MAX_REQUEST_BYTES = 40 * 1024 * 1024  # of all files that come at once


def takes_at_most(size: int) -> Callable[[View], View]:
    """Tell of a view how many bytes its form takes, for who sends so much that the form itself cannot answer."""

    def tell(view: View) -> View:
        view.takes_at_most = size  # type: ignore[attr-defined]  # read by the middleware
        return view

    return tell


def takes_files_by_link(is_open: Callable[..., bool]) -> Callable[[View], View]:
    """Tell of a view that it takes files of who is not signed in, where `is_open` says so of request and address.

    For a page behind a secret link; it is asked before a byte is kept.
    """

    def tell(view: View) -> View:
        view.link_is_open = is_open  # type: ignore[attr-defined]  # read by the middleware
        return view

    return tell


class Refused(PortalError):
    """A file that is not accepted; the sentence names the limit or what to do instead."""


class Kind(enum.Enum):
    """What a file is; the value is the media type it is served with (HEIC becomes JPEG)."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    XLSX = MEDIA_TYPE


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})
LOGOS = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
PAPERS = PICTURES | {Kind.PDF}
PAPERS_AND_SHEETS = PAPERS | {Kind.XLSX}

ENDINGS = {
    Kind.PDF.value: ("pdf",),
    Kind.JPEG.value: ("jpg", "jpeg"),
    Kind.PNG.value: ("png",),
    Kind.WEBP.value: ("webp",),
    Kind.XLSX.value: ("xlsx",),
}

_FIRST_BYTES = {
    b"%PDF-": Kind.PDF,
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"PK\x03\x04": Kind.XLSX,
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"}


@dataclass(frozen=True)
class Judged:
    """A file that was accepted, as it may be stored and served: made anew.

    A picture holds its pixels only; a PDF says nothing of its maker and runs nothing, but its pages, and the
    photos in them, are as they were; a sheet is the file that came.

    `name` is what the person called it, `content` the new bytes; `thumbnail` is a picture of the same media
    type, at most 480 pixels wide and high (None for papers).
    """

    name: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None


def kind_of(content: bytes) -> Kind | None:
    """Return what the first bytes say; None for anything that is not accepted."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return next((kind for first, kind in _FIRST_BYTES.items() if content.startswith(first)), None)


def is_of(media_type: str, kinds: frozenset[Kind]) -> bool:
    """Tell if a stored file of that media type came from one of the kinds (a HEIC was stored as JPEG)."""
    made = kinds | ({Kind.JPEG} if Kind.HEIC in kinds else set())
    return media_type in {kind.value for kind in made - {Kind.HEIC}}


def wrong_kind(kinds: frozenset[Kind]) -> Refused:
    """Return the refusal of a file that is none of the kinds."""
    sentence = gettext(
        "We can't accept this kind of file. We look at the content, not at the name. %(expected)s"
    )
    return Refused(sentence % {"expected": expected(kinds)})


def expected(kinds: frozenset[Kind]) -> str:
    """Return the sentence that says which kinds are accepted here (for help and for a refusal)."""
    if not kinds & PICTURES:
        sentence = _("Choose a PDF file.") if Kind.PDF in kinds else _("Choose an Excel file (.xlsx).")
    elif Kind.XLSX in kinds:
        sentence = _("Choose a PDF file, an Excel file (.xlsx) or a photo (JPEG, PNG, WebP or HEIC).")
    elif Kind.PDF in kinds:
        sentence = _("Choose a PDF file or a photo (JPEG, PNG, WebP or HEIC).")
    elif Kind.HEIC in kinds:
        sentence = _("Choose a photo (JPEG, PNG, WebP or HEIC).")
    else:
        sentence = _("Choose a picture (JPEG, PNG or WebP).")
    return str(sentence)


def accept_types(kinds: frozenset[Kind]) -> str:
    """Return the value of a file input's `accept`: a help to the picker, not a check."""
    names = {f".{ENDINGS.get(kind.value, ('heic',))[0]}" for kind in kinds}
    return ",".join(sorted(names | {kind.value for kind in kinds}))


def download_name(name: str, media_type: str) -> str:
    """Return `name` with an ending that fits what the file is (`IMG_1.heic` became a JPEG)."""
    endings = ENDINGS.get(media_type, ())
    stem, dot, ending = name.rpartition(".")
    if not endings or (dot and ending.lower() in endings):
        return name
    known = {known for some in ENDINGS.values() for known in some} | {"heic", "heif"}
    return f"{stem if dot and ending.lower() in known else name}.{endings[0]}"
