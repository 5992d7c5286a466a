"""The list of the claims: what is open stands first, and each says what became of what it asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.money import format_euros
from grants.payments.flows import approve_write_off, return_set_off, start_claim, withdraw_set_off
from grants.payments.models import Claim
from grants.payments.offers import story
from grants.payments.queries import to_pay
from grants.payments.queries_of_claims import claims_listed
from grants.proposals.models import Proposal
from portal.ui.dates import short_date
from tests import decisions, payments, set_offs
from tests.grants.decisions.test_recovery_falls import falls
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.make import NOON
from tests.objections import DECIDED
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english(db: None) -> None:
    User.objects.update(language="en")


def page(browser: Client) -> str:
    return browser.get(reverse("payment_claims")).content.decode()


def owing(district: District, number: int) -> Proposal:
    """Return another one of which 4,000 euros must come back; `number` is that of its statement."""
    made = decisions.under_way(district, advance_percent=80, title=f"Actie {number}")
    payments.paid_again(made, number=str(number), at=NOON)
    final = decisions.a_determination(2_400_00, ground=Ground.COSTS)
    decide(decisions.prepared(again(made), final), by=decisions.cast("daan"), at=NOON)
    return again(made)


def test_what_is_open_stands_before_what_is_settled(delfshaven: District) -> None:
    _made, paid_back = claimed(delfshaven, came_in=4_000_00)
    given_up = payments.asked_back(owing(delfshaven, 2))
    payments.written_off(given_up)
    still_open = payments.asked_back(owing(delfshaven, 3))

    assert list(claims_listed(delfshaven.city)) == [still_open, given_up, paid_back]


def test_what_was_written_off_says_when_and_by_whom(
    delfshaven: District, bas: User, pim: User, signed_in: SignIn
) -> None:
    _made, claim = claimed(delfshaven)
    assert "Written off" not in page(signed_in(pim))
    payments.to_write_off(claim)
    assert f"A budget holder decides whether {format_euros(4_000_00)} is written off" in page(signed_in(pim))
    approve_write_off(claim.write_offs.get(), by=bas, at=payments.late(claim))

    shown = page(signed_in(pim))

    with translation.override("en"):
        day = short_date(payments.late(claim).date())
    assert f"{format_euros(4_000_00)} was written off on {day} by {bas.full_name}" in shown
    assert "Written off" in shown


def test_a_claim_that_was_settled_before_says_nothing_of_it(
    delfshaven: District, pim: User, signed_in: SignIn
) -> None:
    made, _paid = claimed(delfshaven, came_in=4_000_00)
    decisions.lowered(made, 2_000_00, at=DECIDED)
    payments.written_off(start_claim(decisions.recovered(again(made), at=DECIDED), by=pim, at=DECIDED))

    assert page(signed_in(pim)).count("was written off on") == 1


def test_a_claim_whose_recovery_fell_names_the_one_that_took_its_place(
    delfshaven: District, pim: User, olga: User, signed_in: SignIn
) -> None:
    made, old = claimed(delfshaven, came_in=1_000_00)
    falls(made)
    second = decisions.recovered(again(made), at=DECIDED)
    new = start_claim(second, by=pim, at=DECIDED)
    assert Claim.objects.get(pk=old.pk).eased_cents == new.cents == 3_000_00

    shown = page(signed_in(pim))

    words = (
        f"{format_euros(3_000_00)} of it is no longer asked here: the claim with reference {new.reference}"
    )
    assert words in shown
    assert "No last day" not in shown
    with translation.override("en"):
        told = [one.words for one in story(olga, again(made)) if "was asked back" in one.words]
    assert [new.reference in words for words in told] == [True, False]


def test_what_a_higher_amount_took_off_before_is_not_in_the_place_of_the_old_claim(
    delfshaven: District, pim: User, olga: User, signed_in: SignIn
) -> None:
    made, old = claimed(delfshaven)
    decisions.raised(upheld(made), 3_400_00, at=DECIDED)
    falls(again(made))
    new = start_claim(decisions.recovered(again(made), at=DECIDED), by=pim, at=DECIDED)
    assert (Claim.objects.get(pk=old.pk).eased_cents, new.cents) == (4_000_00, 3_000_00)

    shown = page(signed_in(pim))

    assert (
        f"{format_euros(3_000_00)} of it is no longer asked here: the claim with reference {new.reference}"
        in shown
    )
    assert f"{format_euros(1_000_00)} of it is no longer asked</span>" in shown
    with translation.override("en"):
        [told, _new] = [one.words for one in story(olga, again(made)) if "was asked back" in one.words]
    taken = f"the claim with reference {new.reference} took the place of {format_euros(3_000_00)} of it"
    assert told.endswith(f"; {format_euros(1_000_00)} of it is no longer asked, and {taken}")


def test_what_became_less_by_a_higher_amount_names_none(
    delfshaven: District, pim: User, signed_in: SignIn
) -> None:
    made, claim = claimed(delfshaven)
    decisions.raised(upheld(made), 3_400_00, at=DECIDED)

    shown = page(signed_in(pim))

    assert f"{format_euros(1_000_00)} of it is no longer asked</span>" in shown
    assert claim.reference in shown
    assert "took its place" not in shown


def test_the_first_page_tells_how_many_claims_are_too_late(
    delfshaven: District, pim: User, signed_in: SignIn
) -> None:
    _made, claim = claimed(delfshaven)
    payments.asked_back(owing(delfshaven, 2))
    last = NOON.replace(year=claim.due_on.year, month=claim.due_on.month, day=claim.due_on.day)
    told = {}
    for at in (last, last + timedelta(days=1)):
        with time_machine.travel(at, tick=False):
            pages = [signed_in(pim).get(reverse(name)).content.decode() for name in ("home", "payments")]
        told[at] = [("2 claims are open" in one, "2 of them are too late." in one) for one in pages]

    assert told == {last: [(True, False)] * 2, last + timedelta(days=1): [(True, True)] * 2}


def test_a_payment_whose_last_day_is_over_is_marked(
    delfshaven: District, pim: User, signed_in: SignIn
) -> None:
    decisions.granted(delfshaven, cents=1_000_00)
    (due,) = to_pay(delfshaven.city)
    last = NOON.replace(year=due.due_on.year, month=due.due_on.month, day=due.due_on.day)
    told = []
    for at in (last, last + timedelta(days=1)):
        with time_machine.travel(at, tick=False):
            answer = signed_in(pim).get(reverse("payments_to_pay")).content.decode()
        told.append((due.proposal.number in answer, "badge--late" in answer, "Too late" in answer))

    assert told == [(True, False, False), (True, True, True)]


def test_who_takes_back_an_own_set_off_is_not_said_to_have_decided_on_it(
    delfshaven: District, pim: User, petra: User, signed_in: SignIn
) -> None:
    claim, due = claimed(delfshaven)[1], set_offs.next_year(delfshaven)
    withdraw_set_off(set_offs.prepared(claim, due, 1_00), by=pim, at=set_offs.JANUARY)
    returned = set_offs.prepared(claim, due, 2_00)
    return_set_off(returned, reason="Het zijn andere activiteiten.", by=petra, at=set_offs.JANUARY)

    with time_machine.travel(set_offs.JANUARY, tick=False):
        shown = signed_in(pim).get(reverse("payment_set_offs")).content.decode()

    told = [one for one in shown.split("</li>") if "prepared by" in one]
    assert [
        (f"decided by {petra}" in one, f"taken back by {pim}" in one, "decided by" in one) for one in told
    ] == [
        (True, False, True),
        (False, True, False),
    ]
