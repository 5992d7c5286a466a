"""What was read of files with amounts: it stays in the session until a change of it is prepared, three at most."""

from typing import Any

from django.utils.crypto import get_random_string

from wijkraden.people.http import PortalRequest

from ..models import Year

READ = "read"  # in the address: which of the files that were read
_HELD, _MOST_HELD = "budget_sheets", 3


def hold(request: PortalRequest, year: Year, **read: Any) -> str:
    """Keep what was read for that year; return under which key."""
    key = get_random_string(12)
    one = {"key": key, "year": year.pk, **read}
    request.session[_HELD] = [*request.session.get(_HELD, []), one][-_MOST_HELD:]
    return key


def held(request: PortalRequest, year: Year) -> dict[str, Any] | None:
    """Return what was read for that year and is named in the address, None where it is gone or none is named."""
    return next((one for one in request.session.get(_HELD, []) if _is_named(request, year, one)), None)


def let_go(request: PortalRequest, year: Year) -> None:
    """Keep what the address names no longer: it was prepared."""
    if held(request, year) is not None:
        rest = [one for one in request.session[_HELD] if not _is_named(request, year, one)]
        request.session[_HELD] = rest


def _is_named(request: PortalRequest, year: Year, one: dict[str, Any]) -> bool:
    return bool((one["key"], one["year"]) == (request.GET.get(READ), year.pk))
