"""Asking whether a bank account is in the name that was entered: what is asked, what is answered, and who is asked.

Banks in the Netherlands answer this (IBAN-Naam Check, Verification of Payee). Which service a city has differs, so the
setting NAME_CHECK names a class; how one is made stands in docs/operate.md.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .states import NameAnswer

LONGEST = 160  # of a name
_DEMO = "grants.payments.name_check_demo"


@dataclass(frozen=True)
class Answered:
    """What the bank says; `suggested` is the name in which it knows the account, told for a close match alone."""

    answer: NameAnswer
    suggested: str = ""


class NameChecker(Protocol):
    """Who answers. It is made anew for each account, without arguments, and reads its own address and keys."""

    def ask(self, *, iban: str, holder: str) -> Answered:
        """Return what the bank of `iban` (without spaces) says of `holder`, within half a minute.

        Raises NoNameAnswer when nobody answered: it is asked again later. An account of which the bank says that it
        cannot tell is answered by UNKNOWN, and is not asked again.
        """


def is_on() -> bool:
    """Tell if anybody is asked."""
    return bool(settings.NAME_CHECK)


def checker() -> NameChecker | None:
    """Return who is asked, None for nobody. Raises ImproperlyConfigured for a setting that names nothing such."""
    named: str = settings.NAME_CHECK
    if not named:
        return None
    try:
        made = import_string(named)()
    except Exception as error:
        raise ImproperlyConfigured(
            f"PORTAL_NAME_CHECK names {named}, which cannot be made: {type(error).__name__}: {error}. Set the dotted "
            "name of a class."
        ) from error
    if not settings.DEMO and any(one.__module__ == _DEMO for one in type(made).__mro__):
        raise ImproperlyConfigured(
            "PORTAL_NAME_CHECK names the banks of the demo, which make their answers up. Name the service of your "
            "bank, or leave PORTAL_NAME_CHECK empty."
        )
    try:
        inspect.signature(made.ask).bind(iban="", holder="")
    except (AttributeError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(
            f"PORTAL_NAME_CHECK names {named}, which has no ask(iban, holder). Set the dotted name of a class."
        ) from error
    found: NameChecker = made
    return found
