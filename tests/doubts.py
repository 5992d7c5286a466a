"""Builders of accounts in doubt: banks that answer, and the note of a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import override_settings

from grants.payments.asking import ask_about
from grants.payments.flows import note_name_answer, vouch
from grants.payments.models import NameCheck, Vouch
from grants.payments.name_check import Answered
from grants.payments.queries_of_doubts import account_to_ask
from grants.payments.states import NameAnswer
from grants.proposals.models import BankAccount, Proposal
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User

DEMO_BANKS = "grants.payments.name_check_demo.DemoBanks"


def names_are_checked(by: str = DEMO_BANKS) -> Any:
    """Let names be asked, of the banks of the demo unless told otherwise."""
    return override_settings(NAME_CHECK=by)


def asked(proposal: Proposal, *, at: datetime = NOON) -> None:
    """Have the worker ask about its account, as the job does."""
    found = account_to_ask(proposal.pk)
    assert found is not None
    ask_about(found, at=at)


def answered(
    account: BankAccount, answer: NameAnswer, *, at: datetime = NOON, suggested: str = ""
) -> NameCheck:
    """Let the bank say that of an account of which it said nothing yet."""
    with names_are_checked():
        made = note_name_answer(account, answered=Answered(answer, suggested), at=at)
    assert made is not None
    return made


def vouched(account: BankAccount, *, by: User | None = None, at: datetime = NOON) -> list[Vouch]:
    """Have otto note why an account in doubt is right."""
    return vouch(account, why="De stichting liet haar bankpas zien.", by=by or cast("otto"), at=at)
