"""Writes of the plan: a version is edited as a concept, and stays as it is once it is adopted."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import ChangedMeanwhile, changed_meanwhile, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import Act
from wijkraden.places.models import City

from ..checking import refuse_consulted, refuse_standing, refuse_unadvised, refuse_untold
from ..errors import (
    CodeTaken,
    OwnEdit,
    PartGone,
    VersionStands,
    WithoutGoals,
    WrongDay,
    WrongYears,
)
from ..holding import change_columns, hold_city, note_edit
from ..models import Element, Plan
from ..queries import elements_of, is_advised_on, moved, replaceable
from ..rules import EDIT_PLAN, PUBLISH_PLAN, has_edited
from ..states import ElementKind, ElementOf, PlanState

STARTED = describe("plan.version_started", gettext_lazy("started a version of the plan ({version})"))
CHANGED = describe("plan.version_changed", gettext_lazy("changed a version of the plan ({version})"))
ELEMENT_ADDED = describe("plan.element_added", gettext_lazy("added a part to the plan ({kind}, {code})"))
ELEMENT_CHANGED = describe(
    "plan.element_changed", gettext_lazy("changed a part of the plan ({kind}, {code})")
)
ELEMENT_REMOVED = describe(
    "plan.element_removed", gettext_lazy("removed a part of the plan ({kind}, {code})")
)
ADOPTED = describe(
    "plan.version_adopted", gettext_lazy("published an adopted version of the plan ({version})")
)

_COPIED = ("kind", "code", "title", "explanation", "source", "position")


@flow
def start_version(
    city: City,
    *,
    title: str,
    first_year: int,
    last_year: int,
    source: str = "",
    replaces: Plan | None = None,
    by: User,
    at: datetime,
) -> Plan:
    """Start a concept; it begins with everything that the version holds which it `replaces`.

    Who edited a concept that it begins with edited this one too.
    Raises NoLongerAllowed, WrongYears, and VersionStands when another version took that place already.
    """
    held = hold_city(city.pk, EDIT_PLAN, by=by, at=at)
    _refuse_years(first_year, last_year)
    if replaces is not None and not replaceable(held).filter(pk=replaces.pk).exists():
        raise VersionStands(_("Another version took the place of this one already. Choose that one."))
    newest = Plan.objects.filter(city=held).aggregate(newest=Max("number"))["newest"]
    made = Plan.objects.create(
        city=held,
        number=(newest or 0) + 1,
        title=title,
        first_year=first_year,
        last_year=last_year,
        source=source,
        replaces=replaces,
        edited_by=by,
        edited_at=at,
    )
    made.editors.add(by, *(replaces.editors.all() if replaces and not replaces.is_adopted else ()))
    if replaces is not None:
        rows = elements_of(replaces)
        told = [{name: getattr(one, name) for name in _COPIED} for one in rows]
        Element.objects.bulk_create(
            Element(plan=made, replaces=one, **row) for one, row in zip(rows, told, strict=True)
        )
    record(STARTED, made, by=by, at=at, version=made.number)
    return made


@flow
def change_version(
    plan: Plan,
    *,
    title: str,
    first_year: int,
    last_year: int,
    source: str,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change title, years and source of a concept.

    Raises NoLongerAllowed, VersionStands, WrongYears, and ChangedMeanwhile when it is no longer what it `was`.
    """
    row = _hold(plan, EDIT_PLAN, by=by, at=at)
    refuse_if_changed(row, was)
    _refuse_years(first_year, last_year)
    values = {"title": title, "first_year": first_year, "last_year": last_year, "source": source}
    is_called = (row.title, row.first_year, row.last_year)
    if is_called != (title, first_year, last_year) and is_advised_on(row):
        raise VersionStands(
            _("Everyone reads this title and these years with an advice, so they stay. Start a new version.")
        )
    if changed := change_columns(row, values):
        note_edit(row, by=by, at=at)
        record(CHANGED, row, by=by, at=at, version=row.number, changed="/".join(changed))
    plan.refresh_from_db()


@flow
def add_element(
    plan: Plan, *, kind: ElementKind, what: ElementOf, position: int | None = None, by: User, at: datetime
) -> Element:
    """Add a goal, principle, hallmark, terrain or paragraph at a place among its kind; None: the last.

    Raises NoLongerAllowed, VersionStands and CodeTaken.
    """
    row = _hold(plan, EDIT_PLAN, by=by, at=at)
    _refuse_code(row, kind, what.code)
    made = Element.objects.create(plan=row, kind=kind, position=0, **asdict(what))
    _place(moved(_siblings(row, kind), made, to=position))
    note_edit(row, by=by, at=at)
    record(ELEMENT_ADDED, row, by=by, at=at, kind=kind.value, code=what.code)
    return made


