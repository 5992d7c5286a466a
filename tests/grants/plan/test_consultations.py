"""The consultation on a concept: opened by evert, answered by ella, and its document published by evert."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from grants.plan.errors import (
    ConsultationRuns,
    ConsultationStands,
    FirstDayPast,
    NotComplete,
    NotConsulted,
    OwnEdit,
    VersionStands,
    WrongDay,
)
from grants.plan.flows import (
    adopt_version,
    answer_reaction,
    change_element,
    change_version,
    close_consultation,
    hide_reaction,
    lengthen_consultation,
    open_consultation,
    publish_consultation,
    show_reaction,
)
from grants.plan.models import Consultation, Element, Plan
from grants.plan.queries import consultations_to_answer, consultations_to_publish, values_of_version
from grants.plan.sheets import draft_consultation
from grants.plan.states import ElementOf, HiddenWhy, Outcome
from grants.plan.tasks import close_due
from portal.documents.flows import make
from portal.documents.queries import content_of
from portal.errors import ChangedMeanwhile
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from tests import consultations, plan
from tests.grants.budget.raw import insert, refusal
from tests.grants.plan.test_guards import ADOPTED, change, remove
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
STAYS = "a consultation whose document was published stays as it is"
LATER = NOON + timedelta(days=1)


@shared
def concept(city: City, ella: User) -> Plan:
    """A concept of ella's."""
    return plan.concept(city, by=ella, at=NOON)


@shared
def opened(concept: Plan, evert: User) -> Consultation:
    """A consultation on it."""
    return consultations.opened(concept, by=evert, at=NOON)


def asked(concept: Plan, *, by: User, **days: date) -> Consultation:
    """Open a consultation."""
    told: dict[str, Any] = {"opens_on": NOON.date(), "closes_on": consultations.LAST, **days}
    return open_consultation(concept, introduction="Wat vindt u?", **told, by=by, at=NOON)


def test_who_edited_a_version_never_opens_its_consultation(city: City, concept: Plan, ella: User) -> None:
    with pytest.raises(NoLongerAllowed):
        asked(concept, by=ella)
    with pytest.raises(OwnEdit):
        asked(concept, by=plan.both(ella, city))


def test_a_consultation_is_on_a_concept_that_holds_something_one_at_a_time(
    city: City, concept: Plan, ella: User, evert: User
) -> None:
    with pytest.raises(VersionStands):
        asked(plan.adopted(city), by=evert)
    with pytest.raises(NotComplete):
        asked(plan.concept(city, by=ella, at=NOON, goals=0), by=evert)
    asked(concept, by=evert)
    with pytest.raises(ConsultationStands):
        asked(concept, by=evert)


def test_a_consultation_lasts_from_today_or_later(concept: Plan, evert: User) -> None:
    with pytest.raises(FirstDayPast):
        asked(concept, by=evert, opens_on=date(2026, 11, 1))
    with pytest.raises(WrongDay):
        asked(concept, by=evert, closes_on=date(2026, 11, 1))


def test_a_consultation_is_closed_from_its_first_day_on(
    concept: Plan, evert: User, signed_in: Browser, time_machine: Any
) -> None:
    time_machine.move_to(NOON, tick=False)
    made = asked(concept, by=evert, opens_on=date(2026, 11, 3))
    page = f"/consultations/{made.public_id}/"
    assert f"{page}close/" not in signed_in(evert).get(f"{page}desk/").content.decode()
    assert f"{page}lengthen/" in signed_in(evert).get(f"{page}desk/").content.decode()
    with pytest.raises(ConsultationStands):
        close_consultation(made, by=evert, at=NOON)
    close_consultation(made, by=evert, at=LATER)


def test_a_form_of_adoption_keeps_what_was_typed_while_answers_wait(
    opened: Consultation, evert: User, signed_in: Browser, time_machine: Any
) -> None:
    time_machine.move_to(NOON, tick=False)
    close_consultation(opened, by=evert, at=NOON)
    path = f"/plans/{opened.plan.public_id}/"
    assert f"{path}adopt/" not in signed_in(evert).get(path).content.decode()
    assert "Beantwoord eerst de reacties" in signed_in(evert).get(f"{path}adopt/").content.decode()
    sent = {"decision_number": "26bb9", "decision_on": "1-11-2026", "seen": str(opened.plan.edits)}
    answer = post(signed_in(evert), evert, f"{path}adopt/", **sent)
    assert answer.status_code == 422
    assert answer.context["form"]["decision_number"].value() == "26bb9"


