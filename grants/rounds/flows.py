"""Writes of the rounds: prepared as a concept, then announced, and then they stay as they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.errors import not_in_force
from grants.budget.models import Slice, Year
from grants.plan.flows import freeze_frame
from grants.plan.models import Frame, Plan, Regulation
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, changed_meanwhile, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right
from wijkraden.places.models import City

from .errors import (
    NotReady,
    RoundStands,
    TitleTaken,
    WrongBudgets,
    WrongMaximum,
    WrongPeriod,
    WrongPlan,
    WrongRules,
    YearOver,
)
from .lacks import above_the_tiers, after_plan, check_period, ends_before, missing_of, outside_plan
from .models import Round, RoundSlice
from .queries import COLUMNS, highest_of, ids_of, is_title_taken, parts_of, round_at
from .rules import SET_ROUNDS
from .states import RoundState

name_things({"grants.round": gettext_lazy("round")})
name_facts({"count": gettext_lazy("how many")})
name_codes(
    {
        "title": gettext_lazy("name"),
        "plan": gettext_lazy("plan"),
        "frame": gettext_lazy("assessment frame"),
        "opens_on": gettext_lazy("first day"),
        "closes_on": gettext_lazy("last day"),
        "distribution": gettext_lazy("way of distribution"),
        "decides": gettext_lazy("who decides"),
        "preference": gettext_lazy("order of preference"),
        "maximum_cents": gettext_lazy("maximum of a proposal"),
        "decision_weeks": gettext_lazy("weeks to decide"),
        "extension_weeks": gettext_lazy("weeks of extension"),
        "completion_days": gettext_lazy("days to complete"),
        "gazette_number": gettext_lazy("number in the official gazette"),
        "gazette_on": gettext_lazy("day of publication"),
    },
    of="changed",
)
STARTED = describe("rounds.started", gettext_lazy("prepared a round ({year}, budgets: {count})"))
CHANGED = describe("rounds.changed", gettext_lazy("changed a round ({changed})"))
BUDGETS_CHOSEN = describe(
    "rounds.budgets_chosen", gettext_lazy("chose other budgets of a round (budgets: {count})")
)
CEILINGS_SET = describe(
    "rounds.ceilings_set",
    gettext_lazy("set the ceilings of a round before its budget was adopted (budgets: {count})"),
)
ANNOUNCED = describe("rounds.announced", gettext_lazy("announced a round (budgets: {count})"))


@flow
def start_round(
    year: Year,
    *,
    regulation: Regulation,
    plan: Plan,
    frame: Frame,
    title: str,
    opens_on: date,
    closes_on: date,
    maximum_cents: int,
    slices: Sequence[Slice],
    by: User,
    at: datetime,
    **settings: Any,
) -> Round:
    """Prepare a round that divides these budgets; `settings` are further columns of Round.

    `maximum_cents` is of one proposal. Raises NoLongerAllowed, YearOver, WrongRules, WrongPlan, WrongPeriod,
    WrongMaximum, TitleTaken and WrongBudgets.
    """
    _hold_city(year, by=by, at=at)
    made = Round(
        year=_open_year(year),
        regulation=regulation,
        plan=plan,
        frame=frame,
        title=title,
        opens_on=opens_on,
        closes_on=closes_on,
        maximum_cents=maximum_cents,
        edited_by=by,
        edited_at=at,
        **settings,
    )
    _check(made, at=at)
    made.save(force_insert=True)
    _put(made, slices)
    record(STARTED, made, by=by, at=at, year=year.year, count=len(slices))
    return made


@flow
def change_round(
    round_: Round,
    *,
    values: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change columns (queries.COLUMNS) of a round that was not announced.

    Raises what `start_round` raises, RoundStands, ChangedMeanwhile when it is no longer what it `was`, and ValueError
    for a column that stays.
    """
    if stays := set(values) - set(COLUMNS):
        raise ValueError(f"these columns of a round stay: {sorted(stays)}")
    row = _hold(round_, by=by, at=at)
    refuse_if_changed(row, was)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        _check(row, at=at)
        _save(row, changed, by=by, at=at)
        record(CHANGED, row, by=by, at=at, changed="/".join(changed))
    round_.refresh_from_db()


