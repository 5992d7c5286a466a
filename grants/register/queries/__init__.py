"""What the public may read, and what still keeps a dossier open."""

from .actions import (
    Asked,
    Choices,
    Sums,
    action_at,
    actions,
    choices_of,
    listed,
    newest_of,
    sums_of,
    told,
    told_in_chunks,
)
from .closing import AT_THE_END, StillOpen, facts_at_the_end, still_open, to_close, what_keeps_open
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
from .outcome import Outcome, outcome_of, photo_of
from .public import Action, Aimed, actions_in

__all__ = [
    "AT_THE_END",
    "Action",
    "Aimed",
    "Asked",
    "Choices",
    "CityMap",
    "DistrictYear",
    "Found",
    "Outcome",
    "Shown",
    "StillOpen",
    "Sums",
    "action_at",
    "actions",
    "actions_in",
    "budgets_of",
    "by_area",
    "choices_of",
    "facts_at_the_end",
    "find_districts",
    "listed",
    "map_of",
    "neighbourhoods_of",
    "newest_of",
    "outcome_of",
    "photo_of",
    "still_open",
    "sums_of",
    "to_close",
    "told",
    "told_in_chunks",
    "what_keeps_open",
]
