"""Euro cents: typed in every way that people type, never guessed, and always adding up."""

import contextlib

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grants.money import MAX_CENTS, format_euros, parse_euros, plain_euros, split_cents

AMOUNTS = st.integers(-MAX_CENTS, MAX_CENTS)
READABLE = {
    "12,00": 1_200,
    "20,00": 2_000,
    "1.250,50": 125_050,
    "€ 1.250,50": 125_050,
    "€1.250,50": 125_050,
    "€\u00a01.250,50": 125_050,
    "EUR 1.250,50": 125_050,
    "1250,5": 125_050,
    "1 250,50": 125_050,
    "1\u00a0250,50": 125_050,
    "1\u202f250,50": 125_050,
    "1\u2009250,50": 125_050,
    "\u00a01.250,50\u00a0": 125_050,
    "1.355": 135_500,
    "1.234.567": 123_456_700,
    "1 234 567,89": 123_456_789,
    "1250,-": 125_000,
    "12": 1_200,
    "0": 0,
    "0,00": 0,
    "0,01": 1,
    "007": 700,
    "-12,50": -1_250,
    "\u221212,50": -1_250,
    "- 0,00".replace(" ", ""): 0,
    "１２,５０": 1_250,
    "１．２５０,５０": 125_050,
    "100.000.000.000,00": MAX_CENTS,
}
UNREADABLE = [
    *("", " ", "€", "-", ",", ".", ",50", "12,", "12,345", "1,2,3", "--1", "1-", "+1"),
    *("1.35", "1.3", "1.3555", "0.500", "0.5", "01.250", "1.25.000", "1..250", ".250", "1.250.", "1.250,5.0"),
    *("1,234,567.89", "1,234.56", "1,250", "1 25", "12 50", "1  250", "1 250.000", "1.250 000"),
    *("1e3", "1_000", "0x10", "NaN", "inf", "1/2", "½", "twaalf", "12 euro", "$ 12", "€€12", "12 €"),
    *("١٢", "१२", "Ⅻ", "12\n00", "1\t250", "12\x00", "<b>1</b>"),
]


@pytest.mark.parametrize(("text", "cents"), READABLE.items())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_amount_means_the_same_in_every_language(text: str, cents: int, language: str) -> None:
    with translation.override(language):
        assert parse_euros(text) == cents


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_could_mean_two_things_or_nothing_is_refused_and_named(text: str) -> None:
    with translation.override("en"), pytest.raises(ValueError) as caught:
        parse_euros(text)

    is_empty = text.strip() in {"", "€"}
    assert str(caught.value).startswith("Type an amount" if is_empty else f"“{' '.join(text.split())}” ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type an amount such as 1250 or 1.250,50."),
        ("12,5,0", "“12,5,0” has more than one comma: type an amount such as 1.250,50."),
        ("1,234.56", "“1,234.56” has a point after the comma: a comma starts the cents, as in 1.250,50."),
        ("12,345", "“12,345” needs one or two digits after the comma, as in 1.250,50."),
        (
            "1.2345",
            "“1.2345” has a point that does not stand before three digits: cents follow a comma.",
        ),
        ("12 euro", "“12 euro” is not an amount: type digits, such as 1250 or 1.250,50."),
        ("01.250", "“01.250” is not an amount: type one such as 1250 or 1.250,50."),
        ("a" * 99, f"“{'a' * 40}…” is not an amount: type digits, such as 1250 or 1.250,50."),
    ],
)
def test_the_sentence_says_what_is_wrong_with_the_very_text(text: str, sentence: str) -> None:
    with translation.override("en"), pytest.raises(ValueError) as caught:
        parse_euros(text)

    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "text", ["100.000.000.000,01", "1000000000000", "9" * 30, "9" * 5_000, "-100.000.000.000,01"]
)
def test_an_amount_larger_than_any_budget_is_refused(text: str) -> None:
    with translation.override("en"), pytest.raises(ValueError, match=r"^This amount is too large\.$"):
        parse_euros(text)


@given(AMOUNTS)
def test_what_is_written_is_read_back_as_the_same_amount(cents: int) -> None:
    assert parse_euros(format_euros(cents)) == cents
    assert parse_euros(plain_euros(cents)) == cents


@given(st.text() | st.from_regex(r"-?[€ 0-9.,]{1,12}", fullmatch=True))
def test_any_text_is_an_amount_or_a_sentence(text: str) -> None:
    cents = 0
    with contextlib.suppress(ValueError):
        cents = parse_euros(text)
    assert parse_euros(format_euros(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "written", "plain"),
    [
        (125_050, "€\u00a01.250,50", "1250,50"),
        (0, "€\u00a00,00", "0,00"),
        (5, "€\u00a00,05", "0,05"),
        (-125_050, "−\u00a0€\u00a01.250,50", "-1250,50"),
        (-5, "−\u00a0€\u00a00,05", "-0,05"),
        (MAX_CENTS, "€\u00a0100.000.000.000,00", "100000000000,00"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_amount_is_written_the_same_in_every_language(
    cents: int, written: str, plain: str, language: str
) -> None:
    with translation.override(language):
        assert (format_euros(cents), plain_euros(cents)) == (written, plain)


def test_a_third_each_adds_up_to_the_whole() -> None:
    assert split_cents(10_000, [1, 1, 1]) == [3_334, 3_333, 3_333]


def test_an_advance_and_its_rest_add_up_to_the_grant() -> None:
    assert split_cents(100_001, [80, 20]) == [80_001, 20_000]


def test_seven_lines_of_costs_are_more_than_the_cover() -> None:
    lines = [parse_euros("14,29")] * 7

    assert format_euros(sum(lines)) == "€\u00a0100,03"
    assert sum(lines) > parse_euros("100,00")


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


@given(total=AMOUNTS, weights=WEIGHTS)
def test_parts_add_up_and_none_is_a_cent_off_its_share(total: int, weights: list[int]) -> None:
    parts = split_cents(total, weights)

    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


def test_the_earlier_of_two_equal_remainders_gets_the_cent() -> None:
    assert split_cents(1, [1, 1]) == [1, 0]
    assert split_cents(5, [2, 0, 2]) == [3, 0, 2]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1, 2], [-1, -1]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        split_cents(100, weights)
