"""Writes of what the city says of its plan: one edits an edition, another publishes it, and then it stays."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_facts, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import Act
from wijkraden.places.models import City

from ..checking import CHECKS
from ..errors import EditionStands, OwnEdit, PartGone
from ..holding import change_columns, hold_city, note_edit, refuse_published
from ..models import AmendmentEdition, Edition, Element, Plan, Point, Subject
from ..queries import choosable, is_link, is_links, moved, newest_edition, values_of_row
from ..rules import EDIT_PLAN, PUBLISH_PLAN, has_edited
from ..states import Amends

S = TypeVar("S", bound=Subject)
P = TypeVar("P", bound=Point)


_CALLED = {
    "paper": gettext_lazy("paper of the city council"),
    "conversation": gettext_lazy("conversation with residents"),
    "city_action": gettext_lazy("action of the city"),
    "advice": gettext_lazy("advice on the plan"),
    "amendment": gettext_lazy("change within the plan"),
}
_DONE = {
    "added": gettext_lazy("entered it"),
    "begun": gettext_lazy("began to change it (edition {version})"),
    "changed": gettext_lazy("changed it ({changed})"),
    "point_added": gettext_lazy("added something to it (place {position})"),
    "point_changed": gettext_lazy("changed something that it holds ({changed})"),
    "point_removed": gettext_lazy("removed something from it (place {position})"),
    "published": gettext_lazy("published it (edition {version})"),
    "dropped": gettext_lazy("dropped an edition of it ({version})"),
}
name_things({subject._meta.label_lower: _CALLED[subject.NAME] for subject in CHECKS})
name_things(
    {
        "grants.insight": gettext_lazy("what was heard in a conversation"),
        "grants.actionyear": gettext_lazy("year of an action of the city"),
        "grants.indicator": gettext_lazy("figure of an action of the city"),
        "grants.advicepoint": gettext_lazy("point of an advice"),
        "grants.amendedpart": gettext_lazy("part of the plan that is changed"),
    }
)
for _name, _thing in _CALLED.items():
    for _act, _words in _DONE.items():
        describe(f"plan.{_name}_{_act}", format_lazy("{words} ({thing})", words=_words, thing=_thing))
name_facts({"ends_on": gettext_lazy("last day")})
ENDS = describe("plan.version_ends", gettext_lazy("published the last day of the plan ({ends_on})"))
# What papers asked was told so before all kinds of subjects had rows.
describe("plan.request_added", gettext_lazy("added to what a paper asks ({position})"))
describe("plan.request_changed", gettext_lazy("changed what a paper asks ({changed})"))
describe("plan.request_removed", gettext_lazy("removed something that a paper asks ({position})"))


@flow
def enter(kind: type[S], city: City, *, what: Any, by: User, at: datetime) -> S:
    """Enter a subject; its first edition is open. Raises NoLongerAllowed, PartGone and what its kind refuses."""
    held = hold_city(city.pk, EDIT_PLAN, by=by, at=at)
    CHECKS[kind].save(held, what, None, at=at)
    made = kind._default_manager.create(city=held)
    of: type[Edition] = made.editions.model
    columns, links = _split(of, held, what)
    edition = made.editions.create(version=1, edited_by=by, edited_at=at, **columns)
    _link(edition, links)
    edition.editors.add(by)
    _tell("added", made, by=by, at=at)
    return made


@flow
def begin_edition(subject: Subject, *, by: User, at: datetime) -> Edition:
    """Return the open edition of a subject; without one it begins as a copy of what is published.

    Raises NoLongerAllowed, EditionStands for a kind that is published once, and PartGone when the subject itself was
    dropped.
    """
    hold_city(subject.city_id, EDIT_PLAN, by=by, at=at)
    newest = _newest(subject)
    if not newest.is_published:
        return newest
    if newest.IS_ONCE:
        raise EditionStands(_("This changed the plan, so it stays as it is. Enter another change instead."))
    last = subject.editions.latest("version")
    told = {"version": last.version + 1, "edits": last.edits + 1, "edited_by": by, "edited_at": at}
    made: Edition = _copy(newest, **told)
    made.editors.add(by)  # type: ignore[attr-defined]  # each kind has editors
    for name in newest.POINTS:
        for point in newest.points(name):
            _copy(point, edition=made, position=point.position, **point.identity)
    _tell("begun", subject, by=by, at=at, version=made.version)
    return made


@flow
def change_edition(
    subject: Subject, *, what: Any, was: Mapping[str, Any] | None = None, by: User, at: datetime
) -> None:
    """Change what the open edition of a subject says.

    Raises NoLongerAllowed, EditionStands, PartGone, what its kind refuses, and ChangedMeanwhile when it is no longer
    what it `was`.
    """
    row = _hold(subject, EDIT_PLAN, by=by, at=at)
    _refuse_changed(row, was)
    CHECKS[type(subject)].save(subject.city, what, subject, at=at)
    if changed := _give(row, subject.city, what):
        note_edit(row, by=by, at=at)
        _tell("changed", subject, by=by, at=at, changed="/".join(changed))


@flow
def add_point(
    subject: Subject, kind: type[P], *, what: Any, position: int | None = None, by: User, at: datetime
) -> P:
    """Add a row to the open edition of a subject, at a place; None: the last.

    Raises NoLongerAllowed, EditionStands, PartGone and what its kind refuses.
    """
    edition = _hold(subject, EDIT_PLAN, by=by, at=at)
    CHECKS[type(subject)].point(edition, what, None)
    columns, links = _split(kind, subject.city, what)
    made = kind._default_manager.create(edition=edition, position=0, **columns)
    _link(made, links)
    _place(moved(_siblings(made), made, to=position))
    note_edit(edition, by=by, at=at)
    _tell("point_added", subject, by=by, at=at, position=made.position)
    return made


@flow
def change_point(
    point: Point,
    *,
    what: Any,
    position: int,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change a row of an open edition and its place.

    Raises NoLongerAllowed, EditionStands, PartGone, what its kind refuses, and ChangedMeanwhile when it is no longer
    what it `was`.
    """
    edition = _hold(point.edition.subject, EDIT_PLAN, by=by, at=at)
    row = _row(point, edition, was)
    CHECKS[type(edition.subject)].point(edition, what, row)
    changed = _give(row, edition.subject.city, what)
    if rows := moved(_siblings(row), row, to=position):
        _place(rows)
        changed.append("position")
    if changed:
        note_edit(edition, by=by, at=at)
        _tell("point_changed", edition.subject, by=by, at=at, changed="/".join(changed))


