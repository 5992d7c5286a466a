"""Who opens a form of the reviews that could only be refused is led back, with the sentence that sending it gives."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.proposals.flows import withdraw
from grants.proposals.models import Proposal
from grants.reviews.models import Assignment, Talk
from tests import proposals
from tests.led_back import led
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Open = Callable[[User | None], Client]
SUBMITTED = "This review was submitted or ended already, so it stays as it is."
ENDED = "This talk ended already, or a review is still to come. Look at the page again."


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield


@pytest.fixture
def in_review(city: City, delfshaven: District) -> Proposal:
    """A proposal that rik and roos score on two criteria."""
    round_ = proposals.two_criteria(city)
    return proposals.in_review(delfshaven, round_=round_, cents=9_000_00)


def of_review(proposal: Proposal, name: str) -> Assignment:
    """Return the review of that person."""
    return proposal.assignments.get(reviewer=cast(name))


def test_a_review_that_was_submitted_is_not_taken_back(
    in_review: Proposal, olga: User, signed_in: Open
) -> None:
    client, back = signed_in(olga), reverse("review_of", args=[in_review.public_id])
    path = reverse("review_release", args=[in_review.public_id, of_review(in_review, "rik").public_id])
    assert led(client, path) == ("", [])

    proposals.score(in_review, "rik", 3, 3)
    assert led(client, path) == (back, [SUBMITTED])


def test_a_talk_that_ended_is_not_noted_again(in_review: Proposal, olga: User, signed_in: Open) -> None:
    for name, values in (("rik", (4, 3)), ("roos", (1, 3))):
        proposals.score(in_review, name, *values)
    talk = Talk.objects.get()
    path = reverse("review_talk_close", args=[in_review.public_id, talk.public_id])
    assert led(signed_in(olga), path) == ("", [])

    Talk.objects.filter(pk=talk.pk).update(
        closed_at=NOON, outcome="talked", note="Zij bleven erbij.", chaired_by=olga
    )
    back = reverse("review_of", args=[in_review.public_id])
    assert led(signed_in(olga), path) == (back, [ENDED])


def test_nothing_is_scored_of_what_was_withdrawn(
    in_review: Proposal, rik: User, chris: User, signed_in: Open
) -> None:
    path = reverse("review", args=[of_review(in_review, "rik").public_id])
    assert led(signed_in(rik), path) == ("", [])

    withdraw(in_review, reason="Het gaat niet door.", by=chris, at=NOON)
    where, says = led(signed_in(rik), path)
    assert (where, len(says)) == (reverse("reviews"), 1)


def test_without_equal_places_there_is_no_draw(in_review: Proposal, olga: User, signed_in: Open) -> None:
    of_budget = (in_review.round.public_id, in_review.slice.public_id)
    path = reverse("ranking_draw", args=[*of_budget, NOON.date().isoformat()])
    says = "There is nothing to draw lots about here: no places are equal, or lots were drawn already."
    assert led(signed_in(olga), path) == (reverse("ranking_budget", args=of_budget), [says])


def test_a_checklist_is_finished_where_nothing_is_scored_and_all_is_answered(
    delfshaven: District, olga: User, signed_in: Open
) -> None:
    client = signed_in(olga)
    small, large = (
        proposals.complete(delfshaven, title=title, cents=cents)
        for title, cents in (("Klein", 900_00), ("Groot", 9_000_00))
    )
    where, says = led(client, reverse("review_accept", args=[small.public_id]))
    assert where == reverse("review_of", args=[small.public_id])
    assert says[0].startswith("Answer these conditions first by yes or no: ")
    where, says = led(client, reverse("review_accept", args=[large.public_id]))
    assert says == ["A proposal of this size is scored by reviewers first."]


def test_who_is_led_back_from_an_open_checklist_finds_the_way_to_its_conditions(
    delfshaven: District, olga: User, signed_in: Open
) -> None:
    client = signed_in(olga)
    small = [made(delfshaven, cents=900_00) for made in (proposals.complete, proposals.checked)]

    def ways(made: Proposal) -> list[bool]:
        where, _says = led(client, reverse("review_accept", args=[made.public_id]))
        main = client.get(where or reverse("review_of", args=[made.public_id])).content.decode()
        names = ("proposal_check", "review_accept")
        return [f'href="{reverse(name, args=[made.public_id])}"' in main for name in names]

    assert [ways(one) for one in small] == [[True, False], [False, True]]
