"""Everything that happens in the demo, in the order of time: the dossiers, the payments, the tenders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from .dossiers import Dossier, closing_of, has_next_year
from .lines import SMALL_DAYS, Anchor
from .plots import steps_of
from .script import Step, moment, workday

_EVERY = timedelta(days=21)
_LAST_RUN = 9  # days before the day shown: the last payments that the bank told about
_FAILS = (4, 0)  # runs, counted back, after which a payment comes back


def timeline(today: date, dossiers: Sequence[Dossier]) -> list[Step]:
    """Return every step up to the day before `today`."""
    steps = [step for one in dossiers for step in steps_of(one, today)]
    steps += [
        step
        for step in (
            *_tenders(today),
            *_next_year(today),
            _small(today),
            *_consultation(today),
            *_payments(today),
            *_closings(today),
        )
        if step.at.date() < today
    ]
    return sorted(steps, key=lambda one: one.at)


def _step(day: date, hour: int, act: str, **told: Any) -> Step:
    return Step(moment(day, time(hour, 30)), act, None, told)


def _tenders(today: date) -> Iterator[Step]:
    for anchor in (Anchor.TENDER_BEFORE, Anchor.TENDER_NOW):
        closing = closing_of(today, anchor)
        year = today.year - (anchor == Anchor.TENDER_BEFORE)
        told = workday(closing - timedelta(days=50), back=True)
        yield _step(told, 8, "tender", year=year, closes_on=closing.isoformat())
    closing, year = closing_of(today, Anchor.TENDER_BEFORE), today.year - 1
    yield _step(workday(closing + timedelta(days=19)), 16, "draw", year=year)
    yield _step(workday(closing + timedelta(days=33)), 16, "publish", year=year)


def _next_year(today: date) -> Iterator[Step]:
    """Yield that the year after is opened and its round announced, before its budget is adopted."""
    if has_next_year(today):
        yield _step(workday(today - timedelta(days=80), back=True), 8, "next_year", year=today.year + 1)


def _small(today: date) -> Step:
    """Return that the small regulation begins, whose payments leave by the city's financial system."""
    year = (today - timedelta(days=SMALL_DAYS)).year
    return _step(
        workday(today - timedelta(days=SMALL_DAYS + 45), back=True), 8, "small_regulation", year=year
    )


def told_at(today: date) -> datetime:
    """Return when the answers of the consultation became public."""
    return moment(workday(today - timedelta(days=5), back=True), time(14, 30))


def _consultation(today: date) -> Iterator[Step]:
    """Yield the consultation on a concept of the next plan: three weeks to react, then the answers are written."""

    def day(back: int) -> date:
        return workday(today - timedelta(days=back), back=True)

    last = today - timedelta(days=15)
    yield _step(day(36), 9, "consult", closes_on=last.isoformat())
    yield _step(day(27), 20, "react")
    yield _step(last + timedelta(days=1), 6, "close_consultation")
    yield _step(day(9), 11, "answer_reactions")


def _payments(today: date) -> Iterator[Step]:
    """Yield a run of payments every three weeks, the last ones as they wait for somebody on the day shown."""
    first = date(today.year - 1, 2, 1)
    runs = (today - timedelta(days=_LAST_RUN) - first) // _EVERY
    for back in range(runs, -1, -1):
        day = workday(today - timedelta(days=_LAST_RUN) - back * _EVERY, back=True)
        yield _step(day, 15, "pay")
        yield _step(workday(day + timedelta(days=1)), 15, "release")
        told = {"fails": back in _FAILS, "strays": back == 0}
        read = workday(day + timedelta(days=5)) if back else workday(today - timedelta(days=3), back=True)
        yield _step(read, 13, "read", number=runs - back + 1, **told)
        yield _step(read, 14, "read_status", number=runs - back + 1)
        if back in _FAILS and back:
            changed = workday(day + timedelta(days=8))
            yield _step(changed, 14, "change_account")
            yield _step(workday(changed + timedelta(days=1)), 11, "confirm_account")
    yesterday = workday(today - timedelta(days=1), back=True)
    on_its_way = workday(today - timedelta(days=3), back=True)
    yield _step(on_its_way, 14, "pay", leaves=1)
    yield _step(on_its_way, 15, "release")
    yield _step(yesterday, 16, "pay", leaves=2)
    yield _step(yesterday, 17, "ask_account")
    yield _step(yesterday, 18, "enter_members")


def _closings(today: date) -> Iterator[Step]:
    """Yield a round of closing every four weeks, and on the last workday: the portal closes what nothing keeps open."""
    last = workday(today - timedelta(days=1), back=True)
    day = date(today.year - 1, 2, 3)
    day -= timedelta(days=day.weekday())
    while day < last:
        yield _step(day, 6, "close_due")
        day += timedelta(weeks=4)
    yield _step(last, 6, "close_due")
