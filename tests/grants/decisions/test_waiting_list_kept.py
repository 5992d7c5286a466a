"""What the database keeps of the waiting list, and where the screens and letters tell of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from grants.decisions.flows import decide, end_place
from grants.decisions.models import Decision, PlaceEnded
from grants.decisions.states import Ground
from grants.home.queries import waiting_for
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from portal.security.tokens import FIELD, new_token
from tests import decisions
from tests.grants.register import ends
from tests.orders import SHOP
from tests.shared import shared
from tests.waiting_list import DAY, LATER, leave, prepared, three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

OVER = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past twelve at night in Amsterdam
Open = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@shared
def listed(delfshaven: District) -> list[Proposal]:
    """Three proposals on one waiting list."""
    return three_listed(delfshaven)


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expect that the database refuses what is done here, in these words."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


def test_the_database_replaces_a_refusal_only_for_a_grant_that_waits(
    listed: list[Proposal], delfshaven: District
) -> None:
    first = listed[0]
    refusal = Decision.objects.filter(pk=first.decisions.get().pk)
    with refused("money that came free"):
        refusal.update(replaced_at=LATER)
    leave(first, 4_000_00)
    grant = prepared(first)
    with refused("stays as it is"):
        Decision.objects.filter(pk=grant.pk).update(replaces=None)
    refusal.update(replaced_at=LATER)
    with refused("stays as it is"):
        refusal.update(replaced_at=None)
    other = ends.refused(delfshaven, title="Om iets anders", cents=400_00).decisions.filter(version=1)
    with refused("money that came free"):
        other.update(replaced_at=LATER)


def test_the_database_keeps_the_last_day_and_the_end_of_a_place(
    listed: list[Proposal], olga: User, daan: User
) -> None:
    first, second, _third = listed
    leave(first, 4_000_00)
    grant = prepared(first)
    with refused("until the year"):
        Decision.objects.filter(pk=grant.pk).update(
            state="decided",
            decided_by=daan,
            decided_at=OVER,
            decided_on=OVER.date() + DAY,
            mandate=daan.mandates.get(),
        )
    refusal = second.decisions.get()
    made = end_place(refusal, reason="Gaat niet door.", by=olga, at=LATER)
    with refused("kept"):
        PlaceEnded.objects.filter(pk=made.pk).update(reason="Iets anders.")
    with refused("kept"):
        made.delete()
    with refused("ends once"):
        PlaceEnded.objects.create(decision=grant, reason="Een besluit dat wacht.", by=olga, at=LATER)
    like = Decision.objects.get(pk=grant.pk)
    like.pk, like.public_id, like.version, like.number, like.proposal = (
        None,
        "een-ander",
        9,
        "ANDERS-9",
        second,
    )
    with refused("its own proposal"):
        like.save(force_insert=True)


def test_the_officer_is_told_on_the_first_page_when_money_is_free(
    listed: list[Proposal], olga: User, delfshaven: District
) -> None:
    def told() -> list[str]:
        found = waiting_for(olga, delfshaven.city, today=LATER.date())
        return [one.url for one in found if "Money is free" in one.title]

    assert told() == []
    leave(listed[0], 2_600_00)
    assert told() == [f"/decisions/waiting-lists/{listed[0].slice.public_id}/"]
    prepared(listed[2])
    assert told() == []


@pytest.mark.parametrize("name", ["olga", "anna", "carla"])
def test_the_dossier_tells_place_and_last_day(
    listed: list[Proposal], name: str, signed_in: Open, daan: User
) -> None:
    User.objects.update(language="en")
    second = listed[1]
    page = signed_in(decisions.cast(name)).get(f"/proposals/{second.public_id}/").content.decode()
    assert "On the waiting list" in page
    assert "place 2 of the waiting list, up to and including Thursday 31 December 2026" in page

    leave(second, 10_000_00)
    decide(prepared(listed[0]), by=daan, at=LATER)
    page = signed_in(decisions.cast(name)).get(f"/proposals/{listed[0].public_id}/").content.decode()
    assert "On the waiting list" not in page
    assert "by a new decision, because money came free" in page


def test_the_letter_of_what_nobody_applied_for_has_words_of_its_own(delfshaven: District, daan: User) -> None:
    decisions.granted(delfshaven, cents=24_500_00, title="Groot")
    made = ends.refused(delfshaven, ground=Ground.CEILING, title="Koop", route=Route.PURCHASE, performer=SHOP)
    leave(made, 4_800_00)
    grant = decide(prepared(made), by=daan, at=LATER)

    told = str(grant.letter)
    assert "wachtlijst" in told or "waiting list" in told
    assert "your turn" not in told
    assert "uw beurt" not in told


def test_the_page_of_a_list_offers_the_grant_to_whose_turn_it_is_alone(
    listed: list[Proposal], signed_in: Open, olga: User, daan: User
) -> None:
    User.objects.update(language="en")
    first, _second, third = listed
    path = f"/decisions/waiting-lists/{first.slice.public_id}/"
    address = "/decisions/prepare/{}/grant/".format
    leave(first, 3_000_00)

    page = signed_in(olga).get(path).content.decode()
    assert [address(one.public_id) in page for one in listed] == [False, False, True]
    assert "It is its turn" in page
    assert "Money is free" in signed_in(olga).get("/decisions/waiting-lists/").content.decode()
    assert "/end/" in page
    other = signed_in(daan).get(path).content.decode()
    assert (first.title in other, "/end/" in other, "/prepare/" in other) == (True, False, False)

    prepared(third)
    page = signed_in(olga).get(path).content.decode()
    assert "was prepared" in page
    assert address(third.public_id) not in page


def test_a_place_is_ended_on_a_page_that_asks_why(
    listed: list[Proposal], signed_in: Open, olga: User
) -> None:
    refusal = listed[0].decisions.get()
    path = f"/decisions/waiting-lists/places/{refusal.public_id}/end/"
    client = signed_in(olga)
    assert client.post(path, {"reason": "", FIELD: new_token(olga, path)}).status_code == 422
    assert not PlaceEnded.objects.exists()

    answer = client.post(path, {"reason": "De actie gaat niet door.", FIELD: new_token(olga, path)})
    assert answer["Location"] == f"/decisions/waiting-lists/{listed[0].slice.public_id}/"
    assert PlaceEnded.objects.get().by == olga
    assert client.get(path).status_code == 404


def test_without_a_list_the_pages_say_so(signed_in: Open, olga: User, delfshaven: District) -> None:
    User.objects.update(language="en")
    granted = decisions.granted(delfshaven, cents=900_00)
    client = signed_in(olga)
    assert "Nobody is on a waiting list" in client.get("/decisions/waiting-lists/").content.decode()
    path = f"/decisions/waiting-lists/{granted.slice.public_id}/"
    assert "Nobody is on this waiting list" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("cents", "told"),
    [(0, "Wait for money"), (1_000_00, "Enough for a part of the first one"), (3_000_00, "Money is free")],
)
def test_the_page_of_all_lists_says_what_the_money_is_enough_for(
    listed: list[Proposal], signed_in: Open, olga: User, cents: int, told: str
) -> None:
    User.objects.update(language="en")
    leave(listed[0], cents)

    page = signed_in(olga).get("/decisions/waiting-lists/").content.decode()

    words = ("Wait for money", "Enough for a part of the first one", "Money is free")
    assert [one for one in words if one in page] == [told]
