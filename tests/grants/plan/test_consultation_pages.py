"""The pages of a consultation: with hundreds of reactions, and in words that fit how far it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from grants.plan.flows import close_consultation
from grants.plan.models import Consultation, Reaction
from grants.plan.queries import consultations_of, contents_of, days_to_react, last_day, shown_by_part
from grants.plan.views import reacting
from tests import consultations, plan
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    """The consultation runs by the clock of NOON."""
    time_machine.move_to(NOON, tick=False)


@shared
def opened(city: City, ella: User, evert: User) -> Consultation:
    """A consultation on a concept with two goals."""
    return consultations.opened(plan.concept(city, by=ella, at=NOON, goals=2), by=evert, at=NOON)


@shared
def reacted(opened: Consultation, delfshaven: District, anna: User) -> list[Reaction]:
    """Two reactions on the whole, then three on its first goal."""
    part = plan.goal(opened.plan).public_id
    return [
        consultations.of_council(opened, district=delfshaven, by=anna, at=NOON, part=about)
        for about in ("", "", part, part, part)
    ]


def told(opened: Consultation, reacted: list[Reaction], ella: User, evert: User) -> Consultation:
    """Answer all and publish it."""
    for one in reacted:
        consultations.answered(one, by=ella, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    return consultations.published(opened, by=evert, at=NOON)


def test_the_newest_consultation_stands_first(
    opened: Consultation, city: City, ella: User, evert: User
) -> None:
    later = plan.concept(city, by=ella, at=NOON)
    newer = consultations.opened(later, by=evert, at=NOON + timedelta(days=1))
    assert list(consultations_of(city)) == [newer, opened]


def test_everyone_finds_each_part_among_the_pages_of_the_document(
    opened: Consultation, reacted: list[Reaction], ella: User, evert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reacting, "PER_PAGE", 2)
    told(opened, reacted, ella, evert)
    found = contents_of(shown_by_part(opened), per=2)
    whole, goal = reacted[0].public_id, reacted[2].public_id
    assert [(one.title, one.first, one.number, one.page) for one in found] == [
        ("G1 Doel 1", goal, 3, 1),
        ("", whole, 2, 2),
    ]
    pages = [
        Client().get(f"/consultations/{opened.public_id}/?page={number}").content.decode()
        for number in (1, 2, 3)
    ]
    assert f'href="?page=2#from-{whole}"' in pages[0]
    assert f'id="from-{whole}"' in pages[1]
    assert [page.count("Dat doen we.") for page in pages] == [2, 2, 1]
    assert [consultations.INTRODUCTION in page for page in pages] == [True, False, False]


def test_the_desk_shows_pages_and_leads_on_to_the_next_reaction(
    opened: Consultation, ella: User, evert: User, signed_in: Browser
) -> None:
    made = [consultations.of_resident(opened, at=NOON) for _ in range(27)]
    consultations.answered(made[0], by=ella, at=NOON)
    path = f"/consultations/{opened.public_id}/desk/"
    page = signed_in(ella).get(path, {"which": "waits"}).content.decode()
    assert "26 reacties" in page
    assert page.count("<h3>") == 25
    assert 'href="?which=waits&amp;page=2"' in page
    onward = f"/consultations/{opened.public_id}/reactions/{made[1].public_id}/"
    assert f'nl-button--primary" href="{onward}"' in page
    assert "Beantwoord de volgende reactie" not in signed_in(evert).get(path).content.decode()


def test_who_publishes_sees_all_reactions_on_one_page(
    opened: Consultation, reacted: list[Reaction], signed_in: Browser, ella: User, evert: User
) -> None:
    for one in reacted:
        consultations.answered(one, by=ella, at=NOON)
    close_consultation(opened, by=evert, at=NOON)
    page = signed_in(evert).get(f"/consultations/{opened.public_id}/publish/").content.decode()
    assert page.count("Dat doen we.") == 5
    assert f'href="#from-{reacted[0].public_id}"' in page


def test_the_last_day_is_that_on_which_it_was_closed(opened: Consultation, evert: User) -> None:
    assert last_day(opened) == consultations.LAST
    assert days_to_react(opened, on=NOON.date()).startswith("Iedereen kan reageren")
    assert days_to_react(opened, on=consultations.LAST + timedelta(days=1)).startswith("Iedereen kon")

    close_consultation(opened, by=evert, at=NOON)
    opened.refresh_from_db()
    assert last_day(opened) == NOON.date()
    assert days_to_react(opened, on=NOON.date()).startswith("Iedereen kon reageren")


def test_a_first_day_that_is_past_is_refused_at_that_field(
    city: City, signed_in: Browser, ella: User, evert: User
) -> None:
    concept = plan.concept(city, by=ella, at=NOON)
    path = f"/plans/{concept.public_id}/consult/"
    sent = {"introduction": "Wat vindt u?", "opens_on": "1-1-2026", "closes_on": "30-11-2026"}
    answer = post(signed_in(evert), evert, path, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["opens_on"])
    sent |= {"closes_on": "31-12-2025"}  # what is wrong first is told first
    answer = post(signed_in(evert), evert, path, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["opens_on"])
    sent |= {"opens_on": "29-11-2026", "closes_on": "28-11-2026"}
    answer = post(signed_in(evert), evert, path, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closes_on"])


def test_a_council_member_reads_how_her_reaction_is_signed(
    opened: Consultation, signed_in: Browser, anna: User
) -> None:
    path = f"/consultations/{opened.public_id}/react/"
    assert "een lid van Wijkraad Delfshaven-Schiemond" in signed_in(anna).get(path).content.decode()
    assert "U hebt geen account nodig" in Client().get(path).content.decode()
