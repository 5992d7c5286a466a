"""What the public may read, and what still keeps a dossier open."""

from .closing import AT_THE_END, facts_at_the_end, to_close, what_keeps_open
from .districts import (
    CityMap,
    DistrictYear,
    Found,
    Shown,
    budgets_of,
    by_area,
    find_districts,
    map_of,
    neighbourhoods_of,
)

__all__ = [
    "AT_THE_END",
    "CityMap",
    "DistrictYear",
    "Found",
    "Shown",
    "budgets_of",
    "by_area",
    "facts_at_the_end",
    "find_districts",
    "map_of",
    "neighbourhoods_of",
    "to_close",
    "what_keeps_open",
]
