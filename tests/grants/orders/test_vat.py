"""VAT to the cent: one rule of rounding, per line, half up; and how the letter of an order adds up."""

import pytest

from grants.vat import Rate, holds, net_in, vat_on
from tests import orders
from wijkraden.places.models import District


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [
        (100_00, Rate.HIGH, 21_00),
        (50, Rate.HIGH, 11),  # 10,5
        (49, Rate.HIGH, 10),  # 10,29
        (50, Rate.LOW, 5),  # 4,5
        (49, Rate.LOW, 4),  # 4,41
        (1, Rate.HIGH, 0),  # 0,21
        (3, Rate.HIGH, 1),  # 0,63
        (100_00, Rate.ZERO, 0),
        (100_00, Rate.EXEMPT, 0),
        (100_00, Rate.REVERSED, 0),
    ],
)
def test_the_vat_of_a_line_is_rounded_half_up(net: int, rate: Rate, vat: int) -> None:
    assert (vat_on(net, rate), net_in(net + vat, rate)) == (vat, net)


def test_what_is_added_is_taken_off_again_to_the_cent() -> None:
    amounts = [*range(1, 2_000), 999_999, 1_000_001, 12_345_678_901]
    assert [one for one in amounts for rate in Rate if net_in(one + vat_on(one, rate), rate) != one] == []


def test_a_cent_more_or_less_is_how_its_writer_rounded() -> None:
    fits = [vat for vat in range(205, 216) if holds(1_000, vat, Rate.HIGH)]
    assert (fits, holds(1_000, 1, Rate.ZERO), holds(1_000, 0, Rate.REVERSED)) == (
        [209, 210, 211],
        False,
        True,
    )


def test_the_order_tells_the_vat_of_each_line_and_adds_up_to_the_cent(delfshaven: District) -> None:
    order = orders.ordered(delfshaven, cents=1_210_01, rates=(Rate.HIGH.value, Rate.LOW.value))

    table = next(one["table"] for one in order.letter["sections"] if "table" in one)
    amounts = [[_cents(cell) for cell in row[1:]] for row in table["rows"]]
    *lines, total = amounts
    assert [sum(column) for column in zip(*lines, strict=True)] == total
    assert total[2] == 1_210_01
    assert all(net + vat == cents for net, vat, cents in amounts)


def _cents(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdigit()))
