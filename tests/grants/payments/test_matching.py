"""What the bank tells: payments settled, failed, tried again; money that came in; every line booked once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from grants.budget.models import Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.money import format_euros
from grants.payments.errors import AlreadyRead, NoStatement, NothingDue, WrongMatch
from grants.payments.flows import (
    as_claim,
    as_fee,
    as_order,
    enter_statement,
    fail_order,
    start_claim,
)
from grants.payments.models import Claim, Order, Statement, StatementLine
from grants.payments.queries import to_pay
from grants.payments.queries_of_claims import claims_in, claims_listed
from grants.payments.statement import read_statement
from grants.payments.states import ClaimState, LineKind, OrderState
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.errors import WrongState
from portal.post.models import Message
from tests import decisions, payments
from tests.make import NOON
from tests.payments import ANOTHER_IBAN, Booked, back, camt, out
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

RECEIPT = Booked(25_00, is_receipt=True, text="Voor de wijk", reference="IN1")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 4,800 euros of which all is advanced at once."""
    return decisions.granted(delfshaven, advance_percent=100)


def ledger(city: City) -> dict[str, int]:
    """Return what stands in the city's own books."""
    own = Slice.objects.get(year__city=city, year__year=2026, scope="books")
    figures = figures_of([own])[own.pk]
    return {
        "bank": -figures[Kind.BANK],
        "suspense": figures[Kind.SUSPENSE],
        "costs": figures[Kind.OWN_COSTS],
    }


def in_slice(proposal: Proposal, kind: Kind) -> int:
    return figures_of([proposal.slice])[proposal.slice_id][kind]


def lines() -> list[str]:
    return list(StatementLine.objects.order_by("id").values_list("kind", flat=True))


def test_what_the_bank_paid_is_settled_and_the_action_is_under_way(proposal: Proposal, city: City) -> None:
    (order,) = payments.paid(proposal)

    proposal.refresh_from_db()
    assert (order.state, order.settled_on, proposal.state) == (
        OrderState.SETTLED,
        NOON.date(),
        State.UNDER_WAY,
    )
    last = proposal.events.order_by("-number")[0]
    assert (last.state, last.by) == (State.UNDER_WAY, None)
    assert lines() == [LineKind.PAYMENT]
    assert (in_slice(proposal, Kind.IN_TRANSIT), -in_slice(proposal, Kind.BANK)) == (0, 4_800_00)


def test_another_amount_or_another_number_is_no_match(proposal: Proposal, city: City) -> None:
    (order,) = payments.sent(proposal)
    wrong = Booked(4_800_01, end_to_end_id=order.end_to_end_id, reference="A")
    stranger = Booked(4_800_00, end_to_end_id="WS-2026-9999-X", reference="B")
    payments.read(city, [wrong, stranger])

    order.refresh_from_db()
    assert order.state == OrderState.RELEASED
    assert lines() == [LineKind.UNKNOWN, LineKind.UNKNOWN]


def test_the_same_file_and_the_same_line_are_booked_once(proposal: Proposal, city: City) -> None:
    (order,) = payments.sent(proposal)
    payments.read(city, [out(order)], number="1")

    with pytest.raises(AlreadyRead, match="Pim Kok"):
        payments.read(city, [out(order)], number="1")
    again = payments.read(city, [out(order), RECEIPT], number="2")
    assert [one.cents for one in again.lines.all()] == [25_00]
    assert -in_slice(proposal, Kind.BANK) == 4_800_00
    assert Statement.objects.count() == 2


def test_a_statement_of_another_account_is_refused(city: City, pim: User) -> None:
    payments.account(city)
    what = read_statement(camt([RECEIPT], iban=ANOTHER_IBAN, on=NOON.date()))
    with pytest.raises(NoStatement, match="6789"):
        enter_statement(city, what=what, name="x.xml", sha256="x", by=pim, at=NOON)
    assert Statement.objects.count() == 0


