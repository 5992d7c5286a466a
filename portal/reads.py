"""Whole rows by the number in one column: what nearly every flow reads first.

A queryset puts the same statement together anew each time, which takes longer than all the rest of such a read.
"""

import functools
from typing import TypeVar

from django.db import connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)


def rows_of(model: type[M], column: str, number: int) -> list[M]:
    """Return the rows with that number in that column, in no order. One query."""
    return list(model._default_manager.raw(_statement(model, column), [number]))


def held(model: type[M], pk: int) -> M:
    """Lock a row until the transaction ends, as `select_for_update(no_key=True)` does, and return it as it is now.

    One query. Raises DoesNotExist of the model, and TransactionManagementError outside a transaction.
    """
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    if lock and not connection.in_atomic_block:
        raise TransactionManagementError("a row is held within a transaction only")
    for row in model._default_manager.raw(_statement(model, "id") + lock, [pk]):
        return row
    raise model.DoesNotExist(f"{model._meta.object_name} {pk}")  # type: ignore[attr-defined]  # each model has it


@functools.cache
def _statement(model: type[Model], column: str) -> str:
    names = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields)
    return f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" = %s'  # noqa: S608  # names of ours