def test_adoption_is_not_offered_while_answers_on_another_version_wait(
    city: City, opened: Consultation, ella: User, evert: User, signed_in: Browser
) -> None:
    path = f"/plans/{plan.concept(city, by=ella, at=NOON).public_id}/"
    assert f"{path}adopt/" not in signed_in(evert).get(path).content.decode()
    close_consultation(opened, by=evert, at=NOON)
    consultations.published(opened, by=evert, at=NOON)
    assert f"{path}adopt/" in signed_in(evert).get(path).content.decode()


def test_a_concept_stays_as_it_is_until_the_consultation_is_closed(
    opened: Consultation, ella: User, evert: User
) -> None:
    concept = opened.plan
    values = {**values_of_version(concept), "title": "Anders"}
    with pytest.raises(ConsultationRuns):
        change_version(concept, **values, by=ella, at=NOON)
    message = "a version stays as it is while its consultation runs"
    assert refusal(change, concept, title="Anders") == message
    part = Element.objects.filter(plan=concept)[0]
    assert "stays as it is" in refusal(change, part, title="X")

    close_consultation(opened, by=evert, at=NOON)
    change_version(concept, **values, by=ella, at=NOON)
    assert change(part, title="X") == 1
    with pytest.raises(ConsultationStands):
        close_consultation(opened, by=evert, at=NOON)


def test_a_consultation_is_lengthened_and_closes_itself_after_its_last_day(
    opened: Consultation, evert: User, time_machine: Any
) -> None:
    with pytest.raises(WrongDay):
        lengthen_consultation(opened, closes_on=consultations.LAST, by=evert, at=NOON)
    lengthen_consultation(opened, closes_on=date(2026, 12, 4), by=evert, at=NOON)
    for day, is_closed in ((4, False), (5, True)):
        time_machine.move_to(NOON.replace(month=12, day=day))
        close_due(Progress(Job()))
        opened.refresh_from_db()
        assert (opened.closed_at is not None) == is_closed


