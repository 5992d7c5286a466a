"""Regular work on many things: each is an act of its own, and what fails is told when all were tried."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from django.db import models
from django.utils.translation import ngettext

from ..errors import PortalError

log = structlog.get_logger(__name__)


Thing = TypeVar("Thing", bound=models.Model)


class SomeFailed(PortalError):
    """Something of regular work failed; the rest was done, and the next round tries it again."""


def one_by_one(
    found: Iterable[Thing], act: Callable[[Thing], object], *, passes: tuple[type[PortalError], ...] = ()
) -> None:
    """Do `act` with each thing; one that fails stands in the log by its number and holds up no other.

    A refusal among `passes` is none: someone was first, or its time has yet to come. Raises SomeFailed at the end, so
    that an operator sees work that failed.
    """
    failed = 0
    for one in found:
        try:
            act(one)
        except passes:
            continue
        except Exception:
            failed += 1
            log.exception("regular work failed for one thing", thing=f"{one._meta.label}:{one.pk}")
    if failed:
        raise SomeFailed(
            ngettext(
                "%(count)s of these could not be done. The log names it, and why.",
                "%(count)s of these could not be done. The log names each, and why.",
                failed,
            )
            % {"count": failed}
        )
