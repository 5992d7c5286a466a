"""What the trail costs: a record in a flow against a bare row in a transaction, as a ratio (`make bench`).

A ratio means the same on every machine; the records a second beside it are this machine's. Reading the whole
chain back is measured too, since every backup is checked by it.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

ROUNDS = 400
TOGETHER = 20  # records in one flow


def seconds(work: Callable[[], None]) -> float:
    """Return how long `work` takes, the best of three."""
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def measure() -> list[str]:
    """Return a line per measure, on the database in use."""
    from django.db import connection, transaction

    from portal.trail.flows import flow, record
    from portal.trail.models import Record
    from portal.trail.queries import breaks
    from tests.make import NOON

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench (at text, act text, subject text, facts text, hash text)")

    def bare() -> None:
        for _ in range(ROUNDS):
            with transaction.atomic(), connection.cursor() as cursor:
                row = [NOON.isoformat(), "bench.act", "thing:1", '{"cents": 100}', "0" * 64]
                cursor.execute("INSERT INTO bench VALUES (%s, %s, %s, %s, %s)", row)

    @flow
    def act(count: int) -> None:
        for _ in range(count):
            record("bench.act", "thing:1", by=None, at=NOON, cents=100)

    def alone() -> None:
        for _ in range(ROUNDS):
            act(1)

    def together() -> None:
        for _ in range(ROUNDS // TOGETHER):
            act(TOGETHER)

    base, one, many = seconds(bare), seconds(alone), seconds(together)
    number = Record.objects.count()
    check = seconds(lambda: list(breaks()).clear())
    return [
        f"{connection.vendor}: a bare row takes 1",
        f"  a record in its own flow      {one / base:5.1f}   ({ROUNDS / one:6.0f} a second)",
        f"  one of {TOGETHER} records in a flow  {many / base:5.1f}   ({ROUNDS / many:6.0f} a second)",
        f"  a record checked              {check * ROUNDS / number / base:5.2f}   ({number / check:6.0f} a second)",
    ]


def main() -> None:
    """Measure in a database of its own and print the lines."""
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        print("\n".join(measure()))
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
