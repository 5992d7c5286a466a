"""The checklist of the closing of a year in words, and what the closing would do, slice by slice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from grants.budget.models import Slice, Year
from grants.budget.queries import Figures, together
from grants.budget.states import Kind, Leftover, Scope
from grants.money import format_euros
from portal.ui.dates import full_date, moment
from portal.ui.parts import Cell, Column, Table

from ..models import Closing
from ..queries import Checklist, Part
from ..states import GOES_ON, MOVED, Need
from .doors import slice_url

MOST_NAMES = 10  # of what stands in the way; of the rest stands how many there are


@dataclass(frozen=True)
class Wrong:
    """What is not right yet, and where that is seen and mended."""

    text: str
    links: list[Cell] = field(default_factory=list)
    more: int = 0  # that are not among the links
    turn: str = ""  # who acts; nobody while it is empty


@dataclass(frozen=True)
class Item:
    """One thing that must be right, with what is wrong as long as it is not."""

    title: str
    wrong: Wrong | None


def items_of(found: Checklist) -> list[Item]:
    """Return the checklist in order."""
    return [
        Item(_TITLES[need](), None if is_met else _WRONG[need](found)) for need, is_met in found.needs.items()
    ]


_TITLES: dict[Need, Callable[[], str]] = {
    Need.OVER: lambda: _("The year is over"),
    Need.EARLIER: lambda: _("Earlier years are closed"),
    Need.CHANGES: lambda: _("No change of the budget of this year is open"),
    Need.RESERVED: lambda: _("Nothing is reserved any more"),
    Need.CONDITIONAL: lambda: _("Nothing is granted under condition any more"),
    Need.NEXT_YEAR: lambda: _("The next year is ready for what goes on in it"),
    Need.ENOUGH_FREE: lambda: _("There is budget for what was granted"),
    Need.PROVED: lambda: _("The whole ledger was checked, and it is right"),
}


def _not_over(found: Checklist) -> Wrong:
    end = date(found.year.year, 12, 31)
    return Wrong(_("The year runs up to and including %(day)s.") % {"day": full_date(end)})


def _earlier(found: Checklist) -> Wrong:
    links = [
        Cell(_("Close %(year)s") % {"year": one}, reverse("control_year_closing", args=[one.year]))
        for one in found.earlier
    ]
    return Wrong(_("Years are closed one after the other, the oldest first."), links, turn=_of_adviser())


def _of_adviser() -> str:
    return _("Now it is the turn of the finance adviser.")


def _of_decider() -> str:
    return _("Now it is the turn of whoever decides on the dossier.")


def _changes(found: Checklist) -> Wrong:
    text = ngettext(
        "%(n)d change waits for approval or was returned. After the closing nobody can finish it: approve or "
        "withdraw it first.",
        "%(n)d changes wait for approval or were returned. After the closing nobody can finish them: approve or "
        "withdraw them first.",
        found.open_changes,
    )
    turn = _("Now it is the turn of the budget holder, or of the finance adviser for what was returned.")
    return Wrong(text % {"n": found.open_changes}, [_budget(found.year.year)], turn=turn)


def _budget(year: int) -> Cell:
    return Cell(_("Budget of %(year)s") % {"year": str(year)}, reverse("budget_year", args=[year]))


def _reserved(found: Checklist) -> Wrong:
    text = ngettext(
        "Money is still reserved for %(n)d dossier. Decide on it first.",
        "Money is still reserved for %(n)d dossiers. Decide on them first.",
        len(found.unfinished[Kind.RESERVED]),
    )
    return _dossiers(text, found.unfinished[Kind.RESERVED])


def _conditional(found: Checklist) -> Wrong:
    text = ngettext(
        "%(n)d grant still waits for a budget that is adopted. Confirm or end it first.",
        "%(n)d grants still wait for a budget that is adopted. Confirm or end them first.",
        len(found.unfinished[Kind.CONDITIONAL]),
    )
    return _dossiers(text, found.unfinished[Kind.CONDITIONAL])


def _dossiers(text: str, numbers: Sequence[str]) -> Wrong:
    links = [Cell(one, reverse("control_dossier", args=[one])) for one in numbers[:MOST_NAMES]]
    return Wrong(text % {"n": len(numbers)}, links, len(numbers) - len(links), _of_decider())


def _next_year(found: Checklist) -> Wrong:
    following = found.year.year + 1
    if found.following is None:
        text = _("The year %(year)s is not prepared yet.") % {"year": str(following)}
        return Wrong(text, [Cell(_("Budget years"), reverse("budget_years"))], turn=_of_adviser())
    text = _(
        "In %(year)s these have no budget for the same districts under the same regulation: %(names)s. What is still "
        "open or comes in later for their dossiers is booked there; a budget of nothing is enough."
    )
    names = _named([title_of(part.slice) for part in found.homeless])
    ended = {part.slice.regulation for part in found.homeless if _has_ended(part.slice, following)}
    told = text % {"year": str(following), "names": names}
    if ended:
        more = _("First let these regulations run on in %(year)s: %(titles)s.")
        told += " " + more % {"year": str(following), "titles": _named(sorted(str(one) for one in ended))}
    return Wrong(told, [_budget(following)], turn=_of_adviser())


def _has_ended(slice_: Slice, year: int) -> bool:
    return slice_.regulation is not None and not slice_.regulation.covers(year)


def _too_little(found: Checklist) -> Wrong:
    following = found.year.year + 1
    text = _(
        "In %(year)s too little is free for what was granted: %(names)s. Give them more budget there, or type the "
        "decision by which the city council lets their budget go along."
    )
    lacks = [f"{title_of(part.slice)} ({format_euros(part.lacks_cents)})" for part in found.short]
    told = text % {"year": str(following), "names": _named(lacks)}
    return Wrong(told, [_budget(following)], turn=_of_adviser())


def _named(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    told, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return (
        told
        if more <= 0
        else ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more)
        % {
            "names": told,
            "n": more,
        }
    )


def _proved(found: Checklist) -> Wrong:
    link = [Cell(_("Built-in check"), reverse("control_proof"))]
    if found.proof is None:
        return Wrong(_("It was not checked from here yet."), link, turn=_of_controller())
    if not found.is_checked_since:
        text = _("Something was booked after the last check of %(at)s.")
        return Wrong(text % {"at": moment(found.proof.at)}, link, turn=_of_controller())
    text = ngettext(
        "The last check found %(n)d fault. It must be explained and mended first.",
        "The last check found %(n)d faults. They must be explained and mended first.",
        found.faults,
    )
    return Wrong(text % {"n": found.faults}, link, turn=_of_controller())


def _of_controller() -> str:
    return _("Now it is the turn of the controller, who has it checked.")


_WRONG: dict[Need, Callable[[Checklist], Wrong]] = {
    Need.OVER: _not_over,
    Need.EARLIER: _earlier,
    Need.CHANGES: _changes,
    Need.RESERVED: _reserved,
    Need.CONDITIONAL: _conditional,
    Need.NEXT_YEAR: _next_year,
    Need.ENOUGH_FREE: _too_little,
    Need.PROVED: _proved,
}


def title_of(slice_: Slice) -> str:
    """Return how a slice is called among those of its year."""
    return _("The city's own ledger") if slice_.scope == Scope.BOOKS else slice_.title


@dataclass(frozen=True)
class Line:
    """What becomes of one slice: its amounts, each with its column, and where it goes on."""

    name: Cell
    labelled: list[tuple[str, str]]
    into: Cell


@dataclass(frozen=True)
class Preview:
    """What a closing would do: in all, in the slices that go on in the next year, and in those that only lapse.

    `after` says what the year means for what is left.
    """

    figures: list[tuple[str, str]]
    columns: list[str]
    lines: list[Line]
    lapsing: Table
    after: str


def preview_of(found: Checklist) -> Preview:
    """Return what closing the year would do, of the slices in which it does anything."""
    total = together(part.figures for part in found.parts)
    goes = [kind for kind in GOES_ON if kind is Kind.COMMITTED or total[kind]]
    columns = [pgettext("closing", "Lapses"), *(str(kind.label) for kind in goes)]
    with_rules = len({part.slice.regulation_id for part in found.parts if part.slice.regulation_id}) > 1

    def labelled(figures: Figures) -> list[tuple[str, str]]:
        amounts = (format_euros(figures[kind]) for kind in (Kind.FREE, *goes))
        return list(zip(columns, amounts, strict=True))

    lines = [
        Line(_name(part, with_rules=with_rules), labelled(part.figures), _into(part))
        for part in found.parts
        if part.is_open
    ]
    only = [part for part in found.parts if not part.is_open and part.figures[Kind.FREE]]
    lapsing = _lapsing(only, with_rules=with_rules)
    return Preview(labelled(total), columns, lines, lapsing, _after(found.year))


def _after(year: Year) -> str:
    if year.leftover == Leftover.CARRIES:
        text = _(
            "What is left may stay available, if the city council decides so. It then comes back by a change of the "
            "reserved share of %(year)s, with that decision."
        )
        return text % {"year": str(year.year + 1)}
    return _("What is left goes back to the general means of the city.")


def compared(closing: Closing, found: Checklist) -> Table:
    """Return what was prepared beside what the closing would do now, of each amount that is not nothing."""
    was, now = closing.amounts.cents, found.amounts.cents
    return Table(
        id="compared",
        caption=_("What was prepared, and what it would be now"),
        columns=(
            Column(_("Amount")),
            Column(pgettext("closing", "Prepared"), is_number=True),
            Column(pgettext("closing", "Now"), is_number=True),
        ),
        rows=[
            (Cell(label_of(kind)), Cell(format_euros(was[kind])), Cell(format_euros(now[kind])))
            for kind in MOVED
            if kind in _ALWAYS or was[kind] or now[kind]
        ],
    )


def prepared(closing: Closing) -> list[tuple[str, str]]:
    """Return what was prepared, each amount with its name."""
    cents = closing.amounts.cents
    return [(label_of(kind), format_euros(cents[kind])) for kind in MOVED if kind in _ALWAYS or cents[kind]]


_ALWAYS = (Kind.FREE, Kind.COMMITTED)


def label_of(kind: Kind) -> str:
    """Return what an amount of MOVED is called: what is free lapses."""
    return pgettext("closing", "Lapses") if kind is Kind.FREE else str(kind.label)


def _lapsing(parts: Sequence[Part], *, with_rules: bool) -> Table:
    return Table(
        id="lapsing",
        caption=_("Only what is free lapses"),
        hide_caption=True,
        columns=(
            Column(_("District budget")),
            Column(pgettext("closing", "Lapses"), is_number=True),
        ),
        rows=[
            (_name(part, with_rules=with_rules), Cell(format_euros(part.figures[Kind.FREE])))
            for part in parts
        ],
    )


def _name(part: Part, *, with_rules: bool) -> Cell:
    note = part.slice.regulation.title if with_rules and part.slice.regulation else ""
    return Cell(title_of(part.slice), slice_url(part.slice), note)


def _into(part: Part) -> Cell:
    if part.into is None:
        return Cell(_("Not ready yet"), badge="late")
    return Cell(f"{title_of(part.into)} {part.into.year.year}", slice_url(part.into))
