"""The work list: in the order of the deadline, with filters and counts that agree."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.proposals.worklist import MINE, NOBODY, Asked, Work, counts_of, rows_of, with_officer, work_of
from grants.terms import Why
from tests import proposals
from tests.make import NOON, person
from tests.shared import shared
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
NOW = NOON + 7 * DAY
TODAY = NOW.date()


@shared
def three(delfshaven: District, lage_land: District) -> list[Proposal]:
    """One received now, one a week before in another district, and one received now that stands still."""
    first = proposals.submitted(delfshaven, title="Café-avond in Delfshaven", cents=800_00, at=NOW)
    second = proposals.submitted(lage_land, title="Buurtmoestuin")
    third = proposals.submitted(delfshaven, title="Zomerfeest", at=NOW)
    flows.stop_clock(third, why=Why.FORCE_MAJEURE, since=TODAY, note="x", by=proposals.cast("olga"), at=NOW)
    return [first, second, third]


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def titles(city: City, user: User, **asked: object) -> list[str]:
    found = work_of(city, Asked(**asked), user=user, on=TODAY)  # type: ignore[arg-type]  # the filters
    return [one.title for one in found]


def row(city: City, proposal: Proposal, *, after: int = 0) -> Work:
    day = TODAY + after * DAY
    day = TODAY + after * DAY
    [found] = rows_of(with_officer(Proposal.objects.filter(pk=proposal.pk), city, on=day), on=day)
    return found


@pytest.mark.usefixtures("three")
def test_the_first_deadline_stands_in_front_and_an_unknown_one_last(city: City, olga: User) -> None:
    assert titles(city, olga) == ["Buurtmoestuin", "Café-avond in Delfshaven", "Zomerfeest"]


def test_drafts_and_what_is_decided_are_not_on_it(city: City, delfshaven: District, olga: User) -> None:
    proposals.draft(delfshaven, title="Zebrapad-geheim")
    proposals.presented(delfshaven, title="Voorgelegd")

    assert titles(city, olga) == []
    assert titles(city, olga, q="geheim") == []
    assert counts_of(city, user=olga, on=TODAY) == {"all": 0, "overdue": 0, "mine": 0, "nobody": 0}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("q", ["cafe", "CAFÉ", "cafe avond", "delfs", "ws-2026-0001"])
def test_search_finds_words_without_accents(city: City, olga: User, q: str) -> None:
    assert titles(city, olga, q=q) == ["Café-avond in Delfshaven"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("q", ["onvindbaar", "!!!"])
def test_search_finds_nothing_else(city: City, olga: User, q: str) -> None:
    assert titles(city, olga, q=q) == []


@pytest.mark.usefixtures("three")
def test_filters_narrow_it(city: City, lage_land: District, olga: User) -> None:
    assert titles(city, olga, district=lage_land) == ["Buurtmoestuin"]
    assert titles(city, olga, tier="A") == ["Café-avond in Delfshaven"]
    assert titles(city, olga, state=State.COMPLETE) == []


def test_each_count_is_the_length_of_its_list(
    city: City, three: list[Proposal], olga: User, otto: User
) -> None:
    flows.assign(three[1], to=otto, by=olga, at=NOW)
    assert three[2].handlings.get().user == olga  # who stopped its clock, so it is in her hands
    late = TODAY + 52 * DAY  # only the one of a week before is too late then

    counts = counts_of(city, user=olga, on=late)

    assert counts == {"all": 3, "overdue": 1, "mine": 1, "nobody": 1}
    filters: dict[str, dict[str, object]] = {
        "all": {},
        "overdue": {"overdue": True},
        "mine": {"handler": MINE},
        "nobody": {"handler": NOBODY},
    }
    for name, asked in filters.items():
        found = work_of(city, Asked(**asked), user=olga, on=late)  # type: ignore[arg-type]  # the filters
        assert found.count() == counts[name], name


def test_what_someone_without_a_seat_had_in_hand_is_nobodys(
    city: City, three: list[Proposal], olga: User
) -> None:
    odette = person("odette", role=Role.OFFICER, city=city)
    flows.assign(three[0], to=odette, by=olga, at=NOW)
    assert row(city, three[0]).handler == odette.full_name

    end_seat_at_once(odette.seats.get(), by=None, at=NOW)

    assert row(city, three[0]).handler == ""
    assert three[0].title in titles(city, olga, handler=NOBODY)


def test_the_list_says_that_a_term_stands_still(city: City, three: list[Proposal]) -> None:
    running, _week_ago, still = three

    assert (row(city, running).is_paused, row(city, still, after=9).is_paused) == (False, True)
    assert row(city, still, after=90).reading.is_over is False


@pytest.mark.usefixtures("_english")
def test_the_list_says_whose_turn_it_is(city: City, three: list[Proposal], olga: User) -> None:
    made = three[0]
    turns = [row(city, made).turn]
    proposals.ask(made, at=NOW)
    turns.append(row(city, made).turn)
    turns.append(row(city, made, after=30).turn)
    item = made.completion_requests.get().items.get()
    flows.answer_item(item, by=proposals.member_of(made.district), at=NOW + DAY)
    turns.append(row(city, made, after=2).turn)
    flows.find_complete(made, by=olga, at=NOW + 2 * DAY)
    turns.append(row(city, made, after=2).turn)

    assert turns == [
        "The officer, to check it",
        "The council and the applicant, to complete it",
        "The officer, to prepare that it is dismissed, or to find it complete",
        "The officer, to judge the answer",
        "The officer, to finish the checklist",
    ]


@pytest.mark.parametrize(
    ("cents", "complete", "in_review"),
    [
        (800_00, "The officer, to finish the checklist", ""),
        (4_800_00, "The officer, to choose a reviewer", "The reviewer"),
        (20_000_00, "The officer, to choose reviewers", "The reviewers"),
    ],
)
@pytest.mark.usefixtures("_english")
def test_the_list_asks_for_the_assessment_of_the_tier(
    city: City, delfshaven: District, cents: int, complete: str, in_review: str
) -> None:
    round_ = proposals.open_round(delfshaven.city)
    assert row(city, proposals.complete(delfshaven, cents=cents, round_=round_)).turn == complete
    if in_review:
        assert row(city, proposals.in_review(delfshaven, cents=cents, round_=round_)).turn == in_review


@pytest.mark.parametrize("number", [3, 12])
def test_the_whole_list_takes_the_same_queries(
    city: City, delfshaven: District, olga: User, number: int, django_assert_num_queries: object
) -> None:
    for one in range(number):
        proposals.submitted(delfshaven, title=f"Feest {one}", cents=1_00)
    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture of pytest-django
        found = rows_of(work_of(city, Asked(), user=olga, on=TODAY)[:10], on=TODAY)

    assert len(found) == min(number, 10)
