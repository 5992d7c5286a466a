"""The script of one dossier of the demo: its steps with their moments, in the parts of which its life is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from grants.decisions.states import Ground
from grants.proposals.states import Route

from .dossiers import Dossier, Kind

_SATURDAY = 5
_EARLY = time(6, 5)  # when the portal does its own work
_UNSCORED = 250_000  # euro cents: up to which the demo's regulation asks no reviewer


@dataclass(frozen=True)
class Step:
    """An act, when it happens, to which dossier, and what is told with it."""

    at: datetime
    act: str
    dossier: Dossier | None
    told: dict[str, Any]


def moment(day: date, at: time) -> datetime:
    """Return that moment in Amsterdam."""
    return timezone.make_aware(datetime.combine(day, at))


def workday(day: date, *, back: bool = False) -> date:
    """Return that day, or the next (`back`: the last) one on which offices work."""
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=-1 if back else 1)
    return day


class Script:
    """The steps of one dossier in their order; a step of people is on a workday, and never after yesterday."""

    def __init__(self, dossier: Dossier, today: date) -> None:
        self.dossier, self.today = dossier, today
        self.yesterday = today - timedelta(days=1)
        self.steps: list[Step] = []
        self.last: datetime | None = None  # when the last step of people was
        self.line, self.day = dossier.line, dossier.received

    def add(self, days: int, act: str, *, after: date | None = None, **told: Any) -> None:
        """Let people do something so many days after the submission, or after another day."""
        wanted = workday((after or self.day) + timedelta(days=days))
        day = min(wanted, workday(self.yesterday, back=True))
        turn = (
            self.dossier.place // 2 if self.dossier.kind == Kind.TENDER else self.dossier.number
        )  # two at one moment
        minutes = (turn * 37) % 170
        at = moment(day, time(9)) + timedelta(minutes=minutes)
        if self.last is not None and at <= self.last:
            at = self.last + timedelta(minutes=3)
        self.last = at
        self.steps.append(Step(at, act, self.dossier, told))

    def add_if_past(self, days: int, act: str, *, after: date, **told: Any) -> None:
        """Let people do something then, unless that day has yet to come."""
        if workday(after + timedelta(days=days)) <= self.yesterday:
            self.add(days, act, after=after, **told)

    def system(self, day: date, act: str) -> None:
        """Let the portal itself do something on that day, unless it has yet to come."""
        at = moment(day, _EARLY)
        if day <= self.yesterday:
            self.steps.append(Step(at, act, self.dossier, {}))

    # --- the parts of a life --------------------------------------------------------------------

    def write(self) -> None:
        """Have the draft written."""
        self.add(-28, "write")

    def present(self) -> None:
        """Have it put before the council."""
        self.write()
        self.add(-16, "present")

    def vote(self, *, accepts: bool = True) -> None:
        """Have the council vote."""
        self.present()
        self.add(-10, "vote", accepts=accepts)

    def confirm(self) -> None:
        """Have the applicant confirm it, where there is one."""
        self.vote()
        if self.dossier.route == Route.SUBSIDY:
            self.add(-9, "ask_applicant")
            self.add(-7, "confirm")

    def submit(self) -> None:
        """Have it submitted, and taken in hand."""
        self.confirm()
        self.add(0, "submit")
        self.add(1, "take")

    def complete(self) -> None:
        """Have it found complete, every sixth after a question for more."""
        self.submit()
        self.add(4, "check")
        if self.dossier.number % 6 == 4 and self.line.newest > 40:
            self.add(5, "ask_missing")
            self.add(9, "answer")
            self.add(10, "find_complete")
        else:
            self.add(5, "find_complete")
        if self.dossier.is_hidden:
            self.add(11, "hide_place")

    def review(self, *, scores: bool = True, quality: int | None = None) -> None:
        """Have it assessed as its tier asks; `quality` is about what each criterion gets."""
        self.complete()
        if self.dossier.asked_cents <= _UNSCORED:
            self.add(11, "accept_checklist")
            return
        self.add(8 if self.dossier.number % 6 != 4 else 11, "start_review")
        self.add(12, "declare_all")
        if scores:
            self.add(14, "score", who=0, quality=quality)
            self.add(16, "score", who=1, quality=quality)

    def prepare(self, what: str = "grant", **told: Any) -> None:
        """Have a decision prepared on it."""
        is_poor = what == "refuse" and told.get("ground") != Ground.CEILING
        self.review(quality=1 if is_poor else None)
        self.add(24, "prepare", what=what, **told)

    def decide(self, what: str = "grant", **told: Any) -> None:
        """Have that decision taken."""
        self.prepare(what, **told)
        self.add(30, "decide")

    def grant(self, **told: Any) -> None:
        """Grant it, and let the portal begin the action and ask for its report."""
        self.decide("grant", **told)
        self.follow()

    def follow(self) -> None:
        """Let the portal begin the action and ask for its report, once it was granted."""
        granted, end = self.steps[-1].at, self.dossier.ends_on
        begins = max(self.dossier.starts_on, granted.date() + timedelta(days=1))
        self.system(begins, "begin")
        self.asks_report(granted.date(), end)

    def asks_report(self, granted: date, end: date) -> None:
        """Let the portal ask for the report, and remind of it twice."""
        after = max(end, granted)
        for days in (1, 29, 43):
            self.system(after + timedelta(days=days), "remind")

    def report(self, *, days: int = 11, judges: bool = True, after: date | None = None, **told: Any) -> None:
        """Have it reported, and the council judge it."""
        end = max(after or self.dossier.ends_on, self.last_day())
        self.deliver(days=days - 2, after=end)
        self.add_if_past(days, "report", after=end, **told)
        if judges:
            self.add_if_past(days + 5, "judge", after=end)

    def deliver(self, *, days: int, after: date) -> None:
        """Have the council confirm the delivery of what the city buys."""
        if self.dossier.route == Route.PURCHASE:
            self.add_if_past(days, "deliver", after=after)

    def invoice(self, *, days: int, after: date, share: int = 100) -> None:
        """Have the invoice for it entered."""
        if self.dossier.route == Route.PURCHASE:
            self.add(days, "invoice", after=after, share=share)

    def last_day(self) -> date:
        """Return the day of the last step of people."""
        return self.last.date() if self.last is not None else self.day

    def recover(self, days: int, *, after: date) -> None:
        """Have what was paid too much recovered by a decision, and asked back."""
        self.add(days, "prepare", after=after, what="recover")
        self.add(days + 2, "decide", after=after)
        self.add(days + 4, "claim", after=after)

    def set_off(self) -> None:
        """Have what it owes set off against what the same recipient gets, before that is prepared for payment."""
        for days, act in ((16, "prepare_set_off"), (14, "approve_set_off")):
            self.add(-days, act, after=self.today)

    def finish(self, *, days: int, share: int = 100, ground: Ground | None = None) -> None:
        """Have its final amount determined."""
        end = max(self.dossier.ends_on, self.last_day() - timedelta(days=15))
        self.invoice(days=days - 6, after=end, share=share)
        self.add(days, "prepare", after=end, what="determine", share=share, ground=ground)
        self.add(days + 4, "decide", after=end)
