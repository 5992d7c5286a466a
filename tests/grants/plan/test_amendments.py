"""Changes within a version of the plan: what becomes of each part, and that what named the old text keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from grants.plan.errors import CodeTaken, EditionStands, NotComplete, PartAmended, WrongDay
from grants.plan.flows import add_point, begin_edition, change_point, enter, publish_edition, start_version
from grants.plan.models import AmendedPart, Amendment, Element, Plan
from grants.plan.queries import elements_of, readings_of
from grants.plan.states import AmendedPartOf, Amends, ElementKind
from grants.proposals.errors import NotOfThisPlan
from grants.proposals.flows import set_aims
from grants.register.queries import at_work, choices_of
from tests import decisions, plan, proposals, said
from tests.grants.budget.raw import refusal
from tests.make import NOON, post
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Open = Callable[[User | None], Client]


@pytest.fixture
def adopted(city: City) -> Plan:
    return plan.adopted(city)


def _goals(version: Plan) -> list[Element]:
    return [one for one in elements_of(version) if one.kind == ElementKind.GOAL]


def _entered(version: Plan, *parts: AmendedPartOf, by: User) -> Amendment:
    made = enter(Amendment, version.city, what=replace(said.AMENDED, plan=version.public_id), by=by, at=NOON)
    for one in parts:
        add_point(made, AmendedPart, what=one, by=by, at=NOON)
    return made


def _amended(version: Plan, *parts: AmendedPartOf, by: User, publisher: User) -> Amendment:
    made = _entered(version, *parts, by=by)
    publish_edition(made, by=publisher, at=NOON)
    return made


def _changed(element: Element, **says: str) -> AmendedPartOf:
    return AmendedPartOf(Amends.CHANGE, element=element.public_id, **says)


def test_parts_come_in_read_otherwise_and_go_out(adopted: Plan, ella: User, evert: User) -> None:
    first, second, third = _goals(adopted)
    _amended(
        adopted,
        _changed(first, title="Iedereen doet mee"),
        AmendedPartOf(Amends.END, element=second.public_id),
        replace(said.NEW_PART, kind=ElementKind.GOAL, code="G9"),
        by=ella,
        publisher=evert,
    )

    told = [(one.code, one.title, one.explanation) for one in _goals(adopted)]

    assert told == [
        (first.code, "Iedereen doet mee", first.explanation),
        (third.code, third.title, third.explanation),
        ("G9", "Bankjes", ""),
    ]
    assert readings_of(_goals(adopted)[0]) == [first]
    for one in (first, second):
        one.refresh_from_db()
        assert one.until is not None


def test_a_proposal_keeps_the_text_it_named_and_a_new_choice_is_of_now(
    adopted: Plan, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    draft = proposals.draft(delfshaven)
    goal = _goals(adopted)[0]
    set_aims(draft, elements=[goal], by=anna, at=NOON)
    _amended(adopted, _changed(goal, title="Anders"), by=ella, publisher=evert)
    now = _goals(adopted)[0]

    set_aims(draft, elements=[goal, now], by=anna, at=NOON)
    assert {one.element for one in draft.aims.all()} == {goal, now}
    set_aims(draft, elements=[now], by=anna, at=NOON)
    with pytest.raises(NotOfThisPlan):
        set_aims(draft, elements=[goal], by=anna, at=NOON)
    assert [one.element for one in draft.aims.all()] == [now]


def test_what_names_both_readings_of_a_part_is_asked_once(
    adopted: Plan, delfshaven: District, anna: User, ella: User, evert: User
) -> None:
    goal = _goals(adopted)[0]
    draft = proposals.draft(delfshaven)
    set_aims(draft, elements=[goal], by=anna, at=NOON)
    _amended(adopted, _changed(goal, title="Anders"), by=ella, publisher=evert)
    set_aims(draft, elements=[goal, _goals(adopted)[0]], by=anna, at=NOON)
    proposals.submit(draft, at=NOON)

    works = [one for group in at_work(adopted.city, adopted) for one in group.works]

    assert {one.asked for one in works if one.element.kind == ElementKind.GOAL} == {0, 1}


def test_what_served_the_old_text_counts_with_what_it_reads_now(
    adopted: Plan, delfshaven: District, ella: User, evert: User, signed_in: Open
) -> None:
    goal = _goals(adopted)[0]
    granted = decisions.granted(delfshaven)
    before = {
        work.element.code: work.granted for group in at_work(adopted.city, adopted) for work in group.works
    }
    _amended(adopted, _changed(goal, title="Anders"), by=ella, publisher=evert)

    after = {
        work.element.code: work.granted for group in at_work(adopted.city, adopted) for work in group.works
    }

    assert before[goal.code] == after[goal.code] == 1
    assert dict(choices_of(adopted.city).goals)[goal.code] == "Anders"
    assert [one.element for one in granted.aims.all() if one.element.kind == ElementKind.GOAL] == [goal]
    now = signed_in(None).get(f"/at-work/{_goals(adopted)[0].public_id}/").content.decode()
    assert granted.title in now
    assert goal.title in now
    old = signed_in(None).get(f"/at-work/{goal.public_id}/").content.decode()
    assert "Zo luidde het tot" in old
    assert f"/at-work/{_goals(adopted)[0].public_id}/" in old


@pytest.mark.parametrize("act", [Amends.CHANGE, Amends.END])
def test_two_amendments_of_one_part_do_not_pass_each_other(
    adopted: Plan, ella: User, evert: User, act: Amends
) -> None:
    goal = _goals(adopted)[0]
    late = _entered(
        adopted, AmendedPartOf(act, goal.public_id, title="" if act == Amends.END else "B"), by=ella
    )
    _amended(adopted, _changed(goal, title="A"), by=ella, publisher=evert)

    with pytest.raises(NotComplete, match=goal.code):
        publish_edition(late, by=evert, at=NOON)
    assert _goals(adopted)[0].title == "A"


def test_a_plan_keeps_a_goal_and_its_codes_apart(adopted: Plan, ella: User, evert: User) -> None:
    goals = _goals(adopted)
    empty = _entered(adopted, by=ella)
    with pytest.raises(NotComplete):
        publish_edition(empty, by=evert, at=NOON)
    without = _entered(adopted, *(AmendedPartOf(Amends.END, one.public_id) for one in goals), by=ella)
    with pytest.raises(NotComplete):
        publish_edition(without, by=evert, at=NOON)
    with pytest.raises(PartAmended):
        add_point(without, AmendedPart, what=_changed(goals[0], title="Nog eens"), by=ella, at=NOON)
    same = replace(said.NEW_PART, kind=ElementKind.GOAL, code=goals[1].code)
    with pytest.raises(CodeTaken):
        add_point(empty, AmendedPart, what=same, by=ella, at=NOON)
    point = add_point(empty, AmendedPart, what=_changed(goals[0], title="Anders"), by=ella, at=NOON)
    with pytest.raises(CodeTaken):
        change_point(point, what=_changed(goals[0], code=goals[1].code), position=1, by=ella, at=NOON)


def test_an_amendment_is_of_an_adopted_version_after_its_decision(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    late = replace(said.AMENDED, plan=adopted.public_id, decision_on=NOON.date() + timedelta(days=1))
    with pytest.raises(WrongDay):
        enter(Amendment, city, what=late, by=ella, at=NOON)
    other = plan.published(city, editor=ella, publisher=evert, at=NOON)
    made = _entered(adopted, by=ella)
    with pytest.raises(PartAmended):
        add_point(made, AmendedPart, what=_changed(_goals(other)[0], title="Anders"), by=ella, at=NOON)


def test_what_changed_the_plan_is_not_changed_itself(adopted: Plan, ella: User, evert: User) -> None:
    made = _amended(adopted, said.NEW_PART, by=ella, publisher=evert)

    with pytest.raises(EditionStands):
        begin_edition(made, by=ella, at=NOON)
    told = {"version": 2, "edits": 9, "edited_by": ella, "edited_at": NOON, "plan": adopted}
    columns = {
        "title": "x",
        "ground": "other",
        "reason": "x",
        "decision_number": "1",
        "decision_on": NOON.date(),
    }
    assert refusal(lambda: made.editions.create(**told, **columns))


def test_a_new_version_begins_with_what_the_plan_reads_now(
    city: City, adopted: Plan, ella: User, evert: User
) -> None:
    goal = _goals(adopted)[0]
    _amended(adopted, _changed(goal, title="Anders"), by=ella, publisher=evert)

    made = start_version(
        city, title="Nieuw", first_year=2028, last_year=2031, replaces=adopted, by=ella, at=NOON
    )

    assert [one.title for one in _goals(made)] == [one.title for one in _goals(adopted)]
    assert [one.replaces for one in _goals(made)] == _goals(adopted)


def test_the_database_refuses_what_no_amendment_says(adopted: Plan, ella: User, evert: User) -> None:
    goal, other, _third = _goals(adopted)
    made = said.newest(_amended(adopted, _changed(goal, title="Anders"), by=ella, publisher=evert))
    now = _goals(adopted)[0]
    row: dict[str, Any] = {
        "plan": adopted,
        "kind": ElementKind.GOAL,
        "code": "G7",
        "title": "x",
        "position": 9,
    }

    assert refusal(lambda: Element.objects.create(**row))
    assert refusal(lambda: Element.objects.create(**row, since=made))
    assert refusal(lambda: Element.objects.filter(pk=other.pk).update(until=made))
    assert refusal(lambda: Element.objects.filter(pk=now.pk).update(until=made))
    assert refusal(lambda: Element.objects.filter(pk=goal.pk).update(until=None))
    assert refusal(lambda: Element.objects.filter(pk=now.pk).update(title="y"))
    assert refusal(now.delete)
    open_ = said.newest(_entered(adopted, _changed(other, title="Later"), by=ella))
    assert refusal(lambda: Element.objects.filter(pk=other.pk).update(until=open_))


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"act": "add", "kind": "goal", "code": "G8"}, "title"),
        ({"act": "add", "code": "G8", "title": "x"}, "kind"),
        ({"act": "change", "title": "x"}, "element"),
        ({"act": "change", "element": "goal"}, "title"),
        ({"act": "end", "element": "goal", "title": "x"}, "title"),
        ({"act": "add", "element": "goal", "kind": "goal", "code": "G8", "title": "x"}, "element"),
        ({"act": "add", "kind": "goal", "code": "taken", "title": "x"}, "code"),
    ],
)
def test_the_form_says_at_the_field_what_is_missing(
    adopted: Plan, ella: User, signed_in: Open, says: dict[str, str], field: str
) -> None:
    made = _entered(adopted, by=ella)
    goal = _goals(adopted)[0]
    told = {name: {"goal": goal.public_id, "taken": goal.code}.get(text, text) for name, text in says.items()}
    told = {**told, "kind": says.get("kind", "")}

    answer = post(signed_in(ella), ella, f"/amendments/{made.public_id}/parts/add/", position="1", **told)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said.newest(made).changes == []


def test_everyone_finds_what_changed_from_the_plan(
    adopted: Plan, ella: User, evert: User, signed_in: Open
) -> None:
    goal = _goals(adopted)[0]
    made = _amended(adopted, _changed(goal, title="Iedereen doet mee"), by=ella, publisher=evert)
    client = signed_in(None)

    page = client.get("/plan/").content.decode()
    told = client.get(f"/amendments/{made.public_id}/").content.decode()

    assert "Iedereen doet mee" in page
    assert f"/amendments/{made.public_id}/" in page
    assert goal.title not in page
    assert goal.title in told
    assert "De raad vroeg erom." in told
