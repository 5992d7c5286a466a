"""What the pages of the waiting lists show: the budgets as a table, and each place with whether its turn has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table

from ..queries_of_waiting_list import Listed, WaitingList


@dataclass(frozen=True)
class Place:
    """A place as the page shows it: a word for where it stands, how pressing that is, and whether it is its turn."""

    listed: Listed
    word: str
    kind: str
    is_turn: bool


def lists_table(found: list[WaitingList]) -> Table:
    """Return waiting lists as a table."""
    return Table(
        id="lists",
        caption=_("Budgets with a waiting list"),
        hide_caption=True,
        columns=(
            Column(_("District budget")),
            Column(_("On the list"), is_number=True),
            Column(_("Free now"), is_number=True),
            Column(_("Holds up to and including"), is_day=True),
            Column(_("What is to be done?")),
        ),
        rows=[_row(one) for one in found],
    )


def _row(one: WaitingList) -> tuple[Cell, ...]:
    regulation = one.slice.regulation
    note = f"{regulation.title}, {one.slice.year.year}" if regulation else str(one.slice.year.year)
    if one.has_money:
        state = Cell(_("Money is free"), badge="wait")
    elif any(place.waits for place in one.places):
        state = Cell(_("A grant was prepared"))
    elif one.turn is not None:
        state = Cell(_("Enough for a part of the first one"))
    else:
        state = Cell(_("Wait for money"))
    return (
        Cell(one.slice.title, reverse("waiting_list", args=[one.slice.public_id]), note=note),
        Cell(str(len(one.places))),
        Cell(format_euros(one.free_cents)),
        Cell(short_date(one.last_day)),
        state,
    )


def places_shown(found: WaitingList) -> list[Place]:
    """Return the places of a list in their order."""
    turn = found.turn
    return [Place(one, *_word(one, is_turn=one is turn), is_turn=one is turn) for one in found.places]


def _word(one: Listed, *, is_turn: bool) -> tuple[str, str]:
    if one.waits is not None:
        return _("A grant of %(amount)s was prepared") % {"amount": format_euros(one.waits.cents)}, "neutral"
    if is_turn and one.fits:
        return _("It is its turn"), "wait"
    if is_turn:
        return _("A part: %(amount)s") % {"amount": format_euros(one.left_cents)}, "wait"
    if one.fits:
        return _("Not its turn yet"), "neutral"
    return _("Not enough is free"), "neutral"
