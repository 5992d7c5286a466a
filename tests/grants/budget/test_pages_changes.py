"""The budget holder approves or returns, whoever prepared withdraws or prepares again; each once."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grants.budget.flows import approve, withdraw
from grants.budget.models import Change, Entry, Slice
from grants.budget.states import ChangeState
from grants.home.queries import waiting_for
from portal.post.models import Message
from portal.realm import within
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import (
    AMOUNTS,
    DECISION,
    GIFTS,
    SHARE,
    browser,
    field,
    newest,
    send,
    text_of,
    typed,
)
from tests.make import person, post, sign_in
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


@pytest.fixture
def feijenoord(city: City) -> Slice:
    """The budget of a district: 22,000 euros."""
    return budget.slice_of(city, "feijenoord")


@pytest.fixture
def change(city: City, fenna: User, feijenoord: Slice) -> Change:
    """What fenna prepared: 20,000 euros for Feijenoord."""
    with within(city.public_id):
        return budget.waiting_amounts(budget.year_now(city), {feijenoord: 2_000_000}, by=fenna, at=NOON)


def path(change: Change, *act: str) -> str:
    return "/".join(["/budget/changes", change.public_id, *act, ""])


def state_of(change: Change) -> str:
    return Change.objects.get(pk=change.pk).state


def test_the_button_names_the_amount_and_the_page_says_what_happens_then(bas: User, change: Change) -> None:
    page = text_of(browser(bas).get(path(change)))

    assert "Approve: € 2.000,00 less" in page
    assert "Feijenoord € 22.000,00 € 20.000,00 − € 2.000,00" in page
    assert "An approved change stays as it is." in page
    assert "Fenna Postma prepared a change of the budget (2026)" in page


def test_an_approved_change_is_booked_and_whoever_prepared_it_gets_a_mail(
    bas: User, fenna: User, change: Change, feijenoord: Slice
) -> None:
    client = browser(bas)

    answer = post(client, bas, path(change, "approve"))

    assert answer.url == path(change)
    assert (state_of(change), budget.cents_of(feijenoord)) == (ChangeState.APPROVED, 2_000_000)
    entry = Entry.objects.get(source=f"change:{change.public_id}")
    assert (entry.by, entry.booked_on) == (bas, NOON.date())
    mail = Message.objects.order_by("-id").first()
    assert mail is not None
    assert (mail.kind, mail.address) == ("budget.approved", fenna.email)
    page = text_of(client.get(answer.url))
    assert "The change is approved and booked." in page
    assert "Approve:" not in page


def test_approving_twice_books_once_and_says_so(bas: User, change: Change, feijenoord: Slice) -> None:
    client = browser(bas)
    post(client, bas, path(change, "approve"))
    entries = Entry.objects.count()

    answer = post(client, bas, path(change, "approve"))

    assert Entry.objects.count() == entries
    assert "Someone decided on this change already." in text_of(client.get(answer.url))


def test_whoever_prepared_it_never_approves_it_nor_sees_the_button(
    bas: User, fenna: User, city: City, change: Change
) -> None:
    give_seat(fenna, role=Role.BUDGET_HOLDER, city=city, starts_on=NOON.date(), by=None, at=NOON)
    assert post(browser(bas), bas, path(change, "return"), reason="Nee").status_code == 302
    mine = budget.waiting_amounts(
        budget.year_now(city), {budget.slice_of(city, "hillesluis"): 1}, by=fenna, at=NOON
    )
    client = browser(fenna)

    assert "Approve:" not in text_of(client.get(path(mine)))
    assert post(client, fenna, path(mine, "approve")).status_code == 403
    assert state_of(mine) == ChangeState.PREPARED


@pytest.mark.parametrize("act", ["approve", "return"])
def test_deciding_asks_who_one_is_when_that_was_long_ago(bas: User, change: Change, act: str) -> None:
    client = browser(bas, confirmed=False)

    answer = post(client, bas, path(change, act), reason="Omdat")

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert state_of(change) == ChangeState.PREPARED


def test_after_a_session_that_ended_on_approve_the_page_says_that_nothing_was_approved(
    bas: User, change: Change
) -> None:
    client = browser(bas)
    form = typed(client.get(path(change)))
    client.cookies.pop("sessionid")
    client.post(path(change, "approve"), form)
    kept = SessionStore(client.cookies["sessionid"].value)["portal_kept"]
    session = SessionStore(sign_in(client, bas).cookies["sessionid"].value)
    session["portal_kept"] = kept
    session.save()

    first, again = text_of(client.get(path(change))), text_of(client.get(path(change)))

    assert "You were signed out first, so nothing was approved. Look at it and decide again." in first
    assert "nothing was approved" not in again
    assert "What you typed is still here." not in first
    assert state_of(change) == ChangeState.PREPARED


def test_a_stale_change_is_told_on_the_page_and_books_nothing(
    bas: User, fenna: User, city: City, change: Change, feijenoord: Slice
) -> None:
    other = budget.waiting_amounts(budget.year_now(city), {feijenoord: 1_500_000}, by=fenna, at=NOON)
    client = browser(bas)
    assert "Another change waits already" in text_of(client.get(path(change)))
    approve(other, by=bas, at=NOON, booked_on=NOON.date())

    page = text_of(client.get(path(change)))
    answer = post(client, bas, path(change, "approve"))

    assert "This change no longer fits" in page
    assert "Approve:" not in page
    assert (state_of(change), budget.cents_of(feijenoord)) == (ChangeState.PREPARED, 1_500_000)
    assert "Something changed after this was prepared" in text_of(client.get(answer.url))


def test_a_change_of_the_share_shows_its_words_before_and_after(bas: User, fenna: User, city: City) -> None:
    words = {"programme": "Samenleven", "leftover": "carries"}
    send(browser(fenna), fenna, SHARE, {**DECISION, **words})

    page = text_of(browser(bas).get(path(newest())))

    year = budget.year_now(city)
    assert f"Programme Samenleven Before: {year.programme}" in page
    assert (
        "What is left at the end of the year It stays available next year, if the city council decides so "
        "Before: It goes back to the general means of the city"
    ) in page
    assert page.count("This stays as it is.") == 0


@pytest.mark.parametrize("words", [{"programme": "Samenleven"}, {"leftover": "carries"}])
def test_words_of_the_share_that_changed_meanwhile_make_a_change_stale(
    bas: User, fenna: User, city: City, words: dict[str, str]
) -> None:
    year = budget.year_now(city)
    same = {"leftover": str(year.leftover)}
    send(browser(fenna), fenna, SHARE, {**DECISION, **same, "reserved_cents": "1.100.000"})
    stale = newest()
    send(browser(fenna), fenna, SHARE, {**DECISION, **same, **words})
    approve(newest(), by=bas, at=NOON, booked_on=NOON.date())
    client = browser(bas)

    page = text_of(client.get(path(stale)))
    answer = post(client, bas, path(stale, "approve"))

    assert "This change no longer fits" in page
    assert "Something changed after this was prepared" in text_of(client.get(answer.url))
    assert (state_of(stale), budget.year_now(city).reserved_cents) == (ChangeState.PREPARED, 100_000_000)


def test_budgets_of_one_district_are_told_apart_by_their_regulation(
    bas: User, fenna: User, city: City
) -> None:
    year = budget.year_now(city)
    budget.more_slices(year, 39, by=fenna, at=NOON)
    other = Slice.objects.select_related("regulation").get(
        year=year, name="Hillesluis", regulation__prefix__startswith="A"
    )
    row = {
        "giver_1": budget.slice_of(city, "hillesluis").public_id,
        "taker_1": other.public_id,
        "cents_1": "100",
    }
    form = browser(fenna).get(GIFTS)
    send(browser(fenna), fenna, GIFTS, {**DECISION, **row})

    page = text_of(browser(bas).get(path(newest())))

    first = f"Hillesluis ({budget.slice_of(city, 'hillesluis').regulation})"
    second = f"Hillesluis ({other.regulation})"
    assert f"{second} (free: € 0,00)" in text_of(form)
    assert f"{first} gives {second} € 100,00" in page
    assert f"{second} € 0,00 € 100,00 + € 100,00" in page


def test_a_stale_gift_is_told_too(bas: User, fenna: User, city: City, change: Change) -> None:
    rows = {
        "giver_1": budget.slice_of(city, "hillesluis").public_id,
        "taker_1": budget.slice_of(city, "kralingen").public_id,
        "cents_1": "100",
        "giver_2": budget.slice_of(city, "kralingen").public_id,
        "taker_2": budget.slice_of(city, "feijenoord").public_id,
        "cents_2": "50",
    }
    send(browser(fenna), fenna, "/budget/2026/redistribute/", {**DECISION, **rows})
    made, client = newest(), browser(bas)
    page = text_of(client.get(path(made)))
    assert "Approve: move € 150,00" in page
    assert "Kralingen € 25.500,00 € 25.550,00 + € 50,00" in page
    assert "Hillesluis gives Kralingen € 100,00" in page
    assert "no longer fits" not in page

    lower = budget.waiting_amounts(
        budget.year_now(city), {budget.slice_of(city, "kralingen"): 1_000_000}, by=fenna, at=NOON
    )
    approve(lower, by=bas, at=NOON, booked_on=NOON.date())

    assert "This change no longer fits" in text_of(client.get(path(made)))


def test_a_returned_change_says_why_and_is_prepared_again_once(
    bas: User, fenna: User, change: Change, feijenoord: Slice
) -> None:
    post(browser(bas), bas, path(change, "return"), reason="Te laag.\nLiever 21.000.")
    mail = Message.objects.order_by("-id").first()
    assert mail is not None
    assert (mail.kind, mail.address) == ("budget.returned", fenna.email)
    assert "Te laag.\nLiever 21.000." in mail.text
    client = browser(fenna)
    assert "Liever 21.000." in text_of(client.get(path(change)))
    again = f"{AMOUNTS}?again={change.public_id}"
    form = typed(client.get(again))
    assert (form[field(feijenoord)], form["decision_number"]) == ("20000,00", "26bb004210")

    answer = post(client, fenna, again, **{**form, field(feijenoord): "21.000"})

    assert answer.url == path(newest())
    assert (state_of(change), newest().state) == (ChangeState.WITHDRAWN, ChangeState.PREPARED)
    assert client.get(again).status_code == 404
    anew, old = client.get(path(newest())), client.get(path(change))
    assert "Prepared again after Bas" in text_of(anew)
    assert "Te laag. Liever 21.000." in text_of(anew)
    assert f'href="{path(change)}"' in anew.content.decode()
    assert f'href="{path(newest())}"' in old.content.decode()
    assert "prepared another change in its place" in text_of(old)


def test_a_change_is_returned_with_a_reason_only(bas: User, change: Change) -> None:
    answer = post(browser(bas), bas, path(change, "return"), reason="  ")

    assert answer.status_code == 422
    assert "Type why you return it." in text_of(answer)
    assert state_of(change) == ChangeState.PREPARED


def test_a_prepared_change_is_withdrawn_and_an_approved_one_stays(
    bas: User, fenna: User, city: City, change: Change
) -> None:
    client = browser(fenna)
    assert post(client, fenna, path(change, "withdraw")).url == path(change)
    assert state_of(change) == ChangeState.WITHDRAWN
    approved = Change.objects.filter(state=ChangeState.APPROVED).first()
    assert approved is not None

    answer = post(client, fenna, path(approved, "withdraw"))

    assert state_of(approved) == ChangeState.APPROVED
    assert "Someone decided on this change already." in text_of(client.get(answer.url))


def test_a_returned_change_that_was_withdrawn_is_not_prepared_again(
    bas: User, fenna: User, change: Change, feijenoord: Slice
) -> None:
    post(browser(bas), bas, path(change, "return"), reason="Nee")
    client, again = browser(fenna), f"{AMOUNTS}?again={change.public_id}"
    form = typed(client.get(again))
    withdraw(Change.objects.get(pk=change.pk), by=fenna, at=NOON)

    assert post(client, fenna, again, **form).status_code == 404


def test_what_waits_stands_on_the_first_page_of_whoever_acts_next(
    bas: User, fenna: User, city: City, change: Change
) -> None:
    def waits(user: User) -> set[str]:
        return {str(one.url) for one in waiting_for(user, city, today=NOON.date())}

    assert path(change) in waits(bas)
    assert path(change) not in waits(fenna)

    post(browser(bas), bas, path(change, "return"), reason="Nee")

    assert path(change) not in waits(bas)
    assert path(change) in waits(fenna)


def test_whoever_prepared_it_and_is_budget_holder_too_reads_that_someone_else_approves(
    fenna: User, city: City, change: Change
) -> None:
    give_seat(fenna, role=Role.BUDGET_HOLDER, city=city, starts_on=NOON.date(), by=None, at=NOON)

    page = text_of(browser(fenna).get(path(change)))

    assert "You prepared this yourself; someone else approves it." in page
    assert "Now it is the turn of the budget holder." not in page


def test_every_list_and_mail_tells_changes_apart(
    bas: User, fenna: User, city: City, feijenoord: Slice
) -> None:
    other = budget.slice_of(city, "hillesluis")
    fields = {**DECISION, field(feijenoord): "21.000", field(other): "28.000,50"}
    send(browser(fenna), fenna, AMOUNTS, fields)
    made, gist = newest(), "€ 0,50 more, € 1.000,00 less, 2 district budgets"
    dutch = "€ 0,50 meer, € 1.000,00 minder, 2 wijkbudgetten"

    (home,) = [one for one in waiting_for(bas, city, today=NOON.date()) if one.url == path(made)]
    mail = Message.objects.filter(kind="budget.waits").order_by("-id").first()

    assert mail is not None
    assert dutch in home.text.replace("\u00a0", " ")
    assert "26bb004210" in home.text
    assert dutch in mail.text.replace("\u00a0", " ")
    assert gist in text_of(browser(bas).get("/budget/"))
    assert gist in text_of(browser(bas).get("/budget/2026/"))


def test_every_budget_holder_gets_a_mail_but_whoever_prepared_it(
    bas: User, fenna: User, city: City, feijenoord: Slice
) -> None:
    second = person("bert", role=Role.BUDGET_HOLDER, city=city)
    person("oud", role=Role.BUDGET_HOLDER, city=city, ends_on=NOON.date().replace(day=1))
    give_seat(fenna, role=Role.BUDGET_HOLDER, city=city, starts_on=NOON.date(), by=None, at=NOON)
    first = Message.objects.count()

    send(browser(fenna), fenna, AMOUNTS, {**DECISION, field(feijenoord): "100"})

    sent = Message.objects.order_by("id")[first:]
    assert {one.address for one in sent} == {bas.email, second.email}


def test_the_page_takes_the_same_queries_with_one_line_as_with_all(
    bas: User, fenna: User, city: City, change: Change
) -> None:
    year = budget.year_now(city)
    every = dict.fromkeys(Slice.objects.filter(year=year).exclude(regulation=None), 100_000)
    whole = budget.waiting_amounts(year, every, by=fenna, at=NOON)
    client: Client = browser(bas)
    client.get(path(change))
    counts = []
    for one in (change, whole):
        with CaptureQueriesContext(connection) as queries:
            client.get(path(one))
        counts.append(len(queries))

    assert whole.lines.count() == 39
    assert counts[0] == counts[1]
