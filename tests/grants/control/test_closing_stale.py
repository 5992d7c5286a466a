"""The pages of a closing whose amounts moved, and whose turn it is; what stands there once it was decided."""

from typing import Any

import pytest

from grants.budget.flows import commit, reserve
from grants.budget.models import Entry, Year
from grants.budget.posting import Decision
from grants.budget.states import ChangeState, Leftover
from grants.control.flows import prepare_closing
from grants.control.models import Closing
from portal.post.models import Message
from tests import budget
from tests.grants.budget.pages import browser, text_of, typed
from tests.make import NOON, post
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City

from .closing_scenes import TRANSFER, prove_again
from .make import waiting_closing
from .test_closing_pages import LAST, YEAR, of_slug, path, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: last year is over."""


@shared
def closing(city: City, fenna: User) -> Closing:
    """What fenna prepared: the closing of last year."""
    prove_again(city, at=NOON)
    return waiting_closing(city, LAST, by=fenna, at=NOON)


def test_amounts_that_moved_are_shown_beside_what_was_prepared_and_prepared_again_in_one_click(
    fenna: User, bas: User, closing: Closing, city: City
) -> None:
    tab, adviser = browser(bas), browser(fenna)
    assert "Lapses € 877.500,00 Committed € 0,00" in text_of(tab.get(path(closing)))
    earlier: dict[str, Any] = {
        "by": None,
        "at": NOON,
        "booked_on": NOON.date().replace(year=LAST, month=12, day=31),
    }
    commit(of_slug(city, "feijenoord").dossier(), cents=480_000, key="late grant", **earlier)
    prove_again(city, at=NOON)

    post(tab, bas, path(closing, "approve"))

    page = text_of(tab.get(path(closing)))
    assert Closing.objects.get(pk=closing.pk).state == ChangeState.PREPARED
    assert (
        "The amounts changed after this closing was prepared. The finance adviser prepares it again." in page
    )
    assert "Now it is the turn of the finance adviser, who prepares it again." in page
    assert "Lapses € 877.500,00 € 872.700,00 Committed € 0,00 € 4.800,00" in page
    assert "Approve:" not in page
    assert [one for one in titles(bas, city) if "afsluiting" in one] == []
    assert titles(fenna, city)[-1] == f"Sluit het jaar {LAST} af"
    assert "Prepare it again: € 872.700,00 lapses" in text_of(adviser.get(path(closing)))
    assert "it no longer fits" in text_of(adviser.get(YEAR))

    answer = post(adviser, fenna, YEAR, **typed(adviser.get(path(closing))))

    made = Closing.objects.get(state=ChangeState.PREPARED)
    assert (answer.url, made.booked_on) == (path(made), closing.booked_on)
    assert Closing.objects.get(pk=closing.pk).state == ChangeState.WITHDRAWN
    assert f"Approve: close {LAST}, € 872.700,00 lapses" in text_of(tab.get(path(made)))


@pytest.mark.parametrize("transfer", [None, TRANSFER], ids=["from what is free", "with a transfer"])
def test_every_entry_of_a_closing_is_one_list_also_what_was_taken_over(
    transfer: Decision | None, bas: User, fenna: User, city: City
) -> None:
    of_slug(city, "feijenoord").granted(480_000)
    prove_again(city, at=NOON)
    last = Year.objects.get(city=city, year=LAST)
    made = prepare_closing(last, booked_on=NOON.date(), transfer=transfer, by=fenna, at=NOON)
    client = browser(bas)
    post(client, bas, path(made, "approve"))

    address = f"/control/journal/?key=closing%3A{made.public_id}"
    assert f'href="{address}"' in client.get(path(made)).content.decode()
    booked = Entry.objects.filter(key__startswith=f"closing:{made.public_id}/")
    assert set(booked.values_list("slice__year__year", flat=True)) == {LAST, budget.NOW}
    assert client.get(address).context["page"].paginator.count == booked.count()


@pytest.mark.parametrize("act", ["return", "withdraw"])
def test_a_page_of_something_decided_says_so(fenna: User, bas: User, closing: Closing, act: str) -> None:
    user = bas if act == "return" else fenna
    client = browser(user)
    assert "already" not in text_of(client.get(path(closing, act)))
    post(browser(bas), bas, path(closing, "approve"))

    page = text_of(client.get(path(closing, act)))

    assert "Someone decided on this closing already. Look at how it stands now." in page
    assert "cannot" not in page
    assert '<form class="form"' not in client.get(path(closing, act)).content.decode()


def test_beside_each_point_stands_whose_turn_it_is(
    bas: User, fenna: User, closing: Closing, city: City
) -> None:
    assert "Now it is the turn of the budget holder." in text_of(browser(bas).get(path(closing)))
    play = of_slug(city, "feijenoord")
    reserve(play.dossier(), cents=100, **play.stamp())

    for page in (text_of(browser(bas).get(path(closing))), text_of(browser(fenna).get(YEAR))):
        assert "Decide on it first. Now it is the turn of whoever decides on the dossier." in page
        assert "Now it is the turn of the controller, who has it checked." in page
        assert "Now it is the turn of the budget holder." not in page
        assert "Now it is the turn of the finance adviser" not in page.replace(
            "Now it is the turn of the finance adviser, who prepares it again.", ""
        )


@pytest.mark.parametrize(
    ("leftover", "told"),
    [
        (Leftover.LAPSES, "What is left goes back to the general means of the city."),
        (Leftover.CARRIES, f"by a change of the reserved share of {budget.NOW}, with that decision."),
    ],
)
def test_the_preview_says_what_becomes_of_what_is_left(
    carla: User, city: City, leftover: Leftover, told: str
) -> None:
    by_hand(lambda: Year.objects.filter(city=city, year=LAST).update(leftover=leftover))

    assert told in text_of(browser(carla).get(YEAR))


def test_the_mail_and_the_page_to_return_it_speak_of_a_closing(bas: User, closing: Closing) -> None:
    page = text_of(browser(bas, language="nl").get(path(closing, "return")))

    assert "wijziging" not in page.lower()
    assert "wijziging" not in Message.objects.get(kind="control.closing_waits").text.lower()
