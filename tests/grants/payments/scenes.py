"""What the races of the payments play in: a city with batches that wait, and statements of its bank."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from grants.budget.proof import prove
from grants.decisions.flows import DecisionOf, decide
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.payments.checking import checked, file_for, seal_of
from grants.payments.flows import prepare_way_out
from grants.payments.leaving import PaymentFile
from grants.payments.models import (
    Batch,
    Claim,
    Order,
    SetOff,
    Statement,
    StatementLine,
    StripeTransfer,
    WayOut,
)
from grants.payments.queries import orders_of_batch, to_pay
from grants.payments.statement import read_statement
from grants.payments.states_of_connect import TransferState, Trouble
from grants.proposals.models import BankAccount, Proposal
from grants.reports.models import Report
from portal.storage import checksum
from tests import connect, decisions, payments, proposals, set_offs
from tests.conftest import load_world
from tests.grants.register import ends
from tests.make import NOON, person
from tests.payments import Booked, camt, out
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District


def opening() -> User:
    """Load the city with its account, and return a third payer, who may release too."""
    load_world()
    payments.account(city())
    return person("paula", role=Role.PAYER, city=city(), at=NOON)


def city() -> City:
    """Return the city."""
    return City.objects.get(slug="rotterdam")


def granted(number: int) -> Proposal:
    """Grant 10 euros, to be paid at once."""
    return decisions.granted(_district(), cents=10_00, title=f"Actie {number}")


def submitted(number: int) -> Proposal:
    """Return what the council submitted, and nobody looked at."""
    return proposals.submitted(_district(), title=f"Compleet {number}", cents=10_00)


def to_grant(number: int) -> tuple[Proposal, DecisionOf]:
    """Return what was reviewed, and a grant of it."""
    made = proposals.reviewed(_district(), title=f"Besluit {number}", cents=10_00)
    return made, decisions.a_grant(made)


def to_report(number: int) -> Report:
    """Return the report on an action of which 2,080 euros were paid in advance; it has yet to be sent."""
    made = decisions.under_way(_district(), title=f"Verslag {number}", cents=2_600_00, advance_percent=80)
    (order,) = payments.sent(made)
    payments.read(city(), [out(order)], number=f"ADVANCE-{number}")
    return decisions.written(made, spent_cents=1_000_00, by=proposals.cast("anna"))


def to_ask_back(report: Report) -> Decision:
    """Return the decision that recovers what was paid more than the 1,000 euros that it cost."""
    made = Proposal.objects.get(pk=report.proposal_id)
    final = decisions.a_determination(1_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=proposals.cast("daan"), at=NOON)
    return decisions.recovered(made)


def at_its_end(number: int) -> Proposal:
    """Return what was withdrawn, so that nothing keeps it open."""
    return ends.withdrawn(_district(), title=f"Einde {number}")


def _district() -> District:
    return District.objects.select_related("city").get(slug="delfshaven-schiemond")


def waiting(number: int) -> tuple[Batch, PaymentFile, str]:
    """Return a batch of two payments that waits, with its file and the seal of what was looked at."""
    batch = payments.batched(granted(number), granted(number))
    found = orders_of_batch(batch)
    return batch, file_for(batch, checked(found)), seal_of(found)


def proposal_in(batch: Batch) -> Proposal:
    """Return one of its proposals."""
    return orders(batch)[0].proposal


def officer() -> User:
    """Return a third officer."""
    return person("oscar", role=Role.OFFICER, city=city(), at=NOON)


def frozen(number: int) -> tuple[Batch, PaymentFile, str, BankAccount]:
    """Return such a batch, and another account that olga entered for one of its proposals since."""
    batch, file, seal = waiting(number)
    return batch, file, seal, payments.changed(proposal_in(batch))


def verdict(account: BankAccount) -> str:
    """Return what was found of an account."""
    return BankAccount.objects.get(pk=account.pk).verdict


def orders(batch: Batch) -> list[Order]:
    """Return its orders."""
    return list(batch.orders.order_by("id"))


def sent(number: int) -> list[Order]:
    """Return two payments that are on their way."""
    return payments.sent(granted(number), granted(number))


def statement(paid: list[Order], *, number: str) -> dict[str, Any]:
    """Return what is read of a statement that tells that they were paid."""
    content = camt([out(one) for one in paid], number=number, on=NOON.date())
    return {"what": read_statement(content), "name": "x.xml", "sha256": checksum(content)}


def to_prepare(number: int) -> list[Any]:
    """Return an instalment that is to be paid."""
    return payments.instalments_of(granted(number))


def standing(batch: Batch) -> tuple[str, list[str], int]:
    """Return how a batch stands, its orders, and how many entries send them."""
    row = Batch.objects.get(pk=batch.pk)
    found = orders(row)
    sends = sum(one.sent_entry_id is not None for one in found)
    return row.state, sorted({one.state for one in found}), sends


def read() -> tuple[int, int]:
    """Return how many statements and lines there are."""
    return Statement.objects.count(), StatementLine.objects.count()


def wrong_statement(number: int) -> tuple[Statement, StatementLine]:
    """Return a statement of a day of its own, with money that left and nobody knows."""
    booked = [Booked(3_50, text="Test", reference=f"W{number}")]
    made = payments.read(
        city(), booked, number=f"WRONG-{number}", on=NOON.date() - timedelta(days=99 - number)
    )
    return made, made.lines.select_related("city", "statement").get()


def way_out(number: int) -> tuple[WayOut, StripeTransfer]:
    """Return that pim noted that Stripe never made a payment, an hour before the others decide; nobody is asked."""
    made = granted(900 + number)
    with connect.paid_by_stripe(city()):
        connect.connected_by_hand(made)
        payments.release(payments.batched(made, execution_on=NOON.date()))
    row = StripeTransfer.objects.get(order__proposal=made)
    told = {"state": TransferState.UNKNOWN, "trouble": Trouble.ACCOUNT_CHANGED}
    StripeTransfer.objects.filter(pk=row.pk).update(**told)
    before = NOON - timedelta(hours=1)
    pim = proposals.cast("pim")
    return prepare_way_out(row, said={"transfers": 0}, why="Niets.", by=pim, at=before), row


def ended(row: StripeTransfer) -> tuple[str, str]:
    """Return how a transfer stands, and its order."""
    found = StripeTransfer.objects.select_related("order").get(pk=row.pk)
    return found.state, found.order.state


def line_kind(line: StatementLine) -> str:
    """Return what a line is now."""
    return StatementLine.objects.get(pk=line.pk).kind


def states(of: list[Order]) -> list[str]:
    """Return how orders stand now."""
    return [Order.objects.get(pk=one.pk).state for one in of]


def left() -> int:
    """Return how much is to be paid and not prepared."""
    return len(to_pay(city()))


def faults() -> list[str]:
    """Return the faults of the ledger."""
    return [str(one) for one in prove().faults]


def to_set_off(number: int) -> tuple[SetOff, Claim, list[Any]]:
    """Return a set-off of 10 euros that waits, its claim, and the instalment that it would pay whole."""
    district = District.objects.get(slug="delfshaven-schiemond")
    made = decisions.granted(district, cents=2_600_00, advance_percent=80, title=f"Te veel {number}")
    payments.paid_again(made, number=f"S-{number}")
    made.refresh_from_db()
    lower = decisions.a_determination(1_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=decisions.cast("daan"), at=NOON)
    made.refresh_from_db()
    claim = payments.asked_back(made)
    due = set_offs.next_year(district, cents=10_00, title=f"Volgend jaar {number}")
    return set_offs.prepared(claim, due, 10_00), claim, payments.instalments_of(due)


def receipt_of(claim: Claim) -> dict[str, Any]:
    """Return what is read of a statement that tells that all but 5 euros of a claim came in."""
    booked = [Booked(claim.cents - 5_00, is_receipt=True, text=claim.reference, reference=claim.reference)]
    content = camt(booked, number=claim.reference, on=set_offs.JANUARY.date())
    return {"what": read_statement(content), "name": "x.xml", "sha256": checksum(content)}


def amounts(claim: Claim) -> tuple[int, int, int]:
    """Return what was paid, set off and is left of a claim."""
    row = Claim.objects.get(pk=claim.pk)
    return row.paid_cents, row.set_off_cents, row.left_cents
