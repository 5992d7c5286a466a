"""Payments that leave by the city's financial system: the proposal, the status file back, and no wrong booking."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.budget.states import Kind
from grants.payments.checking import checked
from grants.payments.errors import AlreadyRead, NoBankDay, NoStatement, NotPayable, SamePerson, WrongMatch
from grants.payments.flows import as_fee, as_not_ours, as_order, as_refund, prepare_batch
from grants.payments.models import Batch, Claim, Order, Statement, StatementLine
from grants.payments.queries import file_of, orders_of_batch, to_pay, unmatched_lines
from grants.payments.states import ClaimState, LineKind, OrderState
from grants.payments.status_file import CAME_BACK, PAID, REFUSED, StatusOf
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import decisions, finance, payments
from tests.finance import received, tells
from tests.grants.decisions.test_revising import claimed
from tests.grants.payments.test_matching import in_slice, ledger
from tests.make import NOON
from tests.payments import TOMORROW, Booked
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SATURDAY = date(2026, 11, 7)


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 4,800 euros, all of it advanced, of a regulation whose payments leave by the financial system."""
    finance.leaves_by(delfshaven.city)
    return decisions.granted(delfshaven, advance_percent=100, title="Café “De Ëend” & buren")


@shared
def order(proposal: Proposal) -> Order:
    """Its payment, on its way."""
    return payments.sent(proposal)[0]


def kinds() -> list[str]:
    return list(StatementLine.objects.order_by("id").values_list("kind", flat=True))


def test_a_payment_keeps_the_channel_that_its_regulation_had_when_it_was_prepared(
    proposal: Proposal, city: City
) -> None:
    (first,) = payments.ordered(proposal)

    finance.leaves_by(city, Channel.BANK)

    first.refresh_from_db()
    (second,) = payments.ordered(decisions.granted(proposal.district, cents=10_00))
    assert (first.channel, second.channel) == (Channel.FINANCE, Channel.BANK)


def test_a_batch_holds_payments_of_one_channel(proposal: Proposal, city: City) -> None:
    payments.account(city)
    (first,) = payments.ordered(proposal)
    finance.leaves_by(city, Channel.BANK)
    (second,) = payments.ordered(decisions.granted(proposal.district, cents=10_00))

    with translation.override("en"), pytest.raises(NotPayable, match="do not leave by the same way"):
        prepare_batch(city, orders=[first, second], execution_on=TOMORROW, by=cast("pim"), at=NOON)

    assert not Batch.objects.exists()


def test_the_financial_system_may_be_asked_for_any_day_and_the_bank_for_one_on_which_it_pays(
    proposal: Proposal, city: City
) -> None:
    finance.leaves_by(city, Channel.BANK)
    with pytest.raises(NoBankDay):
        payments.batched(decisions.granted(proposal.district, cents=10_00), execution_on=SATURDAY)
    finance.leaves_by(city)

    assert payments.batched(proposal, execution_on=SATURDAY).execution_on == SATURDAY
    for day in (NOON.date() - timedelta(days=1), NOON.date() + timedelta(days=43)):
        with pytest.raises(NoBankDay):
            payments.batched(decisions.granted(proposal.district, cents=10_00), execution_on=day)


