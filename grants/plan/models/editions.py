"""What the city says of its plan, edition by edition: one person edits, another publishes, and then it stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.triggers import Trigger, alone, frozen, guard, is_near, same
from wijkraden.people.models import User

IS_OPEN = Q(published_at__isnull=True, dropped_at__isnull=True)
_OPEN_SQL = "{0}.published_at IS NULL AND {0}.dropped_at IS NULL"


class Edition(models.Model):
    """What a thing says from one publication to the next; each kind has `editors`: all who changed it.

    None of them publishes it. The public reads the newest one that was published; a change begins as a copy of it.
    """

    version = models.PositiveSmallIntegerField()  # from 1 on for each thing
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edits = models.PositiveIntegerField(
        default=1
    )  # how often the thing was edited by now; tells an old page from a new one
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # it was a mistake: nobody reads it any more, and it is kept

    class Meta:
        abstract = True
        ordering = ["-version"]

    @property
    def is_published(self) -> bool:
        """Tell if everyone could read it."""
        return self.published_at is not None

    @property
    def is_first(self) -> bool:
        """Tell if nothing was published of the thing before it."""
        return self.version == 1


def edition_constraints(name: str, *, owner: str) -> list[models.BaseConstraint]:
    """Return what a table of editions holds; `name` begins those of the constraints, `owner` is the thing's column."""
    return [
        models.UniqueConstraint(fields=[owner, "version"], name=f"{name}_edition_once"),
        models.UniqueConstraint(fields=[owner], condition=IS_OPEN, name=f"{name}_has_one_open_edition"),
        models.CheckConstraint(
            name=f"{name}_is_dropped_by_someone",
            condition=Q(dropped_by__isnull=True, dropped_at__isnull=True)
            | Q(dropped_by__isnull=False, dropped_at__isnull=False, published_at__isnull=True),
        ),
        models.CheckConstraint(
            name=f"{name}_is_published_by_someone",
            condition=Q(published_by__isnull=True, published_at__isnull=True)
            | Q(published_by__isnull=False, published_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{name}_is_never_published_by_its_editor",
            condition=Q(published_by__isnull=True) | ~Q(published_by=F("edited_by")),
        ),
    ]


def is_open(table: str, column: str = "edition_id") -> str:
    """Return the condition that the edition of a part is open, with `{0}` for OLD or NEW."""
    return f"EXISTS (SELECT 1 FROM {table} e WHERE e.id = {{0}}.{column} AND {_OPEN_SQL.format('e')})"  # noqa: S608  # our own names


def edition_guards(table: str, *, owner: str, also: str) -> list[Trigger]:
    """Return the guards of a table of editions: they begin open and in order, and stay once they are published.

    `owner` is the column of the thing; `also` a condition on every row that comes or changes.
    """
    editors, edition = f"{table}_editors", f"{table.removeprefix('grants_')}_id"
    among = f"FROM {editors} o WHERE o.{edition} = NEW.id AND o.user_id = NEW.published_by_id"
    return [
        *frozen(table, message="what was said of the plan is kept", updates=False),
        *frozen(editors, message="who edited what is said of the plan is kept"),
        guard(
            f"{editors}_while_open",
            table=editors,
            when="BEFORE INSERT",
            holds=is_open(table, edition).format("NEW"),
            message="who edited what is said of the plan is kept",
        ),
        guard(
            f"{table}_begins",
            table=table,
            when="BEFORE INSERT",
            holds=f"{_begins(table, owner)} AND ({also})",
            message="an edition begins open, after the one before it was published",
        ),
        guard(
            f"{table}_stays",
            table=table,
            when="BEFORE UPDATE",
            holds=f"{_OPEN_SQL.format('OLD')} AND {same('id', owner, 'version')} AND ({also})",
            message="what was published stays as it is; a change is a new edition",
        ),
        guard(
            f"{table}_by_another",
            table=table,
            when="BEFORE UPDATE",
            only="NEW.published_by_id IS NOT NULL",
            holds=f"NOT EXISTS (SELECT 1 {among})",  # our own names
            message="who edited it never publishes it",
        ),
    ]


def _begins(table: str, owner: str) -> str:
    before = f"FROM {table} e WHERE e.{owner} = NEW.{owner}"
    return " AND ".join(
        (
            _OPEN_SQL.format("NEW"),
            is_near(table),
            alone(table, (owner, "version")),
            f"NOT EXISTS (SELECT 1 {before} AND {_OPEN_SQL.format('e')})",  # our own names
            f"NEW.version = 1 + (SELECT coalesce(max(e.version), 0) {before})",  # our own names
            f"NEW.edits > (SELECT coalesce(max(e.edits), 0) {before})",  # our own names
        )
    )