@flow
def remove_point(point: Point, *, was: Mapping[str, Any] | None = None, by: User, at: datetime) -> None:
    """Remove a row from an open edition; raises as `change_point`."""
    edition = _hold(point.edition.subject, EDIT_PLAN, by=by, at=at)
    row = _row(point, edition, was)
    position, siblings = row.position, _siblings(row)
    row.delete()
    _place(moved(siblings))
    note_edit(edition, by=by, at=at)
    _tell("point_removed", edition.subject, by=by, at=at, position=position)


@flow
def publish_edition(subject: Subject, *, edits: int | None = None, by: User, at: datetime) -> None:
    """Publish the open edition of a subject: everyone reads it from now on, and it stays.

    Raises NoLongerAllowed, EditionStands, OwnEdit when `by` edited it, ChangedMeanwhile when it was edited more than
    `edits` times, and what its kind refuses as not complete.
    """
    row = _hold(subject, PUBLISH_PLAN, by=by, at=at)
    if has_edited(by, row):
        raise OwnEdit(_("You edited this yourself. Someone else publishes it."))
    _refuse_edited(row, edits)
    CHECKS[type(subject)].publish(row, at=at)
    row.published_by, row.published_at = by, at
    row.save(update_fields=["published_by", "published_at"])
    if isinstance(row, AmendmentEdition):
        _amend(row, by=by, at=at)
    _tell("published", subject, by=by, at=at, version=row.version)


@flow
def drop_edition(subject: Subject, *, edits: int | None = None, by: User, at: datetime) -> None:
    """Drop the open edition of a subject, which was a mistake: what was published before stands; it is kept.

    Without anything published nobody finds the subject any more. Raises NoLongerAllowed, EditionStands, PartGone and
    ChangedMeanwhile.
    """
    row = _hold(subject, EDIT_PLAN, by=by, at=at)
    _refuse_edited(row, edits)
    row.dropped_by, row.dropped_at = by, at
    row.save(update_fields=["dropped_by", "dropped_at"])
    _tell("dropped", subject, by=by, at=at, version=row.version)


def _tell(act: str, subject: Subject, *, by: User, at: datetime, **facts: Any) -> None:
    record(f"plan.{subject.NAME}_{act}", subject, by=by, at=at, **facts)


