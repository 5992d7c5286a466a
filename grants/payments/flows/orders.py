"""One attempt to pay an instalment: prepared, cancelled, prepared again to another account, failed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import fail
from grants.budget.models import Entry
from grants.decisions.models import Instalment
from grants.decisions.weighing import dossier_of
from grants.plan.models import Regulation
from grants.proposals.errors import HasInterest
from grants.proposals.models import BankAccount, Proposal
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile
from portal.fields import new_public_id
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from ..bank_text import REFERENCE
from ..checking import (
    refuse_confirmer,
    refuse_left_by_the_bank,
    refuse_lines_in_the_way,
    refuse_not_on_its_way,
    refuse_own_accounts,
)
from ..checking_of_connect import refuse_payout_confirmer, refuse_unusable
from ..doubts import refuse_in_doubt, refuse_voucher
from ..errors import NotPayable, Suspended, Unconfirmed
from ..holding import Books, hold_proposals
from ..models import Order
from ..payable import Payable
from ..queries import lines_in_the_way, paying_accounts, to_pay, with_interest
from ..queries_of_accounts import newest_accounts
from ..queries_of_connect import has_another_payout
from ..queries_of_suspensions import standing_suspensions
from ..rules import PREPARE
from ..states import OrderState
from .suspensions import end_over_of

PREPARED = describe(
    "payments.prepared", gettext_lazy("prepared a payment (cents: {cents}, attempt {attempt})")
)
CANCELLED = describe("payments.cancelled", gettext_lazy("cancelled a prepared payment (cents: {cents})"))
FAILED = describe("payments.failed", gettext_lazy("noted that a payment failed (cents: {cents})"))
_OF_DOSSIER = REFERENCE - 11  # what is left for the number of the dossier before ten signs of its own


@flow
def prepare_orders(city: City, *, instalments: Sequence[Instalment], by: User, at: datetime) -> list[Order]:
    """Prepare the payment of these instalments to the accounts of now.

    Raises NoLongerAllowed, HasInterest, NotPayable naming the dossiers that are not to be paid now, or not by her,
    Suspended naming those of which the payments stand still, Unconfirmed naming those whose account waits for a call
    back, InDoubt those of which somebody first notes why the account is right, and NotUsable those that Stripe cannot
    pay; then none is prepared.
    """
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    if not instalments:
        raise NotPayable(_("Choose at least one payment."))
    held = hold_proposals(one.decision.proposal_id for one in instalments)
    if with_interest(by, held):
        raise HasInterest
    end_over_of(held, by=None, at=at)
    if still := standing_suspensions(held):
        raise Suspended(sorted(held[pk].number for pk in still))
    refuse_lines_in_the_way(lines_in_the_way(one.pk for one in instalments))
    open_now = {one.instalment.pk: one for one in to_pay(city, proposals=held)}
    chosen = _with_accounts(instalments, open_now)
    refuse_in_doubt((what.proposal.number, account) for what, account in chosen)
    refuse_own_accounts((account for _what, account in chosen), paying_accounts(city))
    refuse_confirmer((account for _what, account in chosen), by=by)
    refuse_voucher((account for _what, account in chosen), by=by)
    refuse_unusable((what.proposal.number, what.stripe_fault) for what, _account in chosen)
    refuse_payout_confirmer(((what.proposal.number, what.payout) for what, _account in chosen), by=by)
    return [_prepare(what, account, by=by, at=at) for what, account in chosen]


@flow
def cancel_order(order: Order, *, by: User, at: datetime) -> None:
    """Cancel a payment that did not leave and waits in no batch. Raises NoLongerAllowed and WrongState."""
    hold_right(by, PREPARE, city_id=order.proposal.district.city_id, on=day_of(at))
    hold_proposals([order.proposal_id])
    _cancel(order, by=by, at=at)


@flow
def renew_order(order: Order, *, by: User, at: datetime) -> Order:
    """Cancel a payment whose account changed and prepare it anew to the account of now.

    Raises as `prepare_orders`, WrongState, and NotPayable when the account did not change.
    """
    city = order.proposal.district.city
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    held = hold_proposals([order.proposal_id])
    is_same = newest_accounts(held)[order.proposal_id].pk == order.bank_account_id
    if is_same and not has_another_payout(order):
        raise NotPayable(_("The account of this payment did not change."))
    _cancel(order, by=by, at=at)
    (made,) = prepare_orders(city, instalments=[order.instalment], by=by, at=at)
    return made


@flow
def fail_order(order: Order, *, reason: str, by: User, at: datetime) -> None:
    """Note that the bank will not pay what left: it is to be paid again, by a next attempt.

    Raises NoLongerAllowed, WrongState unless it is on its way, NotPayable while a line in doubt tells of it, and
    WrongMatch when the bank told that the financial system paid it.
    """
    city = order.proposal.district.city
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    held = hold_proposals([order.proposal_id])
    row = Order.objects.get(pk=order.pk)
    refuse_not_on_its_way(row)
    refuse_lines_in_the_way(lines_in_the_way([row.instalment_id]))
    refuse_left_by_the_bank(row)
    proposal = held[row.proposal_id]
    books = Books(city, [dossier_of(proposal)])
    fail_and_note(row, proposal, books, reason=reason, on=day_of(at), by=by, at=at)
    reread(order, "state", "failed_on", "failure")


@flow
def fail_and_note(
    row: Order, proposal: Proposal, books: Books, *, reason: str, on: date, by: User | None, at: datetime
) -> Entry:
    """Book that a payment failed or came back, and note why; return its entry. The locks are held."""
    dossier = dossier_of(proposal)
    was_settled = row.state == OrderState.SETTLED
    entry = fail(
        dossier,
        cents=row.cents,
        was_settled=was_settled,
        by=by,
        at=at,
        booked_on=books.day_for(dossier, on),
        key=f"{row.source}/fail",
        source=row.source,
    )
    row.move(OrderState.FAILED, failed_on=on, failure=reason[:200])
    record(FAILED, row, by=by, at=at, cents=row.cents, is_settled=was_settled)
    return entry


def _cancel(order: Order, *, by: User, at: datetime) -> None:
    row = Order.objects.get(pk=order.pk)
    if row.batch_id is not None:
        raise WrongState(_("This payment stands in a batch. Leave it out there first."))
    row.move(OrderState.CANCELLED)
    record(CANCELLED, row, by=by, at=at, cents=row.cents)
    reread(order, "state")


def _with_accounts(
    instalments: Iterable[Instalment], open_now: dict[int, Payable]
) -> list[tuple[Payable, BankAccount]]:
    """Return what is paid with the account of now; raises NotPayable and Unconfirmed naming what is not."""
    gone, bare, waits, found = set(), set(), set(), []
    for one in instalments:
        what = open_now.get(one.pk)
        if what is None:
            gone.add(one.decision.proposal.number)
        elif what.account is None:
            bare.add(what.proposal.number)
        elif what.account.is_unconfirmed:
            waits.add(what.proposal.number)
        else:
            found.append((what, what.account))
    if gone:
        raise NotPayable(
            _(
                "Not to be paid any more, or prepared by someone else already: %(numbers)s. Nothing was prepared."
            )
            % {"numbers": ", ".join(sorted(gone))}
        )
    if bare:
        raise NotPayable(
            _("There is no account to pay to: %(numbers)s. Nothing was prepared.")
            % {"numbers": ", ".join(sorted(bare))}
        )
    if waits:
        raise Unconfirmed(sorted(waits))
    return found


def _prepare(what: Payable, account: BankAccount, *, by: User, at: datetime) -> Order:
    """Make the order; its number for the bank is the dossier's with signs of its own."""
    proposal, public_id = what.proposal, new_public_id()
    attempts = Order.objects.filter(instalment=what.instalment).count()
    _refuse_another_channel(what)
    made = Order.objects.create(
        public_id=public_id,
        proposal=proposal,
        instalment=what.instalment,
        attempt=attempts + 1,
        bank_account=account,
        payout_account=what.payout,
        cents=what.cents,
        end_to_end_id=f"{proposal.number[:_OF_DOSSIER]}-{public_id[:10].upper()}",
        due_on=what.due_on,
        channel=what.channel,
        prepared_by=by,
        prepared_at=at,
    )
    record(PREPARED, made, by=by, at=at, cents=made.cents, attempt=made.attempt)
    return made


def _refuse_another_channel(what: Payable) -> None:
    """Raise ChangedMeanwhile when its regulation pays by another channel by now; that stays so until the flow ends."""
    held = Regulation.objects.select_for_update(no_key=True).filter(slices=what.proposal.slice_id)
    if any(one.channel != what.channel for one in held):
        raise ChangedMeanwhile(changed_meanwhile())
