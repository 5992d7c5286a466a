"""Reads of what makes an account doubtful: what its bank said of the name, and who noted why it is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from grants.decisions.models import Instalment
from grants.proposals.models import BankAccount, Event
from grants.proposals.queries import standing_accounts
from grants.proposals.states import AccountVerdict, State
from wijkraden.people.models import Seat, User
from wijkraden.people.states import COUNCIL_ROLES
from wijkraden.places.models import City

from . import name_check
from .models import MemberAccount, NameCheck, Order, StripeTransfer, Vouch
from .states import STANDING, DoubtKind, NameAnswer, OrderState
from .states_of_connect import RUNNING

_NOT_ASKED_IN = (  # of these nothing is paid, or not yet
    State.DRAFT,
    State.PRESENTED,
    State.NOT_PUT_FORWARD,
    State.WITHDRAWN,
    State.DISMISSED,
    State.REFUSED,
)
MOST = 200  # of which the names are asked in one round


@dataclass(frozen=True)
class Hands:
    """Who never prepares or releases a payment to an account, and why.

    Who noted why it is right, the members with it, and who rejected a newer one, after which it stands again.
    """

    vouchers: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    rejecters: frozenset[int] = frozenset()


def with_doubts(found: QuerySet[BankAccount]) -> QuerySet[BankAccount]:
    """Add what is known of the name of each account, and of why it waits for a second person.

    `names_are_checked` (whether anybody is asked now), `name_answer` and `name_suggested` (None when nothing was
    answered), `name_waits`, `is_of_member` and `member_waits`, and which rows these are of: `name_row` and
    `member_row`, the ids of the newest. No further query.
    """
    newest = NameCheck.objects.filter(account=OuterRef("pk")).order_by("-id")
    return found.annotate(
        names_are_checked=Value(name_check.is_on()),
        name_answer=Subquery(newest.values("answer")[:1]),
        name_suggested=Subquery(newest.values("suggested")[:1]),
        name_waits=Exists(_of_another_name("pk")),
        is_of_member=Exists(_same_account()),
        member_waits=Exists(_of_a_member()),
        name_row=Subquery(newest.filter(answer=NameAnswer.NO_MATCH).values("pk")[:1]),
        member_row=Subquery(_same_account().order_by("-id").values("pk")[:1]),
    )


def doubts_of(account: Any) -> list[DoubtKind]:
    """Return why an account read `with_doubts` waits, in the order of the kinds; nothing when it does not."""
    waits = {DoubtKind.NAME: account.name_waits, DoubtKind.MEMBER: account.member_waits}
    return [kind for kind in DoubtKind if waits[kind]]


def seen_of(account: Any) -> dict[DoubtKind, int]:
    """Return of such an account why it waits, with the id of the newest row that says so."""
    rows = {DoubtKind.NAME: account.name_row, DoubtKind.MEMBER: account.member_row}
    return {kind: rows[kind] for kind in doubts_of(account)}


def may_yet_be_paid() -> Q:
    """Return, for a query of accounts, whether money may leave on the dossier of one without a further decision.

    An instalment is to be paid, a payment is prepared, or one by Stripe was not told to it yet.
    """
    has_order = Order.objects.filter(instalment=OuterRef("pk"), state__in=STANDING)
    due = Instalment.objects.filter(
        decision__proposal=OuterRef("proposal"), decision__sent_on__isnull=False, entry__isnull=False
    )
    prepared = Order.objects.filter(proposal=OuterRef("proposal"), state=OrderState.PREPARED)
    untold = StripeTransfer.objects.filter(
        order__proposal=OuterRef("proposal"), transfer_id__isnull=True, state__in=RUNNING
    )
    return Q(Exists(due.filter(~Exists(has_order)))) | Q(Exists(prepared)) | Q(Exists(untold))


def in_doubt() -> Q:
    """Return, for a query of accounts, whether one waits until a second person notes why it is right."""
    return Q(Exists(_of_another_name("pk"))) | Q(Exists(_of_a_member()))


def members_with(account: Any) -> list[Seat]:
    """Return the newest seat in a council of each person whose account it is, for who may know.

    `account` is read `with_doubts`, or None. One query, none when it is no member's.
    """
    if account is None or not account.is_of_member:
        return []
    whose = MemberAccount.objects.filter(iban_hash=account.iban_hash, city=account.proposal.district.city_id)
    seats = Seat.objects.filter(user__in=whose.values("user"), city=account.proposal.district.city_id)
    rows = seats.filter(role__in=COUNCIL_ROLES).select_related("user", "district").order_by("starts_on", "id")
    return list({one.user_id: one for one in rows}.values())


def council_members(city: City, *, on: date) -> QuerySet[User]:
    """Return who sits in a council of the city on that day, or will. One query."""
    lasts = Q(ends_on=None) | Q(ends_on__gte=on, ended_at=None) | Q(ends_on__gt=on)
    seats = Seat.objects.filter(lasts, city=city, role__in=COUNCIL_ROLES, user=OuterRef("pk"))
    return User.objects.filter(Exists(seats)).order_by("sort_key", "pk")


def member_accounts(city: City) -> QuerySet[MemberAccount]:
    """Return of whom an account is known, by family name. One query."""
    found = MemberAccount.objects.filter(city=city).select_related("user", "told_by")
    return found.order_by("user__sort_key", "pk")


def member_account_at(city: City, public_id: str) -> MemberAccount | None:
    """Return one of these. One query."""
    return member_accounts(city).filter(public_id=public_id).first()


def member_accounts_to_forget(city: City, *, on: date) -> QuerySet[MemberAccount]:
    """Return those of who sits in no council any more, and of whose account no dossier runs; and of who was erased."""
    runs = BankAccount.objects.filter(
        iban_hash=OuterRef("iban_hash"), proposal__district__city=city, proposal__dossier__isnull=False
    ).exclude(proposal__state__in=[State.CLOSED, State.NOT_PUT_FORWARD])
    left = MemberAccount.objects.filter(city=city).exclude(user__in=council_members(city, on=on))
    return left.filter(~Exists(runs) | Q(user__erased_at__isnull=False))


def proposals_with(city: City, hashes: Iterable[str]) -> list[int]:
    """Return the ids of the proposals of the city with one of these accounts. One query."""
    found = BankAccount.objects.filter(iban_hash__in=list(hashes), proposal__district__city=city)
    return list(found.order_by("proposal").values_list("proposal", flat=True).distinct())


def _same_account() -> QuerySet[MemberAccount]:
    return MemberAccount.objects.filter(
        iban_hash=OuterRef("iban_hash"), city=OuterRef("proposal__district__city")
    )


def _of_a_member() -> QuerySet[MemberAccount]:
    noted = Vouch.objects.filter(
        account=OuterRef(OuterRef("pk")), kind=DoubtKind.MEMBER, saw__gte=OuterRef("pk")
    )
    return _same_account().filter(~Exists(noted))


def _of_another_name(account: str) -> QuerySet[NameCheck]:
    cleared = NameCheck.objects.filter(
        account=OuterRef("account"), pk__gt=OuterRef("pk"), answer__in=[NameAnswer.MATCH, NameAnswer.CLOSE]
    )
    noted = Vouch.objects.filter(account=OuterRef("account"), kind=DoubtKind.NAME, saw__gte=OuterRef("pk"))
    found = NameCheck.objects.filter(account=OuterRef(account), answer=NameAnswer.NO_MATCH)
    return found.filter(~Exists(cleared), ~Exists(noted))


def accounts_to_ask(*, at: datetime | None = None) -> QuerySet[BankAccount]:
    """Return the accounts of now of dossiers at the city of whose name nothing was answered, never asked first.

    Of a dossier that was closed while money may yet leave, or one that was entered since. With their numbers.
    One query.
    `at`: those alone that are to be asked about at that moment.
    """
    newer = standing_accounts().filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
    found = standing_accounts().filter(~Exists(newer), name_checks__isnull=True)
    found = found.exclude(proposal__state__in=_NOT_ASKED_IN)
    ended = Event.objects.filter(
        proposal=OuterRef("proposal"), state=State.CLOSED, at__lte=OuterRef("entered_at")
    )
    found = found.filter(~Q(proposal__state=State.CLOSED) | Exists(ended) | may_yet_be_paid())
    if at is not None:
        found = found.exclude(name_try__again_at__gt=at)
    return found.select_related("proposal__district__city").order_by(
        F("name_try__again_at").asc(nulls_first=True), "pk"
    )


def account_to_ask(proposal_id: int) -> BankAccount | None:
    """Return that of one dossier, if any. One query."""
    return accounts_to_ask().filter(proposal=proposal_id).first()


def vouches_of(account: BankAccount) -> list[Vouch]:
    """Return what was noted of that number in its dossier, the oldest first, with who did. One query."""
    found = Vouch.objects.filter(account__proposal=account.proposal_id, account__iban_hash=account.iban_hash)
    return list(found.select_related("by").order_by("id"))


def hands_in(accounts: Iterable[BankAccount]) -> dict[int, Hands]:
    """Return by account who never pays to it: on its dossier by the number, not by the row. One query."""
    rows = list(accounts)
    hashes = {one.iban_hash for one in rows}
    noted = Vouch.objects.filter(account__proposal__in={one.proposal_id for one in rows}).order_by()
    hers = MemberAccount.objects.filter(iban_hash__in=hashes).order_by()
    rejected = BankAccount.objects.filter(
        proposal__in={one.proposal_id for one in rows}, verdict=AccountVerdict.REJECTED
    ).order_by()
    told = noted.values_list(Value("note"), "account__proposal_id", "account__iban_hash", "by_id").union(
        hers.values_list(Value("member"), "city_id", "iban_hash", "user_id"),
        rejected.values_list(
            Value("reject"), "proposal_id", Cast("pk", output_field=CharField()), "checked_by_id"
        ),
    )
    found: dict[tuple[str, int, str], set[int]] = {}
    for what, place, hashed, person in told:
        found.setdefault((what, place, hashed), set()).add(person)
    return {
        one.pk: Hands(
            frozenset(found.get(("note", one.proposal_id, one.iban_hash), ())),
            frozenset(found.get(("member", one.proposal.district.city_id, one.iban_hash), ())),
            frozenset(
                person
                for (what, place, pk), people in found.items()
                if what == "reject" and place == one.proposal_id and int(pk) > one.pk
                for person in people
            ),
        )
        for one in rows
    }


def read_hands(orders: Iterable[Order]) -> list[Order]:
    """Read who never pays to the accounts of these payments, as `hands` of each, and return them. One query."""
    rows: list[Any] = list(orders)
    for one in rows:
        one.bank_account.proposal = one.proposal
    found = hands_in(one.bank_account for one in rows)
    for one in rows:
        one.bank_account.hands = found[one.bank_account_id]
    return rows


def paid_by(user: int) -> Exists:
    """Return, for a query of accounts, whether that person prepared or released a payment to the number of one."""
    orders = Order.objects.filter(
        state__in=STANDING,
        bank_account__proposal=OuterRef("proposal"),
        bank_account__iban_hash=OuterRef("iban_hash"),
    )
    hands = Q(prepared_by=user) | Q(batch__prepared_by=user) | Q(batch__released_by=user)
    return Exists(orders.filter(hands))


def is_account_of(user: int) -> Exists:
    """Return, for a query of accounts, whether the city pays the allowance of that member to the number of one."""
    return Exists(_same_account().filter(user=user))