def test_the_proposal_holds_the_real_words_and_a_total_for_a_machine(proposal: Proposal) -> None:
    small = decisions.granted(proposal.district, cents=12_05, title="=1+1")
    batch = payments.release(payments.batched(proposal, small))

    content = file_of(batch).decode()
    first, second, total = finance.rows_of(content)
    orders = orders_of_batch(batch)
    assert content.splitlines()[0] == (
        '"Regelsoort";"Betaalnummer";"Dossiernummer";"Wijk";"Naam rekeninghouder";"IBAN";"Bedrag";"Omschrijving";'
        '"Betaaldag";"Regeling";"Jaar";"Batch";"Aantal"'
    )
    assert first == {
        "Regelsoort": "BETALING",
        "Betaalnummer": orders[0].end_to_end_id,
        "Dossiernummer": proposal.number,
        "Wijk": "Delfshaven-Schiemond",
        "Naam rekeninghouder": orders[0].bank_account.holder,
        "IBAN": IBAN,
        "Bedrag": "4800,00",
        "Omschrijving": "Café “De Ëend” & buren",
        "Betaaldag": "2026-11-03",
        "Regeling": "WS",
        "Jaar": "2026",
        "Batch": "1",
        "Aantal": "",
    }
    assert (second["Bedrag"], second["Omschrijving"]) == ("12,05", "'=1+1")
    assert {name: value for name, value in total.items() if value} == {
        "Regelsoort": "TOTAAL",
        "Betaalnummer": batch.message_id,
        "Bedrag": "4812,05",
        "Betaaldag": "2026-11-03",
        "Batch": "1",
        "Aantal": "2",
    }
    assert (content.count("\r\n"), content.count("\n")) == (4, 4)
    assert Batch.objects.get(pk=batch.pk).file == batch.file


def test_a_proposal_is_released_with_the_same_four_eyes(proposal: Proposal, pim: User) -> None:
    batch = payments.batched(proposal)
    with pytest.raises(SamePerson):
        payments.release(batch, by=pim)
    payments.changed(proposal)

    (found,) = checked(orders_of_batch(batch))
    assert found.is_frozen
    with pytest.raises(Exception, match="rekening") as refused:
        payments.release(batch)
    assert type(refused.value).__name__ == "Unconfirmed"


def test_what_the_financial_system_paid_is_settled_and_the_action_is_under_way(
    order: Order, proposal: Proposal, city: City
) -> None:
    before = ledger(city)["bank"]

    read = finance.read(city, [tells(order)])

    order.refresh_from_db()
    proposal.refresh_from_db()
    assert (read.channel, read.reference, kinds()) == (Channel.FINANCE, "BST-1", [LineKind.PAYMENT])
    assert (order.state, order.settled_on) == (OrderState.SETTLED, NOON.date())
    assert proposal.state == State.UNDER_WAY
    assert (in_slice(proposal, Kind.IN_TRANSIT), ledger(city)["bank"]) == (0, before)
    assert prove().faults == []


def test_what_it_refused_never_left_and_is_to_be_paid_again(
    order: Order, proposal: Proposal, city: City
) -> None:
    finance.read(city, [tells(order, REFUSED, words="AC04 rekening opgeheven")])

    order.refresh_from_db()
    line = StatementLine.objects.get()
    assert (order.state, order.settled_on) == (OrderState.FAILED, None)
    assert (order.failure, order.why_failed[-18:]) == ("AC04 rekening opgeheven", "rekening opgeheven")
    assert (line.kind, line.is_receipt, line.is_refusal) == (LineKind.RETURN, False, True)
    assert (in_slice(proposal, Kind.IN_TRANSIT), in_slice(proposal, Kind.BANK)) == (0, 0)
    assert [one.cents for one in to_pay(city)] == [4_800_00]

    (again,) = payments.sent(proposal)
    finance.read(city, [tells(again)], number="BST-2")
    again.refresh_from_db()
    assert (again.attempt, again.state) == (2, OrderState.SETTLED)
    assert prove().faults == []


def test_what_came_back_after_it_was_paid_failed_also_in_one_file_and_in_any_order(
    order: Order, proposal: Proposal, city: City
) -> None:
    finance.read(city, [tells(order, CAME_BACK, words="opgeheven"), tells(order)])

    order.refresh_from_db()
    assert (order.state, order.settled_on, order.failure) == (OrderState.FAILED, NOON.date(), "opgeheven")
    assert (in_slice(proposal, Kind.BANK), ledger(city)["suspense"]) == (0, 0)
    assert prove().faults == []


