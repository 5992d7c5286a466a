"""What a large batch of payments costs (`make bench`): its file, its release, and the statement that tells it was paid.

Beside each stands how often a commit of the ledger, measured in the same run, fits in what one payment takes. Ends with
a sentence and status 1 when one of the bounds below does not hold.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

if TYPE_CHECKING:
    from grants.proposals.models import Proposal

ORDERS = int(os.environ.get("BENCH_PAYMENTS", "1000"))
COMMITS = 200
MOST_SECONDS_FILE, MOST_SECONDS_STATEMENT = 5.0, 10.0
Made = TypeVar("Made")


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """Do a piece of work; return what it made and how many seconds it took."""
    begun = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begun


def grants() -> list[Proposal]:
    """Load the city with its cast, and grant so many small proposals that are to be paid at once."""
    from grants.demo.flows import load_demo
    from tests import decisions, payments
    from tests.make import NOON
    from wijkraden.places.models import City, District

    load_demo(by=None, at=NOON)
    payments.account(City.objects.get(slug="rotterdam"))
    district = District.objects.get(slug="delfshaven-schiemond")
    return [decisions.granted(district, cents=10_00, title=f"Actie {one}") for one in range(ORDERS)]


def commit_seconds(made: list[Proposal]) -> float:
    """Return how long one commit of the ledger takes here: the measure of all else."""
    from grants.budget.flows import commit
    from grants.decisions.weighing import dossier_of
    from tests.make import NOON

    dossiers = [dossier_of(one) for one in made[:COMMITS]]

    def work() -> None:
        for one in dossiers:
            commit(one, cents=1, by=None, at=NOON, booked_on=NOON.date(), key=f"bench/{one.number}")

    return timed(work)[1] / len(dossiers)


def measure(missed: list[str]) -> list[str]:
    """Return the lines of the report; what does not hold is added to `missed`."""
    from grants.payments.checking import checked, file_for, seal_of
    from grants.payments.flows import enter_statement, prepare_batch, prepare_orders, release_batch
    from grants.payments.models import Order, StatementLine
    from grants.payments.queries import orders_of_batch
    from grants.payments.statement import read_statement
    from portal.storage import checksum
    from tests import payments
    from tests.make import NOON
    from tests.payments import TOMORROW, camt, out
    from tests.proposals import cast

    made = grants()
    city = made[0].district.city
    pim, petra = cast("pim"), cast("petra")
    one = commit_seconds(made)
    due = payments.instalments_of(*made)
    orders, preparing = timed(lambda: prepare_orders(city, instalments=due, by=pim, at=NOON))
    batch, putting = timed(lambda: prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON))
    rows = orders_of_batch(batch)
    file, making = timed(lambda: file_for(batch, checked(orders_of_batch(batch))))
    _sent, releasing = timed(lambda: release_batch(batch, file=file, seal=seal_of(rows), by=petra, at=NOON))
    content = camt([out(row) for row in rows], on=NOON.date())

    def read() -> object:
        what = read_statement(content)
        return enter_statement(city, what=what, name="x.xml", sha256=checksum(content), by=pim, at=NOON)

    _statement, matching = timed(read)
    settled = Order.objects.filter(state="settled").count()
    matched = StatementLine.objects.filter(kind="payment").count()
    if not len(orders) == settled == matched == ORDERS:
        missed.append(f"{settled} of {ORDERS} payments were settled, {matched} lines matched")
    for name, seconds, most in (
        ("the file of a batch", making, MOST_SECONDS_FILE),
        ("a statement", matching, MOST_SECONDS_STATEMENT),
    ):
        if seconds > most:
            missed.append(f"{name} took {seconds:.1f} s, more than {most:.0f} s")
    steps = (
        ("prepared", preparing),
        ("put in a batch", putting),
        ("checked, with its file", making),
        ("released", releasing),
        ("read and matched from a statement", matching),
    )
    return [
        f"  {ORDERS:,} payments {name}: {seconds:6.2f} s, {seconds / ORDERS / one:5.2f} commits each"
        for name, seconds in steps
    ]


def main() -> None:
    """Measure in a database of its own and print the lines."""
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    missed: list[str] = []
    try:
        from django.db import connection

        print(f"{connection.vendor}: payments")
        print("\n".join(measure(missed)))
    finally:
        teardown_databases(made, verbosity=0)
    if missed:
        sys.exit("not as it must be: " + "; ".join(missed))


if __name__ == "__main__":
    main()