@flow
def change_element(
    element: Element,
    *,
    what: ElementOf,
    position: int,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change an element and its place among its kind.

    Raises NoLongerAllowed, VersionStands, PartGone, CodeTaken, and ChangedMeanwhile when it is no longer what it
    `was`.
    """
    plan = _hold(element.plan, EDIT_PLAN, by=by, at=at)
    row = _row(element)
    refuse_if_changed(row, was)
    values = asdict(what)
    if what.code != row.code:
        _refuse_code(plan, ElementKind(row.kind), what.code)
    changed = change_columns(row, values)
    if rows := moved(_siblings(plan, row.kind), row, to=position):
        _place(rows)
        changed.append("position")
    if changed:
        note_edit(plan, by=by, at=at)
        told = {"kind": row.kind, "code": row.code, "changed": "/".join(changed)}
        record(ELEMENT_CHANGED, plan, by=by, at=at, **told)
    element.refresh_from_db()


@flow
def remove_element(element: Element, *, was: Mapping[str, Any] | None = None, by: User, at: datetime) -> None:
    """Remove an element from a concept; raises as `change_element`."""
    plan = _hold(element.plan, EDIT_PLAN, by=by, at=at)
    row = _row(element)
    refuse_if_changed(row, was)
    kind, code = row.kind, row.code
    row.delete()
    _place(moved(_siblings(plan, kind)))
    note_edit(plan, by=by, at=at)
    record(ELEMENT_REMOVED, plan, by=by, at=at, kind=kind, code=code)


@flow
def adopt_version(
    plan: Plan,
    *,
    decision_number: str,
    decision_on: date,
    edits: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Publish a concept that the city council adopted; it and the version it replaces then stay as they are.

    Raises NoLongerAllowed, VersionStands when it or that version was replaced meanwhile, OwnEdit when `by` edited
    it, ChangedMeanwhile when it was edited more than `edits` times, WithoutGoals, NotAdvised, NotConsulted, and
    WrongDay for a day to come.
    """
    row = _hold(plan, PUBLISH_PLAN, by=by, at=at)
    if has_edited(by, row):
        raise OwnEdit(_("You edited this version yourself. Someone else publishes it."))
    if edits is not None and row.edits != edits:
        raise ChangedMeanwhile(changed_meanwhile())
    if decision_on > timezone.localdate(at):
        raise WrongDay(_("This day has yet to come. Publish the version once the city council has decided."))
    if not row.elements.filter(kind=ElementKind.GOAL).exists():
        raise WithoutGoals(_("This version has no goals yet, and every proposal names one."))
    if row.replaces_id and not replaceable(row.city).filter(pk=row.replaces_id).exists():
        raise VersionStands(_("Another version took the place of the one that this version replaces."))
    refuse_unadvised(row)
    refuse_untold(row)
    row.state = PlanState.ADOPTED
    row.decision_number, row.decision_on = decision_number, decision_on
    row.adopted_by, row.adopted_at = by, at
    row.save(update_fields=["state", "decision_number", "decision_on", "adopted_by", "adopted_at"])
    record(ADOPTED, row, by=by, at=at, version=row.number, decided_on=decision_on.isoformat())
    plan.refresh_from_db()


def _hold(plan: Plan, what: Act, *, by: User, at: datetime) -> Plan:
    """Lock the city, then the version; raises VersionStands or ConsultationRuns when it may not change."""
    hold_city(plan.city_id, what, by=by, at=at)
    row = Plan.objects.select_related("city").select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    refuse_standing(row)
    refuse_consulted(row)
    return row


def _row(element: Element) -> Element:
    row = Element.objects.filter(pk=element.pk).first()
    if row is None:
        raise PartGone(_("Someone removed this part of the plan after you opened the page."))
    return row


def _refuse_years(first: int, last: int) -> None:
    if last < first:
        raise WrongYears(_("The last year comes before the first year. Choose a later last year."))


def _refuse_code(plan: Plan, kind: ElementKind, code: str) -> None:
    if plan.elements.filter(kind=kind, code=code).exists():
        raise CodeTaken(
            _("Something else has the code %(code)s already. Choose another one.") % {"code": code}
        )


def _siblings(plan: Plan, kind: str) -> QuerySet[Element]:
    return Element.objects.filter(plan=plan, kind=kind)


def _place(rows: list[Element]) -> None:
    Element.objects.bulk_update(rows, ["position"])
