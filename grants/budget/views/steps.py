"""What comes next in a year, and what the approval of a change does."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros

from ..bars import called
from ..models import Change, ChangeLine, Slice, Year
from ..states import ChangeKind, Leftover

PAGES = {
    ChangeKind.SHARE: "budget_share",
    ChangeKind.AMOUNTS: "budget_amounts",
    ChangeKind.REDISTRIBUTION: "budget_redistribute",
}


@dataclass(frozen=True)
class NextStep:
    """Who acts next and what she does, or that nobody has to; with the address for who may do it.

    A year that `is_to_close` is over: whose turn it is, tells the page of its closing, which this room does not know.
    """

    text: str
    url: str = ""
    label: str = ""
    is_somebodys: bool = False
    is_to_close: bool = False


def next_step(year: Year, *, parts: int, waiting: int, stale: int, may_prepare: bool) -> NextStep:
    """Return what comes next in a year with so many slices and waiting changes, of which so many are stale."""
    if year.closed_at is not None:
        return NextStep(_("This year is closed. Nothing is booked in it any more."))
    if waiting:
        return NextStep(_waits(waiting - stale, stale), is_somebodys=True)
    if year.year < localdate().year:
        text = _("The year is over and not closed yet. The list of its closing says whose turn it is.")
        return NextStep(text, is_to_close=True)
    if (lacks := _lacks(year, parts)) is not None:
        text, label, page = lacks
        url = reverse(page, args=[year.year]) if may_prepare else ""
        return NextStep(text, url, label, is_somebodys=True)
    if year.unallotted_cents:
        told = {"amount": format_euros(year.unallotted_cents)}
        return NextStep(_("Nobody has to act now. %(amount)s is not divided yet.") % told)
    return NextStep(_("Nobody has to act now. The whole reserved share is divided."))


def _waits(fits: int, stale: int) -> str:
    if fits:
        text = ngettext(
            "the budget holder decides on %(n)d change.",
            "the budget holder decides on %(n)d changes.",
            fits,
        )
        return text % {"n": fits}
    text = ngettext(
        "the finance adviser prepares %(n)d change again: it no longer fits.",
        "the finance adviser prepares %(n)d changes again: they no longer fit.",
        stale,
    )
    return text % {"n": stale}


def _lacks(year: Year, parts: int) -> tuple[str, str, str] | None:
    """Return what the finance adviser does first, the label of the way there, and the name of the page."""
    if not year.reserved_cents:
        text = _("the finance adviser prepares the reserved share.")
        return text, _("Prepare the reserved share"), "budget_share"
    if not parts:
        text = _("the finance adviser says for whom the money is set apart.")
        return text, _("Add budgets"), "budget_slices"
    if not year.allotted_cents:
        text = _("the finance adviser prepares the amounts of the districts.")
        return text, _("Prepare the amounts"), "budget_amounts"
    return None


@dataclass(frozen=True)
class Moved:
    """A slice before and after a change, in euro cents, whatever the number of its lines."""

    name: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """What it gets more (below zero: less)."""
        return self.after - self.before


@dataclass(frozen=True)
class Worded:
    """What a year says in words of its share, before and after a change."""

    name: str
    before: str
    after: str


def worded_by(change: Change) -> list[Worded]:
    """Return what a change of the share says in words; nothing for other changes."""
    if change.kind != ChangeKind.SHARE:
        return []
    before, after = (str(Leftover(one).label) for one in (change.leftover_before, change.leftover))
    return [
        Worded(_("Programme"), change.programme_before, change.programme),
        Worded(_("What is left at the end of the year"), before, after),
    ]


def moved_by(change: Change, lines: Sequence[ChangeLine], *, with_regulation: bool) -> list[Moved]:
    """Return what the change moves: both amounts of the share, or each slice once, by name."""
    if change.kind == ChangeKind.SHARE:
        names = {"programme_cents": _("Whole programme"), "reserved_cents": _("Reserved for the councils")}
        return [
            Moved(label, getattr(change, f"{name}_before") or 0, getattr(change, name) or 0)
            for name, label in names.items()
        ]
    return _slices_moved(lines, with_regulation=with_regulation)


def sum_of(moved: Sequence[Moved]) -> Moved:
    """Return all that is moved as one."""
    return Moved(_("Together"), sum(one.before for one in moved), sum(one.after for one in moved))


def _slices_moved(lines: Sequence[ChangeLine], *, with_regulation: bool) -> list[Moved]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    touched: dict[int, Slice] = {}
    for line in lines:
        touched[line.slice_id] = line.slice
        first.setdefault(line.slice_id, line.before_cents)
        last[line.slice_id] = line.after_cents
        if line.taker is not None:
            before = line.taker_before_cents or 0
            touched[line.taker.pk] = line.taker
            first.setdefault(line.taker.pk, before)
            last[line.taker.pk] = before - line.cents
    ordered = sorted(touched.values(), key=lambda one: (one.sort_key, one.pk))
    return [
        Moved(called(one, with_regulation=with_regulation), first[one.pk], last[one.pk]) for one in ordered
    ]


def approve_label(change: Change, lines: Sequence[ChangeLine]) -> str:
    """Return what the button of the approval says: the act with its amount."""
    if change.kind == ChangeKind.SHARE:
        told = {"amount": format_euros(change.reserved_cents or 0), "year": str(change.year.year)}
        return _("Approve: reserve %(amount)s for %(year)s") % told
    if change.kind == ChangeKind.REDISTRIBUTION:
        return _("Approve: move %(amount)s") % {"amount": format_euros(-sum(line.cents for line in lines))}
    more = sum(line.cents for line in lines if line.cents > 0)
    less = -sum(line.cents for line in lines if line.cents < 0)
    told = {"more": format_euros(more), "less": format_euros(less)}
    if more and less:
        return _("Approve: %(more)s more and %(less)s less") % told
    return _("Approve: %(more)s more") % told if more else _("Approve: %(less)s less") % told
