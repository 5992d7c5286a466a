"""The pages of the payments in the tables of every page: who is answered what, and which ones are lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils import timezone

from grants.decisions.flows import decide
from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, Ground
from grants.payments.bank_days import bank_day_from
from grants.payments.checking import seal_of
from grants.payments.flows import remind_of_claim, set_paying_account, start_claim
from grants.payments.models import Batch, Claim, Order, Statement, StatementLine, WriteOff
from grants.payments.queries import orders_of_batch, to_pay
from grants.payments.rules import PAID_ON
from grants.payments.states import BatchState, ClaimState, LineKind, OrderState, WriteOffState
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from portal.post.flows import pass_over
from tests import decisions, payments
from tests.checks.permissions import CONTROL, Table, holding
from tests.grants.payments.rows_of_channels import its_batch, its_order, its_refusal
from tests.make import World, person
from tests.payments import Booked
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
PAYERS, BAS = holding(Role.PAYER), holding(Role.BUDGET_HOLDER)
OFFICERS = holding(Role.OFFICER)
FENNA = holding(Role.FINANCE_ADVISER)
READERS = PAYERS | BAS | CONTROL
CLAIM_READERS = READERS | FENNA
NOT_PAY = dict.fromkeys(READERS - PAYERS, 403)
NOT_ASK = dict.fromkeys(CLAIM_READERS - PAYERS, 403)
COUNCIL = frozenset({"anna", "chris", "coen"})
STAFF = holding(Role.OFFICER, Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER, Role.CONTROLLER)


def _delfshaven(world: World) -> District:
    found: District = world.city.districts.get(slug="delfshaven-schiemond")
    return found


def granted(world: World, *, cents: int = 100_00, advance_percent: int = 0) -> Proposal:
    """Return a granted proposal: a small one is to be paid whole at once."""
    return decisions.granted(
        _delfshaven(world), cents=cents, advance_percent=advance_percent, title="Buurtmaaltijd", at=world.at
    )


def batched(world: World, *proposals: Proposal) -> Batch:
    """Have pim put their payments in a batch for the next day on which banks pay."""
    day = bank_day_from(timezone.localdate(world.at) + timedelta(days=1))
    return payments.batched(*proposals, execution_on=day, at=world.at)


def something_to_pay(world: World) -> Parameters:
    """See to it that something is to be paid; the address has no parameters."""
    if not to_pay(world.city):
        granted(world)
    return {}


def something_prepared(world: World) -> Parameters:
    """See to it that a payment waits for a batch; the address has no parameters."""
    an_order(world)
    return {}


def its_seal(world: World) -> Parameters:
    """Return what the form to release the batch carries."""
    batch = Batch.objects.get(public_id=a_batch(world)["public_id"])
    return {"seal": seal_of(orders_of_batch(batch))}


def an_order(world: World) -> Parameters:
    """Return the parameters of a prepared payment."""
    found = Order.objects.filter(state=OrderState.PREPARED, batch__isnull=True).first()
    return {"public_id": (found or payments.ordered(granted(world), at=world.at)[0]).public_id}


def sent_orders(world: World) -> list[Parameters]:
    """Return those of one that is on its way."""
    found = Order.objects.filter(state=OrderState.RELEASED).first()
    if found is None:
        found = payments.release(batched(world, granted(world)), at=world.at).orders.get()
    return [{"public_id": found.public_id}, its_order(world)]


def a_sent_order(world: World) -> Parameters:
    """Return those of one alone."""
    return sent_orders(world)[0]


def a_batch(world: World) -> Parameters:
    """Return those of a batch that waits."""
    found = Batch.objects.filter(state=BatchState.PREPARED).first()
    return {"public_id": (found or batched(world, granted(world), granted(world))).public_id}


def released(world: World) -> Parameters:
    """Return those of a batch that was released."""
    found = Batch.objects.filter(state=BatchState.RELEASED).first()
    return {"public_id": (found or payments.release(batched(world, granted(world)), at=world.at)).public_id}


def also_released(world: World) -> list[Parameters]:
    """Return those of such a batch as a further page, and of one for the financial system."""
    return [released(world), its_batch(world)]


def an_order_of_a_batch(world: World) -> Parameters:
    """Return those of a payment in a batch that waits."""
    parameters = a_batch(world)
    order = Batch.objects.get(public_id=parameters["public_id"]).orders.first()
    assert order is not None
    return {**parameters, "order_id": order.public_id}


def a_statement(world: World) -> Parameters:
    """Return those of a statement in which something is not matched."""
    found = Statement.objects.filter(city=world.city, channel=Channel.BANK).first()
    if found is None:
        received = [Booked(12_00, is_receipt=True, text="Bedankt"), Booked(3_50, text="Onbekend")]
        found = payments.read(world.city, [*received, Booked(1_25, code="CHRG")], at=world.at)
    return {"public_id": found.public_id}


def a_statement_elsewhere(world: World) -> Parameters:
    """Return those of a statement of the other city."""
    found = Statement.objects.filter(city=world.elders).first()
    if found is None:
        payer = person("ed", role=Role.PAYER, city=world.elders)
        holder = person("eb", role=Role.BUDGET_HOLDER, city=world.elders)
        set_paying_account(
            world.elders, iban=payments.CITY_IBAN, holder="Gemeente Elders", by=holder, at=world.at
        )
        found = payments.read(world.elders, [Booked(3_50, text="Onbekend")], by=payer, at=world.at)
    return {"public_id": found.public_id}


def a_line(world: World) -> Parameters:
    """Return those of a line that nobody knows."""
    a_statement(world)
    return {"public_id": _line(world, LineKind.UNKNOWN).public_id}


def other_lines(world: World) -> list[Parameters]:
    """Return those of money that came in, and of a refusal that fits no payment."""
    a_statement(world)
    return [{"public_id": one.public_id} for one in (_line(world, LineKind.RECEIPT), its_refusal(world))]


def _line(world: World, kind: LineKind) -> StatementLine:
    return StatementLine.objects.get(city=world.city, kind=kind, is_refusal=False)


def other_statements(world: World) -> list[Parameters]:
    """Return those of a status file of the financial system."""
    return [{"public_id": its_refusal(world).statement.public_id}]


def a_line_elsewhere(world: World) -> Parameters:
    """Return those of a line of the other city."""
    a_statement_elsewhere(world)
    return {"public_id": StatementLine.objects.get(city=world.elders).public_id}


def too_much_paid(world: World) -> Proposal:
    """Return a proposal of which the final amount is lower than what was paid, and nobody asked that back."""
    proposal = granted(world, cents=2_600_00, advance_percent=80)
    order = payments.release(batched(world, proposal), at=world.at).orders.get()
    booked = payments.out(order)
    payments.read(world.city, [booked], number=f"STMT-{order.pk}", at=world.at)
    proposal.refresh_from_db()
    lower = decisions.a_determination(1_00, ground=Ground.COSTS)
    decide(decisions.prepared(proposal, lower, at=world.at), by=world.known("daan"), at=world.at)
    return proposal


def overpaid(world: World) -> Proposal:
    """Return one of which it is asked back."""
    proposal = too_much_paid(world)
    decisions.recovered(proposal, at=world.at)
    return proposal


def a_decision_to_claim(world: World) -> Parameters:
    """Return those of a recovery that was told."""
    found = Decision.objects.filter(kind=DecisionKind.RECOVER, claim__isnull=True).first()
    return {"public_id": (found or overpaid(world).decisions.get(kind=DecisionKind.RECOVER)).public_id}


def late_claim(world: World) -> Claim:
    """Have pim ask another amount back of which the last day is over."""
    recovery = overpaid(world).decisions.get(kind=DecisionKind.RECOVER)
    made = start_claim(recovery, by=world.known("pim"), at=world.at - timedelta(days=60))
    pass_over(before=world.at, by=None, at=world.at)  # its letter does not wait since then
    return made


def a_late_claim(world: World) -> Parameters:
    """Return those of a claim whose last day is over, that was not reminded of."""
    found = Claim.objects.filter(due_on__lt=world.at.date(), reminded_on__isnull=True).first()
    return {"public_id": (found or late_claim(world)).public_id}


def a_noticed_claim(world: World) -> Parameters:
    """Return those of a claim that is too late and was reminded of, so that formal notice can be given."""
    found = Claim.objects.filter(reminded_on__isnull=False, state=ClaimState.OPEN, notices=None).first()
    if found is None:
        found = late_claim(world)
        remind_of_claim(found, by=world.known("pim"), at=world.at - timedelta(days=8))
        pass_over(before=world.at, by=None, at=world.at)
    return {"public_id": found.public_id}


def a_claim_to_give_up(world: World) -> Parameters:
    """Return those of a late claim of which no write-off waits."""
    late = Claim.objects.filter(due_on__lt=world.at.date(), state=ClaimState.OPEN).exclude(
        write_offs__state=WriteOffState.PREPARED
    )
    found = late.first()
    return {"public_id": found.public_id} if found else a_late_claim(world)


def a_write_off(world: World) -> Parameters:
    """Return those of a write-off that waits."""
    found = WriteOff.objects.filter(state=WriteOffState.PREPARED).first()
    if found is None:
        claim = Claim.objects.get(public_id=a_claim_to_give_up(world)["public_id"])
        found = payments.to_write_off(claim, cents=1_00, at=world.at)
    return {"public_id": found.public_id}


def a_granted_proposal(world: World) -> Parameters:
    """Return those of a granted proposal."""
    found = Proposal.objects.filter(state__in=PAID_ON, district=_delfshaven(world)).first()
    return {"public_id": (found or granted(world)).public_id}


def more_orders(world: World, number: int) -> None:
    """Prepare further payments."""
    payments.ordered(*(granted(world, cents=10_00) for _one in range(number)), at=world.at)


def more_in_a_batch(world: World, number: int) -> None:
    """Put further payments in the batch that waits."""
    batch = Batch.objects.get(public_id=a_batch(world)["public_id"])
    for order in payments.ordered(*(granted(world, cents=10_00) for _one in range(number)), at=world.at):
        Order.objects.filter(pk=order.pk).update(batch=batch)


def more_batches(world: World, number: int) -> None:
    """Prepare further batches."""
    for _one in range(number):
        batched(world, granted(world, cents=10_00))


def more_statements(world: World, number: int) -> None:
    """Read further statements."""
    before = Statement.objects.count()
    for one in range(before, before + number):
        payments.read(world.city, [Booked(1_00 + one, text="Onbekend")], number=f"MORE-{one}", at=world.at)


def more_lines(world: World, number: int) -> None:
    """Let the statement of the page be followed by lines of others, or have further lines of its own."""
    statement = Statement.objects.get(public_id=a_statement(world)["public_id"])
    known = StatementLine.objects.count()
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            city=world.city,
            reference=f"more/{known + one}",
            position=known + one,
            is_receipt=False,
            cents=1_00,
            booked_on=world.at.date(),
        )
        for one in range(number)
    )


def more_claims(world: World, number: int) -> None:
    """Ask further amounts back."""
    for _one in range(number):
        overpaid(world)


def more_write_offs(world: World, number: int) -> None:
    """Prepare to write off further claims."""
    for _one in range(number):
        payments.to_write_off(late_claim(world), at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "payments_prepared": more_orders,
    "payments_all": more_orders,
    "payment_batches": more_batches,
    "payment_batch": more_in_a_batch,
    "payment_release": more_in_a_batch,
    "bank_statements": more_statements,
    "bank_statement": more_lines,
    "payments_unmatched": more_lines,
    "payments_reconciliation": more_lines,
    "payment_line": more_orders,
    "payment_claims": more_claims,
    "payment_write_offs": more_write_offs,
}
NOT_LISTS: tuple[str, ...] = (
    "payment",
    "payment_account",
    "payment_failed",
    "payment_return",
    "payment_file",
    "payment_claim",
    "payment_remind",
    "payment_claim_page",
    "payment_notice",
    "payment_give_up",
    "payment_write_off",
    "payment_approve_write_off",
    "payment_return_write_off",
    "paying_account",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the payments."""
    see, do = table.see, table.do
    see("payments", READERS)
    for name, things in (
        ("payments_to_pay", something_to_pay),
        ("payments_prepared", something_prepared),
        ("bank_statements", None),
    ):
        see(name, READERS, things=things)
        do(name, PAYERS, but=NOT_PAY, things=things)
    for name in ("payments_all", "payment_batches", "payments_unmatched", "payments_reconciliation"):
        see(name, READERS)
    see("payment", READERS, things=an_order, more=sent_orders)
    see("payment_account", PAYERS, but=NOT_PAY, things=an_order)
    do("payment_cancel", PAYERS, answer=302, but=NOT_PAY, things=an_order)
    do("payment_renew", PAYERS, answer=302, but=NOT_PAY, things=an_order)
    _form(table, "payment_failed", a_sent_order)
    see("payment_batch", READERS, things=a_batch, more=also_released)
    see("payment_release", PAYERS, but=NOT_PAY, things=a_batch)
    not_release = {**NOT_PAY, "pim": 422}
    do("payment_release", PAYERS, answer=302, but=not_release, things=a_batch, data=its_seal)
    _form(table, "payment_return", a_batch)
    do("payment_leave_out", PAYERS, answer=302, but=NOT_PAY, things=an_order_of_a_batch)
    see("payment_file", PAYERS, but={**NOT_PAY, "pim": 403}, things=released)  # pim prepared it
    see("bank_statement", READERS, things=a_statement, elsewhere=a_statement_elsewhere, more=other_statements)
    see("payment_line", PAYERS, but=NOT_PAY, things=a_line, elsewhere=a_line_elsewhere, more=other_lines)
    do("payment_line", PAYERS, but=NOT_PAY, things=a_line, elsewhere=a_line_elsewhere)
    _add_claims(table)
    _add_write_offs(table)
    not_set = dict.fromkeys(READERS - BAS, 403)
    see("paying_account", BAS, but=not_set)
    do("paying_account", BAS, but=not_set)
    not_change = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
    see("payment_payee", OFFICERS, but=not_change, things=a_granted_proposal)
    do("payment_payee", OFFICERS, but=not_change, things=a_granted_proposal)


