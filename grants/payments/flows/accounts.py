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
from grants.proposals.states import AccountVerdict, State
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.reads import reread, row_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from ..checking import called_after, refuse_check
from ..errors import SameAccount, WrongAccount
from ..models import Order, PayingAccount
from ..queries_of_accounts import history_of
from ..rules import CHANGE_PAYEE, CONFIRM_PAYEE, PAID_ON, SET_ACCOUNT
from .contacts import tell_contact
from .doubts import ask_name

SET = describe("payments.account_set", gettext_lazy("entered the account from which the city pays"))
CHANGED = describe("payments.payee_changed", gettext_lazy("entered another account of a recipient"))
CONFIRMED = describe(
    "payments.payee_confirmed", gettext_lazy("confirmed another account of a recipient after a call back")
)
REJECTED = describe("payments.payee_rejected", gettext_lazy("rejected another account of a recipient"))
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
    """Enter another account of the recipient after the grant; payments that did not leave freeze until it is confirmed.

    The contact from before is told at once. The first account needs neither. Raises NoLongerAllowed, HasInterest,
    WrongState, WrongBankAccount, OwnAccount for one of the city itself, SameAccount for the one that stands there, and
    ChangedMeanwhile when that is not the one that the page showed (`after`).
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
        replaces=newest,
    )
    note_handler(row, by=by, at=at)
    ask_name(row, by=by, at=at)
    if newest is not None:
        before = _stood_before(row, newest, made)
        tell_contact("payments.account_changed", about=made, made=made, before=before, by=by, at=at)
    record(CHANGED, made, by=by, at=at)
    return made


@flow
def confirm_payee(
    account: BankAccount,
    *,
    called_at: datetime,
    called_number: str,
    spoke_with: str,
    note: str = "",
    by: User,
    at: datetime,
) -> None:
    """Confirm the account that another officer entered, after calling the recipient back: it is paid to from now on.

    The call was after the change, to the minute, and is over. Raises NoLongerAllowed, HasInterest, WrongState,
    OwnChange, WrongCall, and ReviewsIt for a reviewer of the proposal.
    """
    row = _hold_unconfirmed(account, AccountVerdict.CONFIRMED, by=by, at=at)
    row.called_at = called_after(row.entered_at, called_at, at=at)
    row.called_number, row.spoke_with = called_number, spoke_with
    _end_check(row, AccountVerdict.CONFIRMED, note=note, by=by, at=at)
    record(CONFIRMED, row, by=by, at=at)
    reread(account)


@flow
def reject_payee(account: BankAccount, *, reason: str, by: User, at: datetime) -> None:
    """Reject the account that another officer entered: the one before it stands again, with its payments.

    Raises as `confirm_payee`, but for WrongCall.
    """
    row = _hold_unconfirmed(account, AccountVerdict.REJECTED, by=by, at=at)
    _end_check(row, AccountVerdict.REJECTED, note=reason, by=by, at=at)
    record(REJECTED, row, by=by, at=at)
    reread(account)


@flow
def note_account_read(order: Order, *, by: User, at: datetime) -> str:
    """Put on the trail that someone reads the whole account number of a payment, and return it."""
    record(ACCOUNT_READ, order, by=by, at=at)
    return str(BankAccount.objects.get(pk=order.bank_account_id).iban)


def _hold_unconfirmed(
    account: BankAccount, verdict: AccountVerdict, *, by: User, at: datetime
) -> BankAccount:
    """Hold the proposal of an account and return that as it is now, unless `by` may not judge it."""
    held = hold(account.proposal, CONFIRM_PAYEE, among=[State(one) for one in PAID_ON], by=by, at=at)
    row = row_of(BankAccount, account.pk)
    row.proposal = held
    refuse_check(row, verdict, by=by)
    return row


def _end_check(row: BankAccount, verdict: AccountVerdict, *, note: str, by: User, at: datetime) -> None:
    row.verdict, row.check_note, row.checked_by, row.checked_at = verdict, note, by, at
    row.save(
        update_fields=[
            "verdict",
            "check_note",
            "checked_by",
            "checked_at",
            "called_at",
            "called_number",
            "spoke_with",
        ]
    )
    note_handler(row.proposal, by=by, at=at)


def _stood_before(proposal: Proposal, newest: BankAccount, made: BankAccount) -> BankAccount:
    """Return the account that was paid to until now: one that nobody confirmed never was.

    Of one that is entered anew after another one, that other one: what was and what is are two.
    """
    rows = (one for one in history_of(proposal) if one.pk != made.pk and not one.is_rejected)
    found = next((one for one in rows if not one.is_unconfirmed), newest)
    return newest if found.iban_hash == made.iban_hash else found


def _refuse_another(newest: BankAccount | PayingAccount | None, after: int | None) -> None:
    """Raise ChangedMeanwhile when it is not the account that the page showed; None for who saw no page."""
    if after is not None and (newest.pk if newest else NO_ACCOUNT) != after:
        raise ChangedMeanwhile(changed_meanwhile())
