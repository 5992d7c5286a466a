"""Every address of the portal as the resolver knows it, by name."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.checks.contracts import FLOORS


@dataclass(frozen=True)
class Address:
    """One address: its name, its route as written in the urls files, its parameters' names, its view."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_ours(self) -> bool:
        """Tell if the view stands in one of our rooms (else it is allauth's)."""
        return self.view.__module__.split(".")[0] in FLOORS


@functools.cache
def addresses() -> dict[str, Address]:
    """Return every address by its name; of a name that is used twice the last counts, as for `reverse`."""
    return {address.name: address for address in all_addresses()}


@functools.cache
def all_addresses() -> tuple[Address, ...]:
    """Return every address, also those without a name."""
    return tuple(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[URLPattern | URLResolver], before: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern).replace("^", "").replace("$", "").replace("\\Z", "")
        parameters = outer + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, parameters)
        else:
            yield Address(pattern.name or "", route, parameters, pattern.callback)
