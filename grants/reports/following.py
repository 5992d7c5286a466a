"""What the reports answer when a decision below asks what follows from them."""

from typing import Any

from django.dispatch import receiver

from grants.decisions.signals import follows
from grants.proposals.models import Proposal

from .final import Proposed, proposed_final


@receiver(follows)
def final(*, proposal: Proposal, **_more: Any) -> Proposed | None:
    """Tell what the final amount comes to."""
    return proposed_final(proposal)