def test_a_payment_that_came_back_is_to_be_paid_again_with_a_number_of_its_own(
    proposal: Proposal, city: City, olga: User, petra: User, pim: User
) -> None:
    (first,) = payments.sent(proposal)
    batch = first.batch
    assert batch is not None
    payments.read(city, [out(first), back(first)], number="1")

    first.refresh_from_db()
    assert (first.state, first.failure) == (OrderState.FAILED, "AC04 Rekening opgeheven")
    assert lines() == [LineKind.PAYMENT, LineKind.RETURN]
    assert (in_slice(proposal, Kind.BANK), in_slice(proposal, Kind.PAYABLE)) == (0, 4_800_00)
    (waits,) = to_pay(city)
    assert (waits.cents, waits.failed) == (4_800_00, first)

    payments.confirmed(payments.changed(proposal, by=olga))
    (second,) = payments.paid_again(proposal, number="2")
    assert (second.attempt, second.state) == (2, OrderState.SETTLED)
    assert second.end_to_end_id != first.end_to_end_id
    with pytest.raises(WrongState):
        payments.release(batch, by=petra)
    assert -in_slice(proposal, Kind.BANK) == 4_800_00
    assert to_pay(city) == []
    assert prove().faults == []


def test_a_return_that_comes_before_its_payment_waits_for_it(proposal: Proposal, city: City) -> None:
    (order,) = payments.sent(proposal)
    payments.read(city, [back(order)], number="1")
    assert lines() == [LineKind.UNKNOWN]

    payments.read(city, [out(order)], number="2")

    order.refresh_from_db()
    assert order.state == OrderState.FAILED
    assert lines() == [LineKind.RETURN, LineKind.PAYMENT]


def test_what_the_bank_refuses_before_it_pays_is_noted_by_hand(
    proposal: Proposal, city: City, pim: User
) -> None:
    (order,) = payments.sent(proposal)
    fail_order(order, reason="De rekening is opgeheven.", by=pim, at=NOON)

    assert (order.state, order.failure) == (OrderState.FAILED, "De rekening is opgeheven.")
    assert (in_slice(proposal, Kind.IN_TRANSIT), in_slice(proposal, Kind.PAYABLE)) == (0, 4_800_00)
    with pytest.raises(WrongState):
        fail_order(order, reason="Nog eens", by=pim, at=NOON)
    payments.read(city, [out(order)])
    assert lines() == [LineKind.UNKNOWN]  # the bank paid after all: someone must look


def test_costs_and_money_nobody_knows_stand_in_the_books_of_the_city(city: City) -> None:
    payments.read(city, [Booked(1_25, code="CHRG", reference="FEE"), RECEIPT])

    assert lines() == [LineKind.FEE, LineKind.RECEIPT]
    assert ledger(city) == {"bank": 1_25 - 25_00, "suspense": 25_00, "costs": 1_25}


def overpaid(proposal: Proposal, city: City, daan: User, pim: User, *, number: str = "STMT-1") -> Claim:
    payments.paid_again(proposal, number=number)
    proposal.refresh_from_db()
    lower = decisions.a_determination(4_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(proposal, lower), by=daan, at=NOON)
    return start_claim(decisions.recovered(proposal), by=pim, at=NOON)


def test_a_claim_is_told_with_its_reference_and_paid_in_parts(
    proposal: Proposal, city: City, daan: User, pim: User
) -> None:
    claim = overpaid(proposal, city, daan, pim)
    told = Message.objects.get(kind="payments.claim")
    assert claim.reference in told.text
    assert "800,00" in told.text
    with pytest.raises(NothingDue):
        start_claim(claim.decision, by=pim, at=NOON)

    spaced = " ".join(claim.reference.lower().split("-"))
    payments.read(city, [Booked(300_00, is_receipt=True, text=spaced, reference="A")], number="2")
    claim.refresh_from_db()
    assert (claim.paid_cents, claim.state) == (300_00, ClaimState.OPEN)
    payments.read(
        city, [Booked(600_00, is_receipt=True, text=f"Rest {claim.reference}", reference="B")], number="3"
    )
    claim.refresh_from_db()
    assert (claim.paid_cents, claim.state) == (800_00, ClaimState.PAID)
    assert in_slice(proposal, Kind.SUSPENSE) == 100_00
    assert prove().faults == []


