"""Which columns a sheet must have, in both languages, and what stands in a cell."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grants.money import MAX_CENTS, parse_euros
from portal.search import normalise

# The first of each is what a template calls it, per language.
HEADINGS = {
    "nl": ("Wijk", "Regeling", "Bedrag nu", "Nieuw bedrag"),
    "en": ("District", "Regulation", "Amount now", "New amount"),
}
_NAMES = frozenset({"wijk", "wijken", "wijkraad", "naam", "district", "districts", "council", "name"})
_REGULATIONS = frozenset({"regeling", "regulation"})
_NEW_AMOUNTS = frozenset({"nieuw bedrag", "nieuwe bedragen", "new amount", "new amounts"})
_AMOUNTS = frozenset({"bedrag", "bedragen", "amount", "amounts", "budget", "begroot", "wijkbudget"})
_AMOUNTS_NOW = frozenset({"bedrag nu", "amount now"})
TOTALS = frozenset({"totaal", "total", "som", "sum"})

_SMALLEST = Decimal("0.0001")  # of a cent: what a spreadsheet's own sums may be off


@dataclass(frozen=True)
class Columns:
    """Where name and amount stand, counted from 0; -1 when there is no column of regulations or of amounts of now."""

    name: int
    amount: int
    regulation: int = -1
    now: int = -1


def columns_of(cells: list[Any]) -> Columns | None:
    """Return the columns that a row of headings names; None when it is no such row, or names one twice."""
    heads = [normalise(str(cell)) if isinstance(cell, str) else "" for cell in cells]
    names = [place for place, head in enumerate(heads) if head in _NAMES]
    amounts = [place for place, head in enumerate(heads) if head in _NEW_AMOUNTS]
    amounts = amounts or [place for place, head in enumerate(heads) if head in _AMOUNTS]
    regulations = [place for place, head in enumerate(heads) if head in _REGULATIONS]
    now = [place for place, head in enumerate(heads) if head in _AMOUNTS_NOW]
    if len(names) != 1 or len(amounts) != 1 or len(regulations) > 1 or len(now) > 1:
        return None
    return Columns(names[0], amounts[0], *(found[0] if found else -1 for found in (regulations, now)))


def cents_of(value: Any) -> int:
    """Return the cents that a cell says, as a number or as text; raises ValueError with a sentence."""
    if isinstance(value, str):
        cents = parse_euros(value)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(_("This is not an amount."))
    else:
        cents = _whole_cents(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    if cents < 0:
        raise ValueError(_("The amount cannot be below zero."))
    return cents


def _whole_cents(euros: Decimal) -> int:
    if not euros.is_finite():
        raise ValueError(_("This is not an amount."))
    if abs(euros) * 100 > MAX_CENTS:
        raise ValueError(_("This amount is too large."))
    whole = (euros * 100).to_integral_value()
    if abs(euros * 100 - whole) > _SMALLEST:
        raise ValueError(_("An amount has at most two decimals."))
    return int(whole)


def is_empty(value: Any) -> bool:
    """Tell if nothing can be read in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())
