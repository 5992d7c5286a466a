"""Stripe Connect: the one place that speaks to Stripe. What comes back are plain values; amounts are euro cents.

Every act has our own idempotency key, and is tried once: whoever gets no answer asks before it tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings

from .errors_of_connect import BadKey, Forged, NoAnswer, NotAllowed, NotEnough, Refused, Silent, SwitchedOff

if TYPE_CHECKING:
    import stripe
    from stripe import StripeClient

EURO = "eur"
MARK = "wijkbudget_order"  # what our transfers and payouts carry: the public id of the order
CITY_MARK = "wijkbudget_city"
_MOST = 100  # in one page of a list
_MOST_BANKS = 10
_NO_ACCESS = "account_invalid"  # of an account that we may do nothing with

T = TypeVar("T")


@dataclass(frozen=True)
class BankTold:
    """The bank account to which Stripe pays out: its id there, a fingerprint of the number, and how that ends."""

    bank_id: str
    fingerprint: str
    ending: str


@dataclass(frozen=True)
class AccountTold:
    """An account as it stands at Stripe now. `is_usable`: money can be sent to it and paid out from it."""

    stripe_id: str
    livemode: bool
    is_usable: bool
    bank: BankTold | None


@dataclass(frozen=True)
class TransferTold:
    """A transfer as it stands at Stripe now."""

    transfer_id: str
    cents: int
    reversed_cents: int
    destination: str
    order: str
    city: str

    @property
    def is_reversed(self) -> bool:
        """Tell if all of it was taken back."""
        return self.reversed_cents >= self.cents


@dataclass(frozen=True)
class PayoutTold:
    """A payout as it stands at Stripe now. `state`: pending, in_transit, paid, failed or canceled."""

    payout_id: str
    cents: int
    state: str
    arrives_at: datetime
    reason: str
    order: str

    @property
    def has_failed(self) -> bool:
        """Tell if the money did not arrive, or came back."""
        return self.state in {"failed", "canceled"}


@dataclass(frozen=True)
class EventTold:
    """What a webhook says happened, and to what."""

    event_id: str
    kind: str
    account: str
    object_id: str
    livemode: bool
    made_at: datetime


def is_on() -> bool:
    """Tell if this installation pays by Stripe."""
    return bool(settings.STRIPE_KEY and settings.STRIPE_WEBHOOK_SECRET)


def is_live() -> bool:
    """Tell if real money moves: the key says so."""
    return "_live_" in settings.STRIPE_KEY


def make_account(*, key: str, order_of: dict[str, str]) -> AccountTold:
    """Make an account for a recipient, who fills it in at Stripe; it pays out only when we say so.

    `order_of` is what it is marked with. Raises Refused, NoAnswer and SwitchedOff, as all calls do.
    """
    return _account_of(
        _said(
            lambda client: client.v1.accounts.create(
                {
                    "country": "NL",
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"transfers": {"requested": True}},
                    "settings": {"payouts": {"schedule": {"interval": "manual"}}},
                    "metadata": order_of,
                },
                {"idempotency_key": key},
            )
        ),
        bank=None,
    )


def account_at(stripe_id: str) -> AccountTold:
    """Return how an account stands now, with the bank account for euros to which it pays out. Two calls."""
    found = _said(lambda client: client.v1.accounts.retrieve(stripe_id))
    banks = _said(
        lambda client: client.v1.accounts.external_accounts.list(
            stripe_id, {"object": "bank_account", "limit": _MOST_BANKS}
        )
    )
    return _account_of(found, bank=_bank_of(banks))


def closed(stripe_id: str) -> AccountTold:
    """Return how an account stands of which Stripe says nothing to us any more: nothing can be paid to it."""
    return AccountTold(stripe_id, livemode=is_live(), is_usable=False, bank=None)


def onboarding(stripe_id: str, *, back: str, again: str) -> str:
    """Return the address at which the recipient goes on at Stripe; it works once, for some minutes."""
    made = _said(
        lambda client: client.v1.account_links.create(
            {"account": stripe_id, "type": "account_onboarding", "return_url": back, "refresh_url": again}
        )
    )
    return made.url


def send(*, cents: int, destination: str, group: str, order: str, city: str, key: str) -> TransferTold:
    """Transfer money from our balance to that of the recipient. Raises NotEnough too: it did nothing."""
    return _transfer_of(
        _said(
            lambda client: client.v1.transfers.create(
                {
                    "amount": cents,
                    "currency": EURO,
                    "destination": destination,
                    "transfer_group": group,
                    "metadata": {MARK: order, CITY_MARK: city},
                },
                {"idempotency_key": key},
            )
        )
    )


def transfer_at(transfer_id: str) -> TransferTold | None:
    """Return how a transfer stands now; None when Stripe does not know it."""
    found = _found(lambda client: client.v1.transfers.retrieve(transfer_id))
    return _transfer_of(found) if found is not None else None


def transfers_of(group: str) -> list[TransferTold]:
    """Return the transfers of one order, the oldest first: one, unless something is wrong."""
    found = _said(lambda client: client.v1.transfers.list({"transfer_group": group, "limit": _MOST}))
    return [_transfer_of(one) for one in reversed(found.data)]


def transfers_since(moment: datetime) -> Iterator[TransferTold]:
    """Yield every transfer of our balance that was made since then."""
    since = int(moment.timestamp())
    found = _said(lambda client: client.v1.transfers.list({"created": {"gte": since}, "limit": _MOST}))
    while True:
        yield from map(_transfer_of, found.data)
        if not found.has_more:
            return
        last = found.data[-1].id
        found = _said(
            lambda client, last=last: client.v1.transfers.list(  # type: ignore[misc]  # binds the last one now
                {"created": {"gte": since}, "limit": _MOST, "starting_after": last}
            )
        )


def pay_out(*, account: str, bank_id: str, cents: int, order: str, key: str) -> PayoutTold:
    """Pay out from the account of the recipient to that bank account and no other. Raises NotEnough too."""
    return _payout_of(
        _said(
            lambda client: client.v1.payouts.create(
                {"amount": cents, "currency": EURO, "destination": bank_id, "metadata": {MARK: order}},
                {"idempotency_key": key, "stripe_account": account},
            )
        )
    )


def payout_at(payout_id: str, *, account: str) -> PayoutTold | None:
    """Return how a payout of that account stands now; None when Stripe does not know it."""
    found = _found(lambda client: client.v1.payouts.retrieve(payout_id, options={"stripe_account": account}))
    return _payout_of(found) if found is not None else None


def payout_of(order: str, *, account: str, since: datetime) -> PayoutTold | None:
    """Return the payout of an order that was made since then, if that account has one."""
    found = _said(
        lambda client: client.v1.payouts.list(
            {"created": {"gte": int(since.timestamp())}, "limit": _MOST}, {"stripe_account": account}
        )
    )
    return next((_payout_of(one) for one in found.data if _mark(one.metadata, MARK) == order), None)


def take_back(transfer_id: str, *, cents: int, key: str) -> str:
    """Take a whole transfer back to our balance; return the id of the reversal. Raises NotEnough too."""
    return _said(
        lambda client: client.v1.transfers.reversals.create(
            transfer_id, {"amount": cents}, {"idempotency_key": key}
        )
    ).id


def read_event(body: bytes, signature: str) -> EventTold:
    """Return what a webhook says; raises Forged for a wrong signature, an old one, or what is no event of ours.

    Each secret that was set is tried: every endpoint at Stripe has its own. `livemode` is that of the event: whoever
    keeps it compares it with `is_live`.
    """
    import stripe

    try:
        told = _signed(body, signature)
        if told.object != "event" or not told.api_version:
            raise Forged
        found = told.data.object
        return EventTold(
            event_id=str(told.id),
            kind=str(told.type),
            account=str(told.account or "") if "account" in told else "",
            object_id=str(found["id"]),
            livemode=bool(told.livemode),
            made_at=datetime.fromtimestamp(told.created, tz=UTC),
        )
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Forged from error


def _signed(body: bytes, signature: str) -> stripe.Event:
    """Return the event when one of our secrets signed it; raises as the library does for the last one."""
    import stripe

    *others, last = settings.STRIPE_WEBHOOK_SECRET.split()
    for secret in others:
        with suppress(stripe.SignatureVerificationError):
            return _client().construct_event(body, signature, secret)
    return _client().construct_event(body, signature, last)


def _said(call: Callable[[StripeClient], T]) -> T:
    """Return what Stripe answers; raises in our own words when it does nothing, or gives no answer."""
    import stripe

    if not is_on():
        raise SwitchedOff
    try:
        return call(_client())
    except stripe.InvalidRequestError as error:
        if error.code in {"balance_insufficient", "insufficient_funds"}:
            raise NotEnough from error
        raise Refused(str(error.code or ""), str(error.user_message or ""), error.http_status) from error
    except stripe.CardError as error:
        raise Refused(str(error.code or ""), str(error.user_message or ""), error.http_status) from error
    except stripe.PermissionError as error:
        what = str(error.error.code or "") if error.error is not None else ""  # which it keeps nowhere else
        raise (NotAllowed if what == _NO_ACCESS else BadKey)(what) from error
    except stripe.AuthenticationError as error:
        raise BadKey(type(error).__name__) from error
    except stripe.APIConnectionError as error:  # no connection, too slow
        raise Silent(type(error).__name__) from error
    except stripe.StripeError as error:  # their fault, too many
        raise NoAnswer(f"{type(error).__name__} {error.http_status or ''}".strip()) from error


def _found(call: Callable[[StripeClient], T]) -> T | None:
    """Return what Stripe has; None when it knows no such thing."""
    try:
        return _said(call)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


def _client() -> StripeClient:
    return _client_of(settings.STRIPE_KEY, settings.STRIPE_API, settings.STRIPE_PATIENCE)


@cache
def _client_of(key: str, address: str, patience: float) -> StripeClient:
    """Return a client that asks once: what it should do when nobody answers is not its to decide."""
    import stripe

    return stripe.StripeClient(
        key,
        base_addresses={"api": address} if address else {},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=patience),
    )


def _account_of(found: stripe.Account, *, bank: BankTold | None) -> AccountTold:
    sends = getattr(found.capabilities, "transfers", None) == "active"
    return AccountTold(
        stripe_id=found.id,
        livemode=is_live(),
        is_usable=bool(sends and found.payouts_enabled and bank is not None),
        bank=bank,
    )


def _bank_of(found: stripe.ListObject[stripe.BankAccount | stripe.Card]) -> BankTold | None:
    """Return the bank account to which euros are paid out by themselves: one, or none."""
    import stripe

    for one in found.data:
        if isinstance(one, stripe.BankAccount) and one.currency == EURO and one.default_for_currency:
            return BankTold(one.id, str(one.fingerprint or one.id), one.last4)
    return None


def _transfer_of(found: stripe.Transfer) -> TransferTold:
    _refuse_other_money(is_live_there=found.livemode)
    destination = found.destination
    return TransferTold(
        transfer_id=found.id,
        cents=found.amount,
        reversed_cents=found.amount_reversed,
        destination=destination if isinstance(destination, str) else str(getattr(destination, "id", "")),
        order=_mark(found.metadata, MARK),
        city=_mark(found.metadata, CITY_MARK),
    )


def _payout_of(found: stripe.Payout) -> PayoutTold:
    _refuse_other_money(is_live_there=found.livemode)
    return PayoutTold(
        payout_id=found.id,
        cents=found.amount,
        state=found.status,
        arrives_at=datetime.fromtimestamp(found.arrival_date, tz=UTC),
        reason=str(found.failure_code or ""),
        order=_mark(found.metadata, MARK),
    )


def _refuse_other_money(*, is_live_there: bool) -> None:
    """Raise NoAnswer for what is of test money among real money, or the other way round."""
    if is_live_there != is_live():
        raise NoAnswer("livemode")


def _mark(metadata: object, name: str) -> str:
    """Return what something at Stripe was marked with, "" for nothing."""
    return str(metadata[name]) if metadata and name in metadata else ""  # type: ignore[index,operator]  # its own kind of dict
