"""What is killed and raced of payments by Stripe, in processes of their own on one database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from grants.budget.models import Entry
from grants.payments import gateway_of_stripe as gateway
from grants.payments.acting import act, lead_to_stripe, look_at
from grants.payments.models import Batch, ConnectedAccount, StripeEvent, StripeTransfer
from grants.payments.queries_of_connect import transfer_now
from grants.proposals.models import Proposal
from portal.post.models import Message
from tests import connect, payments
from tests.conftest import load_world
from tests.connect import LATER
from tests.deaths import dying_before
from tests.make import NOON
from tests.portal.house import House
from tests.stripe_server import KEY, SECRET
from wijkraden.places.models import District


@dataclass
class StripeHouse(House):
    """A portal of its own that pays by a Stripe at that address."""

    stripe: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What its processes find, with the keys."""
        keys = {"PORTAL_STRIPE_KEY": KEY, "PORTAL_STRIPE_WEBHOOK_SECRET": SECRET}
        return super().environment | keys | {"PORTAL_STRIPE_API": self.stripe}


def begin(number: int) -> list[tuple[str, str]]:
    """Grant so many, and lead each recipient to Stripe; return the ids there with how the account of each ends."""
    load_world()
    district = District.objects.get(slug="delfshaven-schiemond")
    found = []
    for one in range(number):
        made = connect.granted(district, cents=10_00, title=f"Actie {one}")
        account = connect.invited(made)
        lead_to_stripe(account, page="http://testserver/", at=NOON)
        account.refresh_from_db()
        found.append((account.stripe_id or "", made.bank_accounts.get().ending))
    return found


def a_batch() -> Batch:
    """Have pim put the payments of all of them in one batch."""
    for one in ConnectedAccount.objects.order_by("id"):
        look_at(one, at=NOON)
    return payments.batched(
        *Proposal.objects.filter(connected_account__isnull=False), execution_on=NOON.date()
    )


def release(batch: Batch) -> None:
    """Have petra release it."""
    payments.release(batch)


def transfers() -> list[int]:
    """Return the transfers that are asked."""
    return list(StripeTransfer.objects.order_by("id").values_list("pk", flat=True))


def live(pk: int) -> str:
    """Take one as far as it goes, and return how it stands."""
    return str(act(transfer_now(pk), at=NOON).state)


def go_on(pk: int) -> str:
    """The same, some minutes later."""
    return str(act(transfer_now(pk), at=LATER).state)


def moments_of(pk: int) -> list[int]:
    """Take one as far as it goes; return the moments at which a process may die: first those just after an answer."""
    answers: list[int] = []
    with dying_before(0) as count:
        said = gateway._said

        def told(call: Any) -> Any:
            answer = said(call)
            answers.append(count())  # one moment more, at which nothing dies
            return answer

        gateway._said = told  # the process ends with the test
        live(pk)
        gateway._said = said
        last = count()
    after = [
        moment - number for number, moment in enumerate(answers)
    ]  # without those that were counted for it
    return [*after, last - len(answers)]


def standing(pk: int) -> tuple[str, str, list[str]]:
    """Return how a transfer and its order stand, and what was booked."""
    row = transfer_now(pk)
    events = Entry.objects.filter(source=row.order.source).order_by("id").values_list("event", flat=True)
    return str(row.state), str(row.order.state), list(events)


def order_id(pk: int) -> str:
    """Return the public id of its order, and so its mark at Stripe."""
    return transfer_now(pk).order.public_id


def payout_id(pk: int) -> str:
    """Return the id of its payout at Stripe."""
    return transfer_now(pk).payout_id or ""


def tell(body: bytes, signature: str) -> int:
    """Send a webhook as Stripe does, and return the answer."""
    sent: dict[str, Any] = {"content_type": "application/json", "headers": {"Stripe-Signature": signature}}
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    return client.post("/stripe/webhook/", body, **sent).status_code


def mails() -> int:
    """Return how many messages there are."""
    return Message.objects.count()


def events() -> tuple[int, int]:
    """Return how many events are kept, and how many calls wait in the queue to look at one."""
    waits = DBTaskResult.objects.filter(
        status="READY", args_kwargs__kwargs__name__endswith="apply_stripe_event"
    )
    return StripeEvent.objects.count(), waits.count()
