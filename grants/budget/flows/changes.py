"""A change of the budget: the finance adviser prepares it, the budget holder approves or returns it.

Nothing is booked before it is approved by someone else; then all of it is, or nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.rules import refuse_former
from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..errors import (
    NothingChanges,
    OverCeiling,
    OverReserved,
    SamePerson,
    ShareTooSmall,
    WrongAmount,
    WrongSlices,
    YearClosed,
)
from ..models import Change, ChangeLine, Slice, Year
from ..posting import Decision, check_cents, lock_together
from ..proof.contents import content_of_change
from ..queries import authority_of, free_of
from ..rules import APPROVE_BUDGET, PREPARE_BUDGET
from ..states import CHANGE_STEPS, SHARE, ChangeKind, ChangeState, Leftover, Scope
from .allotments import allot, lower, redistribute

PREPARED = describe("budget.change_prepared", gettext_lazy("prepared a change of the budget ({year})"))
APPROVED = describe("budget.change_approved", gettext_lazy("approved a change of the budget ({year})"))
RETURNED = describe("budget.change_returned", gettext_lazy("returned a change of the budget ({year})"))
WITHDRAWN = describe("budget.change_withdrawn", gettext_lazy("withdrew a change of the budget ({year})"))


@dataclass(frozen=True)
class Share:
    """The reserved share as it will be: the programme it is a part of, both in euro cents."""

    programme: str
    programme_cents: int
    reserved_cents: int
    leftover: Leftover


@dataclass(frozen=True)
class Gift:
    """Cents of free budget that go from one slice to another."""

    giver: Slice
    taker: Slice
    cents: int


@flow
def prepare_share(
    year: Year, *, share: Share, decision: Decision, explanation: str = "", by: User, at: datetime
) -> Change:
    """Prepare another reserved share for a year.

    Raises NoLongerAllowed, WrongAmount when it is more than the programme, ShareTooSmall when the slices have
    more already.
    """
    held = _open_year_to_prepare(year, by=by, at=at)
    _check_share(held, share)
    made = _prepare(
        held,
        ChangeKind.SHARE,
        decision,
        explanation=explanation,
        by=by,
        at=at,
        **{name: getattr(share, name) for name in SHARE},
        **{f"{name}_before": getattr(held, name) for name in SHARE},
    )
    if all(getattr(share, name) == getattr(held, name) for name in SHARE):
        raise NothingChanges(_("These are the amounts of now: nothing changes."))
    return made


def _check_share(year: Year, share: Share) -> None:
    for cents in (share.programme_cents, share.reserved_cents):
        if cents:
            check_cents(cents)
    if share.reserved_cents > share.programme_cents:
        raise WrongAmount(_("The reserved share is more than the whole programme."))
    if share.reserved_cents < year.allotted_cents:
        raise ShareTooSmall(year.allotted_cents)


@flow
def prepare_amounts(
    year: Year,
    *,
    amounts: Mapping[Slice, int],
    decision: Decision,
    explanation: str = "",
    by: User,
    at: datetime,
) -> Change:
    """Prepare new amounts (euro cents, 0 or more) for slices of a year; those that stay as they are fall out.

    Raises WrongAmount, OverReserved when together they would pass the reserved share, OverCeiling when a slice
    has used more than its new amount, NothingChanges.
    """
    check_cents(*filter(None, amounts.values()))
    held = _open_year_to_prepare(year, by=by, at=at)
    slices = sorted(amounts, key=lambda one: (one.sort_key, one.pk))
    _check_slices(held, slices)
    now = authority_of(slices)
    differ = [one for one in slices if amounts[one] != now[one.pk]]
    if not differ:
        raise NothingChanges(_("These are the amounts of now: nothing changes."))
    made = _prepare(held, ChangeKind.AMOUNTS, decision, explanation=explanation, by=by, at=at)
    ChangeLine.objects.bulk_create(
        ChangeLine(
            change=made,
            position=position,
            slice=one,
            before_cents=now[one.pk],
            after_cents=amounts[one],
        )
        for position, one in enumerate(differ, start=1)
    )
    _check_amounts(held, {one: amounts[one] - now[one.pk] for one in differ})
    return made


def _check_amounts(year: Year, more: Mapping[Slice, int]) -> None:
    free = free_of(list(more))
    for slice_, cents in more.items():
        if -cents > free[slice_.pk]:
            raise OverCeiling(free[slice_.pk], slice_.title)
    if sum(more.values()) > year.unallotted_cents:
        raise OverReserved(year.unallotted_cents)


@flow
def prepare_redistribution(
    year: Year,
    *,
    gifts: Sequence[Gift],
    decision: Decision,
    explanation: str = "",
    by: User,
    at: datetime,
) -> Change:
    """Prepare that slices of a year give free budget to others.

    Raises OverCeiling when a giver has less free, WrongSlices when giver and taker do not go together,
    NothingChanges when nothing moves in the end.
    """
    held = _open_year_to_prepare(year, by=by, at=at)
    if not gifts:
        raise NothingChanges(_("Choose at least one district that gives."))
    slices = [one for gift in gifts for one in (gift.giver, gift.taker)]
    _check_slices(held, slices)
    for gift in gifts:
        check_cents(gift.cents)
        if gift.giver.pk == gift.taker.pk:
            raise WrongSlices(_("Choose two different districts of the same year."))
    given: dict[Slice, int] = {}
    now, free = authority_of(slices), free_of(slices)
    first = dict(now)
    made = _prepare(held, ChangeKind.REDISTRIBUTION, decision, explanation=explanation, by=by, at=at)
    for position, gift in enumerate(gifts, start=1):
        given[gift.giver] = given.get(gift.giver, 0) + gift.cents
        if given[gift.giver] > free[gift.giver.pk]:
            raise OverCeiling(free[gift.giver.pk], gift.giver.title)
        ChangeLine.objects.create(
            change=made,
            position=position,
            slice=gift.giver,
            before_cents=now[gift.giver.pk],
            after_cents=now[gift.giver.pk] - gift.cents,
            taker=gift.taker,
            taker_before_cents=now[gift.taker.pk],
        )
        now[gift.giver.pk] -= gift.cents
        now[gift.taker.pk] += gift.cents
    if now == first:
        raise NothingChanges(_("In the end this moves nothing: each district gets back what it gives."))
    return made


def _open_year_to_prepare(year: Year, *, by: User, at: datetime) -> Year:
    city, held = _hold_city(year), _open_year(year)
    refuse_former(by, PREPARE_BUDGET, city, on=timezone.localdate(at))
    return held


def _hold_city(year: Year) -> City:
    """Lock the city, before its years: rights in it neither come nor go meanwhile."""
    return City.objects.select_for_update(no_key=True).get(pk=year.city_id)


def _open_year(year: Year) -> Year:
    held = Year.objects.select_for_update(no_key=True).get(pk=year.pk)
    if held.closed_at is not None:
        raise YearClosed(held.year)
    return held


def _check_slices(year: Year, slices: Sequence[Slice]) -> None:
    for one in slices:
        if one.year_id != year.pk or one.scope == Scope.BOOKS:
            raise WrongSlices(_("Choose districts of the year %(year)s.") % {"year": str(year.year)})
        if one.closed_at is not None:
            raise YearClosed(year.year)


def _prepare(
    year: Year,
    kind: ChangeKind,
    decision: Decision,
    *,
    explanation: str,
    by: User,
    at: datetime,
    **values: Any,
) -> Change:
    made = Change.objects.create(
        year=year,
        kind=kind,
        decision_number=decision.number,
        decision_on=decision.on,
        explanation=explanation,
        prepared_by=by,
        prepared_at=at,
        **values,
    )
    record(PREPARED, made, by=by, at=at, year=year.year, kind=str(kind))
    return made


@flow
def approve(change: Change, *, by: User, at: datetime, booked_on: date) -> Change:
    """Approve a prepared change and book it: what is lowered first, then what is raised.

    Raises SamePerson for whoever prepared it, NoLongerAllowed, WrongState when it waits no longer,
    ChangedMeanwhile when what it changes is not what it was when it was prepared, and what the ledger refuses.
    """
    city, year = _hold_city(change.year), _open_year(change.year)
    _decide(change, ChangeState.APPROVED, city, by, at)
    if change.kind == ChangeKind.SHARE:
        _set_share(year, change)
    else:
        _book(change, by=by, at=at, booked_on=booked_on)
    content = content_of_change(change, change.lines.all())
    told = {"year": year.year, "kind": str(change.kind), "city": city.public_id, "content": content}
    record(APPROVED, change, by=by, at=at, **told)
    return change


def _set_share(year: Year, change: Change) -> None:
    if not change.is_as_prepared(year):
        raise ChangedMeanwhile(changed_meanwhile())
    cents = (change.programme_cents or 0, change.reserved_cents or 0)
    _check_share(year, Share(change.programme, *cents, Leftover(change.leftover)))
    Year.objects.filter(pk=year.pk).update(
        programme=change.programme,
        programme_cents=cents[0],
        reserved_cents=cents[1],
        leftover=change.leftover,
        decision_number=change.decision_number,
        decision_on=change.decision_on,
    )


def _book(change: Change, *, by: User, at: datetime, booked_on: date) -> None:
    lines = list(change.lines.select_related("slice", "taker").order_by("position"))
    slices = [one for line in lines for one in (line.slice, line.taker) if one is not None]
    lock_together(*(one.pk for one in slices))
    now, source = authority_of(slices), f"change:{change.public_id}"
    for line in sorted(lines, key=lambda one: (one.cents > 0, one.position)):
        key = f"{source}/{line.position}"
        is_as_shown = line.taker is None or now[line.taker.pk] == line.taker_before_cents
        if now[line.slice_id] != line.before_cents or not is_as_shown:
            raise ChangedMeanwhile(changed_meanwhile())
        cents = abs(line.cents)
        now[line.slice_id] = line.after_cents
        if line.taker is not None:
            redistribute(
                line.slice, line.taker, cents=cents, by=by, at=at, booked_on=booked_on, key=key, source=source
            )
            now[line.taker.pk] += cents
        elif line.cents < 0:
            lower(line.slice, cents=cents, by=by, at=at, booked_on=booked_on, key=key, source=source)
        else:
            allot(line.slice, cents=cents, by=by, at=at, booked_on=booked_on, key=key, source=source)


@flow
def return_change(change: Change, *, reason: str, by: User, at: datetime) -> Change:
    """Return a prepared change with a reason; raises SamePerson, NoLongerAllowed and WrongState as `approve`."""
    _decide(change, ChangeState.RETURNED, _hold_city(change.year), by, at, reason=reason)
    record(RETURNED, change, by=by, at=at, year=change.year.year, kind=str(change.kind))
    return change


def _decide(change: Change, to: ChangeState, city: City, by: User, at: datetime, **values: Any) -> None:
    if change.prepared_by_id == by.pk:
        raise SamePerson(_("You prepared this change. Someone else must look at it."))
    refuse_former(by, APPROVE_BUDGET, city, on=timezone.localdate(at))
    _step(change, to, decided_by=by, decided_at=at, **values)


@flow
def withdraw(change: Change, *, by: User, at: datetime) -> Change:
    """Withdraw a change that was not approved; raises NoLongerAllowed, and WrongState when it was."""
    refuse_former(by, PREPARE_BUDGET, _hold_city(change.year), on=timezone.localdate(at))
    _step(change, ChangeState.WITHDRAWN)
    record(WITHDRAWN, change, by=by, at=at, year=change.year.year, kind=str(change.kind))
    return change


def _step(change: Change, to: ChangeState, **values: Any) -> None:
    waiting = Change.objects.filter(pk=change.pk, state__in=CHANGE_STEPS[to])
    if not waiting.update(state=to, **values):
        raise WrongState(_("Someone decided on this change already. Look at how it stands now."))
    change.refresh_from_db()
