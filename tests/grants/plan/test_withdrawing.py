"""A consultation that was opened by mistake: withdrawn before its first day, as if it were never asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from grants.plan.errors import ConsultationStands
from grants.plan.flows import (
    adopt_version,
    change_version,
    close_consultation,
    lengthen_consultation,
    withdraw_consultation,
)
from grants.plan.models import Consultation, Plan
from grants.plan.queries import consultations_to_publish, values_of_version
from portal.trail.models import Record
from tests import consultations, plan
from tests.grants.budget.raw import refusal
from tests.grants.plan.test_guards import ADOPTED, change
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
FIRST = NOON + timedelta(days=1)
UNTIL_ITS_DAY = "a consultation is withdrawn before its first day, and closed from that day on"
UNANSWERED = "a consultation is withdrawn while it is open and nobody reacted"


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    """It has yet to begin by the clock of NOON."""
    time_machine.move_to(NOON, tick=False)


@shared
def concept(city: City, ella: User) -> Plan:
    """A concept of ella's."""
    return plan.concept(city, by=ella, at=NOON)


@shared
def planned(concept: Plan, evert: User) -> Consultation:
    """A consultation on it that begins tomorrow."""
    return consultations.opened(concept, by=evert, at=NOON, first=FIRST.date())


def test_the_concept_changes_and_another_consultation_begins_after_it(
    planned: Consultation, ella: User, evert: User
) -> None:
    withdraw_consultation(planned, by=evert, at=NOON)

    concept = planned.plan
    change_version(concept, **{**values_of_version(concept), "title": "Beter"}, by=ella, at=NOON)
    again = consultations.opened(concept, by=evert, at=NOON)
    assert (again.is_withdrawn, again.title) == (False, "Beter")
    assert Record.objects.filter(act="plan.consultation_withdrawn", by=evert).count() == 1


def test_the_version_is_adopted_without_it(planned: Consultation, evert: User) -> None:
    assert "document of each consultation" in refusal(change, planned.plan, **ADOPTED, adopted_by_id=evert.pk)
    withdraw_consultation(planned, by=evert, at=NOON)
    assert list(consultations_to_publish(planned.plan.city, evert, at=NOON)) == []

    adopt_version(planned.plan, **plan.DECIDED, by=evert, at=NOON)

    assert planned.plan.is_adopted


def test_from_its_first_day_on_it_is_closed_and_not_withdrawn(planned: Consultation, evert: User) -> None:
    with pytest.raises(ConsultationStands):
        withdraw_consultation(planned, by=evert, at=FIRST)
    with pytest.raises(ConsultationStands):
        close_consultation(planned, by=evert, at=NOON)


def test_it_is_withdrawn_once_and_stays_so(planned: Consultation, ella: User, evert: User) -> None:
    with pytest.raises(NoLongerAllowed):
        withdraw_consultation(planned, by=ella, at=NOON)
    withdraw_consultation(planned, by=evert, at=NOON)
    for act in (withdraw_consultation, close_consultation):
        with pytest.raises(ConsultationStands):
            act(planned, by=evert, at=FIRST)
    with pytest.raises(ConsultationStands):
        lengthen_consultation(planned, closes_on=consultations.LAST + timedelta(days=9), by=evert, at=NOON)


def test_the_database_refuses_what_the_flow_refuses(
    planned: Consultation, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    running = consultations.opened(plan.concept(planned.plan.city, by=ella, at=NOON), by=evert, at=NOON)
    assert refusal(change, running, is_withdrawn=True, closed_at=NOON) == UNTIL_ITS_DAY
    assert refusal(change, planned, closed_at=NOON) == UNTIL_ITS_DAY
    assert refusal(change, planned, is_withdrawn=True, closed_at=FIRST) == UNTIL_ITS_DAY
    assert "withdrawn_consultation_is_closed" in refusal(change, planned, is_withdrawn=True)

    consultations.of_council(planned, district=delfshaven, by=anna, at=FIRST)
    assert refusal(change, planned, is_withdrawn=True, closed_at=NOON) == UNANSWERED

    close_consultation(running, by=evert, at=NOON)
    assert refusal(change, running, is_withdrawn=True) == UNANSWERED


def test_evert_withdraws_it_and_who_has_the_link_reads_so(
    planned: Consultation, evert: User, signed_in: Browser
) -> None:
    page = f"/consultations/{planned.public_id}/"
    desk = signed_in(evert).get(f"{page}desk/").content.decode()
    assert f"{page}withdraw/" in desk
    assert f"{page}close/" not in desk

    assert post(signed_in(evert), evert, f"{page}withdraw/").status_code == 302

    told = signed_in(None).get(page).content.decode()
    assert "Ingetrokken" in told
    assert consultations.INTRODUCTION not in told
    assert page not in signed_in(None).get("/consultations/").content.decode()
    assert page in signed_in(evert).get("/consultations/").content.decode()
    assert f"{page}withdraw/" not in signed_in(evert).get(f"{page}desk/").content.decode()


def test_a_form_of_yesterday_withdraws_nothing_that_has_begun(
    planned: Consultation, evert: User, signed_in: Browser, time_machine: Any
) -> None:
    time_machine.move_to(FIRST, tick=False)
    page = f"/consultations/{planned.public_id}/"

    answer = post(signed_in(evert), evert, f"{page}withdraw/")

    assert answer.status_code == 422
    assert "kan niet meer worden ingetrokken" in answer.content.decode()
    planned.refresh_from_db()
    assert (planned.is_withdrawn, planned.closed_at) == (False, None)
