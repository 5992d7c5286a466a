"""The pages of the closing of a year: the checklist, the form, the decision, and what stands there after it."""

from typing import Any

import pytest
from django.test import Client

from grants.budget.flows import commit, reserve
from grants.budget.states import ChangeState
from grants.control.models import Closing
from grants.control.queries import checklist_of
from grants.home.queries import waiting_for
from tests import budget
from tests.grants.budget.make import Play
from tests.grants.budget.pages import browser, send, text_of
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

from .closing_scenes import prove_again
from .make import waiting_closing

pytestmark = pytest.mark.django_db
LAST = budget.NOW - 1
YEAR = f"/control/years/{LAST}/closing/"
TYPED = {"booked_on": "2-11-2026", "transfer_number": "", "transfer_on": "", "explanation": ""}


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: last year is over, and the demo booked it on this day."""


@shared
def proved(city: City) -> City:
    """The city, whose ledger was checked after its last entry."""
    prove_again(city, at=NOON)
    return city


@shared
def closing(proved: City, fenna: User) -> Closing:
    """What fenna prepared: the closing of last year."""
    return waiting_closing(proved, LAST, by=fenna, at=NOON)


def path(closing: Closing, *act: str) -> str:
    return "/".join(["/control/closings", closing.public_id, *act, ""])


def titles(user: User, city: City) -> list[str]:
    return [str(one.title) for one in waiting_for(user, city, today=NOON.date())]


def of_slug(city: City, slug: str) -> Play:
    """Return the slice of a district in last year."""
    return Play(budget.slice_of(city, slug, year=LAST))


# --- the checklist --------------------------------------------------------------------------------
def test_the_list_says_what_is_not_right_and_where_it_is_mended(fenna: User, city: City) -> None:
    play = of_slug(city, "feijenoord")
    dossiers = [play.dossier() for _ in range(12)]
    for one in dossiers:
        reserve(one, cents=100, **play.stamp())

    answer = browser(fenna).get(YEAR)

    page, numbers = text_of(answer), sorted(one.number for one in dossiers)
    assert "The year cannot be closed yet: 2 things are not right." in page
    assert "Money is still reserved for 12 dossiers. Decide on them first." in page
    assert [one in page for one in numbers] == [True] * 10 + [False] * 2
    assert "and 2 more" in page
    assert f'href="/control/dossiers/{numbers[0]}/"' in answer.content.decode()
    assert "It was not checked from here yet." in page
    assert 'href="/control/proof/"' in answer.content.decode()


def test_the_preview_says_what_lapses_and_what_goes_where(carla: User, city: City) -> None:
    of_slug(city, "feijenoord").granted(480_000)
    found = checklist_of(city, LAST, today=NOON.date(), transfer=False)
    assert found is not None

    page = text_of(browser(carla).get(YEAR))

    assert "Lapses € 872.700,00 Committed € 4.800,00" in page
    assert "1 budget goes on in the next year" in page
    assert f"Feijenoord € 15.200,00 € 4.800,00 Feijenoord {budget.NOW}" in page
    assert "38 budgets in which only what is free lapses" in page
    assert "Prepare the closing of" not in page


def test_a_year_that_runs_shows_what_is_open_already(carla: User, city: City) -> None:
    page = text_of(browser(carla).get(f"/control/years/{budget.NOW}/closing/"))

    assert f"The year runs up to and including Thursday 31 December {budget.NOW}." in page
    assert f"Close {LAST}" in page
    assert "2 changes wait for approval or were returned." in page
    assert f"The year {budget.NOW + 1} is not prepared yet." in page


def test_too_little_free_is_told_with_what_lacks_and_a_transfer_mends_it(fenna: User, city: City) -> None:
    play = of_slug(city, "feijenoord")
    dossier = play.dossier()
    there = budget.cents_of(budget.slice_of(city, "feijenoord"))
    after = Play(budget.slice_of(city, "feijenoord"))
    commit(after.dossier(), cents=there - 1_000, **after.stamp())
    commit(dossier, cents=1_001, **play.stamp())
    prove_again(city, at=NOON)
    client = browser(fenna)
    assert "too little is free for what was granted: Feijenoord (€ 0,01)" in text_of(client.get(YEAR))

    refused = send(client, fenna, YEAR, TYPED)
    taken = send(client, fenna, YEAR, TYPED | {"transfer_number": "26bb9", "transfer_on": "1-11-2026"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "The year cannot be closed yet: 1 thing on the list is not right." in text_of(refused)
    assert "by decision 26bb9 of the city council of Sunday 1 November 2026" in text_of(client.get(taken.url))


# --- preparing ------------------------------------------------------------------------------------
def test_the_first_day_that_is_allowed_stands_there_already(fenna: User, proved: City) -> None:
    assert f'name="booked_on" value="31-12-{LAST}"' in browser(fenna).get(YEAR).content.decode()


def test_a_day_before_the_last_booking_is_refused_with_that_day(fenna: User, proved: City) -> None:
    of_slug(proved, "feijenoord").granted(100)
    prove_again(proved, at=NOON)

    answer = send(browser(fenna), fenna, YEAR, TYPED | {"booked_on": f"31-12-{LAST}"})

    assert answer.status_code == 422
    assert "Something was booked after that day, on 02-11-2026." in text_of(answer)


def test_an_unusual_number_of_the_decision_warns(fenna: User, proved: City) -> None:
    client, decision = browser(fenna), {"transfer_number": "BB 9", "transfer_on": "1-11-2026"}

    answer = send(client, fenna, YEAR, TYPED | decision)

    page = text_of(client.get(answer.url))
    assert "The number BB 9 looks unusual. Check it; is it wrong, then withdraw the closing." in page
    assert "This number looks unusual. Most look like 26bb004210." in page


def test_a_prepared_closing_waits_for_the_budget_holder(fenna: User, bas: User, proved: City) -> None:
    client = browser(fenna)
    assert titles(fenna, proved)[-1] == f"Sluit het jaar {LAST} af"

    answer = send(client, fenna, YEAR, TYPED | {"explanation": "Alles is nagekeken."})

    made = Closing.objects.get(year__year=LAST)
    assert answer.url == path(made)
    page = text_of(client.get(answer.url))
    assert "The closing is prepared. Now it is the turn of the budget holder." in page
    assert "Alles is nagekeken." in page
    assert f"Fenna Postma prepared the closing of a budget year ({LAST})" in page
    assert titles(bas, proved)[-1] == f"Goedkeuren: afsluiting van {LAST}"
    assert [one for one in titles(fenna, proved) if "jaar" in one] == []
    assert "The closing that waits for approval" in text_of(client.get(YEAR))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"booked_on": ""}, "Type the day on which the year is closed."),
        ({"booked_on": "31-12"}, "3-4-2027"),
        ({"booked_on": "3-11-2026"}, "This day has yet to come."),
        ({"booked_on": f"30-12-{LAST}"}, f"The year runs up to and including Wednesday 31 December {LAST}."),
        ({"transfer_number": "26bb1"}, "Type the date of the decision too."),
        ({"transfer_on": "1-11-2026"}, "Type the number of the decision too."),
        ({"transfer_number": "26bb1", "transfer_on": "3-11-2026"}, "This day has yet to come."),
        ({"transfer_number": "26bb1", "transfer_on": "x"}, "3-4-2027"),
        ({"transfer_number": "9" * 41, "transfer_on": "1-11-2026"}, "40"),
        ({"explanation": "x" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_stays_typed(
    fenna: User, proved: City, typed: dict[str, str], said: str
) -> None:
    answer = send(browser(fenna), fenna, YEAR, TYPED | {"explanation": "Blijft staan"} | typed)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert {**TYPED, "explanation": "Blijft staan", **typed}["explanation"][:100] in text_of(answer)
    assert list(Closing.objects.all()) == []


def test_a_refusal_stands_on_top_and_what_was_typed_stays(fenna: User, city: City) -> None:
    answer = send(browser(fenna), fenna, YEAR, TYPED | {"explanation": "Blijft staan"})

    page = text_of(answer)
    assert answer.status_code == 422
    told = "The year cannot be closed yet: 1 thing on the list is not right."
    assert page.index(told) < page.index("What must be right first")
    assert "Blijft staan" in page


# --- deciding -------------------------------------------------------------------------------------
def test_the_button_names_the_year_and_what_lapses(bas: User, fenna: User, closing: Closing) -> None:
    assert f"Approve: close {LAST}, € 877.500,00 lapses" in text_of(browser(bas).get(path(closing)))
    assert "Approve:" not in text_of(browser(fenna).get(path(closing)))


def test_an_approved_closing_says_since_when_and_by_whom(bas: User, closing: Closing) -> None:
    client = browser(bas)

    answer = post(client, bas, path(closing, "approve"))

    assert answer.url == path(closing)
    page = text_of(client.get(answer.url))
    assert "Bas Willems closed the year on" in page
    assert "Was free, lapsed € 877.500,00" in page
    assert "What must be right first" not in page
    assert "Approve:" not in page
    year = text_of(client.get(YEAR))
    assert "This year was closed on" in year
    assert "How this year was closed" in year
    assert "This year was closed on" in text_of(client.get(f"/control/balances/?year={LAST}"))


def test_a_form_that_was_open_when_the_year_was_closed_says_so(
    fenna: User, bas: User, closing: Closing
) -> None:
    post(browser(bas), bas, path(closing, "approve"))

    answer = post(browser(fenna), fenna, YEAR, **TYPED)

    assert answer.status_code == 422
    assert f"The year {LAST} is closed. A correction is booked in the open year." in text_of(answer)


def test_the_pages_of_a_closed_year_still_read_well(bas: User, closing: Closing, city: City) -> None:
    client, old = browser(bas), budget.slice_of(city, "feijenoord", year=LAST)
    post(client, bas, path(closing, "approve"))
    old.refresh_from_db()

    slice_ = text_of(client.get(f"/control/slices/{old.public_id}/"))
    entry = client.get(f"/control/journal/{old.public_id}/{old.last_number}/").content.decode()

    assert f"Closed on Wednesday 31 December {LAST}" in slice_
    assert f"Goes on in Feijenoord {budget.NOW}" in slice_
    assert f'<a href="{path(closing)}">The closing of a year</a>' in entry


def test_what_became_wrong_meanwhile_is_told_and_books_nothing(
    bas: User, closing: Closing, city: City
) -> None:
    play = of_slug(city, "feijenoord")
    reserve(play.dossier(), cents=100, **play.stamp())
    client = browser(bas)
    page = text_of(client.get(path(closing)))
    assert "This closing cannot be approved now" in page
    assert "Approve:" not in page
    assert "Return it with a reason" in page

    answer = post(client, bas, path(closing, "approve"))

    assert "The year cannot be closed yet: 2 things on the list are not right." in text_of(
        client.get(answer.url)
    )
    assert Closing.objects.get().state == ChangeState.PREPARED


@pytest.mark.parametrize("act", ["approve", "return"])
def test_deciding_asks_who_one_is_when_that_was_long_ago(bas: User, closing: Closing, act: str) -> None:
    answer = post(browser(bas, confirmed=False), bas, path(closing, act), reason="Omdat")

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert Closing.objects.get().state == ChangeState.PREPARED


def test_whoever_prepared_it_sees_no_button_and_may_not_decide(
    fenna: User, city: City, closing: Closing
) -> None:
    give_seat(fenna, role=Role.BUDGET_HOLDER, city=city, starts_on=NOON.date(), by=None, at=NOON)
    client = browser(fenna)

    page = text_of(client.get(path(closing)))

    assert "You prepared this yourself; someone else approves it." in page
    assert "Approve:" not in page
    assert post(client, fenna, path(closing, "approve")).status_code == 403


def test_a_returned_closing_is_prepared_again_with_what_stood_in_it(
    bas: User, fenna: User, city: City, closing: Closing
) -> None:
    refused = post(browser(bas), bas, path(closing, "return"), reason="")
    assert (refused.status_code, Closing.objects.get().state) == (422, ChangeState.PREPARED)
    post(browser(bas), bas, path(closing, "return"), reason="Wacht op de accountant.")
    assert titles(fenna, city)[-1] == f"Opnieuw voorbereiden: afsluiting van {LAST}"
    client = browser(fenna)
    assert "Wacht op de accountant." in text_of(client.get(path(closing)))
    assert "Wacht op de accountant." in text_of(client.get(YEAR))

    answer = send(client, fenna, YEAR, {})

    assert answer.status_code == 302
    states = Closing.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [ChangeState.WITHDRAWN, ChangeState.PREPARED]


def test_a_withdrawn_closing_stays_readable(fenna: User, closing: Closing) -> None:
    client = browser(fenna)
    assert "Nothing is booked." in text_of(client.get(path(closing, "withdraw")))

    answer = post(client, fenna, path(closing, "withdraw"))

    page = text_of(client.get(answer.url))
    assert "The closing is withdrawn." in page
    assert f"Fenna Postma withdrew the closing of a budget year ({LAST})" in page
    assert "Prepare the closing of" in text_of(client.get(YEAR))


def test_a_year_that_is_not_there_is_not_there(fenna: User, city: City) -> None:
    client: Client = browser(fenna)

    assert [client.get(f"/control/years/{year}/closing/").status_code for year in (1999, 99999999999)] == [
        404,
        404,
    ]
