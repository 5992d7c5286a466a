"""What a colleague changed meanwhile: amounts on an open page, and a change that no longer fits."""

from typing import Any

import pytest

from grants.budget.flows import approve
from grants.budget.models import Change, Slice
from grants.budget.states import ChangeState
from grants.home.queries import waiting_for
from portal.realm import within
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import AMOUNTS, DECISION, GIFTS, browser, field, newest, send, text_of, typed
from tests.make import post
from wijkraden.people.models import User
from wijkraden.places.models import City


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


@pytest.fixture
def feijenoord(city: City) -> Slice:
    """The budget of a district: 22,000 euros."""
    return budget.slice_of(city, "feijenoord")


@pytest.fixture
def hillesluis(city: City) -> Slice:
    """The budget of another one: 28,000 euros."""
    return budget.slice_of(city, "hillesluis")


@pytest.fixture
def change(city: City, fenna: User, feijenoord: Slice) -> Change:
    """What fenna prepared: 20,000 euros for Feijenoord."""
    with within(city.public_id):
        return budget.waiting_amounts(budget.year_now(city), {feijenoord: 2_000_000}, by=fenna, at=NOON)


def path(change: Change, *act: str) -> str:
    return "/".join(["/budget/changes", change.public_id, *act, ""])


def lines(change: Change) -> list[tuple[str, int, int]]:
    return [(line.slice.name, line.before_cents, line.after_cents) for line in change.lines.all()]


def approved_meanwhile(city: City, one: Slice, cents: int, *, by: User, holder: User) -> None:
    other = budget.waiting_amounts(budget.year_now(city), {one: cents}, by=by, at=NOON)
    approve(other, by=holder, at=NOON, booked_on=NOON.date())


def test_an_amount_that_both_changed_is_asked_once_and_what_was_typed_stays(
    fenna: User, bas: User, city: City, feijenoord: Slice, hillesluis: Slice
) -> None:
    client = browser(fenna)
    page = typed(client.get(AMOUNTS))
    approved_meanwhile(city, hillesluis, 100_000, by=fenna, holder=bas)
    approved_meanwhile(city, feijenoord, 2_100_000, by=fenna, holder=bas)
    changes = Change.objects.count()
    fields = {**page, **DECISION, field(hillesluis): "5.000,00"}

    answer = post(client, fenna, AMOUNTS, **fields)

    assert answer.status_code == 422
    assert "Someone changed this after you opened the page." in text_of(answer)
    assert set(answer.context["form"].errors) == {"__all__", field(hillesluis)}
    assert "What stands here now: “1000,00”" in text_of(answer)
    assert (typed(answer)[field(hillesluis)], typed(answer)[field(feijenoord)]) == ("5.000,00", "21000,00")
    assert Change.objects.count() == changes
    again = post(client, fenna, AMOUNTS, **typed(answer))
    assert again.status_code == 302
    assert lines(newest()) == [("Hillesluis", 100_000, 500_000)]


@pytest.mark.parametrize("first", ["compute", "mistake", "nothing"])
def test_an_amount_that_was_not_edited_stays_what_a_colleague_made_of_it(
    fenna: User, bas: User, city: City, feijenoord: Slice, hillesluis: Slice, *, first: str
) -> None:
    client = browser(fenna)
    page = {**typed(client.get(AMOUNTS)), **DECISION, field(feijenoord): "100,00"}
    approved_meanwhile(city, hillesluis, 100_000, by=fenna, holder=bas)
    if first == "compute":
        page = typed(post(client, fenna, AMOUNTS, **page, compute="1"))
        assert page[field(hillesluis)] == "1000,00"
    if first == "mistake":
        page = typed(post(client, fenna, AMOUNTS, **{**page, "decision_number": ""})) | DECISION

    answer = post(client, fenna, AMOUNTS, **page)

    assert answer.status_code == 302
    assert lines(newest()) == [("Feijenoord", 2_200_000, 10_000)]


@pytest.mark.parametrize("seen", ["[]", "x", "{", '{"amount_x": []}'])
def test_a_forged_note_of_what_the_page_began_with_asks_about_every_other_amount(
    fenna: User, feijenoord: Slice, seen: str
) -> None:
    answer = send(browser(fenna), fenna, AMOUNTS, {**DECISION, field(feijenoord): "100", "seen": seen})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"__all__", field(feijenoord)}


