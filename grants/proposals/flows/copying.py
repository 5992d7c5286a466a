"""Starting a proposal from one of an earlier round."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy

from grants.plan.queries import elements_now
from grants.rounds.models import Round
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import HasInterest
from ..models import Aim, CostLine, CoverLine, Party, Proposal
from ..queries import has_interest
from ..states import CONTENT
from .drafts import start_proposal

COPIED = describe("proposals.copied", gettext_lazy("copied a proposal to another round"))
_OF_ITS_YEAR = frozenset({"starts_on", "ends_on"})  # an action begins in the year of its own budget
_COPIED = tuple(name for name in CONTENT if name not in _OF_ITS_YEAR)


@flow
def copy_proposal(proposal: Proposal, round_: Round, *, by: User, at: datetime) -> Proposal:
    """Start a draft in `round_` with the texts, the money and the parties of a proposal.

    Goals come along when the plan of the round has them by the same code; days, the bank account, attachments and
    interests do not. Raises NoLongerAllowed, NotInThisRound, and HasInterest for who declared one in the original.
    """
    made = start_proposal(round_, proposal.district, title=proposal.title, by=by, at=at)
    if has_interest(by, proposal):
        raise HasInterest
    for name in _COPIED:
        setattr(made, name, getattr(proposal, name))
    made.index_words()
    made.insight = proposal.insight
    made.save(update_fields=[*_COPIED, "insight", "search", "sort_key"])
    _copy_lines(proposal, made)
    _copy_aims(proposal, made)
    for party in proposal.parties.all():
        party.pk, party.public_id, party.proposal = None, Party().public_id, made
        party._state.adding = True
        party.save(force_insert=True)
    record(COPIED, made, by=by, at=at)
    return made


def _copy_lines(proposal: Proposal, made: Proposal) -> None:
    CostLine.objects.bulk_create(
        CostLine(
            proposal=made,
            position=one.position,
            description=one.description,
            cents=one.cents,
            vat_rate=one.vat_rate,
        )
        for one in proposal.costs.all()
    )
    CoverLine.objects.bulk_create(
        CoverLine(
            proposal=made, position=one.position, kind=one.kind, description=one.description, cents=one.cents
        )
        for one in proposal.covers.all()
    )


def _copy_aims(proposal: Proposal, made: Proposal) -> None:
    served = proposal.aims.values_list("element__kind", "element__code")
    wanted = Q(pk__in=[])
    for kind, code in served:
        wanted |= Q(kind=kind, code=code)
    found = elements_now().filter(wanted, plan_id=made.round.plan_id)
    Aim.objects.bulk_create(Aim(proposal=made, element=one) for one in found)
