"""Which budget each row of a file is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.search import normalise

from .reading import Line, Sheet

_TITLES = ("wijkraad ", "dorpsraad ")


@dataclass(frozen=True)
class Known:
    """A budget that a row may name: by the names of its districts, former ones too, or of the pot.

    `cents` is what it is now, None where that does not matter.
    """

    key: str
    label: str
    names: frozenset[str]
    regulations: frozenset[str]
    is_closed: bool = False
    cents: int | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row."""

    row: int
    name: str
    text: str


@dataclass
class Matched:
    """The euro cents of each budget that the file names, by its key, the rows, and what is wrong with them."""

    amounts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def match(sheet: Sheet, known: Iterable[Known], *, elsewhere: Iterable[str]) -> Matched:
    """Return which budget each row is about; every row that cannot be used becomes a fault.

    `elsewhere` are names of districts without a budget here.
    """
    by_name: dict[str, list[Known]] = {}
    for one in known:
        for name in {plain(name) for name in one.names}:
            by_name.setdefault(name, []).append(one)
    without = {plain(name) for name in elsewhere} - set(by_name)
    found = Matched()
    for line in sheet.lines:
        try:
            _place(line, by_name, without, found)
        except ValueError as error:
            found.faults.append(Fault(line.row, line.name, str(error)))
    if sheet.total is not None and not found.faults:
        _check_total(sheet.total, found)
    return found


def plain(name: str) -> str:
    """Return a name as it is compared: without accents, case, punctuation and the title of the council."""
    text = normalise(name)
    return next((text.removeprefix(title) for title in _TITLES if text.startswith(title)), text)


def _place(line: Line, by_name: Mapping[str, list[Known]], without: set[str], found: Matched) -> None:
    if not line.name:
        raise ValueError(_("The name of the district is missing."))
    one = _named(line, by_name, without)
    if one.key in found.rows:
        raise ValueError(_("This district stands in row %(row)s already.") % {"row": found.rows[one.key]})
    found.rows[one.key] = line.row
    if one.is_closed:
        raise ValueError(
            _("This budget is closed: its amount stays as it is. Take this row out of the file.")
        )
    if line.cents is None:
        raise ValueError(line.fault)
    _refuse_old(line, one)
    found.amounts[one.key] = line.cents


def _refuse_old(line: Line, one: Known) -> None:
    """Raise ValueError for a row that was filled in beside another amount than that of now, and would undo it."""
    then, now = line.now_cents, one.cents
    if then is None or now is None or now in {then, line.cents}:
        return
    raise ValueError(
        _(
            "In this file the amount now is %(then)s, but meanwhile it is %(now)s. Fill in the template of step 1 "
            "anew, or take the column of the amounts of now out if this is the right new amount."
        )
        % {"then": format_euros(then), "now": format_euros(now)}
    )


def _named(line: Line, by_name: Mapping[str, list[Known]], without: set[str]) -> Known:
    name = plain(line.name)
    several = by_name.get(name, [])
    if not several:
        raise ValueError(
            _("This district has no budget in this year.")
            if name in without
            else _("We know no district or budget with this name.")
        )
    if line.regulation:
        several = [one for one in several if normalise(line.regulation) in map(normalise, one.regulations)]
        if not several:
            raise ValueError(_("This district has no budget under the regulation of this row."))
    if len(several) > 1:
        raise ValueError(
            _("This name fits more than one budget. Name the regulation in a column “Regeling”.")
        )
    return several[0]


def _check_total(total: Line, found: Matched) -> None:
    cents = sum(found.amounts.values())
    if total.cents is None:
        found.faults.append(Fault(total.row, total.name, total.fault))
    elif total.cents != cents:
        text = _("The rows above add up to %(sum)s.") % {"sum": format_euros(cents)}
        found.faults.append(Fault(total.row, total.name, text))
