"""Unasked advice of a council: given by its members, answered by ella, published by evert, read by everyone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from grants.plan.errors import EditionStands, NotComplete, OwnEdit, PartGone, WrongDay
from grants.plan.flows import answer_advice, give_advice, publish_answer
from grants.plan.models import CouncilAdvice, CouncilAnswer
from grants.plan.queries import actions_for, answers_to_publish, council_advice_at, to_answer
from grants.plan.states import CouncilAdviceOf, Degree
from portal.errors import ChangedMeanwhile
from portal.post.models import Message
from tests import plan, said
from tests.grants.budget.raw import insert, refusal
from tests.grants.plan.test_guards import change, remove
from tests.make import NOON, another_city, person, post
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
WHAT = CouncilAdviceOf("Meer bankjes", "Zet er een in elke straat.", date(2026, 10, 28))


@shared
def given(delfshaven: District, anna: User) -> CouncilAdvice:
    """What the council of Delfshaven-Schiemond advises on the plan."""
    return give_advice(delfshaven, what=WHAT, by=anna, at=NOON)


def answered(advice: CouncilAdvice, *, by: User) -> CouncilAnswer:
    """Write the answer."""
    answer_advice(advice, degree=Degree.PARTLY, text="In de helft van de straten.", by=by, at=NOON)
    return CouncilAnswer.objects.get(advice=advice)


def test_a_council_advises_and_gets_an_answer_within_eight_weeks(
    city: City, given: CouncilAdvice, ella: User, evert: User, anna: User
) -> None:
    assert given.answer_by_on == date(2026, 12, 28)  # eight weeks from 2 November
    assert given.plan == plan.adopted(city)
    assert given in to_answer(city)
    assert not given.is_late(on=given.answer_by_on)
    assert given.is_late(on=given.answer_by_on + timedelta(days=1))

    answered(given, by=ella)
    assert given not in to_answer(city)
    found = council_advice_at(city, given.public_id)
    assert found is not None
    assert found.answered is None  # nobody outside reads it yet
    assert given in [one.advice for one in answers_to_publish(city, evert)]
    assert list(answers_to_publish(city, ella)) == []

    publish_answer(given, edits=1, by=evert, at=NOON)
    found = council_advice_at(city, given.public_id)
    assert found is not None
    assert found.answered is not None
    assert found.answered.text == "In de helft van de straten."
    assert given not in [one.advice for one in answers_to_publish(city, evert)]
    sent = Message.objects.filter(kind="plan.council_answer").latest("id")
    assert sent.address == anna.email
    assert mail.outbox == []  # the worker sends it


def test_only_a_seat_in_that_council_advises_for_it(
    delfshaven: District, bram: User, olga: User, ella: User
) -> None:
    for user in (bram, olga, ella):
        with pytest.raises(NoLongerAllowed):
            give_advice(delfshaven, what=WHAT, by=user, at=NOON)


def test_the_council_decided_before_it_advises(delfshaven: District, anna: User) -> None:
    with pytest.raises(WrongDay):
        give_advice(delfshaven, what=replace(WHAT, decided_on=date(2026, 11, 3)), by=anna, at=NOON)


def test_an_advice_is_about_what_the_city_does_in_that_district(
    city: City, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    feijenoord = city.districts.get(slug="feijenoord")
    told: dict[str, Any] = {"by": ella, "publisher": evert, "at": NOON}
    what = said.CITY_ACTION.what(city, ella, NOON)
    there = said.published(
        said.CITY_ACTION, city, what=replace(what, title="Daar", districts=(feijenoord.public_id,)), **told
    )
    here = said.published(
        said.CITY_ACTION, city, what=replace(what, title="Hier", districts=(delfshaven.public_id,)), **told
    )
    offered = [one.action for one in actions_for([delfshaven])]
    assert here in offered
    assert there not in offered

    made = give_advice(delfshaven, what=replace(WHAT, action=here.public_id), by=anna, at=NOON)
    assert made.action == here
    with pytest.raises(PartGone):
        give_advice(delfshaven, what=replace(WHAT, action=there.public_id), by=anna, at=NOON)


def test_who_wrote_the_answer_never_publishes_it(
    city: City, given: CouncilAdvice, ella: User, evert: User
) -> None:
    plan.both(ella, city)
    row = answered(given, by=ella)
    with pytest.raises(OwnEdit):
        publish_answer(given, edits=1, by=ella, at=NOON)
    told = {"published_at": "2026-11-02 11:00:00"}
    assert refusal(change, row, published_by_id=ella.pk, **told)
    other = plan.publisher(city)
    change(row, edited_by_id=other.pk)
    assert refusal(change, row, published_by_id=ella.pk, **told) == "who edited it never publishes it"
    assert change(row, published_by_id=evert.pk, **told) == 1


def test_an_answer_is_changed_until_it_is_published(given: CouncilAdvice, ella: User, evert: User) -> None:
    with pytest.raises(NotComplete):
        publish_answer(given, edits=0, by=evert, at=NOON)
    answered(given, by=ella)
    with pytest.raises(ChangedMeanwhile):  # an old tab, which saw no answer
        answer_advice(given, degree=Degree.TAKEN, text="Anders.", by=ella, at=NOON)
    answer_advice(given, degree=Degree.TAKEN, text="Overal.", edits=1, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        publish_answer(given, edits=1, by=evert, at=NOON)
    publish_answer(given, edits=2, by=evert, at=NOON)
    with pytest.raises(EditionStands):
        answer_advice(given, degree=Degree.NOT, text="Nee.", edits=2, by=ella, at=NOON)
    with pytest.raises(EditionStands):
        publish_answer(given, edits=2, by=evert, at=NOON)


def test_the_database_keeps_what_was_advised_and_answered(
    given: CouncilAdvice, ella: User, evert: User
) -> None:
    row = answered(given, by=ella)
    assert refusal(change, given, title="X") == "advice of a council is kept"
    assert refusal(remove, given) == "advice of a council is kept"
    assert refusal(remove, row) == "advice of a council is kept"
    assert refusal(insert, row, text="Nog een.") == "an answer begins once, open"
    for wrong in ({"degree": "unknown"}, {"degree": "bit"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(row, **wrong)
    publish_answer(given, edits=1, by=evert, at=NOON)
    assert refusal(change, row, text="X") == "an answer that was published stays as it is"


def test_the_database_takes_no_advice_on_the_plan_of_another_city(given: CouncilAdvice, anna: User) -> None:
    there = another_city()
    elsewhere = plan.published_in(there, by=person("edo", role=Role.PLAN_EDITOR, city=there), at=NOON)
    found = refusal(insert, given, public_id="anders", plan_id=elsewhere.pk)
    assert found == "a council advises once on the adopted plan or an action of its own city"


def test_anna_gives_it_and_everyone_reads_it(
    city: City, anna: User, ella: User, evert: User, signed_in: Browser
) -> None:
    here = signed_in(anna)
    district = here.get("/council-advice/give/").context["form"]["district"].value()
    filled = {"title": "Bomen", "text": "Meer bomen.", "decided_on": "28-10-2026", "action": ""}
    answer = post(
        here, anna, "/council-advice/give/", district=district, **{**filled, "decided_on": "1-1-2030"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"decided_on"}
    assert answer.context["form"]["text"].value() == "Meer bomen."
    assert not CouncilAdvice.objects.filter(title="Bomen").exists()
    answer = post(here, anna, "/council-advice/give/", district=district, **filled)
    page = answer["Location"]

    assert "Meer bomen." in signed_in(None).get(page).content.decode()
    written = {"degree": "taken", "text": "Die komen er."}
    assert post(signed_in(ella), ella, f"{page}answer/", **written).status_code == 302
    assert "Die komen er." not in signed_in(None).get(page).content.decode()
    assert "Die komen er." in signed_in(evert).get(page).content.decode()
    assert post(signed_in(evert), evert, f"{page}answer/publish/", seen="1").status_code == 302
    assert "Die komen er." in signed_in(None).get(page).content.decode()


def test_an_odd_council_or_action_is_told_at_its_field(anna: User, signed_in: Browser) -> None:
    here = signed_in(anna)
    filled = {"title": "Bomen", "text": "Meer bomen.", "decided_on": "28-10-2026"}
    answer = post(here, anna, "/council-advice/give/", district="nergens", action="nergens", **filled)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"district", "action"}
