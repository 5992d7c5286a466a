"""Reads of what makes an account doubtful: what its bank said of the name, and who noted why it is right."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)

from grants.proposals.models import BankAccount
from grants.proposals.queries import standing_accounts
from grants.proposals.states import State

from . import name_check
from .models import NameCheck, Order, Vouch
from .states import DoubtKind, NameAnswer

_NOT_ASKED_IN = (  # of these nothing is paid, or not yet
    State.DRAFT,
    State.PRESENTED,
    State.NOT_PUT_FORWARD,
    State.WITHDRAWN,
    State.DISMISSED,
    State.REFUSED,
    State.CLOSED,
)
MOST = 200  # of which the names are asked in one round


def with_doubts(found: QuerySet[BankAccount]) -> QuerySet[BankAccount]:
    """Add what is known of the name of each account, and of why it waits for a second person.

    `names_are_checked` (whether anybody is asked now), `name_answer` and `name_suggested` (None when nothing was
    answered), and `name_waits`. No further query.
    """
    newest = NameCheck.objects.filter(account=OuterRef("pk")).order_by("-id")
    return found.annotate(
        names_are_checked=Value(name_check.is_on()),
        name_answer=Subquery(newest.values("answer")[:1]),
        name_suggested=Subquery(newest.values("suggested")[:1]),
        name_waits=Exists(_of_another_name("pk")),
    )


def doubts_of(account: BankAccount) -> list[DoubtKind]:
    """Return why such an account waits, in the order of the kinds; nothing when it does not."""
    waits = {DoubtKind.NAME: account.name_waits}  # type: ignore[attr-defined]  # what `with_doubts` adds
    return [kind for kind in DoubtKind if waits[kind]]


def in_doubt() -> Exists:
    """Return, for a query of accounts, whether one waits until a second person notes why it is right."""
    return Exists(_of_another_name("pk"))


def _of_another_name(account: str) -> QuerySet[NameCheck]:
    cleared = NameCheck.objects.filter(
        account=OuterRef("account"), pk__gt=OuterRef("pk"), answer__in=[NameAnswer.MATCH, NameAnswer.CLOSE]
    )
    noted = Vouch.objects.filter(
        account=OuterRef("account"), kind=DoubtKind.NAME, at__gte=OuterRef("answered_at")
    )
    found = NameCheck.objects.filter(account=OuterRef(account), answer=NameAnswer.NO_MATCH)
    return found.filter(~Exists(cleared), ~Exists(noted))


def accounts_to_ask() -> QuerySet[BankAccount]:
    """Return the accounts of now of dossiers at the city of whose name nothing was answered, the oldest first.

    With their numbers. One query.
    """
    newer = standing_accounts().filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
    found = standing_accounts().filter(~Exists(newer), name_checks__isnull=True)
    found = found.exclude(proposal__state__in=_NOT_ASKED_IN)
    return found.select_related("proposal__district__city").order_by("pk")


def account_to_ask(proposal_id: int) -> BankAccount | None:
    """Return that of one dossier, if any. One query."""
    return accounts_to_ask().filter(proposal=proposal_id).first()


def vouches_of(account: BankAccount) -> list[Vouch]:
    """Return what was noted of that number in its dossier, the oldest first, with who did. One query."""
    found = Vouch.objects.filter(account__proposal=account.proposal_id, account__iban_hash=account.iban_hash)
    return list(found.select_related("by").order_by("id"))


def read_vouches(order: Order) -> list[Vouch]:
    """Read who noted why the account of a payment is right, and return these notes. One query."""
    prefetch_related_objects([order], Prefetch("bank_account__vouches", Vouch.objects.select_related("by")))
    return list(order.bank_account.vouches.all())


def vouched_by(user_id: int, accounts: Iterable[int]) -> set[int]:
    """Return those of these accounts of which that person noted why they are right. One query."""
    return set(Vouch.objects.filter(by=user_id, account__in=list(accounts)).values_list("account", flat=True))


def vouchers_of(accounts: Iterable[int]) -> set[int]:
    """Return who noted why one of these accounts is right. One query."""
    return set(Vouch.objects.filter(account__in=list(accounts)).values_list(F("by_id"), flat=True))
