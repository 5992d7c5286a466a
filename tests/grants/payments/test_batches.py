"""Payments in batches: one prepares, another releases, and what must be so before a cent leaves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.payments.checking import checked, file_for, refuse_release, seal_of
from grants.payments.errors import BadLine, Frozen, NoAccount, NoBankDay, NotPayable, SamePerson
from grants.payments.flows import (
    cancel_order,
    leave_out,
    prepare_batch,
    prepare_orders,
    release_batch,
    renew_order,
    return_batch,
)
from grants.payments.models import Batch, Order
from grants.payments.queries import file_of, orders_of_batch, to_pay
from grants.payments.states import BatchState, OrderState
from grants.proposals.errors import HasInterest
from grants.proposals.iban import iban_hash
from grants.proposals.models import Interest, Proposal
from portal.errors import ChangedMeanwhile, NoLongerAllowed, WrongState
from portal.post.models import Message
from portal.trail.models import Record
from tests import decisions, payments
from tests.make import NOON, person
from tests.payments import ANOTHER_IBAN, TOMORROW
from tests.shared import shared
from wijkraden.people.flows import end_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 4,800 euros of which 80% is advanced at once."""
    return decisions.granted(delfshaven, advance_percent=80)


@shared
def another(delfshaven: District) -> Proposal:
    """A second one, of 1,000 euros, that is paid whole at once."""
    return decisions.granted(delfshaven, cents=1_000_00, title="Buurtmoestuin")


def states(batch: Batch) -> list[str]:
    return [one.state for one in batch.orders.order_by("id")]


def test_what_was_told_is_to_be_paid_within_six_weeks(proposal: Proposal, city: City) -> None:
    (found,) = to_pay(city)

    assert (found.proposal, found.cents, found.due_on) == (proposal, 3_840_00, date(2026, 12, 14))
    assert found.is_ready


def test_prepared_orders_are_paid_to_the_account_of_now(proposal: Proposal, city: City, pim: User) -> None:
    (order,) = payments.ordered(proposal)

    assert (order.cents, order.attempt, order.prepared_by, order.state) == (3_840_00, 1, pim, "prepared")
    assert order.bank_account == proposal.bank_accounts.get()
    assert order.end_to_end_id.startswith(f"{proposal.number}-")
    assert to_pay(city) == []


def test_an_instalment_is_prepared_once(proposal: Proposal, city: City, pim: User) -> None:
    chosen = payments.instalments_of(proposal)
    payments.ordered(proposal)

    with pytest.raises(NotPayable, match=proposal.number):
        prepare_orders(city, instalments=chosen, by=pim, at=NOON)
    assert Order.objects.count() == 1


def test_only_a_payer_prepares(proposal: Proposal, city: City, bas: User) -> None:
    with pytest.raises(NoLongerAllowed):
        prepare_orders(city, instalments=payments.instalments_of(proposal), by=bas, at=NOON)


def test_without_an_account_of_the_city_there_is_no_batch(proposal: Proposal, city: City, pim: User) -> None:
    orders = payments.ordered(proposal)

    with pytest.raises(NoAccount):
        prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 7), date(2026, 12, 25), date(2027, 3, 26)])
def test_the_bank_pays_on_a_bank_day_from_today_on(
    day: date, proposal: Proposal, city: City, pim: User
) -> None:
    payments.account(city)
    orders = payments.ordered(proposal)

    with pytest.raises(NoBankDay):
        prepare_batch(city, orders=orders, execution_on=day, by=pim, at=NOON)
    assert Batch.objects.count() == 0


def test_batches_are_numbered_and_the_other_payer_is_told(
    proposal: Proposal, another: Proposal, petra: User
) -> None:
    first, second = payments.batched(proposal), payments.batched(another)

    assert [(one.number, one.count, one.cents) for one in (first, second)] == [
        (1, 1, 3_840_00),
        (2, 1, 1_000_00),
    ]
    told = Message.objects.filter(kind="payments.waits")
    assert [one.to_id for one in told] == [petra.pk, petra.pk]


def test_another_payer_releases_and_everything_is_booked_as_sent(
    proposal: Proposal, another: Proposal, petra: User
) -> None:
    batch = payments.release(payments.batched(proposal, another))

    batch.refresh_from_db()
    assert (batch.state, batch.released_by, batch.released_at) == (BatchState.RELEASED, petra, NOON)
    assert states(batch) == [OrderState.RELEASED, OrderState.RELEASED]
    entries = Entry.objects.filter(event="send")
    assert sorted(one.transfers.get().cents for one in entries) == [1_000_00, 3_840_00]
    assert file_of(batch) == str(batch.file).encode()
    assert Record.objects.filter(act="payments.released").get().facts == {"count": 2, "cents": 4_840_00}
    assert prove().faults == []


