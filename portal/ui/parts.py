"""What the components of the pages are given, and the sums behind them. Amounts come as ready text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class AlertShape:
    """How an alert looks and the word that it starts with."""

    variant: str
    label: object


_ALERTS = {
    "info": AlertShape("info", _("Please note")),
    "success": AlertShape("ok", pgettext_lazy("alert", "Done")),
    "warning": AlertShape("warning", _("Attention")),
    "error": AlertShape("error", _("Not done")),
}


def alert_shape(kind: str) -> AlertShape:
    """Return the shape of `info`, `success`, `warning` or `error`; anything else is `info`."""
    return _ALERTS.get(kind, _ALERTS["info"])


@dataclass(frozen=True)
class Figure:
    """A name and a ready amount, with a note under it (“waarvan uitbetaald € 12.400,00”)."""

    label: str
    amount: str
    note: str = ""


@dataclass(frozen=True)
class MoneyBarPart:
    """A part of a money bar. `kind` is its pattern: realised, committed, reserved, free or lapsed."""

    kind: str
    label: str
    amount: str
    permille: int
    note: str = ""


@dataclass(frozen=True)
class PlacedPart:
    """A part with its place in the drawing as SVG percentages (always with a point, in every language)."""

    part: MoneyBarPart
    x: str
    width: str


@dataclass(frozen=True)
class MoneyBar:
    """A bar with its parts in the order of the figures under it, the total, and what stands apart."""

    id: str
    title: str
    description: str
    parts: tuple[MoneyBarPart, ...]
    total: Figure
    apart: tuple[Figure, ...] = ()

    KINDS = ("realised", "committed", "reserved", "free", "lapsed")

    def __post_init__(self) -> None:
        """Refuse parts that no bar can show."""
        if any(part.permille < 0 for part in self.parts) or sum(part.permille for part in self.parts) > 1000:
            raise ValueError("the parts of a money bar are 0 or more and at most 1000 together")
        if unknown := {part.kind for part in self.parts} - set(self.KINDS):
            raise ValueError(f"no pattern is called {', '.join(sorted(unknown))}")

    @property
    def placed(self) -> list[PlacedPart]:
        """Return the parts that have a width, from left to right."""
        found, start = [], 0
        for part in self.parts:
            if part.permille:
                found.append(PlacedPart(part, percent(start), percent(part.permille)))
            start += part.permille
        return found


def percent(permille: int) -> str:
    """Return 192 as `19.2%`, for attributes: a point and no grouping in every language."""
    return f"{permille // 10}.{permille % 10}%"


def permilles(amounts: list[int], total: int) -> list[int]:
    """Return each amount's share of `total` in whole permilles, by largest remainder.

    Together they are the floor of what they are together; an amount that is not 0 gets at least 1, taken
    from the largest, so that nothing vanishes from a bar. Raises ValueError for negative amounts or more than
    the total.
    """
    if any(amount < 0 for amount in amounts) or sum(amounts) > total:
        raise ValueError("shares need amounts of 0 or more that stay within the total")
    if not total:
        return [0] * len(amounts)
    shares = [amount * 1000 // total for amount in amounts]
    left = sum(amounts) * 1000 // total - sum(shares)
    by_rest = sorted(range(len(amounts)), key=lambda i: -(amounts[i] * 1000 % total))
    for i in by_rest[:left]:
        shares[i] += 1
    for i, amount in enumerate(amounts):
        if amount and not shares[i]:
            shares[i] = 1
            largest = max(range(len(shares)), key=shares.__getitem__)
            shares[largest] -= sum(shares) > 1000
    return shares


@dataclass(frozen=True)
class Tile:
    """A district on the map. `column` and `row` count from 0; `figure` is ready text, `permille` its fill.

    `note` says in a few words what the figure is not, such as “shared budget”.
    """

    name: str
    short_name: str
    url: str
    column: int
    row: int
    figure: str = ""
    permille: int | None = None
    area: str = ""
    code: str = ""
    note: str = ""

    @property
    def soft_name(self) -> str:
        """Return the short name with places where a narrow tile may break it."""
        return soft_hyphens(self.short_name)

    @property
    def fill(self) -> str:
        """Return the height of the fill as an SVG percentage."""
        return percent(self.permille or 0)

    @property
    def top(self) -> str:
        """Return where the fill starts, from above."""
        return percent(1000 - (self.permille or 0))


@dataclass(frozen=True)
class TileMap:
    """A map of equal tiles and the same districts as a list by area. Needs columns and rows below 16."""

    id: str
    title: str
    tiles: tuple[Tile, ...]
    note: str = ""
    areas: list[tuple[str, list[Tile]]] = field(init=False)

    def __post_init__(self) -> None:
        """Give every tile a code of its own and group the list."""
        codes = tile_codes([tile.short_name for tile in self.tiles])
        coded = tuple(
            Tile(**{**tile.__dict__, "code": tile.code or code})
            for tile, code in zip(self.tiles, codes, strict=True)
        )
        object.__setattr__(self, "tiles", tuple(sorted(coded, key=lambda tile: (tile.row, tile.column))))
        grouped: dict[str, list[Tile]] = {}
        for tile in sorted(coded, key=lambda tile: (tile.area, tile.name)):
            grouped.setdefault(tile.area, []).append(tile)
        object.__setattr__(self, "areas", list(grouped.items()))


_ENDINGS = re.compile(
    r"(?<=\w{3})(?=(?:wijk|veer|berg|plein|dijk|dijken|land|haven|driehoek|kwartier|buurt|eiland|broek|sluis|tuinen|pier|park)\b)"
)


def soft_hyphens(name: str) -> str:
    """Return `name` with a soft hyphen before the last part of a compound: Afrikaander·wijk."""
    return _ENDINGS.sub("\u00ad", name)


def tile_codes(names: list[str]) -> list[str]:
    """Return a code of three letters for each name, all different: Hil, Hie … (for tiles on a phone)."""
    used: set[str] = set()
    codes = []
    for name in names:
        letters = [sign for sign in name if sign.isalpha()] or ["?"]
        start = "".join(letters[:2])
        options = [start + third for third in letters[2:]] + [start + str(n) for n in range(1, 100)]
        code = next(option for option in options if option.casefold() not in used)
        used.add(code.casefold())
        codes.append(code)
    return codes


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: what, why, by when, and how pressing that is."""

    title: str
    url: str
    text: str = ""
    badge: str = ""
    kind: str = "neutral"


@dataclass(frozen=True)
class Step:
    """A step of a guided task: `state` is done, current or later."""

    title: str
    state: str = "later"
    url: str = ""
    text: str = ""


@dataclass(frozen=True)
class Happening:
    """Something in a story with dates: `on` is ready text."""

    title: str
    on: str
    text: str = ""
    url: str = ""
    state: str = "done"


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers and days stay on one line."""

    label: str
    is_number: bool = False
    is_day: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: text, perhaps with an address, a note under it, or as a badge of that kind."""

    text: str
    url: str = ""
    note: str = ""
    badge: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names the row."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    hide_caption: bool = False

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Return each row's cells with their columns; a row of another length is refused."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
