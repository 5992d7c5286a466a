"""What the payers do, and what the bank of the demo tells them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind
from grants.decisions.weighing import dossier_of
from grants.payments import flows
from grants.payments.bank_days import bank_day_from
from grants.payments.checking import checked, file_for, seal_of
from grants.payments.models import Batch, Claim, Order, PayingAccount, StatementPart
from grants.payments.queries import (
    orders_of_batch,
    paying_account,
    to_pay,
    waiting_batches,
    waiting_orders,
)
from grants.payments.queries_of_accounts import unconfirmed_accounts, without_account
from grants.payments.states import ClaimState, Ground, OrderState
from grants.payments.told import LineOf, PartOf, StatementOf
from grants.plan.states import Channel
from grants.proposals.states import State
from grants.terms import day_of

from ..dossiers import Dossier
from .council import iban_of
from .stage import Act, Stage, there

_PAYS_BACK = timedelta(days=19)  # from the letter about a claim to the money
_BEGINS_WITH = 2_500_000_00  # euro cents on the account of the city when the demo begins
_COMES_BACK = "AC04"  # the account was closed


def pay(stage: Stage, _dossier: None, at: datetime, *, batches: bool = True, leaves: int = 0) -> None:
    """Let pim prepare what is to be paid, but for the last so many, and put it in a batch for each channel."""
    flows.let_due_instalments(stage.city, by=None, at=at)
    _enter_accounts(stage, at, leaves=leaves)
    pim = stage.people["pim"]
    ready = [one for one in to_pay(stage.city) if one.is_ready and (one.failed is None or not leaves)]
    found = [one.instalment for one in ready[: max(0, len(ready) - leaves)]]
    if found:
        flows.prepare_orders(stage.city, instalments=found, by=pim, at=at)
    orders = list(waiting_orders(stage.city)) if batches else []
    day = bank_day_from(day_of(at) + timedelta(days=2))
    for channel in sorted({one.channel for one in orders}):
        of_it = [one for one in orders if one.channel == channel]
        flows.prepare_batch(stage.city, orders=of_it, execution_on=day, by=pim, at=at)


def _enter_accounts(stage: Stage, at: datetime, *, leaves: int) -> None:
    """Let the officers enter the account that stands on the bill, but for one where something is left to do."""
    found = list(without_account(stage.city).order_by("pk"))
    for one in found[: len(found) - 1 if leaves else None]:
        dossier = stage.dossier_of(one)
        iban, by = iban_of(dossier.number), stage.officer(dossier)
        flows.change_payee(one, iban=iban, holder=dossier.recipient, by=by, at=at)


def release(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let petra release the batch that waits."""
    for batch in list(waiting_batches(stage.city)):
        orders = orders_of_batch(batch)
        whole = Batch.objects.select_related("city", "account").get(pk=batch.pk)
        file = file_for(whole, checked(orders))
        flows.release_batch(batch, file=file, seal=seal_of(orders), by=stage.people["petra"], at=at)


def read(
    stage: Stage, _dossier: None, at: datetime, *, number: int, fails: bool = False, strays: bool = False
) -> None:
    """Let pim read the statement of the bank: what it paid, what came back, and what it cannot place.

    `fails`: one payment of before comes back; `strays`: money comes in that nobody knows.
    """
    lines = [_paid(one) for one in _paid_by(stage, day_of(at))]
    lines += [_paid_back(one, at) for one in _overdue_claims(stage, at)]
    if fails:
        lines += [_back(one, at) for one in _settled_long_ago(stage, at)]
    if strays:
        lines.append(_stray(at))
    if not lines:
        return
    account = there(paying_account(stage.city))
    name = f"AFSCHRIFT-{number:03}"
    what = StatementOf(name, str(account.iban), tuple(lines), parts=(_balances(account, lines, number),))
    sha256 = hashlib.sha256(f"{name}{at}".encode()).hexdigest()
    flows.enter_statement(
        stage.city, what=what, name=f"{name.lower()}.xml", sha256=sha256, by=stage.people["pim"], at=at
    )


def _balances(account: PayingAccount, lines: list[LineOf], number: int) -> PartOf:
    """Return the balances of a statement: it begins where the one before it ended."""
    told = StatementPart.objects.filter(statement__account=account).order_by("id").last()
    opening = _BEGINS_WITH if told is None or told.closing_cents is None else told.closing_cents
    moved = sum(one.cents if one.is_receipt else -one.cents for one in lines)
    days = [one.booked_on for one in lines]
    return PartOf(min(days), max(days), opening, opening + moved, str(number))


def _paid_by(stage: Stage, day: date) -> Iterable[Order]:
    """Return what the bank paid by that day: around Easter it pays later than the days in between tell."""
    found = Order.objects.filter(
        channel=Channel.BANK,
        state=OrderState.RELEASED,
        proposal__district__city=stage.city,
        batch__execution_on__lte=day,
    )
    return found.select_related("batch", "bank_account").order_by("id")


def _settled_long_ago(stage: Stage, at: datetime) -> Iterable[Order]:
    found = Order.objects.filter(
        channel=Channel.BANK,
        state=OrderState.SETTLED,
        proposal__district__city=stage.city,
        settled_on__lt=day_of(at) - timedelta(days=5),
    )
    found = found.exclude(proposal__state=State.CLOSED).order_by("-settled_on", "id")
    rows = found.select_related("bank_account", "proposal__district")
    return [one for one in rows if not stage.is_overpaid(one.proposal)][:1]


def _overdue_claims(stage: Stage, at: datetime) -> Iterable[Claim]:
    found = Claim.objects.filter(
        state=ClaimState.OPEN, proposal__district__city=stage.city, told_on__lte=day_of(at) - _PAYS_BACK
    )
    found = found.select_related("proposal__district").order_by("id")
    return [one for one in found if stage.pays_back(one.proposal)]


