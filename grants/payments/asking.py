"""Asking the bank in which name an account is: outside any lock, and then kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from portal.realm import within

from . import flows
from .errors import NoNameAnswer
from .name_check import checker

if TYPE_CHECKING:
    from grants.proposals.models import BankAccount

log = structlog.get_logger(__name__)


def ask_about(account: BankAccount, *, at: datetime) -> None:
    """Ask about that account and keep the answer; nothing when nobody is asked. Raises NoNameAnswer."""
    asked = checker()
    if asked is None:
        return
    try:
        answered = asked.ask(iban=str(account.iban), holder=account.holder)
    except NoNameAnswer as error:
        log.warning("no answer on the name of an account", thing=f"account:{account.pk}", what=str(error))
        raise
    with within(account.proposal.district.city.public_id):
        flows.note_name_answer(account, answered=answered, by=None, at=at)
