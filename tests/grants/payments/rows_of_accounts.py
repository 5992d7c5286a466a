"""The pages about a changed account of a recipient in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from grants.payments.queries_of_accounts import unconfirmed_accounts
from grants.proposals.models import BankAccount, Proposal
from tests import payments
from tests.checks.permissions import Table
from tests.grants.payments.rows import (
    COUNCIL,
    OFFICERS,
    STAFF,
    Parameters,
    a_granted_proposal,
    batched,
    granted,
)
from tests.make import World


def a_changed_account(world: World) -> Parameters:
    """Return those of another account, which otto entered and nobody confirmed; it stands in a second dossier too."""
    found = unconfirmed_accounts(world.city).filter(entered_by=world.known("otto")).first()
    if found is None:
        more_of_that_account(world, 1)
        found = _changed(world)
    return {"public_id": found.public_id}


def _changed(world: World) -> BankAccount:
    return payments.changed(granted(world, cents=10_00), by=world.known("otto"), at=world.at)


def the_call(world: World) -> Parameters:
    """Return what the form about a call back carries, that was made in this minute."""
    at = timezone.localtime()
    called = {"called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}
    return {"day": f"{at:%d-%m-%Y}", "hour": f"{at:%H:%M}", **called}


def why(world: World) -> Parameters:
    """Return what the form to reject it carries."""
    return {"reason": "Zij vroegen hier niet om."}


def more_of_that_account(world: World, number: int) -> None:
    """Let further dossiers have the same account, confirmed by olga."""
    for _one in range(number):
        payments.confirmed(_changed(world), by=world.known("olga"), at=world.at)


def more_accounts(world: World, number: int) -> None:
    """Enter further accounts of a recipient, one after the other."""
    made = Proposal.objects.get(public_id=a_granted_proposal(world)["public_id"])
    before = made.bank_accounts.count()
    for one in range(number):
        payments.changed(made, holder=f"Stichting {before + one}", by=world.known("olga"), at=world.at)


def more_frozen(world: World, number: int) -> None:
    """Let further accounts wait for a call back, and further batches for a release."""
    for _one in range(number):
        _changed(world)
        batched(world, granted(world, cents=10_00))


LISTS: dict[str, Callable[[World, int], None]] = {
    "payee_confirm": more_of_that_account,
    "payment_payee": more_accounts,
    "payments": more_frozen,
    "payments_to_pay": more_frozen,
}
NOT_LISTS: tuple[str, ...] = ("payee_reject",)


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages: otto entered the account, so he is led back."""
    not_call = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
    own, refused = not_call | {"otto": 302}, not_call | {"otto": 422}
    for name, data in (("payee_confirm", the_call), ("payee_reject", why)):
        table.see(name, OFFICERS, but=own, things=a_changed_account)
        table.do(name, OFFICERS, answer=302, but=refused, things=a_changed_account, data=data)
