"""A view is given on one intention: each decision on a ground that needs one asks for its own (Awb 4:7, 4:8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from grants.decisions.errors import NoView
from grants.decisions.flows import DecisionOf, decide, return_decision
from grants.decisions.models import Decision
from grants.decisions.queries_of_views import view_on
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from tests import decisions, proposals
from tests.grants.decisions.test_guards import refused, take
from tests.grants.register import ends
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
Browser = Callable[[User | None], Client]


@shared
def lowered(delfshaven: District) -> Proposal:
    """A final amount of 6,000 euros that daan lowered to 5,000 after a view on later facts."""
    made = ends.determined(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS)
    waits = decisions.prepared(made, decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))
    decide(waits, by=decisions.cast("daan"), at=NOON + DAY)
    return Proposal.objects.get(pk=made.pk)


def _lower(cents: int, ground: Ground = Ground.LATER_FACTS) -> DecisionOf:
    return decisions.a_revision(cents, ground=ground)


def test_a_second_lower_amount_on_that_ground_needs_a_view_of_its_own(lowered: Proposal, daan: User) -> None:
    later = NOON + 9 * DAY
    assert lowered.views_asked.count() == 1
    with pytest.raises(NoView):
        decisions.prepared(lowered, _lower(4_000_00), at=later)

    decisions.viewed(lowered, Ground.LATER_FACTS, at=later)
    waits = decisions.prepared(lowered, _lower(4_000_00), at=later)
    assert decide(waits, by=daan, at=later + DAY).cents == 4_000_00


def test_a_change_on_a_ground_uses_up_the_view_of_the_determination_too(
    delfshaven: District, daan: User
) -> None:
    made = decisions.under_way(delfshaven)
    decisions.viewed(made, Ground.NOT_DONE, at=NOON + DAY)
    less = decisions.replace(decisions.a_change(7_000_00), ground=Ground.NOT_DONE)
    decide(decisions.prepared(made, less, at=NOON + DAY), by=daan, at=NOON + 2 * DAY)

    made.refresh_from_db()
    final = decisions.prepared(
        made, decisions.a_determination(6_000_00, ground=Ground.NOT_DONE), at=NOON + 3 * DAY
    )
    with pytest.raises(NoView):
        decide(final, by=daan, at=NOON + 3 * DAY)
    decisions.viewed(made, Ground.NOT_DONE, at=NOON + 4 * DAY)
    assert decide(final, by=daan, at=NOON + 5 * DAY).is_decided


def test_a_decision_that_was_returned_or_stands_on_another_ground_uses_up_no_view(
    delfshaven: District, daan: User
) -> None:
    made = ends.determined(delfshaven)
    for ground in (Ground.LATER_FACTS, Ground.KNEW_FINAL):
        decisions.viewed(made, ground, at=NOON + DAY)
    waits = decisions.prepared(made, _lower(5_000_00), at=NOON + 2 * DAY)
    return_decision(waits, reason="Het bedrag klopt niet.", by=daan, at=NOON + 3 * DAY)
    waits = decisions.prepared(made, _lower(5_500_00), at=NOON + 4 * DAY)
    decide(waits, by=daan, at=NOON + 5 * DAY)

    assert (view_on(made, Ground.LATER_FACTS), view_on(made, Ground.KNEW_FINAL)) == (
        None,
        made.views_asked.get(ground=Ground.KNEW_FINAL),
    )


def test_the_page_asks_for_a_view_again(lowered: Proposal, olga: User, signed_in: Browser) -> None:
    page = f"/decisions/prepare/{lowered.public_id}/revise/"
    ask = f"/decisions/views/ask/{lowered.public_id}/"
    browser = signed_in(olga)
    assert ask in browser.get(page).content.decode()

    decisions.viewed(lowered, Ground.LATER_FACTS, at=NOON + 9 * DAY)
    assert ask not in browser.get(page).content.decode()


def test_the_page_speaks_of_the_term_to_decide_while_it_runs(
    lowered: Proposal, delfshaven: District, olga: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    asks = [f"/decisions/views/ask/{one.public_id}/" for one in (proposals.reviewed(delfshaven), lowered)]

    pages = [signed_in(olga).get(path).content.decode() for path in asks]

    assert ["The applicant gets two weeks to answer." in page for page in pages] == [True, True]
    assert [page.count("The term to decide runs on meanwhile.") for page in pages] == [1, 0]


def test_the_database_asks_for_one_of_its_own_too(lowered: Proposal) -> None:
    later = NOON + 9 * DAY
    values = {
        "kind": "revise",
        "cents": 4_000_00,
        "prepared_cents": 4_000_00,
        "before_cents": 5_000_00,
        "ground": Ground.LATER_FACTS,
        "reasons": "x",
        "legal_basis": "y",
        "prepared_by": decisions.cast("olga"),
        "prepared_at": later,
    }
    version = lowered.decisions.latest("version").version + 1
    made = Decision.objects.create(
        proposal=lowered, version=version, number=f"{lowered.number}-{version}", **values
    )
    assert lowered.dossier is not None
    daan = decisions.cast("daan")
    told = {
        "entry": lowered.dossier.entries.filter(decision__isnull=True).first(),
        "mandate": daan.mandates.get(),
        "decided_at": later,
        "decided_on": later.date(),
    }
    with refused("on each one anew"):
        take(made, by=daan, **told)
    decisions.viewed(lowered, Ground.LATER_FACTS, at=later)
    take(made, by=daan, **told)
    assert lowered.decisions.latest("version").is_decided
