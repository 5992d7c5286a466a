"""Builders of payments by Stripe, through flows and over HTTP to a server of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.test import override_settings

from grants.payments.acting import act, lead_to_stripe, look_at
from grants.payments.flows import invite, note_account, note_made
from grants.payments.gateway_of_stripe import AccountTold, BankTold
from grants.payments.models import ConnectedAccount, Order, StripeTransfer
from grants.plan.models import Regulation
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from tests import decisions, payments
from tests.make import NOON
from tests.proposals import cast
from tests.stripe_server import KEY, SECRET, StripeServer
from wijkraden.people.models import User
from wijkraden.people.queries import token_hash
from wijkraden.places.models import City, District

LATER = NOON + timedelta(minutes=5)  # when nobody waits any more for an answer of before
PATIENCE = 0.2


@contextmanager
def stripe_at(address: str) -> Iterator[None]:
    """Let the portal speak to that server."""
    with override_settings(
        STRIPE_KEY=KEY, STRIPE_WEBHOOK_SECRET=SECRET, STRIPE_API=address, STRIPE_PATIENCE=PATIENCE
    ):
        yield


@contextmanager
def switched_off() -> Iterator[None]:
    """Take the keys away."""
    with override_settings(STRIPE_KEY="", STRIPE_WEBHOOK_SECRET=""):
        yield


@contextmanager
def paid_by_stripe(city: City) -> Iterator[None]:
    """Let what is granted in the city be paid by Stripe for as long, and have keys of it."""
    by_stripe(city)
    with stripe_at("http://127.0.0.1:9"):  # nobody is there
        yield
    Regulation.objects.filter(city=city).update(channel=Channel.BANK)


def by_stripe(city: City) -> None:
    """Let what is granted in the city be paid by Stripe."""
    Regulation.objects.filter(city=city).update(channel=Channel.STRIPE)


def granted(district: District, *, cents: int = 1_000_00, title: str = "Buurtmaaltijd") -> Proposal:
    """Return a grant that is to be paid by Stripe at once."""
    payments.account(district.city)
    made = decisions.granted(district, cents=cents, title=title)
    by_stripe(district.city)
    return made


def invited(proposal: Proposal, *, by: User | None = None, at: datetime = NOON) -> ConnectedAccount:
    """Have olga send the recipient the link."""
    return invite(proposal, by=by or cast("olga"), at=at)


def connected(
    server: StripeServer, proposal: Proposal, *, ending: str = "", at: datetime = NOON
) -> ConnectedAccount:
    """Have the recipient fill in all that Stripe asks, with the account of the dossier unless another is named."""
    made = invited(proposal, at=at)
    lead_to_stripe(made, page="http://testserver/", at=at)
    made.refresh_from_db()
    known = proposal.bank_accounts.first()
    assert made.stripe_id is not None
    server.onboard(made.stripe_id, ending=ending or (known.ending if known else "0000"))
    look_at(made, at=at)
    return ConnectedAccount.objects.get(pk=made.pk)


def connected_by_hand(
    proposal: Proposal, *, ending: str = "", by: User | None = None, at: datetime = NOON
) -> ConnectedAccount:
    """Return an account of which Stripe told that it can be paid, as the flows keep it; nobody is asked."""
    made = invited(proposal, by=by, at=at)
    known = proposal.bank_accounts.get()
    bank = BankTold(f"ba_{made.pk}", f"fp_{made.pk}", ending or known.ending)
    told = AccountTold(f"acct_{made.pk}", livemode=False, is_usable=True, bank=bank)
    note_account(note_made(made, told=told, by=None, at=at), told=told, by=None, at=at)
    return ConnectedAccount.objects.get(pk=made.pk)


def released(server: StripeServer, *proposals: Proposal, at: datetime = NOON) -> list[StripeTransfer]:
    """Return what Stripe is asked to pay: a batch of that day which petra released."""
    for one in proposals:
        if not ConnectedAccount.objects.filter(proposal=one).exists():
            connected(server, one, at=at)
    batch = payments.release(payments.batched(*proposals, execution_on=at.date(), at=at), at=at)
    return list(StripeTransfer.objects.filter(order__batch=batch).order_by("id"))


def paying_out(server: StripeServer, proposal: Proposal, *, at: datetime = NOON) -> StripeTransfer:
    """Return one that Stripe has on its way to the bank."""
    (made,) = released(server, proposal, at=at)
    return act(made, at=at)


def paid(server: StripeServer, proposal: Proposal, *, at: datetime = NOON) -> StripeTransfer:
    """Return one that arrived."""
    made = paying_out(server, proposal, at=at)
    server.arrive(made.payout_id or "")
    return act(made, at=at)


def order_of(transfer: StripeTransfer) -> Order:
    """Return its order as it stands now."""
    return Order.objects.get(pk=transfer.order_id)


def link_to(account: ConnectedAccount) -> str:
    """Return a token that opens the recipient's page: of the one in her mail only a hash is kept."""
    token = f"link-of-{account.public_id}"
    ConnectedAccount.objects.filter(pk=account.pk).update(token_hash=token_hash(token))
    return token
