"""Photos made anew: upright, in sRGB, of a sensible size, with nothing of the camera or the place left."""

import io
import struct
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from .kinds import Kind, Refused

MAX_PIXELS = 50_000_000  # the largest photo of today's phones has 48 million
MAX_SIDE = 2560
THUMBNAIL_SIDE = 480
QUALITY = 88

_PILLOW = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
_WRITTEN_AS = {Kind.HEIC: Kind.JPEG}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Picture:
    """A picture made anew, with its thumbnail, in the same media type."""

    media_type: str
    content: bytes
    width: int
    height: int
    thumbnail: bytes


def remake(kind: Kind, content: bytes) -> Picture:
    """Return the picture decoded and encoded anew; raises Refused.

    The number of pixels is read from the header, so a bomb is refused before it is unpacked.
    """
    try:
        if kind is Kind.WEBP:
            _check_size(*_webp_size(content))  # Pillow asks for its memory when it opens one
        with Image.open(io.BytesIO(content), formats=[_PILLOW[kind]]) as opened:
            _check_size(*opened.size)
            _check_still(opened)
            upright = _upright(opened)
        return _encode(_WRITTEN_AS.get(kind, kind), upright)
    except Refused:
        raise
    except _BOMBS:
        raise _too_many_pixels() from None
    except Exception as error:  # a decoder fails in many ways on bytes made to break it
        raise Refused(
            _("We can't open this photo: it is damaged. Save it again or choose another one.")
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Refused:
    return Refused(
        _("This photo has too many pixels. It may have at most %(limit)s million pixels.")
        % {"limit": MAX_PIXELS // 1_000_000}
    )


def _check_still(opened: Image.Image) -> None:
    """Refuse what moves: a phone's JPEG or HEIC may hold more pictures, of which the first is the photo."""
    if opened.format in {"PNG", "WEBP"} and getattr(opened, "n_frames", 1) > 1:
        raise Refused(_("This picture moves. A file may hold 1 picture, no more."))


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _upright(opened: Image.Image) -> Image.Image:
    """Return a new picture that holds pixels only: scaled down, upright, grey or sRGB, alpha kept."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
    opened.load()
    profile = opened.info.get("icc_profile")
    picture = _plain_mode(opened)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if opened.format != "HEIF":  # its decoder turns it already
        picture = _turn(picture, opened.getexif().get(0x0112, 1))
    picture = _to_srgb(picture, profile)
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _turn(picture: Image.Image, orientation: int) -> Image.Image:
    exif = picture.getexif()
    exif.clear()
    exif[0x0112] = orientation
    return ImageOps.exif_transpose(picture)


def _plain_mode(opened: Image.Image) -> Image.Image:
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value / 256).convert("L")
    if opened.has_transparency_data:
        return opened.convert("RGBA")
    if opened.mode in {"L", "1"}:
        return opened.convert("L")
    if opened.mode == "CMYK":
        return opened.copy()
    return opened.convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    wanted = "RGB" if picture.mode == "CMYK" else picture.mode
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            return made if made is not None else picture.convert(wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert(wanted)
    return picture.convert(wanted)


def _encode(kind: Kind, picture: Image.Image) -> Picture:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(kind.value, _bytes(kind, picture), *picture.size, thumbnail=_bytes(kind, small))


def _bytes(kind: Kind, picture: Image.Image) -> bytes:
    out = io.BytesIO()
    if kind is Kind.JPEG:
        opaque = picture.convert("RGB") if picture.mode == "RGBA" else picture
        opaque.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    elif kind is Kind.PNG:
        picture.save(out, "PNG")
    else:
        picture.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