def _add_claims(table: Table) -> None:
    table.see("payment_claims", CLAIM_READERS)
    table.see("payment_claim_page", CLAIM_READERS, things=a_late_claim)
    for name, things in (
        ("payment_claim", a_decision_to_claim),
        ("payment_remind", a_late_claim),
        ("payment_notice", a_noticed_claim),
    ):
        table.see(name, PAYERS, but=NOT_ASK, things=things)
        table.do(name, PAYERS, answer=302, but=NOT_ASK, things=things)


def _add_write_offs(table: Table) -> None:
    not_prepare, not_decide = (dict.fromkeys(CLAIM_READERS - who, 403) for who in (FENNA, BAS))
    table.see("payment_write_offs", CLAIM_READERS)
    table.see("payment_write_off", CLAIM_READERS, things=a_write_off)
    table.see("payment_give_up", FENNA, but=not_prepare, things=a_claim_to_give_up)
    table.do("payment_give_up", FENNA, but=not_prepare, things=a_claim_to_give_up)
    table.see("payment_approve_write_off", BAS, but=not_decide, things=a_write_off)
    table.do("payment_approve_write_off", BAS, answer=302, but=not_decide, things=a_write_off)
    table.do("payment_withdraw_write_off", FENNA, answer=302, but=not_prepare, things=a_write_off)
    table.see("payment_return_write_off", BAS, but=not_decide, things=a_write_off)
    table.do("payment_return_write_off", BAS, but=not_decide, things=a_write_off)


def _form(table: Table, name: str, things: Callable[[World], Parameters]) -> None:
    """Say that payers see and send a form; sent empty it gets 422."""
    table.see(name, PAYERS, but=NOT_PAY, things=things)
    table.do(name, PAYERS, but=NOT_PAY, things=things)
