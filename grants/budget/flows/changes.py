"""A change of the budget: the finance adviser prepares it, the budget holder approves or returns it.

Nothing is booked before it is approved by someone else; then all of it is, or nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import (
    NothingChanges,
    OverCeiling,
    OverReserved,
    SamePerson,
    WrongAmount,
    WrongSlices,
    YearClosed,
)
from ..models import Change, ChangeLine, Slice, Year
from ..posting import Decision, check_cents, lock_together
from ..queries import authority_of, free_of
from ..states import CHANGE_STEPS, ChangeKind, ChangeState, Leftover, Scope
from .allotments import allot, lower, redistribute

PREPARED = describe("budget.change_prepared", gettext_lazy("prepared a change of the budget of {year}"))
APPROVED = describe("budget.change_approved", gettext_lazy("approved a change of the budget of {year}"))
RETURNED = describe("budget.change_returned", gettext_lazy("returned a change of the budget of {year}"))
WITHDRAWN = describe("budget.change_withdrawn", gettext_lazy("withdrew a change of the budget of {year}"))


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

    Raises WrongAmount when it is more than the programme, OverReserved when the slices have more already.
    """
    held = _open_year(year)
    _check_share(held, share)
    made = _prepare(
        held,
        ChangeKind.SHARE,
        decision,
        explanation=explanation,
        by=by,
        at=at,
        programme=share.programme,
        programme_cents=share.programme_cents,
        programme_cents_before=held.programme_cents,
        reserved_cents=share.reserved_cents,
        reserved_cents_before=held.reserved_cents,
        leftover=share.leftover,
    )
    is_same = (held.programme, held.programme_cents, held.reserved_cents, held.leftover) == (
        share.programme,
        share.programme_cents,
        share.reserved_cents,
        share.leftover,
    )
    if is_same:
        raise NothingChanges(_("These are the amounts of now: nothing changes."))
    return made


def _check_share(year: Year, share: Share) -> None:
    for cents in (share.programme_cents, share.reserved_cents):
        if cents:
            check_cents(cents)
    if share.reserved_cents > share.programme_cents:
        raise WrongAmount(_("The reserved share is more than the whole programme."))
    if share.reserved_cents < year.allotted_cents:
        raise OverReserved(share.reserved_cents - year.allotted_cents)


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

    Raises OverReserved when together they would pass the reserved share, OverCeiling when a slice has used
    more than its new amount, NothingChanges.
    """
    held = _open_year(year)
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
            raise OverCeiling(free[slice_.pk], slice_.name)
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

    Raises OverCeiling when a giver has less free, WrongSlices when giver and taker do not go together.
    """
    held = _open_year(year)
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
    made = _prepare(held, ChangeKind.REDISTRIBUTION, decision, explanation=explanation, by=by, at=at)
    for position, gift in enumerate(gifts, start=1):
        given[gift.giver] = given.get(gift.giver, 0) + gift.cents
        if given[gift.giver] > free[gift.giver.pk]:
            raise OverCeiling(free[gift.giver.pk], gift.giver.name)
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
    return made


def _open_year(year: Year) -> Year:
    held = Year.objects.select_for_update().get(pk=year.pk)
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

    Raises SamePerson for whoever prepared it, WrongState when it waits no longer, ChangedMeanwhile when an
    amount is not what it was when it was prepared, and what the ledger refuses.
    """
    year = _open_year(change.year)
    _decide(change, ChangeState.APPROVED, by, at)
    if change.kind == ChangeKind.SHARE:
        _set_share(year, change)
    else:
        _book(change, by=by, at=at, booked_on=booked_on)
    record(APPROVED, change, by=by, at=at, year=year.year, kind=str(change.kind))
    return change


def _set_share(year: Year, change: Change) -> None:
    before = (change.programme_cents_before, change.reserved_cents_before)
    if (year.programme_cents, year.reserved_cents) != before:
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
        if now[line.slice_id] != line.before_cents:
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
    """Return a prepared change with a reason; raises SamePerson and WrongState as `approve` does."""
    _decide(change, ChangeState.RETURNED, by, at, reason=reason)
    record(RETURNED, change, by=by, at=at, year=change.year.year, kind=str(change.kind))
    return change


def _decide(change: Change, to: ChangeState, by: User, at: datetime, **values: Any) -> None:
    if change.prepared_by_id == by.pk:
        raise SamePerson(_("You prepared this change. Someone else must look at it."))
    _step(change, to, decided_by=by, decided_at=at, **values)


@flow
def withdraw(change: Change, *, by: User, at: datetime) -> Change:
    """Withdraw a change that was not approved; raises WrongState when it was."""
    _step(change, ChangeState.WITHDRAWN)
    record(WITHDRAWN, change, by=by, at=at, year=change.year.year, kind=str(change.kind))
    return change


def _step(change: Change, to: ChangeState, **values: Any) -> None:
    waiting = Change.objects.filter(pk=change.pk, state__in=CHANGE_STEPS[to])
    if not waiting.update(state=to, **values):
        raise WrongState(_("Someone decided on this change already. Look at how it stands now."))
    change.refresh_from_db()
