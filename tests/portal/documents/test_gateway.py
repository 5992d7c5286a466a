"""What Typst makes: accessible PDF with the same bytes each time, whatever people typed."""

import io
import re
import time
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import time_machine
import typst

from portal.documents.gateway import compile_pdf
from tests.conftest import NOON

from .samples import LETTER, TABLE


def pdf_of(template: str, data: dict[str, Any], **changes: Any) -> bytes:
    values: dict[str, Any] = {
        "title": "Besluit",
        "language": "nl",
        "author": "Gemeente Rotterdam",
        "at": NOON,
    }
    return compile_pdf(template, data=data, **{**values, **changes})


def text_of(content: bytes) -> str:
    """Return the text of all pages, read through each font's own table of signs."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "\n".join(_page_text(page) for page in pdf.pages)


def _page_text(page: pikepdf.Page) -> str:
    fonts = {name: _signs(font) for name, font in page.Resources.Font.items()}
    words: list[str] = []
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = list(instruction.operands), instruction.operator
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            words += [current.get(int.from_bytes(codes[i : i + 2]), "") for i in range(0, len(codes), 2)]
        elif str(operator) == "BT":
            words.append("\n")
    return "".join(words)


def _signs(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, sign in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(sign).decode("utf-16-be")
    return found


def tags_of(content: bytes) -> list[str]:
    """Return the kinds of all tags in the order of reading."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_tags(pdf.Root.StructTreeRoot))


def _tags(node: Any) -> Any:
    if isinstance(node, pikepdf.Dictionary) and "/S" in node and node.get("/Type") != "/MCR":
        yield str(node.S).lstrip("/")
    kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else None
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from _tags(kid)


def says_that_it_is_accessible(content: bytes, *, title: str) -> None:
    """Hold that a PDF names itself PDF/UA and PDF/A-3a, with its title, language, tags and fonts."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"]) == (
                "1",
                "3",
                "A",
            )
            assert about["dc:title"] == title
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert fonts
    assert [font for font in fonts if "NotoSans" not in font] == []


@pytest.mark.parametrize(("template", "data"), [("letter", LETTER), ("table", TABLE)])
def test_a_document_says_that_it_is_accessible_and_lasting(template: str, data: dict[str, Any]) -> None:
    says_that_it_is_accessible(pdf_of(template, data), title="Besluit")


def test_a_letter_reads_as_it_was_written() -> None:
    text = " ".join(text_of(pdf_of("letter", LETTER)).split())

    for words in (
        "Gemeente Rotterdam",
        "’s-Gravenweg 1",
        "Ons kenmerk: 2027-1234",
        'Koffie & thee "samen" <3',
    ):
        assert words in text
    assert "€ 1.250,50" in text.replace("\xa0", " ")


def test_a_letter_has_headings_paragraphs_and_a_table_with_header_cells() -> None:
    tags = tags_of(pdf_of("letter", LETTER))

    assert [tag for tag in tags if tag in {"H1", "H2", "Table", "TH", "TD"}] == [
        "H1", "H2", "Table", "TH", "TH", "TD", "TD",
    ]  # fmt: skip


def test_a_long_table_lies_on_its_side_and_repeats_its_header_on_every_page() -> None:
    content = pdf_of("table", TABLE)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = [_page_text(page) for page in pdf.pages]
        assert {tuple(page.mediabox)[2] > tuple(page.mediabox)[3] for page in pdf.pages} == {True}
    assert ["Wijkraadslid" in page for page in pages] == [True, True, True]
    assert tags_of(content).count("TH") == 2
    assert tags_of(content).count("TD") == 180


@pytest.mark.parametrize(("language", "words"), [("en", "Page 1 of 1")])
def test_pages_are_numbered_in_the_language_of_the_document(language: str, words: str) -> None:
    assert words in " ".join(text_of(pdf_of("letter", LETTER, language=language)).split())


def test_the_same_document_has_the_same_bytes_at_any_time() -> None:
    with time_machine.travel(NOON):
        first = pdf_of("letter", LETTER)
    with time_machine.travel(NOON + timedelta(days=400)):
        assert pdf_of("letter", LETTER) == first
    assert pdf_of("letter", LETTER, at=NOON + timedelta(days=1)) != first


def test_a_letter_takes_a_fraction_of_a_second() -> None:
    pdf_of("letter", LETTER)
    start = time.perf_counter()
    for _ in range(10):
        pdf_of("letter", LETTER)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("#strong[x] *y* _z_ $a$ \\ <l> @r ~ `c` // d", "#strong[x] *y* _z_ $a$ \\ <l> @r ~ `c` // d"),
        ('#import "/etc/passwd": x', '#import "/etc/passwd": x'),
        ("東京 🎉🎉 feest", "□□ □□ feest"),
        ("\ue000\x07\x00\ud800 eind", "□ eind"),
        ("👩‍👩‍👧 e\u0301", "é"),
        ("regel een\r\nregel twee", "regel een"),
    ],
)
def test_text_of_users_is_harmless(written: str, shown: str) -> None:
    data = {**LETTER, "sections": [{"paragraphs": [written]}], "subject": written.replace("\r\n", " ")}

    assert shown in text_of(pdf_of("letter", data)).replace("\n", "")


@pytest.mark.parametrize("words", ["مرحبا بالعالم", "שלום עולם", "नमस्ते", "Ωμέγα", "Привет"])
def test_other_scripts_are_shown(words: str) -> None:
    assert "□" not in text_of(pdf_of("letter", {**LETTER, "subject": words}))


@pytest.mark.parametrize("place", ["subject", "paragraph", "cell"])
def test_a_word_of_200_signs_stays_on_the_page(place: str) -> None:
    word = "x" * 200
    table = {"columns": [{"text": word}, {"text": "b"}], "rows": [[word, word]]}
    section: dict[str, Any] = {"paragraphs": [word]} if place == "paragraph" else {"table": table}
    data = {**LETTER, "sections": [section], "subject": word if place == "subject" else "x"}

    lines = [line.replace("\u200b", "") for line in text_of(pdf_of("letter", data)).splitlines()]

    assert sum(line.count("x") for line in lines) >= 200
    assert max(len(line) for line in lines) < 120


def test_data_that_is_missing_is_refused_by_the_template() -> None:
    with pytest.raises(typst.TypstError):
        pdf_of("letter", {"city": "Rotterdam"})