def test_a_version_is_adopted_once_its_document_is_published(
    opened: Consultation, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    reaction = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    with pytest.raises(NotConsulted):
        adopt_version(opened.plan, **plan.DECIDED, by=evert, at=LATER)
    message = "a version is adopted once the document of each consultation was published"
    assert refusal(change, opened.plan, **ADOPTED, adopted_by_id=evert.pk) == message

    consultations.answered(reaction, by=ella, at=NOON)
    consultations.published(opened, by=evert, at=NOON)
    adopt_version(opened.plan, **plan.DECIDED, by=evert, at=LATER)
    assert opened.plan.is_adopted


@pytest.mark.parametrize("of", ["it", "what replaces it", "what replaces that", "another"])
def test_no_version_of_a_city_is_adopted_while_answers_wait(
    city: City, opened: Consultation, ella: User, evert: User, of: str
) -> None:
    after = opened.plan if of.startswith("what") else None
    after = plan.concept(city, by=ella, at=NOON, goals=0 if after else 1, replaces=after)
    if of == "what replaces that":
        after = plan.concept(city, by=ella, at=NOON, goals=0, replaces=after)
    if of == "it":
        close_consultation(opened, by=evert, at=NOON)
        after = opened.plan
    with pytest.raises(NotConsulted):
        adopt_version(after, **plan.DECIDED, by=evert, at=LATER)
    message = "a version is adopted once the document of each consultation was published"
    assert refusal(change, after, **ADOPTED, adopted_by_id=evert.pk) == message


def test_a_document_answers_every_reaction_and_is_stored_once(
    opened: Consultation, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    city = opened.plan.city
    reaction = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON)
    resident = consultations.of_resident(opened, at=NOON)
    late = consultations.of_resident(opened, at=NOON, is_confirmed=False)
    week = late.sent_at + timedelta(days=7)
    with pytest.raises(ConsultationStands):
        consultations.published(opened, by=evert, at=NOON)  # it runs
    close_consultation(opened, by=evert, at=NOON)
    assert consultations_to_answer(city) == [(opened, 2)]
    consultations.answered(reaction, by=ella, at=NOON)
    with pytest.raises(NotComplete):
        consultations.published(opened, by=evert, at=NOON)
    assert list(consultations_to_publish(city, evert, at=LATER + timedelta(days=7))) == []
    consultations.answered(resident, by=ella, at=NOON)
    assert consultations_to_answer(city) == []
    assert list(consultations_to_publish(city, evert, at=week)) == []
    after = week + timedelta(seconds=1)
    assert list(consultations_to_publish(city, evert, at=after)) == [opened]
    assert list(consultations_to_publish(city, ella, at=after)) == []
    with pytest.raises(NotComplete, match="kan nog iemand een reactie bevestigen"):
        consultations.published(opened, by=evert, at=NOON)

    consultations.published(opened, by=evert, at=after)
    assert opened.document is not None
    assert content_of(opened.document).startswith(b"%PDF")
    told = Message.objects.filter(kind="plan.consultation_told").values_list("address", flat=True)
    assert set(told) == {anna.email, "buur@test.example"}
    with pytest.raises(ConsultationStands):
        answer_reaction(reaction, degree=Outcome.UNCHANGED, answer="Nee.", by=ella, at=LATER)


def test_who_answered_a_reaction_never_publishes_the_document(
    city: City, opened: Consultation, ella: User, evert: User
) -> None:
    reaction = consultations.of_resident(opened, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    plan.both(ella, city)
    consultations.answered(reaction, by=ella, at=NOON)
    with pytest.raises(OwnEdit):
        consultations.published(opened, by=ella, at=NOON)

    told = _told(opened, by=evert)
    message = "who answered or hid a reaction never publishes the document"
    assert refusal(change, opened, **told, published_by_id=ella.pk) == message
    assert change(opened, **told, published_by_id=evert.pk) == 1


def test_the_database_publishes_nothing_while_a_link_works(opened: Consultation, evert: User) -> None:
    consultations.of_resident(opened, at=NOON, is_confirmed=False)
    close_consultation(opened, by=evert, at=NOON)
    told = {**_told(opened, by=evert), "published_by_id": evert.pk}
    message = "answers are published once nobody can confirm a reaction any more"
    for moment in ("2026-11-02 12:00:00", "2026-11-09 11:00:00"):
        assert refusal(change, opened, **{**told, "published_at": moment}) == message
    assert change(opened, **{**told, "published_at": "2026-11-09 11:00:01"}) == 1


def test_who_hid_a_reaction_or_showed_it_again_never_publishes_the_document(
    city: City, opened: Consultation, ella: User, evert: User
) -> None:
    one, other = (consultations.of_resident(opened, at=NOON) for _ in range(2))
    close_consultation(opened, by=evert, at=NOON)
    plan.both(ella, city)
    for each in (one, other):
        hide_reaction(each, why=HiddenWhy.SAME, by=ella, at=NOON)
    assert refusal(change, opened, **_told(opened, by=evert), published_by_id=ella.pk) == (
        "who answered or hid a reaction never publishes the document"
    )
    show_reaction(one, by=ella, at=NOON)
    assert list(opened.handlers.all()) == [ella]
    hide_reaction(one, why=HiddenWhy.SAME, by=ella, at=NOON)
    with pytest.raises(OwnEdit):
        consultations.published(opened, by=ella, at=NOON)


def _told(opened: Consultation, *, by: User) -> dict[str, Any]:
    opened.refresh_from_db()
    document = make(draft_consultation(opened, at=NOON), by=by, at=NOON)
    return {"published_at": "2026-11-02 11:00:00", "document_id": document.pk}


def test_only_its_own_document_becomes_the_one_that_everyone_reads(
    city: City, opened: Consultation, ella: User, evert: User
) -> None:
    other = consultations.opened(plan.concept(city, by=ella, at=NOON), by=evert, at=NOON)
    wrong = draft_consultation(other, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        publish_consultation(opened, draft=wrong, edits=opened.edits, by=evert, at=NOON)
    told = {**_told(opened, by=evert), "published_by_id": evert.pk}
    document = make(wrong, by=evert, at=NOON)
    message = "a consultation is published with the document of what stands there"
    assert refusal(change, opened, **{**told, "document_id": document.pk}) == message
    assert refusal(change, opened, **told, edits=opened.edits + 1) == message
    assert change(opened, **told) == 1


def test_everyone_reads_the_concept_as_it_was_at_the_opening(
    opened: Consultation, ella: User, evert: User
) -> None:
    part = plan.goal(opened.plan)
    close_consultation(opened, by=evert, at=NOON)
    change_element(part, what=ElementOf("G1", "Nog geheim"), position=1, by=ella, at=NOON)
    change_version(opened.plan, **{**values_of_version(opened.plan), "title": "Stil"}, by=ella, at=NOON)
    for path in ("", f"{opened.public_id}/"):
        page = Client().get(f"/consultations/{path}").content.decode()
        assert opened.title in page
        assert "Stil" not in page
    assert "Doel 1" in page
    assert "Nog geheim" not in page
    consultations.published(opened, by=evert, at=NOON)
    page = Client().get(f"/consultations/{opened.public_id}/").content.decode()
    assert "Doel 1" in page
    assert "Nog geheim" not in page
    assert opened.document is not None
    assert opened.title in opened.document.title


def test_the_database_keeps_the_concept_that_was_consulted(opened: Consultation) -> None:
    concept = json.dumps({**opened.concept, "title": "Anders"})
    assert refusal(change, opened, concept=concept) == STAYS


def test_a_document_of_an_earlier_moment_is_refused(
    opened: Consultation, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    reaction = consultations.of_council(opened, district=delfshaven, by=anna, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    consultations.answered(reaction, by=ella, at=NOON)
    opened.refresh_from_db()
    draft, edits = draft_consultation(opened, at=NOON), opened.edits
    answer_reaction(reaction, degree=Outcome.UNCHANGED, answer="Nee.", by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        publish_consultation(opened, draft=draft, edits=edits, by=evert, at=NOON)


def test_the_database_keeps_a_consultation_and_what_was_published(
    opened: Consultation, ella: User, evert: User
) -> None:
    kept = "a consultation and its reactions are kept"
    reaction = consultations.of_resident(opened, at=NOON)
    assert refusal(remove, opened) == refusal(remove, reaction) == kept
    assert refusal(change, opened, introduction="X") == STAYS
    assert refusal(change, opened, closes_on="2026-11-03") == STAYS
    assert "a consultation begins open" in refusal(insert, opened, public_id="anders")
    close_consultation(opened, by=evert, at=NOON)
    assert refusal(change, opened, closed_at=None) == STAYS
    consultations.answered(reaction, by=ella, at=NOON)
    consultations.published(opened, by=evert, at=NOON)
    assert refusal(change, opened, edits=99) == STAYS
    for told in ({"answer": "X"}, {"hidden_why": "same"}, {"degree": "partly"}):
        assert refusal(change, reaction, **told) == STAYS


def test_the_database_publishes_no_document_with_a_reaction_that_waits(
    opened: Consultation, evert: User
) -> None:
    consultations.of_resident(opened, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    told = {**_told(opened, by=evert), "published_by_id": evert.pk}
    assert refusal(change, opened, **told) == "a document answers every reaction that is shown"


def test_the_database_lets_no_editor_open_a_consultation(
    opened: Consultation, city: City, ella: User
) -> None:
    other = plan.concept(city, by=ella, at=NOON)
    found = refusal(insert, opened, public_id="anders", plan_id=other.pk, opened_by_id=ella.pk)
    assert found == "who edited a version never opens its consultation"
    assert insert(opened, public_id="anders", plan_id=other.pk) > opened.pk


def test_the_database_knows_half_told_rows(opened: Consultation, evert: User) -> None:
    for wrong in (
        {"published_by_id": evert.pk},
        {"published_at": "2026-11-02 11:00:00"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(opened, **wrong)
