"""Amounts, districts and rows."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..parts import Cell, Column, Figure, MoneyBar, MoneyBarPart, Table, Tile, TileMap
from ..specimens import State

Sent = QueryDict | None


NO_BREAK = "\u00a0"


def euros(text: str) -> str:
    """Return a sample amount with a no-break space behind the sign."""
    return f"€{NO_BREAK}{text}"


def bar(name: str, parts: list[MoneyBarPart], *, apart: bool = False) -> MoneyBar:
    """Return a sample bar of € 25.000,00."""
    words = ", ".join(f"{part.label} {part.amount}" for part in parts)
    total = Figure(gettext("Budget of the district"), euros("25.000,00"))
    paid = (Figure(gettext("Paid out"), euros("12.400,00")),) if apart else ()
    return MoneyBar(name, gettext("Our budget in 2027"), words, tuple(parts), total, paid)


def money_bar_states(_sent: Sent) -> list[State]:
    """Return bars for members, for staff, almost used up and unused."""
    granted = MoneyBarPart(
        "realised",
        gettext("Granted"),
        euros("14.500,00"),
        580,
        gettext("of which paid out %s") % euros("12.400,00"),
    )
    handled = MoneyBarPart("reserved", gettext("Being handled"), euros("4.800,00"), 192)
    free = MoneyBarPart("free", gettext("Still available"), euros("5.700,00"), 228)
    staff = [
        MoneyBarPart("reserved", gettext("Reserved"), euros("4.800,00"), 192),
        MoneyBarPart("committed", gettext("Commitments"), euros("6.500,00"), 260),
        MoneyBarPart("realised", gettext("Realised"), euros("8.000,00"), 320),
        MoneyBarPart("free", gettext("Free room"), euros("5.200,00"), 208),
        MoneyBarPart("lapsed", gettext("Lapsed"), euros("500,00"), 20),
    ]
    almost = [
        MoneyBarPart("realised", gettext("Granted"), euros("24.999,99"), 999),
        MoneyBarPart("free", gettext("Still available"), euros("0,01"), 1),
    ]
    nothing = [
        MoneyBarPart("realised", gettext("Granted"), euros("0,00"), 0),
        MoneyBarPart("free", gettext("Still available"), euros("25.000,00"), 1000),
    ]
    return [
        State(_("For members"), "money_bar", {"bar": bar("members", [granted, handled, free])}),
        State(_("For staff and controllers"), "money_bar", {"bar": bar("staff", staff, apart=True)}),
        State(_("A cent left"), "money_bar", {"bar": bar("cent", almost)}),
        State(_("Nothing used"), "money_bar", {"bar": bar("nothing", nothing)}),
    ]


PLACES = """
Schiebroek | Hillegersberg-Schiebroek | 5 | 0
Hillegersberg | Hillegersberg-Schiebroek | 6 | 0
Nesselande | Prins Alexander | 10 | 0
Overschie | Overschie | 3 | 1
Oude Noorden | Noord | 6 | 1
Ommoord | Prins Alexander | 8 | 1
Zevenkamp | Prins Alexander | 9 | 1
Crooswijk | Kralingen-Crooswijk | 6 | 2
Hoek van Holland | Hoek van Holland | 0 | 3
Rozenburg | Rozenburg | 1 | 3
Oude Westen | Centrum | 5 | 3
Kralingen | Kralingen-Crooswijk | 7 | 3
Delfshaven | Delfshaven | 4 | 4
Feijenoord | Feijenoord | 7 | 5
Afrikaanderwijk | Feijenoord | 6 | 6
Hillesluis | Feijenoord | 7 | 6
Beverwaard | IJsselmonde | 9 | 7
Lombardijen | IJsselmonde | 7 | 8
"""


def tile_map_states(_sent: Sent) -> list[State]:
    """Return the map with figures and without."""
    places = [line.split(" | ") for line in PLACES.strip().splitlines()]
    plain = [
        Tile(name, name, "#main", int(column), int(row), area=area) for name, area, column, row in places
    ]
    used = [
        Tile(
            tile.name,
            tile.short_name,
            "#main",
            tile.column,
            tile.row,
            f"{n * 7 % 100}%",
            n * 7 % 100 * 10,
            tile.area,
        )
        for n, tile in enumerate(plain, 3)
    ]
    return [
        State(
            _("With figures"),
            "tile_map",
            {
                "map": TileMap(
                    "used",
                    gettext("Part of its own budget that each district has used"),
                    tuple(used),
                    gettext("Every district is drawn equally large; the map says nothing about size."),
                )
            },
        ),
        State(
            _("Links only"),
            "tile_map",
            {"map": TileMap("plain", gettext("Map of the districts"), tuple(plain))},
        ),
    ]


def table_states(_sent: Sent) -> list[State]:
    """Return a table with a name that does not fit."""
    columns = (
        Column(gettext("Proposal")),
        Column(gettext("State")),
        Column(gettext("Whose turn it is")),
        Column(gettext("Asked"), is_number=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            Cell("Buurtiftar op het Visserijplein", "#main", gettext("with two schools")),
            Cell(gettext("Completion needed"), badge="wait"),
            Cell(gettext("The council, by 26 March 2027")),
            Cell(euros("4.800,00")),
        ),
        (
            Cell("Gesprekstafels op het Lloydkwartier", "#main"),
            Cell(gettext("Being handled"), badge="neutral"),
            Cell(gettext("The city, by 12 May 2027")),
            Cell(euros("9.000,00")),
        ),
        (
            Cell("Buurtfeest" * 16, "#main"),
            Cell(gettext("3 days late"), badge="late"),
            Cell(gettext("The council, since 16 March 2027")),
            Cell(euros("2.150,00")),
        ),
    ]
    return [
        State(
            _("Cards on a phone"),
            "table",
            {"table": Table("proposals", gettext("Our proposals"), columns, rows)},
        )
    ]
