"""What still comes in of a claim that was given up, and what a higher final amount takes off."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.budget.models import Account, Entry
from grants.budget.queries import given_up_of
from grants.budget.states import Event, Kind
from grants.decisions.weighing import dossier_of
from grants.payments.errors import WrongMatch
from grants.payments.flows import (
    as_claim,
    start_claim,
)
from grants.payments.models import Claim, StatementLine
from grants.payments.queries_of_claims import claims_for, overpaid_claims
from grants.payments.states import ClaimState, LineKind
from tests import decisions, payments
from tests.grants.decisions.test_recovery_falls import falls
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.grants.payments.given_up import comes_in, leaves, now_of
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("cents", "after", "left", "over"),
    [
        (1_000_00, ("written_off", 1_000_00, 3_000_00, 0), 3_000_00, 0),
        (4_000_00, ("paid", 4_000_00, 0, 0), 0, 0),
        (4_200_00, ("paid", 4_000_00, 0, 0), 0, 200_00),
    ],
)
def test_what_comes_in_after_all_is_booked_where_it_was_given_up(
    delfshaven: District, cents: int, after: tuple[str, int, int, int], left: int, over: int
) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim)

    line = comes_in(claim, cents, at=payments.late(claim, days=10))

    assert (line.kind, line.claim, now_of(claim)) == (LineKind.CLAIM, claim, after)
    assert leaves(made) == {"receivable": 0, "written_off": left}
    assert given_up_of(dossier_of(made)) == left
    found = overpaid_claims(delfshaven.city)
    assert [(one.pk, one.over_cents) for one in found] == ([(claim.pk, over)] if over else [])


def test_of_a_claim_given_up_in_part_what_is_open_is_paid_first(delfshaven: District) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim, cents=1_500_00)
    late = payments.late(claim, days=10)

    comes_in(claim, 2_000_00, at=late)
    assert now_of(claim) == ("open", 2_000_00, 1_500_00, 500_00)
    comes_in(claim, 1_100_00, at=late)

    assert now_of(claim) == ("written_off", 3_100_00, 900_00, 0)
    assert leaves(made) == {"receivable": 0, "written_off": 900_00}


def test_money_that_waited_is_matched_with_what_was_given_up(delfshaven: District, pim: User) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim)
    late = payments.late(claim, days=10)
    line = comes_in(claim, 700_00, at=late, text="Onbekend")
    assert line.kind == LineKind.RECEIPT

    as_claim(line, claim, by=pim, at=late)

    assert now_of(claim) == ("written_off", 700_00, 3_300_00, 0)
    assert leaves(made) == {"receivable": 0, "written_off": 3_300_00}
    waits = Account.objects.filter(kind=Kind.SUSPENSE, dossier=None)
    assert sum(one.balance for one in waits) == 0


def test_it_counts_twice_on_no_day(delfshaven: District, pim: User) -> None:
    _made, claim = claimed(delfshaven)
    payments.written_off(claim)
    came, matched = payments.late(claim, days=2), payments.late(claim, days=12)
    line = comes_in(claim, 700_00, at=came, text="Onbekend")

    as_claim(line, claim, by=pim, at=matched)

    booked = Entry.objects.filter(source__in=[line.source, claim.source]).order_by("id")
    days = [(one.event, one.booked_on) for one in booked if one.event != Event.WRITE_OFF]
    assert days == [("receive", came.date()), ("counter", matched.date()), ("recover", matched.date())]


def test_what_was_given_up_comes_in_no_earlier_than_that(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven)
    payments.written_off(claim, at=payments.late(claim, days=10))
    booked = Booked(700_00, is_receipt=True, text=claim.reference, reference="VROEG")
    payments.read(
        delfshaven.city,
        [booked],
        on=payments.late(claim).date(),
        at=payments.late(claim, days=11),
        number="V",
    )

    entry = StatementLine.objects.get(statement__reference="V").entry
    assert entry is not None
    assert (entry.event, entry.booked_on) == (Event.RECOVER, payments.late(claim, days=10).date())


def test_what_is_paid_on_an_old_reference_waits_while_a_newer_claim_is_open(
    delfshaven: District, pim: User
) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim, cents=2_500_00)
    at = payments.late(claim, days=5)
    falls(made)
    newer = start_claim(decisions.recovered(again(made), at=at), by=pim, at=at)
    assert (now_of(claim)[0], newer.cents) == ("written_off", 1_500_00)

    line = comes_in(claim, 1_500_00, at=at)
    assert line.kind == LineKind.RECEIPT
    assert [one.pk for one in claims_for(line)] == [newer.pk]
    with pytest.raises(WrongMatch, match=newer.reference):
        as_claim(line, Claim.objects.get(pk=claim.pk), by=pim, at=at)
    as_claim(line, newer, by=pim, at=at)

    assert now_of(newer) == ("paid", 1_500_00, 0, 0)


def test_the_page_says_what_a_line_would_pay(delfshaven: District, pim: User, signed_in: SignIn) -> None:
    User.objects.update(language="en")
    _made, claim = claimed(delfshaven)
    at = payments.late(claim, days=2)
    payments.written_off(claim, cents=1_500_00, at=at)
    line = comes_in(claim, 700_00, at=at, text="Onbekend")
    path, told = reverse("payment_line", args=[line.public_id]), []

    with time_machine.travel(at, tick=False):
        told.append(signed_in(pim).get(path).content.decode())
        payments.written_off(claim, at=at)
        told.append(signed_in(pim).get(path).content.decode())

    assert "is still open, and € 1.500,00 was written off" in told[0].replace("\u00a0", " ")
    assert "Comes in after all" in told[1]
    assert "so all of it is sent back" not in told[1]


def test_a_higher_final_amount_takes_off_what_was_given_up(delfshaven: District) -> None:
    made, claim = claimed(delfshaven)
    payments.written_off(claim)

    at = payments.late(claim, days=30)
    decisions.raised(upheld(made), 3_400_00, at=at)

    found = Claim.objects.get(pk=claim.pk)
    assert found.written_off_cents == given_up_of(dossier_of(made))
    assert (found.eased_cents, found.state) == (1_000_00, ClaimState.WRITTEN_OFF)
    comes_in(found, 3_000_00, at=at)
    assert now_of(claim) == ("paid", 3_000_00, 0, 0)