def _paid(order: Order) -> LineOf:
    return LineOf(
        reference=f"UIT{order.end_to_end_id[-10:]}",
        is_receipt=False,
        cents=order.cents,
        booked_on=there(order.batch).execution_on,
        end_to_end_id=order.end_to_end_id,
        counterparty=order.bank_account.holder,
    )


def _back(order: Order, at: datetime) -> LineOf:
    return LineOf(
        reference=f"TERUG{order.end_to_end_id[-10:]}",
        is_receipt=True,
        cents=order.cents,
        booked_on=day_of(at),
        end_to_end_id=order.end_to_end_id,
        counterparty=order.bank_account.holder,
        text="Rekening opgeheven",
        is_return=True,
        reason=_COMES_BACK,
    )


def _paid_back(claim: Claim, at: datetime) -> LineOf:
    return LineOf(
        reference=f"IN{claim.reference}",
        is_receipt=True,
        cents=claim.left_cents,
        booked_on=day_of(at),
        counterparty="Wie te veel kreeg",
        text=f"Terugbetaling {claim.reference}",
    )


def _stray(at: datetime) -> LineOf:
    return LineOf(
        reference=f"VREEMD{day_of(at):%y%m%d}",
        is_receipt=True,
        cents=12_500,
        booked_on=day_of(at),
        counterparty="B. Onbekend",
        iban=iban_of(9_999),
        text="Restant feest, bedankt",
    )


def change_account(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let an officer enter the new account of who could not be paid, so that it is paid again."""
    for one in to_pay(stage.city):
        if one.failed is not None and one.proposal.state != State.CLOSED:
            dossier, holder = dossier_of(one.proposal), one.failed.bank_account.holder
            iban = iban_of(8_000 + dossier.sequence)
            flows.change_payee(one.proposal, iban=iban, holder=holder, by=stage.people["otto"], at=at)


def confirm_account(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let another officer call back about it, and confirm it."""
    for one in list(unconfirmed_accounts(stage.city)):
        flows.confirm_payee(
            one,
            called_at=at - timedelta(minutes=20),
            called_number="010 123 45 67",
            spoke_with=one.holder,
            note="De oude rekening is opgeheven. De nieuwe klopt.",
            by=stage.people["olga"],
            at=at,
        )


def ask_account(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let an officer enter the account that a recipient asked for by mail; nobody called back about it yet."""
    for one in [one for one in to_pay(stage.city) if one.is_ready and one.failed is None][-1:]:
        iban = iban_of(7_000 + dossier_of(one.proposal).sequence)
        holder = there(one.account).holder
        flows.change_payee(one.proposal, iban=iban, holder=holder, by=stage.people["otto"], at=at)


def enter_members(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let beheer enter to which accounts the city pays the allowance of two members: one of these is to be paid to."""
    ready = [one for one in to_pay(stage.city) if one.is_ready and one.failed is None][:1]
    found = [(stage.people["anna"], str(there(one.account).iban)) for one in ready]
    found.append((stage.people["bram"], iban_of(6_000)))
    flows.enter_member_accounts(stage.city, accounts=found, by=stage.people["beheer"], at=at)


def claim(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Ask back what a recovery says."""
    decision = Decision.objects.filter(proposal=stage.proposal(dossier), kind=DecisionKind.RECOVER)
    for one in decision.select_related("proposal__district__city"):
        flows.start_claim(one, by=stage.people["pim"], at=at)


def remind_claim(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let pim remind of what did not come back in time."""
    flows.remind_of_claim(_claim_of(stage, dossier), by=stage.people["pim"], at=at)


def give_notice(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let pim give formal notice of it."""
    flows.give_notice(_claim_of(stage, dossier), by=stage.people["pim"], at=at)


def give_up(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let fenna prepare to write it off."""
    claim = _claim_of(stage, dossier)
    flows.prepare_write_off(
        claim,
        cents=claim.left_cents,
        ground=Ground.NOT_TO_BE_HAD,
        reason="De aanvrager is gestopt en reageert niet op de herinnering en de aanmaning. Er is niets te halen.",
        by=stage.people["fenna"],
        at=at,
    )


def write_off(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let bas write it off."""
    for one in _claim_of(stage, dossier).write_offs.select_related("claim__proposal__district__city"):
        flows.approve_write_off(one, by=stage.people["bas"], at=at)


def prepare_set_off(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let pim prepare to set all that is owed off against what the same recipient is to be paid for this year."""
    claim = _claim_of(stage, dossier)
    against = next(one for one in stage.dossiers if one.line.same_recipient and one.year > dossier.year)
    flows.prepare_set_off(
        claim,
        against=stage.proposal(against),
        cents=claim.left_cents,
        reason=f"Beide subsidies zijn voor de activiteiten van deze stichting voor de buurt: in {dossier.year} en in"
        f" {against.year}.",
        by=stage.people["pim"],
        at=at,
    )


def approve_set_off(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let petra approve it: the recipient gets a letter."""
    for one in _claim_of(stage, dossier).set_offs.select_related("claim__proposal__district__city"):
        flows.approve_set_off(one, by=stage.people["petra"], at=at)


def _claim_of(stage: Stage, dossier: Dossier) -> Claim:
    return Claim.objects.select_related("proposal__district__city", "decision").get(
        proposal=stage.proposal(dossier)
    )


_ACTS = (
    *(pay, release, read, change_account, confirm_account, ask_account, enter_members),
    *(claim, remind_claim, give_notice, give_up, write_off, prepare_set_off, approve_set_off),
)
ACTS: dict[str, Act] = {one.__name__: one for one in _ACTS}
