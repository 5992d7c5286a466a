"""Dates as people type and read them (I18-1)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal.ui.dates import full_date, moment, read_date, short_date

APRIL = date(2027, 4, 3)


NUMBERS = ["03-04-2027", "3-4-2027", "3/4/2027", "3.4.2027", "3 4 2027", " 3-4-2027 ", "2027-04-03"]
WORDS = [
    "3 apr 2027",
    "3 apr. 2027",
    "3 april 2027",
    "3 APRIL 2027",
    "3  April 2027",
    "3-apr-2027",
    "3rd April, 2027",
]


@pytest.mark.parametrize("typed", [*NUMBERS, *WORDS])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_date_is_day_first_in_both_languages(typed: str, language: str) -> None:
    with translation.override(language):
        assert read_date(typed) == APRIL


@pytest.mark.parametrize(
    ("typed", "month"),
    [("1 mei 2027", 5), ("1 may 2027", 5), ("1 maart 2027", 3), ("1 mrt 2027", 3), ("1 okt 2027", 10)],
)
def test_months_are_read_in_dutch_and_english(typed: str, month: int) -> None:
    assert read_date(typed) == date(2027, month, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "31-04-2027",
        "04-13-2027",
        "3-4-27",
        "3 foo 2027",
        "3 apriel 2027",
        "april 2027",
        "1e3",
        "",
        "29 feb 2027",
    ],
)
def test_what_is_no_date_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        read_date(typed)


def test_a_date_stands_in_full_in_the_language_of_the_page() -> None:
    with translation.override("nl"):
        assert full_date(date(2027, 3, 30)) == "dinsdag 30 maart 2027"
    with translation.override("en"):
        assert full_date(date(2027, 3, 30)) == "Tuesday 30 March 2027"


def test_a_moment_is_told_in_amsterdam() -> None:
    at = datetime(2027, 3, 30, 22, 30, tzinfo=UTC)
    with translation.override("nl"):
        assert moment(at) == "woensdag 31 maart 2027, 00:30 uur"
        assert short_date(at) == "31 maart 2027"


def test_no_date_is_no_text() -> None:
    assert [full_date(None), short_date(None), moment(None)] == ["", "", ""]
