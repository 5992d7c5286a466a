"""What the payments do when a decision below says that somebody owes less: within the same flow."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from grants.decisions.signals import owed_less
from grants.proposals.models import Proposal
from wijkraden.people.models import User

from . import flows


@receiver(owed_less)
def ease(*, proposal: Proposal, cents: int, by: User, at: datetime, **_more: Any) -> None:
    """Let the claims follow."""
    flows.ease_claims(proposal, cents=cents, by=by, at=at)
