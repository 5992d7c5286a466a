"""What is checked before a claim is set off, and before another payer decides on it (Awb 4:57)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.errors import HasInterest
from grants.proposals.models import BankAccount, Proposal
from portal.errors import WrongState
from wijkraden.people.models import User

from .errors import NotToSetOff, OwnSetOff
from .models import PayoutAccount, SetOff
from .queries import with_interest
from .queries_of_claims import due_of
from .queries_of_set_offs import Candidate, candidates_for, why_not_set_off
from .states import SetOffState


def refuse_set_off(claim: Any, *, by: User, on: date) -> None:
    """Raise HasInterest, and NotToSetOff unless something of a claim can be set off and no set-off of it waits.

    `claim` is as the list of claims tells it. Five queries at most.
    """
    if with_interest(by, [claim.proposal_id]):
        raise HasInterest
    if why := why_not_set_off(claim, on=on):
        raise NotToSetOff(why)
    if claim.set_offs.filter(state=SetOffState.PREPARED).exists():
        raise NotToSetOff(_("A set-off of this claim waits for another payer already."))


def candidate_for(claim: Any, against: Proposal) -> Candidate:
    """Return what a claim may be set off against on that dossier; raises NotToSetOff saying why it may not."""
    found = next((one for one in candidates_for(claim) if one.proposal.pk == against.pk), None)
    if found is None:
        raise NotToSetOff(
            _(
                "Nothing is to be paid on this dossier that is not prepared yet, or it is not a subsidy of another "
                "year to the same recipient."
            ),
            field="against",
        )
    if found.fault:
        raise NotToSetOff(found.fault, field="against")
    return found


def refuse_amount(cents: int, *, claim: Any, against: Candidate) -> None:
    """Raise NotToSetOff for more than is left of a claim, or than is to be paid on the dossier."""
    if cents > (left := due_of(claim)):
        words = _("No more than %(amount)s is left of this claim.")
    elif cents > (left := against.cents):
        words = _("No more than %(amount)s is to be paid on this dossier and not prepared yet.")
    else:
        return
    raise NotToSetOff(words % {"amount": format_euros(left)}, field="cents")


def refuse_decided_set_off(found: SetOff, by: User) -> None:
    """Raise WrongState for one that no longer waits, OwnSetOff for who had a hand in it, HasInterest. Three queries."""
    refuse_ended_set_off(found)
    both = [found.claim.proposal_id, found.proposal_id]
    if found.prepared_by_id == by.pk or _had_a_hand(by, both):
        raise OwnSetOff
    if with_interest(by, both):
        raise HasInterest


def refuse_returned_set_off(found: SetOff, by: User) -> None:
    """Raise WrongState for one that no longer waits, OwnSetOff for who prepared it, HasInterest. One query.

    Who once confirmed an account returns it too: nothing is set off by that, and somebody must be able to end it.
    """
    refuse_ended_set_off(found)
    if found.prepared_by_id == by.pk:
        raise OwnSetOff
    if with_interest(by, [found.claim.proposal_id, found.proposal_id]):
        raise HasInterest


def refuse_ended_set_off(found: SetOff) -> None:
    """Raise WrongState for a set-off that no longer waits."""
    if not found.is_waiting:
        raise WrongState(_("This set-off no longer waits. Look at how it stands now."))


def _had_a_hand(user: User, proposals: list[int]) -> bool:
    """Tell if `user` entered or confirmed an account of one of these, ever. Two queries."""
    mine = Q(entered_by=user) | Q(checked_by=user)
    at_stripe = PayoutAccount.objects.filter(account__proposal__in=proposals, checked_by=user)
    return BankAccount.objects.filter(mine, proposal__in=proposals).exists() or at_stripe.exists()