def test_claims_that_are_open_stand_above_those_that_were_paid(
    proposal: Proposal, city: City, delfshaven: District, daan: User, pim: User
) -> None:
    paid = overpaid(proposal, city, daan, pim)
    payments.read(city, [Booked(paid.cents, is_receipt=True, text=paid.reference, reference="A")], number="2")
    another = decisions.granted(delfshaven, cents=6_000_00, advance_percent=80)
    still_open = overpaid(another, city, daan, pim, number="3")

    assert [one.pk for one in claims_listed(city)] == [still_open.pk, paid.pk]


def test_what_came_above_a_claim_is_told_with_the_claim(
    proposal: Proposal, city: City, daan: User, pim: User, signed_in: Callable[[User | None], Client]
) -> None:
    claim = overpaid(proposal, city, daan, pim)

    def told() -> tuple[int, bool]:
        page = signed_in(pim).get("/payments/claims/").content.decode()
        return claims_in(city).get().over_cents, format_euros(100_00) in page

    payments.read(city, [Booked(300_00, is_receipt=True, text=claim.reference, reference="A")], number="2")
    assert told() == (-500_00, False)

    payments.read(city, [Booked(600_00, is_receipt=True, text=claim.reference, reference="B")], number="3")
    assert told() == (100_00, True)


def test_money_without_a_reference_is_matched_with_a_claim_by_hand(
    proposal: Proposal, city: City, daan: User, pim: User
) -> None:
    claim = overpaid(proposal, city, daan, pim)
    payments.read(city, [Booked(800_00, is_receipt=True, text="sorry", reference="A")], number="2")
    line = StatementLine.objects.get(kind=LineKind.RECEIPT)
    assert ledger(city)["suspense"] == 800_00

    as_claim(line, claim, by=pim, at=NOON)

    claim.refresh_from_db()
    line.refresh_from_db()
    assert (claim.state, line.kind, line.claim) == (ClaimState.PAID, LineKind.CLAIM, claim)
    assert (ledger(city)["suspense"], in_slice(proposal, Kind.RECEIVABLE)) == (0, 0)
    with pytest.raises(WrongState):
        as_claim(line, claim, by=pim, at=NOON)
    assert prove().faults == []


def test_money_that_names_two_claims_waits_for_a_payer_to_say_what_it_pays(
    proposal: Proposal, city: City, delfshaven: District, daan: User, pim: User
) -> None:
    first = overpaid(proposal, city, daan, pim)
    another = decisions.granted(delfshaven, cents=6_000_00, advance_percent=80)
    second = overpaid(another, city, daan, pim, number="2")
    both = f"{first.reference} en {second.reference} samen"
    payments.read(city, [Booked(1_600_00, is_receipt=True, text=both, reference="A")], number="3")

    line = StatementLine.objects.get(is_receipt=True)
    assert (line.kind, line.claim, ledger(city)["suspense"]) == (LineKind.RECEIPT, None, 1_600_00)

    as_claim(line, second, by=pim, at=NOON)
    payments.read(city, [Booked(800_00, is_receipt=True, text=both, reference="B")], number="4")
    payments.read(city, [Booked(800_00, is_receipt=True, text=first.reference, reference="C")], number="5")
    receipts = StatementLine.objects.filter(is_receipt=True).order_by("id")
    assert [(one.kind, one.claim) for one in receipts] == [
        (LineKind.CLAIM, second),
        (LineKind.RECEIPT, None),
        (LineKind.CLAIM, first),
    ]
    assert prove().faults == []


@pytest.mark.parametrize(
    ("code", "kinds"),
    [("ESCT", [LineKind.PAYMENT, LineKind.RECEIPT]), ("RRTN", [LineKind.PAYMENT, LineKind.RETURN])],
)
def test_money_that_names_a_claim_and_a_payment_came_back_when_the_bank_says_so(
    proposal: Proposal, city: City, delfshaven: District, code: str, kinds: list[str]
) -> None:
    claim = overpaid(proposal, city, cast("daan"), cast("pim"))
    (order,) = payments.sent(decisions.granted(delfshaven, cents=6_000_00, advance_percent=80))
    number, text = order.end_to_end_id, f"Terugbetaling {claim.reference}"
    came = Booked(order.cents, is_receipt=True, end_to_end_id=number, text=text, code=code, reference="A")
    payments.read(city, [out(order), came], number="2")

    lines_now = StatementLine.objects.filter(statement__reference="2").order_by("position")
    assert [one.kind for one in lines_now] == kinds
    assert prove().faults == []


