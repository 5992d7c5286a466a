"""Last days: counted, moved by the Act or not, and told with the rule that gave them."""

import re
from calendar import monthrange
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grants.terms import Length, NoSuchTerm, SetBy, Term, Unit, is_working_day, law
from tests.checks.contracts import ROOT

from . import model

DAYS = st.dates(date(2014, 1, 1), date(2090, 1, 1))
SHORT = st.one_of(
    st.builds(Length, st.integers(1, 90), st.just(Unit.DAYS)),
    st.builds(Length, st.integers(1, 12), st.just(Unit.WEEKS)),
    st.builds(Length, st.integers(1, 3), st.just(Unit.MONTHS)),
)
LONG = st.one_of(
    st.builds(Length, st.integers(91, 2000), st.just(Unit.DAYS)),
    st.builds(Length, st.integers(13, 500), st.just(Unit.WEEKS)),
    st.builds(Length, st.integers(4, 200), st.just(Unit.MONTHS)),
    st.builds(Length, st.integers(1, 50), st.just(Unit.YEARS)),
)
FRIDAY = date(2027, 2, 12)


def term(number: int, unit: Unit, *, set_by: SetBy = SetBy.ACT, is_kind: bool = False) -> Term:
    """Return a term without an article."""
    return Term(Length(number, unit), set_by=set_by, is_kind=is_kind)


@pytest.mark.parametrize(
    ("start", "number", "unit", "last_day"),
    [
        (FRIDAY, 6, Unit.WEEKS, date(2027, 3, 30)),  # Good Friday, weekend, Easter Monday
        (date(2027, 3, 25), 6, Unit.WEEKS, date(2027, 5, 10)),  # Ascension Day, then an equated Friday
        (date(2027, 3, 24), 6, Unit.WEEKS, date(2027, 5, 10)),  # 5 May, although not a lustrum
        (date(2027, 3, 23), 6, Unit.WEEKS, date(2027, 5, 4)),
        (date(2027, 12, 11), 2, Unit.WEEKS, date(2027, 12, 27)),  # both Christmas days in a weekend
        (date(2027, 1, 30), 90, Unit.DAYS, date(2027, 4, 30)),
        (date(2027, 1, 31), 90, Unit.DAYS, date(2027, 5, 3)),  # exactly ninety days still move
        (date(2027, 1, 30), 91, Unit.DAYS, date(2027, 5, 1)),  # one more does not
        (date(2027, 2, 6), 12, Unit.WEEKS, date(2027, 5, 3)),
        (date(2027, 2, 6), 13, Unit.WEEKS, date(2027, 5, 8)),
        (date(2027, 2, 1), 3, Unit.MONTHS, date(2027, 5, 3)),
        (date(2027, 1, 1), 4, Unit.MONTHS, date(2027, 5, 1)),
        (date(2027, 1, 31), 1, Unit.MONTHS, date(2027, 3, 1)),
        (date(2026, 11, 30), 3, Unit.MONTHS, date(2027, 3, 1)),
        (date(2026, 5, 1), 1, Unit.YEARS, date(2027, 5, 1)),
        (date(2027, 3, 25), 2, Unit.DAYS, date(2027, 3, 30)),
        (date(2027, 3, 25), 3, Unit.DAYS, date(2027, 3, 31)),  # three days hold two working days
        (date(2027, 3, 25), 1, Unit.WEEKS, date(2027, 4, 1)),
    ],
)
def test_the_last_day_of_a_term_of_an_act(start: date, number: int, unit: Unit, last_day: date) -> None:
    assert term(number, unit).last_day(start).day == last_day


@given(start=DAYS, days=st.integers(1, 90))
def test_a_short_term_of_an_act_ends_as_a_plain_model_says(start: date, days: int) -> None:
    assert term(days, Unit.DAYS).last_day(start).day == model.last_day(start, days)


@given(start=DAYS, length=SHORT)
def test_a_short_term_of_an_act_ends_on_a_working_day_and_never_early(start: date, length: Length) -> None:
    last = Term(length).last_day(start)

    assert not model.is_free(last.day)
    assert length.after(start) <= last.day <= length.after(start) + timedelta(days=11)


