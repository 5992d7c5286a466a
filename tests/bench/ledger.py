"""What the ledger costs, as ratios within one run (`make bench`).

Commits through the flow, beside the least SQL that books the same and (PostgreSQL) beside a transfer of
django-hordak, with one and with two processes; reading a balance in a small and in a large slice; proving a
million transfers. Ends with a sentence and status 1 when one of the bounds below does not hold.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

from tests.bench.runs import run

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

if TYPE_CHECKING:
    from grants.budget.models import Slice

COMMITS = 300  # a process and round
FIRST = 20  # before the clock runs: connections are kept, and one in use has planned its statements
ROUNDS = 5
SMALL, LARGE = 1_000, int(os.environ.get("BENCH_TRANSFERS", "1000000"))
NAMES = {"floor": "the least SQL", "hordak": "django-hordak"}
LEAST_OF_FLOOR, MOST_OF_SMALL, MOST_SECONDS = 0.25, 3.0, 30.0


def work_of(way: str, place: int) -> list[Callable[[], object]]:
    """Return the pieces of work of one process, also the first ones: each books one commit."""
    from tests.bench import rivals

    if way == "floor":
        return list(rivals.floor(place, FIRST + COMMITS))
    if way == "hordak":
        return list(rivals.hordak(place, FIRST + COMMITS))
    return _flows(place)


def _flows(place: int) -> list[Callable[[], object]]:
    from grants.budget.flows import commit
    from grants.budget.models import Slice
    from tests.bench.worlds import AT, DAY

    slice_ = Slice.objects.exclude(regulation=None).order_by("id")[place]
    return [
        lambda one=one: commit(one, cents=1_000, by=None, at=AT, booked_on=DAY, key=f"{one.number}/commit")  # type: ignore[misc]  # the default binds this one
        for one in slice_.dossiers.order_by("id")
    ]


def racer(way: str, place: int, database: str, barrier: Barrier, taken: multiprocessing.Queue[float]) -> None:
    """Run in a process of its own: get ready, wait for the other, work, and tell how long it took."""
    _connect(database)
    work = work_of(way, place)
    for piece in work[:FIRST]:
        piece()
    barrier.wait()
    begun = time.perf_counter()
    for piece in work[FIRST:]:
        piece()
    taken.put(time.perf_counter() - begun)


def _connect(database: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database


def rate(way: str, processes: int, first: int) -> float:
    """Return commits a second of that many processes together, each in a slice of its own from `first` on."""
    from django.db import connection

    spawn = multiprocessing.get_context("spawn")
    barrier, taken = spawn.Barrier(processes), spawn.Queue()
    database = str(connection.settings_dict["NAME"])
    racers = [
        spawn.Process(target=racer, args=(way, first + one, database, barrier, taken))
        for one in range(processes)
    ]
    for one in racers:
        one.start()
    longest: float = max(taken.get(timeout=120) for _ in racers)
    for one in racers:
        one.join()
    return processes * COMMITS / longest


def commits(slices: list[Slice], missed: list[str]) -> list[str]:
    """Return a line per number of processes: the flow beside its rivals, the median of some rounds in turn.

    A ratio is of one round: a machine that slows down slows all that run in it.
    """
    from django.db import connection

    ways = ("floor", "flow", "hordak") if connection.vendor == "postgresql" else ("floor", "flow")
    _prepare(slices)
    lines = []
    for processes, start in ((1, 0), (2, ROUNDS)):
        rounds = [
            {way: rate(way, processes, start + round_ * processes) for way in ways}
            for round_ in range(ROUNDS)
        ]
        middle = {way: statistics.median(one[way] for one in rounds) for way in ways}
        ratios = {
            way: statistics.median(one["flow"] / one[way] for one in rounds) for way in NAMES if way in ways
        }
        told = ", ".join(f"{ratios[way]:.2f} of {NAMES[way]} ({middle[way]:.0f})" for way in ratios)
        lines.append(f"  commits a second with {processes} at once: {middle['flow']:.0f}; {told}")
        if ratios["floor"] < LEAST_OF_FLOOR:
            missed.append(f"with {processes} at once the flow is below {LEAST_OF_FLOOR} of the least SQL")
        if ratios.get("hordak", 1) < 1:
            missed.append(f"with {processes} at once the flow is behind {NAMES['hordak']}")
    return lines


def _prepare(slices: list[Slice]) -> None:
    from django.db import connection

    from grants.budget.flows import open_dossier, reserve
    from tests.bench import rivals
    from tests.bench.worlds import AT, DAY

    places = ROUNDS * 3
    for slice_ in slices[:places]:
        for _ in range(FIRST + COMMITS):
            one = open_dossier(slice_, by=None, at=AT)
            reserve(one, cents=1_000, by=None, at=AT, booked_on=DAY, key=f"{one.number}/reserve")
    rivals.make_floor(places, FIRST + COMMITS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use has been


def reads(slices: list[Slice], missed: list[str]) -> list[str]:
    """Return lines: a balance with few and many transfers, and the proof of all of them with its memory."""
    from grants.budget.proof import prove
    from grants.budget.queries import figures_of
    from tests.bench import worlds

    small, large = slices[-1], slices[-2]
    worlds.load(small, worlds.dossiers(small, 20), SMALL)
    few = _milliseconds(lambda: figures_of([small]))
    worlds.load(large, worlds.dossiers(large, 200), LARGE)
    many = _milliseconds(lambda: figures_of([large]))
    loaded = _megabytes()
    begun = time.perf_counter()
    proof = prove()
    seconds = time.perf_counter() - begun
    missed += proof.faults
    if many > MOST_OF_SMALL * few:
        missed.append("a balance takes longer with more transfers")
    if seconds > MOST_SECONDS:
        missed.append(f"the proof takes more than {MOST_SECONDS:.0f} s")
    return [
        f"  a balance with {SMALL:,} transfers takes 1 ({few:.2f} ms), with {LARGE:,} {many / few:.2f}",
        f"  proving {proof.transfers:,} transfers in {proof.entries:,} entries: {seconds:.1f} s and "
        f"{_megabytes() - loaded} MB on top of {loaded}",
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(50):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1_000


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(missed: list[str]) -> list[str]:
    """Return the lines of the report; what does not hold is added to `missed`."""
    from tests.bench import worlds

    slices = worlds.slices()
    return [*commits(slices, missed), *reads(slices, missed)]


def main() -> None:
    """Measure in a database of its own and print the lines."""
    run("the ledger", measure)


if __name__ == "__main__":
    main()
