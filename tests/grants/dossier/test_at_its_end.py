"""Whose turn it is with a dossier at its end: nobody's only when nothing of it is open, also once it was closed."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.decisions.flows import decide_objection
from grants.decisions.states import Outcome
from grants.dossier.told import turn_for
from grants.money import format_euros
from grants.payments.flows import start_claim
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register import flows as register
from grants.register.queries import still_open
from grants.reports.queries import days_of
from portal.ui.dates import short_date
from tests import decisions, objections, payments
from tests.grants.decisions.test_recovery_falls import falls
from tests.grants.decisions.test_revising import again
from tests.grants.decisions.test_revocation_falls import claimed, revoked
from tests.grants.register import ends
from wijkraden.people.models import User
from wijkraden.places.models import District

LATE = ends.LONG_AFTER
NOBODY = "Nobody has to do anything more."
Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"), time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def closed(delfshaven: District) -> Proposal:
    """A closed dossier of which 6,000 of 8,000 euros were determined and paid."""
    made = ends.determined(delfshaven)
    assert register.close(made, at=LATE) is True
    return again(made)


def turn(user: User, made: Proposal) -> str:
    return turn_for(user, again(made), at=LATE)


def page(browser: Client, made: Proposal) -> str:
    return browser.get(reverse("proposal", args=[made.public_id])).content.decode()


def test_a_closed_one_of_which_nothing_is_open_asks_nobody(
    closed: Proposal, olga: User, anna: User, signed_in: Browser
) -> None:
    assert {turn(olga, closed), turn(anna, closed)} == {NOBODY}
    assert "The dossier is closed, but" not in page(signed_in(olga), closed)


def test_a_higher_final_amount_of_a_closed_one_is_to_be_paid(
    closed: Proposal, olga: User, anna: User, signed_in: Browser
) -> None:
    heard = objections.heard(closed, at=LATE)
    assert NOBODY not in turn(olga, closed)
    decide_objection(
        heard,
        outcome=Outcome.UPHELD,
        reasons=objections.REASONS,
        late_reason="De brief kwam niet aan.",
        by=decisions.cast("joris"),
        at=LATE,
    )
    assert turn(anna, closed) == "Next: the city, with a new decision after the objection."
    decisions.raised(again(closed), 6_500_00, at=LATE)

    assert again(closed).state == State.CLOSED
    assert {turn(olga, closed), turn(anna, closed)} == {"Next: the city, to pay what is left."}
    told = page(signed_in(anna), closed)
    assert "The dossier is closed, but this is open" in told
    assert f"{format_euros(500_00)} has yet to be paid." in told


def test_a_lower_one_is_to_be_asked_back_and_then_paid_back_by_a_day(
    closed: Proposal, olga: User, pim: User, signed_in: Browser
) -> None:
    decisions.lowered(closed, 5_900_00, at=LATE)
    assert turn(olga, closed) == "Next: the city, to ask back what was paid too much."
    assert f"{format_euros(100_00)} was paid too much and has yet to be asked back." in page(
        signed_in(olga), closed
    )

    payments.account(closed.district.city)
    claim = start_claim(decisions.recovered(closed, at=LATE), by=pim, at=LATE)

    until = short_date(claim.due_on)
    assert (
        turn(olga, closed)
        == f"Next: who received the money, to pay back what is asked, on {until} at the latest."
    )


def test_a_revoked_one_asks_nobody_only_once_its_money_is_settled(delfshaven: District, olga: User) -> None:
    unpaid = ends.revoked(delfshaven)
    assert turn(olga, unpaid) == NOBODY
    paid = revoked(delfshaven)
    assert turn(olga, paid) == "Next: the city, to ask back what was paid too much."


def test_what_is_open_after_a_recovery_fell_is_with_the_city(
    delfshaven: District, olga: User, anna: User
) -> None:
    made, _claim = claimed(delfshaven)
    assert "who received the money, to pay back what is asked" in turn(anna, made)
    falls(made)

    assert {turn(olga, made), turn(anna, made)} == {"Next: the city, to ask back what was paid too much."}


def test_what_was_written_off_is_asked_of_nobody(delfshaven: District, olga: User) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim, cents=1_400_00, at=LATE)
    assert still_open(again(made), LATE).sentences == [f"{format_euros(5_000_00)} has yet to be paid back."]
    assert "who received the money, to pay back what is asked" in turn(olga, made)

    payments.written_off(claim, at=LATE)

    assert (still_open(again(made), LATE).sentences, turn(olga, made)) == ([], NOBODY)


def test_a_final_amount_that_is_paid_waits_for_nobody_to_pay(delfshaven: District, olga: User) -> None:
    made = ends.determined(delfshaven)
    assert turn(olga, made) == "Next: the city, which closes it once all terms are over."


def test_one_that_was_final_at_once_waits_for_its_report(
    delfshaven: District, olga: User, anna: User
) -> None:
    made = decisions.granted(delfshaven, cents=2_400_00)
    payments.paid(made)
    last, due = days_of(again(made))
    assert last is not None
    assert due is not None
    soon = decisions.noon_of(last + timedelta(days=1))
    words = f"Next: whoever carries out the action, with the report, on {short_date(due)} at the latest."
    assert {turn_for(one, again(made), at=soon) for one in (olga, anna)} == {words}


def test_an_action_that_is_over_waits_for_its_report(delfshaven: District, olga: User, anna: User) -> None:
    made = decisions.under_way(delfshaven)
    last, due = days_of(again(made))
    assert last is not None
    assert due is not None
    going, over = (decisions.noon_of(last + timedelta(days=number)) for number in (0, 60))
    words = f"Next: whoever carries out the action, with the report, on {short_date(due)} at the latest."
    for one in (olga, anna):
        assert turn_for(one, again(made), at=going) == "Next: whoever carries out the action."
        assert turn_for(one, again(made), at=over) == words
