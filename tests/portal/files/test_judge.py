"""What is accepted, and how it leaves the judge: UPL-1, UPL-2, UPL-4."""

import io
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from PIL import Image, ImageCms

from portal.files.judge import clean_name, judge
from portal.files.kinds import MAX_BYTES, PAPERS_AND_SHEETS, PICTURES, Judged, Refused, download_name

from . import samples

ROOT = Path(__file__).resolve().parents[3]
TOP_OF_TURNED = {1: "top", 2: "top", 3: "bottom", 4: "bottom", 5: "left", 6: "right", 7: "right", 8: "left"}

OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def refusal(content: bytes, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        judge(content, **options)
    return str(refused.value)


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_red(picture: Image.Image, side: str) -> bool:
    width, height = picture.size
    places = {
        "top": (width // 2, 2),
        "bottom": (width // 2, height - 3),
        "left": (2, height // 2),
        "right": (width - 3, height // 2),
    }
    red, _green, blue = picture.convert("RGB").getpixel(places[side])  # type: ignore[misc]  # RGB: three bands
    return bool(red > 120 > blue)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_whatever_its_orientation(orientation: int) -> None:
    judged = judge(samples.photo((400, 300), orientation=orientation))

    for content in (judged.content, judged.thumbnail):
        picture = opened(content)
        assert picture.size == ((400, 300) if orientation < 5 else (300, 400))
        assert is_red(picture, TOP_OF_TURNED[orientation])
        assert not is_red(picture, OPPOSITE[TOP_OF_TURNED[orientation]])
    assert (judged.width, judged.height) == opened(judged.content).size


def test_a_phones_photo_of_4000_by_3000_becomes_an_upright_picture_of_sensible_size() -> None:
    judged = judge(samples.photo((4000, 3000), orientation=6))

    assert (judged.width, judged.height) == (1920, 2560)
    assert opened(judged.thumbnail).size == (360, 480)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_of_place_camera_or_text_is_left(form: str) -> None:
    sent = samples.photo((600, 400), form=form, orientation=1)
    assert samples.CAMERA_SERIAL.encode() in sent

    judged = judge(sent)

    kept = "JPEG" if form == "HEIF" else form
    assert judged.media_type == f"image/{kept.lower()}"
    for content in (judged.content, judged.thumbnail):
        picture = opened(content)
        assert picture.format == kept
        assert dict(picture.getexif()) == {}
        assert {"exif", "xmp", "icc_profile", "comment", "photoshop", "XML:com.adobe.xmp"} & set(
            picture.info
        ) == set()
        for secret in (
            samples.CAMERA_SERIAL.encode(),
            b"MAKERNOTE",
            b"Exif",
            b"adobe",
            b"tEXt",
            b"iTXt",
            b"EXIF",
        ):
            assert secret not in (content or b"")


def test_a_photo_of_a_wide_colour_space_becomes_srgb_and_loses_its_profile() -> None:
    picture = Image.new("RGB", (20, 20), (128, 60, 60))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    picture.save(out, "PNG", icc_profile=lab)

    made = opened(judge(out.getvalue()).content)

    assert "icc_profile" not in made.info
    assert max(abs(a - b) for a, b in zip(made.getpixel((5, 5)), (128, 60, 60), strict=True)) <= 2  # type: ignore[arg-type]  # RGB: three bands


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_pictures_of_every_mode_are_accepted(mode: str) -> None:
    out = io.BytesIO()
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    Image.new(mode, (30, 20)).save(out, form)

    judged = judge(out.getvalue())

    assert opened(judged.content).size == (30, 20)


def test_what_is_seen_through_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (10, 20, 30, 0)).save(out, "PNG")

    assert opened(judge(out.getvalue()).content).getpixel((1, 1))[3] == 0  # type: ignore[index]  # RGBA: four bands


def test_a_phones_picture_with_a_second_one_inside_gives_the_photo_alone() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (40, 30), samples.RED), Image.new("RGB", (20, 15), samples.BLUE)
    first.save(out, "MPO", save_all=True, append_images=[second])

    judged = judge(out.getvalue())

    assert (judged.width, judged.height) == (40, 30)
    assert opened(judged.content).format == "JPEG"


def test_an_enormous_pixel_count_is_refused_with_the_limit() -> None:
    sent = samples.one_colour_png(20_000)
    assert len(sent) < 200_000

    assert refusal(sent) == "This photo has too many pixels. It may have at most 50 million pixels."


def test_a_webp_that_says_to_be_enormous_is_refused_before_it_is_opened() -> None:
    canvas = (16_383).to_bytes(3, "little") * 2
    body = b"VP8X" + struct.pack("<I", 10) + b"\x00" * 4 + canvas
    sent = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body

    assert "at most 50 million pixels" in refusal(sent)


JUDGE_ALL = """
import pathlib, resource, sys
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from portal.files.judge import judge
from portal.files.kinds import PAPERS_AND_SHEETS, Refused
def used():
    return int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
files = sorted(pathlib.Path(sys.argv[1]).iterdir())
for file in files[:2]:
    judge(file.read_bytes())
resource.setrlimit(resource.RLIMIT_AS, (used() + 256 * 1024 * 1024,) * 2)
before = peak()
for file in files[2:]:
    try:
        judge(file.read_bytes(), kinds=PAPERS_AND_SHEETS)
    except Refused as error:
        print("refused", error)
print("grown", peak() - before)
"""


def test_memory_stays_low_when_a_bomb_is_refused(tmp_path: Path) -> None:
    """A process of its own gets 256 MB more than it has; unpacked, the bombs are 50 MB to 1.6 GB."""
    files = [
        samples.photo((200, 100)),
        samples.pdf(),
        samples.one_colour_png(20_000),
        samples.png_with_text_bomb(),
        samples.gif_with(10_001),
        samples.sheet(xl__big_dot_xml=b"0" * 200_000_000),
        samples.pdf_bomb(300),
    ]
    for number, content in enumerate(files):
        (tmp_path / str(number)).write_bytes(content)
    command = [sys.executable, "-c", JUDGE_ALL, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)

    *refused, grown = done.stdout.splitlines()
    assert [line.partition(" ")[0] for line in refused] == ["refused"] * 5
    assert int(grown.split()[1]) < 140  # one stream of a PDF may take 100 MB


def test_a_gif_is_refused_even_with_10001_frames() -> None:
    sent = samples.gif_with(10_001)
    assert opened(samples.gif_with(2)).n_frames == 2  # type: ignore[attr-defined]  # a GIF has frames

    assert refusal(sent).startswith("A GIF is not accepted: a file may hold 1 picture.")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(form: str) -> None:
    assert refusal(samples.two_pictures(form)) == "This picture moves. A file may hold 1 picture, no more."


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_truncated_picture_is_refused(form: str) -> None:
    whole = samples.photo((640, 480), form=form)

    assert refusal(whole[: len(whole) * 6 // 10]).startswith("We can't open this photo: it is damaged.")


@pytest.mark.parametrize(
    "content", [samples.SCRIPT_SVG, samples.HTML, b"MZ\x90\x00", b"hello", b"\x00" * 400]
)
def test_what_is_neither_paper_nor_photo_is_refused_whatever_its_name(content: bytes) -> None:
    for name in ("logo.svg", "foto.png", "bon.pdf"):
        assert refusal(content, name=name) == (
            "We can't accept this kind of file. We look at the content, not at the name. "
            "Choose a PDF file or a photo (JPEG, PNG, WebP or HEIC)."
        )


def test_html_behind_a_picture_is_gone() -> None:
    judged = judge(samples.photo() + samples.HTML)

    assert b"script" not in judged.content


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "This file is empty. Choose another file."


def test_a_file_of_the_size_limit_is_read_and_one_byte_more_is_refused() -> None:
    padded = samples.pdf()
    padded += b"\n" * (MAX_BYTES - len(padded))

    assert judge(padded).media_type == "application/pdf"
    assert refusal(padded + b"\n") == "This file is too large. A file may be at most 15 MB."


def test_a_pdf_loses_its_script_attachment_and_link_to_the_outside() -> None:
    sent = samples.pdf(script=True)
    assert {word for word in (b"SCRIPT-RUNS", b"MZ-ATTACHED", b"cmd.exe") if word in sent} != set()

    judged = judge(sent)

    with pikepdf.open(io.BytesIO(judged.content)) as clean:
        assert "/OpenAction" not in clean.Root
        assert dict(clean.attachments) == {}
        assert len(clean.pages) == 1
    for word in (b"SCRIPT-RUNS", b"MZ-ATTACHED", b"cmd.exe", b"JavaScript"):
        assert word not in judged.content


def test_a_pdf_with_a_password_is_refused() -> None:
    assert refusal(samples.pdf(password="geheim")).startswith("This PDF file is protected with a password.")


def test_a_pdf_with_too_many_pages_is_refused_with_the_limit() -> None:
    assert judge(samples.pdf(500)).media_type == "application/pdf"
    assert refusal(samples.pdf(501)).endswith("A PDF file may have at most 500 pages.")


def test_a_damaged_pdf_is_refused() -> None:
    assert refusal(b"%PDF-1.7\nnothing else").startswith("We can't open this PDF file: it is damaged.")


def test_a_sheet_is_accepted_only_where_it_is_asked_for() -> None:
    sent = samples.sheet()

    assert judge(sent, kinds=PAPERS_AND_SHEETS).content == sent
    assert refusal(sent).startswith("We can't accept this kind of file.")


@pytest.mark.parametrize(
    "content",
    [
        samples.sheet(xl__vbaProject_dot_bin=b"x"),
        samples.sheet(xl__embeddings__ole_dot_bin=b"x"),
        samples.sheet(macro=True),
    ],
)
def test_a_sheet_with_macros_is_refused(content: bytes) -> None:
    assert refusal(content, kinds=PAPERS_AND_SHEETS).startswith("This Excel file holds macros or objects.")


@pytest.mark.parametrize(
    "content",
    [
        samples.sheet()[:-40],
        b"PK\x03\x04 nothing",
        samples.sheet(xl__evil_dot_xml=b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
        samples.sheet(xl__broken_dot_xml=b"<x>"),
    ],
)
def test_a_damaged_sheet_is_refused(content: bytes) -> None:
    assert refusal(content, kinds=PAPERS_AND_SHEETS).startswith(
        "We can't open this Excel file: it is damaged."
    )


def test_a_sheet_that_unpacks_to_too_much_is_refused_with_the_limit() -> None:
    bomb = samples.sheet(xl__big_dot_xml=b" " * (101 * 1024 * 1024))

    assert refusal(bomb, kinds=PAPERS_AND_SHEETS).endswith("It may be at most 100 MB.")


def test_a_field_for_photos_refuses_a_paper() -> None:
    assert refusal(samples.pdf(), kinds=PICTURES).endswith("Choose a photo (JPEG, PNG, WebP or HEIC).")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (r"C:\Users\anna\begroting.pdf", "begroting.pdf"),
        ("../../etc/passwd", "passwd"),
        ('\'s-Gravenland "nu".pdf', '\'s-Gravenland "nu".pdf'),
        ("a\r\nBcc: x@example.org.pdf", "a Bcc: x@example.org.pdf"),
        ("gpj.\u202eexe.pdf", "gpj. exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("", "file"),
    ],
)
def test_a_name_becomes_one_line_without_folders(sent: str, shown: str) -> None:
    assert clean_name(sent) == shown


@pytest.mark.parametrize(
    ("name", "media_type", "download"),
    [
        ("IMG_1.heic", "image/jpeg", "IMG_1.jpg"),
        ("foto.JPEG", "image/jpeg", "foto.JPEG"),
        ("bon.pdf", "image/png", "bon.png"),
        ("versie 1.2", "application/pdf", "versie 1.2.pdf"),
    ],
)
def test_a_download_gets_the_ending_of_what_it_is(name: str, media_type: str, download: str) -> None:
    assert download_name(name, media_type) == download


def test_a_judged_file_keeps_its_name() -> None:
    assert judge(samples.pdf(), name="begroting.pdf") == Judged(
        "begroting.pdf", "application/pdf", judge(samples.pdf()).content
    )


def test_a_pdf_says_nothing_of_its_maker() -> None:
    made = pikepdf.open(io.BytesIO(samples.pdf()))
    made.docinfo["/Author"] = "SECRET-MAKER"
    with made.open_metadata() as told:
        told["dc:creator"] = ["SECRET-MAKER"]
    made.pages[0].obj["/Metadata"] = made.make_stream(b"<x>SECRET-MAKER</x>")
    out = io.BytesIO()
    made.save(out, compress_streams=False)
    assert out.getvalue().count(b"SECRET-MAKER") >= 3

    clean = pikepdf.open(io.BytesIO(judge(out.getvalue()).content))

    assert "/Info" not in clean.trailer
    assert [
        str(one.keys()) for one in clean.objects if isinstance(one, pikepdf.Dictionary) and "/Metadata" in one
    ] == []
    uncompressed = io.BytesIO()
    clean.save(uncompressed, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    assert b"SECRET-MAKER" not in uncompressed.getvalue()
