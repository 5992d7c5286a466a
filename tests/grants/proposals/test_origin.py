"""What residents said in a conversation, as the origin of a proposal: chosen, shown, kept and copied."""

from collections.abc import Callable

import pytest
from django.test import Client

from grants.plan.models import Conversation, Insight
from grants.plan.queries import heard
from grants.proposals.flows import set_origin
from grants.proposals.models import Proposal
from grants.proposals.queries import content_of
from portal.errors import WrongState
from tests import proposals, said
from tests.grants.budget.raw import refusal
from tests.grants.plan.test_guards import change
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
NAMES = "a proposal names what was heard in a conversation of its city, once that is published"


@shared
def insight(city: City, ella: User, evert: User) -> Insight:
    """Something that residents said, as everyone reads it."""
    made = said.published(said.CONVERSATION, city, by=ella, publisher=evert, at=NOON)
    found: Insight = said.row_of(made, Insight)
    return found


@shared
def draft(delfshaven: District) -> Proposal:
    """A draft of anna's council."""
    return proposals.draft(delfshaven, title="Bankjes", at=NOON)


def test_a_proposal_names_what_residents_said(draft: Proposal, insight: Insight, anna: User) -> None:
    set_origin(draft, insight=insight, by=anna, at=NOON)

    assert draft.insight == insight
    assert content_of(draft)["origin"] == str(insight)
    edits = draft.edits
    set_origin(draft, insight=insight, by=anna, at=NOON)  # nothing new
    assert draft.edits == edits
    set_origin(draft, insight=None, by=anna, at=NOON)
    assert draft.insight is None


def test_the_database_knows_only_what_was_published_in_its_city(
    draft: Proposal, insight: Insight, city: City, ella: User
) -> None:
    silent: Conversation = said.entered(said.CONVERSATION, city, by=ella, at=NOON)  # type: ignore[assignment]
    assert refusal(change, draft, insight_id=said.row_of(silent, Insight).pk) == NAMES
    assert change(draft, insight_id=insight.pk) == 1


def test_it_stays_as_it_was_submitted(delfshaven: District, insight: Insight, anna: User) -> None:
    sent = proposals.submitted(delfshaven, title="Verstuurd", at=NOON)
    with pytest.raises(WrongState):
        set_origin(sent, insight=insight, by=anna, at=NOON)
    assert refusal(change, sent, insight_id=insight.pk)


def test_anna_chooses_it_and_everyone_of_the_council_reads_it(
    draft: Proposal, insight: Insight, anna: User, signed_in: Browser
) -> None:
    here, path = signed_in(anna), f"/proposals/{draft.public_id}/edit/plan/"
    page = here.get(path)
    offered = [key for key, _words in page.context["form"].fields["insight"].choices]
    assert offered[0] == ""
    assert len(offered) == 1 + len({one.edition for one in heard(draft.district.city)})

    answer = post(here, anna, path, contribution="Meer plek.", insight=insight.public_id)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.insight == insight
    assert str(insight) in here.get(f"/proposals/{draft.public_id}/").content.decode()

    answer = post(here, anna, path, contribution="Meer plek.", insight="nergens")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"insight"}
    draft.refresh_from_db()
    assert draft.insight == insight  # nothing is lost by a choice that is gone
