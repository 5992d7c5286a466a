"""The word to a recipient that another account was entered, as the recipient was known before."""

from __future__ import annotations

from datetime import datetime

from grants.proposals.addressees import can_be_told, recipient_of, way_to
from grants.proposals.models import BankAccount
from portal.post.flows import send
from portal.trail.flows import flow
from wijkraden.people.models import DUTCH, User

from ..models import ConnectedAccount, PayoutAccount


@flow
def tell_contact(
    kind: str,
    *,
    about: BankAccount | ConnectedAccount,
    made: BankAccount | PayoutAccount,
    before: BankAccount | PayoutAccount,
    by: User | None,
    at: datetime,
) -> None:
    """Tell the recipient of a dossier that is paid to `made` instead of `before`; by mail, else on paper."""
    proposal = about.proposal
    party = recipient_of(proposal)
    if party is None or not can_be_told(party):
        return
    channel, address = way_to(party)
    send(
        kind,
        to=None,
        address=address,
        language=DUTCH,
        context={
            "name": party.contact or party.name,
            "proposal": proposal,
            "city": proposal.district.city,
            "made": made,
            "before": before,
        },
        about=about,
        channel=channel,
        by=by,
        at=at,
    )
