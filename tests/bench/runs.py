"""How a measurement runs: in a database of its own, with a sentence and status 1 for what is not as it must be."""

from __future__ import annotations

import sys
from collections.abc import Callable


def run(title: str, measure: Callable[[list[str]], list[str]]) -> None:
    """Print the lines that `measure` returns; what does not hold it adds to the list that it is given."""
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    missed: list[str] = []
    try:
        from django.db import connection

        print(f"{connection.vendor}: {title}")
        print("\n".join(measure(missed)))
    finally:
        teardown_databases(made, verbosity=0)
    if missed:
        sys.exit("not as it must be: " + "; ".join(missed))
