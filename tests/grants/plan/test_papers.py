"""Papers of the city council: one edits, another publishes, and only a decision of the city council closes one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from grants.plan.errors import (
    EditionStands,
    NumberTaken,
    OwnEdit,
    PartGone,
    StaysSettled,
    WithoutRequests,
    WrongDay,
)
from grants.plan.flows import (
    add_point,
    begin_edition,
    change_edition,
    change_point,
    drop_edition,
    enter,
    publish_edition,
    remove_point,
)
from grants.plan.models import Paper, PaperEdition, PaperRequest
from grants.plan.queries import (
    edition_of,
    papers_of,
    to_publish,
    to_settle,
    values_of_row,
)
from grants.plan.states import Degree, PaperKind, PaperOf, PaperState
from portal.errors import ChangedMeanwhile
from tests import papers, plan
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.models import User
from wijkraden.places.models import City

SETTLED = replace(papers.WHAT, is_settled=True, decision_number="26bb002000", decision_on=date(2026, 10, 8))


@shared
def opened(city: City, ella: User) -> Paper:
    """A paper of ella's that is not published yet."""
    return papers.entered(city, by=ella, at=NOON)


@shared
def published(city: City, ella: User, evert: User) -> Paper:
    """A paper that everyone reads."""
    what = replace(papers.WHAT, number="26bb005678")
    return papers.published(city, by=ella, publisher=evert, at=NOON, what=what)


def of(paper: Paper) -> PaperOf:
    """Return what its newest edition says."""
    return PaperOf(**values_of_row(papers.newest_of(paper)))


def read_by_all(paper: Paper) -> PaperEdition | None:
    """Return what everyone reads of it."""
    return edition_of(PaperEdition, paper.city, paper.public_id)


def test_everyone_reads_a_paper_from_its_publication_on(city: City, opened: Paper, evert: User) -> None:
    assert edition_of(PaperEdition, city, opened.public_id) is None
    assert edition_of(PaperEdition, city, opened.public_id, is_inside=True) == papers.newest_of(opened)

    publish_edition(opened, by=evert, at=NOON)

    found = edition_of(PaperEdition, city, opened.public_id)
    assert found is not None
    assert (found.published_by, found.published_at, found.version) == (evert, NOON, 1)


def test_who_edited_it_never_publishes_it(city: City, opened: Paper, ella: User) -> None:
    plan.both(ella, city)
    with pytest.raises(OwnEdit):
        publish_edition(opened, by=ella, at=NOON)


def test_who_edited_only_what_was_published_before_publishes_the_change_of_another(
    city: City, published: Paper, ella: User
) -> None:
    second = plan.both(ella, city)
    other = plan.publisher(city)
    begin_edition(published, by=other, at=NOON)
    publish_edition(published, by=second, at=NOON)

    assert papers.newest_of(published).published_by == ella


@pytest.mark.parametrize(
    "act",
    [
        lambda paper, by: change_edition(paper, what=of(paper), by=by, at=NOON),
        lambda paper, by: add_point(paper, PaperRequest, what=papers.ASKED, by=by, at=NOON),
        lambda paper, by: remove_point(papers.request_of(paper), by=by, at=NOON),
        lambda paper, by: change_point(
            papers.request_of(paper), what=papers.ASKED, position=1, by=by, at=NOON
        ),
    ],
)
def test_what_was_published_stays(published: Paper, ella: User, act: Callable[[Paper, User], object]) -> None:
    with pytest.raises(EditionStands):
        act(published, ella)


def test_a_change_begins_as_a_copy_and_takes_the_place_when_it_is_published(
    city: City, published: Paper, ella: User, evert: User
) -> None:
    element = plan.adopted(city).elements.all()[0]
    first = read_by_all(published)
    begin_edition(published, by=ella, at=NOON)
    what = replace(papers.ASKED, text="Zet er twee", elements=(element.public_id,))
    change_point(papers.request_of(published), what=what, position=1, by=ella, at=NOON)
    change_edition(published, what=replace(of(published), title="Nog meer bankjes"), by=ella, at=NOON)

    assert read_by_all(published) == first
    publish_edition(published, by=evert, at=NOON)

    now = read_by_all(published)
    assert first is not None
    assert now is not None
    assert (now.version, now.title, now.requests.get().text) == (2, "Nog meer bankjes", "Zet er twee")
    assert list(now.requests.get().elements.all()) == [element]
    assert (first.title, first.requests.get().text) == ("Meer bankjes", papers.ASKED.text)
    assert [one.version for one in papers_of(city) if one.paper == published] == [2]


def test_a_change_begins_once(published: Paper, ella: User) -> None:
    first = begin_edition(published, by=ella, at=NOON)

    assert begin_edition(published, by=ella, at=NOON) == first
    assert published.editions.count() == 2