def test_a_payment_that_came_back_leaves_without_what_is_asked_back(
    proposal: Proposal, city: City, daan: User, pim: User, signed_in: Callable[[User | None], Client]
) -> None:
    claim = overpaid(proposal, city, daan, pim)
    order = proposal.orders.get(state=OrderState.SETTLED)
    payments.read(city, [back(order)], number="8")

    assert in_slice(proposal, Kind.PAYABLE) == order.cents
    assert [one.cents for one in to_pay(city)] == [order.cents - claim.cents]
    held = format_euros(order.cents)
    assert f"Een betaling kwam terug: {held}" in signed_in(pim).get("/payments/claims/").content.decode()

    payments.read(
        city, [Booked(claim.cents, is_receipt=True, text=claim.reference, reference="A")], number="9"
    )
    assert [one.cents for one in to_pay(city)] == [order.cents]


def test_a_return_without_a_number_is_matched_with_its_payment_by_hand(
    proposal: Proposal, city: City, pim: User
) -> None:
    (order,) = payments.paid(proposal)
    payments.read(
        city, [Booked(4_800_00, is_receipt=True, text="retour", code="RRTN", reference="A")], number="2"
    )
    line = StatementLine.objects.get(kind=LineKind.RECEIPT)

    as_order(line, order, by=pim, at=NOON + timedelta(minutes=1))

    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.state, line.kind) == (OrderState.FAILED, LineKind.RETURN)
    assert (ledger(city)["suspense"], in_slice(proposal, Kind.PAYABLE)) == (0, 4_800_00)
    assert prove().faults == []


def test_a_payment_without_a_number_is_matched_by_hand_and_only_to_the_cent(
    proposal: Proposal, city: City, pim: User
) -> None:
    (order,) = payments.sent(proposal)
    payments.read(city, [Booked(4_800_00, reference="A"), Booked(4_799_99, reference="B")])
    right, wrong = StatementLine.objects.order_by("position")

    with pytest.raises(WrongMatch):
        as_order(wrong, order, by=pim, at=NOON)
    as_order(right, order, by=pim, at=NOON)
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED
    as_fee(wrong, by=pim, at=NOON)
    assert lines() == [LineKind.PAYMENT, LineKind.FEE]
    assert ledger(city)["costs"] == 4_799_99


def test_a_payment_that_the_bank_made_twice_is_no_cost_of_the_bank(
    proposal: Proposal, city: City, pim: User
) -> None:
    (order,) = payments.sent(proposal)
    payments.read(city, [out(order)])
    again = Booked(4_800_00, reference="nog eens", end_to_end_id=order.end_to_end_id)
    payments.read(city, [again], number="2")
    line = StatementLine.objects.get(statement__reference="2")

    with pytest.raises(WrongMatch):
        as_fee(line, by=pim, at=NOON)

    line.refresh_from_db()
    assert (line.kind, line.entry_id) == (LineKind.UNKNOWN, None)


def test_money_that_came_in_is_no_fee_and_money_that_went_out_pays_no_claim(
    proposal: Proposal, city: City, daan: User, pim: User
) -> None:
    claim = overpaid(proposal, city, daan, pim)
    payments.read(city, [RECEIPT, Booked(3_00, reference="X")], number="2")
    receipt, paid = StatementLine.objects.filter(statement__reference="2").order_by("position")

    with pytest.raises(WrongMatch):
        as_fee(receipt, by=pim, at=NOON)
    with pytest.raises(WrongMatch):
        as_claim(paid, claim, by=pim, at=NOON)


def test_several_payments_in_one_booking_settle_each(
    proposal: Proposal, delfshaven: District, city: City
) -> None:
    second = decisions.granted(delfshaven, cents=1_000_00, title="Buurtmoestuin")
    orders = payments.sent(proposal, second)
    parts = [out(one) for one in orders]
    payments.read(city, [Booked(5_800_00, reference="SUM", parts=parts)], version="08")

    assert {one.state for one in Order.objects.all()} == {OrderState.SETTLED}
    assert lines() == [LineKind.PAYMENT, LineKind.PAYMENT]
