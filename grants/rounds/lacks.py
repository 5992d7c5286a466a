"""What a round still needs before it is announced: the same list for the page and for the flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.budget.models import Slice, Year
from grants.money import format_euros
from grants.plan.states import ALL_WEIGHTS
from portal.ui.dates import short_date

from .errors import Lack, Missing, WrongPeriod
from .models import Round
from .queries import overlapping


def missing_of(round_: Round, budgets: Sequence[Slice], *, on: date) -> list[Missing]:
    """Return what keeps a concept from being announced on that day, nothing when it is ready.

    The round is as `queries.round_at` returns it. Two queries at most.
    """
    lists = (_of_year, _of_regulation, _of_plan, _of_frame, _of_maximum, _of_gazette)
    found = [one for list_ in lists for one in list_(round_)]
    try:
        check_period(round_.year, opens_on=round_.opens_on, closes_on=round_.closes_on, on=on)
    except WrongPeriod as error:
        found.append(Missing(Lack.DAYS, str(error)))
    if round_.gazette_on and round_.gazette_on > on:
        found.append(Missing(Lack.GAZETTE, _("The day of publication has yet to come.")))
    return [*found, *_of_budgets(round_, budgets), *_of_ceilings(round_, on=on)]


def check_period(year: Year, *, opens_on: date, closes_on: date, on: date) -> None:
    """Raise WrongPeriod unless a round of that year may have these days, seen from the day `on`.

    Money of a year is divided from a year before it until its last day.
    """
    if closes_on < opens_on:
        raise WrongPeriod(_("The last day comes before the first day. Choose a later last day."))
    if closes_on < on:
        raise WrongPeriod(_("This last day is over. Choose a later one."))
    if closes_on.year > year.year:
        raise WrongPeriod(
            _("The money is of %(year)s, so the last day is 31 December of that year at the latest.")
            % {"year": str(year.year)}
        )
    if opens_on.year < year.year - 1:
        told = _("The money is of %(year)s, so the first day is 1 January %(before)s at the earliest.")
        raise WrongPeriod(told % {"year": str(year.year), "before": str(year.year - 1)}, day="opens_on")


def _of_year(round_: Round) -> Iterator[Missing]:
    if round_.year.closed_at is not None:
        told = _("The year %(year)s is closed, so nothing of it is divided any more.")
        yield Missing(Lack.YEAR, told % {"year": str(round_.year.year)})


def _of_regulation(round_: Round) -> Iterator[Missing]:
    told = {"title": round_.regulation.title}
    if not round_.regulation.gazette_number:
        yield Missing(Lack.REGULATION, _("“%(title)s” has no number in the official gazette yet.") % told)
    if not round_.regulation.covers(round_.year.year):
        yield Missing(Lack.REGULATION, _("“%(title)s” is not in force in the year of the budgets.") % told)


def _of_plan(round_: Round) -> Iterator[Missing]:
    plan, year = round_.plan, round_.year.year
    told = {"title": plan.title, "years": plan.years}
    if getattr(round_, "is_plan_replaced", False):
        yield Missing(
            Lack.PLAN,
            _("Another version took the place of the plan “%(title)s”, %(years)s. Choose that one.") % told,
        )
    elif not plan.is_adopted:
        yield Missing(
            Lack.PLAN, _("The plan “%(title)s”, %(years)s, was not published as adopted yet.") % told
        )
    if not plan.first_year <= year <= plan.last_year:
        yield Missing(Lack.PLAN, outside_plan(round_))
    if ends_before(round_):
        yield Missing(Lack.DAYS, after_plan(round_))


def outside_plan(round_: Round) -> str:
    """Return the sentence for a round of a year for which its plan does not hold."""
    told = {"title": round_.plan.title, "years": round_.plan.years, "year": str(round_.year.year)}
    return _("The plan “%(title)s” is for %(years)s, and this round is of %(year)s.") % told


def ends_before(round_: Round) -> bool:
    """Tell if its plan ends before its last day, by a decision of the city council."""
    ends_on = round_.plan.ends_on
    return ends_on is not None and ends_on < round_.closes_on


def after_plan(round_: Round) -> str:
    """Return the sentence for a round whose last day comes after that of its plan."""
    told = {"title": round_.plan.title, "day": short_date(round_.plan.last_day)}
    return (
        _("The last day of the plan “%(title)s” is %(day)s. Close the round by then, or choose another plan.")
        % told
    )


def _of_frame(round_: Round) -> Iterator[Missing]:
    weight = getattr(round_, "weight", None) or 0
    if weight != ALL_WEIGHTS:
        told = {"title": round_.frame.title, "weight": weight}
        yield Missing(
            Lack.FRAME, _("The weights of “%(title)s” are %(weight)d together. They must be 100.") % told
        )


def _of_maximum(round_: Round) -> Iterator[Missing]:
    highest = getattr(round_, "highest_cents", None) or 0
    if round_.maximum_cents > highest:
        yield Missing(Lack.MAXIMUM, above_the_tiers(highest))


def above_the_tiers(highest: int) -> str:
    """Return the sentence for a maximum above the highest tier, which ends at so many euro cents."""
    told = {"most": format_euros(highest)}
    return _("The highest tier of the regulation ends at %(most)s, so a proposal can ask no more.") % told


def _of_gazette(round_: Round) -> Iterator[Missing]:
    if not round_.gazette_number or round_.gazette_on is None:
        yield Missing(Lack.GAZETTE, _("Number and day in the official gazette are not filled in yet."))
    elif round_.gazette_on > round_.opens_on:
        yield Missing(
            Lack.GAZETTE,
            _("The round opens before it is published. Choose a first day from %(day)s on.")
            % {"day": short_date(round_.gazette_on)},
        )


def _of_budgets(round_: Round, budgets: Sequence[Slice]) -> Iterator[Missing]:
    if not budgets:
        yield Missing(Lack.BUDGETS, _("The round divides no budget yet."))
    if any(one.closed_at is not None for one in budgets):
        yield Missing(Lack.BUDGETS, _("Some of these budgets are closed. Choose others."))
    if (other := overlapping(round_, budgets).first()) is not None:
        told = {"title": other.title}
        yield Missing(
            Lack.OVERLAP, _("“%(title)s” is open for some of these budgets in the same days.") % told
        )


def _of_ceilings(round_: Round, *, on: date) -> Iterator[Missing]:
    """Before its budget is adopted a round says itself what its ceilings are."""
    if round_.year.is_adopted(on):
        return
    if open_ones := round_.slices.filter(ceiling_cents__isnull=True).count():
        told = ngettext(
            "The budget of %(year)s is not adopted yet, and the ceiling of %(n)d budget is not filled in.",
            "The budget of %(year)s is not adopted yet, and the ceilings of %(n)d budgets are not filled in.",
            open_ones,
        )
        yield Missing(Lack.CEILINGS, told % {"year": str(round_.year.year), "n": open_ones})
