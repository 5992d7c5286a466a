"""Orders that leave together: prepared by one payer, released or returned by another."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.flows import send as book_sent
from grants.budget.queries import holders
from grants.decisions.weighing import dossier_of
from grants.plan.states import Channel
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, WrongState
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.people.states import Role
from wijkraden.places.models import City

from ..checking import (
    checked,
    refuse_confirmer,
    refuse_day,
    refuse_faults,
    refuse_own,
    refuse_own_accounts,
    refuse_release,
    seal_of,
)
from ..checking_of_connect import refuse_payout_confirmer
from ..doubts import refuse_voucher
from ..errors import NotPayable
from ..holding import Books, hold_batch, hold_proposals, hold_till
from ..leaving import PaymentFile
from ..models import Batch, Order
from ..queries import orders_of_batch
from ..queries_of_doubts import hands_in
from ..rules import PREPARE, RELEASE
from ..states import BatchState, OrderState
from .suspensions import end_over_of
from .transfers import ask_transfers

PREPARED = describe(
    "payments.batch_prepared", gettext_lazy("prepared a batch of payments (number: {count}, cents: {cents})")
)
LEFT_OUT = describe("payments.left_out", gettext_lazy("left a payment out of a batch (cents: {cents})"))
RELEASED = describe(
    "payments.released", gettext_lazy("released a batch of payments (number: {count}, cents: {cents})")
)
RETURNED = describe("payments.returned", gettext_lazy("returned a batch of payments (number: {count})"))
DOWNLOADED = describe("payments.downloaded", gettext_lazy("downloaded the file of a batch of payments"))


@flow
def prepare_batch(
    city: City, *, orders: Sequence[Order], execution_on: date, by: User, at: datetime
) -> Batch:
    """Put prepared orders of one channel together, to be paid on that day, and mail the other payers that it waits.

    Raises NoLongerAllowed, NoAccount, NoBankDay, NotPayable, and Suspended, Unconfirmed, Frozen, InDoubt and BadLine
    naming the dossiers.
    """
    hold_right(by, PREPARE, city_id=city.pk, on=day_of(at))
    accounts = hold_till(city)
    rows = _free(orders, at=at)
    refuse_day(execution_on, channel=rows[0].channel, at=at)
    refuse_own_accounts((one.bank_account for one in rows), accounts)
    refuse_confirmer((one.bank_account for one in rows), by=by)
    refuse_voucher((one.bank_account for one in rows), by=by)
    refuse_payout_confirmer(((one.proposal.number, one.payout_account) for one in rows), by=by)
    _refuse_unreleasable(rows, city, by=by, at=at)
    newest = Batch.objects.filter(city=city).aggregate(number=Max("number"))["number"] or 0
    made = Batch.objects.create(
        city=city,
        number=newest + 1,
        account=accounts[0],
        channel=rows[0].channel,
        execution_on=execution_on,
        count=len(rows),
        cents=sum(one.cents for one in rows),
        prepared_by=by,
        prepared_at=at,
    )
    Order.objects.filter(pk__in=[one.pk for one in rows]).update(batch=made)
    record(PREPARED, made, by=by, at=at, count=made.count, cents=made.cents)
    _tell_others(made, by=by, at=at)
    return made


@flow
def leave_out(batch: Batch, order: Order, *, by: User, at: datetime) -> None:
    """Leave an order out of a batch that waits; it is prepared still. Of the last one the batch is returned instead.

    Raises NoLongerAllowed and WrongState.
    """
    hold_right(by, RELEASE, city_id=batch.city_id, on=day_of(at))
    row = hold_batch(batch)
    hold_proposals([order.proposal_id])
    stays = row.orders.exclude(pk=order.pk)
    if not stays.exists():
        raise WrongState(_("This is the only payment of the batch. Return the batch instead."))
    if not row.orders.filter(pk=order.pk).update(batch=None):
        raise WrongState(_("This payment stands in the batch no longer."))
    row.count, row.cents = stays.count(), sum(stays.values_list("cents", flat=True))
    row.save(update_fields=["count", "cents"])
    record(LEFT_OUT, row, by=by, at=at, cents=order.cents)
    reread(batch, "count", "cents")


@flow
def return_batch(batch: Batch, *, reason: str, by: User, at: datetime) -> None:
    """Return a batch with a reason; its orders are free for another one. Raises NoLongerAllowed and WrongState."""
    hold_right(by, RELEASE, city_id=batch.city_id, on=day_of(at))
    row = hold_batch(batch)
    hold_proposals(row.orders.values_list("proposal_id", flat=True))
    row.orders.update(batch=None)
    row.state, row.reason, row.returned_by, row.returned_at = BatchState.RETURNED, reason, by, at
    row.save(update_fields=["state", "reason", "returned_by", "returned_at"])
    record(RETURNED, row, by=by, at=at, count=row.count)
    reread(batch, "state")


@flow
def release_batch(batch: Batch, *, file: PaymentFile, seal: str, by: User, at: datetime) -> Batch:
    """Release a batch with the file that was made of it: every order is booked as sent, or none.

    `seal` is that of what was looked at. Raises NoLongerAllowed, WrongState also when someone else was first,
    ChangedMeanwhile, SamePerson, HasInterest, Suspended, Unconfirmed, Frozen, InDoubt, NotPayable, BadLine
    and NoBankDay.
    """
    hold_right(by, RELEASE, city_id=batch.city_id, on=day_of(at))
    row = hold_batch(batch)
    held = hold_proposals(row.orders.values_list("proposal_id", flat=True))
    end_over_of(held, by=None, at=at)
    orders = orders_of_batch(row)
    if seal_of(orders) != seal:
        raise ChangedMeanwhile(
            _("The batch changed after you opened it. Look at it again; nothing was released.")
        )
    refuse_release(row, checked(orders, by), by=by, at=at)
    books = Books(row.city, [dossier_of(one) for one in held.values()])
    row.state, row.released_by, row.released_at = BatchState.RELEASED, by, at
    row.file, row.message_id, row.sha256, row.size = file.content, file.message_id, file.sha256, file.size
    row.save(update_fields=["state", "released_by", "released_at", "file", "message_id", "sha256", "size"])
    for one in orders:
        _send(one, books, by=by, at=at)
    if row.channel == Channel.STRIPE:
        ask_transfers(row, by=by, at=at)
    record(RELEASED, row, by=by, at=at, count=row.count, cents=row.cents)
    return row


@flow
def note_download(batch: Batch, *, by: User, at: datetime) -> None:
    """Put on the trail that the file of a batch left the portal; raises NoLongerAllowed, SamePerson and WrongState."""
    hold_right(by, RELEASE, city_id=batch.city_id, on=day_of(at))
    refuse_own(batch, orders_of_batch(batch), by=by)
    if batch.state != BatchState.RELEASED:
        raise WrongState(_("There is no file yet: it is made when the batch is released."))
    record(DOWNLOADED, batch, by=by, at=at)


def _free(orders: Sequence[Order], *, at: datetime) -> list[Order]:
    """Lock the proposals of these orders and return those rows, fit for a batch.

    Raises NotPayable when one is in no state for it, Suspended, Unconfirmed, Frozen and BadLine.
    """
    if not orders:
        raise NotPayable(_("Choose at least one payment."))
    end_over_of(hold_proposals(one.proposal_id for one in orders), by=None, at=at)
    found = Order.objects.filter(
        pk__in=[one.pk for one in orders], state=OrderState.PREPARED, batch__isnull=True
    )
    rows = list(found.select_related("proposal__dossier__year", "proposal__district", "bank_account"))
    if len(rows) < len(orders):
        raise NotPayable(_("Some of these payments were cancelled or stand in another batch. Choose again."))
    if len({one.channel for one in rows}) > 1:
        raise NotPayable(
            _("These payments do not leave by the same way. Make a batch of those of one at a time.")
        )
    refuse_faults(checked(rows))
    return rows


def _send(order: Order, books: Books, *, by: User, at: datetime) -> None:
    dossier = dossier_of(order.proposal)
    entry = book_sent(
        dossier,
        cents=order.cents,
        by=by,
        at=at,
        booked_on=books.day_for(dossier, day_of(at)),
        key=f"{order.source}/send",
        source=order.source,
    )
    order.move(OrderState.RELEASED, sent_entry=entry)


def _refuse_unreleasable(rows: Sequence[Order], city: City, *, by: User, at: datetime) -> None:
    """Raise NotPayable when every payer of the city has had a hand in it, so that nobody could release it."""
    accounts = [one.bank_account for one in rows]
    hands = {by.pk, *(one.prepared_by_id for one in rows)}
    hands |= {pk for one in accounts for pk in (one.entered_by_id, one.checked_by_id) if pk is not None}
    for one in hands_in(accounts).values():
        hands |= one.vouchers | one.members
    at_stripe = [one.payout_account.checked_by_id for one in rows if one.payout_account is not None]
    hands |= {pk for pk in at_stripe if pk is not None}
    others = [one for one in holders(city, Role.PAYER, on=day_of(at)) if one.pk != by.pk]
    if others and hands.issuperset(one.pk for one in others):
        raise NotPayable(
            _(
                "Nobody could release this batch: every other payer prepared some of these payments, entered or "
                "confirmed an account of them, noted why one is right, or has it."
            )
        )


def _tell_others(batch: Batch, *, by: User, at: datetime) -> None:
    """Mail the other payers of the city that a batch waits for one of them."""
    city = batch.city
    link = city.address + reverse("payment_batch", args=[batch.public_id])
    for one in holders(city, Role.PAYER, on=timezone.localdate(at)):
        if one.pk != by.pk:
            send(
                "payments.waits",
                to=one,
                address=one.email,
                language=one.language,
                context={"to": one, "by": by, "batch": batch, "city": city, "link": link},
                about=batch,
                by=by,
                at=at,
            )
