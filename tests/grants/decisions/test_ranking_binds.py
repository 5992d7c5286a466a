"""A tender is decided by its ranking: above the line a grant, below it a refusal, and nobody sets it aside."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from grants.decisions.errors import NotReady
from grants.decisions.flows import decide, prepare_decision
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.rounds.models import Round
from grants.rounds.states import Distribution
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

FULL = 9_000_00  # the budget of the district in this round is 25,000 euros: two fit, and 7,000 is left
CLOSED = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@shared
def tender(delfshaven: District) -> Round:
    """A tender that closes today, for which daan has a mandate."""
    made = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    decisions.mandate(delfshaven.city, regulation=made.regulation)
    return made


def scored(district: District, round_: Round, title: str, *values: int) -> Proposal:
    made = proposals.in_review(district, round_=round_, title=title, cents=FULL)
    for name in ("rik", "roos"):
        proposals.score(made, name, *values)
    return made


@shared
def ranked(delfshaven: District, tender: Round) -> dict[str, Proposal]:
    """Four proposals that ask 9,000 euros each, in their order, and one that did not score enough."""
    found = {"first": (4, 4), "second": (4, 3), "line": (3, 3), "below": (3, 2), "too low": (1, 1)}
    return {title: scored(delfshaven, tender, title, *values) for title, values in found.items()}


def grant(proposal: Proposal, *, cents: int | None = None) -> Decision:
    what = decisions.a_grant(proposal, cents=cents)
    return prepare_decision(proposal, what=what, by=decisions.cast("olga"), at=CLOSED)


def refuse(proposal: Proposal, ground: Ground) -> Decision:
    return prepare_decision(proposal, what=decisions.a_refusal(ground), by=decisions.cast("olga"), at=CLOSED)


def test_what_stands_above_the_line_is_granted_and_not_refused_on_the_ceiling(
    ranked: dict[str, Proposal], daan: User
) -> None:
    for ground in (Ground.CEILING, Ground.RANKING):
        with pytest.raises(NotReady, match="place 2"):
            refuse(ranked["second"], ground)

    decide(grant(ranked["second"]), by=daan, at=CLOSED)

    assert Proposal.objects.get(pk=ranked["second"].pk).state == State.GRANTED


def test_at_the_line_what_is_left_is_granted_and_no_more(ranked: dict[str, Proposal], daan: User) -> None:
    with pytest.raises(NotReady, match=r"7\.000,00"):
        grant(ranked["line"])

    decide(grant(ranked["line"], cents=7_000_00), by=daan, at=CLOSED)

    assert Proposal.objects.get(pk=ranked["line"].pk).state == State.GRANTED


def test_below_the_line_nothing_is_granted_and_the_ranking_is_the_ground(
    ranked: dict[str, Proposal], daan: User
) -> None:
    with pytest.raises(NotReady, match="place 4"):
        grant(ranked["below"], cents=100)

    decide(refuse(ranked["below"], Ground.RANKING), by=daan, at=CLOSED)

    assert Proposal.objects.get(pk=ranked["below"].pk).state == State.REFUSED


def test_what_did_not_score_enough_is_refused_on_the_plan(ranked: dict[str, Proposal]) -> None:
    with pytest.raises(NotReady):
        grant(ranked["too low"], cents=100)

    assert refuse(ranked["too low"], Ground.POLICY).is_prepared


def test_nothing_is_decided_while_others_can_submit(ranked: dict[str, Proposal], olga: User) -> None:
    with pytest.raises(NotReady, match="submit up to"):
        prepare_decision(
            ranked["first"], what=decisions.a_grant(ranked["first"]), by=olga, at=NOON + timedelta(hours=1)
        )


def test_nothing_is_decided_before_all_are_scored(
    ranked: dict[str, Proposal], delfshaven: District, tender: Round
) -> None:
    late = proposals.in_review(delfshaven, round_=tender, title="laat", cents=FULL)
    with pytest.raises(NotReady, match="scored"):
        grant(ranked["first"])
    for name in ("rik", "roos"):
        proposals.score(late, name, 2, 2)

    assert grant(ranked["first"]).is_prepared


def test_lots_are_drawn_before_equals_are_decided_on(
    ranked: dict[str, Proposal], delfshaven: District, tender: Round
) -> None:
    scored(delfshaven, tender, "gelijk", 3, 3)

    with pytest.raises(NotReady, match="Lots"):
        grant(ranked["first"])


def test_who_decides_asks_the_ranking_again(
    ranked: dict[str, Proposal], delfshaven: District, tender: Round, daan: User
) -> None:
    waits = grant(ranked["first"])
    proposals.in_review(delfshaven, round_=tender, title="laat", cents=FULL)

    with pytest.raises(NotReady, match="scored"):
        decide(waits, by=daan, at=CLOSED)

    assert Proposal.objects.get(pk=ranked["first"].pk).state == State.PREPARED
