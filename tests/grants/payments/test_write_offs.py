"""Giving a claim up: by two people, in the books, and what still comes in of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from grants.budget.states import Event
from grants.payments.errors import NotLapsed, NotToWriteOff, OwnWriteOff
from grants.payments.flows import (
    approve_write_off,
    prepare_write_off,
    return_write_off,
    withdraw_write_off,
)
from grants.payments.models import Claim, WriteOff
from grants.payments.states import ClaimState, Ground, WriteOffState
from grants.proposals.errors import HasInterest
from grants.proposals.models import Interest
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from portal.trail.models import Record
from tests import payments
from tests.grants.budget.raw import refused
from tests.grants.decisions.test_recovery_falls import falls
from tests.grants.decisions.test_revising import claimed
from tests.grants.payments.given_up import comes_in, leaves, now_of
from tests.make import NOON, post
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]


def test_one_prepares_it_and_another_writes_it_off(delfshaven: District, fenna: User, bas: User) -> None:
    made, claim = claimed(delfshaven, came_in=1_000_00)
    late = payments.late(claim)
    waits = payments.to_write_off(claim)
    assert (waits.state, waits.cents, now_of(claim)) == (
        "prepared",
        3_000_00,
        ("open", 1_000_00, 0, 3_000_00),
    )
    assert leaves(made) == {"receivable": 3_000_00}

    approve_write_off(waits, by=bas, at=late)

    row = WriteOff.objects.get(pk=waits.pk)
    assert (row.state, row.decided_by, row.decided_at) == (WriteOffState.APPROVED, bas, late)
    assert row.entry is not None
    assert (row.entry.event, row.entry.by, row.entry.source) == (Event.WRITE_OFF, bas, claim.source)
    assert now_of(claim) == (ClaimState.WRITTEN_OFF, 1_000_00, 3_000_00, 0)
    assert leaves(made) == {"receivable": 0, "written_off": 3_000_00}
    told = Record.objects.filter(act__startswith="payments.write_off").order_by("id")
    assert [(one.act, one.by) for one in told] == [
        ("payments.write_off_prepared", fenna),
        ("payments.write_off_approved", bas),
    ]
    mails = Message.objects.filter(kind__startswith="payments.write_off").order_by("id")
    assert [(one.kind, one.to) for one in mails] == [
        ("payments.write_off_waits", bas),
        ("payments.write_off_decided", fenna),
    ]


def test_who_prepared_it_does_not_decide_on_it(delfshaven: District, fenna: User) -> None:
    _made, claim = claimed(delfshaven)
    waits = payments.to_write_off(claim)
    day = date(2026, 4, 1)
    give_seat(fenna, role=Role.BUDGET_HOLDER, city=delfshaven.city, starts_on=day, by=None, at=NOON)

    with pytest.raises(OwnWriteOff):
        approve_write_off(waits, by=fenna, at=payments.late(claim))
    with pytest.raises(OwnWriteOff):
        return_write_off(waits, reason="Toch niet.", by=fenna, at=payments.late(claim))

    assert now_of(claim) == ("open", 0, 0, 4_000_00)


def test_it_takes_the_seats_that_the_rules_ask(
    delfshaven: District, pim: User, bas: User, carla: User
) -> None:
    _made, claim = claimed(delfshaven)
    late = payments.late(claim)
    for user in (pim, bas, carla):
        with pytest.raises(NoLongerAllowed):
            prepare_write_off(claim, cents=1, ground=Ground.NOT_TO_BE_HAD, reason="x", by=user, at=late)
    waits = payments.to_write_off(claim)
    for user in (pim, carla):
        with pytest.raises(NoLongerAllowed):
            approve_write_off(waits, by=user, at=late)

    assert now_of(claim) == ("open", 0, 0, 4_000_00)


def test_not_before_its_last_day_is_over(delfshaven: District, fenna: User) -> None:
    _made, claim = claimed(delfshaven)
    last = payments.late(claim, days=0)

    with pytest.raises(NotToWriteOff, match=r"time to pay|tijd om te betalen"):
        payments.to_write_off(claim, at=last)

    assert payments.to_write_off(claim, at=last + timedelta(days=1)).is_waiting


def test_not_more_than_is_left_and_one_at_a_time(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven, came_in=1_000_00)

    with pytest.raises(NotToWriteOff) as more:
        payments.to_write_off(claim, cents=3_000_01)
    assert more.value.field == "cents"
    payments.to_write_off(claim, cents=3_000_00)
    with pytest.raises(NotToWriteOff) as again:
        payments.to_write_off(claim, cents=1)
    assert again.value.field is None
    assert WriteOff.objects.count() == 1


def test_it_lapses_five_years_after_its_last_day(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven)
    last = claim.lapses_on(claim.due_on)
    assert (last.year, last.month, last.day) == (claim.due_on.year + 5, claim.due_on.month, claim.due_on.day)
    days = (last - claim.due_on).days

    with pytest.raises(NotLapsed) as refused:
        payments.to_write_off(claim, ground=Ground.LAPSED, at=payments.late(claim, days=days))
    assert refused.value.field == "ground"

    made = payments.to_write_off(claim, ground=Ground.LAPSED, at=payments.late(claim, days=days + 1))
    assert made.ground == Ground.LAPSED


def test_a_formal_notice_begins_the_five_years_anew(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven)
    notice = payments.noticed(claim)
    days = (claim.lapses_on(claim.due_on) - claim.due_on).days + 1

    with pytest.raises(NotLapsed):
        payments.to_write_off(claim, ground=Ground.LAPSED, at=payments.late(claim, days=days))

    assert claim.lapses_on(notice.told_on) == notice.told_on.replace(year=notice.told_on.year + 5)


def test_a_part_leaves_the_rest_open(delfshaven: District, bas: User) -> None:
    made, claim = claimed(delfshaven)

    payments.written_off(claim, cents=2_500_00)

    assert now_of(claim) == ("open", 0, 2_500_00, 1_500_00)
    assert leaves(made) == {"receivable": 1_500_00, "written_off": 2_500_00}
    payments.written_off(claim)
    assert now_of(claim) == ("written_off", 0, 4_000_00, 0)


def test_a_payment_begins_them_anew_too(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven)
    days = (claim.lapses_on(claim.due_on) - claim.due_on).days + 1
    comes_in(claim, 10_00, at=payments.late(claim, days=10))

    with pytest.raises(NotLapsed):
        payments.to_write_off(claim, ground=Ground.LAPSED, at=payments.late(claim, days=days))


def test_a_claim_whose_recovery_fell_cannot_lapse(delfshaven: District) -> None:
    made, claim = claimed(delfshaven)
    falls(made)
    at = payments.late(claim, days=3_000)

    with pytest.raises(NotToWriteOff) as refused:
        payments.to_write_off(claim, ground=Ground.LAPSED, at=at)
    assert refused.value.field == "ground"
    assert payments.to_write_off(claim, at=at).is_waiting


def test_money_that_came_meanwhile_ends_it(delfshaven: District, bas: User) -> None:
    _made, claim = claimed(delfshaven)
    late = payments.late(claim)
    waits = payments.to_write_off(claim)
    comes_in(claim, 500_00, at=late)

    row = WriteOff.objects.get(pk=waits.pk)
    assert (row.state, row.decided_by, row.decided_at) == (WriteOffState.WITHDRAWN, None, late)
    with pytest.raises(WrongState):
        approve_write_off(waits, by=bas, at=late)
    assert now_of(claim) == ("open", 500_00, 0, 3_500_00)
    payments.written_off(claim)
    assert now_of(claim) == ("written_off", 500_00, 3_500_00, 0)


def test_money_that_leaves_enough_does_not(delfshaven: District, bas: User) -> None:
    _made, claim = claimed(delfshaven)
    waits = payments.to_write_off(claim, cents=3_000_00)
    comes_in(claim, 1_000_00, at=payments.late(claim))

    approve_write_off(waits, by=bas, at=payments.late(claim))

    assert now_of(claim) == ("written_off", 1_000_00, 3_000_00, 0)


def test_who_prepared_it_takes_it_back(delfshaven: District, fenna: User, bas: User) -> None:
    _made, claim = claimed(delfshaven)
    late = payments.late(claim)
    waits = payments.to_write_off(claim)
    with pytest.raises(NoLongerAllowed):
        withdraw_write_off(waits, by=bas, at=late)

    withdraw_write_off(waits, by=fenna, at=late)

    assert (waits.state, waits.decided_by) == (WriteOffState.WITHDRAWN, fenna)
    with pytest.raises(WrongState):
        withdraw_write_off(waits, by=fenna, at=late)
    with pytest.raises(WrongState):
        return_write_off(waits, reason="Toch niet.", by=bas, at=late)
    assert payments.to_write_off(claim).is_waiting


def test_who_has_an_interest_steps_back(delfshaven: District, fenna: User, bas: User) -> None:
    made, claim = claimed(delfshaven)
    late, told = payments.late(claim), {"has_interest": True, "explanation": "Buren", "declared_at": NOON}
    waits = payments.to_write_off(claim)
    for user in (bas, fenna):
        Interest.objects.create(proposal=made, user=user, **told)

    with pytest.raises(HasInterest):
        approve_write_off(waits, by=bas, at=late)
    with pytest.raises(HasInterest):
        return_write_off(waits, reason="Toch niet.", by=bas, at=late)
    withdraw_write_off(waits, by=fenna, at=late)
    with pytest.raises(HasInterest):
        payments.to_write_off(claim)

    assert now_of(claim) == ("open", 0, 0, 4_000_00)


def test_it_is_decided_on_once(delfshaven: District, bas: User) -> None:
    _made, claim = claimed(delfshaven)
    late = payments.late(claim)
    waits = payments.to_write_off(claim)
    stale = WriteOff.objects.get(pk=waits.pk)
    approve_write_off(waits, by=bas, at=late)

    with pytest.raises(WrongState):
        approve_write_off(stale, by=bas, at=late)
    with pytest.raises(WrongState):
        return_write_off(stale, reason="Toch niet.", by=bas, at=late)

    assert now_of(claim) == ("written_off", 0, 4_000_00, 0)


def test_the_database_asks_two_people_and_the_booking(delfshaven: District, fenna: User, bas: User) -> None:
    made, claim = claimed(delfshaven)
    late = payments.late(claim)
    waits = payments.to_write_off(claim)
    rows = WriteOff.objects.filter(pk=waits.pk)

    for columns in (
        {"state": "approved", "decided_by": bas, "decided_at": late},  # not booked
        {"state": "returned", "decided_by": fenna, "decided_at": late, "answer": "x"},  # by herself
        {"state": "returned", "decided_by": bas, "decided_at": late},  # without a reason
        {"cents": 1},
        {"state": "prepared"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)
    for columns in ({"written_off_cents": 1}, {"state": "written_off", "written_off_cents": 4_000_00}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**columns)
    assert refused("DELETE FROM grants_writeoff WHERE id = %s", waits.pk)
    approve_write_off(waits, by=bas, at=late)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="returned", answer="x")
    assert leaves(made) == {"receivable": 0, "written_off": 4_000_00}


def test_the_form_says_what_is_wrong_at_its_field_and_keeps_what_was_typed(
    delfshaven: District, fenna: User, signed_in: SignIn
) -> None:
    _made, claim = claimed(delfshaven)
    browser, path = signed_in(fenna), reverse("payment_give_up", args=[claim.public_id])
    early = browser.get(path)
    assert early.status_code == 302  # its last day is not over

    with time_machine.travel(payments.late(claim), tick=False):
        browser = signed_in(fenna)
        empty = post(browser, fenna, path, cents="", reason="")
        assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"cents", "ground", "reason"})
        more = post(browser, fenna, path, cents="4.000,01", ground="not_to_be_had", reason="Failliet.")
        assert (more.status_code, list(more.context["form"].errors)) == (422, ["cents"])
        assert "Failliet." in more.content.decode()
        lapsed = post(browser, fenna, path, cents="10,00", ground="lapsed", reason="Verjaard.")
        assert (lapsed.status_code, list(lapsed.context["form"].errors)) == (422, ["ground"])
        assert not WriteOff.objects.exists()
        done = post(browser, fenna, path, cents="10,00", ground="not_to_be_had", reason="Failliet.")

    made = WriteOff.objects.get()
    assert (done.status_code, done["Location"]) == (302, reverse("payment_write_off", args=[made.public_id]))
    assert (made.cents, made.reason, made.prepared_by) == (10_00, "Failliet.", fenna)
