"""The plan in versions: a concept is edited, someone else publishes it, and then it stays as it is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from grants.plan.errors import CodeTaken, OwnEdit, PartGone, VersionStands, WithoutGoals, WrongDay, WrongYears
from grants.plan.flows import (
    add_element,
    adopt_version,
    change_element,
    change_version,
    remove_element,
    start_version,
)
from grants.plan.models import Plan
from grants.plan.queries import (
    is_open,
    plan_in_force,
    published_versions,
    values_of_element,
    values_of_version,
    version_at,
)
from grants.plan.states import ElementKind, ElementOf
from portal.errors import ChangedMeanwhile, NoLongerAllowed
from portal.trail.models import Record
from portal.trail.words import sentence
from tests import plan
from tests.grants.budget.raw import refusal
from tests.grants.plan.test_guards import change
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

GOAL = ElementKind.GOAL


@shared
def concept(city: City, ella: User) -> Plan:
    """A concept of ella's that takes the place of the adopted plan, with one goal beside the three of that."""
    return plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))


def codes(version: Plan, kind: ElementKind = GOAL) -> list[str]:
    """Return the codes of a kind in their order, of which the places must be 1, 2, 3 and so on."""
    found = list(version.elements.filter(kind=kind))
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    return [one.code for one in found]


def adopt(version: Plan, by: User, **other: Any) -> None:
    adopt_version(version, **{**plan.DECIDED, **other}, by=by, at=NOON)


def test_a_version_begins_with_what_the_one_before_it_holds(city: City, concept: Plan) -> None:
    before = plan.adopted(city)

    assert (concept.number, concept.state, concept.replaces, concept.is_adopted) == (
        3,
        "concept",
        before,
        False,
    )
    assert codes(concept) == ["1", "2", "3", "G1"]
    for kind in set(ElementKind) - {GOAL}:
        assert codes(concept, kind) == codes(before, kind) != []
    shared = set(before.elements.values_list("public_id", flat=True))
    assert not shared & set(concept.elements.values_list("public_id", flat=True))


def test_a_version_in_nobodys_place_begins_empty(city: City, ella: User) -> None:
    made = start_version(city, title="Nieuw", first_year=2030, last_year=2030, by=ella, at=NOON)

    assert (made.number, made.elements.count(), made.years) == (3, 0, "2030–2030")
    assert list(made.editors.all()) == [ella]


def test_the_last_year_never_comes_before_the_first(city: City, concept: Plan, ella: User) -> None:
    with pytest.raises(WrongYears):
        start_version(city, title="Nieuw", first_year=2031, last_year=2030, by=ella, at=NOON)
    with pytest.raises(WrongYears):
        change_version(concept, title="Nieuw", first_year=2031, last_year=2030, source="", by=ella, at=NOON)

    assert Plan.objects.count() == 3
    assert version_at(city, concept.public_id) == concept
    assert values_of_version(Plan.objects.get(pk=concept.pk))["title"] == "Het nieuwe plan"


def test_what_was_replaced_is_not_replaced_again(city: City, ella: User) -> None:
    replaced = Plan.objects.get(city=city, number=1)
    with pytest.raises(VersionStands):
        plan.concept(city, by=ella, at=NOON, replaces=replaced)
    assert Plan.objects.count() == 2


def test_a_concept_changes_and_says_by_whom(city: City, concept: Plan, ella: User) -> None:
    edits, later = concept.edits, NOON + timedelta(hours=1)
    change_version(concept, title="Beter", first_year=2028, last_year=2030, source="Brief", by=ella, at=later)

    assert (concept.title, concept.years, concept.source) == ("Beter", "2028–2030", "Brief")
    assert (concept.edits, concept.edited_by, concept.edited_at) == (edits + 1, ella, later)


def test_a_change_of_nothing_is_no_edit(concept: Plan, ella: User) -> None:
    edits = concept.edits
    change_version(concept, **values_of_version(concept), by=ella, at=NOON)
    one = plan.goal(concept)
    what = ElementOf(one.code, one.title, one.explanation, one.source)
    change_element(one, what=what, position=one.position, by=ella, at=NOON)

    assert Plan.objects.get(pk=concept.pk).edits == edits
    assert not Record.objects.filter(act__in=["plan.version_changed", "plan.element_changed"]).exists()


