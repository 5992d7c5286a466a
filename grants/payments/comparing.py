"""Comparing with Stripe what is recent: what it tells is applied, what does not agree is kept in sight.

Nothing else of what Stripe holds is listed or kept: only transfers that carry our mark.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from portal.jobs.apart import SomeFailed, one_by_one

from . import flows
from . import gateway_of_stripe as gateway
from .acting import account_of, act, apply_event, clock_from, look_at
from .errors_of_connect import NoAnswer, NotAllowed, Silent
from .flows.told import Found
from .queries_of_connect import (
    accounts_to_look_at,
    city_marked,
    events_to_apply,
    standing_differences,
    transfer_told,
    transfers_to_compare,
)
from .states_of_connect import DifferenceKind, TransferState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .gateway_of_stripe import TransferTold
    from .models import StripeCheck, StripeTransfer

log = structlog.get_logger(__name__)
_LOOKS_BACK = timedelta(days=14)
_TAKEN_BACK_BY_US = frozenset({TransferState.REVERSING, TransferState.FAILED})


def compare(*, at: datetime) -> StripeCheck:
    """Ask Stripe about every payment that is not final or recent, and about every transfer with our mark.

    Raises NoAnswer when it gives none, so that the comparison is made again; what stood there goes on standing. Raises
    SomeFailed at its end when a payment could not be taken further.
    """
    check, now = flows.begin_check(by=None, at=at), clock_from(at)
    for event in events_to_apply(at=at):
        with _passed("event", event.pk):
            apply_event(event, at=now())
    for account in accounts_to_look_at():
        with _passed("account", account.pk):
            look_at(account, at=now())
    rows: list[StripeTransfer] = []
    failed = _all_tried(transfers_to_compare(at=at), lambda one: rows.append(act(one, at=now())))
    marked = [one for one in gateway.transfers_since(at - _LOOKS_BACK) if one.order]
    found = [*_of_transfers(marked), *_of_rows(rows, {one.transfer_id for one in marked})]
    found += _of_standing({(one.kind.value, one.object_id) for one in found})
    flows.end_check(check, asked=len(rows), found=found, by=None, at=at)
    if failed is not None:
        raise failed
    return check


@contextmanager
def _passed(kind: str, pk: int) -> Iterator[None]:
    """Let one of which Stripe says nothing hold up no other, and log it. Raises Silent when nobody answers at all."""
    try:
        yield
    except Silent:
        raise
    except NoAnswer as error:
        log.warning("Stripe gave no answer", thing=f"{kind}:{pk}", what=error.what)


def _all_tried(found: Iterable[StripeTransfer], act: Callable[[StripeTransfer], object]) -> SomeFailed | None:
    """Do `act` with each on its own; return what tells that some failed, for when the comparison is made."""
    try:
        one_by_one(list(found), act)
    except SomeFailed as failed:
        return failed
    return None


def _of_standing(found: set[tuple[str, str]]) -> Iterator[Found]:
    """Yield what stands and was not found again, as it is at Stripe now: also what is older than the look back."""
    for one in standing_differences():
        if (one.kind, one.object_id) in found:
            continue
        row = one.transfer
        if row is not None and row.payout_id == one.object_id:
            yield from _of_payout(row)
        elif (told := gateway.transfer_at(one.object_id)) is not None:
            yield from _of_transfers([told])
        elif row is not None and row.transfer_id == one.object_id:
            yield _not_there(row)


def _of_transfers(marked: list[TransferTold]) -> Iterator[Found]:
    """Yield what is wrong with the transfers that Stripe has with our mark."""
    for told in marked:
        row = transfer_told(order=told.order)
        kind = _kind_of(told, row)
        if kind is not None:
            yield Found(
                kind,
                told.transfer_id,
                row,
                row.order.proposal.district.city if row is not None else city_marked(told.city),
                ours_cents=row.cents if row is not None else None,
                theirs_cents=told.cents,
            )


def _kind_of(told: TransferTold, row: StripeTransfer | None) -> DifferenceKind | None:
    if (row is None or row.transfer_id != told.transfer_id) and told.is_reversed:
        return None  # one too many that was taken back is none
    if row is None:
        return DifferenceKind.NOT_OURS
    if row.transfer_id != told.transfer_id:
        return DifferenceKind.TWICE if row.transfer_id else DifferenceKind.NOT_OURS
    if row.cents != told.cents:
        return DifferenceKind.AMOUNT
    is_taken_back = told.reversed_cents > 0 and row.state not in _TAKEN_BACK_BY_US
    return DifferenceKind.TAKEN_BACK if is_taken_back else None


def _of_rows(rows: list[StripeTransfer], seen: set[str]) -> Iterator[Found]:
    """Yield what is wrong with what we think that Stripe did."""
    for row in rows:
        if row.transfer_id and row.transfer_id not in seen:
            told = gateway.transfer_at(row.transfer_id)
            yield from _of_transfers([told]) if told is not None else [_not_there(row)]
        yield from _of_payout(row)


def _not_there(row: StripeTransfer) -> Found:
    city = row.order.proposal.district.city
    return Found(DifferenceKind.NOT_THERE, row.transfer_id or "", row, city, ours_cents=row.cents)


def _of_payout(row: StripeTransfer) -> Iterator[Found]:
    """Yield what is wrong with its payout, unless it has none, or is taken back."""
    if not row.payout_id or row.state not in {TransferState.PAYING_OUT, TransferState.PAID}:
        return
    told = _payout_of(row)
    kind = _kind_of_payout(told, row)
    if kind is not None:
        city, theirs = row.order.proposal.district.city, told.cents if told is not None else None
        yield Found(kind, row.payout_id, row, city, ours_cents=row.cents, theirs_cents=theirs)


def _payout_of(row: StripeTransfer) -> gateway.PayoutTold | None:
    try:
        return gateway.payout_at(row.payout_id or "", account=account_of(row))
    except NotAllowed:
        return None


def _kind_of_payout(told: gateway.PayoutTold | None, row: StripeTransfer) -> DifferenceKind | None:
    if told is None:
        return DifferenceKind.NOT_THERE
    if told.cents != row.cents:
        return DifferenceKind.AMOUNT
    is_paid = told.state == "paid"
    return DifferenceKind.NOT_PAID if row.state == TransferState.PAID and not is_paid else None
