"""Reads of the accounts to which is paid: the one of now, its history, what waits to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from grants.decisions.queries import payable_instalments
from grants.proposals.models import BankAccount, Interest, Proposal
from grants.proposals.queries import standing_accounts
from wijkraden.people.models import User
from wijkraden.places.models import City

from .models import Order, StatementLine, Suspension
from .queries_of_doubts import in_doubt, is_account_of, may_yet_be_paid, paid_by, with_doubts
from .queries_of_suspensions import standing_on, suspensions_that_end
from .rules import PAID_ON
from .states import STANDING, LineKind, OrderState

MOST = 20  # of the dossiers with the same account, on a page


def shown_accounts() -> QuerySet[BankAccount]:
    """Return the accounts that were not rejected, the newest first, as a screen shows them: without their numbers.

    With what `with_doubts` adds.
    """
    return with_doubts(standing_accounts()).defer("iban").select_related("entered_by")


def newest_accounts(proposals: Iterable[int], *, on: date | None = None) -> dict[int, BankAccount]:
    """Return by proposal the account of now. One query.

    Adds `still_until`: how long its payments stand still, on the day `on` when that is asked, and `line_waits`: whether
    a line of a statement that nobody matched tells of a payment of it.
    """
    standing = Suspension.objects.filter(standing_on(on), proposal=OuterRef("proposal")).values("last_on")
    names = Order.objects.filter(proposal=OuterRef(OuterRef("proposal"))).values("end_to_end_id")
    lines = StatementLine.objects.filter(kind=LineKind.UNKNOWN, is_receipt=False, is_refusal=False)
    rows = shown_accounts().filter(proposal__in=list(proposals)).order_by("id")
    rows = rows.annotate(
        still_until=Subquery(standing), line_waits=Exists(lines.filter(end_to_end_id__in=names))
    )
    return {one.proposal_id: one for one in rows}


def history_of(proposal: Proposal) -> list[BankAccount]:
    """Return every account that was entered for it, the newest first, with who entered and checked it. One query."""
    found = BankAccount.objects.filter(proposal=proposal).defer("iban")
    return list(found.select_related("entered_by", "checked_by").order_by("-id"))


def account_at(city: City, public_id: str) -> BankAccount | None:
    """Return an account of a recipient in that city with its dossier, the one before it and its doubts. One query."""
    found = with_doubts(BankAccount.objects.filter(public_id=public_id, proposal__district__city=city))
    found = found.defer("iban")
    around = ("entered_by", "replaces", "proposal__dossier", "proposal__district__city")
    return found.select_related(*around).defer("replaces__iban").first()


def _of_now(city: City) -> QuerySet[BankAccount]:
    newer = standing_accounts().filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
    found = standing_accounts().filter(~Exists(newer))
    found = found.filter(proposal__district__city=city, proposal__state__in=PAID_ON).defer("iban")
    return found.select_related("entered_by", "proposal__dossier", "proposal__district").order_by("id")


_UNCONFIRMED = Q(replaces__isnull=False, verdict="")


def unconfirmed_accounts(city: City) -> QuerySet[BankAccount]:
    """Return the accounts of now that nobody confirmed or rejected yet, the oldest first. One query."""
    return _of_now(city).filter(_UNCONFIRMED)


def accounts_in_doubt(city: City) -> QuerySet[BankAccount]:
    """Return the accounts of now that wait until a second person notes why they are right, the oldest first. One query.

    Of dossiers alone on which money may leave. With what `with_doubts` adds.
    """
    return with_doubts(_of_now(city).filter(in_doubt(), may_yet_be_paid()))


def frozen_accounts(city: City) -> QuerySet[BankAccount]:
    """Return both of these, with what `with_doubts` adds, and `order_waits`: the public id of a payment. One query."""
    waits = Order.objects.filter(
        proposal=OuterRef("proposal"), state__in=[OrderState.PREPARED, OrderState.RELEASED]
    )
    found = _of_now(city).annotate(order_waits=Subquery(waits.order_by("-id").values("public_id")[:1]))
    return with_doubts(found.filter(_UNCONFIRMED | in_doubt() & may_yet_be_paid()))


def accounts_to_vouch(city: City, user: User) -> QuerySet[BankAccount]:
    """Return those of which `user` may note it. One query.

    Not of a number that she entered, prepared or released a payment to, or that is her own, and no interest of hers.
    """
    hers = Interest.objects.filter(proposal=OuterRef("proposal"), user=user, has_interest=True)
    entered = BankAccount.objects.filter(
        proposal=OuterRef("proposal"), iban_hash=OuterRef("iban_hash"), entered_by=user
    )
    found = accounts_in_doubt(city).exclude(Exists(entered)).exclude(Exists(hers))
    return found.exclude(paid_by(user.pk)).exclude(is_account_of(user.pk))


def accounts_to_confirm(city: City, user: User) -> QuerySet[BankAccount]:
    """Return those that `user` may call back about: not entered by her, and no interest of hers in it. One query."""
    hers = Interest.objects.filter(proposal=OuterRef("proposal"), user=user, has_interest=True)
    return unconfirmed_accounts(city).exclude(entered_by=user).exclude(Exists(hers))


def without_account(city: City) -> QuerySet[Proposal]:
    """Return the proposals of which something is to be paid, and no account was entered. One query."""
    due = payable_instalments(city).exclude(orders__in=Order.objects.filter(state__in=STANDING))
    found = Proposal.objects.filter(decisions__instalments__in=due, bank_accounts__isnull=True)
    return found.select_related("district", "dossier").distinct().order_by("pk")


def wanted_to_pay(city: City, user: User, *, on: date) -> QuerySet[Proposal]:
    """Return the proposals of which a payment waits for an officer, `user` among them.

    That is one without an account to pay to, one of which she calls back about another account (`changed_account`, the
    public id of that one, and `changed_at`, when it was entered), one of which she notes why its account is right
    (`doubted_account`), and one of which the payments stand still not much longer (`still_until`). One query.
    """
    waits = accounts_to_confirm(city, user).filter(proposal=OuterRef("pk"))
    doubted = accounts_to_vouch(city, user).filter(proposal=OuterRef("pk"))
    bare = without_account(city).order_by().values("pk")
    still = suspensions_that_end(city, user, on=on).filter(proposal=OuterRef("pk"))
    found = Proposal.objects.filter(
        Q(pk__in=bare) | Exists(waits) | Exists(doubted) | Exists(still)
    ).annotate(
        changed_account=Subquery(waits.values("public_id")[:1]),
        doubted_account=Subquery(doubted.values("public_id")[:1]),
        changed_at=Subquery(waits.values("entered_at")[:1]),
        still_until=Subquery(still.values("last_on")[:1]),
    )
    return found.select_related("district", "dossier").order_by("pk")


def same_account_elsewhere(account: BankAccount) -> list[BankAccount]:
    """Return the accounts of other dossiers of the city with the same number, one a dossier. One query."""
    found = BankAccount.objects.filter(
        iban_hash=account.iban_hash, proposal__district__city=account.proposal.district.city_id
    )
    found = found.exclude(proposal=account.proposal_id).exclude(proposal__dossier=None).defer("iban")
    rows = {one.proposal_id: one for one in found.select_related("proposal__dossier").order_by("id")}
    return list(rows.values())[-MOST:]
