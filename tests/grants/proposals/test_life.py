"""From a draft to a complete dossier, and what each step refuses."""

import pytest

from grants.budget.states import Kind
from grants.proposals import flows
from grants.proposals.errors import HasInterest
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import proposals
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District


def test_a_proposal_goes_from_draft_to_complete(delfshaven: District) -> None:
    made = proposals.complete(delfshaven)

    assert [event.state for event in made.events.all()] == [
        State.DRAFT,
        State.PRESENTED,
        State.SUBMITTED,
        State.COMPLETE,
    ]
    assert made.number == "WS-2026-0001"
    assert (made.tier, made.assessment, made.settlement) == ("B", "short", "ex_officio")
    assert made.dossier is not None
    assert made.dossier.accounts.get(kind=Kind.RESERVED).balance == 4_800_00


def test_who_declared_an_interest_presents_nothing(delfshaven: District, anna: User) -> None:
    made = proposals.draft(delfshaven)
    flows.declare_interest(made, has_interest=True, explanation="Mijn zus krijgt het geld.", by=anna, at=NOON)

    with pytest.raises(HasInterest):
        flows.present(made, by=anna, at=NOON)

    assert Proposal.objects.get(pk=made.pk).state == State.DRAFT
