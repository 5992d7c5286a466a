"""Read the many small tables that hang on one thing at once, instead of one query a table.

A union of those tables, each row as JSON, is one query; a union of what these rows point at is the second. Why:
docs/decisions/0020.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Field, Model, QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import ForeignKey, ManyToOneRel

_Rows = dict[str, list[Any]]


def gather(owner: Model, *lookups: str) -> None:
    """Read these relations of `owner`, so that its `….all()` and what their rows point at take no further query.

    A lookup goes down relations of many and may end in a foreign key: "events__by", "requests__items". What was read
    before is left as it is; a column that is turned into something else when read (what is encrypted, JSON) is read
    when it is asked for. A table has fifty columns at most. Two queries at most.
    """
    known: Mapping[str, Any] = getattr(owner, "_prefetched_objects_cache", {})
    wanted = [one.split("__") for one in lookups if one.split("__")[0] not in known]
    tables: dict[str, ManyToOneRel] = {}
    pointers: dict[tuple[str, str], ForeignKey[Any, Any]] = {}
    for names in wanted:
        model, path = owner._meta.model, ""
        for name in names:
            field: Any = model._meta.get_field(name)
            if field.one_to_many:
                path = f"{path}__{name}" if path else name
                tables[path], model = field, field.related_model
            else:
                pointers[path, name] = field
    rows = _read(_chosen(owner, tables))
    rows[""] = [owner]
    _hang(tables, rows)
    _point(pointers, rows)


def _chosen(owner: Model, tables: Mapping[str, ManyToOneRel]) -> dict[str, QuerySet[Any]]:
    """Return the rows of each table that belong to `owner`, those of a table below another by that one's rows."""
    chosen: dict[str, QuerySet[Any]] = {}
    for path, relation in tables.items():
        above = chosen.get(path.rpartition("__")[0])
        of = {relation.field.name: owner} if above is None else {f"{relation.field.name}__in": above}
        chosen[path] = relation.related_model._base_manager.filter(**of)
    return chosen


def _read(chosen: Mapping[str, QuerySet[Any]]) -> _Rows:
    """Return the rows of all these by their name, each in the order of its model. One query."""
    found: _Rows = defaultdict(list)
    parts = [_as_json(name, rows) for name, rows in chosen.items()]
    if not parts:
        return found
    together = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    for name, _place, row in sorted(together, key=lambda one: (one[0], one[1])):
        found[name].append(_made(chosen[name].model, row))
    return found


def _as_json(name: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int, dict[str, Any]]]:
    columns = {
        one.attname: one.attname
        for one in rows.model._meta.concrete_fields
        if not hasattr(one, "from_db_value")
    }
    place = Window(RowNumber(), order_by=tuple(rows.model._meta.ordering) or ("pk",))
    return rows.order_by().values_list(Value(name, CharField()), place, JSONObject(**columns))


def _made(model: type[Model], row: Mapping[str, Any]) -> Model:
    fields = [one for one in model._meta.concrete_fields if one.attname in row]
    values = [_value(one, row[one.attname]) for one in fields]
    return model.from_db("default", [one.attname for one in fields], values)


def _value(field: Field[Any, Any], found: Any) -> Any:
    value = field.to_python(found)
    is_bare = isinstance(value, datetime) and value.tzinfo is None  # SQLite keeps UTC without saying so
    return value.replace(tzinfo=UTC) if is_bare else value


def _hang(tables: Mapping[str, ManyToOneRel], rows: _Rows) -> None:
    """Leave the rows of each table on what they belong to, as a prefetch does."""
    for path, relation in tables.items():
        name, of = relation.get_accessor_name() or "", relation.field
        owners: dict[Any, list[Any]] = defaultdict(list)
        for row in rows[path]:
            owners[getattr(row, of.attname)].append(row)
        for one in rows[path.rpartition("__")[0]]:
            found = getattr(one, name).all()
            found._result_cache, found._prefetch_done = owners[one.pk], True
            for row in owners[one.pk]:
                setattr(row, of.name, one)
            if not hasattr(one, "_prefetched_objects_cache"):
                one._prefetched_objects_cache = {}
            one._prefetched_objects_cache[name] = found


def _point(pointers: Mapping[tuple[str, str], ForeignKey[Any, Any]], rows: _Rows) -> None:
    """Give the rows what these foreign keys of theirs point at. One query at most."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for (path, _name), field in pointers.items():
        wanted[field.related_model] |= _keys(field, rows[path])
    chosen = {one._meta.label: one._base_manager.filter(pk__in=keys) for one, keys in wanted.items() if keys}
    targets = {
        label: {one.pk: one for one in found} for label, found in (_read(chosen) if chosen else {}).items()
    }
    for (path, name), field in pointers.items():
        for row in rows[path]:
            if (key := getattr(row, field.attname)) is not None:
                setattr(row, name, targets[field.related_model._meta.label][key])


def _keys(field: ForeignKey[Any, Any], rows: Iterable[Any]) -> set[Any]:
    return {key for row in rows if (key := getattr(row, field.attname)) is not None}
