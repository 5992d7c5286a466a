"""Days: Amsterdam decides on which one a moment falls, the Act which ones are no last day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from grants.terms import NoSuchTerm, age_on, closing_moment, day_of, is_in_time, is_working_day
from grants.terms.days import FIRST_YEAR, LAST_YEAR, equated_days, holiday_name, known_years, working_day_from

from . import model

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize("year", range(2014, LAST_YEAR + 1))
def test_the_free_days_of_every_year_are_those_of_the_act(year: int) -> None:
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range(366 if year % 4 == 0 and year != 2100 else 365)
    ]

    assert [day for day in days if is_working_day(day) == model.is_free(day)] == []


def test_liberation_day_counts_every_year() -> None:
    assert [year for year in range(2014, LAST_YEAR + 1) if is_working_day(date(year, 5, 5))] == []


def test_the_equated_days_and_the_years_of_which_they_are_known() -> None:
    assert len(equated_days()) == 17
    assert known_years() == {2017, 2018, 2019, 2023, 2024, 2025, 2026, 2027, 2028}
    assert [day for day in equated_days() if day.weekday() >= 5 or day in model.holidays(day.year)] == []


@pytest.mark.parametrize(
    ("day", "dutch", "english"),
    [
        (date(2027, 3, 26), "Goede vrijdag", "Good Friday"),
        (date(2027, 3, 29), "Tweede paasdag", "Easter Monday"),
        (date(2016, 5, 5), "Hemelvaartsdag", "Ascension Day"),
        (date(2027, 3, 30), "", ""),
    ],
)
def test_a_holiday_has_its_name_in_both_languages(day: date, dutch: str, english: str) -> None:
    with translation.override("nl"):
        assert holiday_name(day) == dutch
    with translation.override("en"):
        assert holiday_name(day) == english


@pytest.mark.parametrize("day", [date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1), date.max, date.min])
def test_a_year_without_known_holidays_is_named_and_not_guessed(day: date) -> None:
    with translation.override("en"), pytest.raises(NoSuchTerm) as caught:
        working_day_from(day)

    assert str(caught.value) == (
        f"Public holidays are known from 1966 up to and including 2100, so not for {day.year}."
    )


@pytest.mark.parametrize(
    ("at", "is_let_in"),
    [
        (datetime(2027, 3, 31, 0, 5, tzinfo=AMSTERDAM), True),
        (datetime(2027, 3, 31, 23, 59, 59, 999_999, tzinfo=AMSTERDAM), True),
        (datetime(2027, 4, 1, 0, 0, 0, tzinfo=AMSTERDAM), False),
        (datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 31, 22, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_counts_until_its_end_in_amsterdam(at: datetime, *, is_let_in: bool) -> None:
    assert is_in_time(at, date(2027, 3, 31)) == is_let_in


def test_a_deadline_survives_the_end_of_summer_time() -> None:
    last_day = date(2027, 10, 31)

    assert closing_moment(last_day) == datetime(2027, 10, 31, 22, 59, tzinfo=UTC)
    assert is_in_time(datetime(2027, 10, 31, 22, 30, tzinfo=UTC), last_day)
    assert not is_in_time(datetime(2027, 11, 1, 0, 1, tzinfo=AMSTERDAM), last_day)


def test_a_moment_without_a_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError):
        day_of(datetime(2027, 3, 31, 12, 0))  # noqa: DTZ001 - what must be refused


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2028, 2, 28), 15),
        (date(2028, 2, 29), 16),
        (date(2028, 3, 1), 16),
        (date(2029, 2, 28), 16),
        (date(2029, 3, 1), 17),
        (date(2012, 2, 29), 0),
    ],
)
def test_who_was_born_on_29_february_is_a_year_older_on_1_march(day: date, age: int) -> None:
    assert age_on(day, born=date(2012, 2, 29)) == age
