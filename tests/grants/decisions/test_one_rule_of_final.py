"""What is final is said once: of a row, in a query and in the database itself it is the same."""

from itertools import product

import pytest
from django.db import connection

from grants.decisions.models.final import final_decisions, final_sql, is_final
from grants.decisions.states import DecisionKind
from grants.plan.states import Settlement

pytestmark = pytest.mark.django_db

EACH = list(product(DecisionKind.values, [*Settlement.values, ""]))


def _in_the_database(kind: str, settlement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM (SELECT '{kind}' AS kind, '{settlement}' AS settlement) d WHERE {final_sql('d')}"
        )
        return cursor.fetchone() is not None


def test_a_determination_a_revision_and_a_grant_at_once_are_final() -> None:
    found = {(kind, settlement) for kind, settlement in EACH if is_final(kind, settlement)}

    assert found == {
        ("grant", "at_once"),
        *product(["determine", "revise"], [*Settlement.values, ""]),
    }


@pytest.mark.parametrize(("kind", "settlement"), EACH)
def test_a_query_and_the_database_say_the_same(kind: str, settlement: str) -> None:
    of_a_query = final_decisions().check({"kind": kind, "settlement": settlement})

    assert (of_a_query, _in_the_database(kind, settlement)) == (is_final(kind, settlement),) * 2