def test_a_number_stands_for_one_paper(city: City, opened: Paper, ella: User) -> None:
    with pytest.raises(NumberTaken):
        enter(Paper, city, what=replace(papers.WHAT, number="26BB001234"), by=ella, at=NOON)
    other = enter(Paper, city, what=replace(papers.WHAT, number="14MO03687"), by=ella, at=NOON)
    with pytest.raises(NumberTaken):
        change_edition(other, what=papers.WHAT, by=ella, at=NOON)


def test_only_a_decision_of_the_city_council_closes_a_paper(
    city: City, published: Paper, ella: User, evert: User
) -> None:
    assert papers.newest_of(published).state == PaperState.PROPOSED
    assert published in [one.paper for one in to_settle(city)]
    begin_edition(published, by=ella, at=NOON)
    change_edition(published, what=replace(SETTLED, number="26bb005678"), by=ella, at=NOON)
    assert published in [one.paper for one in to_settle(city)]

    publish_edition(published, by=evert, at=NOON)

    assert papers.newest_of(published).state == PaperState.SETTLED
    assert published not in [one.paper for one in to_settle(city)]


def test_what_the_city_council_settled_stays_settled(
    city: City, opened: Paper, ella: User, evert: User
) -> None:
    change_edition(opened, what=SETTLED, by=ella, at=NOON)
    publish_edition(opened, by=evert, at=NOON)
    begin_edition(opened, by=ella, at=NOON)

    with pytest.raises(StaysSettled):
        change_edition(opened, what=papers.WHAT, by=ella, at=NOON)
    change_edition(opened, what=replace(SETTLED, decision_number="26bb002001"), by=ella, at=NOON)


def test_a_paper_that_the_city_council_keeps_open_leaves_the_list(
    city: City, opened: Paper, ella: User, evert: User
) -> None:
    change_edition(opened, what=replace(SETTLED, is_settled=False), by=ella, at=NOON)
    publish_edition(opened, by=evert, at=NOON)

    assert papers.newest_of(opened).state == PaperState.OPEN
    assert opened not in [one.paper for one in to_settle(city)]


def test_a_decision_is_not_of_a_day_to_come(opened: Paper, ella: User) -> None:
    tomorrow = NOON.date() + timedelta(days=1)
    with pytest.raises(WrongDay):
        change_edition(opened, what=replace(SETTLED, decision_on=tomorrow), by=ella, at=NOON)


def test_a_paper_without_a_request_is_not_published(city: City, ella: User, evert: User) -> None:
    made = enter(Paper, city, what=papers.WHAT, by=ella, at=NOON)
    with pytest.raises(WithoutRequests):
        publish_edition(made, by=evert, at=NOON)


