"""What is checked before a release (four eyes, accounts unchanged, within the grant, fit for the bank) or write-off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from grants.plan.states import Channel
from grants.proposals.errors import HasInterest
from grants.proposals.iban import iban_hash
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.states import AccountVerdict
from grants.terms import day_of
from portal.errors import WrongState
from portal.ui.dates import full_date, moment
from wijkraden.people.models import User

from .bank_days import bank_day_from, is_bank_day
from .checking_of_connect import asked_file, refuse_unusable
from .doubts import doubt_words, refuse_in_doubt
from .errors import (
    BadLine,
    Frozen,
    NoBankDay,
    NotPayable,
    NotToSuspend,
    NotToWriteOff,
    OwnChange,
    OwnWriteOff,
    SamePerson,
    Suspended,
    Unconfirmed,
    WrongCall,
    WrongMatch,
)
from .gateway import payment_file, payment_line
from .leaving import PaymentFile, PaymentLine
from .models import Batch, Claim, ConnectedAccount, Order, PayingAccount, Suspension, WriteOff
from .payable import fault_at_stripe
from .queries import payable_cents, with_interest
from .queries_of_accounts import history_of, newest_accounts
from .queries_of_claims import due_of, may_write_off
from .queries_of_connect import connected_accounts
from .queries_of_finance import has_left_by_the_bank
from .queries_of_suspensions import last_day_for, standing_suspensions
from .rules import had_a_hand, is_own
from .states import BatchState, ClaimState, OrderState, SetOffState, WriteOffState

_LONGEST = timedelta(weeks=6)  # in which the city pays what a decision granted (Awb 4:87)


@dataclass(frozen=True)
class Checked:
    """An order of a batch with what leaves of it, and what stands in its way.

    `now` is the account that stands now; `is_covered`: the ledger has as much to pay; `is_own`: who looks prepared it,
    or entered or confirmed its account.
    """

    order: Order
    line: PaymentLine
    now: BankAccount
    is_covered: bool
    is_own: bool
    connected: ConnectedAccount | None = None  # by Stripe alone

    @property
    def stripe_fault(self) -> str:
        """Why it cannot leave by Stripe now, "" when it can or leaves otherwise."""
        if self.order.channel != Channel.STRIPE:
            return ""
        if self.connected is None or self.connected.payout_now != self.order.payout_account:
            return _("The account of the recipient at Stripe changed after this was prepared.")
        return fault_at_stripe(self.connected, self.now)

    @property
    def still_until(self) -> date | None:
        """Until when the payments of its dossier stand still, None when they do not."""
        found: date | None = self.now.still_until  # type: ignore[attr-defined]  # annotated
        return found

    @property
    def may_be_paid(self) -> bool:
        """Tell if a line that nobody matched tells of a payment of its dossier."""
        return bool(self.now.line_waits)  # type: ignore[attr-defined]  # annotated

    @property
    def is_frozen(self) -> bool:
        """Tell if its account changed since."""
        return self.now.pk != self.order.bank_account_id

    @property
    def faults(self) -> list[str]:
        """Why it cannot leave, for whoever may look."""
        found = []
        if self.still_until is not None:
            found.append(still_words(self.still_until))
        if self.now.is_unconfirmed:
            found.append(frozen_words(self.now))
        elif self.is_frozen:
            found.append(_("The account changed after this was prepared."))
        if self.now.pk == self.order.bank_account_id:
            found += doubt_words(self.now)
        if self.may_be_paid:
            found.append(
                _("A line of a statement tells of a payment on this dossier, and nobody matched it yet.")
            )
        if not self.is_covered:
            found.append(_("Less is to be paid on this dossier now than this payment."))
        account = self.order.bank_account
        if iban_hash(str(account.iban)) != account.iban_hash:
            found.append(_("The account number is not the one that was entered. Tell the administrator."))
        found += filter(None, [self.line.fault, self.stripe_fault])
        return found


def checked(orders: Sequence[Order], user: User | None = None, *, on: date | None = None) -> list[Checked]:
    """Return the orders with what is checked of each, for `user`. Two queries, four by Stripe.

    A page says on which day it looks (`newest_accounts`); a flow ended first what is over.
    """
    accounts = newest_accounts((one.proposal_id for one in orders), on=on)
    connected = connected_accounts(one.proposal_id for one in orders if one.channel == Channel.STRIPE)
    short = uncovered(orders)
    return [
        Checked(
            one,
            payment_line(one),
            accounts[one.proposal_id],
            is_covered=one.pk not in short,
            is_own=user is not None and is_own(user, one),
            connected=connected.get(one.proposal_id),
        )
        for one in orders
    ]


def uncovered(orders: Sequence[Order]) -> frozenset[int]:
    """Return the ids of the orders for which the ledger has less to pay now than they say. One query."""
    left = payable_cents(one.proposal for one in orders)
    short = set()
    for one in orders:
        left[one.proposal_id] -= one.cents
        if left[one.proposal_id] < 0:
            short.add(one.pk)
    return frozenset(short)


def file_for(batch: Batch, found: Sequence[Checked]) -> PaymentFile:
    """Make the file of a batch; outside a flow, since it takes a second. Raises BadFile."""
    if batch.channel == Channel.STRIPE:
        return asked_file(batch, [one.order for one in found])
    return payment_file(batch, [one.line for one in found])


def seal_of(orders: Sequence[Order]) -> str:
    """Return a checksum of what a batch pays, to whom: what was looked at is what is released."""
    told = "/".join(f"{one.public_id}:{one.cents}:{one.bank_account_id}" for one in orders)
    return hashlib.sha256(told.encode()).hexdigest()


def refuse_not_on_its_way(order: Order) -> None:
    """Raise WrongState unless the payment left and nobody heard of it since."""
    if order.state != OrderState.RELEASED:
        raise WrongState(_("Only a payment that is on its way can fail. Look at how it stands now."))
    if order.channel == Channel.STRIPE:
        raise WrongState(_("Stripe tells by itself when a payment fails. Ask it how this one stands."))


def refuse_ended(batch: Batch) -> None:
    """Raise WrongState unless the batch waits to be released."""
    if batch.state != BatchState.PREPARED:
        raise WrongState(
            _("This batch is “%(state)s” already, so nothing was done.")
            % {"state": BatchState(batch.state).label}
        )


def refuse_own(batch: Batch, orders: Iterable[Order], *, by: User) -> None:
    """Raise SamePerson when `by` prepared the batch or a payment in it, or entered an account in it."""
    if had_a_hand(by, batch, orders):
        raise SamePerson


def refuse_release(batch: Batch, found: Sequence[Checked], *, by: User, at: datetime) -> None:
    """Raise what stands in the way of a release by `by`: SamePerson, HasInterest, NoBankDay, and as `refuse_faults`.

    `found` are its orders as checked for `by`. One query.
    """
    refuse_own(batch, [one.order for one in found], by=by)
    if with_interest(by, {one.order.proposal_id for one in found}):
        raise HasInterest
    refuse_faults(found)
    if batch.execution_on < day_of(at):
        raise NoBankDay(
            _(
                "The day on which it should be paid is over. Return the batch; it is prepared again with another day."
            )
        )


def refuse_faults(found: Sequence[Checked]) -> None:
    """Raise Suspended, Unconfirmed, Frozen, InDoubt, NotUsable, NotPayable or BadLine naming what may not leave."""
    if still := [one.order.proposal.number for one in found if one.still_until is not None]:
        raise Suspended(still)
    if waits := [one.order.proposal.number for one in found if one.now.is_unconfirmed]:
        raise Unconfirmed(waits)
    if frozen := [one.order.proposal.number for one in found if one.is_frozen]:
        raise Frozen(frozen)
    refuse_in_doubt((one.order.proposal.number, one.now) for one in found)
    refuse_unusable((one.order.proposal.number, one.stripe_fault) for one in found)
    refuse_lines_in_the_way(one.order for one in found if one.may_be_paid)
    if short := [one.order.proposal.number for one in found if not one.is_covered]:
        raise NotPayable(
            _("Less is to be paid now than these payments: %(numbers)s. Leave them out.")
            % {"numbers": ", ".join(short)}
        )
    if bad := [f"{one.order.proposal.number}: {one.line.fault}" for one in found if one.line.fault]:
        raise BadLine(
            _("Some payments would be refused. Leave them out. %(lines)s") % {"lines": " ".join(bad)}
        )


def refuse_lines_in_the_way(found: Iterable[Order]) -> None:
    """Raise NotPayable naming the dossiers of which a line tells of a payment that nobody matched."""
    if numbers := sorted({one.proposal.number for one in found}):
        raise NotPayable(
            _(
                "A line of a statement tells of a payment on these dossiers, and nobody matched it: %(numbers)s. They "
                "may have been paid. Say what that line is first."
            )
            % {"numbers": ", ".join(numbers)}
        )


def refuse_left_by_the_bank(order: Order) -> None:
    """Raise WrongMatch when a statement of the bank told that the financial system made this payment. One query."""
    if has_left_by_the_bank(order):
        raise WrongMatch(
            _(
                "A statement of the bank tells that this payment left, and none that it came back. Ask whoever works "
                "with the financial system what came of it."
            )
        )


def refuse_own_accounts(payees: Iterable[BankAccount], accounts: Iterable[PayingAccount]) -> None:
    """Raise NotPayable naming the dossiers that would be paid to an account of the city itself."""
    own = {one.iban_hash for one in accounts}
    if found := sorted(one.proposal.number for one in payees if one.iban_hash in own):
        raise NotPayable(
            _(
                "These would be paid to the account of the city itself: %(numbers)s. Nothing was prepared. Ask the "
                "officer to enter the account of whoever receives the money."
            )
            % {"numbers": ", ".join(found)}
        )


def refuse_write_off(claim: Any, *, by: User, on: date) -> None:
    """Raise NotToWriteOff unless something of a claim can be given up on that day, HasInterest for who has one.

    `claim` is as the list of claims tells it. Three queries at most.
    """
    if with_interest(by, [claim.proposal_id]):
        raise HasInterest
    if not claim.is_open or due_of(claim) <= 0:
        raise NotToWriteOff(_("Nothing is left of this claim, so there is nothing to write off."))
    if not may_write_off(claim, on=on):
        raise NotToWriteOff(
            _("The recipient still has time to pay. It can be written off once the last day is over.")
        )
    if claim.write_offs.filter(state=WriteOffState.PREPARED).exists():
        raise NotToWriteOff(_("A write-off of this claim waits for a budget holder already."))
    if claim.set_offs.filter(state=SetOffState.PREPARED).exists():
        raise NotToWriteOff(_("A set-off of this claim waits for another payer. Then it can be written off."))


def refuse_given_up(claim: Claim) -> None:
    """Raise WrongMatch for a claim that was given up while another of its dossier is open. One query at most."""
    if claim.is_open or not claim.written_off_cents:
        return
    if (other := claim.proposal.claims.filter(state=ClaimState.OPEN).first()) is not None:
        raise WrongMatch(
            _("This claim was written off, and %(reference)s of the same dossier is open: it pays that one.")
            % {"reference": other.reference}
        )


def refuse_decided(found: WriteOff, by: User) -> None:
    """Raise WrongState for a write-off that no longer waits, OwnWriteOff for who prepared it, and HasInterest."""
    if not found.is_waiting:
        raise WrongState(_("This write-off no longer waits. Look at how it stands now."))
    if found.prepared_by_id == by.pk:
        raise OwnWriteOff
    if with_interest(by, [found.of.pk]):
        raise HasInterest


def refuse_confirmer(payees: Iterable[BankAccount], *, by: User) -> None:
    """Raise NotPayable naming the dossiers of which `by` confirmed the account: somebody else prepares these."""
    if found := sorted(one.proposal.number for one in payees if one.checked_by_id == by.pk):
        raise NotPayable(
            _("You confirmed the account of these, so someone else prepares them: %(numbers)s.")
            % {"numbers": ", ".join(found)}
        )


def refuse_check(account: BankAccount, verdict: AccountVerdict, *, by: User) -> None:
    """Raise WrongState unless that is the account of now and waits for a call back, OwnChange for who vouches for it.

    That is who entered it, or to confirm it the same number before, or to reject it the account that then stands again.
    One query.
    """
    if not account.is_unconfirmed:
        raise WrongState(_("This account does not wait to be confirmed, or somebody did it already."))
    rows = history_of(account.proposal)
    now, *before = (one for one in rows if not one.is_rejected)
    if now.pk != account.pk:
        raise WrongState(_("Another account was entered after this one. Look at what stands there now."))
    brought = [one for one in rows if one.iban_hash == account.iban_hash]
    if by.pk in {
        one.entered_by_id for one in (brought if verdict == AccountVerdict.CONFIRMED else [now, *before[:1]])
    }:
        raise OwnChange


def frozen_words(account: BankAccount) -> str:
    """Return why nothing is paid to an account that waits: since when, and who can end that."""
    return _(
        "Frozen until the new account is confirmed. %(name)s entered it on %(day)s; another officer calls the "
        "recipient back."
    ) % {
        "name": account.entered_by.full_name if account.entered_by else "",
        "day": full_date(account.entered_at),
    }


def refuse_suspended(proposal: Proposal, *, on: date) -> None:
    """Raise NotToSuspend when its payments stand still on that day, or did so as long as they may. Two queries."""
    found = standing_suspensions([proposal.pk]).get(proposal.pk)
    if found is not None and found.last_on >= on:
        raise NotToSuspend(_("The payments of this dossier stand still already."))
    if last_day_for(proposal, on=on) < on:
        raise NotToSuspend(
            _(
                "They stood still for thirteen weeks already (Awb 4:56). Decide on the grant, or let them be paid."
            )
        )


def refuse_ended_suspension(suspension: Suspension) -> None:
    """Raise WrongState when the payments go on already."""
    if not suspension.stands:
        raise WrongState(_("The payments of this dossier go on already."))


def still_words(until: date) -> str:
    """Return that nothing is paid on a dossier because of a suspicion, and until when."""
    return _("The payments of this dossier stand still, up to and including %(day)s (Awb 4:56).") % {
        "day": full_date(until)
    }


def refuse_day(day: date, *, channel: str, at: datetime) -> None:
    """Raise NoBankDay unless it is today or in the six weeks that the law gives (Awb 4:87), and banks pay then.

    The financial system chooses the day itself: it may be asked for any.
    """
    if day < day_of(at):
        raise NoBankDay(_("This day is over. Choose today or a later day."))
    if day > day_of(at) + _LONGEST:
        raise NoBankDay(
            _("Choose a day up to and including %(day)s: the city pays within six weeks (Awb 4:87).")
            % {"day": full_date(day_of(at) + _LONGEST)}
        )
    if channel == Channel.BANK and not is_bank_day(day):
        raise NoBankDay(
            _("Banks do not pay on %(day)s. The next day on which they do is %(next)s.")
            % {"day": full_date(day), "next": full_date(bank_day_from(day))}
        )


def called_after(known_at: datetime, called_at: datetime, *, at: datetime) -> datetime:
    """Return when the recipient was called back, typed without seconds; raises WrongCall unless it was known then."""
    if not known_at.replace(second=0, microsecond=0) <= called_at <= at:
        told = {"moment": moment(known_at)}
        raise WrongCall(
            _("The account is known since %(moment)s. Tell when you called after that: not in the future.")
            % told
        )
    return max(called_at, known_at)
