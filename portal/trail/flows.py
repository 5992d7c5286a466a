"""How every write runs: atomic, claimed once, and put on the trail by its last statement.

A flow is a public function that changes rows. `@flow` makes it atomic. What the flow wants remembered it
says with `record(...)`; the outermost flow writes these records just before it commits, so the head of the
trail is locked last and for the shortest time, and no two flows can wait for each other there.
See docs/decisions/0002.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy

from .. import realm
from .models import Head, Record, fingerprint
from .queries import records
from .states import is_code, is_fact
from .words import describe, name_facts, name_things

P = ParamSpec("P")
R = TypeVar("R")
Facts = dict[str, Any]

_COLUMNS = [one for one in Record._meta.concrete_fields if not one.primary_key]
_NAMES = ", ".join(f'"{one.column}"' for one in _COLUMNS)
_ADD = f'INSERT INTO "{Record._meta.db_table}" ({_NAMES}) VALUES ({", ".join(["%s"] * len(_COLUMNS))})'  # noqa: S608  # names of ours


@dataclass(frozen=True)
class _Draft:
    act: str
    subject_kind: str
    subject_id: str
    by_id: int | None
    at: datetime
    realm: str
    facts: Facts = field(default_factory=dict)


_open: ContextVar[list[_Draft] | None] = ContextVar("open_flow", default=None)
first_step: ContextVar[Callable[[], None] | None] = ContextVar("first_step", default=None)


def flow(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a flow: all of it happens, with its records on the trail, or nothing."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting():
            return function(*args, **kwargs)

    run.is_flow = True  # type: ignore[attr-defined]  # read by the architecture test
    return run


@contextmanager
def acting() -> Iterator[None]:
    """Run the block as a flow: for a command or task that joins several flows into one act.

    A flow within a flow has no savepoint of its own; who goes on after its error calls it in `transaction.atomic()`.
    Raises TransactionManagementError, and undoes everything, when that was forgotten.
    """
    outer = _open.get()
    drafts: list[_Draft] = []
    token = _open.set(drafts)
    try:
        with transaction.atomic(savepoint=outer is None):
            step = first_step.get()
            if outer is None and step is not None:
                step()
            yield
            if outer is None and transaction.get_rollback():
                raise transaction.TransactionManagementError("the error of a flow within this one was caught")
            if outer is None and drafts:
                _write(drafts)
    finally:
        _open.reset(token)
    if outer is not None:
        outer.extend(drafts)


def record(
    act: str,
    subject: models.Model | str,
    *,
    by: models.Model | None,
    at: datetime,
    **facts: Any,
) -> None:
    """Put an act on the trail, inside a flow with that flow, outside one (a read, a login) at once.

    `act` is a dotted name (`people.invite`); `subject` a row (its public id is kept) or a name of something
    without a row; `by` None when the system acts; `facts` only ids, codes, whole numbers, dates as text. It
    belongs to the realm of the moment. Raises ValueError for another fact: a record can't be erased.
    """
    for name, value in facts.items():
        if not is_fact(value):
            raise ValueError(f"{name} may stand on the trail as a number, a day or a code only")
    draft = _Draft(
        act,
        *_named(subject),
        by_id=by.pk if by is not None else None,
        at=at,
        realm=realm.current(),
        facts=facts,
    )
    drafts = _open.get()
    if drafts is not None:
        drafts.append(draft)
        return
    with transaction.atomic():
        _write([draft])


name_facts(
    {
        "act": gettext_lazy("kind of act"),
        "person": gettext_lazy("person"),
        "subject": gettext_lazy("thing"),
        "first_on": gettext_lazy("first day"),
        "last_on": gettext_lazy("last day"),
    }
)
name_things({"trail:all": gettext_lazy("the trail")})
EXPORTED = describe("trail.exported", gettext_lazy("exported a part of the trail"))


@flow
def note_export(
    *,
    act: str,
    person: models.Model | None,
    subject: str,
    first_on: date | None,
    last_on: date | None,
    by: models.Model,
    at: datetime,
) -> int:
    """Note that a part of the trail leaves the portal, and return the number before which it ends.

    The export holds nothing from after it was asked for; the note itself may get a higher number.
    """
    asked = {
        "asked_act": act,
        "asked_person": str(getattr(person, "public_id", "")),
        "asked_subject": _known(subject.strip()),
        "first_on": first_on.isoformat() if first_on else "",
        "last_on": last_on.isoformat() if last_on else "",
    }
    record(EXPORTED, "trail:all", by=by, at=at, **{name: value for name, value in asked.items() if value})
    return Head.objects.get(pk=1).number + 1


def _known(subject: str) -> str:
    """What was typed may be a name: only the id of something on the trail is kept."""
    if not subject:
        return ""
    return subject if is_code(subject) and records(subject=subject).exists() else "unknown"


def _named(subject: models.Model | str) -> tuple[str, str]:
    if isinstance(subject, str):
        kind, _, name = subject.partition(":")
        if not (is_code(kind) and is_code(name)):
            raise ValueError("a subject without a row is named kind:name, both codes")
        return kind, name
    return subject._meta.label_lower, str(getattr(subject, "public_id", subject.pk))


def _write(drafts: list[_Draft]) -> None:
    head = Head.objects.select_for_update(no_key=True).get(pk=1)
    number, previous = head.number, head.hash
    rows = []
    for draft in drafts:
        number += 1
        row = Record(
            number=number,
            at=draft.at,
            by_id=draft.by_id,
            realm=draft.realm,
            act=draft.act,
            subject_kind=draft.subject_kind,
            subject_id=draft.subject_id,
            facts=draft.facts,
            previous_hash=previous,
        )
        row.hash = previous = fingerprint(row)
        rows.append([one.get_db_prep_save(getattr(row, one.attname), connection) for one in _COLUMNS])
    with (
        connection.cursor() as cursor
    ):  # one after the other: each must follow the head, which the one before moved
        cursor.executemany(_ADD, rows)
