"""What the city says of its plan, edition by edition: one person edits, another publishes, and then it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from portal.triggers import Trigger, alone, frozen, guard, is_near, parts, same
from wijkraden.people.models import User
from wijkraden.places.models import City

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

IS_OPEN = Q(published_at__isnull=True, dropped_at__isnull=True)
_OPEN_SQL = "{0}.published_at IS NULL AND {0}.dropped_at IS NULL"


class Subject(models.Model):
    """Something of which the city tells: it never changes, and what is known of it stands in its `editions`."""

    NAME: ClassVar[str]  # in code: “paper”
    editions: RelatedManager[Any]

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id


class Edition(models.Model):
    """What a thing says from one publication to the next; each kind has `editors`: all who changed it.

    None of them publishes it. The public reads the newest one that was published; a change begins as a copy of it.
    """

    WHAT: ClassVar[type[Any]]  # the values that its form changes, by the names of its columns
    POINTS: ClassVar[tuple[str, ...]]  # what it holds in rows of their own, by the names of these
    NEEDED: ClassVar[tuple[str, ...]] = ()  # rows and links of which it has one at least when it is published
    WHOLE: ClassVar[Q] = Q()  # what its columns hold when it is published
    IS_ONCE: ClassVar[bool] = False  # its publication has an effect, so there is no second one

    title: Any  # each kind has one, and `editors`

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

    @classmethod
    def owner(cls) -> str:
        """Return the name of the column of its subject."""
        return next(
            one.name
            for one in cls._meta.get_fields()
            if isinstance(one, models.ForeignKey) and issubclass(one.related_model, Subject)
        )

    @property
    def subject(self) -> Subject:
        """What it tells of."""
        found: Subject = getattr(self, self.owner())
        return found

    def points(self, name: str) -> list[Any]:
        """Return its rows of that name, in their order. One query, unless they are at hand."""
        return list(getattr(self, name).all())

    @property
    def short_title(self) -> str:
        """What it is called where there is little room."""
        return str(self)

    @property
    def shows_empty_lists(self) -> bool:
        """Tell if its rows are shown, in words, while there are none."""
        return True

    @property
    def is_published(self) -> bool:
        """Tell if everyone could read it."""
        return self.published_at is not None

    @property
    def is_first(self) -> bool:
        """Tell if nothing was published of the thing before it."""
        return self.version == 1


class InThePlan:
    """What names parts of the plan, in its `elements`."""

    elements: Any

    @property
    def stands_in(self) -> list[Any]:
        """The parts of the plan that it names. One query, unless they are at hand."""
        return list(self.elements.all())


class Point(models.Model):
    """One row of what an edition holds; each kind has its `edition`."""

    WHAT: ClassVar[type[Any]]
    edition: Any

    public_id = PublicIdField()
    position = models.PositiveSmallIntegerField()  # from 1 on

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    @property
    def identity(self) -> dict[str, Any]:
        """What is the same of it in each edition."""
        return {}


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


def subject_guards(table: str, *, message: str) -> list[Trigger]:
    """Return the guards of a table of subjects: each begins once and never changes."""
    return [
        *frozen(table, message=message),
        guard(
            f"{table}_begins",
            table=table,
            when="BEFORE INSERT",
            holds=f"{is_near(table)} AND {alone(table, ('public_id',))}",
            message=message,
        ),
    ]


def holds_some(table: str, *points: str, instead: str = "", message: str) -> Trigger:
    """Return the guard that a published edition holds a row of each of these tables of points, or `instead`."""
    some = (f"EXISTS (SELECT 1 FROM {one} r WHERE r.edition_id = NEW.id)" for one in points)  # noqa: S608  # our own names
    return guard(
        f"{table}_asks_something",
        table=table,
        when="BEFORE UPDATE",
        only="NEW.published_at IS NOT NULL",
        holds=f"{instead} OR ({' AND '.join(some)})" if instead else " AND ".join(some),
        message=message,
    )


def point_guards(
    table: str,
    *,
    edition: str,
    message: str,
    keys: tuple[tuple[str, ...], ...] = (),
    kept: tuple[str, ...] = (),
) -> list[Trigger]:
    """Return the guards of a table of points: they come, change and go while their edition is open."""
    return parts(
        table,
        owner="edition_id",
        is_open=is_open(edition),
        keys=(("public_id",), *keys),
        kept=("public_id", *kept),
        message=message,
    )


def link_guards(
    table: str, *, links: str, column: str, edition: str, chosen: str, message: str
) -> list[Trigger]:
    """Return the guards of what rows of `table` are linked to: it comes and goes while their edition is open.

    `links` is the table of the links and `column` names the other side in it; `chosen` is the condition on what may
    be chosen, with `{0}` for the link and `e` for the edition.
    """
    row = f"{table.removeprefix('grants_')}_id"
    through = "e.id = r.edition_id" if table != edition else "e.id = r.id"
    open_row = (
        f"EXISTS (SELECT 1 FROM {table} r JOIN {edition} e ON {through}"  # noqa: S608  # our own names
        f" WHERE r.id = {{0}}.{row} AND {_OPEN_SQL.format('e')} AND {chosen})"
    )
    return parts(links, owner=row, is_open=open_row, keys=((row, column),), message=message)


def in_an_adopted_plan(subject: str, owner: str) -> str:
    """Return the condition that a linked element stands in an adopted version of the plan of the subject's city."""
    return (
        f"EXISTS (SELECT 1 FROM grants_element x JOIN grants_plan v ON v.id = x.plan_id JOIN {subject} s"  # noqa: S608  # our own names
        f" ON s.id = e.{owner} WHERE x.id = {{0}}.element_id AND v.city_id = s.city_id AND v.state = 'adopted')"
    )


def in_its_city(subject: str, owner: str) -> str:
    """Return the condition that a linked district lies in the city of the subject."""
    return (
        f"EXISTS (SELECT 1 FROM wijkraden_district d JOIN {subject} s ON s.id = e.{owner}"  # noqa: S608  # our own names
        " WHERE d.id = {0}.district_id AND d.city_id = s.city_id)"
    )


def of_a_published_conversation(subject: str, owner: str) -> str:
    """Return the condition that a linked insight was published, in the city of the subject."""
    return (
        "EXISTS (SELECT 1 FROM grants_insight i JOIN grants_conversationedition o ON o.id = i.edition_id"  # noqa: S608  # our own names
        f" JOIN grants_conversation c ON c.id = o.conversation_id JOIN {subject} s ON s.id = e.{owner}"
        " WHERE i.id = {0}.insight_id AND o.published_at IS NOT NULL AND c.city_id = s.city_id)"
    )


def is_published(what: str, *, of: str, owner: str) -> str:
    """Return the condition that a linked subject (“paper”) was published, in the city of the subject `of`."""
    return (
        f"EXISTS (SELECT 1 FROM grants_{what}edition o JOIN grants_{what} t ON t.id = o.{what}_id"  # noqa: S608  # our own names
        f" JOIN {of} s ON s.id = e.{owner} AND s.city_id = t.city_id"
        f" WHERE t.id = {{0}}.{what}_id AND o.published_at IS NOT NULL)"
    )


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