@pytest.mark.parametrize(("to", "order"), [(None, "1 2 3 G1 N"), (1, "N 1 2 3 G1"), (3, "1 2 N 3 G1")])
def test_an_element_takes_the_place_it_is_given(
    concept: Plan, ella: User, to: int | None, order: str
) -> None:
    add_element(concept, kind=GOAL, what=ElementOf("N9", "Nieuw"), position=to, by=ella, at=NOON)
    assert codes(concept) == order.replace("N", "N9").split()


@pytest.mark.parametrize(("to", "order"), [(1, "G1 1 2 3"), (2, "1 G1 2 3"), (4, "1 2 3 G1")])
def test_an_element_moves_among_its_kind(concept: Plan, ella: User, to: int, order: str) -> None:
    one = plan.goal(concept)
    change_element(one, what=ElementOf("G1", "Doel 1"), position=to, by=ella, at=NOON)
    assert (codes(concept), one.position) == (order.split(), to)


def test_a_removed_element_leaves_no_gap(concept: Plan, ella: User) -> None:
    second = concept.elements.get(kind=GOAL, code="2")
    remove_element(second, by=ella, at=NOON)

    assert codes(concept) == ["1", "3", "G1"]
    with pytest.raises(PartGone):
        change_element(second, what=ElementOf("2", "Terug"), position=1, by=ella, at=NOON)


def test_a_code_is_used_once_in_a_kind(concept: Plan, ella: User) -> None:
    with pytest.raises(CodeTaken):
        add_element(concept, kind=GOAL, what=ElementOf("G1", "Nog een"), by=ella, at=NOON)
    with pytest.raises(CodeTaken):
        change_element(plan.goal(concept), what=ElementOf("1", "Doel"), position=1, by=ella, at=NOON)
    add_element(concept, kind=ElementKind.PARAGRAPH, what=ElementOf("G1", "Mag wel"), by=ella, at=NOON)

    assert codes(concept) == ["1", "2", "3", "G1"]


def test_another_publishes_what_the_city_council_adopted(city: City, concept: Plan, evert: User) -> None:
    adopt(concept, evert)

    assert (concept.state, concept.decision_number, concept.decision_on, concept.adopted_by) == (
        "adopted",
        "26bb004210",
        date(2026, 10, 8),
        evert,
    )
    record = Record.objects.get(act="plan.version_adopted", subject_id=concept.public_id)
    assert (record.by_id, record.facts) == (evert.pk, {"version": 3, "decided_on": "2026-10-08"})
    assert sentence(record.act, record.facts) == "publiceerde een vastgestelde versie van het plan (3)"


def test_nobody_publishes_an_own_edit_also_when_another_edited_after(
    city: City, concept: Plan, ella: User, evert: User
) -> None:
    elsa = plan.publisher(city)
    add_element(concept, kind=GOAL, what=ElementOf("G2", "Van elsa"), by=elsa, at=NOON)
    with pytest.raises(OwnEdit):
        adopt(concept, elsa)
    remove_element(plan.goal(concept, 2), by=ella, at=NOON)
    with pytest.raises(OwnEdit):
        adopt(concept, elsa)

    adopt(concept, evert)
    assert concept.adopted_by == evert


def test_a_later_version_may_be_published_by_who_edited_an_earlier_one(
    city: City, concept: Plan, ella: User, evert: User
) -> None:
    elsa = plan.publisher(city)
    add_element(concept, kind=GOAL, what=ElementOf("G2", "Van elsa"), by=elsa, at=NOON)
    adopt(concept, evert)
    following = plan.concept(city, by=ella, at=NOON, replaces=concept, goals=0)

    adopt(following, elsa)
    assert following.adopted_by == elsa


def test_a_version_without_goals_is_not_published(city: City, ella: User, evert: User) -> None:
    empty = plan.concept(city, by=ella, at=NOON, goals=0)
    with pytest.raises(WithoutGoals):
        adopt(empty, evert)
    assert Plan.objects.get(pk=empty.pk).state == "concept"


def test_the_day_of_the_decision_has_come(concept: Plan, evert: User) -> None:
    today = timezone.localdate(NOON)
    with pytest.raises(WrongDay):
        adopt(concept, evert, decision_on=today + timedelta(days=1))
    adopt(concept, evert, decision_on=today)
    assert concept.decision_on == today


