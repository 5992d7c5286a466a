"""A year of 5,000 payments of which 3% fail (`make bench`): the reconciliation names what was put in, and no more.

Prints how long the year and its reconciliation took. Ends with a sentence and status 1 when anything else is listed.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

from tests.bench.runs import run

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

PAYMENTS = int(os.environ.get("BENCH_YEAR", "5000"))


def measure(missed: list[str]) -> list[str]:
    """Return the lines of the report; what does not hold is added to `missed`."""
    from grants.budget.proof import prove
    from grants.demo.flows import load_demo
    from grants.payments.reconciling import reconcile
    from tests.bench.payments import timed
    from tests.make import NOON
    from tests.payments_of_a_year import play
    from wijkraden.places.models import City

    load_demo(by=None, at=NOON)
    city = City.objects.get(slug="rotterdam")
    year, played = timed(lambda: play(city, count=PAYMENTS))
    found, compared = timed(lambda: reconcile(city, on=NOON.date() + timedelta(weeks=60)))
    listed = Counter((one.kind, one.cents) for one in found.differences)
    if listed != Counter(year.expected):
        missed.append(f"listed are {sorted(listed)}, put in were {sorted(year.expected)}")
    if found.left_cents or not found.is_sound:
        missed.append(f"{found.left_cents} cents are explained by nothing")
    missed += prove().faults
    return [
        f"  {year.paid:,} told as paid, {year.came_back} came back, {year.refused} refused,"
        f" {year.late} told late, {year.doubled} told twice: {played:.1f} s",
        f"  reconciled, {len(found.differences)} differences, all put in on purpose: {compared:.2f} s",
    ]


def main() -> None:
    """Measure in a database of its own and print the lines."""
    run("a year of payments", measure)


if __name__ == "__main__":
    main()
