"""The closing of a year: prepared when all is right, approved by someone else, and then booked whole."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from grants.budget.errors import SamePerson, WrongDay, YearClosed
from grants.budget.flows import (
    close_year,
    commit,
    commit_conditionally,
    open_dossier,
    open_slice,
    open_year,
    prepare_amounts,
    release,
    reserve,
    return_change,
)
from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.budget.states import ChangeState, Kind
from grants.control.errors import NotReady
from grants.control.flows import approve_closing, return_closing, withdraw_closing
from grants.control.models import Closing
from grants.control.queries import booked_by, checklist_of, years_to_close
from grants.control.states import Need
from grants.plan.flows import add_regulation
from portal.errors import WrongState
from portal.post.models import Message
from portal.trail.queries import records_of
from tests.grants.budget.make import COUNCIL, LAST_DAY, NEW_YEAR, books_of, figures, pot, scene
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.flows.seats import end_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role

from .closing_scenes import TODAY, TRANSFER, Over, over, prove_again, stamp

pytestmark = pytest.mark.django_db


@shared
def play() -> Over:
    """2026, in which everything is right."""
    return over()


def wrong(play: Over, **asked: Any) -> list[Need]:
    """Return what of the checklist is not right."""
    needs = play.checklist(**asked).needs
    return [need for need, is_met in needs.items() if not is_met]


# --- the checklist --------------------------------------------------------------------------------
def test_a_year_in_which_all_is_right_lacks_nothing(play: Over) -> None:
    assert wrong(play) == []
    assert play.checklist().earliest_day == LAST_DAY


def test_a_year_that_still_runs_is_not_over(play: Over) -> None:
    assert wrong(play, today=LAST_DAY) == [Need.OVER]
    assert wrong(play, today=LAST_DAY + timedelta(days=1)) == []


def test_an_earlier_year_is_closed_first(play: Over) -> None:
    open_year(play.city, year=2025, by=None, at=NEW_YEAR)

    assert wrong(play) == [Need.EARLIER]
    assert [one.year for one in play.checklist().earlier] == [2025]


def test_a_change_that_waits_or_was_returned_is_finished_first(play: Over) -> None:
    change = prepare_amounts(
        play.year, amounts={play.old: 90_000}, decision=COUNCIL, by=play.prepares, at=NEW_YEAR
    )
    assert wrong(play) == [Need.CHANGES]

    return_change(change, reason="Nee", by=play.approves, at=NEW_YEAR)

    assert wrong(play) == [Need.CHANGES]
    assert play.checklist().open_changes == 1


def test_what_is_reserved_or_granted_under_condition_is_named(play: Over) -> None:
    reserve(play.dossier, cents=100, **stamp("asked"))
    other = pot(play.year, cents=0, dossiers=1)
    open_slice(play.play.years[1], regulation=other.regulation, by=None, at=NEW_YEAR)
    commit_conditionally(other.dossiers[0], cents=100, **stamp("condition"))
    prove_again(play.city)

    found = play.checklist()

    assert wrong(play) == [Need.RESERVED, Need.CONDITIONAL]
    assert found.unfinished == {
        Kind.RESERVED: [play.dossier.number],
        Kind.CONDITIONAL: [other.dossiers[0].number],
    }


def test_the_next_year_is_prepared_first() -> None:
    play = scene(2026)
    pot(play.year, cents=100_000)
    prove_again(play.city)

    found = checklist_of(play.city, 2026, today=TODAY, transfer=False)

    assert found is not None
    assert [need for need, is_met in found.needs.items() if not is_met] == [Need.NEXT_YEAR]
    assert (found.following, found.homeless) == (None, [])


def test_what_is_open_needs_the_same_budget_in_the_next_year(play: Over) -> None:
    rules = add_regulation(
        play.city, title="Andere", prefix="AND", starts_on=date(2026, 1, 1), by=None, at=NEW_YEAR
    )
    other = pot(play.year, cents=1_000, regulation=rules)
    prove_again(play.city)
    assert wrong(play) == []

    dossier = open_dossier(other.slice, by=None, at=NEW_YEAR)
    assert wrong(play) == [Need.NEXT_YEAR]
    commit(dossier, cents=400, **stamp("grant"))
    prove_again(play.city)

    assert wrong(play) == [Need.NEXT_YEAR]
    assert [part.slice for part in play.checklist().homeless] == [other.slice]
    open_slice(play.play.years[1], regulation=rules, by=None, at=NEW_YEAR)
    assert wrong(play) == [Need.ENOUGH_FREE]


def test_open_commitments_need_free_budget_or_a_transfer(play: Over) -> None:
    commit(play.dossier, cents=50_001, **stamp("grant"))
    prove_again(play.city)

    assert wrong(play) == [Need.ENOUGH_FREE]
    assert [(part.slice, part.lacks_cents) for part in play.checklist().short] == [(play.old, 1)]
    assert wrong(play, transfer=True) == []


def test_the_check_must_be_newer_than_the_last_entry_and_without_faults() -> None:
    play = over(proved=False)
    assert wrong(play) == [Need.PROVED]

    prove_again(play.city, faults=2)
    assert (wrong(play), play.checklist().faults) == ([Need.PROVED], 2)

    prove_again(play.city)
    assert wrong(play) == []

    reserve(play.dossier, cents=100, **stamp("asked"))
    release(play.dossier, **stamp("released"))
    assert wrong(play) == [Need.PROVED]


def test_the_checklist_counts_entries_as_the_proof_does(play: Over) -> None:
    assert play.checklist().entries == prove(city=play.city).entries > 0


def test_the_day_of_the_last_booking_is_the_earliest_to_close_on(play: Over) -> None:
    late = {**stamp("late"), "booked_on": TODAY}
    reserve(play.dossier, cents=100, **late)

    assert play.checklist().earliest_day == TODAY


# --- preparing ------------------------------------------------------------------------------------
def test_a_prepared_closing_books_nothing_and_mails_the_budget_holder(play: Over) -> None:
    entries = Entry.objects.count()

    made = play.prepare(transfer=TRANSFER, explanation="Alles klopt.")

    assert (made.state, made.transfer, made.booked_on) == (ChangeState.PREPARED, TRANSFER, LAST_DAY)
    assert (made.prepared_by, made.explanation) == (play.prepares, "Alles klopt.")
    assert Entry.objects.count() == entries
    assert play.year.closed_at is None
    mail = Message.objects.latest("id")
    assert (mail.kind, mail.address) == ("control.closing_waits", play.approves.email)
    assert [row.act for row in records_of(made)] == ["closing.prepared"]


def test_whoever_prepares_it_gets_no_mail_of_her_own(play: Over) -> None:
    both = play.another(Role.BUDGET_HOLDER)
    sent = Message.objects.count()

    play.prepare()

    mails = Message.objects.order_by("id")[sent:]
    assert sorted(one.address for one in mails) == sorted([both.email, play.approves.email])


def test_a_year_that_is_not_ready_is_refused_whole(play: Over) -> None:
    reserve(play.dossier, cents=100, **stamp("asked"))

    with pytest.raises(NotReady, match="2 "):
        play.prepare()

    assert list(Closing.objects.filter(year=play.year)) == []


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), LAST_DAY - timedelta(days=1)])
def test_a_day_to_come_or_before_the_end_is_refused(play: Over, day: date) -> None:
    with pytest.raises(WrongDay):
        play.prepare(booked_on=day)


def test_a_second_closing_waits_for_the_first(play: Over) -> None:
    first = play.prepare()

    with pytest.raises(WrongState):
        play.prepare()

    withdraw_closing(first, by=play.prepares, at=NEW_YEAR)
    assert play.prepare().state == ChangeState.PREPARED


def test_whoever_lost_the_right_prepares_nothing_and_takes_nothing_back(play: Over) -> None:
    made = play.prepare()
    end_seat(play.prepares.seats.get(), ends_on=TODAY, by=None, at=NEW_YEAR)
    tomorrow = NEW_YEAR + timedelta(days=1)

    with pytest.raises(NoLongerAllowed):
        play.prepare(at=tomorrow)
    with pytest.raises(NoLongerAllowed):
        withdraw_closing(made, by=play.prepares, at=tomorrow)


# --- deciding -------------------------------------------------------------------------------------
def test_an_approved_closing_closes_the_year_and_takes_the_open_money_along(play: Over) -> None:
    commit(play.dossier, cents=30_000, **stamp("grant"))
    prove_again(play.city)
    made = play.prepare()

    approve_closing(made, by=play.approves, at=NEW_YEAR)

    assert (made.state, made.decided_by, made.decided_at) == (
        ChangeState.APPROVED,
        play.approves,
        NEW_YEAR,
    )
    assert play.year.closed_at == NEW_YEAR
    assert figures(play.old) == {"authority": 100_000, "lapsed": 100_000}
    assert figures(play.new) == {"authority": 50_000, "committed": 30_000, "free": 20_000}
    assert booked_by(made) == {Kind.COMMITTED: 30_000, Kind.FREE: 70_000}
    assert Message.objects.latest("id").kind == "control.closing_approved"
    assert [row.act for row in records_of(made)] == ["closing.prepared", "closing.approved"]
    assert prove(city=play.city).faults == []


def test_a_transfer_lets_the_budget_come_along(play: Over) -> None:
    commit(play.dossier, cents=60_000, **stamp("grant"))
    prove_again(play.city)
    made = play.prepare(transfer=TRANSFER)

    approve_closing(made, by=play.approves, at=NEW_YEAR)

    assert figures(play.new) == {"authority": 110_000, "committed": 60_000, "free": 50_000}
    assert prove(city=play.city).faults == []


def test_each_slice_is_closed_on_the_day_that_was_prepared(play: Over) -> None:
    approve_closing(play.prepare(booked_on=TODAY), by=play.approves, at=NEW_YEAR)

    days = [one.closed_on for one in play.year.slices.all()]
    assert days == [TODAY, TODAY]
    books = books_of(play.year)
    assert books.successor == books_of(play.play.years[1])


def test_whoever_prepared_it_never_decides_on_it(play: Over) -> None:
    both = play.another(Role.FINANCE_ADVISER)
    made = play.prepare(by=both)
    for decide in (approve_closing, lambda one, **who: return_closing(one, reason="Nee", **who)):
        with pytest.raises(SamePerson):
            decide(made, by=both, at=NEW_YEAR)

    assert Closing.objects.get(pk=made.pk).state == ChangeState.PREPARED


def test_whoever_lost_the_right_does_not_decide(play: Over) -> None:
    made = play.prepare()
    end_seat(play.approves.seats.get(), ends_on=TODAY, by=None, at=NEW_YEAR)

    with pytest.raises(NoLongerAllowed):
        approve_closing(made, by=play.approves, at=NEW_YEAR + timedelta(days=1))

    assert (Closing.objects.get(pk=made.pk).state, play.year.closed_at) == (ChangeState.PREPARED, None)


def test_what_became_wrong_meanwhile_holds_the_approval_up(play: Over) -> None:
    made = play.prepare()
    reserve(play.dossier, cents=100, **stamp("asked"))
    prove_again(play.city)

    with pytest.raises(NotReady):
        approve_closing(made, by=play.approves, at=NEW_YEAR)

    assert (Closing.objects.get(pk=made.pk).state, play.year.closed_at) == (ChangeState.PREPARED, None)


def test_a_booking_after_its_day_holds_the_approval_up(play: Over) -> None:
    made = play.prepare()
    late = {"booked_on": TODAY, "at": NEW_YEAR}
    reserve(play.dossier, cents=100, **{**stamp("asked"), **late})
    release(play.dossier, **{**stamp("released"), **late})
    prove_again(play.city)

    with pytest.raises(WrongDay):
        approve_closing(made, by=play.approves, at=NEW_YEAR)


def _approve(closing: Closing, play: Over) -> Closing:
    return approve_closing(closing, by=play.approves, at=NEW_YEAR)


def _return(closing: Closing, play: Over) -> Closing:
    return return_closing(closing, reason="Nog niet", by=play.approves, at=NEW_YEAR)


def _withdraw(closing: Closing, play: Over) -> Closing:
    return withdraw_closing(closing, by=play.prepares, at=NEW_YEAR)


@pytest.mark.parametrize("first", [_approve, _return, _withdraw])
def test_a_closing_is_decided_once(play: Over, first: Callable[[Closing, Over], Closing]) -> None:
    made = play.prepare()
    first(made, play)

    for again in (_approve, _return):
        with pytest.raises(WrongState):
            again(made, play)


def test_a_returned_closing_tells_why_and_gives_way_to_the_next(play: Over) -> None:
    returned = _return(play.prepare(), play)
    mail = Message.objects.latest("id")
    assert (mail.kind, mail.address) == ("control.closing_returned", play.prepares.email)
    assert [one.reason for one in years_to_close(play.city, today=TODAY)] == ["Nog niet"]  # type: ignore[attr-defined]  # the query adds it

    made = play.prepare()

    assert Closing.objects.get(pk=returned.pk).state == ChangeState.WITHDRAWN
    assert (made.state, list(years_to_close(play.city, today=TODAY))) == (ChangeState.PREPARED, [])


def test_a_closed_year_takes_no_closing(play: Over) -> None:
    _approve(play.prepare(), play)

    with pytest.raises(YearClosed):
        play.prepare()


def test_a_year_that_was_closed_meanwhile_is_not_closed_again(play: Over) -> None:
    made = play.prepare()
    close_year(play.year, transfer=None, **stamp("close"))

    with pytest.raises(YearClosed):
        _approve(made, play)

    assert Closing.objects.get(pk=made.pk).state == ChangeState.PREPARED


def test_the_mail_says_who_did_what_and_where_to_look(play: Over) -> None:
    User.objects.filter(pk=play.approves.pk).update(language="en")
    made = play.prepare(transfer=TRANSFER)

    mail = Message.objects.latest("id")

    assert mail.subject == "The closing of 2026 waits for you"
    assert mail.text.splitlines()[2:] == [
        f"{play.prepares.full_name} prepared the closing of the budget year 2026, on 31 December 2026.",
        "The budget of what was granted goes along to the next year, by decision 26bb009999 of 17 December 2026.",
        "",
        "Look at the closing, and approve it or return it with a reason:",
        f"{play.city.address}/control/closings/{made.public_id}/",
        "",
        f"{play.city.product_name}, {play.city.name}",
    ]
