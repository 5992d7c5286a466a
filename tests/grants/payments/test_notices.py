"""Formal notice of a claim that is too late (Awb 4:112)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from grants.payments.errors import NothingDue
from grants.payments.flows import give_notice, remind_of_claim
from grants.payments.models import Claim, Notice
from portal.errors import NoLongerAllowed
from portal.post.models import Message
from portal.trail.models import Record
from tests import payments
from tests.grants.decisions.test_revising import claimed
from tests.make import post
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]


def test_it_asks_to_pay_within_two_weeks(delfshaven: District, pim: User) -> None:
    _made, claim = claimed(delfshaven, came_in=1_000_00)
    remind_of_claim(claim, by=pim, at=payments.late(claim))
    at = payments.late(claim, days=31)

    made = give_notice(claim, by=pim, at=at)

    assert (made.cents, made.told_on, made.told_by) == (3_000_00, at.date(), pim)
    assert made.due_on - made.told_on >= timedelta(weeks=2)
    assert Record.objects.get(act="payments.claim_noticed").by == pim
    told = Message.objects.get(kind="payments.claim_notice")
    assert "4:112" in told.text
    assert claim.reference in told.text


def test_not_before_it_is_late_and_was_reminded_of(delfshaven: District, pim: User) -> None:
    _made, claim = claimed(delfshaven)

    for at in (payments.late(claim, days=0), payments.late(claim)):
        with pytest.raises(NothingDue):
            give_notice(claim, by=pim, at=at)

    remind_of_claim(claim, by=pim, at=payments.late(claim))
    with pytest.raises(NothingDue):  # a week is left to pay
        give_notice(claim, by=pim, at=payments.late(claim, days=7))
    assert give_notice(claim, by=pim, at=payments.late(claim, days=8)).pk


def test_not_once_it_has_lapsed(delfshaven: District, pim: User, fenna: User, signed_in: SignIn) -> None:
    User.objects.update(language="en")
    _made, claim = claimed(delfshaven)
    remind_of_claim(claim, by=pim, at=payments.late(claim))
    days = (claim.lapses_on(claim.due_on) - claim.due_on).days

    with pytest.raises(NothingDue):
        give_notice(claim, by=pim, at=payments.late(claim, days=days + 1))

    with time_machine.travel(payments.late(claim, days=days + 1), tick=False):
        path = reverse("payment_claim_page", args=[claim.public_id])
        assert (
            signed_in(pim)
            .get(path)
            .context["turn"]
            .startswith("The finance adviser: as far as we know it has")
        )
        assert path in signed_in(fenna).get(reverse("home")).content.decode()
    assert give_notice(claim, by=pim, at=payments.late(claim, days=days)).pk


def test_again_once_the_last_one_is_over(delfshaven: District, pim: User) -> None:
    _made, claim = claimed(delfshaven)
    first = payments.noticed(claim)
    still = payments.late(claim, days=(first.due_on - claim.due_on).days)

    with pytest.raises(NothingDue):
        give_notice(claim, by=pim, at=still)
    second = give_notice(claim, by=pim, at=still + timedelta(days=1))

    assert second.told_on > first.due_on
    assert claim.lapses_on(second.told_on) > claim.lapses_on(first.told_on)


def test_not_for_what_is_settled_nor_by_who_reads_only(delfshaven: District, pim: User, carla: User) -> None:
    _made, claim = claimed(delfshaven)
    remind_of_claim(claim, by=pim, at=payments.late(claim))
    with pytest.raises(NoLongerAllowed):
        give_notice(claim, by=carla, at=payments.late(claim))
    payments.written_off(claim)

    with pytest.raises(NothingDue):
        give_notice(claim, by=pim, at=payments.late(claim, days=10))

    assert not Notice.objects.exists()


def test_the_database_keeps_a_notice_and_refuses_an_early_one(delfshaven: District, pim: User) -> None:
    _made, claim = claimed(delfshaven)
    early = {
        "claim": claim,
        "cents": 4_000_00,
        "told_on": claim.due_on,
        "due_on": claim.due_on + timedelta(days=14),
        "told_by": pim,
        "told_at": payments.late(claim),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.create(**early)
    made = payments.noticed(claim)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=made.pk).update(cents=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=made.pk).delete()

    assert Notice.objects.get().cents == 4_000_00


def test_its_page_says_whose_turn_it_is(
    delfshaven: District, pim: User, fenna: User, signed_in: SignIn
) -> None:
    User.objects.update(language="en")
    _made, claim = claimed(delfshaven)
    path, notice = (
        reverse(name, args=[claim.public_id]) for name in ("payment_claim_page", "payment_notice")
    )
    turns = []
    for days in (0, 1):
        with time_machine.travel(payments.late(claim, days=days), tick=False):
            turns.append(signed_in(pim).get(path).context["turn"])
    remind_of_claim(claim, by=pim, at=payments.late(claim))
    with time_machine.travel(payments.late(claim, days=31), tick=False):
        browser = signed_in(pim)
        turns.append(browser.get(path).context["turn"])
        sent = post(browser, pim, notice)
        assert (sent.status_code, sent["Location"]) == (302, path)
        turns.append(browser.get(path).context["turn"])
        assert browser.get(notice).status_code == 302  # one is running
    over = (Notice.objects.get().due_on - claim.due_on).days + 1
    with time_machine.travel(payments.late(claim, days=over), tick=False):
        turns.append(signed_in(pim).get(path).context["turn"])
        assert (
            reverse("payment_claim_page", args=[claim.public_id])
            in signed_in(fenna).get(reverse("home")).content.decode()
        )
    payments.to_write_off(Claim.objects.get(pk=claim.pk))
    turns.append(signed_in(pim).get(path).context["turn"])

    assert [one.split()[:3] for one in turns] == [
        ["The", "recipient", "pays"],
        ["A", "payer", "reminds"],
        ["A", "payer", "gives"],
        ["The", "recipient", "pays"],
        ["The", "finance", "adviser:"],
        ["A", "budget", "holder"],
    ]
