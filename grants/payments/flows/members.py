"""The accounts of council members, of which a keyed hash alone is kept."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.iban import compact_iban, iban_hash
from grants.terms import day_of
from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from ..models import MemberAccount
from ..queries_of_doubts import council_members, member_accounts_to_forget
from ..rules import SET_MEMBER_ACCOUNTS

name_things({"grants.memberaccount": gettext_lazy("account of a council member")})
ENTERED = describe("payments.member_account", gettext_lazy("entered the account of a council member"))
TAKEN_AWAY = describe(
    "payments.member_account_gone", gettext_lazy("took the account of a council member away")
)
FORGOTTEN = describe(
    "payments.member_accounts_forgotten",
    gettext_lazy("accounts of people who sit in no council any more went by themselves (number: {count})"),
)


@flow
def enter_member_accounts(city: City, *, accounts: Sequence[tuple[User, str]], by: User, at: datetime) -> int:
    """Keep the hash of these accounts in the place of what was known of these people; return how many are new.

    What stands there already stays, with its day. Raises NoLongerAllowed, WrongBankAccount, and WrongState for who
    sits in no council of the city; then nothing is written.
    """
    people = {one.pk for one, _iban in accounts}
    _hold([by.pk, *people])
    hold_right(by, SET_MEMBER_ACCOUNTS, city_id=city.pk, on=day_of(at))
    if council_members(city, on=day_of(at)).filter(pk__in=people).count() != len(people):
        raise WrongState(_("Somebody in this list sits in no council any more. Look at it again."))
    known = dict(MemberAccount.objects.filter(city=city, user__in=people).values_list("user", "iban_hash"))
    found = {user.pk: (user, iban_hash(compact_iban(iban))) for user, iban in accounts}
    fresh = {pk: told for pk, told in found.items() if known.get(pk) != told[1]}
    MemberAccount.objects.filter(city=city, user__in=fresh).delete()
    for user, hashed in fresh.values():
        MemberAccount.objects.create(city=city, user=user, iban_hash=hashed, entered_by=by, entered_at=at)
        record(ENTERED, user, by=by, at=at)
    return len(fresh)


@flow
def take_member_account_away(account: MemberAccount, *, by: User, at: datetime) -> None:
    """Forget the account of a council member. Raises NoLongerAllowed, and WrongState when it went already."""
    _hold([by.pk, account.user_id])
    hold_right(by, SET_MEMBER_ACCOUNTS, city_id=account.city_id, on=day_of(at))
    gone, _each = MemberAccount.objects.filter(pk=account.pk).delete()
    if not gone:
        raise WrongState(_("This account was taken away already."))
    record(TAKEN_AWAY, account.user, by=by, at=at)


@flow
def forget_member_accounts(city: City, *, by: User | None = None, at: datetime) -> int:
    """Forget those of who sits in no council any more while no dossier has that account; return how many."""
    gone, _each = member_accounts_to_forget(city, on=day_of(at)).delete()
    if gone:
        record(FORGOTTEN, city, by=by, at=at, count=gone)
    return gone


def _hold(people: Sequence[int]) -> None:
    """Lock people by id: whoever enters accounts of the same people waits."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(rows.values_list("pk", flat=True))