def test_what_came_back_before_it_was_said_to_be_paid_waits_for_that(order: Order, city: City) -> None:
    finance.read(city, [tells(order, CAME_BACK)])
    assert kinds() == [LineKind.UNKNOWN]

    finance.read(city, [tells(order)], number="BST-2")

    order.refresh_from_db()
    assert (kinds(), order.state) == ([LineKind.RETURN, LineKind.PAYMENT], OrderState.FAILED)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([PAID], [REFUSED]),
        ([REFUSED], [PAID]),
        ([], [REFUSED, PAID]),
        ([REFUSED], [REFUSED]),
        ([PAID], [PAID]),
    ],
)
def test_two_answers_that_contradict_each_other_book_the_one_that_is_sure_and_show_the_other(
    order: Order, city: City, first: list[str], then: list[str]
) -> None:
    if first:
        finance.read(city, [tells(order, one, number="A") for one in first])
        was = Order.objects.get(pk=order.pk).state
    else:
        was = OrderState.SETTLED
    entries = Entry.objects.count()

    finance.read(
        city, [tells(order, one, number=f"B{place}") for place, one in enumerate(then)], number="BST-2"
    )

    assert Order.objects.get(pk=order.pk).state == was
    assert Entry.objects.count() == entries + (0 if first else 1)
    (left,) = unmatched_lines(city)
    assert (left.kind, left.entry, left.is_refusal) == (
        LineKind.UNKNOWN,
        None,
        then[-1] == REFUSED if first else True,
    )
    assert prove().faults == []


def test_a_return_that_fits_no_paid_payment_is_booked_nowhere_until_a_payer_says_what_it_is(
    order: Order, city: City
) -> None:
    entries = Entry.objects.count()
    finance.read(city, [tells(order, CAME_BACK, cents=1_00, number="1")])
    finance.read(city, [tells(order, REFUSED, number="2"), tells(order, CAME_BACK, number="3")], number="B-2")
    assert (kinds(), ledger(city)["suspense"]) == (
        [LineKind.UNKNOWN, LineKind.RETURN, LineKind.UNKNOWN],
        0,
    )
    assert Entry.objects.count() == entries + 1

    for line in unmatched_lines(city):
        as_not_ours(line, why="Die betaling is nooit vertrokken.", by=cast("pim"), at=NOON)

    assert (list(unmatched_lines(city)), ledger(city)["suspense"]) == ([], 0)
    assert prove().faults == []


def test_a_return_that_names_a_claim_pays_none(delfshaven: District, city: City) -> None:
    _proposal, claim = claimed(delfshaven)

    finance.read(city, [StatusOf("1", claim.reference, CAME_BACK, NOON.date(), 100_00)])

    assert (kinds()[-1], Claim.objects.get(pk=claim.pk).paid_cents) == (LineKind.UNKNOWN, 0)


def test_another_amount_or_number_and_what_the_bank_tells_settle_nothing(order: Order, city: City) -> None:
    entries = Entry.objects.count()

    finance.read(city, [tells(order, PAID, cents=4_799_99), tells(order, REFUSED, cents=1)])
    finance.read(city, [StatusOf("X", "WS-2026-9999-ABC", PAID, NOON.date(), 1_00)], number="BST-2")
    payments.read(city, [payments.out(order)])

    order.refresh_from_db()
    assert (kinds(), order.state) == ([LineKind.UNKNOWN] * 3 + [LineKind.NOT_OURS], OrderState.RELEASED)
    assert Entry.objects.count() == entries


def test_the_status_file_tells_of_no_payment_of_the_bank(proposal: Proposal, city: City) -> None:
    finance.leaves_by(city, Channel.BANK)
    (order,) = payments.sent(proposal)

    finance.read(city, [tells(order)])

    order.refresh_from_db()
    assert (order.state, kinds()) == (OrderState.RELEASED, [LineKind.UNKNOWN])


