"""The bank tells of the money that the financial system moves: noted once for each payment, and booked never."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.payments.errors import WrongMatch
from grants.payments.flows import as_fee, as_not_ours, as_order, fail_order
from grants.payments.models import Order, StatementLine
from grants.payments.queries import orders_for, unmatched_lines
from grants.payments.reconciling import Reconciliation, reconcile
from grants.payments.states import LineKind
from grants.payments.status_file import CAME_BACK, PAID, REFUSED
from grants.plan.states import Channel
from tests import decisions, finance, payments
from tests.finance import tells
from tests.grants.budget.raw import refused
from tests.grants.payments.test_matching import ledger
from tests.make import NOON, post
from tests.payments import Booked, back, out
from tests.proposals import IBAN
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City, District

AFTER = NOON.date() + timedelta(weeks=4)
TO_NOTE = "UPDATE grants_statementline SET kind = 'not_ours', why = 'x', order_id = %s WHERE id = %s"


@shared
def order(delfshaven: District) -> Order:
    """A payment of 1,000 euros that left by the financial system."""
    finance.leaves_by(delfshaven.city)
    return payments.sent(decisions.granted(delfshaven, cents=1_000_00))[0]


@shared
def another(order: Order) -> Order:
    """Another payment of as much to the same account."""
    return payments.sent(decisions.granted(order.proposal.district, cents=1_000_00))[0]


def by_the_bank(*booked: Booked, city: City, number: str = "STMT-1") -> list[StatementLine]:
    """Return the lines of such a statement of the bank."""
    made = payments.read(city, booked, number=number)
    return list(made.lines.select_related("city", "statement", "entry").order_by("position"))


def of_the_system(order: Order) -> Booked:
    """Return how the bank tells of a payment under a number of the financial system's own."""
    return Booked(order.cents, end_to_end_id="FIN-2026-77", reference=f"F{order.pk}", iban=IBAN)


def compared(city: City, *, on: date = AFTER) -> tuple[list[str], Reconciliation]:
    found = reconcile(city, on=on)
    assert (found.left_cents, prove().faults) == (0, [])
    return [one.kind.value for one in found.differences], found


