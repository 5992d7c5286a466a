"""How each room tells what can be done with a proposal now, and what happened to it.

A room has a module `offers.py` with `offers(user, proposal, *, at) -> list[Offer]` and
`story(user, proposal) -> list[Moment]`; the page of a dossier puts those of all rooms together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Offer:
    """An act that is possible now for whoever looks: where it is done and what it is called.

    `is_next` is the one step that takes the proposal on; `is_binding` has an effect that cannot be undone.
    """

    address: str
    label: str
    is_next: bool = False
    is_binding: bool = False


@dataclass(frozen=True)
class Moment:
    """Something that happened, in words for whoever looks; `by` is "" where no name is shown."""

    at: datetime
    words: str
    by: str = ""
    reason: str = ""
    address: str = ""
    is_day: bool = False  # of which the day is known, not the hour
