"""The applicant's own page after the decision: what it tells of it, and what stays in the letter."""

import re
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from grants.decisions.flows import decide
from grants.decisions.models import Decision
from grants.proposals.addressees import applicant_of
from grants.proposals.models import Proposal
from grants.rounds.states import Distribution
from portal.ui.dates import full_date
from tests import decisions, payments, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


@shared
def granted(delfshaven: District) -> Proposal:
    """A grant of 4,800 euros, of which the half is paid in advance."""
    return decisions.granted(delfshaven, advance_percent=50)


def page(made: Proposal) -> str:
    """Return in words what her own page says a day later."""
    token = proposals.link_of_applicant(made, at=NOON)
    with time_machine.travel(NOON + DAY, tick=False):
        answer = Client().get(reverse("my_application", args=[token]))
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_page_of_the_applicant_tells_what_was_granted_and_what_follows(granted: Proposal) -> None:
    told = page(granted)

    decision = Decision.objects.get(proposal=granted)
    for words in (
        "Gevraagd € 4.800,00",
        "Toegekend € 4.800,00",
        "Wij verlenen u ten hoogste € 4.800,00",
        f"({decision.number})",
        f"bezwaar maken tot en met {full_date(decision.objection_until)}",
        "Wanneer u het geld krijgt",
        "€ 2.400,00",
        "Vertel ons uiterlijk op",
    ):
        assert words in told, words


def test_who_is_written_to_and_where_it_is_paid_stay_in_the_letter(granted: Proposal) -> None:
    told = page(granted)

    applicant = applicant_of(granted)
    decision = Decision.objects.get(proposal=granted)
    assert applicant is not None
    assert decision.letter is not None
    hidden = [
        applicant.contact or applicant.name,
        applicant.email,
        *decision.letter["addressee"],
        decision.prepared_by.full_name,
    ]
    assert [one for one in hidden if one and one in told] == []


def test_what_was_paid_is_no_longer_to_come(delfshaven: District, granted: Proposal) -> None:
    assert "Wanneer u het geld krijgt" in page(granted)
    whole = decisions.granted(delfshaven, advance_percent=100)
    payments.paid(whole)
    told = page(Proposal.objects.get(pk=whole.pk))
    assert ("Uitbetaald € 4.800,00" in told, "Wanneer u het geld krijgt" in told) == (True, False)


def test_nothing_of_a_decision_stands_there_before_it_is_made_known(delfshaven: District, daan: User) -> None:
    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city, regulation=round_.regulation)
    decision = decisions.prepared(made)
    before = page(made)

    decide(decision, by=daan, at=NOON)

    made.refresh_from_db()
    assert (made.is_held_back, page(made)) == (True, before)
