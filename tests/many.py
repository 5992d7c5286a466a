"""Thousands of dossiers: copies of a few that went through the flows, put straight into the tables.

For tests of what a page asks of a full database. The ledger's totals stay as they were, so nothing may be booked or
proven in such a world.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Max

from grants.budget.models import Dossier, Entry
from grants.decisions.models import Objection
from grants.payments.models import Claim, Order, StatementLine
from grants.proposals.models import Attachment, Proposal
from grants.reports.models import ReportFile
from tests.unguarded import unguarded

Model = type[models.Model]
Rows = dict[Model, list[models.Model]]
_LEFT_OUT: tuple[Model, ...] = (Attachment, ReportFile)  # a stored file belongs to one
_NUMBERED: MappingProxyType[Model, Sequence[str]] = MappingProxyType(
    {
        Claim: ["reference"],
        Dossier: ["sequence", "number"],
        Entry: ["number", "key"],
        Objection: ["number"],
        Order: ["end_to_end_id"],
        StatementLine: ["reference"],
    }
)
_FIRST = 1_000_000  # a number that no flow came to


def copy_dossiers(made: Iterable[Proposal], number: int) -> None:
    """Copy each of these proposals `number` times, with its dossier and every row that hangs on either."""
    tables = _tables()
    originals = [_rows_of(one, tables) for one in made]
    copies: list[tuple[Rows, dict[models.Model, int]]] = [
        (rows, {}) for rows in originals for _ in range(number)
    ]
    with unguarded():
        for model in tables:
            newest = model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0
            keys = itertools.count(newest + 1)
            new = [_copy(row, next(keys), keys_of) for rows, keys_of in copies for row in rows[model]]
            model._base_manager.bulk_create(new, batch_size=500)
    if connection.vendor == "postgresql":  # where it otherwise counts a table some time after it grew
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _tables() -> list[Model]:
    """Return the tables that hang on a dossier, each after those that it names."""
    found: set[Model] = {Dossier, Proposal}
    others = [one for one in apps.get_models() if one not in (*found, *_LEFT_OUT)]
    while more := {one for one in others if one not in found and any(_named(one, found))}:
        found |= more
    ordered: list[Model] = []
    while ready := [one for one in found if one not in ordered and _is_ready(one, found, ordered)]:
        ordered += ready
    assert len(ordered) == len(found), "these tables name one another"
    return ordered


def _named(model: Model, among: Iterable[Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in among:
            yield field


def _is_ready(model: Model, found: set[Model], ordered: list[Model]) -> bool:
    return all(field.related_model in (model, *ordered) for field in _named(model, found))


def _rows_of(proposal: Proposal, tables: list[Model]) -> Rows:
    rows: Rows = {Dossier: [proposal.dossier] if proposal.dossier else [], Proposal: [proposal]}
    for model in (one for one in tables if one not in rows):
        keys = [field for field in _named(model, rows) if field.related_model is not model]
        of = models.Q()
        for field in keys:
            of |= models.Q(**{f"{field.name}__in": rows[field.related_model]})
        rows[model] = list(model._base_manager.filter(of))
    return rows


def _copy(row: models.Model, pk: int, keys: dict[models.Model, int]) -> models.Model:
    """Return a copy that names the copies made before it; what is unique gets its own value."""
    model = type(row)
    keys[row] = pk
    own = {name for name in ("public_id", "token_hash") if getattr(row, name, "")}
    made = model(**{one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields})
    made.pk = pk
    for name in own | set(_NUMBERED.get(model, ())):
        is_text = isinstance(getattr(row, name), str)
        setattr(made, name, secrets.token_hex(8) if is_text else _FIRST + pk)
    for field in _named(model, [type(one) for one in keys]):
        named = getattr(row, field.attname)
        ours = keys.get(field.related_model(pk=named)) if named else None
        if ours is not None:
            setattr(made, field.attname, ours)
    return made
