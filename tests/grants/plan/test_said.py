"""Conversations, actions of the city and advice: the rules that papers have too, and those that each has of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from grants.plan.comparing import differences
from grants.plan.errors import (
    EditionStands,
    NotAdvised,
    NotComplete,
    OtherVersion,
    OutsideYears,
    OwnEdit,
    VersionStands,
    WrongDay,
    YearTaken,
)
from grants.plan.flows import (
    add_point,
    adopt_version,
    begin_edition,
    change_edition,
    change_point,
    change_version,
    enter,
    publish_edition,
    remove_point,
)
from grants.plan.forms.fields import refuse_contacts
from grants.plan.models import (
    ActionYear,
    Advice,
    AdvicePoint,
    Conversation,
    Insight,
    Plan,
    PlanAction,
    Subject,
)
from grants.plan.queries import conversations_of, heard, said_of, to_publish, values_of_row
from grants.plan.states import AdviceState, Degree
from tests import plan, said
from tests.grants.budget.raw import insert, refusal, run
from tests.grants.plan.test_guards import change, remove
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
PUBLISHED = {"published_at": "2026-11-02 11:00:00"}
EACH = pytest.mark.parametrize("name", ["conversation", "city_action", "advice"])


@shared
def opened(city: City, ella: User) -> dict[str, Subject]:
    """One of each kind that is not published yet."""
    return {name: said.entered(of, city, by=ella, at=NOON) for name, of in said.SAMPLES.items()}


@shared
def published(city: City, opened: dict[str, Subject], evert: User) -> dict[str, Subject]:
    """One of each kind that everyone reads."""
    for subject in opened.values():
        publish_edition(subject, by=evert, at=NOON)
    return opened


@EACH
def test_who_edited_it_never_publishes_it(
    name: str, opened: dict[str, Subject], city: City, ella: User, evert: User
) -> None:
    plan.both(ella, city)
    with pytest.raises(OwnEdit):
        publish_edition(opened[name], by=ella, at=NOON)
    begun = said.newest(opened[name])
    assert refusal(change, begun, published_by_id=ella.pk, **PUBLISHED) == "who edited it never publishes it"
    assert change(begun, published_by_id=evert.pk, **PUBLISHED) == 1


@EACH
def test_what_was_published_stays(name: str, published: dict[str, Subject], ella: User) -> None:
    subject, of = published[name], said.SAMPLES[name]
    stands = said.newest(subject)
    with pytest.raises(EditionStands):
        change_edition(subject, what=of.what(subject.city, ella, NOON), by=ella, at=NOON)
    assert (
        refusal(change, stands, title="X") == "what was published stays as it is; a change is a new edition"
    )
    assert refusal(remove, subject)
    assert refusal(change, subject, public_id="anders")
    for _page, model, what in of.rows:
        row = said.row_of(subject, model)
        with pytest.raises(EditionStands):
            change_point(row, what=what, position=1, by=ella, at=NOON)
        with pytest.raises(EditionStands):
            remove_point(row, by=ella, at=NOON)
        assert refusal(change, row, position=9)
        assert refusal(remove, row)
        assert refusal(insert, row, public_id="anders")


@EACH
def test_a_change_begins_as_a_copy_and_is_told_before_it_is_published(
    name: str, published: dict[str, Subject], ella: User, evert: User
) -> None:
    subject, of = published[name], said.SAMPLES[name]
    before = said.newest(subject)
    begun = begin_edition(subject, by=ella, at=NOON)
    assert differences(before, begun) == []
    assert values_of_row(begun) == values_of_row(before)
    for _page, model, _what in of.rows:
        assert len(begun.points(said.rows_of(model))) == 1
    what = type(of.what(subject.city, ella, NOON))(**{**values_of_row(begun), "title": "Anders"})
    change_edition(subject, what=what, by=ella, at=NOON)
    assert [(one.before, one.after) for one in differences(before, said.newest(subject))] == [
        (before.title, "Anders")
    ]
    assert [one.subject for one in to_publish(subject.city, evert)] == [subject]


def test_an_insight_keeps_its_key_from_edition_to_edition(
    published: dict[str, Subject], city: City, ella: User, evert: User
) -> None:
    first = said.row_of(published["conversation"], Insight)
    begin_edition(published["conversation"], by=ella, at=NOON)
    second = said.row_of(published["conversation"], Insight)

    assert (second.key, second.pk == first.pk) == (first.key, False)
    assert refusal(change, second, key="anders")
    assert [one.pk for one in heard(city) if one.text == first.text] == [first.pk]
    publish_edition(published["conversation"], by=evert, at=NOON)
    assert [one.pk for one in heard(city) if one.key == first.key] == [second.pk]
    assert [one.pk for one in heard(city, also=[first]) if one.key == first.key] == [first.pk]


def test_a_conversation_is_published_with_what_was_heard_and_how_it_was_held(
    city: City, ella: User, evert: User
) -> None:
    silent = enter(Conversation, city, what=said.TALK, by=ella, at=NOON)
    with pytest.raises(NotComplete, match="gehoord"):
        publish_edition(silent, by=evert, at=NOON)
    assert refusal(change, said.newest(silent), published_by_id=evert.pk, **PUBLISHED) == (
        "a conversation that is published says what was heard"
    )
    add_point(silent, Insight, what=said.HEARD, by=ella, at=NOON)
    change_edition(silent, what=replace(said.TALK, safe=""), by=ella, at=NOON)
    with pytest.raises(NotComplete, match="veilig"):
        publish_edition(silent, by=evert, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(said.newest(silent), published_by_id=evert.pk, **PUBLISHED)


@pytest.mark.parametrize(
    "values", [{"unique_people": 21}, {"participants": None}, {"held_until": "2026-09-02"}, {"talks": 0}]
)
def test_the_numbers_of_a_conversation_agree(opened: dict[str, Subject], values: dict[str, Any]) -> None:
    assert refusal(change, said.newest(opened["conversation"]), **values)


def test_a_conversation_was_held_before_it_is_entered(city: City, ella: User) -> None:
    with pytest.raises(WrongDay):
        enter(Conversation, city, what=replace(said.TALK, held_on=date(2026, 11, 3)), by=ella, at=NOON)


def test_conversations_show_the_newest_first(published: dict[str, Subject], city: City) -> None:
    days = [one.held_on for one in conversations_of(city)]
    assert days[0] == said.TALK.held_on
    assert days == sorted(days, reverse=True)


def test_an_action_of_the_city_stands_in_the_plan_and_tells_of_a_year_once(
    city: City, ella: User, evert: User
) -> None:
    loose = enter(PlanAction, city, what=said.ACTION, by=ella, at=NOON)
    with pytest.raises(NotComplete):
        publish_edition(loose, by=evert, at=NOON)
    found = refusal(change, said.newest(loose), published_by_id=evert.pk, **PUBLISHED)
    assert found == "an action of the city that is published stands in the plan"
    assert to_publish(city, evert) == []
    with pytest.raises(OutsideYears):
        add_point(loose, ActionYear, what=replace(said.YEAR, year=2141), by=ella, at=NOON)
    add_point(loose, ActionYear, what=said.YEAR, by=ella, at=NOON)
    with pytest.raises(YearTaken):
        add_point(loose, ActionYear, what=replace(said.YEAR, words="Nog een keer."), by=ella, at=NOON)
    second = add_point(loose, ActionYear, what=replace(said.YEAR, year=2027), by=ella, at=NOON)
    with pytest.raises(YearTaken):
        change_point(second, what=said.YEAR, position=2, by=ella, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(second, year=2026)


def test_an_action_names_what_was_published_alone(
    opened: dict[str, Subject], published: dict[str, Subject], city: City, ella: User
) -> None:
    link = "INSERT INTO grants_planactionedition_insights (planactionedition_id, insight_id) VALUES (%s, %s)"
    silent = said.entered(said.CONVERSATION, city, by=ella, at=NOON)
    begun = begin_edition(published["city_action"], by=ella, at=NOON)

    assert refusal(run, link, begun.pk, said.row_of(silent, Insight).pk)
    assert run(link, begun.pk, said.row_of(published["conversation"], Insight).pk) == 1


def _advised(city: City, *, by: User, publisher: User, what: Any) -> tuple[Plan, Subject]:
    version = plan.concept(city, by=by, at=NOON)
    made = enter(Advice, city, what=replace(what, plan=version.public_id), by=by, at=NOON)
    publish_edition(made, by=publisher, at=NOON)
    return version, made


def test_a_version_is_adopted_once_each_advice_is_answered(city: City, ella: User, evert: User) -> None:
    version, advice = _advised(city, by=ella, publisher=evert, what=said.ADVICE)
    with pytest.raises(NotAdvised, match="Raad voor Bankjes"):
        adopt_version(version, **plan.DECIDED, by=evert, at=NOON)

    begin_edition(advice, by=ella, at=NOON)
    change_edition(advice, what=replace(said.ANSWERED, plan=version.public_id), by=ella, at=NOON)
    point = add_point(advice, AdvicePoint, what=replace(said.POINT, degree=Degree.UNKNOWN), by=ella, at=NOON)
    assert said.newest(advice).state == AdviceState.RECEIVED
    change_point(point, what=said.POINT, position=1, by=ella, at=NOON)
    with pytest.raises(NotAdvised):  # answered, and not published yet
        adopt_version(version, **plan.DECIDED, by=evert, at=NOON)
    publish_edition(advice, by=evert, at=NOON)
    assert said.newest(advice).state == AdviceState.ANSWERED

    adopt_version(version, **plan.DECIDED, by=evert, at=NOON)
    assert version.is_adopted


def test_an_absence_that_is_explained_counts_as_an_answer(city: City, ella: User, evert: User) -> None:
    version, _advice = _advised(
        city, by=ella, publisher=evert, what=replace(said.ADVICE, absence="De raad bestaat niet meer.")
    )
    adopt_version(version, **plan.DECIDED, by=evert, at=NOON)
    assert version.is_adopted


def test_a_published_advice_stays_with_its_version(city: City, ella: User, evert: User) -> None:
    version, advice = _advised(city, by=ella, publisher=evert, what=said.ADVICE)
    other = plan.concept(city, by=ella, at=NOON)
    begin_edition(advice, by=ella, at=NOON)
    with pytest.raises(OtherVersion):
        change_edition(advice, what=replace(said.ADVICE, plan=other.public_id), by=ella, at=NOON)
    assert refusal(change, said.newest(advice), plan_id=other.pk)
    with pytest.raises(NotAdvised):
        adopt_version(version, **plan.DECIDED, by=evert, at=NOON)


def test_the_database_refuses_a_version_that_is_not_advised_on(city: City, ella: User, evert: User) -> None:
    version, _advice = _advised(city, by=ella, publisher=evert, what=said.ADVICE)
    adopted: dict[str, Any] = {
        "state": "adopted",
        "adopted_by_id": evert.pk,
        "adopted_at": "2026-11-02 11:00:00",
        "decision_number": "26bb1",
        "decision_on": "2026-10-08",
    }
    found = refusal(change, version, **adopted)
    assert found == "a version of the plan is adopted once each advice on it is answered"


def test_a_part_of_the_plan_tells_what_was_said_of_it_and_what_the_city_does(
    published: dict[str, Subject], city: City, ella: User, evert: User
) -> None:
    element = plan.adopted(city).elements.all()[0]
    begin_edition(published["conversation"], by=ella, at=NOON)
    insight = said.row_of(published["conversation"], Insight)
    what = replace(said.HEARD, elements=(element.public_id,))
    change_point(insight, what=what, position=1, by=ella, at=NOON)
    assert insight not in said_of(element).insights  # not before it is published
    publish_edition(published["conversation"], by=evert, at=NOON)

    found = said_of(element)
    assert insight in found.insights
    assert published["city_action"] in [one.action for one in found.actions]


def test_the_editor_is_told_what_is_wrong_at_its_field(signed_in: Browser, ella: User, city: City) -> None:
    here = signed_in(ella)
    filled = {
        "title": "Gesprek",
        "theme": "Wonen",
        "held_on": "3-9-2026",
        "held_until": "2-9-2026",
        "talks": "1",
        "participants": "10",
        "unique_people": "11",
        "asked": "Hoe woont u?",
    }
    before = Conversation.objects.count()
    answer = post(here, ella, "/conversations/add/", **filled)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"held_until", "unique_people"}
    assert Conversation.objects.count() == before

    answer = post(here, ella, "/conversations/add/", **{**filled, "held_until": "", "unique_people": "9"})
    assert answer.status_code == 302
    answer = post(
        here,
        ella,
        f"{answer['Location']}insights/add/",
        text="Bel 06-12345678 of mail jan@example.nl",
        degree="taken",
        position="1",
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text"}
    rest = {**filled, "held_until": "", "unique_people": ""}
    for name, wrong in (("held_on", "1-1-2030"), ("title", "Bel 06-12345678")):
        answer = post(here, ella, "/conversations/add/", **{**rest, name: wrong})
        assert set(answer.context["form"].errors) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Mail jan@example.nl",
        "06-12345678",
        "06.12.34.56.78",
        "+31 (0)6 12345678",
        "(010) 123 4567",
        "0031612345678",
        "06/12345678",
        "6-12345678",
        "０６-１２３４５６７８",
        "jan (at) example.nl",
        "jan[AT]example.nl",
    ],
)
def test_nobody_is_found_by_what_they_said(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_contacts(f"Bel {text}!")


@pytest.mark.parametrize(
    "text", ["In 2023 waren er 750 mensen", "22bb007209", "1.000.000.000 euro", "3000 AB"]
)
def test_numbers_that_reach_nobody_pass(text: str) -> None:
    refuse_contacts(text)


def test_an_advice_comes_with_its_day_and_its_text(signed_in: Browser, ella: User, city: City) -> None:
    here, version = signed_in(ella), plan.concept(city, by=ella, at=NOON)
    filled = {
        "title": "Raad",
        "plan": version.public_id,
        "question": "Wat vindt u?",
        "asked_on": "1-9-2026",
        "due_on": "30-9-2026",
    }
    for wrong, field in (
        ({"due_on": "1-8-2026"}, "due_on"),
        ({"received_on": "1-8-2026", "text": "Ja."}, "received_on"),
        ({"received_on": "2-9-2026"}, "text"),
        ({"text": "Ja."}, "received_on"),
        ({"received_on": "2-9-2026", "text": "Ja.", "absence": "Nee."}, "absence"),
        ({"plan": "nergens"}, "plan"),
    ):
        answer = post(here, ella, "/advices/add/", **{**filled, **wrong})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
    assert post(here, ella, "/advices/add/", **filled).status_code == 302


def test_an_unanswered_advice_stands_in_the_way_of_a_copy_too(city: City, ella: User, evert: User) -> None:
    first, _advice = _advised(city, by=ella, publisher=evert, what=said.ADVICE)
    second = plan.concept(city, by=ella, at=NOON, replaces=first, goals=0)
    third = plan.concept(city, by=ella, at=NOON, replaces=second, goals=0)

    for one in (second, third):
        with pytest.raises(NotAdvised, match="Raad voor Bankjes"):
            adopt_version(one, **plan.DECIDED, by=evert, at=NOON)


def test_what_everyone_reads_of_a_version_with_an_advice_stays(city: City, ella: User, evert: User) -> None:
    advised, _advice = _advised(city, by=ella, publisher=evert, what=said.ADVICE)
    years: Any = {"first_year": advised.first_year, "last_year": advised.last_year}

    with pytest.raises(VersionStands):
        change_version(advised, title="Anders", source="", **years, by=ella, at=NOON)
    assert refusal(change, advised, title="Anders") == "what everyone reads of a version with an advice stays"
    change_version(advised, title=advised.title, source="Anders", **years, by=ella, at=NOON)
