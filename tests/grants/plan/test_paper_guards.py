"""What the database refuses of the papers of the city council by itself, whatever the code does."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.plan.flows import begin_edition, change_edition, drop_edition, enter, publish_edition
from grants.plan.models import Paper, PaperEdition
from tests import papers, plan
from tests.grants.budget.raw import insert, refusal, run
from tests.grants.plan.test_guards import change, remove
from tests.grants.plan.test_papers import SETTLED
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

STAYS = "what was published stays as it is; a change is a new edition"
BEGINS = "an edition begins open, after the one before it was published"
KEPT = "what was said of the plan is kept"
PUBLISHED = {"published_at": "2026-11-02 11:00:00"}


@shared
def opened(city: City, ella: User) -> Paper:
    """A paper that is not published yet."""
    return papers.entered(city, by=ella, at=NOON)


@shared
def settled(city: City, ella: User, evert: User) -> Paper:
    """A paper that the city council settled, as everyone reads it."""
    made = papers.entered(city, by=ella, at=NOON, what=replace(SETTLED, number="26bb007777"))
    publish_edition(made, by=evert, at=NOON)
    return made


@pytest.mark.parametrize(
    "values", [{"title": "X"}, {"edits": 9}, {"published_at": None, "published_by_id": None}]
)
def test_what_was_published_stays(settled: Paper, values: dict[str, Any]) -> None:
    assert refusal(change, papers.newest_of(settled), **values) == STAYS


def test_what_it_asks_stays_too(settled: Paper, opened: Paper, city: City) -> None:
    asked, held = papers.request_of(settled), "what was published of a paper stays as it is"

    assert refusal(change, asked, text="X") == held
    assert refusal(remove, asked) == held
    assert refusal(insert, asked, public_id="anders") == held
    element = plan.adopted(city).elements.all()[0]
    link = "INSERT INTO grants_paperrequest_elements (paperrequest_id, element_id) VALUES (%s, %s)"
    assert refusal(run, link, asked.pk, element.pk) == held
    assert run(link, papers.request_of(opened).pk, element.pk) == 1
    assert change(papers.request_of(opened), text="X") == 1


def test_nothing_goes(settled: Paper, opened: Paper) -> None:
    for paper in (settled, opened):
        assert refusal(remove, papers.newest_of(paper)) == KEPT
        assert refusal(remove, paper) == "papers of the city council are kept"
        assert refusal(change, paper, public_id="anders") == "papers of the city council are kept"
    gone = "DELETE FROM grants_paperedition_editors WHERE paperedition_id = %s"
    assert refusal(run, gone, papers.newest_of(opened).pk) == "who edited what is said of the plan is kept"


def test_who_edited_it_never_publishes_it(opened: Paper, ella: User, evert: User, city: City) -> None:
    second = plan.publisher(city)
    begun = papers.newest_of(opened)
    change(begun, edited_by_id=second.pk)

    found = refusal(change, begun, published_by_id=ella.pk, **PUBLISHED)
    assert found == "who edited it never publishes it"
    assert refusal(change, begun, published_by_id=second.pk, **PUBLISHED)
    assert change(begun, published_by_id=evert.pk, **PUBLISHED) == 1


def test_an_edition_is_published_by_someone(opened: Paper) -> None:
    assert refusal(change, papers.newest_of(opened), **PUBLISHED)


def test_an_edition_begins_open_in_order_and_alone(opened: Paper, settled: Paper) -> None:
    first = papers.newest_of(opened)
    assert refusal(insert, first, version=2) == BEGINS
    last = papers.newest_of(settled)
    assert refusal(insert, last, version=2) == BEGINS
    now_open = {"published_at": None, "published_by_id": None, "edits": last.edits + 1}
    assert refusal(insert, last, version=3, **now_open) == BEGINS
    assert refusal(insert, last, version=1, **now_open) == BEGINS
    assert refusal(insert, last, version=2, **{**now_open, "edits": last.edits}) == BEGINS
    assert insert(last, version=2, **now_open) > last.pk


def test_what_the_city_council_settled_stays_settled(settled: Paper, ella: User) -> None:
    open_again = {"is_settled": None, "decision_number": "", "decision_on": None}
    now_open = {"published_at": None, "published_by_id": None}
    assert refusal(insert, papers.newest_of(settled), version=2, **now_open, **open_again) == BEGINS
    begun = begin_edition(settled, by=ella, at=NOON)
    assert refusal(change, begun, **open_again) == STAYS


def test_a_paper_that_is_published_asks_something(city: City, ella: User, evert: User) -> None:
    made = enter(Paper, city, what=papers.WHAT, by=ella, at=NOON)
    found = refusal(change, papers.newest_of(made), published_by_id=evert.pk, **PUBLISHED)
    assert found == "a paper that is published asks something"


def test_it_links_to_the_adopted_plan_of_its_own_city_alone(opened: Paper, city: City, ella: User) -> None:
    asked, held = papers.request_of(opened), "what was published of a paper stays as it is"
    link = "INSERT INTO grants_paperrequest_elements (paperrequest_id, element_id) VALUES (%s, %s)"
    concept = plan.goal(plan.concept(city, by=ella, at=NOON))
    assert refusal(run, link, asked.pk, concept.pk) == held


def test_nobody_becomes_an_editor_of_what_was_published(settled: Paper, evert: User) -> None:
    add = "INSERT INTO grants_paperedition_editors (paperedition_id, user_id) VALUES (%s, %s)"
    found = refusal(run, add, papers.newest_of(settled).pk, evert.pk)
    assert found == "who edited what is said of the plan is kept"


def test_what_was_dropped_stays_dropped(opened: Paper, ella: User, evert: User) -> None:
    begun = papers.newest_of(opened)
    drop_edition(opened, by=ella, at=NOON)

    assert refusal(change, begun, dropped_at=None, dropped_by_id=None) == STAYS
    assert refusal(change, begun, published_by_id=evert.pk, **PUBLISHED) == STAYS


@pytest.mark.parametrize(
    "values",
    [
        {"is_settled": True},
        {"decision_number": "26bb002000"},
        {"decision_on": "2026-10-08"},
        {"is_settled": True, "decision_on": "2026-10-08"},
        {"kind": "wish"},
    ],
)
def test_a_paper_is_settled_by_a_decision_alone(opened: Paper, values: dict[str, Any]) -> None:
    assert refusal(change, papers.newest_of(opened), **values)


def test_a_degree_is_one_of_ours(opened: Paper) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change(papers.request_of(opened), degree="bit")


def test_the_flow_and_the_database_agree(opened: Paper, ella: User, evert: User) -> None:
    change_edition(opened, what=SETTLED, by=ella, at=NOON)
    publish_edition(opened, by=evert, at=NOON)
    begin_edition(opened, by=ella, at=NOON)

    assert [one.version for one in PaperEdition.objects.filter(paper=opened)] == [2, 1]