def _hold(subject: Subject, what: Act, *, by: User, at: datetime) -> Edition:
    """Lock the city and return the open edition; raises EditionStands without one, and PartGone without a subject."""
    hold_city(subject.city_id, what, by=by, at=at)
    row = _newest(subject)
    refuse_published(row)
    return row


def _newest(subject: Subject) -> Edition:
    found = newest_edition(subject)
    if found is None:
        raise PartGone(_("Someone removed this after you opened the page."))
    return found


def _row(point: Point, edition: Edition, was: Mapping[str, Any] | None) -> Point:
    row: Point | None = _all_of(point).filter(pk=point.pk, edition=edition).first()
    if row is None:
        raise PartGone(_("Someone removed this after you opened the page."))
    _refuse_changed(row, was)
    return row


def _refuse_changed(row: Edition | Point, was: Mapping[str, Any] | None) -> None:
    if was is not None and values_of_row(row) != was:
        raise ChangedMeanwhile(changed_meanwhile())


def _refuse_edited(row: Edition, edits: int | None) -> None:
    if edits is not None and row.edits != edits:
        raise ChangedMeanwhile(_("Someone changed it after you opened the page. Read it once more."))


def _split(of: type[Edition | Point], city: City, what: Any) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the columns that `what` fills, and the rows that its links lead to; raises PartGone for one that went."""
    values = {one.name: getattr(what, one.name) for one in fields(of.WHAT)}
    links = {}
    for name in (name for name in list(values) if is_link(of, name)):
        if is_links(of, name):
            links[name] = _chosen(of, name, city, values.pop(name))
        else:
            values[name] = next(iter(_chosen(of, name, city, (values[name],))), None)
    return values, links


def _chosen(of: type[Edition | Point], name: str, city: City, ids: tuple[str, ...]) -> list[Any]:
    wanted = set(ids) - {""}
    found = list(choosable(of, name, city).filter(public_id__in=wanted))
    if len(found) != len(wanted):
        raise PartGone(_("Someone removed something that you chose. Choose again."))
    return found


def _give(row: Edition | Point, city: City, what: Any) -> list[str]:
    """Give a row what it says now; return the names of what became another."""
    columns, links = _split(type(row), city, what)
    changed = change_columns(row, columns)
    for name, rows in links.items():
        if {one.pk for one in rows} != set(getattr(row, name).values_list("pk", flat=True)):
            getattr(row, name).set(rows)
            changed.append(name)
    return changed


def _link(row: Edition | Point, links: Mapping[str, list[Any]]) -> None:
    for name, rows in links.items():
        getattr(row, name).set(rows)


def _copy(row: Any, **told: Any) -> Any:
    names = [one.name for one in fields(row.WHAT)]
    links = {name: list(getattr(row, name).all()) for name in names if is_links(type(row), name)}
    columns = {name: getattr(row, name) for name in names if name not in links}
    if isinstance(row, Edition):
        columns[row.owner()] = row.subject
    made = type(row)._default_manager.create(**columns, **told)
    _link(made, links)
    return made


def _amend(edition: AmendmentEdition, *, by: User, at: datetime) -> None:
    """Let the plan read and end as an amendment says that was published just now; what named parts keeps them.

    Two statements for each part, and one to find the places of new ones.
    """
    if edition.ends_on is not None:
        Plan.objects.filter(pk=edition.plan_id).update(ends_on=edition.ends_on)
        record(ENDS, edition.plan, by=by, at=at, ends_on=edition.ends_on.isoformat())
    changes = list(edition.parts.select_related("element"))
    for one in changes:
        if one.element is not None:
            Element.objects.filter(pk=one.element.pk).update(until=edition)
    for one in changes:
        if one.act != Amends.END:
            before = one.element
            position = before.position if before else _last_of(edition, one.kind) + 1
            told = {"position": position, "replaces": before, "since": edition}
            Element.objects.create(plan_id=edition.plan_id, **one.becomes, **told)


def _last_of(edition: AmendmentEdition, kind: str) -> int:
    found = Element.objects.filter(plan_id=edition.plan_id, kind=kind).aggregate(last=Max("position"))
    return found["last"] or 0


def _siblings(point: Point) -> Any:
    return _all_of(point).filter(edition=point.edition)


def _all_of(point: Point) -> Any:
    return type(point)._default_manager


def _place(rows: list[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, ["position"])
