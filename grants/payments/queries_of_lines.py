"""What a line of a statement may be: money that is not of this portal, the costs of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from grants.budget.models import Slice
from grants.budget.states import Scope
from grants.plan.states import Channel

from .models import Batch, Order, Statement, StatementLine
from .states import BatchState, LineKind, OrderState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Claim

IN_THE_OWN_LEDGER = (LineKind.RECEIPT, LineKind.FEE)  # and about no payment or claim
_HOLDS_NOTHING = (LineKind.UNKNOWN, LineKind.WITHDRAWN, *IN_THE_OWN_LEDGER)


def holds_its_statement(line: StatementLine) -> bool:
    """Tell if a statement stays for a line: it is matched with something, or noted as not of this portal. No query."""
    return line.kind not in _HOLDS_NOTHING


def may_be_not_ours(line: StatementLine, *, is_of_a_batch: bool | None = None) -> bool:
    """Tell if a line may be not of this portal: money that waits, or that went to nobody whom it pays.

    What went to somebody whom the portal pays may be the way back of as much that came in, is not of this portal and
    did not go back yet; of the financial system also that a payment was paid of which another line told that already.
    Five queries at most, four when `is_of_a_batch` tells whether `batches_for` finds any.
    """
    if line.tells_of_a_payment:
        return line.kind == LineKind.UNKNOWN
    if line.is_receipt:
        return line.kind == LineKind.RECEIPT and line.entry_id is not None
    if line.kind != LineKind.UNKNOWN:
        return False
    if line.statement.is_of_finance:
        return _is_told_already(line) or _left_to_send_back(line) > 0
    if _is_of_a_batch(line, known=is_of_a_batch):
        return False
    return not is_to_a_payee(line) or _left_to_send_back(line) > 0


def batches_for(line: StatementLine) -> QuerySet[Batch]:
    """Return the batches of which a line may be all payments at once: as much, and all on their way. One query."""
    if line.is_receipt or line.is_refusal or line.statement.is_of_finance or line.kind != LineKind.UNKNOWN:
        return Batch.objects.none()
    told = Order.objects.filter(batch=OuterRef("pk")).exclude(state=OrderState.RELEASED)
    found = Batch.objects.filter(
        ~Exists(told),
        city=line.city_id,
        channel=Channel.BANK,
        state=BatchState.RELEASED,
        cents=line.cents,
        released_at__date__lte=line.booked_on,
    )
    return found.filter(count__gt=1).defer("file").order_by("id")


def was_sent_back(line: StatementLine) -> bool:
    """Tell if money that came in, and is not of this portal, must have been sent back by a line of now. Two queries."""
    return line.is_receipt and not line.tells_of_a_payment and _left_to_send_back(line) <= 0


def _left_to_send_back(line: StatementLine) -> int:
    """Return how often so much came in that is not of this portal, less how often it went back to who is paid here."""
    moved = Q(statement__channel=Channel.BANK) | Q(is_return=False, is_refusal=False)
    same = StatementLine.objects.filter(
        moved,
        city=line.city_id,
        kind=LineKind.NOT_OURS,
        cents=line.cents,
        statement__channel=line.statement.channel,
        order__isnull=True,  # what the financial system made goes no way back
    )
    went = same.filter(is_receipt=False)
    if not line.statement.is_of_finance:
        went = went.filter(
            Exists(_to_payees(OuterRef("end_to_end_id"), OuterRef("iban_hash"), OuterRef("city")))
        )
    return same.filter(is_receipt=True).count() - went.count()


def _is_told_already(line: StatementLine) -> bool:
    paid = StatementLine.objects.filter(kind=LineKind.PAYMENT, order__end_to_end_id=line.end_to_end_id)
    return line.end_to_end_id != "" and paid.filter(city=line.city_id, cents=line.cents).exists()


def told_elsewhere(line: StatementLine, claim: Claim) -> bool:
    """Tell if another channel told that as much paid that claim: it may be the same money. One query."""
    same = StatementLine.objects.filter(claim=claim, cents=line.cents, kind=LineKind.CLAIM)
    return same.exclude(statement__channel=line.statement.channel).exists()


def is_to_a_payee(line: StatementLine) -> bool:
    """Tell if money went to whom the portal pays: by the mark of a payment, or by the account. One query."""
    return _to_payees(line.end_to_end_id, line.iban_hash, line.city_id).exists()


def _to_payees(mark: Any, account: Any, city: Any) -> QuerySet[Order]:
    """Return the payments with that mark, or to that account: neither is ever empty."""
    same = Q(end_to_end_id=mark) | Q(bank_account__iban_hash=account)
    return Order.objects.filter(same, proposal__district__city=city).order_by()


def may_be_fee(line: StatementLine, *, is_of_a_batch: bool | None = None) -> bool:
    """Tell if a line may be what the bank asks: money that went out, to nobody whom the portal pays.

    Two queries at most, one when `is_of_a_batch` tells whether `batches_for` finds any.
    """
    if line.statement.channel != Channel.BANK or line.is_receipt:
        return False
    return not _is_of_a_batch(line, known=is_of_a_batch) and not is_to_a_payee(line)


def _is_of_a_batch(line: StatementLine, *, known: bool | None) -> bool:
    """Tell if a line may be all payments of a batch: then it is nothing else before that is known."""
    return batches_for(line).exists() if known is None else known


def is_of_a_closed_year(line: StatementLine) -> bool:
    """Tell if the city's own ledger of the year in which it was booked at the bank is closed. One query."""
    own = Slice.objects.filter(year__city=line.city_id, scope=Scope.BOOKS, closed_at__isnull=False)
    return own.filter(year__year=line.booked_on.year).exists()


def what_holds(statement: Statement) -> list[StatementLine]:
    """Return the lines for which a statement stays: matched with something, or noted as not of this portal.

    What came in and waits, and the costs of the bank, also those that a payer said, are undone with it. One query.
    """
    found = statement.lines.exclude(kind__in=_HOLDS_NOTHING).select_related(
        "order__proposal__dossier", "claim__proposal__dossier"
    )
    return list(found.order_by("position"))


def closed_with(statement: Statement) -> int | None:
    """Return the year that was closed with something of a statement booked in it, None for none. One query."""
    booked = statement.lines.filter(kind__in=IN_THE_OWN_LEDGER, entry__slice__closed_at__isnull=False)
    return booked.values_list("entry__slice__year__year", flat=True).first()


def read_over(statement: Statement) -> Statement | None:
    """Return a statement that was read later and left out lines of these days: a line of both stands here. One query.

    Of one that was kept before lines were counted nobody knows whether it did.
    """
    if statement.first_on is None:
        return None
    kept = StatementLine.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    same = Q() if statement.is_of_finance else Q(account__iban_hash=statement.account.iban_hash)
    later = Statement.objects.annotate(
        kept_count=Coalesce(Subquery(kept.values(number=Count("pk"))), Value(0))
    ).filter(
        Q(line_count__isnull=True) | Q(line_count__gt=F("kept_count")),
        same,  # the financial system tells of no account, so its files share their rows whatever the city pays from
        city=statement.city_id,
        channel=statement.channel,
        withdrawn_at__isnull=True,
        pk__gt=statement.pk,
        first_on__lte=statement.last_on,
        last_on__gte=statement.first_on,
    )
    return later.first()
