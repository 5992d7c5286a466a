"""What the tests of write-offs ask of a claim, and how money comes in on it."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from grants.budget.models import Account
from grants.budget.proof import prove
from grants.budget.states import Kind
from grants.decisions.weighing import dossier_of
from grants.payments.models import Claim, StatementLine
from grants.proposals.models import Proposal
from tests import payments
from tests.payments import Booked
from wijkraden.people.models import User

SignIn = Callable[[User | None], Client]


def now_of(claim: Claim) -> tuple[str, int, int, int]:
    """Return how a claim stands: its state, and what was paid, given up and is left."""
    found = Claim.objects.get(pk=claim.pk)
    return found.state, found.paid_cents, found.written_off_cents, found.left_cents


def leaves(proposal: Proposal) -> dict[str, int]:
    """Return what is receivable and written off of its dossier; the proof of the ledger holds."""
    assert prove().faults == []
    rows = Account.objects.filter(dossier=dossier_of(proposal), kind__in=[Kind.RECEIVABLE, Kind.WRITTEN_OFF])
    return {one.kind: one.balance for one in rows}


def comes_in(claim: Claim, cents: int, *, at: datetime, text: str | None = None) -> StatementLine:
    """Let so many cents come in by the reference of a claim."""
    said = claim.reference if text is None else text
    number = f"LATE-{cents}"
    booked = Booked(cents, is_receipt=True, text=said, reference=number)
    payments.read(claim.proposal.district.city, [booked], number=number, on=at.date(), at=at)
    return StatementLine.objects.get(statement__reference=number)
