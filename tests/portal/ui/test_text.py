"""Text that people typed, on a page (TXT-1, SEA-1)."""

import pytest
from django.utils.safestring import SafeString

from portal.ui.text import highlight, paragraphs


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("cafe", "<mark>Café</mark>-avond in Delfshaven"),
        ("CAFÉ", "<mark>Café</mark>-avond in Delfshaven"),
        ("cafe avond", "<mark>Café</mark>-<mark>avond</mark> in Delfshaven"),
        ("delfs", "Café-avond in <mark>Delfs</mark>haven"),
        ("haven", "Café-avond in <mark>Delfshaven</mark>"),
        ("zebra", "Café-avond in Delfshaven"),
        ("", "Café-avond in Delfshaven"),
    ],
)
def test_the_right_word_is_marked_whatever_its_accents(query: str, marked: str) -> None:
    assert highlight("Café-avond in Delfshaven", query) == marked


def test_marking_keeps_accents_that_are_signs_of_their_own() -> None:
    assert highlight("Cafe\u0301s", "cafe") == "<mark>Cafe\u0301</mark>s"


def test_what_is_marked_is_escaped() -> None:
    found = highlight('<b>"Koffie" & thee</b>', "koffie b")
    assert isinstance(found, SafeString)
    assert found == "&lt;<mark>b</mark>&gt;&quot;<mark>Koffie</mark>&quot; &amp; thee&lt;/<mark>b</mark>&gt;"


def test_empty_lines_part_paragraphs_and_breaks_stay() -> None:
    assert paragraphs("a\r\nb\n\n <i>c") == "<p>a<br>b</p><p>&lt;i&gt;c</p>"
    assert paragraphs("  ") == ""
