"""What a page of the gallery is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


@dataclass(frozen=True)
class State:
    """One way a component can look: the template under components/ and what it is given."""

    title: Words | str
    template: str
    data: dict[str, Any]

    @property
    def path(self) -> str:
        """Return the template's name."""
        return f"components/{self.template}.html"


@dataclass(frozen=True)
class Component:
    """A page of the gallery. `states` makes the samples from what a sample form sent (None: nothing)."""

    name: str
    title: Words | str
    text: Words | str
    states: Callable[[QueryDict | None], list[State]]
