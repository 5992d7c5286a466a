"""The clock of a dossier: what stands still, what is left, until when to decide, and why."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grants.terms import Clock, Extension, Length, NoSuchTerm, Pause, SetBy, Term, Unit, Why, law

from . import model

START = date(2027, 2, 1)  # a Monday: eight weeks end on Easter Monday
LATER = date(2027, 12, 31)
TWELVE_WEEKS = Length(12, Unit.WEEKS)
DAYS = st.dates(date(2014, 1, 1), date(2090, 1, 1))


def pause(since: date, runs_on: date | None = None, last_day: date | None = None) -> Pause:
    """Return a pause to complete the application."""
    return Pause(since, Why.INCOMPLETE, runs_on, last_day)


def test_a_clock_without_pauses_is_its_term() -> None:
    reading = Clock(START, law.DECISION).read(date(2027, 3, 1))

    assert (reading.last_day, reading.days_used, reading.days_left) == (date(2027, 3, 30), 28, 29)
    assert (reading.pause, reading.is_over, reading.end.is_certain) == (None, False, True)
    assert reading.end == law.DECISION.last_day(START)


def test_the_day_of_the_request_and_that_of_completion_count() -> None:
    clock = Clock(START, law.DECISION, (pause(date(2027, 3, 1), date(2027, 3, 10)),))

    assert clock.read(LATER).end.unmoved == date(2027, 3, 29) + timedelta(
        days=8
    )  # 2 up to and including 9 March
    assert [clock.read(date(2027, 3, day)).days_used for day in (1, 2, 9, 10, 11)] == [28, 28, 28, 29, 30]


@pytest.mark.parametrize("runs_on", [date(2027, 3, 1), date(2027, 3, 2)])
def test_what_is_completed_at_once_stops_nothing(runs_on: date) -> None:
    clock = Clock(START, law.DECISION, (pause(date(2027, 3, 1), runs_on),))
    reading = clock.read(date(2027, 3, 1))

    assert (reading.last_day, reading.pause, reading.stops) == (date(2027, 3, 30), None, ())


def test_an_open_pause_holds_the_days_left_and_shifts_the_earliest_end() -> None:
    waiting = pause(date(2027, 3, 1))
    clock = Clock(START, law.DECISION, (waiting,))
    readings = [clock.read(date(2027, 3, 1) + timedelta(days=days)) for days in range(60)]

    assert clock.read(date(2027, 2, 28)).pause is None
    assert {reading.pause for reading in readings} == {waiting}
    assert {(reading.days_used, reading.days_left) for reading in readings} == {(28, 28)}
    assert [reading.end.unmoved - reading.on for reading in readings] == [timedelta(days=28)] * 60
    assert not any(reading.is_over for reading in readings)


def test_a_term_to_complete_that_passes_unused_lets_the_clock_run_on() -> None:
    clock = Clock(START, law.DECISION, (pause(date(2027, 3, 1), last_day=date(2027, 3, 15)),))

    assert clock.read(date(2027, 3, 15)).pause is not None
    assert clock.read(date(2027, 3, 16)).pause is None
    assert clock.read(date(2027, 3, 16)).days_used == 29
    assert clock.read(LATER).end.unmoved == date(2027, 3, 29) + timedelta(days=14)


def test_completion_after_the_term_for_it_changes_nothing() -> None:
    in_time = pause(date(2027, 3, 1), date(2027, 3, 16), last_day=date(2027, 3, 15))
    too_late = pause(date(2027, 3, 1), date(2027, 4, 20), last_day=date(2027, 3, 15))

    assert [Clock(START, law.DECISION, (one,)).read(LATER).last_day for one in (in_time, too_late)] == [
        date(2027, 4, 12),
        date(2027, 4, 12),
    ]


def test_a_term_that_was_paused_moves_at_its_own_end_only() -> None:
    ends_on_saturday = Clock(START, law.DECISION, (pause(date(2027, 3, 1), date(2027, 3, 14)),)).read(LATER)
    ends_on_monday = Clock(START, law.DECISION, (pause(date(2027, 3, 1), date(2027, 3, 16)),)).read(LATER)

    assert (ends_on_saturday.end.unmoved, ends_on_saturday.last_day) == (date(2027, 4, 10), date(2027, 4, 12))
    assert (ends_on_monday.end.unmoved, ends_on_monday.last_day) == (date(2027, 4, 12), date(2027, 4, 12))


def test_a_pause_in_the_days_that_the_act_added_keeps_what_was_left_of_them() -> None:
    clock = Clock(START, law.DECISION, (pause(date(2027, 3, 29), date(2027, 4, 6)),))

    assert Clock(START, law.DECISION).read(LATER).last_day == date(2027, 3, 30)
    assert clock.read(LATER).last_day == date(2027, 4, 6)  # one day was left after Easter Monday


@pytest.mark.parametrize("since", [date(2027, 3, 30), date(2027, 4, 1)])
def test_a_pause_that_begins_when_the_term_is_over_does_nothing(since: date) -> None:
    late = pause(since, date(2027, 5, 1))
    reading = Clock(START, law.DECISION, (late,)).read(since)

    assert (reading.last_day, reading.pause, reading.too_late) == (date(2027, 3, 30), None, (late,))


def test_an_extension_makes_one_term_of_twenty_weeks() -> None:
    extension = Extension(date(2027, 3, 30), TWELVE_WEEKS)
    reading = Clock(START, law.DECISION, extension=extension).read(LATER)

    assert reading.end.term.length == Length(20, Unit.WEEKS)
    assert reading.last_day == START + timedelta(weeks=20)
    assert reading.is_over
    assert reading.days_left == (reading.last_day - LATER).days < 0


def test_an_extended_term_that_was_paused_does_not_move_from_a_saturday() -> None:
    pauses = (pause(date(2027, 3, 1), date(2027, 3, 7)), pause(date(2027, 5, 3), date(2027, 5, 4)))
    clock = Clock(START, law.DECISION, pauses, Extension(date(2027, 3, 8), TWELVE_WEEKS))

    assert clock.read(LATER).last_day == date(2027, 6, 26)  # twenty weeks and five days
    assert clock.read(LATER).last_day.weekday() == 5


def test_an_extension_after_the_last_day_does_nothing() -> None:
    extension = Extension(date(2027, 3, 31), TWELVE_WEEKS)
    reading = Clock(START, law.DECISION, extension=extension).read(date(2027, 4, 1))

    assert (reading.last_day, reading.extension, reading.too_late) == (date(2027, 3, 30), None, (extension,))


def test_a_term_may_be_extended_once_and_until_its_last_day() -> None:
    clock = Clock(START, law.DECISION)

    assert [clock.may_extend(date(2027, 3, day)) for day in (1, 30, 31)] == [True, True, False]
    assert not Clock(START, law.DECISION, (), Extension(date(2027, 3, 1), TWELVE_WEEKS)).may_extend(LATER)
    assert not Clock(START, law.DECISION, (), Extension(START, TWELVE_WEEKS)).may_extend(date(2027, 3, 1))
    assert Clock(START, law.DECISION, (pause(date(2027, 3, 1)),)).may_extend(LATER)


def test_a_day_stands_still_once_whatever_the_number_of_pauses() -> None:
    one = Clock(START, law.DECISION, (pause(date(2027, 3, 1), date(2027, 3, 21)),))
    three = (
        pause(date(2027, 3, 11), date(2027, 3, 21)),
        pause(date(2027, 3, 1), date(2027, 3, 15)),
        pause(date(2027, 3, 3), date(2027, 3, 8)),
    )

    assert Clock(START, law.DECISION, three).read(LATER).end == one.read(LATER).end
    assert len(Clock(START, law.DECISION, three).read(LATER).stops) == 2


def test_a_term_of_an_ordinance_does_not_move_and_a_pause_changes_nothing_about_that() -> None:
    ordinance = Term(Length(8, Unit.WEEKS), set_by=SetBy.CITY)
    clock = Clock(START, ordinance, (pause(date(2027, 3, 1), date(2027, 3, 14)),))

    assert clock.read(LATER).last_day == date(2027, 4, 10)
    assert clock.read(LATER).last_day.weekday() == 5


@pytest.mark.parametrize(
    ("runs_on", "last_day"), [(date(2027, 2, 28), None), (None, date(2027, 2, 28)), (date.min, date.min)]
)
def test_a_pause_cannot_end_before_it_began(runs_on: date | None, last_day: date | None) -> None:
    with pytest.raises(NoSuchTerm):
        pause(date(2027, 3, 1), runs_on, last_day)


def test_a_reading_at_the_end_of_time_is_told_and_breaks_nothing() -> None:
    with pytest.raises(NoSuchTerm):
        Clock(date(9999, 12, 1), law.DECISION).read(date(9999, 12, 2))
    with pytest.raises(NoSuchTerm):
        Clock(START, law.DECISION, (pause(START),)).read(date.max)


def test_a_reading_tells_each_step_with_its_rule() -> None:
    pauses = (
        pause(date(2027, 3, 1), date(2027, 3, 10)),
        Pause(date(2027, 3, 15), Why.CONSENT, date(2027, 3, 17)),
        pause(date(2027, 3, 20), last_day=date(2027, 4, 3)),
    )
    reading = Clock(START, law.DECISION, pauses).read(date(2027, 3, 24))

    with translation.override("en"):
        assert reading.headline == (
            "The term stands still, because the application is being completed; 18 days are left."
        )
        assert reading.steps == [
            "8 weeks after 1 February 2027: 29 March 2027 (Awb 4:13).",
            "The term stands still from 2 March 2027 up to and including 9 March 2027 (8 days), because the "
            "application is being completed (Awb 4:15).",
            "The term stands still from 16 March 2027 up to and including 16 March 2027 (1 day), because the "
            "applicant agreed to a delay (Awb 4:15).",
            "The term stands still from 21 March 2027, up to and including 3 April 2027 at most, because the "
            "application is being completed (Awb 4:15).",
            "11 April 2027 is a Sunday; so it moves to 12 April 2027 (Algemene termijnenwet, article 1).",
        ]


def test_a_reading_tells_the_extension_what_came_too_late_and_the_outcome() -> None:
    clock = Clock(
        START,
        law.DECISION,
        (Pause(date(2027, 3, 1), Why.FORCE_MAJEURE, date(2027, 3, 3)), pause(date(2027, 7, 1))),
        Extension(date(2027, 3, 8), TWELVE_WEEKS),
    )
    running, over = clock.read(date(2027, 6, 1)), clock.read(date(2027, 7, 2))

    with translation.override("en"):
        assert running.headline == "Decide on 22 June 2027 at the latest."
        assert over.headline == "The last day to decide was 22 June 2027."
        assert over.steps == [
            "8 weeks after 1 February 2027: 29 March 2027 (Awb 4:13).",
            "The term stands still from 2 March 2027 up to and including 2 March 2027 (1 day), because force "
            "majeure makes deciding impossible (Awb 4:15).",
            "On 8 March 2027 it was extended by 12 weeks: one term of 20 weeks.",
            "What began on 1 July 2027 came after the last day and changes nothing.",
        ]


def test_on_the_day_of_the_request_the_clock_shows_that_it_stands_still() -> None:
    clock = Clock(START, law.DECISION, (pause(date(2027, 3, 1)),))
    reading = clock.read(date(2027, 3, 1))

    with translation.override("en"):
        assert reading.headline == (
            "The term stands still, because the application is being completed; 28 days are left."
        )
    assert (reading.last_day, len(reading.stops), reading.stops[0].days) == (date(2027, 3, 30), 1, 0)


def test_on_the_day_of_the_request_the_steps_tell_from_when_it_stands_still() -> None:
    with translation.override("en"):
        reading = Clock(START, law.DECISION, (pause(START, last_day=START + timedelta(days=14)),)).read(START)

        assert reading.steps[1].startswith("The term stands still from ")


def test_an_open_pause_without_a_term_tells_from_when() -> None:
    reading = Clock(START, law.DECISION, (Pause(date(2027, 3, 1), Why.APPLICANT),)).read(date(2027, 3, 2))

    with translation.override("en"):
        assert reading.steps[1] == (
            "The term stands still from 2 March 2027, because the delay is on the side of the applicant (Awb 4:15)."
        )


@st.composite
def paused(draw: st.DrawFn) -> tuple[date, int, tuple[Pause, ...]]:
    """Return a start, eight days or more, and closed pauses that begin before those are used up."""
    start, days = draw(DAYS), draw(st.integers(8, 90))
    pauses = []
    for _n in range(draw(st.integers(0, 4))):
        since = start + timedelta(days=draw(st.integers(0, days - 1)))
        pauses.append(pause(since, since + timedelta(days=draw(st.integers(0, 60)))))
    return start, days, tuple(pauses)


def still(pauses: tuple[Pause, ...]) -> set[date]:
    """Return the days strictly between the two ends of a pause."""
    return {
        one.since + timedelta(days=n)
        for one in pauses
        if one.runs_on
        for n in range(1, (one.runs_on - one.since).days)
    }


@given(facts=paused())
def test_the_last_day_is_that_of_a_plain_model_that_walks_day_by_day(
    facts: tuple[date, int, tuple[Pause, ...]],
) -> None:
    start, days, pauses = facts
    end = Clock(start, Term(Length(days, Unit.DAYS)), pauses).read(start).last_day

    assert end == model.clock(start, days, still(pauses))


@given(facts=paused(), ago=st.integers(0, 200))
def test_days_used_and_days_left_are_the_whole_term(
    facts: tuple[date, int, tuple[Pause, ...]], ago: int
) -> None:
    start, days, pauses = facts
    on = start + timedelta(days=ago)
    reading = Clock(start, Term(Length(days, Unit.DAYS), set_by=SetBy.CITY), pauses).read(on)

    remaining = sum(
        1
        for n in range(1, (reading.end.unmoved - on).days + 1)
        if on + timedelta(days=n) not in still(pauses)
    )
    if not reading.is_over:
        assert reading.days_used + remaining == days
    assert reading.days_used == sum(
        start + timedelta(days=n) not in still(pauses) for n in range(1, (on - start).days + 1)
    )


@given(start=DAYS, weeks=st.integers(1, 12), since=st.integers(0, 6), days=st.integers(1, 400))
def test_a_pause_moves_the_days_of_a_term_by_exactly_its_own(
    start: date, weeks: int, since: int, days: int
) -> None:
    began = start + timedelta(days=since)
    term = Term(Length(weeks, Unit.WEEKS))
    plain = Clock(start, term).read(LATER)
    stopped = Clock(start, term, (pause(began, began + timedelta(days=days + 1)),)).read(LATER)

    assert stopped.end.unmoved == plain.end.unmoved + timedelta(days=days)
    assert stopped.last_day >= plain.end.unmoved + timedelta(days=days)
    assert not model.is_free(stopped.last_day)


@given(start=DAYS, since=st.integers(0, 50), days=st.integers(0, 100), more=st.integers(0, 100))
def test_a_longer_pause_never_ends_a_term_earlier(start: date, since: int, days: int, more: int) -> None:
    began = start + timedelta(days=since)
    ends = [
        Clock(start, law.DECISION, (pause(began, began + timedelta(days=length)),)).read(LATER).last_day
        for length in (days, days + more)
    ]

    assert ends == sorted(ends)
