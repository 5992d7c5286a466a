"""The sums behind the money bar and the map."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.parts import (
    Cell,
    Column,
    Figure,
    MoneyBar,
    MoneyBarPart,
    Table,
    Tile,
    TileMap,
    alert_shape,
    percent,
    permilles,
    soft_hyphens,
    tile_codes,
)

TOTAL = Figure("Budget", "€ 25.000,00")


def bar(*parts: MoneyBarPart) -> MoneyBar:
    return MoneyBar("id", "Title", "Description", parts, TOTAL)


def part(kind: str, permille: int) -> MoneyBarPart:
    return MoneyBarPart(kind, kind, "€ 1,00", permille)


def test_parts_stand_side_by_side_in_their_order() -> None:
    placed = bar(part("realised", 580), part("lapsed", 0), part("reserved", 192), part("free", 228)).placed
    assert [(one.part.kind, one.x, one.width) for one in placed] == [
        ("realised", "0.0%", "58.0%"),
        ("reserved", "58.0%", "19.2%"),
        ("free", "77.2%", "22.8%"),
    ]


@pytest.mark.parametrize("widths", [(600, 401), (-1, 500)])
def test_a_bar_that_does_not_fit_is_refused(widths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at most 1000"):
        bar(*(part("realised", width) for width in widths))


def test_an_unknown_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="sparkling"):
        bar(part("sparkling", 10))


def test_percentages_are_written_with_a_point_in_every_language() -> None:
    assert [percent(0), percent(192), percent(1000)] == ["0.0%", "19.2%", "100.0%"]


@given(st.lists(st.integers(0, 10**9), max_size=6), st.integers(0, 10**9))
def test_shares_fit_and_nothing_vanishes(amounts: list[int], left: int) -> None:
    total = sum(amounts) + left
    shares = permilles(amounts, total)
    assert sum(shares) <= 1000
    assert all((share > 0) == (amount > 0) for share, amount in zip(shares, amounts, strict=True))
    if not left and total:
        assert sum(shares) == 1000


def test_shares_of_more_than_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="within the total"):
        permilles([60, 50], 100)


def test_codes_are_three_letters_and_all_different() -> None:
    codes = tile_codes(
        ["Hillegersberg", "Hillesluis", "Hillegersberg-Noord", "Oude Westen", "Oude Noorden", "IJ"]
    )
    assert codes == ["Hil", "Hie", "Hig", "Oud", "Oue", "IJ1"]


def test_a_compound_may_break_before_its_last_part() -> None:
    assert soft_hyphens("Afrikaanderwijk") == "Afrikaander\u00adwijk"
    assert soft_hyphens("Pernis") == "Pernis"


def tile(name: str, column: int, row: int, **more: Any) -> Tile:
    return Tile(name, name, f"/{name}/", column, row, **more)


def test_the_map_reads_as_the_city_lies_and_the_list_by_area() -> None:
    found = TileMap(
        "map",
        "Map",
        (tile("Zuid", 1, 2, area="B"), tile("Oost", 3, 1, area="A"), tile("West", 0, 1, area="A")),
    )
    assert [one.name for one in found.tiles] == ["West", "Oost", "Zuid"]
    assert [(area, [one.name for one in tiles]) for area, tiles in found.areas] == [
        ("A", ["Oost", "West"]),
        ("B", ["Zuid"]),
    ]


def test_a_tile_fills_from_below() -> None:
    one = tile("West", 0, 1, figure="56%", permille=560)
    assert (one.top, one.fill) == ("44.0%", "56.0%")


def test_a_row_of_another_length_than_the_head_is_refused() -> None:
    table = Table("t", "Caption", (Column("A"), Column("B")), [(Cell("one"),)])
    with pytest.raises(ValueError, match="shorter"):
        table.labelled_rows  # noqa: B018 - asking is what fails


def test_an_unknown_alert_is_plain_information() -> None:
    assert alert_shape("debug") == alert_shape("info")
    assert alert_shape("error").variant == "error"
