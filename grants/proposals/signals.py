"""What the proposals ask the rooms above them: those are not known here, and listen by themselves."""

from django.dispatch import Signal

from wijkraden.places.models import City

from .errors import OwnAccount
from .models import Proposal

pays_from = Signal()  # `city` and `iban_hash`: who listens tells if the city pays, or paid, from that account
account_stands = Signal()  # `proposal`: it was submitted, or another account was entered since


def refuse_own_account(city: City, iban_hash: str) -> None:
    """Raise OwnAccount when that is an account of the city itself, by who keeps those. One query."""
    if any(found for _who, found in pays_from.send(City, city=city, iban_hash=iban_hash)):
        raise OwnAccount


def tell_account(proposal: Proposal) -> None:
    """Tell that a proposal at the city has the account that it has now; within the flow that made it so."""
    account_stands.send(Proposal, proposal=proposal)
