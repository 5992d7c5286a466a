"""The clock of a dossier: until when to decide, and why, computed from facts.

Nothing is stored: the facts (start, pauses, one extension) are rows of others, and a reading is made from them
for a day. What the law says: docs/terms.md.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.ui.dates import short_date

from .errors import NoSuchTerm
from .lengths import LastDay, Length, Term, Unit, later


class Why(TextChoices):
    """Why a term stands still; the words end the sentence “The term stands still …, because …”."""

    INCOMPLETE = "incomplete", gettext_lazy("the application is being completed")
    ABROAD = "abroad", gettext_lazy("information from abroad is awaited")
    CONSENT = "consent", gettext_lazy("the applicant agreed to a delay")
    APPLICANT = "applicant", gettext_lazy("the delay is on the side of the applicant")
    FORCE_MAJEURE = "force_majeure", gettext_lazy("force majeure makes deciding impossible")


@dataclass(frozen=True, slots=True)
class Pause:
    """The term stands still from the day after `since` until `runs_on`, the first day that counts again.

    `since` is the day of the request, consent or event, `runs_on` that of the completed application. Without
    `runs_on` it is open. `last_day` is the term that was given: when it passes unused, the clock runs on the
    day after, and later completion changes nothing. Raises NoSuchTerm for one that ends before it began.
    """

    since: date
    why: Why
    runs_on: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        if any(day and day < self.since for day in (self.runs_on, self.last_day)):
            raise NoSuchTerm(_("The term cannot run on before the day on which it began to stand still."))

    def until(self, on: date) -> date:
        """Return the first day that counts again as known on that day: of an open pause the day after it."""
        ends = [self.runs_on] if self.runs_on else []
        if self.last_day and (self.runs_on or self.last_day < on):
            ends.append(later(self.last_day, 1))
        return min(ends, default=later(max(on, self.since), 1))

    def is_open(self, on: date) -> bool:
        """Tell if on that day nobody knows yet when it ends."""
        return self.runs_on is None and (self.last_day is None or self.last_day >= on)


@dataclass(frozen=True, slots=True)
class Extension:
    """The one time that a term was made longer, told to the applicant on that day."""

    since: date
    length: Length


@dataclass(frozen=True, slots=True)
class Stop:
    """Days of the term that stand still because of a pause: from `first` until `runs_on`, which counts again."""

    pause: Pause
    first: date
    runs_on: date

    @property
    def days(self) -> int:
        """Return how many days it takes."""
        return (self.runs_on - self.first).days

    def days_up_to(self, on: date) -> int:
        """Return how many of its days have come, that one included."""
        return max(0, (min(self.runs_on, later(on, 1)) - self.first).days)

    def holds(self, on: date) -> bool:
        """Tell if the clock shows that it stands still: from the day of the request, which itself still counts."""
        return self.first <= later(on, 1) and on < self.runs_on


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that began with an event on `start`, with what happened to it since."""

    start: date
    term: Term
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None

    def read(self, on: date) -> "Reading":
        """Return how the clock stands on that day. Raises NoSuchTerm when its end cannot be computed."""
        facts: list[Pause | Extension] = [*self.pauses]
        if self.extension:
            facts.append(self.extension)
        reading = Reading(self, on, self.term.last_day(self.start))
        for fact in sorted(facts, key=lambda fact: fact.since):
            reading = reading.extended(fact) if isinstance(fact, Extension) else reading.paused(fact)
        return reading

    def may_extend(self, on: date) -> bool:
        """Tell if it can still be extended that day: once, and not after the last day."""
        return self.extension is None and not self.read(on).is_over


