"""The pages about accounts in doubt in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from grants.payments.flows import enter_member_accounts
from grants.payments.models import MemberAccount
from grants.payments.queries_of_accounts import accounts_in_doubt
from grants.payments.states import NameAnswer
from grants.proposals.models import BankAccount
from tests import doubts, payments
from tests.checks.permissions import Table, holding
from tests.grants.payments.rows import COUNCIL, OFFICERS, STAFF, Parameters, granted
from tests.grants.payments.rows_of_accounts import more_of_that_account
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role

BEHEER = holding(Role.ADMINISTRATOR)


def a_doubted_account(world: World) -> Parameters:
    """Return those of an account in another name, which otto entered and olga confirmed."""
    found = accounts_in_doubt(world.city).filter(entered_by=world.known("otto")).first()
    return {"public_id": (found or _doubted(world)).public_id}


def _doubted(world: World) -> BankAccount:
    entered = payments.changed(granted(world, cents=10_00), by=world.known("otto"), at=world.at)
    payments.confirmed(entered, by=world.known("olga"), at=world.at)
    doubts.answered(entered, NameAnswer.NO_MATCH, at=world.at)
    return entered


def why(world: World) -> Parameters:
    """Return what the form carries."""
    return {"why": "De penningmeester liet de bankpas zien."}


def a_member_account(world: World) -> Parameters:
    """Return those of the account of a council member."""
    found = MemberAccount.objects.filter(city=world.city).first()
    if found is None:
        _keep(world, world.known("anna"))
        found = MemberAccount.objects.get(city=world.city)
    return {"public_id": found.public_id}


def a_known_member(world: World) -> Parameters:
    """See to it that an account of one is known; the address has no parameters."""
    a_member_account(world)
    return {}


def _keep(world: World, *people: User) -> None:
    accounts = [(one, "NL44RABO0123456789") for one in people]
    enter_member_accounts(world.city, accounts=accounts, by=world.known("beheer"), at=world.at)


def more_members(world: World, number: int) -> None:
    """Let further council members have an account."""
    for _one in range(number):
        place = User.objects.count()
        district = world.city.districts.order_by("pk")[0]
        _keep(world, person(f"lid{place}", role=Role.MEMBER, city=world.city, district=district, at=world.at))


LISTS: dict[str, Callable[[World, int], None]] = {
    "payee_vouch": more_of_that_account,
    "payments_members": more_members,
}
NOT_LISTS: tuple[str, ...] = ()


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages: otto entered the account, so he is led back."""
    not_note = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
    table.see("payee_vouch", OFFICERS, but=not_note | {"otto": 302}, things=a_doubted_account)
    refused = not_note | {"otto": 422}
    table.do("payee_vouch", OFFICERS, answer=302, but=refused, things=a_doubted_account, data=why)
    table.see("payments_members", BEHEER, things=a_known_member)
    table.do("payments_members", BEHEER)
    table.do("payments_member_away", BEHEER, answer=302, things=a_member_account)
