"""The order of a tender and of the order of receipt, where the money ends, and the draw of lots."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.reviews import flows
from grants.reviews.errors import NoTie
from grants.reviews.models import Draw
from grants.reviews.queries import Ranking, rankings_of, shares_of
from grants.rounds.flows import announce
from grants.rounds.models import Round
from grants.rounds.states import Distribution, Preference
from tests import proposals
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

FULL = 9_000_00  # the demo's budget of a district is 25.000 or so


def tender(city: City, **settings: object) -> Round:
    made = proposals.concept_round(city, distribution=Distribution.TENDER, **settings)  # type: ignore[arg-type]  # of a round
    announce(made, by=proposals.cast("beheer"), at=NOON)
    return made


def scored(
    district: District,
    round_: Round,
    title: str,
    values: tuple[int, int],
    *,
    cents: int = FULL,
    at: datetime = NOON,
) -> Proposal:
    made = proposals.in_review(district, round_=round_, title=title, cents=cents, at=at)
    for name in ("rik", "roos"):
        proposals.score(made, name, *values, at=at)
    return made


def ranking_of(round_: Round) -> Ranking:
    (found,) = rankings_of(shares_of(round_.year.city, round_.public_id))
    return found


def titles(found: Ranking) -> list[str]:
    return [one.proposal.title for one in found.places]


@shared
def round_(city: City) -> Round:
    """A tender that is announced."""
    return tender(city)


def test_a_tender_ranks_by_total_then_first_criterion_then_completeness(
    round_: Round, delfshaven: District
) -> None:
    scored(delfshaven, round_, "later", (3, 3), at=NOON + timedelta(minutes=5))
    scored(delfshaven, round_, "eerder", (3, 3))
    scored(delfshaven, round_, "hoogst", (4, 3))
    scored(delfshaven, round_, "te laag", (1, 1))

    found = ranking_of(round_)

    assert titles(found) == ["hoogst", "eerder", "later", "te laag"]
    assert [one.place for one in found.places] == [1, 2, 3, 4]
    assert found.to_draw == []


def test_the_first_criterion_decides_between_equal_totals(round_: Round, delfshaven: District) -> None:
    made = scored(delfshaven, round_, "op C2", (2, 4), at=NOON - timedelta(days=1))  # 70
    other = proposals.in_review(delfshaven, round_=round_, title="op C1", cents=FULL)
    proposals.score(other, "rik", 2, 4)
    proposals.score(other, "roos", 2, 4)

    assert titles(ranking_of(round_)) == ["op C2", "op C1"]  # equal in both: completeness
    assert made.completed_at
    assert other.completed_at
    assert made.completed_at < other.completed_at


def test_the_line_is_where_the_money_ends_and_beside_it_lies_what_is_to_discuss(
    round_: Round, delfshaven: District
) -> None:
    for title, values, minutes in (("a", (4, 4), 0), ("b", (3, 4), 1), ("c", (3, 3), 2), ("d", (3, 3), 3)):
        scored(delfshaven, round_, title, values, at=NOON + timedelta(minutes=minutes))
    scored(delfshaven, round_, "klein", (2, 3), cents=5_500_00)

    found = ranking_of(round_)
    ceiling = found.ceiling_cents

    assert [(one.proposal.title, one.fits, one.is_line, one.in_zone) for one in found.places] == [
        ("a", True, False, False),
        ("b", True, False, False),
        ("c", False, True, True),
        ("d", False, False, True),
        ("klein", False, False, False),
    ]
    assert found.places[2].left_cents == ceiling - 2 * FULL


def test_lots_are_drawn_between_equals_and_the_seed_gives_the_order(
    round_: Round, delfshaven: District, olga: User
) -> None:
    for title in ("a", "b", "c"):
        scored(delfshaven, round_, title, (3, 3))
    share = ranking_of(round_).share
    assert ranking_of(round_).to_draw == [round_.closes_on]
    assert [(one.place, one.is_tied) for one in ranking_of(round_).places] == [(1, True)] * 3

    made = flows.draw_lots(share, day=round_.closes_on, witness="Roos Fortes", by=olga, at=NOON)

    found = ranking_of(round_)
    assert [one.lot for one in found.places] == sorted(
        made.lot_of(one.proposal.number) for one in found.places
    )
    assert [one.place for one in found.places] == [1, 2, 3]
    assert (found.to_draw, found.draws) == ([], [made])
    with pytest.raises(NoTie):
        flows.draw_lots(share, day=round_.closes_on, witness="Nog eens", by=olga, at=NOON)
    assert Draw.objects.get().witness == "Roos Fortes"


def test_no_lots_are_drawn_between_equals_that_scored_too_low(round_: Round, delfshaven: District) -> None:
    scored(delfshaven, round_, "goed", (3, 3))
    for title in ("te laag", "ook te laag"):
        scored(delfshaven, round_, title, (1, 1))

    found = ranking_of(round_)

    assert found.to_draw == []
    assert [one.place for one in found.places] == [1, 2, 3]
    assert [one.matrix.is_enough for one in found.places] == [True, False, False]


def test_the_page_names_the_places_about_which_lots_are_drawn(
    round_: Round, delfshaven: District, olga: User, signed_in: Callable[[User | None], Client]
) -> None:
    User.objects.update(language="en")
    scored(delfshaven, round_, "hoogst", (4, 4))
    for title, values in (("a", (3, 3)), ("b", (3, 3)), ("c", (2, 3)), ("d", (2, 3)), ("e", (2, 3))):
        scored(delfshaven, round_, title, values)
    browser, share = signed_in(olga), ranking_of(round_).share
    budget = reverse("ranking_budget", args=[round_.public_id, share.slice.public_id])
    draw = f"{budget}draw/{round_.closes_on.isoformat()}/"
    before = browser.get(budget).content.decode()
    assert (draw in before, "Until lots are drawn, nothing is granted or refused" in before) == (True, True)

    page = browser.get(draw).content.decode()
    assert [f"For the places {places}" in page for places in ("2 to 3", "4 to 6")] == [True, True]
    assert page.count("RA-2026-") == 5
    assert page.count(f'href="{budget}"') == 2  # in the crumbs, and to leave it
    unseen = post(browser, olga, draw, witness="")
    assert (unseen.status_code, "For the places 2 to 3" in unseen.content.decode()) == (422, True)

    assert post(browser, olga, draw, witness="Roos Fortes").status_code == 302
    late = post(browser, olga, draw, witness="Nog eens")
    shown = late.content.decode()
    assert (late.status_code, "Nog eens" in shown) == (422, True)
    assert (
        shown.count("There is nothing to draw lots about here") == 1
    )  # the refusal, and no empty page beside it


def test_in_the_order_of_receipt_lots_are_drawn_among_the_day_that_crosses_the_ceiling(
    delfshaven: District, olga: User
) -> None:
    first = proposals.complete(delfshaven, cents=FULL, title="gisteren", at=NOON - timedelta(days=1))
    for title in ("x", "y", "z"):
        proposals.complete(delfshaven, cents=FULL, title=title)
    last = proposals.complete(delfshaven, cents=FULL, title="morgen", at=NOON + timedelta(days=1))

    found = ranking_of(first.round)
    assert found.to_draw == [NOON.date()]
    assert [one.is_tied for one in found.places] == [False, True, True, True, False]
    flows.draw_lots(found.share, day=NOON.date(), witness="Roos Fortes", by=olga, at=NOON)

    drawn = ranking_of(first.round)
    assert [titles(drawn)[0], titles(drawn)[-1]] == [first.title, last.title]
    assert [one.fits for one in drawn.places] == [True, True, False, False, False]
    with pytest.raises(NoTie):
        flows.draw_lots(found.share, day=(NOON + timedelta(days=1)).date(), witness="W", by=olga, at=NOON)


@pytest.mark.parametrize(
    ("preference", "order"),
    [
        (Preference.INFORMS, ["hoog", "eerst", "tweede"]),
        (Preference.BREAKS_TIES, ["hoog", "tweede", "eerst"]),
        (Preference.RANKS, ["tweede", "eerst", "hoog"]),
    ],
)
def test_the_preference_of_a_council_counts_as_the_round_says(
    city: City, delfshaven: District, preference: Preference, order: list[str]
) -> None:
    round_ = tender(city, preference=preference)
    wanted = {"eerst": (3, 3), "tweede": (3, 3), "hoog": (4, 4)}
    for minutes, (title, values) in enumerate(wanted.items()):
        made = scored(delfshaven, round_, title, values, at=NOON + timedelta(minutes=minutes))
        place = {"tweede": 1, "eerst": 2, "hoog": 3}[title]
        Proposal.objects.filter(pk=made.pk).update(preference=place)

    assert titles(ranking_of(round_)) == order


def test_what_was_withdrawn_is_not_ranked(delfshaven: District) -> None:
    made = proposals.complete(delfshaven, cents=FULL)
    assert titles(ranking_of(made.round)) == [made.title]

    made.move(State.WITHDRAWN, by=proposals.cast("chris"), at=NOON)

    assert rankings_of(shares_of(delfshaven.city, made.round.public_id)) == []
