"""Files made for the tests: real bytes, some of them meant to do harm."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, PngImagePlugin

CAMERA_SERIAL = "SERIAL-4711"
GPS = {1: "N", 2: (51.0, 54.0, 22.0), 3: "E", 4: (4.0, 27.0, 50.0)}
SCRIPT_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
RED, BLUE = (200, 20, 20), (20, 20, 200)


def photo(size: tuple[int, int] = (40, 30), *, form: str = "JPEG", orientation: int | None = None) -> bytes:
    """Return a photo, red above and blue below as stored, with GPS, serial, XMP and an embedded preview."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0xA431] = CAMERA_SERIAL
    exif.get_ifd(0x8769)[0x927C] = b"MAKERNOTE-SECRET"
    exif.get_ifd(0x8825).update(GPS)
    if orientation:
        exif[0x0112] = orientation
    out = io.BytesIO()
    extra: dict[str, object] = {}
    if form == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", f"{CAMERA_SERIAL} text")
        text.add_itxt("XML:com.adobe.xmp", f"<x>{CAMERA_SERIAL}</x>")
        extra["pnginfo"] = text
    elif form in {"JPEG", "WEBP"}:
        extra["xmp"] = f"<x>{CAMERA_SERIAL}</x>".encode()
    picture.save(out, form, exif=exif, **extra)
    return out.getvalue()


def two_pictures(form: str) -> bytes:
    """Return a moving picture of two frames."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def gif_with(frames: int) -> bytes:
    """Return a GIF of so many frames of one pixel."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def one_colour_png(side: int) -> bytes:
    """Return a small file that unpacks to side x side pixels (20000: 400 million)."""
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\x00" * ((side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """Return a PNG whose compressed text unpacks to 64 MB."""
    plain = photo(form="PNG")
    bomb = _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"x" * 64 * 1024 * 1024, 9))
    return plain[:33] + bomb + plain[33:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def pdf(pages: int = 1, *, script: bool = False, password: str = "") -> bytes:
    """Return a PDF; `script` adds one that runs at once, an attachment and a link that starts a program."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('SCRIPT-RUNS')")
        made.attachments["secret.exe"] = b"MZ-ATTACHED"
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
        )
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    made.save(out, encryption=locked, compress_streams=False)
    return out.getvalue()


def pdf_bomb(megabytes: int) -> bytes:
    """Return a small PDF with a compressed object that unpacks to so much."""
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.Bomb = made.make_indirect(pikepdf.Array([pikepdf.String("x" * 1024 * 1024)] * megabytes))
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def sheet(*, macro: bool = False, **more: bytes) -> bytes:
    """Return a small workbook; `more` adds parts, with `__` for a slash and `_dot_` for a point."""
    form = "ms-excel.sheet.macroEnabled" if macro else "openxmlformats-officedocument.spreadsheetml.sheet"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="application/vnd.{form}.main+xml"/></Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", types)
        parts.writestr("xl/workbook.xml", "<workbook/>")
        for name, body in more.items():
            parts.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()
