"""What a file of amounts is made of, before anyone knows what it means."""

from dataclasses import dataclass
from typing import Any

from grants.errors import GrantError

MAX_ROWS = 2_000
MAX_COLUMNS = 50


class Unreadable(GrantError):
    """A file that cannot be read as a list of amounts; the sentence says what to do instead."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. A merged cell and a formula without result cannot be read."""

    value: Any
    is_merged: bool = False
    is_unsolved: bool = False


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook, or a whole CSV file: rows of cells, at most MAX_ROWS and one more, numbered from 1."""

    name: str
    rows: list[list[Cell]]
