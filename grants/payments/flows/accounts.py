"""Accounts: from which the city pays, and to which a recipient wants to be paid after the grant."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from schwifty import IBAN

from grants.proposals.holding import hold, note_handler
from grants.proposals.iban import compact_iban, iban_hash
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.queries import bank_account_of
from grants.proposals.signals import refuse_own_account
from grants.proposals.states import State
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from ..errors import SameAccount, WrongAccount
from ..models import Order, PayingAccount
from ..rules import CHANGE_PAYEE, PAID_ON, SET_ACCOUNT

SET = describe("payments.account_set", gettext_lazy("entered the account from which the city pays"))
CHANGED = describe("payments.payee_changed", gettext_lazy("entered another account of a recipient"))
NO_ACCOUNT = 0  # the id of no account
ACCOUNT_READ = describe("payments.account_read", gettext_lazy("read the whole account number of a payment"))


@flow
def set_paying_account(
    city: City, *, iban: str, holder: str, after: int | None = None, by: User, at: datetime
) -> PayingAccount:
    """Enter the account from which the city pays; batches that wait keep the one they were prepared for.

    `after` is the account that the page showed. Raises NoLongerAllowed, WrongBankAccount for what is no IBAN,
    WrongAccount for one outside the Netherlands, and ChangedMeanwhile when another stands there by now.
    """
    hold_right(by, SET_ACCOUNT, city_id=city.pk, on=day_of(at))
    _refuse_another(PayingAccount.objects.filter(city=city).order_by("-id").first(), after)
    compact = compact_iban(iban)
    bic = IBAN(compact).bic
    if bic is None:
        raise WrongAccount(_("The bank of this account is not known here. Type an account at a Dutch bank."))
    made = PayingAccount.objects.create(
        city=city,
        holder=holder,
        iban=compact,
        iban_hash=iban_hash(compact),
        ending=compact[-4:],
        bic=str(bic),
        entered_by=by,
        entered_at=at,
    )
    record(SET, made, by=by, at=at)
    return made


@flow
def change_payee(
    proposal: Proposal, *, iban: str, holder: str, after: int | None = None, by: User, at: datetime
) -> BankAccount:
    """Enter another account of the recipient after the grant; payments to the old one that did not leave freeze.

    Raises NoLongerAllowed, HasInterest, WrongState, WrongBankAccount, OwnAccount for one of the city itself,
    SameAccount for the one that stands there, and ChangedMeanwhile when that is not the one that the page showed
    (`after`).
    """
    row = hold(proposal, CHANGE_PAYEE, among=[State(one) for one in PAID_ON], by=by, at=at)
    compact = compact_iban(iban)
    refuse_own_account(row.district.city, iban_hash(compact))
    newest = bank_account_of(row)
    _refuse_another(newest, after)
    if newest is not None and newest.iban_hash == iban_hash(compact) and newest.holder == holder:
        raise SameAccount(_("This account with this name stands there already."))
    made = BankAccount.objects.create(
        proposal=row,
        iban=compact,
        iban_hash=iban_hash(compact),
        ending=compact[-4:],
        holder=holder,
        entered_by=by,
        entered_at=at,
    )
    note_handler(row, by=by, at=at)
    record(CHANGED, made, by=by, at=at)
    return made


@flow
def note_account_read(order: Order, *, by: User, at: datetime) -> str:
    """Put on the trail that someone reads the whole account number of a payment, and return it."""
    record(ACCOUNT_READ, order, by=by, at=at)
    return str(BankAccount.objects.get(pk=order.bank_account_id).iban)


def _refuse_another(newest: BankAccount | PayingAccount | None, after: int | None) -> None:
    """Raise ChangedMeanwhile when it is not the account that the page showed; None for who saw no page."""
    if after is not None and (newest.pk if newest else NO_ACCOUNT) != after:
        raise ChangedMeanwhile(changed_meanwhile())
