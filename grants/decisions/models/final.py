"""Which decisions say what the final amount is (the newest one counts): one rule for rows, reads and the database."""

from __future__ import annotations

from django.db.models import Q

from grants.plan.states import Settlement

from ..states import SAYS_FINAL, DecisionKind


def is_at_once(kind: str, settlement: str) -> bool:
    """Tell if it is a grant that determines the final amount in the same moment."""
    return kind == DecisionKind.GRANT and settlement == Settlement.AT_ONCE


def is_final(kind: str, settlement: str) -> bool:
    """Tell if such a decision says what the final amount is."""
    return kind in SAYS_FINAL or is_at_once(kind, settlement)


def final_decisions(path: str = "") -> Q:
    """Return the same as a condition on rows whose decision stands at `path` ("decision__"), "" for decisions."""
    at_once = {f"{path}kind": DecisionKind.GRANT, f"{path}settlement": Settlement.AT_ONCE}
    return Q((f"{path}kind__in", SAYS_FINAL)) | Q(**at_once)


def at_once_sql(row: str) -> str:
    """Return `is_at_once` as a condition of the database on a row of the decisions."""
    return f"({row}.kind = '{DecisionKind.GRANT.value}' AND {row}.settlement = '{Settlement.AT_ONCE.value}')"


def final_sql(row: str) -> str:
    """Return `is_final` as a condition of the database on a row of the decisions."""
    kinds = ", ".join(f"'{one.value}'" for one in SAYS_FINAL)
    return f"({row}.kind IN ({kinds}) OR {at_once_sql(row)})"
