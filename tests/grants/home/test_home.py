from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.demo.cast import CAST, Player
from grants.home.queries import acts, desks, waiting_for
from grants.plan.flows import add_point, change_edition, close_consultation, enter
from grants.plan.models import AdvicePoint
from grants.proposals.models import Proposal
from portal.realm import within
from portal.ui.parts import Waiting
from tests import consultations, decisions, plan, proposals, said
from tests.conftest import NOON
from tests.grants.control.closing_scenes import prove_again
from wijkraden.people.flows.seats import end_seat
from wijkraden.people.models import User
from wijkraden.places.models import City, District

TODAY = date(2026, 11, 2)
Browser = Callable[[User | None], Client]


def titles(user: User, city: City, *, today: date = TODAY) -> list[str]:
    return [str(one.title) for one in waiting_for(user, city, today=today)]


def test_a_council_member_is_asked_for_her_side_functions(anna: User, city: City) -> None:
    assert titles(anna, city) == ["Vul uw nevenfuncties in"]


def test_a_coordinator_without_a_telephone_number_is_asked_for_it(coen: User, city: City) -> None:
    assert "Vul uw telefoonnummer in" not in titles(coen, city)
    coen.phone = ""
    assert "Vul uw telefoonnummer in" in titles(coen, city)


def test_an_officer_has_nothing_waiting(olga: User, city: City) -> None:
    assert titles(olga, city) == []


def test_whose_seat_ends_within_two_months_is_told_until_when(olga: User, city: City, beheer: User) -> None:
    last_day = timezone.localdate() + timedelta(days=30)
    seat = olga.seats.get()
    end_seat(seat, ends_on=last_day, by=beheer, at=timezone.now())
    fresh = User.objects.get(pk=olga.pk)

    (ending,) = waiting_for(fresh, city, today=timezone.localdate())

    assert ending.title == "Uw rol als subsidiemedewerker loopt af"
    assert str(last_day.year) in str(ending.badge)


def test_the_administrator_sees_how_many_councils_are_still_empty(beheer: User, city: City) -> None:
    assert titles(beheer, city) == ["37 wijken hebben hier nog geen wijkraadsleden"]


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.given_name)
def test_everyone_of_the_cast_has_a_first_page(player: Player, city: City, signed_in: Browser) -> None:
    user = User.objects.get(email=player.email)
    page = signed_in(user).get("/home/")
    assert page.status_code == 200
    assert page.context["has_no_seat"] is False
    assert bool(page.context["desks"]) != bool(page.context["councils"])


def test_without_a_seat_the_page_says_so_and_whom_to_ask(anna: User, signed_in: Browser) -> None:
    anna.seats.update(ends_on=TODAY)
    page = signed_in(anna).get("/home/")
    assert page.context["has_no_seat"] is True
    assert "U hebt op dit moment geen rol" in page.content.decode()
    assert NOON.date() == TODAY


def test_what_is_left_out_of_the_first_page_of_an_officer_stands_where_it_leads(
    olga: User, delfshaven: District, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MOST", 1)
    for number in (1, 2):
        reported = decisions.reported(delfshaven, title=f"Verslag {number}")
        Proposal.objects.filter(pk=reported.pk).update(handler=olga)
    for number in (1, 2):
        proposals.reviewed(delfshaven, title=f"Beoordeeld {number}")

    found = [one.url for one in waiting_for(olga, city, today=TODAY) if "nog 1 voorstel" in str(one.title)]

    assert found == [reverse("work"), f"{reverse('reports')}?show=submitted"]


def test_what_is_left_out_of_the_first_page_of_a_payer_is_counted_and_stands_where_it_leads(
    pim: User, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = [Waiting(f"Wacht {number}", "/") for number in range(desks.MOST + 2)]
    monkeypatch.setattr(desks, "waiting_in", lambda *_of, **_on: waits)

    content = desks.content_of("payments", pim, city, today=TODAY)

    assert content is not None
    assert content.items == [*waits[: desks.MOST], Waiting("Er wachten nog 2 dingen", reverse("payments"))]


def test_the_controller_is_asked_for_the_check_that_the_closing_of_a_year_waits_for(
    carla: User, city: City
) -> None:
    with within(city.public_id):
        assert [one.url for one in waiting_for(carla, city, today=TODAY)] == [reverse("control_proof")]
        prove_again(city, at=NOON)

        assert waiting_for(carla, city, today=TODAY) == []


def test_ella_is_asked_to_answer_reactions_and_evert_to_publish_the_answers(
    city: City, ella: User, evert: User
) -> None:
    one = consultations.opened(plan.concept(city, by=ella, at=NOON), by=evert, at=NOON)
    made = [consultations.of_resident(one, at=NOON) for _ in range(2)]

    def asked() -> list[list[str]]:
        desk = reverse("consultation_desk", args=[one.public_id])
        return [
            [str(wait.title) for wait in waiting_for(user, city, today=TODAY) if wait.url == desk]
            for user in (ella, evert)
        ]

    assert asked() == [[], []]
    close_consultation(one, by=evert, at=NOON)
    assert asked() == [["Beantwoord 2 reacties op het plan"], []]
    for reaction in made:
        consultations.answered(reaction, by=ella, at=NOON)
    assert asked() == [[], ["De antwoorden op reacties op het plan openbaar maken"]]
    consultations.published(one, by=evert, at=NOON)
    assert asked() == [[], []]


@pytest.mark.parametrize("name", ["paper", "conversation", "city_action", "amendment"])
def test_ella_is_asked_to_finish_what_is_not_complete(city: City, ella: User, evert: User, name: str) -> None:
    of = said.SAMPLES[name]
    what = of.what(city, ella, NOON)
    what = replace(what, elements=()) if name == "city_action" else what
    made = enter(of.subject, city, what=what, by=ella, at=NOON)
    asked = f"Maak af: {what.title}"
    assert [asked in titles(user, city) for user in (ella, evert)] == [True, False]

    if name == "city_action":
        change_edition(made, what=of.what(city, ella, NOON), by=ella, at=NOON)
    else:
        add_point(made, of.rows[0][1], what=said.fresh(of.rows[0][2]), by=ella, at=NOON)

    assert asked not in titles(ella, city)
    assert reverse(name, args=[made.public_id]) in [one.url for one in waiting_for(evert, city, today=TODAY)]


def test_ella_is_asked_for_an_advice_that_is_late_and_for_the_answers_to_it(city: City, ella: User) -> None:
    of = said.ADVICE_ASKED
    what = replace(
        of.what(city, ella, NOON), asked_on=TODAY, due_on=TODAY, received_on=None, text="", absence=""
    )
    made = enter(of.subject, city, what=what, by=ella, at=NOON)

    def asked(on: date = TODAY) -> list[str]:
        found = waiting_for(ella, city, today=on)
        return [str(one.title) for one in found if one.url == reverse("advice", args=[made.public_id])]

    assert asked() == []
    assert asked(TODAY + timedelta(days=1)) == [
        f"Vul het advies van {what.title} in, of waarom het er niet is"
    ]

    change_edition(made, what=replace(what, received_on=TODAY, text="Begin bij de buren."), by=ella, at=NOON)
    assert asked() == [f"Beantwoord het advies van {what.title}"]
    add_point(made, AdvicePoint, what=said.POINT, by=ella, at=NOON)
    assert asked() == []