def test_money_that_came_in_pays_the_claim_that_is_named_or_waits(delfshaven: District, city: City) -> None:
    _proposal, claim = claimed(delfshaven)

    finance.read(city, [received(100_00, claim=claim), received(25_00, words="feest", number="IN-2")])

    found = Claim.objects.get(pk=claim.pk)
    assert (kinds(), found.paid_cents, found.state) == (
        [LineKind.PAYMENT, LineKind.CLAIM, LineKind.RECEIPT],
        100_00,
        ClaimState.OPEN,
    )
    assert ledger(city)["suspense"] == 25_00
    assert prove().faults == []


def test_money_with_the_number_of_a_payment_is_no_return_unless_it_says_so(order: Order, city: City) -> None:
    finance.read(city, [tells(order)])

    finance.read(city, [tells(order, "ontvangen")], number="BST-2")

    order.refresh_from_db()
    line = StatementLine.objects.get(is_receipt=True)
    assert (order.state, line.kind) == (OrderState.SETTLED, LineKind.RECEIPT)
    as_order(line, order, by=cast("pim"), at=NOON)
    order.refresh_from_db()
    assert (order.state, ledger(city)["suspense"]) == (OrderState.FAILED, 0)
    assert prove().faults == []


def test_a_refusal_is_the_refusal_of_a_payment_on_its_way_or_of_none(order: Order, city: City) -> None:
    finance.read(city, [tells(order, REFUSED, cents=1_00)])
    line, pim = StatementLine.objects.get(), cast("pim")
    with pytest.raises(WrongMatch):
        as_order(line, order, by=pim, at=NOON)
    with pytest.raises(WrongMatch):
        as_fee(line, by=pim, at=NOON)
    with pytest.raises(WrongMatch):
        as_refund(line, claimed_elsewhere(order), by=pim, at=NOON)

    as_not_ours(line, why="Van een ander systeem.", by=pim, at=NOON)

    line.refresh_from_db()
    assert (line.kind, line.entry, list(unmatched_lines(city))) == (LineKind.NOT_OURS, None, [])


def claimed_elsewhere(order: Order) -> Claim:
    """Return a claim on another dossier, paid by the bank, of which too much came in."""
    district = order.proposal.district
    finance.leaves_by(district.city, Channel.BANK)
    return claimed(district, came_in=4_001_00)[1]


def test_a_refusal_without_a_number_of_ours_is_matched_by_a_payer(order: Order, city: City) -> None:
    finance.read(city, [StatusOf("1", "ONBEKEND", REFUSED, NOON.date(), order.cents, "geblokkeerd")])

    as_order(StatementLine.objects.get(), order, by=cast("pim"), at=NOON)

    order.refresh_from_db()
    assert (order.state, order.failure) == (OrderState.FAILED, "geblokkeerd")
    assert prove().faults == []


def test_a_file_and_a_row_are_read_once(order: Order, city: City) -> None:
    finance.read(city, [tells(order, number="1")])

    with pytest.raises(AlreadyRead):
        finance.read(city, [tells(order, number="1")])
    with pytest.raises(AlreadyRead):
        finance.read(city, [tells(order, number="2")])
    finance.read(city, [tells(order, number="1"), received(5_00)], number="BST-2")
    assert kinds() == [LineKind.PAYMENT, LineKind.RECEIPT]
    with (
        translation.override("en"),
        pytest.raises(NoStatement, match="number 1: file BST-1 gave that number"),
    ):
        finance.read(city, [tells(order, CAME_BACK, number="1")], number="BST-3")
    with translation.override("en"), pytest.raises(NoStatement, match="a day to come"):
        finance.read(city, [tells(order, number="9", on=TOMORROW)], number="BST-3")
    assert Statement.objects.count() == 2


def test_the_bank_and_the_financial_system_may_number_their_files_alike(order: Order, city: City) -> None:
    payments.read(city, [Booked(3_50, text="Onbekend")], number="1")

    finance.read(city, [tells(order)], number="1")

    assert Statement.objects.count() == 2
