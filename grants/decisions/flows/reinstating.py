"""A grant that was revoked stands again, because an objection to that was right: its money, its claim, its state."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.errors import OverCeiling
from grants.budget.flows import reinstate
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NeedsMoney
from ..models import Decision, Instalment
from ..queries import granted_cents, settling_grant
from ..queries_of_revisions import made_payable, went_by
from ..signals import owed_less
from ..states import Moment
from ..weighing import dossier_of

STANDS = describe("decisions.reinstated", gettext_lazy("let a revoked grant stand again (cents: {cents})"))


@flow
def reinstate_grant(revocation: Decision, proposal: Proposal, *, source: str, by: User, at: datetime) -> None:
    """Commit the grant anew (E10d), let nobody owe what it asked back, and let what came back be paid again.

    The revocation was taken away already. `source` says why, in the ledger. Raises NeedsMoney with what must be added
    to the budget first.
    """
    cents = granted_cents(proposal)
    unpaid, asked = went_by(revocation)
    try:
        entry = reinstate(
            dossier_of(proposal),
            cents=cents,
            back_cents=asked,
            unpaid_cents=unpaid,
            by=by,
            at=at,
            booked_on=day_of(at),
            key=f"{source}/reinstate",
            source=source,
        )
    except OverCeiling as error:
        why = _("The grant stands again with its whole amount.")
        raise NeedsMoney(error.left_cents, cents - error.left_cents, why=why) from error
    came_back = made_payable(entry) - unpaid
    grant = settling_grant(proposal)
    if came_back and grant is not None:
        last = grant.instalments.order_by("-position").first()
        position = last.position + 1 if last else 1
        Instalment.objects.create(
            decision=grant, position=position, cents=came_back, moment=Moment.AGAIN, entry=entry
        )
    owed_less.send(Decision, proposal=proposal, by=by, at=at)
    _newest, before = proposal.events.order_by("-number").values_list("state", flat=True)[:2]
    proposal.move(State.UNDER_WAY, by=by, at=at)
    if before == State.REPORTED:
        proposal.move(State.REPORTED, by=by, at=at)  # its report was sent, and stands
    record(STANDS, revocation, by=by, at=at, cents=cents)
