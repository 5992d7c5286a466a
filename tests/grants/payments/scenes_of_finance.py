"""What is killed of payments by the financial system, in processes of their own on one database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grants.budget.models import Entry
from grants.payments.flows import enter_statement
from grants.payments.models import Batch, Order, Statement, StatementLine
from grants.payments.queries import file_of, to_pay
from grants.payments.statement import read_statement
from grants.payments.status_file import CAME_BACK, PAID, REFUSED, status_file
from grants.plan.states import Channel
from portal.storage import checksum
from tests import finance, payments
from tests.conftest import load_world
from tests.deaths import dying_before
from tests.grants.payments import scenes
from tests.make import NOON
from tests.proposals import cast

EACH = 3  # payments in a batch: one is paid, one is refused, one is paid and comes back


def begin() -> None:
    """Load a city that pays by its financial system."""
    load_world()
    payments.account(scenes.city())
    finance.leaves_by(scenes.city(), Channel.FINANCE)


def a_batch() -> int:
    """Have pim put three payments in a batch."""
    return payments.batched(*(scenes.granted(one) for one in range(EACH))).pk


def release(pk: int) -> None:
    """Have petra release it."""
    payments.release(Batch.objects.get(pk=pk))


def read(pk: int, number: str) -> None:
    """Have pim read what the financial system tells of its payments, in a file with that number."""
    paid, refused, back = Order.objects.filter(batch=pk).order_by("id")
    rows = [
        finance.tells(paid, PAID),
        finance.tells(refused, REFUSED),
        finance.tells(back, PAID),
        finance.tells(back, CAME_BACK),
    ]
    content = status_file(number, rows)
    what, sha256 = read_statement(content), checksum(content)
    enter_statement(scenes.city(), what=what, name=f"{number}.csv", sha256=sha256, by=cast("pim"), at=NOON)


def moments_of(act: Callable[..., None], args: Sequence[Any]) -> int:
    """Do it, and return how many moments it has at which a process may die, the one after its commit with them."""
    with dying_before(0) as count:
        act(*args)
        return count()


def standing(pk: int) -> list[tuple[str, list[str]]]:
    """Return how each payment of a batch stands, and what was booked for it."""
    return [
        (
            one.state,
            list(Entry.objects.filter(source=one.source).order_by("id").values_list("event", flat=True)),
        )
        for one in Order.objects.filter(batch=pk).order_by("id")
    ]


def file(pk: int) -> bytes:
    """Return the file that left."""
    return file_of(Batch.objects.get(pk=pk))


def lines() -> tuple[int, int]:
    """Return how many files were read, and how many lines they have."""
    return Statement.objects.count(), StatementLine.objects.count()


def left(pk: int) -> list[bool]:
    """Tell of each payment of a batch if its instalment is to be paid again."""
    again = {one.instalment.pk for one in to_pay(scenes.city())}
    found = Order.objects.filter(batch=pk).order_by("id").values_list("instalment", flat=True)
    return [one in again for one in found]
