"""What nearly every flow and request reads first, by one value.

A queryset puts the same statement together anew each time, which takes longer than all the rest of such a read.
"""

import functools
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
V = TypeVar("V", int, str)


def put_together_once(ask: Callable[[V], "QuerySet[M]"]) -> Callable[[V], list[M]]:
    """Let a read give the rows of its queryset, whose statement is put together once a thread. One query.

    The statement takes the value once, just as it is; rows of other tables and annotations may come along.
    """
    kept = threading.local()  # how values are read belongs to the connection of a thread

    @functools.wraps(ask)
    def rows(value: V) -> list[M]:
        if not hasattr(kept, "read"):
            kept.read = _Read(ask(value), value)
        read: _Read[M] = kept.read
        return read.rows(value)

    return rows


class _Read(Generic[M]):
    """A statement that was put together, and how a row of its answer becomes one of the model."""

    def __init__(self, queryset: "QuerySet[M]", value: int | str) -> None:
        compiler: Any = queryset.query.get_compiler(queryset.db)
        self.statement, taken = compiler.as_sql()
        if tuple(taken) != (value,):
            raise ValueError(f"a statement that takes {taken} can't be asked again with another value")
        self.compiler = compiler
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.model: type[M] = compiler.klass_info["model"]
        self.columns: list[int] = compiler.klass_info["select_fields"]
        self.names = [compiler.select[place][0].target.attname for place in self.columns]
        self.along = get_related_populators(compiler.klass_info, compiler.select, queryset.db)  # type: ignore[call-arg]  # its types are those of a later Django

    def rows(self, value: int | str) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [value])
            found = cursor.fetchall()
        return [self._made(row) for row in self.compiler.apply_converters(found, self.converters)]

    def _made(self, row: Sequence[Any]) -> M:
        one = self.model.from_db(connection.alias, self.names, [row[place] for place in self.columns])
        for related in self.along:
            related.populate(row, one)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(one, name, row[place])
        return one


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
