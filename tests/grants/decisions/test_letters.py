"""What a letter says: a draft the same as what is sent, and on each route in its own words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from grants.decisions.flows import decide
from grants.decisions.letter import as_text, letter_of
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.money import format_euros
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from tests import decisions, orders, payments, proposals
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.places.models import District

LOWER = decisions.a_determination(6_000_00, ground=Ground.COSTS)
BY_LAW = ("subsid", "object", "Awb", "We grant", "determine", "application")


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


def text(decision: Decision) -> str:
    """Return the letter of a decision as plain text."""
    return as_text(letter_of(decision, list(decision.obligations.all()), list(decision.instalments.all())))


@shared
def advanced(delfshaven: District) -> Proposal:
    """One whose report was sent, of which 80% was advanced."""
    return decisions.reported(delfshaven, advance_percent=80)


def test_a_draft_tells_already_what_is_asked_back(advanced: Proposal) -> None:
    payments.paid(advanced)
    final = decisions.prepared(advanced, LOWER)
    told = f"You were paid {format_euros(400_00)} too much."
    assert told in text(final)
    assert f"To pay back: {format_euros(400_00)}" in text(final)

    decide(final, by=cast("daan"), at=NOON)
    assert told in text(Decision.objects.get(pk=final.pk))


def test_an_advance_that_did_not_leave_is_not_asked_back(advanced: Proposal) -> None:
    assert "too much" not in text(decisions.prepared(advanced, LOWER))


def test_a_draft_tells_what_is_still_to_be_paid(delfshaven: District) -> None:
    final = decisions.prepared(decisions.reported(delfshaven), LOWER)
    told = f"Within six weeks: {format_euros(6_000_00)}"
    assert text(final).count(told) == 1

    decide(final, by=cast("daan"), at=NOON)
    assert text(Decision.objects.get(pk=final.pk)).count(told) == 1


def test_a_grant_of_less_says_that_it_is_the_most(delfshaven: District) -> None:
    made = proposals.reviewed(delfshaven, cents=9_000_00)
    less = decisions.prepared(made, decisions.a_grant(made, cents=8_000_00))

    assert f"We grant you at most {format_euros(8_000_00)}" in text(less)
    refused = f"We refuse the rest, {format_euros(1_000_00)}. The ground: {Ground.POLICY.label}."
    assert text(less).count(refused) == 1


@pytest.mark.parametrize("route", [Route.PURCHASE, Route.OWN])
def test_what_nobody_applied_for_has_no_word_of_the_law(route: Route, delfshaven: District) -> None:
    if route == Route.PURCHASE:
        order = orders.matched(delfshaven, cents=LOWER.cents + 1_00, invoice_cents=LOWER.cents)
        orders.ended(order)
        made = order.proposal
    else:
        made = decisions.reported(delfshaven, route=route, by=cast("anna"))
    grant = made.decisions.get()
    final = decisions.prepared(made, LOWER)

    found = [(word, one.kind) for one in (grant, final) for word in BY_LAW if word in text(one)]
    assert found == []
    assert {one.kind_words for one in (grant, final)} & {"Grant", "Determine"} == set()


def test_what_is_bought_is_paid_by_its_invoice_also_when_it_is_little(delfshaven: District) -> None:
    told = text(decisions.granted(delfshaven, route=Route.PURCHASE, cents=900_00).decisions.get())

    assert "We pay what was delivered and invoiced, and at most what is agreed now." in told
    assert "six weeks" not in told


def test_of_a_small_amount_that_the_city_spends_all_is_paid_and_nothing_else_is_said(
    delfshaven: District,
) -> None:
    made = decisions.granted(delfshaven, route=Route.OWN, cents=900_00)

    told = text(made.decisions.get())

    assert "The amount is fixed: we pay all of it." in told
    assert "We pay the whole amount within six weeks, to who delivers it." in told
    assert "at most what is agreed now" not in told
    assert "Read below what we agree with you." in told
    assert "need do nothing" not in told  # a report is agreed


@pytest.mark.parametrize(
    ("route", "told"), [(Route.SUBSIDY, "The subsidy is for"), (Route.OWN, "The agreement is for")]
)
def test_an_action_of_one_day_has_a_day_and_no_period(delfshaven: District, route: Route, told: str) -> None:
    grant = decisions.prepared(proposals.reviewed(delfshaven, route=route))
    assert grant.starts_on is not None
    for days, words in ((0, f"{told} one day: "), (1, f"{told} the period from ")):
        grant.ends_on = grant.starts_on + timedelta(days=days)
        assert [words in text(grant), text(grant).count(told)] == [True, 1]