def test_what_changed_after_the_publisher_read_it_is_not_published(
    concept: Plan, ella: User, evert: User
) -> None:
    read = concept.edits
    add_element(concept, kind=GOAL, what=ElementOf("G2", "Later"), by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        adopt(concept, evert, edits=read)
    adopt(concept, evert, edits=read + 1)
    assert concept.is_adopted


def test_a_version_is_published_once(concept: Plan, evert: User) -> None:
    adopt(concept, evert)
    with pytest.raises(VersionStands):
        adopt(concept, evert, decision_number="26bb000001")
    assert Plan.objects.get(pk=concept.pk).decision_number == "26bb004210"


def test_one_of_two_concepts_takes_the_place_and_the_other_does_not(
    city: City, concept: Plan, ella: User, evert: User
) -> None:
    other = plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))
    adopt(concept, evert)
    with pytest.raises(VersionStands):
        adopt(other, evert)
    assert (is_open(Plan.objects.get(pk=other.pk)), other.is_adopted) == (True, False)


def test_nothing_of_an_adopted_or_replaced_version_changes(city: City, ella: User, evert: User) -> None:
    for version in Plan.objects.filter(city=city, number__lte=2):
        one = version.elements.get(kind=ElementKind.PRINCIPLE, code="U1")
        before = (values_of_version(version), values_of_element(one))
        with pytest.raises(VersionStands):
            change_version(version, title="X", first_year=2024, last_year=2027, source="", by=ella, at=NOON)
        with pytest.raises(VersionStands):
            add_element(version, kind=GOAL, what=ElementOf("G9", "X"), by=ella, at=NOON)
        with pytest.raises(VersionStands):
            change_element(one, what=ElementOf("U1", "X"), position=1, by=ella, at=NOON)
        with pytest.raises(VersionStands):
            remove_element(one, by=ella, at=NOON)
        with pytest.raises(VersionStands):
            adopt(version, evert)
        version.refresh_from_db()
        one.refresh_from_db()
        assert (values_of_version(version), values_of_element(one)) == before


def test_a_stale_change_of_an_element_is_refused(concept: Plan, ella: User) -> None:
    one = plan.goal(concept)
    was = values_of_element(one)
    change_element(one, what=ElementOf("G1", "Eerst"), position=4, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_element(one, what=ElementOf("G1", "Te laat"), position=4, was=was, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        remove_element(one, was=was, by=ella, at=NOON)
    assert plan.goal(concept).title == "Eerst"


def test_who_has_the_role_no_longer_changes_nothing(concept: Plan, ella: User, evert: User) -> None:
    ella.seats.update(ends_on=date(2026, 11, 1))
    evert.seats.update(ends_on=date(2026, 11, 1))
    with pytest.raises(NoLongerAllowed):
        add_element(concept, kind=GOAL, what=ElementOf("G2", "Te laat"), by=ella, at=NOON)
    with pytest.raises(NoLongerAllowed):
        adopt(concept, evert)
    assert codes(concept) == ["1", "2", "3", "G1"]


@pytest.mark.parametrize(
    ("year", "number"), [(2023, 2), (2024, 2), (2027, 2), (2028, 3), (2031, 3), (2040, 3)]
)
def test_the_plan_in_force_is_that_of_the_year(
    city: City, ella: User, evert: User, year: int, number: int
) -> None:
    plan.published(city, editor=ella, publisher=evert, at=NOON)  # 2028–2031
    plan.concept(city, by=ella, at=NOON)

    in_force = plan_in_force(published_versions(city), date(year, 6, 1))

    assert in_force is not None
    assert in_force.number == number


def test_everyone_reads_adopted_and_replaced_versions_and_no_concept(
    city: City, concept: Plan, evert: User
) -> None:
    assert [one.number for one in published_versions(city)] == [2, 1]
    adopt(concept, evert)
    assert [one.number for one in published_versions(city)] == [3, 2, 1]


def test_who_edited_a_concept_publishes_no_copy_of_it(
    city: City, concept: Plan, ella: User, evert: User
) -> None:
    Plan.editors.through.objects.create(plan=concept, user=evert)
    copy = plan.concept(city, by=ella, at=NOON, replaces=concept, goals=0)

    with pytest.raises(OwnEdit):
        adopt(copy, evert)
    told = {
        "state": "adopted",
        "decision_number": "x",
        "decision_on": "2026-10-08",
        "adopted_by_id": evert.pk,
    }
    assert (
        refusal(change, copy, **told, adopted_at=NOON) == "who edited a version of the plan never adopts it"
    )
