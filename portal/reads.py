"""What nearly every flow and request reads first, by a value or two.

A queryset puts the same statement together anew each time, which takes longer than all the rest of such a read.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
Turn = Callable[[Any], Any]

_NO_ROW = 2**62 + 1  # no row has that number


def put_together_once(ask: Callable[P, "QuerySet[M]"]) -> Callable[P, list[M]]:
    """Let a read give the rows of its queryset, whose statement is put together at the first call. One query.

    It is asked by numbers, texts and rows (of which the number counts), in their order, and the statement takes each as
    it is; rows of other tables and annotations may come along. What else it takes is the same at each call.
    """
    made: list[_Read[M]] = []

    @functools.wraps(ask)
    def rows(*values: P.args, **_none: P.kwargs) -> list[M]:
        if not made:
            stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
            made.append(_Read(ask(*stand_ins), [_plain(one) for one in stand_ins]))  # type: ignore[call-arg, arg-type]  # one a value, of its type
        return made[0].rows([_plain(one) for one in values])

    return rows


def _stand_in(value: object, place: int) -> object:
    """Return what stands in the statement where the value at that place is to come."""
    if isinstance(value, Model):
        return value.__class__(pk=_NO_ROW + place)  # also of one that is read when it is first looked at
    return f"what is asked for ({place})" if isinstance(value, str) else _NO_ROW + place


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value


class _Read(Generic[M]):
    """A statement that was put together, and how a row of its answer becomes one of the model."""

    def __init__(self, queryset: "QuerySet[M]", stand_ins: Sequence[Any]) -> None:
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement, values = compiler.as_sql()
        if not set(stand_ins) <= set(values):
            raise ValueError(f"this statement does not take each value as it is: {self.statement}")
        self.values = [(one, stand_ins.index(one) if one in stand_ins else None) for one in values]
        self.compiler = compiler
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.model: type[M] = compiler.klass_info["model"]
        self.columns: list[int] = compiler.klass_info["select_fields"]
        self.names = [compiler.select[place][0].target.attname for place in self.columns]
        self.along = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # its types are those of a later Django

    def rows(self, asked: Sequence[Any]) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [one if at is None else asked[at] for one, at in self.values])
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
    return _read(model, _statement(model, column), number)


def row_of(model: type[M], pk: int) -> M:
    """Return a row as it is now. One query. Raises DoesNotExist of the model."""
    for row in rows_of(model, "id", pk):
        return row
    raise model.DoesNotExist(f"{model._meta.object_name} {pk}")  # type: ignore[attr-defined]  # each model has it


def held(model: type[M], pk: int) -> M:
    """Lock a row until the transaction ends, as `select_for_update(no_key=True)` does, and return it as it is now.

    One query. Raises DoesNotExist of the model, and TransactionManagementError outside a transaction.
    """
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    if lock and not connection.in_atomic_block:
        raise TransactionManagementError("a row is held within a transaction only")
    for row in _read(model, _statement(model, "id") + lock, pk):
        return row
    raise model.DoesNotExist(f"{model._meta.object_name} {pk}")  # type: ignore[attr-defined]  # each model has it


def followed(row: Model, name: str, model: type[M]) -> M:
    """Return the row to which the foreign key `name` points; what was read before stays. One query at most."""
    if name not in row._state.fields_cache:
        setattr(row, name, row_of(model, getattr(row, f"{name}_id")))
    found: M = getattr(row, name)
    return found


def reread(row: Model, *names: str) -> None:
    """Let a row, or these fields of it, be as it is now, as `refresh_from_db` does. One query."""
    now, meta = row_of(type(row), row.pk), row._meta
    for one in meta.concrete_fields:
        if not names or {one.name, one.attname} & {*names}:
            setattr(row, one.attname, getattr(now, one.attname))
            row._state.fields_cache.pop(one.name, None)
    if not names:
        for back in meta.related_objects:
            if back.is_cached(row):
                back.delete_cached_value(row)
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # where Django keeps what was read with it


def _read(model: type[M], statement: str, number: int) -> list[M]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        found = cursor.fetchall()
    names, turned = _columns(model)
    rows = []
    for values in found:
        row = list(values)
        for place, turn in turned:
            row[place] = turn(row[place])
        rows.append(model.from_db(connection.alias, names, row))
    return rows


@functools.cache
def _statement(model: type[Model], column: str) -> str:
    names = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields)
    return f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" = %s'  # noqa: S608  # names of ours


@functools.cache
def _columns(model: type[Model]) -> tuple[list[str], list[tuple[int, Turn]]]:
    """Return the names of the fields, and how a value of the database becomes one of the field, as in a queryset."""
    fields = model._meta.concrete_fields
    turned = []
    for place, one in enumerate(fields):
        column = one.get_col(model._meta.db_table)
        steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        turned += [(place, _turn(step, column)) for step in steps]
    return [one.attname for one in fields], turned


def _turn(step: Callable[..., Any], column: Any) -> Turn:
    return lambda value: step(value, column, connection)
