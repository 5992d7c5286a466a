"""What the payments do, or answer, when a decision below changes what is owed: within the same flow."""

from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils import timezone

from grants.decisions.models import Decision
from grants.decisions.signals import asks, came_back, made_known, owed_less, recovery_falls
from grants.proposals.models import Proposal
from grants.proposals.signals import account_stands, pays_from
from wijkraden.people.models import User
from wijkraden.places.models import City

from . import flows, queries, queries_of_claims


@receiver(owed_less)
def ease(*, proposal: Proposal, by: User, at: datetime, **_more: Any) -> None:
    """Let the claims follow."""
    flows.ease_claims(proposal, by=by, at=at)


@receiver(made_known)
def decided(*, decision: Decision, by: User, at: datetime, **_more: Any) -> None:
    """Let payments that stood still until this decision go on."""
    flows.end_by_decision(decision, by=by, at=at)


@receiver(recovery_falls)
def left(*, decision: Decision, **_more: Any) -> int:
    """Tell what of it has yet to come back."""
    return queries.left_of(decision)


@receiver(came_back)
def paid_back(*, decision: Decision, **_more: Any) -> int:
    """Tell what of it came back."""
    return queries_of_claims.paid_back_of(decision)


@receiver(asks)
def asked(**_more: Any) -> Coalesce:
    """Tell what the claims ask of a proposal."""
    return queries.asked_by_claims()


@receiver(pays_from)
def is_of_city(*, city: City, iban_hash: str, **_more: Any) -> bool:
    """Tell if the city pays, or paid, from that account."""
    return queries.paying_accounts(city).filter(iban_hash=iban_hash).exists()


@receiver(account_stands)
def to_ask(*, proposal: Proposal, **_more: Any) -> None:
    """Have the bank asked in which name the account is."""
    flows.ask_name(proposal, by=None, at=timezone.now())
