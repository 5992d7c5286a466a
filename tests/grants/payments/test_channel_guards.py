"""What the database refuses of the channels: of payments, their batches, and what tells of them."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.budget.models import Entry
from grants.payments.models import Batch, Order, Statement, StatementLine
from grants.payments.states import LineKind
from grants.payments.status_file import PAID, REFUSED
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from tests import decisions, finance, payments
from tests.finance import tells
from tests.make import NOON
from tests.shared import shared
from wijkraden.places.models import City, District


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once, by the financial system."""
    finance.leaves_by(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


def refused(rows: Any, message: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        rows.update(**values)


def test_a_payment_is_prepared_for_the_channel_of_its_regulation_and_stays_with_it(
    proposal: Proposal,
) -> None:
    (order,) = payments.ordered(proposal)
    values = {name.attname: getattr(order, name.attname) for name in Order._meta.concrete_fields}
    values |= {"id": None, "public_id": "another", "attempt": 2, "end_to_end_id": "another"}
    Order.objects.filter(pk=order.pk).update(state="cancelled")

    with pytest.raises(IntegrityError, match="channel of its regulation"), transaction.atomic():
        Order(**values | {"channel": Channel.BANK}).save(force_insert=True)
    refused(Order.objects.filter(pk=order.pk), "stays as it was prepared", channel=Channel.BANK)
    Order(**values).save(force_insert=True)


def test_a_payment_joins_no_batch_of_another_channel_and_a_batch_keeps_its_own(
    proposal: Proposal, city: City
) -> None:
    batch = payments.batched(proposal)
    finance.leaves_by(city, Channel.BANK)
    (order,) = payments.ordered(decisions.granted(proposal.district, cents=10_00))

    refused(Order.objects.filter(pk=order.pk), "joins a batch of its channel", batch=batch)
    refused(Batch.objects.filter(pk=batch.pk), "released or returned once", channel=Channel.BANK)


def test_a_line_is_matched_with_a_payment_of_its_channel_to_the_cent_alone(
    proposal: Proposal, city: City
) -> None:
    (order,) = payments.sent(proposal)
    finance.read(city, [tells(order, PAID, cents=1, number="1"), tells(order, REFUSED, cents=1, number="2")])
    payments.read(city, [replace(payments.out(order), end_to_end_id="")])
    entry = Entry.objects.filter(statement_line__isnull=True).last()
    by_bank = StatementLine.objects.filter(statement__channel=Channel.BANK)
    cheap, refusal = (StatementLine.objects.filter(reference=f"finance/{one}") for one in "12")
    matched: dict[str, Any] = {"order": order, "entry": entry}

    refused(by_bank, "of its channel", kind=LineKind.PAYMENT, **matched)
    refused(cheap, "to the cent", kind=LineKind.PAYMENT, **matched)
    refused(refusal, "to the cent", kind=LineKind.RETURN, **matched)
    refused(refusal, "no money of anything else", kind=LineKind.FEE, entry=entry)


def test_no_refusal_fails_what_was_paid(proposal: Proposal, city: City) -> None:
    (order,) = payments.sent(proposal)
    finance.read(city, [tells(order, number="1"), tells(order, REFUSED, number="2")])
    entry = Entry.objects.filter(statement_line__isnull=True).last()

    line = StatementLine.objects.filter(reference="finance/2")
    refused(line, "one that was never paid", kind=LineKind.RETURN, order=order, entry=entry)


@pytest.mark.parametrize(("channel", "is_receipt"), [(Channel.BANK, False), (Channel.FINANCE, True)])
def test_only_the_financial_system_tells_of_a_refusal_and_it_moves_no_money(
    proposal: Proposal, city: City, channel: Channel, is_receipt: bool
) -> None:
    (order,) = payments.sent(proposal)
    finance.read(city, [tells(order)])
    payments.read(city, [payments.out(order)])
    values = {
        "statement": Statement.objects.get(channel=channel),
        "city": city,
        "reference": "Z",
        "position": 99,
        "is_receipt": is_receipt,
        "cents": 5_00,
        "booked_on": NOON.date(),
    }

    with pytest.raises(IntegrityError, match="never left"), transaction.atomic():
        StatementLine.objects.create(**values, is_refusal=True)
    assert StatementLine.objects.create(**values).pk
