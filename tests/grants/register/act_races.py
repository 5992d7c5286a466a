"""What two processes are handed in the races of the office: builders, and what stands afterwards."""

from datetime import date, datetime, timedelta
from typing import Any

from grants.budget.proof import prove
from grants.demo.flows import load_demo
from grants.proposals.models import Proposal
from grants.proposals.states import SAFETY
from grants.terms import closing_moment
from portal.post.models import Message
from tests import decisions, proposals
from tests.grants.reports.scenes import LAST, noon
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District

NEXT_DAY = NOON + timedelta(days=1)
OVER = noon(LAST + timedelta(days=1))  # the action is over, so its report is asked
EVENING = closing_moment(date(2026, 12, 31)) - timedelta(hours=3)  # the round of the demo closes


def begin() -> None:
    """Load the city and its cast."""
    load_demo(by=None, at=NOON)


def cast(name: str) -> User:
    """Return someone of the cast."""
    return proposals.cast(name)


def _district() -> District:
    return District.objects.select_related("city").get(slug="delfshaven-schiemond")


def submitted(title: str) -> Proposal:
    """Submit one of a subsidy."""
    return proposals.submitted(_district(), cents=100_00, title=title)


def draft(title: str) -> Proposal:
    """Write one that is not submitted."""
    return proposals.draft(_district(), cents=100_00, title=title)


def over(title: str) -> Proposal:
    """Return one whose action began, and is over at OVER."""
    return decisions.under_way(_district(), cents=100_00, title=title)


def received_at() -> datetime:
    """Return when these were received."""
    return NOON


def office(proposal: Proposal) -> tuple[str, int, int, int]:
    """Return its state, how many questions and pauses there are, and what is reserved for it."""
    row = Proposal.objects.get(pk=proposal.pk)
    reserved = sum(one.balance for one in row.dossier.accounts.filter(kind="reserved")) if row.dossier else 0
    return row.state, row.completion_requests.count(), row.pauses.count(), reserved


def receipts(proposal: Proposal) -> tuple[list[tuple[datetime, datetime]], datetime | None]:
    """Return the moments that were put back, in order, and the one that stands."""
    row = Proposal.objects.get(pk=proposal.pk)
    return [(one.was, one.becomes) for one in row.receipts.order_by("id")], row.received_at


def mails(proposal: Proposal, kind: str) -> int:
    """Return how many mails of a kind there are about it."""
    return Message.objects.filter(about_id=proposal.public_id, kind=kind).count()


def publicity(proposal: Proposal) -> dict[str, Any]:
    """Return what of it is not public."""
    return dict(Proposal.objects.values(*SAFETY).get(pk=proposal.pk))


def is_sound() -> list[str]:
    """Return what the proof of the ledger finds wrong."""
    return prove().faults