@given(start=DAYS, length=SHORT)
def test_a_kind_city_moves_its_own_terms_as_an_act_does(start: date, length: Length) -> None:
    act = Term(length).last_day(start)

    assert Term(length, set_by=SetBy.CITY, is_kind=True).last_day(start).day == act.day
    assert Term(length, set_by=SetBy.CITY).last_day(start).day == length.after(start)


@given(start=DAYS, length=LONG, set_by=st.sampled_from(SetBy), is_kind=st.booleans())
def test_a_long_term_never_moves(start: date, length: Length, set_by: SetBy, *, is_kind: bool) -> None:
    last = Term(length, set_by=set_by, is_kind=is_kind).last_day(start)

    assert last.day == length.after(start)
    assert last.is_certain


@given(start=DAYS, later=st.integers(0, 40), length=st.one_of(SHORT, LONG))
def test_an_event_that_comes_later_never_ends_a_term_earlier(start: date, later: int, length: Length) -> None:
    first, second = Term(length).last_day(start), Term(length).last_day(start + timedelta(days=later))

    assert first.day <= second.day


@given(start=DAYS, months=st.integers(1, 500))
def test_a_term_in_months_ends_on_the_same_number_or_the_last_of_the_month(start: date, months: int) -> None:
    end = Length(months, Unit.MONTHS).after(start)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == min(start.day, monthrange(end.year, end.month)[1])


@given(start=DAYS, years=st.integers(1, 500))
def test_years_are_twelve_months_each(start: date, years: int) -> None:
    assert Length(years, Unit.YEARS).after(start) == Length(12 * years, Unit.MONTHS).after(start)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2028, 2, 29), 5, date(2033, 2, 28)),
        (date(2028, 2, 29), 3, date(2031, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
    ],
)
def test_a_term_in_years_from_29_february_ends_on_the_last_day_of_february(
    start: date, years: int, end: date
) -> None:
    assert term(years, Unit.YEARS).last_day(start).day == end


@given(day=DAYS, length=st.one_of(SHORT, LONG))
def test_what_began_before_is_over_and_what_began_since_is_not(day: date, length: Length) -> None:
    first = length.since(day)

    assert length.after(first - timedelta(days=1)) < day <= length.after(first)


def test_every_term_has_its_line_in_the_docs() -> None:
    rows = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8").splitlines()
    named = [found[1] for row in rows if (found := re.match(r"\| `(\w+)` \|", row))]
    ours = [name for name, one in vars(law).items() if isinstance(one, Term | Length)]

    assert sorted(named) == sorted([*ours, "completion"])


def test_the_terms_of_the_acts() -> None:
    found = {
        name: getattr(law, name).last_day(date(2027, 2, 26)).day.isoformat()
        for name in ("DECISION", "DISMISSAL", "PAYMENT", "OBJECTION", "RECOVERY", "DEFAULT")
    }

    assert found == {
        "DECISION": "2027-04-23",
        "DISMISSAL": "2027-03-30",
        "PAYMENT": "2027-04-09",
        "OBJECTION": "2027-04-09",
        "RECOVERY": "2032-02-26",
        "DEFAULT": "2027-03-12",
    }


def test_a_term_to_complete_moves_unless_the_city_says_no() -> None:
    two_weeks = Length(2, Unit.WEEKS)

    assert law.completion(two_weeks).last_day(date(2027, 3, 12)).day == date(2027, 3, 30)
    assert law.completion(two_weeks, is_kind=False).last_day(date(2027, 3, 12)).day == date(2027, 3, 26)


def test_eight_weeks_with_twelve_are_one_term_of_twenty_that_does_not_move() -> None:
    whole = law.DECISION.extended(law.EXTENSION)

    assert whole.length == Length(20, Unit.WEEKS)
    assert not whole.moves
    assert whole.last_day(date(2027, 2, 13)).day == date(2027, 7, 3)  # a Saturday


def test_lengths_add_up_only_where_they_have_a_unit_in_common() -> None:
    assert Length(2, Unit.WEEKS) + Length(3, Unit.DAYS) == Length(17, Unit.DAYS)
    assert Length(1, Unit.YEARS) + Length(3, Unit.MONTHS) == Length(15, Unit.MONTHS)
    with (
        translation.override("en"),
        pytest.raises(NoSuchTerm, match=r"^8 weeks and 1 month are not one term\.$"),
    ):
        Length(8, Unit.WEEKS) + Length(1, Unit.MONTHS)


