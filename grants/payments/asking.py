"""Asking the bank in which name an account is: outside any lock, and then kept."""

from __future__ import annotations

from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING

import structlog

from portal.realm import within

from . import flows
from .errors import NoNameAnswer
from .name_check import Answered, NameChecker, checker
from .states import NameAnswer

if TYPE_CHECKING:
    from grants.proposals.models import BankAccount

PATIENCE = 30.0  # seconds for one answer; a thread that is left behind ends by itself, or with the process
log = structlog.get_logger(__name__)


def ask_about(account: BankAccount, *, at: datetime) -> None:
    """Ask about that account and keep the answer, or that there was none; nothing when nobody is asked.

    Raises NoNameAnswer, which says nothing: what a service fails with may hold the number and the name.
    """
    asked = checker()
    if asked is None:
        return
    said = _said(asked, iban=str(account.iban), holder=account.holder)
    with within(account.proposal.district.city.public_id):
        if isinstance(said, Answered):
            flows.note_name_answer(account, answered=said, by=None, at=at)
            return
        log.warning("no answer on the name of an account", thing=f"account:{account.pk}", what=said)
        flows.note_no_answer(account, by=None, at=at)
    raise NoNameAnswer


def _said(asked: NameChecker, *, iban: str, holder: str) -> Answered | str:
    """Return what was answered, or the name of what came instead of an answer."""
    found: list[Answered | str] = []

    def ask() -> None:
        try:
            said = asked.ask(iban=iban, holder=holder)
            found.append(said if _is_answer(said) else type(said).__name__)
        except Exception as error:  # what a service fails with is its own; of it the name alone is kept
            found.append(type(error).__name__)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return found[0] if found else "TimeoutError"


def _is_answer(said: object) -> bool:
    return (
        isinstance(said, Answered) and isinstance(said.answer, NameAnswer) and isinstance(said.suggested, str)
    )
