"""What stands in the way of leaving with its recipient what can be asked back no more (Awb 4:57)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from grants.decisions.models import Decision
from grants.decisions.revising import last_day_to_recover
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.errors import HasInterest
from grants.proposals.models import Proposal
from portal.ui.dates import short_date
from wijkraden.people.models import User

from .errors import NotToWriteOff
from .queries import with_interest
from .queries_of_lapses import unasked_cents
from .states import WriteOffState


@dataclass(frozen=True)
class Unasked:
    """What was paid too much and not asked back, in euro cents, and until when it can be (None: by no such rule)."""

    cents: int
    last_day: date | None


def unasked_of(proposal: Proposal) -> Unasked:
    """Return that of a proposal. Two queries."""
    return Unasked(unasked_cents(proposal), last_day_to_recover(proposal))


def refuse_unasked(proposal: Proposal, left: Unasked, *, by: User, on: date) -> None:
    """Raise NotToWriteOff unless what was paid too much can be asked back no more, HasInterest for who has one.

    Also while a write-off of it, or a decision to ask it back, waits. Three queries at most.
    """
    if with_interest(by, [proposal.pk]):
        raise HasInterest
    if not left.cents:
        raise NotToWriteOff(_("Nothing was paid too much here that was not asked back."))
    last_day = left.last_day
    if last_day is None:
        raise NotToWriteOff(_("What was paid too much here can still be asked back."))
    if on <= last_day:
        raise NotToWriteOff(
            _("It can be asked back up to and including %(day)s (Awb 4:57).") % {"day": short_date(last_day)}
        )
    if proposal.write_offs.filter(state=WriteOffState.PREPARED).exists():
        raise NotToWriteOff(_("A write-off of it waits for a budget holder already."))
    waits = Decision.objects.filter(
        proposal=proposal, kind=DecisionKind.RECOVER, state=DecisionState.PREPARED
    )
    if waits.exists():
        raise NotToWriteOff(
            _(
                "A decision to ask it back was prepared. A decision-maker returns that first: it is too late for it."
            )
        )