def test_who_prepared_the_batch_never_releases_it(proposal: Proposal, pim: User) -> None:
    batch = payments.batched(proposal)

    with pytest.raises(SamePerson):
        payments.release(batch, by=pim)
    assert states(batch) == [OrderState.PREPARED]


def test_nor_who_prepared_a_payment_in_it(proposal: Proposal, city: City, pim: User, petra: User) -> None:
    payments.account(city)
    orders = payments.ordered(proposal, by=petra)
    person("paula", role=Role.PAYER, city=city, at=NOON)
    batch = prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)

    with pytest.raises(SamePerson):
        payments.release(batch, by=petra)


def test_nobody_makes_a_batch_that_nobody_can_release(
    proposal: Proposal, city: City, pim: User, petra: User
) -> None:
    payments.account(city)
    orders = payments.ordered(proposal, by=petra)
    told: dict[str, Any] = {"orders": orders, "execution_on": TOMORROW, "at": NOON}
    with pytest.raises(NotPayable):
        prepare_batch(city, by=pim, **told)

    assert prepare_batch(city, by=petra, **told).count == len(orders)


def test_the_bank_pays_within_six_weeks(proposal: Proposal, city: City, pim: User) -> None:
    payments.account(city)
    orders = payments.ordered(proposal, by=pim)
    with pytest.raises(NoBankDay):
        prepare_batch(city, orders=orders, execution_on=date(2026, 12, 15), by=pim, at=NOON)

    assert prepare_batch(city, orders=orders, execution_on=date(2026, 12, 14), by=pim, at=NOON).count == 1


def test_nor_who_entered_an_account_in_it(proposal: Proposal, city: City, pim: User, petra: User) -> None:
    person("paula", role=Role.PAYER, city=city, at=NOON)  # without her nobody could release it
    by_hand = proposal.bank_accounts.get()
    made = type(by_hand).objects.create(
        proposal=proposal,
        iban=ANOTHER_IBAN,
        iban_hash=iban_hash(ANOTHER_IBAN),
        ending="6789",
        holder=by_hand.holder,
        entered_by=petra,
        entered_at=NOON,
        replaces=by_hand,
    )
    payments.confirmed(made)
    batch = payments.batched(proposal)
    assert batch.orders.get().bank_account == made

    with pytest.raises(SamePerson):
        payments.release(batch, by=petra)


def test_the_database_keeps_the_releaser_apart_whatever_the_code_does(
    proposal: Proposal, pim: User, petra: User, city: City
) -> None:
    payments.account(city)
    orders = payments.ordered(proposal, by=petra)
    person("paula", role=Role.PAYER, city=city, at=NOON)
    batch = prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)
    values = {"file": "x", "sha256": "x", "size": 1, "message_id": "x", "released_at": NOON}
    for one in (pim, petra):
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state="released", released_by=one, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=orders[0].pk).update(state="settled")
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=orders[0].pk).update(cents=1)


def test_who_has_an_interest_takes_no_part(proposal: Proposal, petra: User, pim: User, city: City) -> None:
    batch = payments.batched(proposal)
    for one in (petra, pim):
        Interest.objects.create(
            proposal=proposal, user=one, has_interest=True, explanation="Buurman", declared_at=NOON
        )

    with pytest.raises(HasInterest):
        payments.release(batch)
    return_batch(batch, reason="Belang", by=petra, at=NOON)
    cancel_order(Order.objects.get(), by=pim, at=NOON)
    with pytest.raises(HasInterest):
        payments.ordered(proposal)


def test_a_released_batch_is_not_released_again(proposal: Proposal) -> None:
    batch = payments.batched(proposal)
    payments.release(batch)
    before = file_of(batch)

    with pytest.raises(WrongState):
        payments.release(batch)
    assert file_of(batch) == before
    assert Entry.objects.filter(event="send").count() == 1


def test_a_payer_whose_seat_ended_releases_nothing(proposal: Proposal, petra: User, beheer: User) -> None:
    batch = payments.batched(proposal)
    end_seat(petra.seats.get(), ends_on=NOON.date(), by=beheer, at=NOON)

    with pytest.raises(NoLongerAllowed):
        payments.release(batch, at=NOON + timedelta(days=1))