def test_an_old_page_changes_nothing(opened: Paper, ella: User, evert: User) -> None:
    seen, asked = values_of_row(papers.newest_of(opened)), papers.request_of(opened)
    was, edits = values_of_row(asked), papers.newest_of(opened).edits
    change_edition(opened, what=replace(papers.WHAT, title="Anders"), by=ella, at=NOON)
    change_point(asked, what=replace(papers.ASKED, degree=Degree.NOT), position=1, by=ella, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        change_edition(opened, what=papers.WHAT, was=seen, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_point(asked, what=papers.ASKED, position=1, was=was, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        remove_point(asked, was=was, by=ella, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        publish_edition(opened, edits=edits, by=evert, at=NOON)


def test_what_is_asked_keeps_its_order_and_goes_for_good(opened: Paper, ella: User) -> None:
    second = add_point(opened, PaperRequest, what=replace(papers.ASKED, text="En een boom"), by=ella, at=NOON)
    first = add_point(
        opened, PaperRequest, what=replace(papers.ASKED, text="Eerst dit"), position=1, by=ella, at=NOON
    )
    texts = papers.newest_of(opened).requests.values_list("text", flat=True)
    assert list(texts.all()) == ["Eerst dit", papers.ASKED.text, "En een boom"]

    remove_point(first, by=ella, at=NOON)
    assert list(texts.all()) == [papers.ASKED.text, "En een boom"]
    assert list(papers.newest_of(opened).requests.values_list("position", flat=True)) == [1, 2]
    change_point(second, what=papers.ASKED, position=1, by=ella, at=NOON)
    with pytest.raises(PartGone):
        remove_point(first, by=ella, at=NOON)


def test_a_part_of_the_plan_that_is_not_there_is_refused(opened: Paper, ella: User) -> None:
    with pytest.raises(PartGone):
        add_point(opened, PaperRequest, what=replace(papers.ASKED, elements=("nergens",)), by=ella, at=NOON)


@pytest.mark.parametrize("name", ["evert", "carla", "anna"])
def test_only_the_plan_editor_edits(city: City, opened: Paper, published: Paper, name: str) -> None:
    by = User.objects.get(email=f"{name}@demo.example")
    for act in (
        lambda: enter(Paper, city, what=replace(papers.WHAT, number="1"), by=by, at=NOON),
        lambda: begin_edition(published, by=by, at=NOON),
        lambda: change_edition(opened, what=papers.WHAT, by=by, at=NOON),
        lambda: add_point(opened, PaperRequest, what=papers.ASKED, by=by, at=NOON),
    ):
        with pytest.raises(NoLongerAllowed):
            act()


def test_the_demo_has_the_papers_of_the_letter(city: City) -> None:
    found = {one.number: one for one in to_settle(city)}

    assert sorted(found) == [
        "21bb15773",
        "21bb16305",
        "22bb004361",
        "22bb007153",
        "22bb007155",
        "23bb000539",
        "23bb001193",
        "23bb002365",
    ]
    kinds = [one.kind for one in found.values()]
    assert (kinds.count(PaperKind.MOTION), kinds.count(PaperKind.PROMISE)) == (2, 6)
    both = found["23bb001193"]
    assert (both.referred_in, both.is_proposed, both.requests.count()) == ("23bb002670", True, 3)
    assert {one.degree for one in found["22bb007153"].requests.all()} == {Degree.TAKEN}


def test_a_page_of_an_earlier_edition_publishes_no_other(published: Paper, ella: User, evert: User) -> None:
    begin_edition(published, by=ella, at=NOON)
    edits = papers.newest_of(published).edits
    publish_edition(published, edits=edits, by=evert, at=NOON)
    begin_edition(published, by=ella, at=NOON)

    assert papers.newest_of(published).edits > edits
    with pytest.raises(ChangedMeanwhile):
        publish_edition(published, edits=edits, by=evert, at=NOON)


def test_a_number_that_everyone_reads_is_taken_while_another_is_being_entered(
    city: City, published: Paper, ella: User
) -> None:
    begin_edition(published, by=ella, at=NOON)
    change_edition(published, what=replace(of(published), number="26bb000001"), by=ella, at=NOON)

    for number in ("26bb005678", "26bb000001"):
        with pytest.raises(NumberTaken):
            enter(Paper, city, what=replace(papers.WHAT, number=number), by=ella, at=NOON)


def test_a_change_that_was_a_mistake_is_dropped_and_what_everyone_reads_stays(
    published: Paper, ella: User, evert: User
) -> None:
    begin_edition(published, by=ella, at=NOON)
    change_edition(published, what=replace(of(published), title="Fout"), by=ella, at=NOON)
    drop_edition(published, by=ella, at=NOON)

    assert papers.newest_of(published) == read_by_all(published)
    assert begin_edition(published, by=ella, at=NOON).version == 3
    assert of(published).title == papers.WHAT.title
    publish_edition(published, by=evert, at=NOON)


def test_a_paper_that_was_a_mistake_is_found_nowhere_and_its_number_is_free(
    city: City, opened: Paper, ella: User, evert: User
) -> None:
    drop_edition(opened, by=ella, at=NOON)

    assert edition_of(PaperEdition, city, opened.public_id, is_inside=True) is None
    assert opened not in [one.paper for one in papers_of(city, is_inside=True)]
    assert enter(Paper, city, what=papers.WHAT, by=ella, at=NOON).city == city
    with pytest.raises(PartGone):
        begin_edition(opened, by=ella, at=NOON)
    with pytest.raises(PartGone):
        publish_edition(opened, by=evert, at=NOON)


def test_a_decision_comes_not_before_the_paper(opened: Paper, ella: User) -> None:
    with pytest.raises(WrongDay):
        change_edition(opened, what=replace(SETTLED, made_on=date(2026, 10, 9)), by=ella, at=NOON)


def test_a_part_of_a_concept_of_the_plan_is_refused(city: City, opened: Paper, ella: User) -> None:
    concept = plan.concept(city, by=ella, at=NOON)
    with pytest.raises(PartGone):
        what = replace(papers.ASKED, elements=(plan.goal(concept).public_id,))
        add_point(opened, PaperRequest, what=what, by=ella, at=NOON)


def test_the_list_for_settlement_is_what_is_proposed(city: City, published: Paper) -> None:
    proposed = {one for one in papers_of(city) if one.state == PaperState.PROPOSED}
    assert proposed == set(to_settle(city))


def test_evert_is_asked_to_publish_what_others_entered(
    city: City, opened: Paper, published: Paper, ella: User, evert: User
) -> None:
    assert [one.subject for one in to_publish(city, evert)] == [opened]
    begin_edition(published, by=ella, at=NOON)
    assert {one.subject for one in to_publish(city, evert)} == {opened, published}
    assert to_publish(city, ella) == []
    publish_edition(opened, by=evert, at=NOON)
    assert [one.subject for one in to_publish(city, evert)] == [published]
