"""What the database refuses of a set-off by itself: each try by plain SQL, beside one that it takes."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from grants.budget.flows import set_off
from grants.budget.models import Entry
from grants.decisions.weighing import dossier_of
from grants.payments.flows import approve_set_off, cancel_order, suspend
from grants.payments.models import Claim, Order, SetOff
from grants.payments.reconciling import reconcile
from grants.payments.states import DifferenceKind, SetOffState
from grants.proposals.addressees import recipient_of
from grants.proposals.flows import PartyOf
from grants.proposals.models import Interest, Proposal
from tests import payments, set_offs
from tests.grants.budget.raw import refused
from tests.grants.decisions.test_revising import again, claimed
from tests.make import NOON, person
from tests.set_offs import JANUARY, WHY
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

ELSE = PartyOf(is_person=False, name="Stichting Elders", email="e@demo.example", registration="87654321")


@shared
def claim(delfshaven: District) -> Claim:
    """Of which 4,000 euros are open."""
    return claimed(delfshaven)[1]


@shared
def due(delfshaven: District, claim: Claim) -> Proposal:
    """Of the same recipient, of which 1,000 euros are to be paid next year."""
    return set_offs.next_year(delfshaven)


def is_taken(claim: Claim, due: Proposal, pim: User, **columns: Any) -> bool:
    """Tell if the database takes a set-off with these columns; it is undone."""
    row = {"claim": claim, "proposal": due, "cents": 1_00, "reason": WHY, "prepared_by": pim}
    try:
        with transaction.atomic():
            SetOff.objects.create(**{**row, "prepared_at": JANUARY, **columns})
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def test_it_begins_prepared_of_a_late_claim_and_no_more_than_both_have(
    claim: Claim, due: Proposal, pim: User, petra: User
) -> None:
    assert is_taken(claim, due, pim)
    for columns in (
        {"cents": 0},
        {"cents": 1_000_01},  # more than is to be paid
        {"reason": ""},
        {"prepared_at": NOON},  # before the last day of the claim
        {"prepared_at": JANUARY.replace(year=2040)},  # five years after the final amount
        {"proposal": claim.proposal},  # the same dossier
        {"state": SetOffState.WITHDRAWN, "decided_at": JANUARY},
        {"decided_by": petra},
    ):
        assert not is_taken(claim, due, pim, **columns)
    payments.ordered(due, at=JANUARY)
    assert not is_taken(claim, due, pim)


def test_it_is_of_one_recipient_in_another_year(
    claim: Claim, due: Proposal, pim: User, delfshaven: District
) -> None:
    this_year = payments.at_once(delfshaven, cents=500_00, title="Nog een van dit jaar")
    other = set_offs.next_year(delfshaven, title="Een ander", applicant=ELSE)

    assert [is_taken(claim, one, pim) for one in (due, this_year, other)] == [True, False, False]


def test_without_two_numbers_account_name_and_kind_say_who_it_is(
    claim: Claim, pim: User, delfshaven: District
) -> None:
    mine = PartyOf.of(recipient_of(claim.proposal))
    assert mine is not None
    bare = replace(mine, registration="")
    tries = (bare, replace(bare, is_person=True), replace(bare, is_person=True, name="Jan Jansen"))
    more = [
        set_offs.next_year(delfshaven, title=f"Zonder nummer {place}", applicant=one)
        for place, one in enumerate((*tries, replace(ELSE, registration="")))
    ]
    assert [is_taken(claim, one, pim) for one in more] == [True, False, False, False]


def test_none_against_what_stands_still_or_is_frozen(
    claim: Claim, due: Proposal, pim: User, olga: User, delfshaven: District
) -> None:
    other = set_offs.next_year(delfshaven, title="Een andere", cents=500_00)
    suspend(again(other), reason="De bonnen kloppen niet.", by=olga, at=JANUARY)
    assert [is_taken(claim, one, pim) for one in (due, other)] == [True, False]
    payments.changed(again(due), at=JANUARY)
    assert not is_taken(claim, due, pim)


def test_one_waits_at_a_time(claim: Claim, due: Proposal, pim: User) -> None:
    set_offs.prepared(claim, due, 1_00)
    assert not is_taken(claim, due, pim)


def test_it_is_decided_once_by_another_with_the_booking(
    claim: Claim, due: Proposal, pim: User, petra: User
) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    rows = SetOff.objects.filter(pk=waits.pk)
    day = JANUARY.date()
    told = {"told_on": day, "objection_until": day.replace(month=3), "decided_at": JANUARY}
    elsewhere = Entry.objects.order_by("-id").first()
    tries: list[dict[str, Any]] = [
        {"state": "approved", "decided_by": petra, **told},  # not booked
        {"state": "approved", "decided_by": petra, **told, "entry": elsewhere},  # booked otherwise
        {"state": "returned", "decided_by": pim, "decided_at": JANUARY, "answer": "x"},  # by himself
        {"state": "returned", "decided_by": petra, "decided_at": JANUARY},  # without a reason
        {"state": "withdrawn", "decided_by": petra, "decided_at": JANUARY},  # by another
        {"cents": 1},
        {"reason": "Iets anders."},
        {"state": "prepared"},
    ]
    for columns in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)
    for cents in (1, 700_00):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(set_off_cents=cents)
    assert refused("DELETE FROM grants_setoff WHERE id = %s", waits.pk)
    approve_set_off(waits, by=petra, at=JANUARY)

    for columns in ({"state": "returned", "answer": "x"}, {"told_on": NOON.date()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**columns)
    for more in ({"set_off_cents": 0}, {"set_off_cents": 700_01}, {"state": "paid"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**more)


def test_it_is_told_on_its_day_with_six_weeks_to_object(claim: Claim, due: Proposal, petra: User) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    rows = SetOff.objects.filter(pk=waits.pk)
    day = JANUARY.date()
    told = {"told_on": day, "objection_until": day.replace(month=3), "decided_at": JANUARY}
    owes, gets = dossier_of(claim.proposal), dossier_of(due)
    stamp: dict[str, Any] = {"key": waits.source, "source": claim.source, "booked_on": day, "at": JANUARY}
    booked = {"state": "approved", "decided_by": petra, **told}
    booked["entry"] = set_off(owes, gets, cents=700_00, by=petra, **stamp)[-1]
    wrong: tuple[dict[str, Any], ...] = (
        {"told_on": day.replace(day=22)},
        {"told_on": day.replace(day=19)},
        {"objection_until": day.replace(month=2)},
        {"objection_until": day.replace(year=2099)},
        {"decided_at": JANUARY.replace(year=2045), "told_on": day.replace(year=2045)},
        {"decided_at": NOON},
    )
    for columns in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{**booked, **columns})
    rows.update(**booked)


def test_not_by_who_entered_an_account_of_either_or_has_an_interest(
    claim: Claim, due: Proposal, petra: User, olga: User
) -> None:
    payments.confirmed(payments.changed(again(due), by=olga, at=JANUARY), at=JANUARY)
    paula = person("paula", role=Role.PAYER, city=due.district.city, at=JANUARY)
    told = {"has_interest": True, "explanation": "Buren", "declared_at": NOON}
    Interest.objects.create(proposal=claim.proposal, user=paula, **told)
    waits = set_offs.prepared(claim, due, 700_00)
    owes, gets, day = dossier_of(claim.proposal), dossier_of(due), JANUARY.date()
    stamp: dict[str, Any] = {"key": waits.source, "source": claim.source, "booked_on": day, "at": JANUARY}
    entry = set_off(owes, gets, cents=700_00, by=petra, **stamp)[-1]

    def is_approved_by(user: User) -> bool:
        columns = {"decided_by": user, "decided_at": JANUARY, "told_on": day, "entry": entry}
        try:
            with transaction.atomic():
                until = day.replace(month=3)
                SetOff.objects.filter(pk=waits.pk).update(state="approved", objection_until=until, **columns)
                transaction.set_rollback(True)
        except DatabaseError:
            return False
        return True

    assert [is_approved_by(one) for one in (petra, paula, olga)] == [True, False, False]


def test_no_order_pays_what_was_set_off(claim: Claim, due: Proposal, pim: User) -> None:
    set_offs.approved(claim, due, 700_00)
    (order,) = payments.ordered(again(due), at=JANUARY)
    cancel_order(order, by=pim, at=JANUARY)
    kept = {"id", "public_id", "state", "cents", "attempt", "end_to_end_id"}
    columns = {one.attname: getattr(order, one.attname) for one in Order._meta.fields}
    again_ = {name: told for name, told in columns.items() if name not in kept}

    def may_be_prepared(cents: int) -> bool:
        mark = f"{order.end_to_end_id}x"
        try:
            with transaction.atomic():
                Order.objects.create(**again_, state="prepared", cents=cents, attempt=2, end_to_end_id=mark)
                transaction.set_rollback(True)
        except DatabaseError:
            return False
        return True

    assert [may_be_prepared(cents) for cents in (300_00, 300_01, 1_000_00)] == [True, False, False]


def test_a_set_off_that_its_claim_or_the_books_do_not_know_is_a_fault(
    claim: Claim, due: Proposal, petra: User, city: City
) -> None:
    waits = set_offs.prepared(claim, due, 700_00)
    day = JANUARY.date()

    def faults() -> list[tuple[str, int]]:
        return [(one.kind, one.cents) for one in reconcile(city, on=day).differences if one.kind.is_fault]

    stamp: dict[str, Any] = {"key": waits.source, "source": claim.source, "booked_on": day, "at": JANUARY}
    entry = set_off(dossier_of(claim.proposal), dossier_of(due), cents=700_00, by=petra, **stamp)[-1]
    assert faults() == [(DifferenceKind.SET_OFF_DIFFERS, -700_00)]
    told = {"told_on": day, "objection_until": day.replace(month=3), "decided_at": JANUARY}
    SetOff.objects.filter(pk=waits.pk).update(state="approved", decided_by=petra, entry=entry, **told)
    assert faults() == [(DifferenceKind.SET_OFF_DIFFERS, 700_00)]
    with pytest.raises(CommandError):
        call_command("verify_payments")
    Claim.objects.filter(pk=claim.pk).update(set_off_cents=700_00)
    assert faults() == []
