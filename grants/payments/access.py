"""The doors to payments. What lies in another city does not exist here."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

from grants.decisions.models import Decision
from grants.plan.states import Channel
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.queries import proposal_at
from grants.proposals.rules import may_see
from wijkraden.people.models import User
from wijkraden.people.rules import Person
from wijkraden.places.models import City

from . import queries, rules
from .models import (
    Batch,
    ConnectedAccount,
    MemberAccount,
    Order,
    PayoutAccount,
    SetOff,
    Statement,
    StatementLine,
    StripeTransfer,
    Suspension,
    WayOut,
    WriteOff,
)
from .queries_of_accounts import account_at
from .queries_of_claims import claims_at, write_offs_at
from .queries_of_connect import connected_accounts, payout_account_at, transfer_of_order, way_out_at
from .queries_of_doubts import member_account_at
from .queries_of_set_offs import set_offs_at
from .queries_of_suspensions import suspension_at

Rule = Callable[[Person, int], bool]
Thing = TypeVar("Thing")


def enter(user: Person, city: City | None, *, rule: Rule = rules.may_read) -> City:
    """Return the city whose payments `user` may see; 404 if she may not, 403 if not do this."""
    return _entered(user, city, rules.may_read, rule)


def enter_claims(user: Person, city: City | None) -> City:
    """Return the city whose claims `user` may see; 404 if she may not."""
    return _entered(user, city, rules.may_read_claims, rules.may_read_claims)


def enter_members(user: Person, city: City | None) -> City:
    """Return the city of whose council members `user` enters the accounts; 404 if she may not."""
    return _entered(user, city, rules.may_set_member_accounts, rules.may_set_member_accounts)


def get_member_account(user: Person, city: City | None, public_id: str) -> MemberAccount:
    """Return the account of a council member that `user` may take away; 404 if it is not there for her."""
    found = member_account_at(enter_members(user, city), public_id)
    return _there(found, user, city, rules.may_set_member_accounts)


def get_order(user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read) -> Order:
    """Return an order; 404 if it is not there for `user`, 403 if she may not do this."""
    return _there(queries.order_at(_seen(user, city), public_id), user, city, rule)


def get_batch(user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read) -> Batch:
    """Return a batch; 404 if it is not there for `user`, 403 if she may not do this."""
    return _there(queries.batch_at(_seen(user, city), public_id), user, city, rule)


def get_file(user: Person, city: City | None, public_id: str) -> tuple[Batch, bytes]:
    """Return a batch with its file, which `user` may hand to the bank or the financial system.

    404 if there is no such batch or it has no file for a bank, 403 for who had a hand in it.
    """
    batch = get_batch(user, city, public_id, rule=rules.may_release)
    if batch.channel == Channel.STRIPE:
        raise Http404
    if rules.had_a_hand(user, batch, queries.orders_of_batch(batch)):
        raise PermissionDenied
    content = queries.file_of(batch)
    if not content:
        raise Http404
    return batch, content


def get_statement(
    user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read
) -> Statement:
    """Return a statement; 404 if it is not there for `user`, 403 if she may not do this."""
    return _there(queries.statement_at(_seen(user, city), public_id), user, city, rule)


def get_line(user: Person, city: City | None, public_id: str) -> StatementLine:
    """Return a line that `user` may match; 404 if it is not there for her, 403 if she may not."""
    return _there(queries.line_at(_seen(user, city), public_id), user, city, rules.may_prepare)


def get_decision_to_claim(user: Person, city: City | None, public_id: str) -> Decision:
    """Return a decision after which money must be asked back; 404 if there is none, 403 if `user` may not."""
    found = queries.decision_to_claim(enter_claims(user, city), public_id)
    return _there(found, user, city, rules.may_prepare)


def get_claim(user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_prepare) -> Any:
    """Return a claim as the list of claims tells it; 404 if there is none, 403 if `user` may not do this."""
    found = next(iter(claims_at(enter_claims(user, city), public_id)), None)
    return _there(found, user, city, rule)


def get_dossier_to_leave(user: Person, city: City | None, public_id: str) -> Proposal:
    """Return a submitted proposal of which `user` may write off what is asked back no more; 404 if there is none."""
    found = proposal_at(enter_claims(user, city), public_id)
    return _there(found if found and found.is_submitted else None, user, city, rules.may_prepare_write_off)


def get_write_off(
    user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read_claims
) -> WriteOff:
    """Return a write-off; 404 if it is not there for `user`, 403 if she may not do this."""
    found = next(iter(write_offs_at(enter_claims(user, city), public_id)), None)
    return _there(found, user, city, rule)


def get_set_off(
    user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read_claims
) -> SetOff:
    """Return a set-off; 404 if it is not there for `user`, 403 if she may not do this."""
    found = next(iter(set_offs_at(enter_claims(user, city), public_id)), None)
    return _there(found, user, city, rule)


def get_payee(user: User, city: City | None, public_id: str) -> Proposal:
    """Return a granted proposal whose account `user` may change; 404 if she may not see it, 403 if not do this."""
    found = proposal_at(city, public_id) if city else None
    return _of_dossier(user, found, found, rules.may_change_payee)


def get_payee_to_invite(user: User, city: City | None, public_id: str) -> Proposal:
    """Return a granted proposal whose recipient `user` may lead to Stripe; 404 if she may not see it, 403 if not."""
    found = proposal_at(city, public_id) if city else None
    if found is None or not (may_see(user, found) or rules.may_read(user, found.district.city_id)):
        raise Http404
    if not rules.may_invite_payee(user, found):
        raise PermissionDenied
    return found


def get_payout_account(user: User, city: City | None, public_id: str) -> PayoutAccount:
    """Return an account at Stripe about which `user` may call back; 404 if it is not there for her, 403 if not."""
    found = payout_account_at(city, public_id) if city else None
    return _of_dossier(user, found, found.account.proposal if found else None, rules.may_confirm_payee)


def get_transfer(user: Person, city: City | None, public_id: str) -> StripeTransfer:
    """Return what became at Stripe of an order, for who may ask it; 404 if there is none, 403 if she may not."""
    found = transfer_of_order(enter(user, city), public_id)
    return _there(found, user, city, rules.may_prepare)


def get_way_out(user: Person, city: City | None, public_id: str, *, rule: Rule = rules.may_read) -> WayOut:
    """Return how a payment by Stripe ended as a payer noted it; 404 if it is not there, 403 if `user` may not."""
    return _there(way_out_at(enter(user, city), public_id), user, city, rule)


def get_connected_to_replace(user: User, city: City | None, public_id: str) -> ConnectedAccount:
    """Return the account at Stripe that `user` may replace; 404 as `get_payee_to_invite` and for none, 403 if not."""
    found = get_payee_to_invite(user, city, public_id)
    account = connected_accounts([found.pk]).get(found.pk)
    if account is None:
        raise Http404
    return account


def get_account(user: User, city: City | None, public_id: str) -> BankAccount:
    """Return an account of a recipient about which `user` may call back; 404 if it is not there for her, 403 if not."""
    found = account_at(city, public_id) if city else None
    return _of_dossier(user, found, found.proposal if found else None, rules.may_confirm_payee)


def get_to_suspend(user: User, city: City | None, public_id: str) -> Proposal:
    """Return a grant of which `user` may let payments stand still; 404 if she may not see it, 403 if not do this."""
    found = proposal_at(city, public_id) if city else None
    return _of_dossier(user, found, found, rules.may_suspend)


def get_suspension(user: User, city: City | None, public_id: str) -> Suspension:
    """Return a suspension that `user` may lift; 404 if it is not there for her, 403 if she may not."""
    found = suspension_at(city, public_id) if city else None
    return _of_dossier(user, found, found.proposal if found else None, rules.may_lift)


def _of_dossier(
    user: User, found: Thing | None, proposal: Proposal | None, rule: Callable[[Person, Proposal], bool]
) -> Thing:
    """Return what belongs to a dossier; 404 if `user` may not see that, 403 if not do this."""
    if found is None or proposal is None or not may_see(user, proposal):
        raise Http404
    if not rule(user, proposal):
        raise PermissionDenied
    return found


def _entered(user: Person, city: City | None, sees: Rule, rule: Rule) -> City:
    if city is None or not sees(user, city.pk):
        raise Http404
    if not rule(user, city.pk):
        raise PermissionDenied
    return city


def _seen(user: Person, city: City | None) -> City:
    return enter(user, city)


def _there(found: Thing | None, user: Person, city: City | None, rule: Rule) -> Thing:
    if found is None or city is None:
        raise Http404
    if not rule(user, city.pk):
        raise PermissionDenied
    return found
