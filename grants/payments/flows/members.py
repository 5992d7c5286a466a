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

from ..holding import hold_proposals
from ..models import MemberAccount
from ..queries_of_doubts import council_members, member_accounts_to_forget, proposals_with
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

    What stands there already stays, and counts as told again. Dossiers with these accounts are held: no payment to one
    is checked or leaves meanwhile. Raises NoLongerAllowed, WrongBankAccount, and WrongState for who
    sits in no council of the city; then nothing is written.
    """
    people = {one.pk for one, _iban in accounts}
    _hold([by.pk, *people])
    hold_right(by, SET_MEMBER_ACCOUNTS, city_id=city.pk, on=day_of(at))
    if council_members(city, on=day_of(at)).filter(pk__in=people).count() != len(people):
        raise WrongState(_("Somebody in this list sits in no council any more. Look at it again."))
    known = {one.user_id: one for one in MemberAccount.objects.filter(city=city, user__in=people)}
    found = {user.pk: (user, iban_hash(compact_iban(iban))) for user, iban in accounts}
    fresh = {pk: told for pk, told in found.items() if pk not in known or known[pk].iban_hash != told[1]}
    hold_proposals(proposals_with(city, {hashed for _user, hashed in fresh.values()}))
    MemberAccount.objects.filter(city=city, user__in=people - fresh.keys()).update(told_by=by, told_at=at)
    MemberAccount.objects.filter(city=city, user__in=fresh).delete()
    for user, hashed in fresh.values():
        made = MemberAccount(city=city, user=user, iban_hash=hashed, entered_by=by, entered_at=at)
        made.told_by, made.told_at = by, at
        if user.pk in known:
            made.public_id = known[
                user.pk
            ].public_id  # the page does not tell either whether it is another one
        made.save(force_insert=True)
    for user, _hashed in found.values():
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
