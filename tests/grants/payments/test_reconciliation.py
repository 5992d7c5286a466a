"""Whether bank, cash book and payments agree: after a year of payments, and after what no act of the portal does."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from grants.budget.proof import prove
from grants.payments.flows import as_claim, as_not_ours, fail_order
from grants.payments.models import Order, StatementLine
from grants.payments.queries import unmatched_lines
from grants.payments.reconciling import reconcile
from tests import decisions, payments
from tests.grants.budget.raw import run
from tests.grants.decisions.test_revising import claimed
from tests.make import NOON
from tests.payments import Booked
from tests.payments_of_a_year import play
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City, District

AFTER = NOON.date() + timedelta(weeks=60)


@shared
def paid(delfshaven: District) -> Order:
    """A payment of 10 euros that a statement told."""
    return payments.paid(decisions.granted(delfshaven, cents=10_00))[0]


def differences(city: City) -> list[tuple[str, int]]:
    """Return what does not agree, with its cents."""
    return [(one.kind, one.cents) for one in reconcile(city, on=AFTER).differences]


def test_after_a_year_of_payments_every_difference_that_was_put_in_is_listed_and_nothing_else(
    city: City,
) -> None:
    year = play(city, count=120)

    found = reconcile(city, on=AFTER)

    assert min(year.came_back, year.refused, year.late, year.doubled) > 0
    assert Counter((one.kind, one.cents) for one in found.differences) == Counter(year.expected)
    assert (found.left_cents, found.is_sound, prove().faults) == (0, True, [])


def test_what_was_said_of_each_line_agrees_with_the_books(
    delfshaven: District, city: City, pim: User
) -> None:
    _made, claim = claimed(delfshaven)
    received = [
        Booked(claim.cents + 5_00, is_receipt=True, text="Onbekend", reference="OVER"),
        Booked(7_00, is_receipt=True, text="Van een buur", reference="NOT-OURS"),
    ]
    payments.read(city, received, number="STMT-3")
    over, not_ours = unmatched_lines(city)
    assert sorted(differences(city)) == [("receipt_waits", 7_00), ("receipt_waits", claim.cents + 5_00)]

    as_claim(over, claim, by=pim, at=NOON)
    as_not_ours(not_ours, why="Hoort bij de buren.", by=pim, at=NOON)

    found = reconcile(city, on=AFTER)
    assert (found.differences, found.left_cents, found.not_ours_cents) == ([], 0, 7_00)


def test_a_payment_that_a_payer_noted_as_failed_is_no_difference(delfshaven: District, pim: User) -> None:
    (order,) = payments.sent(decisions.granted(delfshaven, cents=10_00))
    assert differences(delfshaven.city) == [("not_told", -10_00)]
    assert reconcile(delfshaven.city, on=NOON.date() + timedelta(days=4)).differences == []

    fail_order(order, reason="Geweigerd.", by=pim, at=NOON)

    assert differences(delfshaven.city) == []


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE grants_order SET state = 'released'", ["state_differs", "on_its_way_differs"]),
        ("UPDATE grants_statementline SET cents = cents - 1", ["booked_otherwise"]),
        (
            "UPDATE grants_statementline SET kind = 'unknown', entry_id = NULL",
            ["unknown_line", "state_differs", "booked_without_line"],
        ),
        ("DELETE FROM grants_statementline", ["state_differs", "booked_without_line"]),
        ("UPDATE grants_order SET cents = cents + 1", ["paid_too_much"]),
    ],
)
def test_what_is_changed_past_the_portal_is_named(
    paid: Order, city: City, statement: str, kinds: list[str]
) -> None:
    by_hand(lambda: run(statement))

    found = reconcile(city, on=AFTER)

    assert [one.kind.value for one in found.differences] == kinds
    assert not found.is_sound


def test_the_command_says_so_and_ends_with_a_fault(paid: Order, city: City) -> None:
    told = StringIO()
    call_command("verify_payments", stdout=told)
    assert "Rotterdam: 1 lines tell" in told.getvalue()

    by_hand(lambda: StatementLine.objects.update(cents=9_00))

    with pytest.raises(CommandError, match="Rotterdam"):
        call_command("verify_payments", stdout=StringIO())


def test_the_page_shows_the_sums_and_each_difference(
    paid: Order, city: City, delfshaven: District, carla: User, signed_in: Any
) -> None:
    page = signed_in(carla).get("/payments/reconciliation/").content.decode()
    assert "Bank en kasboek sluiten aan" in page
    assert "Geen verschillen" in page
    payments.read(city, [Booked(3_00, text="Automaat", reference="X")], number="STMT-2")

    page = signed_in(carla).get("/payments/reconciliation/").content.decode()

    assert "Gemeld door een afschrift, bij niemand bekend" in page
    assert "−\u00a0€\u00a03,00" in page
