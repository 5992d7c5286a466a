"""What a large batch of payments costs (`make bench`): its file, its release, and the statement that tells it was paid.

Beside each stands how often a commit of the ledger, measured in the same run, fits in what one payment takes. Ends with
a sentence and status 1 when one of the bounds below does not hold.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tests.bench.runs import run

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

if TYPE_CHECKING:
    from grants.proposals.models import Proposal

ORDERS = int(os.environ.get("BENCH_PAYMENTS", "1000"))
COMMITS = 200
MOST_SECONDS_FILE, MOST_SECONDS_STATEMENT = 5.0, 10.0
FILE, STATEMENT = "checked, with its file", "read and matched from a statement"
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
    from grants.payments.models import Order, StatementLine

    made = grants()
    one = commit_seconds(made)
    steps = paid(made)
    settled = Order.objects.filter(state="settled").count()
    matched = StatementLine.objects.filter(kind="payment").count()
    if not settled == matched == ORDERS:
        missed.append(f"{settled} of {ORDERS} payments were settled, {matched} lines matched")
    missed += [
        f"{name} took {steps[name]:.1f} s, more than {most:.0f} s"
        for name, most in ((FILE, MOST_SECONDS_FILE), (STATEMENT, MOST_SECONDS_STATEMENT))
        if steps[name] > most
    ]
    return [
        f"  {ORDERS:,} payments {name}: {seconds:6.2f} s, {seconds / ORDERS / one:5.2f} commits each"
        for name, seconds in steps.items()
    ]


def paid(made: list[Proposal]) -> dict[str, float]:
    """Pay these proposals in one batch, told by one statement; return how many seconds each step took."""
    from grants.payments.checking import checked, file_for, seal_of
    from grants.payments.flows import enter_statement, prepare_batch, prepare_orders, release_batch
    from grants.payments.queries import orders_of_batch
    from grants.payments.statement import read_statement
    from portal.storage import checksum
    from tests import payments
    from tests.make import NOON
    from tests.payments import TOMORROW, camt, out
    from tests.proposals import cast

    city, pim = made[0].district.city, cast("pim")
    by_pim: dict[str, Any] = {"by": pim, "at": NOON}
    due, steps = payments.instalments_of(*made), {}
    orders, steps["prepared"] = timed(lambda: prepare_orders(city, instalments=due, **by_pim))
    batch, steps["put in a batch"] = timed(
        lambda: prepare_batch(city, orders=orders, execution_on=TOMORROW, **by_pim)
    )
    rows = orders_of_batch(batch)
    file, steps[FILE] = timed(lambda: file_for(batch, checked(orders_of_batch(batch))))
    _sent, steps["released"] = timed(
        lambda: release_batch(batch, file=file, seal=seal_of(rows), by=cast("petra"), at=NOON)
    )
    content = camt([out(row) for row in rows], on=NOON.date())
    told: dict[str, Any] = {"name": "x.xml", "sha256": checksum(content)}
    _statement, steps[STATEMENT] = timed(
        lambda: enter_statement(city, what=read_statement(content), **told, **by_pim)
    )
    return steps


def main() -> None:
    """Measure in a database of its own and print the lines."""
    run("payments", measure)


if __name__ == "__main__":
    main()