@flow
def choose_budgets(
    round_: Round,
    *,
    slices: Sequence[Slice],
    was: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Let a round that was not announced divide exactly these budgets.

    Raises NoLongerAllowed, RoundStands, YearOver, WrongBudgets, and ChangedMeanwhile when its budgets are no longer
    those (ids) that it `was` made of.
    """
    row = _hold(round_, by=by, at=at)
    standing = ids_of(row)
    if was is not None and standing != frozenset(was):
        raise ChangedMeanwhile(changed_meanwhile())
    if standing != {one.pk for one in slices}:
        row.slices.exclude(slice__in=slices).delete()
        _put(row, [one for one in slices if one.pk not in standing])
        _save(row, [], by=by, at=at)
        record(BUDGETS_CHOSEN, row, by=by, at=at, count=len(slices))
    round_.refresh_from_db()


@flow
def set_ceilings(
    round_: Round,
    *,
    cents: Mapping[Slice, int],
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Set the ceilings (euro cents) of a round whose budget the city council has yet to adopt.

    Raises NoLongerAllowed, RoundStands, YearOver, ChangedMeanwhile when the columns of the page are others now than
    they `was`, and WrongBudgets for a budget that takes no part or once the budget is adopted.
    """
    row = _hold(round_, by=by, at=at)
    refuse_if_changed(row, was)
    if row.year.is_adopted(day_of(at)):
        raise WrongBudgets(
            _("The budget of %(year)s is adopted, so the ceilings are what its budgets are.")
            % {"year": str(row.year.year)}
        )
    parts = {one.slice_id: one for one in row.slices.all()}
    if any(one.pk not in parts for one in cents):
        raise WrongBudgets(_("Choose budgets of the year and the regulation of this round."))
    for slice_, amount in cents.items():
        parts[slice_.pk].ceiling_cents = amount
    RoundSlice.objects.bulk_update(parts.values(), ["ceiling_cents"])
    _save(row, [], by=by, at=at)
    record(CEILINGS_SET, row, by=by, at=at, count=len(cents))
    round_.refresh_from_db()


@flow
def announce(
    round_: Round,
    *,
    was: Mapping[str, Any] | None = None,
    shown: Mapping[int, int] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Announce a round: its frame is frozen, its ceilings are what the budgets are now, and nothing changes after.

    Before the budget of its year is adopted the ceilings are those that were set (`set_ceilings`), and the round says
    that they await the budget.

    `was` are columns and `shown` the budgets (euro cents by id of the slice) of the page that asked for it: when they
    are others now, ChangedMeanwhile is raised. Raises NoLongerAllowed, RoundStands, and NotReady with what is missing.
    """
    row = _hold(round_, by=by, at=at)
    refuse_if_changed(row, was)
    parts = parts_of(row, on=day_of(at))
    cents = {one.slice.pk: one.cents for one in parts}
    if shown is not None and dict(shown) != cents:
        raise ChangedMeanwhile(changed_meanwhile())
    if missing := missing_of(row, [one.slice for one in parts], on=day_of(at)):
        raise NotReady(missing)
    freeze_frame(row.frame, by=by, at=at)
    for one in row.slices.all():
        one.ceiling_cents = cents[one.slice_id]
        one.save(update_fields=["ceiling_cents"])
    row.state, row.announced_by, row.announced_at = RoundState.ANNOUNCED, by, at
    row.awaits_budget = not row.year.is_adopted(day_of(at))
    row.save(update_fields=["state", "announced_by", "announced_at", "awaits_budget"])
    record(ANNOUNCED, row, by=by, at=at, count=len(parts))
    round_.refresh_from_db()


def _hold_city(year: Year, *, by: User, at: datetime) -> City:
    """Lock the city, under whose lock plans, frames, regulations and budgets change too, then the right."""
    city = City.objects.select_for_update(no_key=True).get(pk=year.city_id)
    hold_right(by, SET_ROUNDS, city_id=city.pk, on=day_of(at))
    return city


def _open_year(year: Year) -> Year:
    """Lock the year: no budget of it changes or closes meanwhile. Raises YearOver."""
    held = Year.objects.select_for_update(no_key=True, of=("self",)).select_related("city").get(pk=year.pk)
    if held.closed_at is not None:
        raise YearOver(
            _("The year %(year)s is closed, so nothing of it is divided any more.") % {"year": str(held.year)}
        )
    return held


def _hold(round_: Round, *, by: User, at: datetime) -> Round:
    """Lock the city, the round and its year, and return the round as `round_at` does. Raises RoundStands."""
    city = _hold_city(round_.year, by=by, at=at)
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    row = round_at(city, round_.public_id)
    if row is None or row.is_announced:
        raise RoundStands(_("This round was announced, so it stays as it is."))
    row.year = _open_year(row.year)
    return row


def _check(row: Round, *, at: datetime) -> None:
    """Refuse what could never be announced."""
    year, plan, regulation = row.year, row.plan, row.regulation
    if any(one.city_id != year.city_id for one in (plan, regulation, row.frame)):
        raise WrongRules(_("Choose a regulation, a plan and a frame of this city."))
    if not regulation.covers(year.year):
        raise WrongRules(not_in_force(year.year))
    if not plan.first_year <= year.year <= plan.last_year:
        raise WrongPlan(outside_plan(row))
    check_period(year, opens_on=row.opens_on, closes_on=row.closes_on, on=day_of(at))
    if ends_before(row):
        raise WrongPeriod(after_plan(row))
    if row.maximum_cents > (highest := highest_of(regulation)):
        raise WrongMaximum(above_the_tiers(highest))
    if is_title_taken(year.city, row.title, but=row):
        raise TitleTaken(
            _("Another round is called “%(title)s”. Choose another name.") % {"title": row.title}
        )


def _put(row: Round, slices: Sequence[Slice]) -> None:
    fresh = Slice.objects.in_bulk([one.pk for one in slices])
    for one in fresh.values():
        if one.year_id != row.year_id or one.regulation_id != row.regulation_id:
            raise WrongBudgets(_("Choose budgets of the year and the regulation of this round."))
        if one.closed_at is not None:
            raise WrongBudgets(_("“%(name)s” is closed. Choose other budgets.") % {"name": one.title})
    RoundSlice.objects.bulk_create(RoundSlice(round=row, slice=one) for one in fresh.values())


def _save(row: Round, changed: list[str], *, by: User, at: datetime) -> None:
    row.edited_by, row.edited_at = by, at
    row.save(update_fields=[*changed, "edited_by", "edited_at"])
