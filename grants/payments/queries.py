"""Reads of the payments: what is to be paid, orders, batches, statements, claims. Amounts are euro cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least

from grants.budget.models import Account
from grants.budget.queries import holders
from grants.decisions.models import Decision
from grants.decisions.queries import with_recover_cents
from grants.decisions.states import DecisionKind, DecisionState
from grants.orders.matching import last_day_to_pay
from grants.plan.states import Channel
from grants.proposals.models import Interest, Proposal
from grants.terms import law
from portal.reads import put_together_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

from .models import Batch, Claim, Order, PayingAccount, Statement, StatementLine, Suspension
from .payable import Payable
from .queries_of_accounts import shown_accounts
from .queries_of_claims import LEFT_OF_CLAIM, late_claims, open_claims, overpaid_claims, paid_to
from .queries_of_connect import connected_accounts, number_of
from .queries_of_doubts import read_hands
from .queries_of_finance import finance_orders_for, left_by_the_bank
from .queries_of_instalments import DUE, channel_of, shared_out, without_order
from .queries_of_suspensions import days_stood, suspensions_of
from .states import STANDING, BatchState, ClaimState, LineKind, OrderState

_ACCOUNTS = "decision__proposal__bank_accounts"


def cities() -> QuerySet[City]:
    """Return every city of the installation. One query."""
    return City.objects.order_by("pk")


def paying_account(city: City) -> PayingAccount | None:
    """Return the account from which the city pays now. One query."""
    return PayingAccount.objects.filter(city=city).select_related("entered_by").first()


def paying_accounts(city: City) -> QuerySet[PayingAccount]:
    """Return every account from which the city pays or paid, the newest first. One query."""
    return PayingAccount.objects.filter(city=city).select_related("entered_by")


def to_pay(city: City, *, proposals: Iterable[int] | None = None, on: date | None = None) -> list[Payable]:
    """Return what is to be paid and has no order that stands, by the last day to pay. Four queries, six by Stripe.

    `proposals`: the ids of those that count alone. A page says on which day it looks: what stood still and is over by
    then does so no longer, though nobody ended it yet.
    """
    found = without_order(city)
    if proposals is not None:
        found = found.filter(decision__proposal__in=list(proposals))
    found = found.prefetch_related(
        Prefetch(_ACCOUNTS, queryset=shown_accounts()),
        suspensions_of("decision__proposal__"),
        Prefetch("orders", queryset=Order.objects.order_by("attempt").select_related("bank_account")),
    )
    by_stripe = [
        one.decision.proposal_id for one in found if channel_of(one.decision.proposal) == Channel.STRIPE
    ]
    connected, made = connected_accounts(by_stripe), []
    for one, cents in shared_out(found):
        proposal = one.decision.proposal
        tried = list(one.orders.all())
        accounts = list(proposal.bank_accounts.all())
        failed = tried[-1] if tried and tried[-1].state == OrderState.FAILED else None
        still = list(proposal.suspensions.all())
        stands = next((row for row in still if row.stands and (on is None or row.stands_on(on))), None)
        account, due_on = accounts[0] if accounts else None, _due_on(one, still, on=on)
        at_stripe, off = connected.get(proposal.pk), (one.set_off_cents, one.set_off_waits)
        made.append(Payable(one, cents, account, failed, due_on, stands, at_stripe, *off))
    return sorted((one for one in made if one.cents), key=lambda one: (one.due_on, one.instalment.pk))


def payable_cents(proposals: Iterable[Proposal]) -> dict[int, int]:
    """Return by proposal what stands as to be paid in the ledger, less what it owes. One query.

    Both stand there when a payment came back that was asked back too: it does not leave once more meanwhile.
    """
    by_dossier = {one.dossier_id: one.pk for one in proposals}
    sums = Account.objects.filter(dossier__in=by_dossier, kind__in=DUE).values_list("dossier_id")
    found = dict(sums.annotate(left=Sum(F("credits") - F("debits"))))
    return {pk: found.get(dossier, 0) for dossier, pk in by_dossier.items()}


def _due_on(instalment: Any, still: Iterable[Suspension], *, on: date | None = None) -> date:
    """Return the last day to pay: six weeks after it was told, or after its own moment came (Awb 4:87).

    So much later as payments stood still meanwhile (Awb 4:56). Of what the city buys it is that of its invoice (BW
    6:119b).
    """
    if instalment.invoice_received_on is not None:
        return last_day_to_pay(instalment.invoice_received_on, instalment.order_delivered_on)
    told, entry = instalment.decision.sent_on, instalment.entry
    days = [day for day in (told, entry.booked_on if entry else None) if day is not None]
    return law.PAYMENT.last_day(max(days)).day + days_stood(still, since=max(days), on=on)


def orders_in(city: City) -> QuerySet[Order]:
    """Return the orders of a city with what stands around them, without full account numbers. One query."""
    found = Order.objects.filter(proposal__district__city=city).defer("batch__file", "bank_account__iban")
    return found.select_related(
        "proposal__dossier__year",
        "proposal__district__city",
        "bank_account",
        "payout_account__account",
        "batch",
        "prepared_by",
        "instalment__decision",
    )


def order_at(city: City, public_id: str) -> Order | None:
    """Return one order of a city. One query."""
    return next(iter(_orders_at(city, public_id)), None)


@put_together_once
def _orders_at(city: City, public_id: str) -> QuerySet[Order]:
    return orders_in(city).filter(public_id=public_id)


def waiting_orders(city: City) -> QuerySet[Order]:
    """Return the prepared orders that are in no batch, by the last day to pay. One query."""
    return orders_in(city).filter(state=OrderState.PREPARED, batch__isnull=True)


def orders_shown(city: City, *, state: str = "") -> QuerySet[Order]:
    """Return all orders, the newest first, of one state if asked. One query."""
    found = orders_in(city).order_by("-id")
    return found.filter(state=state) if state else found


def attempts_of(order: Order) -> list[Order]:
    """Return every attempt to pay the same instalment, the first one first. One query, none for the only one."""
    if (
        order.attempt == 1 and order.state in STANDING
    ):  # of which an instalment has one, and no attempt follows
        return [order]
    return list(Order.objects.filter(instalment=order.instalment_id).order_by("attempt"))


def with_interest(user: User, proposals: Iterable[int]) -> bool:
    """Tell if `user` has an interest in one of these proposals. One query."""
    return Interest.objects.filter(user=user, proposal__in=list(proposals), has_interest=True).exists()


def batches_in(city: City) -> QuerySet[Batch]:
    """Return the batches of a city without their files, the newest first. One query."""
    found = Batch.objects.filter(city=city).defer("file", "account__iban")
    return found.select_related("city", "account", "prepared_by", "released_by", "returned_by")


def batch_at(city: City, public_id: str) -> Batch | None:
    """Return one batch of a city, without its file. One query."""
    return next(iter(_batches_at(city, public_id)), None)


@put_together_once
def _batches_at(city: City, public_id: str) -> QuerySet[Batch]:
    return batches_in(city).filter(public_id=public_id)


def waiting_batches(city: City) -> QuerySet[Batch]:
    """Return the batches that wait to be released. One query."""
    return batches_in(city).filter(state=BatchState.PREPARED)


def orders_of_batch(batch: Batch) -> list[Order]:
    """Return the orders of a batch with their whole accounts, as they leave, and who never pays to it. Two queries."""
    found = batch.orders.select_related(
        "proposal__dossier__year",
        "proposal__district",
        "bank_account",
        "payout_account__account",
        "prepared_by",
    )
    return read_hands(found.defer("batch__file").order_by("id"))


def file_of(batch: Batch) -> bytes:
    """Return the bytes of the file as it was made, b"" of a batch that has none. One query."""
    found = Batch.objects.filter(pk=batch.pk).values_list("file", flat=True).first()
    return str(found).encode() if found else b""


def statements_in(city: City) -> QuerySet[Statement]:
    """Return the statements that were read, also withdrawn, with `told`, how many lines, and `left`: not matched."""
    waits = Q(lines__kind__in=[LineKind.UNKNOWN, LineKind.RECEIPT])
    found = Statement.objects.filter(city=city).select_related("city", "account", "read_by", "withdrawn_by")
    counted = found.annotate(told=Count("lines"), left=Count("lines", filter=waits))
    return counted.order_by("-read_at", "-id")


def statement_at(city: City, public_id: str) -> Statement | None:
    """Return one statement of a city. One query."""
    return statements_in(city).filter(public_id=public_id).first()


def lines_in(city: City) -> QuerySet[StatementLine]:
    """Return the lines of all statements of a city with what they turned out to be. One query."""
    found = StatementLine.objects.filter(city=city)
    return found.select_related(
        "city",
        "statement",
        "order__proposal__dossier",
        "claim__proposal__dossier",
        "entry__slice__year",
        "matched_by",
        "batch",
    ).defer("batch__file")


def line_at(city: City, public_id: str) -> StatementLine | None:
    """Return one line of a city. One query."""
    return lines_in(city).filter(public_id=public_id).first()


def statement_with(line_id: str) -> str:
    """Return the public id of the statement on which a line stands, "" for no line. One query."""
    found = StatementLine.objects.filter(public_id=line_id).values_list("statement__public_id", flat=True)
    return found.first() or ""


def lines_of(statement: Statement) -> QuerySet[StatementLine]:
    """Return the lines of a statement in the order of the bank. One query."""
    found = statement.lines.select_related("order__proposal__dossier", "claim__proposal__dossier", "batch")
    return found.defer("batch__file").order_by("position")


def unmatched_lines(city: City) -> QuerySet[StatementLine]:
    """Return what no order or claim was found for, the oldest first. One query."""
    return lines_in(city).filter(kind__in=[LineKind.UNKNOWN, LineKind.RECEIPT]).order_by("booked_on", "id")


def not_ours_lines(city: City) -> QuerySet[StatementLine]:
    """Return what was noted as not of this portal and of no payment, the newest first. One query."""
    found = lines_in(city).filter(kind=LineKind.NOT_OURS, order__isnull=True)
    return found.order_by("-booked_on", "-id")


def lines_in_the_way(instalments: Iterable[int]) -> QuerySet[Order]:
    """Return the attempts to pay these that may have been paid: a line that nobody matched tells of them. One query."""
    told = StatementLine.objects.filter(
        end_to_end_id=OuterRef("end_to_end_id"),
        city=OuterRef("proposal__district__city"),
        kind=LineKind.UNKNOWN,
        is_receipt=False,
        is_refusal=False,
    )
    found = Order.objects.filter(Exists(told), instalment__in=list(instalments))
    return found.select_related("proposal__dossier").order_by("id")


def orders_for(line: StatementLine) -> QuerySet[Order]:
    """Return the orders that a line may be about: the same amount, on its way or, for money back, paid. One query.

    Of the bank also those of the financial system that it tells of too; a refusal is of none that the bank says left.
    """
    state = OrderState.SETTLED if line.is_receipt else OrderState.RELEASED
    told = Q(state=state, cents=line.cents, channel=line.statement.channel)
    if line.is_refusal:
        told &= ~Q(pk__in=Order.objects.filter(left_by_the_bank()).order_by().values("pk"))
    of_finance = finance_orders_for(line).order_by().values("pk")
    return orders_in(line.city).filter(told | Q(pk__in=of_finance))


def to_claim(city: City) -> QuerySet[Any]:
    """Return the recoveries that were told, and of which something is left that nobody asked yet. One query.

    Adds `ask_cents`: what a claim of it would ask now; `recipient`: the name of who must pay back.
    """
    found: QuerySet[Any] = _told().filter(proposal__district__city=city, ask_cents__gt=0)
    found = found.annotate(recipient=Coalesce(Subquery(paid_to("proposal").values("name")[:1]), Value("")))
    return found.select_related("proposal__dossier", "proposal__district__city").order_by("sent_on", "id")


def _told() -> QuerySet[Any]:
    """Return the recoveries that were told and not asked, with `ask_cents`.

    It is at most what is owed and not asked. Of that comes first what nobody decided on, then the newest recovery: when
    less is owed than before, the oldest one was about what is no longer there.
    """
    not_asked = Decision.objects.filter(
        state=DecisionState.DECIDED, kind=DecisionKind.RECOVER, claim__isnull=True, replaced_at__isnull=True
    )
    newer = not_asked.filter(proposal=OuterRef("proposal"), version__gt=OuterRef("version")).order_by()
    owed = with_recover_cents().filter(pk=OuterRef("proposal")).order_by()
    left = Subquery(
        owed.values(left_cents=F("not_asked_cents") - F("recover_cents")), output_field=BigIntegerField()
    )
    of_newer = Coalesce(Subquery(newer.values("proposal").values(sum_cents=Sum("cents"))), Value(0))
    ask = Least(F("cents"), left - of_newer, output_field=BigIntegerField())
    return not_asked.filter(sent_on__isnull=False).annotate(
        ask_cents=Greatest(Value(0), ask, output_field=BigIntegerField())
    )


def decision_to_claim(city: City, public_id: str) -> Decision | None:
    """Return one of these. One query."""
    return to_claim(city).filter(public_id=public_id).first()


def asked_by_claims() -> Coalesce:
    """Return, for a query of proposals, what their claims ask of which the recovery stands."""
    claims = Claim.objects.filter(
        proposal=OuterRef("pk"), state=ClaimState.OPEN, decision__replaced_at__isnull=True
    ).order_by()
    summed = Subquery(claims.values("proposal").values(sum_cents=Sum(LEFT_OF_CLAIM)))
    return Coalesce(summed, Value(0), output_field=BigIntegerField())


def to_ask(recovery: Decision) -> int:
    """Return what a claim of this recovery would ask now, 0 when it is asked or fell. One query."""
    return _told().filter(pk=recovery.pk).values_list("ask_cents", flat=True).first() or 0


def left_of(recovery: Decision) -> int:
    """Return what of a recovery has yet to come back, asked or not. Two queries at most."""
    claim = Claim.objects.filter(decision=recovery).first()
    return claim.left_cents if claim is not None else to_ask(recovery)


@dataclass(frozen=True)
class Waits:
    """How much waits in the room of the payments; euro cents. `told_on`: when the oldest decision was told.

    `payers` and `officers`: how many people there are for what one does and another checks.
    """

    instalments: int
    cents: int
    told_on: date | None
    orders: int
    lines: int
    claims: int
    late_claims: int
    to_claim: int
    overpaid: int
    payers: int
    officers: int


def waits_of(city: City, *, on: date) -> Waits:
    """Return how much waits on that day; what is to be paid is what `to_pay` tells. Five queries."""
    due = to_pay(city, on=on)
    told = [one.instalment.decision.sent_on for one in due]
    counts = City.objects.filter(pk=city.pk).values(
        orders=number_of(waiting_orders(city)),
        lines=number_of(unmatched_lines(city)),
        claims=number_of(open_claims(city)),
        late_claims=number_of(late_claims(city, on=on)),
        to_claim=number_of(to_claim(city)),
        overpaid=number_of(overpaid_claims(city)),
        payers=number_of(holders(city, Role.PAYER, on=on)),
        officers=number_of(holders(city, Role.OFFICER, on=on)),
    )
    first = min((day for day in told if day is not None), default=None)
    return Waits(len(due), sum(one.cents for one in due), first, **counts.get())
