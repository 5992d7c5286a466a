"""What leaves by the city's financial system, as further pages in the tables of every page."""

from __future__ import annotations

from collections.abc import Mapping

from grants.payments.models import Batch, Order, StatementLine
from grants.payments.status_file import REFUSED
from grants.plan.states import Channel
from tests import decisions, finance, payments
from tests.finance import tells
from tests.make import World

Parameters = Mapping[str, object]


def of_finance(world: World) -> Batch:
    """Return a released batch of the financial system: one payment was paid, of the other it refused another amount.

    What is prepared after it leaves by the bank.
    """
    found = Batch.objects.filter(channel=Channel.FINANCE).first()
    if found is not None:
        return found
    finance.leaves_by(world.city, at=world.at)
    district = world.city.districts.get(slug="delfshaven-schiemond")
    paid, other = (
        decisions.granted(district, cents=20_00, title="Straatfeest", at=world.at) for _one in "12"
    )
    day = world.at.date()
    made = payments.release(payments.batched(paid, other, execution_on=day, at=world.at), at=world.at)
    first, second = made.orders.order_by("id")
    rows = [tells(first, on=day), tells(second, REFUSED, on=day, cents=1, words="Rekening onbekend")]
    finance.read(world.city, rows, number="STATUS-1", at=world.at)
    payments.ordered(decisions.granted(district, cents=30_00, title="Speeldag", at=world.at), at=world.at)
    finance.leaves_by(world.city, Channel.BANK, at=world.at)
    return made


def its_batch(world: World) -> Parameters:
    """Return the parameters of that batch."""
    return {"public_id": of_finance(world).public_id}


def its_order(world: World) -> Parameters:
    """Return those of a payment of it."""
    found = Order.objects.filter(batch=of_finance(world)).first()
    assert found is not None
    return {"public_id": found.public_id}


def its_refusal(world: World) -> StatementLine:
    """Return the line that fits no payment."""
    of_finance(world)
    return StatementLine.objects.select_related("statement").get(is_refusal=True, city=world.city)