@pytest.mark.parametrize("number", [0, -1, -(10**30)])
@pytest.mark.parametrize("unit", Unit)
def test_a_length_of_nothing_is_none(number: int, unit: Unit) -> None:
    with pytest.raises(NoSuchTerm):
        Length(number, unit)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("number", [3_000_000, 10**12, 10**30])
def test_a_term_beyond_the_last_year_is_told_and_breaks_nothing(number: int, unit: Unit) -> None:
    with (
        translation.override("en"),
        pytest.raises(NoSuchTerm, match=r"^This term ends after the year 9999\.$"),
    ):
        term(number, unit).last_day(FRIDAY)


@pytest.mark.parametrize(
    ("asked", "start", "rule"),
    [
        (
            law.OBJECTION,
            FRIDAY,
            "6 weeks after 12 February 2027: 26 March 2027 (Awb 6:7, 6:8). 26 March 2027 is Good Friday, "
            "27 March 2027 is a Saturday, 28 March 2027 is Easter Sunday, 29 March 2027 is Easter Monday; "
            "so it moves to 30 March 2027 (Algemene termijnenwet, article 1).",
        ),
        (law.OBJECTION, date(2027, 2, 1), "6 weeks after 1 February 2027: 15 March 2027 (Awb 6:7, 6:8)."),
        (
            term(1, Unit.DAYS),
            date(2027, 5, 6),
            "1 day after 6 May 2027: 7 May 2027. 7 May 2027 is equated with a holiday by royal decree, "
            "8 May 2027 is a Saturday, 9 May 2027 is a Sunday; so it moves to 10 May 2027 "
            "(Algemene termijnenwet, article 1).",
        ),
        (
            term(3, Unit.DAYS),
            date(2027, 3, 25),
            "3 days after 25 March 2027: 28 March 2027. 28 March 2027 is Easter Sunday, 29 March 2027 is "
            "Easter Monday; so it moves to 30 March 2027 (Algemene termijnenwet, article 1). A term of three "
            "days or more holds at least two working days, so it moves to 31 March 2027 "
            "(Algemene termijnenwet, article 2).",
        ),
        (
            term(1, Unit.MONTHS, set_by=SetBy.CITY),
            date(2027, 1, 31),
            "1 month after 31 January 2027: 28 February 2027, the last day of that month. 28 February 2027 is "
            "a Sunday; that does not move a term that only the city sets.",
        ),
        (
            term(1, Unit.WEEKS, set_by=SetBy.CITY, is_kind=True),
            date(2027, 2, 13),
            "1 week after 13 February 2027: 20 February 2027. 20 February 2027 is a Saturday, 21 February 2027 "
            "is a Sunday; so it moves to 22 February 2027 (Algemene termijnenwet, article 1). "
            "The city lets a term of its own move as one of an Act does.",
        ),
        (
            term(20, Unit.WEEKS),
            date(2027, 2, 13),
            "20 weeks after 13 February 2027: 3 July 2027. 3 July 2027 is a Saturday; that moves no term of more "
            "than twelve weeks, ninety days or three months, and none in years (Algemene termijnenwet, article 4).",
        ),
        (
            term(1, Unit.WEEKS),
            date(2028, 12, 24),
            "1 week after 24 December 2028: 31 December 2028. 31 December 2028 is a Sunday, 1 January 2029 is "
            "New Year's Day; so it moves to 2 January 2029 (Algemene termijnenwet, article 1). Which days of 2029 "
            "a royal decree equates with a holiday is not known here (known up to and including 2028): "
            "the last day may turn out to be later.",
        ),
    ],
)
def test_a_last_day_tells_its_rule(asked: Term, start: date, rule: str) -> None:
    with translation.override("en"):
        assert asked.last_day(start).rule == rule


@pytest.mark.parametrize(("year", "is_certain"), [(2021, False), (2023, True), (2028, True), (2029, False)])
def test_a_year_of_which_no_equated_day_is_known_makes_a_last_day_uncertain(
    year: int, *, is_certain: bool
) -> None:
    last = term(6, Unit.WEEKS).last_day(date(year, 6, 1))

    assert is_working_day(last.day)
    assert last.is_certain == is_certain
