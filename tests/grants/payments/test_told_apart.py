"""What two files tell of one thing: it is booked once, and what may have been paid is not paid again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from grants.payments.errors import NotPayable, WrongMatch
from grants.payments.flows import as_claim, as_not_ours, fail_order, prepare_orders, suspend
from grants.payments.models import Claim, Order, StatementLine
from grants.payments.queries import to_pay
from grants.payments.queries_of_claims import claims_for
from grants.payments.queries_of_lines import may_be_not_ours
from grants.payments.reconciling import reconcile
from grants.payments.states import LineKind
from grants.payments.status_file import CAME_BACK, PAID, REFUSED
from grants.plan.states import Channel
from portal.errors import ChangedMeanwhile
from tests import decisions, finance, payments
from tests.grants.budget.raw import refused
from tests.grants.payments.test_claims_page import owing
from tests.make import NOON
from tests.payments import Booked
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

IN_THE_WAY = "may have been paid|kunnen al betaald zijn"


@shared
def order(delfshaven: District) -> Order:
    """A payment of 1,000 euros that left by the financial system."""
    finance.leaves_by(delfshaven.city)
    return payments.sent(decisions.granted(delfshaven, cents=1_000_00))[0]


def line(**asked: Any) -> StatementLine:
    """Return the one line that is so."""
    return StatementLine.objects.select_related("city", "statement", "entry").get(**asked)


def test_a_receipt_that_both_tell_pays_a_claim_once(delfshaven: District, city: City) -> None:
    claim = payments.asked_back(owing(delfshaven, 2))
    finance.read(city, [finance.received(1_500_00, claim=claim)], number="A")

    told = Booked(1_500_00, is_receipt=True, text=claim.reference, reference="R1")
    payments.read(city, [told], number="STMT-7")

    assert Claim.objects.get(pk=claim.pk).paid_cents == 1_500_00
    assert line(reference__contains="R1").kind == LineKind.RECEIPT


def test_what_was_refused_and_is_told_as_paid_later_is_not_paid_again(order: Order, city: City) -> None:
    finance.read(city, [finance.tells(order, REFUSED)], number="A")
    batch = payments.batched(order.proposal)
    finance.read(city, [finance.tells(order, PAID)], number="B")

    with pytest.raises(NotPayable, match=IN_THE_WAY):
        payments.release(batch)
    released = "UPDATE grants_batch SET state = 'released' WHERE id = %s"
    assert "may have been paid already" in refused(released, batch.pk)


def test_nor_what_is_told_as_paid_for_another_amount(order: Order, city: City, pim: User) -> None:
    finance.read(city, [finance.tells(order, PAID, cents=999_00)], number="A")

    with pytest.raises(NotPayable, match=IN_THE_WAY):
        fail_order(order, reason="Niet betaald.", by=pim, at=NOON)
    assert to_pay(city) == []


def test_a_return_told_by_mistake_opens_no_way_for_money_that_went_out(
    order: Order, city: City, pim: User
) -> None:
    finance.read(city, [finance.tells(order, CAME_BACK)], number="A")
    as_not_ours(line(kind="unknown"), why="Dubbel gemeld.", by=pim, at=NOON)
    assert reconcile(city, on=NOON.date()).not_ours_cents == 0
    payments.read(city, [Booked(1_000_00, text="Onbekend", reference="Q", iban=IBAN)], number="STMT-7")

    gone = line(reference__contains="/Q/")
    assert not may_be_not_ours(gone)
    with pytest.raises(WrongMatch):
        as_not_ours(gone, why="Hoort hier niet.", by=pim, at=NOON)
    change = "UPDATE grants_statementline SET kind = 'not_ours', why = 'x' WHERE id = %s"
    assert "is not of this portal once, after it came in" in refused(change, gone.pk)


def test_a_return_that_waits_for_its_payment_pays_no_claim(
    delfshaven: District, city: City, pim: User
) -> None:
    claim = payments.asked_back(owing(delfshaven, 2))
    finance.leaves_by(city)
    (order,) = payments.sent(decisions.granted(delfshaven, cents=1_000_00))
    finance.read(city, [finance.tells(order, CAME_BACK)], number="A")

    waits = line(kind="unknown")
    assert list(claims_for(waits)) == []
    with pytest.raises(WrongMatch):
        as_claim(waits, claim, by=pim, at=NOON)
    finance.read(city, [finance.tells(order, PAID)], number="B")
    assert Order.objects.get(pk=order.pk).state == "failed"


def test_a_payment_that_is_told_once_more_can_be_put_away(order: Order, city: City, pim: User) -> None:
    finance.read(city, [finance.tells(order, PAID, number="1")], number="A")
    finance.read(city, [finance.tells(order, PAID, number="2")], number="B")

    as_not_ours(line(kind="unknown"), why="Dubbel gemeld.", by=pim, at=NOON)

    found = reconcile(city, on=NOON.date())
    assert (found.differences, found.left_cents) == ([], 0)


def test_a_payment_is_not_told_before_it_left(order: Order, city: City) -> None:
    early = NOON.date() - timedelta(days=1)
    finance.read(city, [finance.tells(order, PAID, on=early)], number="A")

    assert (Order.objects.get(pk=order.pk).state, line().kind) == ("released", LineKind.UNKNOWN)


def test_a_channel_that_changes_while_payments_are_chosen_is_told(
    delfshaven: District, city: City, pim: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = decisions.granted(delfshaven, cents=1_000_00)
    due = payments.instalments_of(made)
    looked = to_pay

    def changes(*args: Any, **kwargs: Any) -> Any:
        found = looked(*args, **kwargs)
        finance.leaves_by(city, Channel.FINANCE)
        return found

    monkeypatch.setattr("grants.payments.flows.orders.to_pay", changes)
    with pytest.raises(ChangedMeanwhile):
        prepare_orders(city, instalments=due, by=pim, at=NOON)


def test_a_released_payment_shows_that_its_dossier_stands_still_since(
    delfshaven: District, petra: User, signed_in: Any
) -> None:
    made = decisions.granted(delfshaven, cents=1_000_00)
    batch = payments.release(payments.batched(made, execution_on=date(2026, 12, 10)))
    suspend(made, reason="De bonnen zijn van een ander feest.", by=cast("olga"), at=NOON)

    browser: Client = signed_in(petra)
    for address in (f"batches/{batch.public_id}", f"orders/{batch.orders.get().public_id}"):
        page = browser.get(f"/payments/{address}/").content.decode()
        assert "De betalingen van dit dossier staan stil sinds dit vertrok" in page