def state(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_a_line_with_the_number_of_such_a_payment_is_noted_when_it_is_read(order: Order, city: City) -> None:
    entries, bank = Entry.objects.count(), ledger(city)["bank"]
    (line,) = by_the_bank(out(order), city=city)
    assert (line.kind, line.order, line.entry, line.why[:25]) == (
        LineKind.NOT_OURS,
        order,
        None,
        "Het financiële systeem de",
    )
    assert line.what == "Betaald door het financiële systeem, dat dit zelf meldt"
    assert (Entry.objects.count(), ledger(city)["bank"], list(unmatched_lines(city))) == (entries, bank, [])
    assert compared(city)[0] == ["not_told"]

    finance.read(city, [tells(order, PAID)])

    kinds, found = compared(city)
    assert (kinds, found.twice_cents, found.not_ours_cents, state(order)) == ([], -1_000_00, 0, "settled")


def test_a_line_of_a_second_payment_or_another_amount_stays_in_sight(
    order: Order, city: City, pim: User
) -> None:
    finance.read(city, [tells(order, PAID)])
    less = Booked(999_00, end_to_end_id=order.end_to_end_id, reference="LESS")
    again = Booked(order.cents, end_to_end_id=order.end_to_end_id, reference="AGAIN")

    _first, *others = by_the_bank(out(order), less, again, city=city)

    assert compared(city)[0] == ["unknown_line", "unknown_line"]
    for line in others:
        assert line.kind == LineKind.UNKNOWN
        assert list(orders_for(line)) == []
        with pytest.raises(WrongMatch):
            as_order(line, order, by=pim, at=NOON)
        with pytest.raises(WrongMatch):
            as_not_ours(line, why="Hoort hier niet.", by=pim, at=NOON)
        with pytest.raises(WrongMatch):
            as_fee(line, by=pim, at=NOON)
        assert "tells once of a payment of the financial system" in refused(TO_NOTE, order.pk, line.pk)


def test_under_another_number_a_payer_says_which_payment_to_that_account_it_is(
    order: Order, another: Order, city: City, pim: User
) -> None:
    finance.read(city, [tells(order, PAID), tells(another, PAID)])
    third = Booked(1_000_00, end_to_end_id="FIN-2026-79", reference="THIRD", iban=IBAN)
    lines = by_the_bank(of_the_system(order), of_the_system(another), third, city=city)
    assert [one.kind for one in lines] == [LineKind.UNKNOWN] * 3
    assert list(orders_for(lines[0])) == [order, another]

    as_order(lines[0], order, by=pim, at=NOON)
    assert list(orders_for(lines[1])) == [another]
    as_order(lines[1], another, by=pim, at=NOON)

    assert list(orders_for(lines[2])) == []
    for one in (order, another):
        with pytest.raises(WrongMatch):
            as_order(lines[2], one, by=pim, at=NOON)
        assert "tells once of a payment of the financial system" in refused(TO_NOTE, one.pk, lines[2].pk)
    kinds, found = compared(city)
    assert (kinds, found.twice_cents) == (["unknown_line"], -2_000_00)


def test_the_number_of_another_payment_or_another_account_is_none_of_it(
    order: Order, city: City, pim: User
) -> None:
    finance.read(city, [tells(order, PAID)])
    finance.leaves_by(city, Channel.BANK)
    (of_bank,) = payments.paid_again(
        decisions.granted(order.proposal.district, cents=1_000_00), number="STMT-1"
    )
    twice = Booked(1_000_00, end_to_end_id=of_bank.end_to_end_id, reference="TWICE", iban=IBAN)
    elsewhere = Booked(1_000_00, reference="ELSE", iban=payments.ANOTHER_IBAN)
    bare = Booked(1_000_00, reference="BARE")

    for line in by_the_bank(twice, elsewhere, bare, city=city, number="STMT-2"):
        assert list(orders_for(line)) == []
        with pytest.raises(WrongMatch):
            as_order(line, order, by=pim, at=NOON)
        assert "tells once of a payment of the financial system" in refused(TO_NOTE, order.pk, line.pk)


def test_what_the_bank_told_to_have_left_is_not_refused_nor_paid_again(
    order: Order, city: City, pim: User
) -> None:
    by_the_bank(out(order), city=city)

    finance.read(city, [tells(order, REFUSED)])

    line = StatementLine.objects.select_related("city", "statement", "entry").get(is_refusal=True)
    assert (line.kind, list(orders_for(line)), state(order)) == (LineKind.UNKNOWN, [], "released")
    with pytest.raises(WrongMatch, match="vertrok"):
        as_order(line, order, by=pim, at=NOON)
    with pytest.raises(WrongMatch, match="vertrok"):
        fail_order(order, reason="Geweigerd.", by=pim, at=NOON)
    assert "never failed before it came back" in refused(
        "UPDATE grants_order SET state = 'failed', failed_on = '2026-11-02' WHERE id = %s", order.pk
    )
    returned = replace(of_the_system(order), is_receipt=True, reference="BACK")
    (came_back,) = by_the_bank(returned, city=city, number="STMT-2")
    as_order(came_back, order, by=pim, at=NOON)

    as_order(line, order, by=pim, at=NOON)

    kinds, found = compared(city)
    assert (kinds, found.twice_cents, state(order), ledger(city)["suspense"]) == ([], 0, "failed", 0)


def test_what_came_back_is_noted_too_and_named_until_the_bank_tells_it(
    order: Order, city: City, pim: User
) -> None:
    finance.read(city, [tells(order, PAID), tells(order, CAME_BACK)])
    by_the_bank(out(order), city=city)
    assert compared(city, on=NOON.date())[0] == []
    assert compared(city)[0] == ["told_apart"]

    (line,) = by_the_bank(back(order), city=city, number="STMT-2")

    assert (line.kind, line.what) == (
        LineKind.NOT_OURS,
        "Kwam terug; het financiële systeem meldt dit zelf",
    )
    kinds, found = compared(city)
    assert (kinds, found.twice_cents, ledger(city)["suspense"]) == ([], 0, 0)
    third = Booked(order.cents, reference="THIRD", iban=IBAN)
    (gone,) = by_the_bank(third, city=city, number="STMT-3")
    with pytest.raises(WrongMatch):  # what came back opens no way out
        as_not_ours(gone, why="Teruggestuurd.", by=pim, at=NOON)
    change = "UPDATE grants_statementline SET kind = 'not_ours', why = 'x' WHERE id = %s"
    assert "is not of this portal once, after it came in" in refused(change, gone.pk)


def test_that_it_came_back_by_the_bank_alone_waits_and_is_named_once_the_system_says_paid(
    order: Order, city: City
) -> None:
    by_the_bank(out(order), city=city)
    (line,) = by_the_bank(back(order), city=city, number="STMT-2")
    assert line.kind == LineKind.NOT_OURS
    assert compared(city)[0] == ["not_told"]

    finance.read(city, [tells(order, PAID)])

    assert (compared(city)[0], state(order)) == (["told_apart"], "settled")
    finance.read(city, [tells(order, CAME_BACK)], number="BST-2")
    assert (compared(city)[0], state(order)) == ([], "failed")


def test_what_is_noted_past_the_portal_is_a_difference(order: Order, city: City) -> None:
    finance.read(city, [tells(order, PAID)])
    by_the_bank(out(order), city=city)

    by_hand(lambda: StatementLine.objects.filter(order=order, kind="not_ours").update(cents=F("cents") - 1))

    found = reconcile(city, on=AFTER)
    assert (found.twice_cents, [one.kind.value for one in found.differences]) == (-999_99, ["told_apart"])


@pytest.mark.usefixtures("at_noon")
def test_the_page_of_the_line_names_the_payment_and_the_sums_tell_it(
    order: Order, city: City, pim: User, signed_in: Any
) -> None:
    finance.read(city, [tells(order, PAID)])
    (line,) = by_the_bank(of_the_system(order), city=city)
    browser, path = signed_in(pim), f"/payments/lines/{line.public_id}/"
    assert "die het financiële systeem ook meldt" in browser.get(path).content.decode()

    assert post(browser, pim, path, what=f"order-{order.public_id}").status_code == 302

    assert StatementLine.objects.get(pk=line.pk).order == order
    assert "Betaald door het financiële systeem" in browser.get(path).content.decode()
    page = browser.get("/payments/reconciliation/").content.decode()
    assert "Gemeld door de bank én door het financiële systeem" in page
