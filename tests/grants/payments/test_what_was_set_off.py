"""What pages, lists and terms tell once something was set off."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from grants.decisions.flows import decide
from grants.dossier.queries import figures_of, known_decisions
from grants.payments.models import Claim
from grants.payments.queries import to_pay
from grants.payments.queries_of_claims import claims_to_give_up
from grants.payments.queries_of_standing import AdvanceAge, Amount, advances_of, standing_dossiers
from grants.proposals.models import Proposal
from grants.register.queries.closing import to_close
from grants.reports.flows import submit_report
from tests import decisions, payments, set_offs
from tests.grants.decisions.test_revising import again, claimed
from tests.make import post
from tests.set_offs import JANUARY, WHY
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
DAY = timedelta(days=1)


@shared
def claim(delfshaven: District) -> Claim:
    """Of 2026: 6,400 euros were paid, the final amount is 2,400, so 4,000 must come back."""
    return claimed(delfshaven)[1]


@shared
def due(delfshaven: District, claim: Claim) -> Proposal:
    """Of 2027, of the same recipient: 1,000 euros are to be paid."""
    return set_offs.next_year(delfshaven)


def test_who_sends_the_form_after_the_payment_was_prepared_keeps_what_was_typed(
    claim: Claim, due: Proposal, pim: User, signed_in: SignIn
) -> None:
    payments.ordered(due, at=JANUARY)
    path = reverse("payment_to_set_off", args=[claim.public_id])
    with time_machine.travel(JANUARY, tick=False):
        asked = {"against": due.public_id, "cents": "700,00", "reason": WHY}
        page = post(signed_in(pim), pim, path, **asked)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["against"])
    assert WHY in page.content.decode()
    assert due.public_id not in page.context["form"].errors["against"][0]


def test_pages_ages_and_closing_count_what_was_set_off(
    claim: Claim, delfshaven: District, city: City
) -> None:
    due = set_offs.next_year(delfshaven, cents=5_000_00, advance_percent=80)
    set_offs.approved(claim, due, 4_000_00)
    (less, back) = (
        figures_of(again(one), known_decisions(one, is_inside=True)) for one in (due, claim.proposal)
    )
    assert (less.paid, less.set_off, less.set_off_back) == (0, 4_000_00, 0)
    assert (back.paid, back.set_off, back.set_off_back) == (6_400_00, 0, 4_000_00)

    (stands,) = [one for one in standing_dossiers(city) if one.pk == due.pk]
    ages = advances_of([stands], on=JANUARY.date())
    assert (ages[AdvanceAge.FRESH].all, ages[AdvanceAge.UNPAID].all) == (Amount(1, 4_000_00), Amount())
    assert claim.proposal_id not in {one.pk for one in to_close(JANUARY + 42 * DAY)}
    assert claim.proposal_id in {one.pk for one in to_close(JANUARY + 43 * DAY)}


def test_what_waits_to_be_set_off_is_not_to_be_given_up(claim: Claim, due: Proposal, city: City) -> None:
    payments.noticed(claim, at=JANUARY)
    later = (JANUARY + 30 * DAY).date()
    assert [one.pk for one in claims_to_give_up(city, on=later)] == [claim.pk]
    set_offs.prepared(claim, due, 700_00, at=JANUARY + DAY)
    assert list(claims_to_give_up(city, on=later)) == []


def test_an_instalment_that_comes_after_a_set_off_is_paid_as_itself(
    claim: Claim, delfshaven: District
) -> None:
    """Of 4,000 that were to be paid 3,500 was set off; what came later keeps its own amount and last day."""
    due = set_offs.next_year(delfshaven, cents=5_000_00, advance_percent=80)
    set_offs.approved(claim, due, 3_500_00)
    at = JANUARY.replace(month=12, day=20)
    with time_machine.travel(at, tick=False):
        submit_report(decisions.written(again(due), spent_cents=5_000_00, at=at), by=None, at=at)
        final = decisions.prepared(again(due), decisions.a_determination(5_000_00), at=at)
        decide(final, by=decisions.cast("daan"), at=at)
    found = to_pay(due.district.city, proposals=[due.pk])
    assert [(one.cents, one.due_on.year) for one in found] == [(500_00, 2027), (1_000_00, 2028)]
