"""What was paid too much and nobody asked back within five years (Awb 4:57): two people leave it with the recipient."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.control.views.doors import source_of
from grants.decisions.flows import decide
from grants.payments.errors import NotToWriteOff, OwnWriteOff
from grants.payments.flows import (
    approve_write_off,
    leave_with_recipient,
    return_write_off,
    withdraw_write_off,
)
from grants.payments.models import WriteOff
from grants.payments.queries_of_lapses import lapsed_unasked
from grants.payments.states import Ground
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from grants.register.flows import close
from grants.register.queries import still_open
from portal.errors import NoLongerAllowed
from portal.post.models import Message
from portal.ui.parts import Cell
from tests import decisions
from tests.grants.decisions.test_recovering import _too_much
from tests.grants.payments.given_up import leaves
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]
LAST = decisions.noon_of(NOON.date().replace(year=NOON.year + 5))  # told at NOON
AFTER = LAST + timedelta(days=1)
WHY = "Het besluit bleef liggen."
TOLD = "840,00 is te veel betaald en kan niet meer worden teruggevraagd"


@shared
def unasked(delfshaven: District) -> Proposal:
    """One of which 840 euros more were paid than its final amount, told at NOON."""
    return _too_much(delfshaven, told_on=NOON.date())


def test_two_people_leave_it_with_the_recipient_and_then_it_closes(
    unasked: Proposal, fenna: User, bas: User, olga: User
) -> None:
    before = still_open(unasked, LAST)
    assert before.who == "de gemeente, om terug te vragen wat te veel is betaald"
    left = still_open(unasked, AFTER)
    assert left.who == "de gemeente, om af te boeken wat niet meer kan worden teruggevraagd"
    assert TOLD in left.sentences[0]
    assert (close(unasked, at=AFTER), list(lapsed_unasked(unasked.district.city, on=AFTER.date()))) == (
        False,
        [unasked],
    )

    waits = leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)
    assert (waits.cents, waits.ground, waits.claim, waits.of) == (840_00, Ground.LAPSED, None, unasked)
    assert list(lapsed_unasked(unasked.district.city, on=AFTER.date())) == []
    approve_write_off(waits, by=bas, at=AFTER)

    row = WriteOff.objects.get()
    assert row.entry is not None
    assert (row.entry.event, row.entry.source) == ("write_off", row.source)
    for user, address in ((fenna, reverse("payment_write_off", args=[row.public_id])), (olga, "")):
        assert source_of(row.entry, user) == Cell("Een afboeking", address)
    assert leaves(unasked) == {"receivable": 0, "written_off": 840_00}
    assert (prove().faults, still_open(unasked, AFTER).sentences) == ([], [])
    assert close(unasked, at=AFTER)
    mails = Message.objects.filter(kind__startswith="payments.write_off").order_by("id")
    assert [(one.kind, one.to) for one in mails] == [
        ("payments.write_off_waits", bas),
        ("payments.write_off_decided", fenna),
    ]
    assert "kan niet meer" in mails[0].text or "niet meer kan worden teruggevraagd" in mails[0].text


def test_not_before_its_time_not_twice_and_not_by_one_alone(
    unasked: Proposal, fenna: User, bas: User, pim: User, daan: User
) -> None:
    entries = Entry.objects.count()
    with pytest.raises(NotToWriteOff, match="2031"):
        leave_with_recipient(unasked, reason=WHY, by=fenna, at=LAST)
    for user in (bas, pim, daan):
        with pytest.raises(NoLongerAllowed):
            leave_with_recipient(unasked, reason=WHY, by=user, at=AFTER)
    first = leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)
    with pytest.raises(NotToWriteOff):
        leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)
    with pytest.raises((OwnWriteOff, NoLongerAllowed)):
        approve_write_off(first, by=fenna, at=AFTER)
    withdraw_write_off(first, by=fenna, at=AFTER)
    second = leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)
    return_write_off(second, reason="Kijk nog eens.", by=bas, at=AFTER)
    assert [one.state for one in WriteOff.objects.order_by("id")] == ["withdrawn", "returned"]
    assert (Entry.objects.count(), leaves(unasked)) == (entries, {"receivable": 840_00})


def test_what_was_asked_back_in_time_is_given_up_as_a_claim(
    unasked: Proposal, fenna: User, daan: User
) -> None:
    decide(decisions.prepared(unasked, decisions.a_recovery(840_00), at=LAST), by=daan, at=LAST)

    with pytest.raises(NotToWriteOff):
        leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)
    assert list(lapsed_unasked(unasked.district.city, on=AFTER.date())) == []
    asked = still_open(unasked, AFTER)
    assert asked.who == "de gemeente, om terug te vragen wat te veel is betaald"


def test_what_was_no_subsidy_can_be_asked_back_still(delfshaven: District, fenna: User) -> None:
    own = _too_much(delfshaven, told_on=NOON.date(), route=Route.OWN)

    with pytest.raises(NotToWriteOff, match="nog worden teruggevraagd"):
        leave_with_recipient(own, reason=WHY, by=fenna, at=AFTER)
    assert list(lapsed_unasked(delfshaven.city, on=AFTER.date())) == []


def test_a_recovery_that_was_prepared_is_returned_first(unasked: Proposal, fenna: User) -> None:
    decisions.prepared(unasked, decisions.a_recovery(840_00), at=LAST)

    with pytest.raises(NotToWriteOff, match="beslisser stuurt dat eerst terug"):
        leave_with_recipient(unasked, reason=WHY, by=fenna, at=AFTER)


def test_the_database_refuses_it_too(unasked: Proposal, fenna: User, bas: User) -> None:
    keep = WriteOff.objects.create
    made = {"proposal": unasked, "ground": Ground.LAPSED, "reason": WHY, "prepared_by": fenna}
    for wrong in (
        {"cents": 840_01, "prepared_at": AFTER},
        {"cents": 840_00, "prepared_at": LAST - timedelta(days=1)},
        {"cents": 840_00, "prepared_at": AFTER, "ground": Ground.NOT_TO_BE_HAD},
        {"cents": 840_00, "prepared_at": AFTER, "proposal": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            keep(**{**made, **wrong})
    row = keep(**made, cents=840_00, prepared_at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        WriteOff.objects.filter(pk=row.pk).update(state="approved", decided_by=bas, decided_at=AFTER)


def test_the_pages_say_why_and_lead_from_one_to_the_other(
    unasked: Proposal, fenna: User, bas: User, daan: User, signed_in: SignIn
) -> None:
    address = reverse("payment_leave", args=[unasked.public_id])
    with time_machine.travel(LAST, tick=False):
        assert signed_in(fenna).get(address).headers["Location"] == reverse("payment_claims")
    with time_machine.travel(AFTER, tick=False):
        adviser, holder = signed_in(fenna), signed_in(bas)
        for opened in ("/home/", reverse("payment_claims")):
            assert address in adviser.get(opened).content.decode()
        assert "tot en met zondag 2 november 2031" in adviser.get(address).content.decode()
        assert "Leg uit waarom" in post(adviser, fenna, address, reason="").content.decode()
        answer = post(adviser, fenna, address, reason=WHY)
        row = WriteOff.objects.get()
        assert answer.headers["Location"] == reverse("payment_write_off", args=[row.public_id])
        for name in ("payment_write_off", "payment_approve_write_off", "payment_return_write_off"):
            page = holder.get(reverse(name, args=[row.public_id]))
            assert (page.status_code, unasked.number in page.content.decode()) == (200, True)
        for opened in ("/home/", reverse("payment_claims"), reverse("payment_write_offs")):
            assert row.public_id in holder.get(opened).content.decode()
        post(holder, bas, reverse("payment_approve_write_off", args=[row.public_id]))
        shown = signed_in(daan).get(reverse("proposal", args=[unasked.public_id])).content.decode()
        assert TOLD not in shown
        assert holder.get(reverse("payments_position")).status_code == 200
    unasked.refresh_from_db()
    assert (leaves(unasked)["written_off"], unasked.state) == (840_00, State.DETERMINED)