@dataclass(frozen=True, slots=True)
class Reading:
    """How a clock stands on a day. While it stands still, `end` is the earliest that it can still become."""

    clock: Clock
    on: date
    end: LastDay
    stops: tuple[Stop, ...] = ()
    extension: Extension | None = None
    too_late: tuple[Pause | Extension, ...] = ()

    @property
    def last_day(self) -> date:
        """Return the last day on which to decide."""
        return self.end.day

    @property
    def is_over(self) -> bool:
        """Tell if the last day has passed."""
        return self.on > self.last_day

    @property
    def pause(self) -> Pause | None:
        """Return the pause that holds the clock on this day, None while it runs."""
        return next((stop.pause for stop in self.stops if stop.holds(self.on)), None)

    @property
    def days_left(self) -> int:
        """Return how many days are left after this one; below zero the days that it is over.

        While the clock stands still that number stays the same, whatever the weekday.
        """
        return ((self.end.unmoved if self.pause else self.last_day) - self.on).days

    @property
    def days_used(self) -> int:
        """Return how many days of the term are used, this one included; those after its end count too."""
        return max(0, (self.on - self.clock.start).days) - sum(
            stop.days_up_to(self.on) for stop in self.stops
        )

    @property
    def headline(self) -> str:
        """Return until when to decide, or that the clock stands still and how many days are left."""
        pause = self.pause
        if self.is_over:
            return _("The last day to decide was %(day)s.") % {"day": short_date(self.last_day)}
        if pause is None:
            return _("Decide on %(day)s at the latest.") % {"day": short_date(self.last_day)}
        return ngettext(
            "The term stands still, because %(why)s; %(days)s day is left.",
            "The term stands still, because %(why)s; %(days)s days are left.",
            self.days_left,
        ) % {"why": pause.why.label, "days": self.days_left}

    @property
    def steps(self) -> list[str]:
        """Return why, a sentence for each step with its rule: the count, pauses, extension, shifts."""
        return [
            self.clock.term.last_day(self.clock.start).counted,
            *(self._told(stop) for stop in self.stops),
            *self._extension_told(),
            *(
                _("What began on %(day)s came after the last day and changes nothing.")
                % {"day": short_date(fact.since)}
                for fact in self.too_late
            ),
            *self.end.shifts,
        ]

    def paused(self, pause: Pause) -> "Reading":
        """Return the reading with that pause: the rest of the days goes on after it, then the end moves.

        A day stands still once, whatever the number of pauses. What begins when the term is over does nothing.
        """
        counted = max(
            pause.since, self.stops[-1].runs_on - timedelta(days=1) if self.stops else self.clock.start
        )
        if counted >= self.last_day:
            return replace(self, too_late=(*self.too_late, pause))
        stop = Stop(pause, later(counted, 1), pause.until(self.on))
        begins_today = pause.is_open(self.on) and pause.since == self.on
        if stop.days < 1 and not begins_today:
            return self
        used_up = self.last_day if counted >= self.end.unmoved else self.end.unmoved
        end = self.end.term.land(later(used_up, stop.days), start=self.clock.start)
        return replace(self, end=end, stops=(*self.stops, stop))

    def extended(self, extension: Extension) -> "Reading":
        """Return the reading with that extension: one longer term from the same start, with the same pauses."""
        if extension.since > self.last_day:
            return replace(self, too_late=(*self.too_late, extension))
        term = self.end.term.extended(extension.length)
        unmoved = later(term.length.after(self.clock.start), sum(stop.days for stop in self.stops))
        return replace(self, end=term.land(unmoved, start=self.clock.start), extension=extension)

    def _told(self, stop: Stop) -> str:
        """Return the sentence of a pause."""
        words: dict[str, object] = {"first": short_date(stop.first), "why": stop.pause.why.label}
        if not stop.pause.is_open(self.on):
            words |= {
                "last": short_date(stop.runs_on - timedelta(days=1)),
                "days": Length(stop.days, Unit.DAYS),
            }
            return (
                _(
                    "The term stands still from %(first)s up to and including %(last)s (%(days)s), "
                    "because %(why)s (Awb 4:15)."
                )
                % words
            )
        if stop.pause.last_day is None:
            return _("The term stands still from %(first)s, because %(why)s (Awb 4:15).") % words
        words["last"] = short_date(stop.pause.last_day)
        return (
            _(
                "The term stands still from %(first)s, up to and including %(last)s at most, "
                "because %(why)s (Awb 4:15)."
            )
            % words
        )

    def _extension_told(self) -> list[str]:
        """Return the sentence of the extension, if there is one."""
        if self.extension is None:
            return []
        words = {
            "day": short_date(self.extension.since),
            "length": self.extension.length,
            "whole": self.end.term.length,
        }
        return [_("On %(day)s it was extended by %(length)s: one term of %(whole)s.") % words]
