"""Who never reviews a proposal, by whatever way she would get it (SCO-3), and what a reviewer never sees."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from grants.proposals.errors import ReviewsIt
from grants.proposals.flows import PartyOf, set_party
from grants.proposals.holding import note_handler
from grants.proposals.models import Handling, Proposal
from grants.proposals.states import PartyKind, State
from grants.reviews import flows
from grants.reviews.errors import NotFree, WrongNumber
from grants.reviews.models import Assignment
from grants.reviews.queries import left_out
from grants.reviews.queries.barriers import bare
from portal.post.models import Message
from tests import make, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.flows import add_side_function, end_seat, give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

FULL, LATER = 9_000_00, date(2026, 11, 30)
Open = Callable[[User | None], Client]


def former_member(city: City, district: District) -> User:
    """Return a reviewer who sat in that council when its proposal was written, and published a side function."""
    made = make.person("overstapper", role=Role.MEMBER, city=city, district=district)
    add_side_function(
        position="Bestuurslid",
        organisation="Samen aan de Schie",
        is_paid=False,
        starts_on=date(2026, 4, 1),
        by=made,
        at=NOON,
    )
    end_seat(made.seats.get(), ends_on=NOON.date(), by=None, at=NOON)
    give_seat(
        made,
        role=Role.REVIEWER,
        city=city,
        starts_on=NOON.date() + timedelta(days=1),
        by=None,
        at=NOON,
    )
    return User.objects.get(pk=made.pk)


@pytest.fixture
def tomorrow() -> datetime:
    return NOON + timedelta(days=1)


@shared
def in_review(delfshaven: District) -> Proposal:
    """What rik and roos score."""
    return proposals.in_review(delfshaven, cents=FULL)


@pytest.mark.parametrize("place", ["own", "other"])
def test_a_former_member_and_a_board_member_are_blocked_by_hand_and_in_bulk(
    delfshaven: District, lage_land: District, roos: User, tomorrow: datetime, place: str
) -> None:
    city, olga = delfshaven.city, proposals.cast("olga")
    one = former_member(city, delfshaven)
    made = proposals.checked({"own": delfshaven, "other": lage_land}[place], cents=FULL)
    reason = {"own": "sits or sat in the council|zit of zat", "other": "Samen aan de Schie"}[place]
    who, last = [one, roos], {"last_day": LATER, "by": olga, "at": tomorrow}

    with pytest.raises(NotFree, match=reason):
        flows.start_review(made, reviewers=who, **last)  # type: ignore[arg-type]  # the same for both
    with pytest.raises(NotFree, match=reason):
        flows.spread_reviews([made], reviewers=who, **last)  # type: ignore[arg-type]  # the same for both

    assert not Assignment.objects.exists()
    assert Proposal.objects.get(pk=made.pk).state == State.COMPLETE
    assert not Message.objects.filter(kind="reviews.assigned").exists()


def test_the_spread_passes_over_whoever_is_blocked_and_takes_the_least_loaded(
    city: City, delfshaven: District, olga: User, tomorrow: datetime
) -> None:
    former_member(city, delfshaven)
    busy = proposals.in_review(delfshaven, cents=FULL)  # rik and roos
    three = [proposals.checked(delfshaven, cents=FULL, title=f"Voorstel {one}") for one in range(3)]

    count = flows.spread_reviews(three, last_day=LATER, by=olga, at=tomorrow)

    found = [sorted(one.assignments.values_list("reviewer__given_name", flat=True)) for one in (busy, *three)]
    assert count == 6
    assert found == [["Rik", "Roos"], ["Rik", "Ruud"], ["Roos", "Ruud"], ["Rik", "Roos"]]
    told = Message.objects.filter(kind="reviews.assigned", created_at=tomorrow)
    assert sorted(told.values_list("address", flat=True)) == [
        "rik@demo.example",
        "roos@demo.example",
        "ruud@demo.example",
    ]


def test_a_spread_with_too_few_free_reviewers_assigns_nobody(
    delfshaven: District, lage_land: District, olga: User, rik: User, roos: User
) -> None:
    first = proposals.checked(lage_land, cents=FULL, title="Eerst")
    second = proposals.checked(delfshaven, cents=FULL)
    for one in (rik, roos):
        note_handler(second, by=one, at=NOON)

    with pytest.raises(WrongNumber):
        flows.spread_reviews([first, second], last_day=LATER, by=olga, at=NOON)

    assert not Assignment.objects.exists()


def test_who_is_named_in_a_proposal_does_not_review_it(
    delfshaven: District, anna: User, rik: User, roos: User
) -> None:
    made = proposals.draft(delfshaven)
    named = PartyOf(is_person=True, name=rik.full_name.upper(), email="iemand@demo.example")
    set_party(made, kind=PartyKind.PERFORMER, what=named, by=anna, at=NOON)

    found = left_out([made], [rik, roos], on=NOON.date())

    assert set(found) == {(made.pk, rik.pk)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Samen aan de Schie", "samen aan de schie"),
        ("Buurtwerk B.V.", "buurtwerk"),
        ("Café Ümit", "cafe umit"),
        ("Stichting", "stichting"),
    ],
)
def test_a_name_is_the_same_without_its_legal_form(one: str, other: str) -> None:
    assert bare(one) == other


def test_who_handles_does_not_review_and_who_reviews_does_not_handle(
    delfshaven: District, city: City, olga: User, rik: User, roos: User
) -> None:
    made = proposals.checked(delfshaven, cents=FULL)
    give_seat(olga, role=Role.REVIEWER, city=city, starts_on=date(2026, 4, 1), by=None, at=NOON)
    give_seat(rik, role=Role.OFFICER, city=city, starts_on=date(2026, 4, 1), by=None, at=NOON)
    olga, rik = User.objects.get(pk=olga.pk), User.objects.get(pk=rik.pk)

    with pytest.raises(NotFree):
        flows.start_review(made, reviewers=[olga, roos], last_day=LATER, by=olga, at=NOON)
    flows.start_review(made, reviewers=[rik, roos], last_day=LATER, by=olga, at=NOON)
    with pytest.raises(ReviewsIt):
        flows.release(made.assignments.get(reviewer=roos), reason="Druk", by=rik, at=NOON)

    assert not Handling.objects.filter(user=rik).exists()


def test_a_reviewer_sees_only_what_is_hers_and_no_way_to_reach_people(
    in_review: Proposal, rik: User, roos: User, signed_in: Open
) -> None:
    mine, hers = (in_review.assignments.get(reviewer=one) for one in (rik, roos))

    page = signed_in(rik).get(f"/reviews/{mine.public_id}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "Buren eten samen op het plein." in text
    assert [secret for secret in ("4300", "fatima@", "12345678", "Roos") if secret in text] == []
    assert signed_in(rik).get(f"/reviews/{hers.public_id}/").status_code == 404
    assert signed_in(rik).get(f"/proposals/{in_review.public_id}/").status_code == 404


def test_before_the_declaration_the_content_is_closed_and_after_a_release_all_is(
    delfshaven: District, rik: User, olga: User, signed_in: Open
) -> None:
    made = proposals.in_review(delfshaven, cents=FULL, declares=False)
    mine = made.assignments.get(reviewer=rik)
    address = f"/reviews/{mine.public_id}/"

    assert signed_in(rik).get(address).headers["Location"] == f"{address}interest/"
    before = signed_in(rik).get(f"{address}interest/").content.decode()
    flows.release(mine, reason="Vakantie", by=olga, at=NOON)

    assert "Buren eten samen" not in before
    assert [signed_in(rik).get(one).status_code for one in (address, f"{address}interest/")] == [404, 404]
    assert made.title not in signed_in(rik).get("/reviews/").content.decode()


def test_scores_of_others_are_seen_once_all_are_in(in_review: Proposal, rik: User, signed_in: Open) -> None:
    proposals.score(in_review, "roos", 4, 3)
    mine = in_review.assignments.get(reviewer=rik)
    blind = signed_in(rik).get(f"/reviews/{mine.public_id}/").content.decode()

    proposals.score(in_review, "rik", 3, 3)

    seen = signed_in(rik).get(f"/reviews/{mine.public_id}/").content.decode()
    assert ("Fortes" in blind, "Fortes" in seen) == (False, True)
