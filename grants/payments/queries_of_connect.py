"""Reads of Stripe: accounts of recipients, transfers and what became of them, events, differences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from grants.proposals.models import Interest
from grants.proposals.queries import standing_accounts
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash
from wijkraden.places.models import City

from .models import (
    ConnectedAccount,
    FormerAccount,
    Order,
    PayoutAccount,
    StripeCheck,
    StripeDifference,
    StripeEvent,
    StripeTransfer,
    WayOut,
)
from .rules import PAID_ON
from .states import OrderState
from .states_of_connect import RUNNING, ConnectState, TransferState, Trouble, WayOutState

_A_MINUTE, _AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
_HOURLY = [one for one in Trouble if one not in {Trouble.NO_ANSWER, Trouble.OFF}]
_RECENT = timedelta(days=14)  # in which a payout that was paid may come back
_FORGOTTEN = timedelta(days=30)  # after which what Stripe told of what nobody knows is looked at no more


def _around(found: QuerySet[ConnectedAccount]) -> QuerySet[ConnectedAccount]:
    newest_first = PayoutAccount.objects.select_related("checked_by").order_by("-id")
    return found.select_related(
        "invited_by", "proposal__dossier", "proposal__district__city"
    ).prefetch_related(Prefetch("payout_accounts", queryset=newest_first))


def connected_accounts(proposals: Iterable[int]) -> dict[int, ConnectedAccount]:
    """Return by proposal its account at Stripe, with the bank accounts that it had, the newest first. Two queries."""
    ids = list(proposals)
    found = _around(ConnectedAccount.objects.filter(proposal__in=ids)) if ids else ()
    return {one.proposal_id: one for one in found}


def accounts_in(city: City) -> QuerySet[ConnectedAccount]:
    """Return the accounts at Stripe of a city, the newest first. Two queries."""
    return _around(ConnectedAccount.objects.filter(proposal__district__city=city))


def account_of_link(city: City, token: str) -> ConnectedAccount | None:
    """Return the account whose link holds this token, also once it ended. Two queries.

    Adds `known_ending`: how the account of its dossier ends, None when it has none.
    """
    known = standing_accounts().filter(proposal=OuterRef("proposal"))
    found = accounts_in(city).annotate(known_ending=Subquery(known.values("ending")[:1]))
    return found.filter(token_hash=token_hash(token)).first()


def has_another_payout(order: Order) -> bool:
    """Tell if Stripe pays out to another bank account since a payment was prepared. One query at most."""
    payee = order.payout_account
    if payee is None:
        return False
    return PayoutAccount.objects.filter(account=payee.account_id, pk__gt=payee.pk).exists()


def has_invited(account: ConnectedAccount, user: User) -> bool:
    """Tell if `user` ever sent the recipient the link, also one that a later one replaced. One query at most."""
    return account.invited_by_id == user.pk or account.inviters.filter(pk=user.pk).exists()


def payout_account_at(city: City, public_id: str) -> PayoutAccount | None:
    """Return such a bank account, with its dossier. One query."""
    found = PayoutAccount.objects.filter(public_id=public_id, account__proposal__district__city=city)
    return found.select_related("account__proposal__dossier", "account__proposal__district__city").first()


def _with_order(found: QuerySet[StripeTransfer]) -> QuerySet[StripeTransfer]:
    return found.select_related(
        "order__batch",
        "order__payout_account__account",
        "order__proposal__dossier",
        "order__proposal__district__city",
    ).defer("order__batch__file")


def transfer_now(pk: int) -> StripeTransfer:
    """Return a transfer as it stands now, with its order. One query."""
    return _with_order(StripeTransfer.objects.all()).get(pk=pk)


def transfer_of_order(city: City, public_id: str) -> StripeTransfer | None:
    """Return what became at Stripe of an order of that city. One query."""
    found = StripeTransfer.objects.filter(order__public_id=public_id, order__proposal__district__city=city)
    return _with_order(found).first()


def running_in(city: City) -> QuerySet[StripeTransfer]:
    """Return the transfers of a city that are not final, the newest first. One query."""
    found = StripeTransfer.objects.filter(order__proposal__district__city=city, state__in=RUNNING)
    return _with_order(found).order_by("-id")


def transfers_to_act_on(*, at: datetime) -> QuerySet[StripeTransfer]:
    """Return what goes on by itself, and once an hour what lacks money or stands still; what waited longest first.

    So what Stripe is silent about is at the end of the next round. One query.
    """
    poor = Q(trouble__in=_HOURLY)
    waits = Q(changed_at__lte=at - _A_MINUTE) & (~poor | Q(changed_at__lte=at - _AN_HOUR))
    found = StripeTransfer.objects.filter(waits, state__in=RUNNING).exclude(state=TransferState.PAYING_OUT)
    return _with_order(found).order_by("changed_at", "id")


def transfers_to_compare(*, at: datetime) -> QuerySet[StripeTransfer]:
    """Return what is not final, and what was paid or failed in the last days. One query."""
    recent = Q(changed_at__gte=at - _RECENT)
    return _with_order(StripeTransfer.objects.filter(Q(state__in=RUNNING) | recent)).order_by("id")


def transfer_told(*, transfer_id: str = "", payout_id: str = "", order: str = "") -> StripeTransfer | None:
    """Return the transfer with that id of Stripe, or of the order that something there is marked with. One query."""
    ids = Q(pk__in=[])
    if transfer_id:
        ids |= Q(transfer_id=transfer_id)
    if payout_id:
        ids |= Q(payout_id=payout_id)
    if order:
        ids |= Q(order__public_id=order)
    return _with_order(StripeTransfer.objects.filter(ids)).first()


def city_marked(public_id: str) -> City | None:
    """Return the city that a transfer is marked with. One query."""
    return City.objects.filter(public_id=public_id).first()


def accounts_to_look_at() -> QuerySet[ConnectedAccount]:
    """Return the accounts at Stripe that cannot be paid yet, and those to which something is to leave. Two queries."""
    leaves = Q(payout_accounts__orders__state__in=[OrderState.PREPARED, OrderState.RELEASED])
    found = ConnectedAccount.objects.filter(~Q(state=ConnectState.USABLE) | leaves, stripe_id__isnull=False)
    return _around(found).distinct().order_by("id")


def account_told(stripe_id: str) -> ConnectedAccount | None:
    """Return the account with that id of Stripe. Two queries."""
    return _around(ConnectedAccount.objects.filter(stripe_id=stripe_id)).first() if stripe_id else None


def was_replaced(stripe_id: str) -> bool:
    """Tell if a recipient had that account at Stripe before. One query."""
    return bool(stripe_id) and FormerAccount.objects.filter(stripe_id=stripe_id).exists()


def number_of_former(account: ConnectedAccount) -> int:
    """Return how many accounts at Stripe a recipient had before. One query."""
    return FormerAccount.objects.filter(account=account).count()


def ways_out_of(order: Order) -> QuerySet[WayOut]:
    """Return what was noted of how a payment by Stripe ended, the newest first. One query."""
    return (
        WayOut.objects.filter(transfer__order=order)
        .select_related("prepared_by", "decided_by")
        .order_by("-id")
    )


def way_out_at(city: City, public_id: str) -> WayOut | None:
    """Return one of a city with its payment. One query."""
    found = _ways_out(city).filter(public_id=public_id)
    return found.first()


def ways_out_to_decide(city: City) -> QuerySet[WayOut]:
    """Return those of a city that wait for another payer, the oldest first. One query."""
    return _ways_out(city).filter(state=WayOutState.PREPARED).order_by("id")


def _ways_out(city: City) -> QuerySet[WayOut]:
    found = WayOut.objects.filter(transfer__order__proposal__district__city=city)
    return found.select_related(
        "prepared_by",
        "decided_by",
        "transfer__order__payout_account__account",
        "transfer__order__proposal__dossier",
        "transfer__order__proposal__district__city",
    )


def events_to_apply(*, at: datetime, since: timedelta = _FORGOTTEN) -> QuerySet[StripeEvent]:
    """Return what Stripe told in that time of what nobody knew yet. One query."""
    return StripeEvent.objects.filter(applied_at__isnull=True, received_at__gte=at - since)


def event_at(pk: int) -> StripeEvent:
    """Return one thing that Stripe told. One query."""
    return StripeEvent.objects.get(pk=pk)


def differences_in(city: City) -> QuerySet[StripeDifference]:
    """Return what does not agree with Stripe now, of the city or of none that we know. One query."""
    found = StripeDifference.objects.filter(Q(city=city) | Q(city__isnull=True), ended_at__isnull=True)
    return found.select_related("transfer__order__proposal__dossier")


def standing_differences() -> QuerySet[StripeDifference]:
    """Return what did not agree with Stripe when it was last compared, of all cities. One query."""
    found = StripeDifference.objects.filter(ended_at__isnull=True)
    return found.select_related(
        "transfer__order__payout_account__account", "transfer__order__proposal__district__city"
    ).order_by("id")


def last_check() -> StripeCheck | None:
    """Return the last comparison with Stripe that came to its end. One query."""
    return StripeCheck.objects.filter(ended_at__isnull=False).first()


@dataclass(frozen=True)
class StripeWaits:
    """How much of Stripe waits for someone in a city."""

    running: int
    unknown: int
    troubled: int
    differences: int
    ways_out: int


def stripe_waits(city: City) -> StripeWaits:
    """Return that. One query."""
    running = StripeTransfer.objects.filter(order__proposal__district__city=city, state__in=RUNNING)
    unknown = running.filter(state=TransferState.UNKNOWN)
    counts = City.objects.filter(pk=city.pk).values(
        running=number_of(running),
        unknown=number_of(unknown),
        troubled=number_of(running.exclude(state=TransferState.UNKNOWN).exclude(trouble="")),
        differences=number_of(differences_in(city)),
        ways_out=number_of(ways_out_to_decide(city)),
    )
    return StripeWaits(**counts.get())


def number_of(found: QuerySet[Any]) -> Coalesce:
    """Return the number of rows as a part of another query."""
    one = found.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


def payouts_to_confirm(city: City) -> QuerySet[PayoutAccount]:
    """Return the bank accounts at Stripe of now that wait for a call back, the oldest first. One query.

    That is one that came after its recipient could be paid, or that is not the account of the dossier.
    """
    newer = PayoutAccount.objects.filter(account=OuterRef("account"), pk__gt=OuterRef("pk"))
    known = standing_accounts().filter(proposal=OuterRef("account__proposal")).order_by("-id")
    found = PayoutAccount.objects.filter(
        ~Exists(newer),
        account__proposal__district__city=city,
        account__proposal__state__in=PAID_ON,
        verdict="",
    ).annotate(known=Subquery(known.values("ending")[:1]))
    found = found.filter(Q(needs_call=True) | Q(known__isnull=True) | ~Q(known=F("ending")))
    return found.select_related("account__proposal__dossier", "account__proposal__district").order_by("id")


def accounts_to_call_about(city: City, user: User) -> QuerySet[PayoutAccount]:
    """Return those about which `user` may call back: she never sent the link, and has no interest. One query."""
    hers = Interest.objects.filter(proposal=OuterRef("account__proposal"), user=user, has_interest=True)
    sent = ConnectedAccount.inviters.through.objects.filter(connectedaccount=OuterRef("account"), user=user)
    found = payouts_to_confirm(city).exclude(account__invited_by=user)
    return found.exclude(Exists(sent)).exclude(Exists(hers))
