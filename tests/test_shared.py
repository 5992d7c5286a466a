"""A world that tests share is to each of them as if it had made it itself."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone, translation

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.post.models import Message
from portal.trail.models import Record
from tests import make, proposals
from tests.make import NOON
from tests.shared import Stage, World, shared, undone, worlds_for, worlds_of
from wijkraden.people.models import User
from wijkraden.places.models import City, District

pytestmark = pytest.mark.django_db
BUILT: list[str] = []
FIRST = pytest.StashKey[tuple[int, int]]()


@shared
def action(delfshaven: District, anna: User) -> Proposal:
    """A draft of anna."""
    BUILT.append("action")
    return proposals.draft(delfshaven, by=anna)


@shared
def presented(action: Proposal) -> tuple[Proposal, Message]:
    """That draft before the council, and a mail about it."""
    BUILT.append("presented")
    flows.present(action, by=action.created_by, at=NOON)
    return action, make.message(at=NOON)


@shared
def moment(city: City) -> tuple[object, str | None]:
    """When and in which language it was made."""
    return timezone.now(), translation.get_language()


@pytest.fixture
def lage_land(city: City) -> District:
    """A district that this file reads in its own way."""
    return District.objects.select_related("city").get(city=city, slug="lage-land-prinsenland-s-gravenland")


@pytest.fixture
def title(action: Proposal) -> str:
    return action.title


def standing() -> tuple[int, int]:
    return Message.objects.count(), Record.objects.count()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_what_a_test_changes_no_other_sees_in_a_row_in_memory_or_in_the_outbox(
    turn: int, action: Proposal, request: pytest.FixtureRequest
) -> None:
    assert (action.title, action.state) == ("Zomerfeest op het plein", State.DRAFT)
    assert Proposal.objects.get(pk=action.pk).title == action.title
    assert Message.objects.filter(kind="test.words").count() == 0
    assert BUILT.count("action") == 1
    before = request.config.stash.setdefault(FIRST, standing())
    assert standing() == before

    action.title = action.district.name = "Anders"
    action.save()
    flows.present(action, by=action.created_by, at=NOON)
    make.message(at=NOON)
    assert standing() != before


@pytest.mark.parametrize("turn", [1, 2])
def test_a_world_upon_another_speaks_of_the_same_thing(
    turn: int, presented: tuple[Proposal, Message], action: Proposal
) -> None:
    assert presented[0] is action
    assert (action.state, Proposal.objects.get(pk=action.pk).state) == (State.PRESENTED, State.PRESENTED)
    assert Message.objects.get(kind="test.words") == presented[1]
    assert BUILT[-2:] == ["action", "presented"]
    presented[1].delete()


def test_a_test_without_it_does_not_see_it() -> None:
    assert not Proposal.objects.exists()
    assert BUILT == []


def test_a_fixture_may_ask_for_it(title: str, action: Proposal) -> None:
    assert title == action.title


def test_it_is_made_at_noon_in_the_language_of_the_portal(moment: tuple[object, str]) -> None:
    assert moment == (NOON, settings.LANGUAGE_CODE)


def test_what_the_database_refuses_in_a_test_leaves_it_whole(action: Proposal) -> None:
    with pytest.raises(IntegrityError):
        Proposal.objects.filter(pk=action.pk).update(public_id=None)


def test_what_waits_for_the_end_of_a_transaction_is_checked_in_the_test(
    presented: tuple[Proposal, Message],
) -> None:
    connection.check_constraints()
    with undone():
        Message.objects.filter(pk=presented[1].pk).update(to=10**9)
        with pytest.raises(IntegrityError):
            connection.check_constraints()


def test_a_test_that_really_commits_is_told_to_make_its_own(
    action: Proposal, request: pytest.FixtureRequest
) -> None:
    assert [one.name for one in worlds_for(request.node)] == ["action"]
    request.node.add_marker(pytest.mark.django_db(transaction=True), append=False)

    with pytest.raises(pytest.fail.Exception, match=r"really commits makes its world itself.*“action”"):
        worlds_for(request.node)


def test_worlds_stand_in_the_order_in_which_they_were_declared(
    moment: tuple[object, str], presented: tuple[Proposal, Message], request: pytest.FixtureRequest
) -> None:
    assert [one.name for one in worlds_of(request.node)] == ["action", "presented", "moment"]


def test_a_name_that_nothing_stands_for_is_told(action: Proposal) -> None:
    def unknown(nobody: User) -> None: ...

    def too_fresh(lage_land: District) -> None: ...

    with pytest.raises(AssertionError, match=r"“unknown” asks for “nobody”: no world above it"):
        Stage().show([World(unknown, 0)])
    with pytest.raises(AssertionError, match=r"“lage_land”, which its file makes anew for each test"):
        Stage().show([World(too_fresh, 0)])
    assert Proposal.objects.get() == action


def test_a_transaction_that_someone_keeps_open_is_told(city: City) -> None:
    def alone() -> None: ...

    stage = Stage()
    stage.show([World(alone, 0)])
    with undone(), pytest.raises(AssertionError, match="another fixture of this file opened a transaction"):
        stage.show([])
    stage.show([])
