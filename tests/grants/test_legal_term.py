"""`manage.py legal_term`: the last day first, then why; a sentence for whatever is no term."""

import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.checks.contracts import ROOT


def told(*words: str, **options: Any) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("legal_term", *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_prints_the_last_day_first_and_then_its_rule(language: str) -> None:
    with translation.override(language):
        assert told("2027-02-12", "--weeks", "6") == (
            "2027-03-30 6 weeks after 12 February 2027: 26 March 2027. 26 March 2027 is Good Friday, "
            "27 March 2027 is a Saturday, 28 March 2027 is Easter Sunday, 29 March 2027 is Easter Monday; "
            "so it moves to 30 March 2027 (Algemene termijnenwet, article 1).\n"
        )


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        ("2027-02-12 --weeks 6 --ordinance", "2027-03-26"),
        ("12-02-2027 --weeks 6", "2027-03-30"),
        ("2027-02-12 --weeks 13", "2027-05-14"),
        ("2027-02-12 --days 42", "2027-03-30"),
        ("2027-02-26 --months 1", "2027-03-30"),
        ("2028-02-29 --years 5", "2033-02-28"),
        ("9999-12-30 --days 1 --ordinance", "9999-12-31"),
        ("0001-01-01 --years 9998", "9999-01-01"),
    ],
)
def test_it_takes_each_length(words: str, last_day: str) -> None:
    assert told(*words.split())[:11] == f"{last_day} "


def test_it_says_when_equated_days_are_not_known() -> None:
    assert "(known up to and including 2028)" in told("2028-12-01", "--weeks", "6")
    assert "known" not in told("2028-10-01", "--weeks", "6")


ONE_LENGTH = "Give exactly one length: one of --days, --weeks, --months, --years."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2027-02-12", ONE_LENGTH),
        ("2027-02-12 --ordinance", ONE_LENGTH),
        ("2027-02-12 --weeks 6 --days 3", ONE_LENGTH),
        ("2027-02-30 --weeks 6", "“2027-02-30” is no day. Give one such as 2027-02-12."),
        ("2027-2-12T --weeks 6", "“2027-2-12T” is no day. Give one such as 2027-02-12."),
        ("0000-01-01 --weeks 6", "“0000-01-01” is no day. Give one such as 2027-02-12."),
        ("morgen --weeks 6", "“morgen” is no day. Give one such as 2027-02-12."),
        ("2027-02-12 --weeks -6", "“-6” is no number of weeks. Give a whole one such as --weeks 6."),
        ("2027-02-12 --days 1.5", "“1.5” is no number of days. Give a whole one such as --days 6."),
        ("2027-02-12 --days ٣", "“٣” is no number of days. Give a whole one such as --days 6."),
        ("2027-02-12 --weeks 0", "A term is one day, week, month or year at least."),
        ("2027-02-12 --years 9999999", "This term ends after the year 9999."),
        ("9999-12-30 --weeks 6", "This term ends after the year 9999."),
        (
            "9999-12-01 --weeks 1",
            "Public holidays are known from 1966 up to and including 2100, so not for 9999.",
        ),
        (
            f"2027-02-12 --months {'9' * 5000}",
            f"“{'9' * 20}” is no number of months. Give a whole one such as --months 6.",
        ),
    ],
)
def test_what_is_no_term_is_told_in_a_sentence(words: str, sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        told(*words.split())

    assert str(caught.value) == sentence


def test_two_lengths_given_by_name_are_two_as_well() -> None:
    with pytest.raises(CommandError, match="exactly one length"):
        told("2027-02-12", weeks=6, days=3)
    assert told("2027-02-12", weeks=6)[:10] == "2027-03-30"


def test_a_shell_sees_the_sentence_and_no_traceback() -> None:
    command = [sys.executable, "manage.py", "legal_term", "2027-02-30", "--weeks", "6"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert done.stdout == ""
    assert (
        done.stderr.splitlines()[-1] == "CommandError: “2027-02-30” is no day. Give one such as 2027-02-12."
    )
    assert "Traceback" not in done.stderr