def test_what_no_longer_fits_waits_for_the_finance_adviser_and_is_prepared_again_at_once(
    bas: User, fenna: User, city: City, change: Change, feijenoord: Slice
) -> None:
    with within(city.public_id):
        other = budget.waiting_amounts(budget.year_now(city), {feijenoord: 1_500_000}, by=fenna, at=NOON)
        approve(other, by=bas, at=NOON, booked_on=NOON.date())
    waits = {
        user: [one for one in waiting_for(user, city, today=NOON.date()) if one.url == path(change)]
        for user in (bas, fenna)
    }
    assert waits[bas] == []
    (mine,) = waits[fenna]
    assert (mine.badge, mine.kind) == ("Past niet meer", "late")
    client = browser(fenna)
    page, years = text_of(client.get(path(change))), text_of(client.get("/budget/"))
    assert "No longer fits Now it is the turn of the finance adviser." in page
    assert "Waits for approval" not in page
    assert (
        "Waits for the finance adviser: prepare it again, or withdraw it Amounts of districts, 2026" in years
    )
    assert "No longer fits Now it is the turn" in text_of(browser(bas).get(path(change)))

    again = f"{AMOUNTS}?again={change.public_id}"
    assert f'href="{again}"' in client.get(path(change)).content.decode()
    answer = post(client, fenna, again, **typed(client.get(again)))

    assert answer.url == path(newest())
    (line,) = newest().lines.all()
    assert (line.before_cents, line.after_cents) == (1_500_000, 2_000_000)
    assert Change.objects.get(pk=change.pk).state == ChangeState.WITHDRAWN


def test_a_change_that_still_fits_is_not_prepared_again(fenna: User, change: Change) -> None:
    assert browser(fenna).get(f"{AMOUNTS}?again={change.public_id}").status_code == 404


def test_a_stale_share_is_told_too(bas: User, fenna: User, city: City) -> None:
    year = budget.year_now(city)
    one, other = (
        budget.waiting_share(year, cents=cents, by=fenna, at=NOON) for cents in (10**8 + 1, 10**8 + 2)
    )
    approve(one, by=bas, at=NOON, booked_on=NOON.date())

    page = text_of(browser(bas).get(path(other)))

    assert "This change no longer fits" in page
    assert "Approve: reserve" not in page


def test_a_gift_to_whose_budget_changed_meanwhile_books_nothing(bas: User, fenna: User, city: City) -> None:
    taker = budget.slice_of(city, "kralingen")
    row = {
        "giver_1": budget.slice_of(city, "hillesluis").public_id,
        "taker_1": taker.public_id,
        "cents_1": "100",
    }
    send(browser(fenna), fenna, GIFTS, {**DECISION, **row})
    made, client = newest(), browser(bas)
    other = budget.waiting_amounts(budget.year_now(city), {taker: 1_000_000}, by=fenna, at=NOON)
    approve(other, by=bas, at=NOON, booked_on=NOON.date())

    assert "This change no longer fits" in text_of(client.get(path(made)))
    answer = post(client, bas, path(made, "approve"))

    assert (Change.objects.get(pk=made.pk).state, budget.cents_of(taker)) == (ChangeState.PREPARED, 1_000_000)
    assert "Something changed after this was prepared" in text_of(client.get(answer.url))


@pytest.mark.parametrize("act", ["return", "withdraw"])
def test_the_page_of_a_change_that_somebody_decided_says_so(
    fenna: User, bas: User, change: Change, act: str
) -> None:
    client = browser(bas if act == "return" else fenna)
    assert "already" not in text_of(client.get(path(change, act)))
    approve(change, by=bas, at=NOON, booked_on=NOON.date())

    page = client.get(path(change, act))

    assert "Someone decided on this change already. Look at how it stands now." in text_of(page)
    assert "form_token" not in page.content.decode().split("<main", 1)[1]


def test_a_share_that_the_budgets_grew_out_of_waits_for_the_finance_adviser(
    bas: User, fenna: User, city: City, hillesluis: Slice
) -> None:
    year = budget.year_now(city)
    with within(city.public_id):
        share = budget.waiting_share(year, cents=98_000_000, by=fenna, at=NOON)
        assert "Approve: reserve" in text_of(browser(bas).get(path(share)))
        approved_meanwhile(city, hillesluis, 4_000_000, by=fenna, holder=bas)

    page = browser(bas).get(path(share))

    assert "No longer fits Now it is the turn of the finance adviser." in text_of(page)
    assert "Approve: reserve" not in text_of(page)
    waits = {
        user: [one.badge for one in waiting_for(user, city, today=NOON.date()) if one.url == path(share)]
        for user in (bas, fenna)
    }
    assert waits == {bas: [], fenna: ["Past niet meer"]}


def test_amounts_that_outgrew_the_share_meanwhile_wait_for_the_finance_adviser(
    bas: User, fenna: User, city: City, feijenoord: Slice, hillesluis: Slice
) -> None:
    with within(city.public_id):
        wish = budget.waiting_amounts(
            budget.year_now(city), {feijenoord: 2_200_000 + 2_000_000}, by=fenna, at=NOON
        )
        assert "Approve: " in text_of(browser(bas).get(path(wish)))
        approved_meanwhile(city, hillesluis, 4_000_000, by=fenna, holder=bas)

    page = text_of(browser(bas).get(path(wish)))

    assert "No longer fits Now it is the turn of the finance adviser." in page
    assert "Approve: " not in page
