"""Writes of side functions: published by whoever holds them, ended, or taken off when they were a mistake."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ..models import SideFunction, User
from ..queries import held_on, side_functions_of
from ..rules import check_period

ADDED = describe("people.side_function_added", gettext_lazy("published a side function"))
NONE = describe("people.no_side_functions", gettext_lazy("told to have no side functions"))
ENDED = describe("people.side_function_ended", gettext_lazy("ended a side function"))
REMOVED = describe("people.side_function_removed", gettext_lazy("took a mistaken side function off the site"))


@flow
def add_side_function(
    *,
    position: str,
    organisation: str,
    is_paid: bool,
    starts_on: date,
    ends_on: date | None = None,
    by: User,
    at: datetime,
) -> SideFunction:
    """Publish a side function of `by`. Raises WrongPeriod, and WrongState when her account was blocked."""
    check_period(starts_on, ends_on)
    _lock_open(by)
    made = SideFunction.objects.create(
        user=by,
        position=position,
        organisation=organisation,
        is_paid=is_paid,
        starts_on=starts_on,
        ends_on=ends_on,
        entered_at=at,
    )
    User.objects.filter(pk=by.pk).update(no_side_functions_on=None)
    record(ADDED, made, by=by, at=at)
    return made


@flow
def declare_no_side_functions(*, by: User, at: datetime) -> None:
    """Publish that `by` has no side functions.

    Raises WrongState while one stands on the site, or when her account was blocked.
    """
    _lock_open(by)
    day = timezone.localdate(at)
    if side_functions_of(by).filter(held_on(day)).exists():
        raise WrongState(_("A side function of yours stands on the site. End it first."))
    User.objects.filter(pk=by.pk).update(no_side_functions_on=day)
    record(NONE, by, by=by, at=at)


def _lock_open(user: User) -> None:
    """Lock her row: what she publishes is there to be erased with her, or is not published."""
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise WrongState(_("This account is blocked already."))


@flow
def end_side_function(
    side_function: SideFunction,
    *,
    ends_on: date,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Set its last day; the day after, it is no longer published.

    Raises WrongPeriod, WrongState if it was removed or is over, and ChangedMeanwhile when another day stands there
    than the page showed (`was`).
    """
    check_period(side_function.starts_on, ends_on)
    row = SideFunction.objects.select_for_update(no_key=True).get(pk=side_function.pk)
    refuse_if_changed(row, was)
    ended = (
        SideFunction.objects.filter(pk=side_function.pk, user=by, removed_at__isnull=True)
        .exclude(ends_on__lt=timezone.localdate(at))
        .update(ends_on=ends_on)
    )
    if not ended:
        raise WrongState(_("This side function was ended or removed already."))
    record(ENDED, side_function, by=by, at=at, ends_on=ends_on.isoformat())


@flow
def remove_side_function(side_function: SideFunction, *, by: User, at: datetime) -> None:
    """Take a mistaken one off the site at once; the row stays. Raises WrongState if done before."""
    removed = SideFunction.objects.filter(pk=side_function.pk, user=by, removed_at__isnull=True).update(
        removed_at=at
    )
    if not removed:
        raise WrongState(_("This side function was removed already."))
    record(REMOVED, side_function, by=by, at=at)