def test_a_changed_account_freezes_the_batch_until_it_is_left_out_and_prepared_anew(
    proposal: Proposal, another: Proposal, olga: User, pim: User, petra: User
) -> None:
    batch = payments.batched(proposal, another)
    old = batch.orders.get(proposal=proposal)
    payments.confirmed(payments.changed(proposal, by=olga))

    with pytest.raises(Frozen) as refused:
        payments.release(batch, by=petra)
    assert refused.value.numbers == [proposal.number]
    leave_out(batch, old, by=petra, at=NOON)
    assert (batch.count, batch.cents) == (1, 1_000_00)
    payments.release(batch, by=petra)
    assert another.orders.get().state == OrderState.RELEASED

    new = renew_order(old, by=pim, at=NOON)
    old.refresh_from_db()
    assert (old.state, new.attempt, new.bank_account.ending) == (OrderState.CANCELLED, 2, "6789")
    second = prepare_batch(batch.city, orders=[new], execution_on=TOMORROW, by=pim, at=NOON)
    payments.release(second, by=petra)
    assert ANOTHER_IBAN.encode() in file_of(second)


def test_the_database_freezes_it_too(proposal: Proposal, olga: User, petra: User) -> None:
    batch = payments.batched(proposal)
    payments.confirmed(payments.changed(proposal, by=olga))

    with pytest.raises(IntegrityError, match="changed since is frozen"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(
            state="released",
            released_by=petra,
            released_at=NOON,
            file="x",
            sha256="x",
            size=1,
            message_id="x",
        )


def test_what_was_looked_at_is_what_is_released(proposal: Proposal, another: Proposal, petra: User) -> None:
    batch = payments.batched(proposal, another)
    orders = orders_of_batch(batch)
    file, seal = file_for(batch, checked(orders)), seal_of(orders)
    leave_out(batch, orders[0], by=petra, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        release_batch(batch, file=file, seal=seal, by=petra, at=NOON)
    assert states(batch) == [OrderState.PREPARED]


def test_a_batch_whose_day_is_over_is_returned(proposal: Proposal, petra: User) -> None:
    batch = payments.batched(proposal)

    with pytest.raises(NoBankDay):
        payments.release(batch, at=NOON + timedelta(days=2))
    return_batch(batch, reason="Andere dag", by=petra, at=NOON)
    batch.refresh_from_db()
    assert (batch.state, batch.reason, states(batch)) == (BatchState.RETURNED, "Andere dag", [])
    assert Order.objects.get().batch is None


def test_the_last_payment_is_not_left_out(proposal: Proposal, petra: User) -> None:
    batch = payments.batched(proposal)

    with pytest.raises(WrongState):
        leave_out(batch, batch.orders.get(), by=petra, at=NOON)


def test_a_payment_in_a_batch_is_not_cancelled(proposal: Proposal, pim: User) -> None:
    batch = payments.batched(proposal)

    with pytest.raises(WrongState):
        cancel_order(batch.orders.get(), by=pim, at=NOON)


def test_a_cancelled_payment_is_to_be_paid_again(proposal: Proposal, city: City, pim: User) -> None:
    (order,) = payments.ordered(proposal)
    cancel_order(order, by=pim, at=NOON)

    assert order.state == OrderState.CANCELLED
    assert [one.cents for one in to_pay(city)] == [3_840_00]
    with pytest.raises(WrongState):
        cancel_order(order, by=pim, at=NOON)


def test_one_bad_name_is_named_and_the_others_leave(
    proposal: Proposal, another: Proposal, olga: User, city: City, pim: User
) -> None:
    payments.confirmed(payments.changed(another, holder="東京", by=olga))
    payments.account(city)
    orders = payments.ordered(proposal, another)

    with pytest.raises(BadLine, match=another.number):
        prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)
    good = [one for one in orders if one.proposal_id == proposal.pk]
    assert (
        payments.release(prepare_batch(city, orders=good, execution_on=TOMORROW, by=pim, at=NOON)).count == 1
    )


def test_a_lower_final_amount_before_the_payment_leaves_the_rest_to_pay(
    proposal: Proposal, city: City, daan: User, petra: User, pim: User
) -> None:
    batch = payments.batched(proposal)
    lower = decisions.a_determination(3_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(proposal, lower), by=daan, at=NOON)

    with pytest.raises(NotPayable, match=proposal.number):
        payments.release(batch)
    return_batch(batch, reason="Lager vastgesteld", by=petra, at=NOON)
    cancel_order(Order.objects.get(), by=pim, at=NOON)
    (found,) = to_pay(city)
    assert (found.cents, found.instalment.cents) == (3_000_00, 3_840_00)
    (order,) = payments.ordered(proposal)
    payments.release(prepare_batch(city, orders=[order], execution_on=TOMORROW, by=pim, at=NOON))
    assert prove().faults == []


def test_what_stands_in_the_way_is_told_before_the_button(proposal: Proposal, pim: User, petra: User) -> None:
    batch = payments.batched(proposal)
    orders = orders_of_batch(batch)

    with pytest.raises(SamePerson):
        refuse_release(batch, checked(orders, pim), by=pim, at=NOON)
    refuse_release(batch, checked(orders, petra), by=petra, at=NOON)
