"""Rounds: prepared as a concept, changed, and announced; what each of these refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from grants.budget.flows import allot
from grants.budget.models import Slice, Year
from grants.plan.flows import add_part, adopt_version, freeze_frame
from grants.plan.models import Regulation
from grants.plan.states import CriterionOf
from grants.rounds.errors import (
    Lack,
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
from grants.rounds.flows import announce, change_round, choose_budgets, start_round
from grants.rounds.models import Round
from grants.rounds.queries import ids_of, parts_of, values_of
from grants.rounds.states import RoundState
from portal.errors import ChangedMeanwhile
from portal.trail.models import Record
from portal.trail.words import sentence
from tests import budget, plan, proposals
from tests.make import NOON, another_city, person
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.errors import NoLongerAllowed
from wijkraden.people.flows.seats import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

Act = Callable[[], object]


@shared
def concept(city: City) -> Round:
    """A concept that is ready, for the budgets of three districts."""
    return proposals.concept_round(city)


def lacks(round_: Round, *, by: User) -> list[Lack]:
    """Announce, and return what is said to be missing."""
    with pytest.raises(NotReady) as raised:
        announce(round_, by=by, at=NOON)
    assert not Round.objects.get(pk=round_.pk).is_announced
    return [one.what for one in raised.value.missing]


def change(round_: Round, *, by: User, **values: Any) -> None:
    """Change columns of a round."""
    change_round(round_, values=values, by=by, at=NOON)


def test_a_round_is_prepared_with_the_usual_settings(concept: Round, beheer: User) -> None:
    assert (concept.state, concept.edited_by, concept.edited_at) == (RoundState.CONCEPT, beheer, NOON)
    usual = (concept.distribution, concept.decides, concept.preference)
    assert usual == ("receipt", "mandate", "informs")
    assert (concept.decision_weeks, concept.extension_weeks, concept.completion_days) == (8, 12, 14)
    assert len(ids_of(concept)) == 3
    record = Record.objects.get(act="rounds.started", subject_id=concept.public_id)
    assert sentence(record.act, record.facts) == "bereidde een ronde voor (2026, budgetten: 3)"


def test_announcing_freezes_the_frame_and_keeps_what_the_budgets_are(concept: Round, beheer: User) -> None:
    frame = concept.frame
    assert not frame.is_frozen

    announce(concept, by=beheer, at=NOON)

    frame.refresh_from_db()
    assert (frame.frozen_at, concept.announced_by, concept.announced_at) == (NOON, beheer, NOON)
    assert [one.ceiling_cents for one in concept.slices.all()] == [25_000_00] * 3
    record = Record.objects.get(act="rounds.announced", subject_id=concept.public_id)
    assert sentence(record.act, record.facts) == "maakte een ronde bekend (budgetten: 3)"


def test_a_ceiling_stays_when_its_budget_changes(
    concept: Round, beheer: User, fenna: User, bas: User
) -> None:
    announce(concept, by=beheer, at=NOON)
    one = concept.slices.all()[0].slice
    budget.approved_share(
        Year.objects.get(pk=concept.year_id), cents=200_000_000, prepares=fenna, approves=bas, at=NOON
    )
    allot(one, cents=1_000_00, by=bas, at=NOON, booked_on=NOON.date(), key="meer")

    assert budget.cents_of(one) == 26_000_00
    assert [part.cents for part in parts_of(concept, on=NOON.date())] == [25_000_00] * 3


def test_after_that_nothing_changes_and_nothing_is_announced_twice(concept: Round, beheer: User) -> None:
    stale = Round.objects.get(pk=concept.pk)
    announce(concept, by=beheer, at=NOON)

    acts: list[Act] = [
        lambda: change(stale, by=beheer, title="Anders"),
        lambda: choose_budgets(stale, slices=[], by=beheer, at=NOON),
        lambda: announce(stale, by=beheer, at=NOON),
    ]
    for late in acts:
        with pytest.raises(RoundStands):
            late()
    assert Record.objects.filter(act="rounds.announced", subject_id=concept.public_id).count() == 1


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"gazette_number": "", "gazette_on": None}, Lack.GAZETTE),
        ({"gazette_on": date(2026, 11, 3), "opens_on": date(2026, 11, 4)}, Lack.GAZETTE),
        ({"gazette_on": date(2026, 1, 2)}, Lack.GAZETTE),
    ],
)
def test_without_a_publication_in_time_nothing_is_announced(
    concept: Round, beheer: User, values: dict[str, Any], what: Lack
) -> None:
    change(concept, by=beheer, **values)
    assert lacks(concept, by=beheer) == [what]


def test_a_publication_of_today_and_of_the_first_day_is_in_time(concept: Round, beheer: User) -> None:
    change(concept, by=beheer, gazette_on=NOON.date(), opens_on=NOON.date())
    announce(concept, by=beheer, at=NOON)
    assert concept.is_open(NOON)


def test_a_regulation_without_its_number_in_the_gazette_is_missing(concept: Round, beheer: User) -> None:
    Regulation.objects.filter(pk=concept.regulation_id).update(gazette_number="", gazette_on=None)
    assert lacks(concept, by=beheer) == [Lack.REGULATION]


def test_a_concept_of_the_plan_and_a_replaced_version_are_not_enough(
    city: City, concept: Round, beheer: User, ella: User, evert: User
) -> None:
    after = plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))
    type(after).objects.filter(pk=after.pk).update(first_year=2026)
    after.refresh_from_db()
    change(concept, by=beheer, plan=after)
    assert lacks(concept, by=beheer) == [Lack.PLAN]

    change(concept, by=beheer, plan=plan.adopted(city))
    adopt_version(after, **plan.DECIDED, by=evert, at=NOON)
    assert lacks(concept, by=beheer) == [Lack.PLAN]

    change(concept, by=beheer, plan=after)
    announce(concept, by=beheer, at=NOON)


def test_when_the_plan_ends_no_round_opens(city: City) -> None:
    at = NOON.replace(year=2027)
    budgets = proposals.own_budgets(city, year=2028, at=at)
    days: dict[str, Any] = {"opens_on": date(2028, 1, 1), "closes_on": date(2028, 12, 31)}
    with pytest.raises(WrongPlan) as raised:
        proposals.concept_round(city, budgets=budgets, at=at, **days)
    told = "Het plan “Samenleven in één stad” is voor 2024–2027, en deze ronde is van 2028."
    assert str(raised.value) == told
    assert not Round.objects.filter(year__year=2028).exists()


def test_a_concept_of_the_plan_whose_years_change_is_asked_again(
    city: City, concept: Round, beheer: User, ella: User
) -> None:
    after = plan.concept(city, by=ella, at=NOON)
    type(after).objects.filter(pk=after.pk).update(first_year=2026)
    after.refresh_from_db()
    change(concept, by=beheer, plan=after)
    type(after).objects.filter(pk=after.pk).update(first_year=2027)
    assert lacks(concept, by=beheer) == [Lack.PLAN, Lack.PLAN]


def test_a_frame_whose_weights_are_not_100_is_missing(concept: Round, beheer: User, ella: User) -> None:
    add_part(concept.frame, what=CriterionOf("C9", "Nog een", "Hoe?", "", 1), by=ella, at=NOON)
    assert lacks(concept, by=beheer) == [Lack.FRAME]


def test_a_round_without_budgets_is_prepared_and_not_announced(concept: Round, beheer: User) -> None:
    choose_budgets(concept, slices=[], by=beheer, at=NOON)
    assert lacks(concept, by=beheer) == [Lack.BUDGETS]


def test_two_rounds_never_divide_one_budget_in_the_same_days(
    city: City, concept: Round, beheer: User
) -> None:
    budgets = [one.slice for one in concept.slices.all()]
    second = proposals.concept_round(city, budgets=budgets[:1], opens_on=date(2026, 12, 31))
    announce(concept, by=beheer, at=NOON)

    assert lacks(second, by=beheer) == [Lack.OVERLAP]


def test_one_after_the_other_they_may(city: City, concept: Round, beheer: User) -> None:
    change(concept, by=beheer, closes_on=date(2026, 12, 30))
    budgets = [one.slice for one in concept.slices.all()]
    second = proposals.concept_round(city, budgets=budgets, opens_on=date(2026, 12, 31))
    for one in (concept, second):
        announce(one, by=beheer, at=NOON)
    assert second.is_announced


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ((date(2026, 12, 2), date(2026, 12, 1)), "closes_on"),
        ((date(2026, 1, 1), date(2026, 11, 1)), "closes_on"),
        ((date(2026, 12, 1), date(2027, 1, 1)), "closes_on"),
        ((date(2024, 12, 31), date(2026, 12, 1)), "opens_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    city: City, concept: Round, beheer: User, days: tuple[date, date], wrong: str
) -> None:
    told: dict[str, Any] = dict(zip(("opens_on", "closes_on"), days, strict=True))
    with pytest.raises(WrongPeriod) as raised:
        change(concept, by=beheer, **told)
    assert raised.value.day == wrong
    with pytest.raises(WrongPeriod):
        proposals.concept_round(city, **told)


def test_a_last_day_that_is_today_or_passes_before_the_announcement(concept: Round, beheer: User) -> None:
    change(concept, by=beheer, closes_on=NOON.date())
    with pytest.raises(NotReady) as raised:
        announce(concept, by=beheer, at=NOON.replace(day=3))
    assert [one.what for one in raised.value.missing] == [Lack.DAYS]
    announce(concept, by=beheer, at=NOON)


def test_a_maximum_stays_within_the_highest_tier(city: City, concept: Round, beheer: User) -> None:
    for refused in (
        lambda: proposals.concept_round(city, maximum_cents=25_000_01),
        lambda: change(concept, by=beheer, maximum_cents=25_000_01),
    ):
        with pytest.raises(WrongMaximum, match=r"25\.000,00"):
            refused()
    concept.regulation.tiers.filter(up_to_cents=25_000_00).delete()
    assert lacks(concept, by=beheer) == [Lack.MAXIMUM]


def test_a_title_is_of_one_round_of_a_city(city: City, concept: Round, beheer: User) -> None:
    for refused in (
        lambda: proposals.concept_round(city, title="WIJKBUDGET samenleven 2026"),
        lambda: change(concept, by=beheer, title="Wijkbudget samenleven 2026"),
    ):
        with pytest.raises(TitleTaken):
            refused()
    change(concept, by=beheer, title=concept.title.upper())
    assert concept.title == concept.title.upper()


def test_regulation_plan_and_frame_are_of_the_same_city(city: City, concept: Round, beheer: User) -> None:
    elsewhere = another_city()
    ada = person("ada", role=Role.ADMINISTRATOR, city=elsewhere)
    theirs = proposals.round_elsewhere(elsewhere, by=ada)
    for values in ({"plan": theirs.plan}, {"frame": theirs.frame}):
        with pytest.raises(WrongRules):
            change(concept, by=beheer, **values)
    with pytest.raises(WrongRules):
        proposals.concept_round(city, regulation=theirs.regulation)
    with pytest.raises(NoLongerAllowed):
        change(theirs, by=beheer, title="Van ons")


def test_a_regulation_that_is_not_in_force_in_the_year_is_refused(city: City, beheer: User) -> None:
    later = budget.regulation(city, by=beheer, at=NOON)
    Regulation.objects.filter(pk=later.pk).update(starts_on=date(2027, 1, 1))
    with pytest.raises(WrongRules, match="2026"):
        proposals.concept_round(city, regulation=Regulation.objects.get(pk=later.pk))


def test_budgets_are_of_the_year_and_the_regulation_of_the_round(
    city: City, concept: Round, beheer: User
) -> None:
    standing = ids_of(concept)
    for wrong in (
        budget.slice_of(city, "feijenoord"),
        budget.slice_of(city, "feijenoord", year=2025),
        Slice.objects.get(year__city=city, year__year=2026, scope="books"),
    ):
        with pytest.raises(WrongBudgets):
            choose_budgets(concept, slices=[wrong], by=beheer, at=NOON)
        mine = [concept.slices.all()[0].slice, wrong]
        with pytest.raises(WrongBudgets):
            proposals.concept_round(city, title="Fout", budgets=mine)
    assert ids_of(concept) == standing
    assert not Round.objects.filter(title="Fout").exists()


def test_a_closed_budget_takes_no_part(concept: Round, beheer: User) -> None:
    first, *others = [one.slice for one in concept.slices.all()]
    choose_budgets(concept, slices=others, by=beheer, at=NOON)
    closed = {"closed_at": NOON, "closed_on": NOON.date()}
    by_hand(lambda: Slice.objects.filter(pk=first.pk).update(**closed))
    with pytest.raises(WrongBudgets, match=first.name):
        choose_budgets(concept, slices=[first], by=beheer, at=NOON)
    by_hand(lambda: Slice.objects.filter(pk=others[0].pk).update(**closed))
    assert lacks(concept, by=beheer) == [Lack.BUDGETS]


def test_a_closed_year_takes_no_round(concept: Round, beheer: User) -> None:
    by_hand(lambda: Year.objects.filter(pk=concept.year_id).update(closed_at=NOON))
    another = {**values_of(concept), "title": "Nog een", "regulation": concept.regulation}
    for refused in (
        lambda: change(concept, by=beheer, title="Anders"),
        lambda: announce(concept, by=beheer, at=NOON),
        lambda: start_round(concept.year, slices=[], **another, by=beheer, at=NOON),
    ):
        with pytest.raises(YearOver):
            refused()


def test_budgets_come_and_go_until_it_is_announced(city: City, concept: Round, beheer: User) -> None:
    budgets = [one.slice for one in concept.slices.all()]
    choose_budgets(concept, slices=budgets[:2], was=ids_of(concept), by=beheer, at=NOON)
    assert ids_of(concept) == {one.pk for one in budgets[:2]}
    choose_budgets(concept, slices=budgets[1:], by=beheer, at=NOON)
    assert ids_of(concept) == {one.pk for one in budgets[1:]}
    record = Record.objects.filter(act="rounds.budgets_chosen").latest("number")
    assert sentence(record.act, record.facts) == "koos andere budgetten voor een ronde (budgetten: 2)"


def test_what_changed_meanwhile_is_never_overwritten(concept: Round, beheer: User) -> None:
    was, standing = values_of(concept), ids_of(concept)
    shown = {part.slice.pk: part.cents for part in parts_of(concept, on=NOON.date())}
    budgets = [one.slice for one in concept.slices.all()]
    change(Round.objects.get(pk=concept.pk), by=beheer, title="Iemand was eerder")
    choose_budgets(concept, slices=budgets[:1], by=beheer, at=NOON)

    acts: list[Act] = [
        lambda: change_round(concept, values={"title": "Mijn"}, was=was, by=beheer, at=NOON),
        lambda: choose_budgets(concept, slices=budgets, was=standing, by=beheer, at=NOON),
        lambda: announce(concept, was={"title": was["title"]}, by=beheer, at=NOON),
        lambda: announce(concept, shown=shown, by=beheer, at=NOON),
    ]
    for stale in acts:
        with pytest.raises(ChangedMeanwhile):
            stale()
    concept.refresh_from_db()
    assert (concept.title, concept.is_announced) == ("Iemand was eerder", False)


def test_saving_what_stands_writes_nothing(concept: Round, beheer: User) -> None:
    before = Record.objects.count()
    change_round(concept, values=values_of(concept), by=beheer, at=NOON.replace(hour=15))
    choose_budgets(concept, slices=[one.slice for one in concept.slices.all()], by=beheer, at=NOON)
    assert (Record.objects.count(), concept.edited_at) == (before, NOON)


def test_year_and_regulation_never_change(concept: Round, beheer: User) -> None:
    with pytest.raises(ValueError, match="regulation"):
        change(concept, by=beheer, regulation=concept.regulation)


@pytest.mark.parametrize("name", ["olga", "carla", "ella", "fenna", "coen"])
def test_only_the_administrator_prepares_and_announces(concept: Round, name: str) -> None:
    user = proposals.cast(name)
    acts: list[Act] = [
        lambda: change(concept, by=user, title="Anders"),
        lambda: choose_budgets(concept, slices=[], by=user, at=NOON),
        lambda: announce(concept, by=user, at=NOON),
    ]
    for refused in acts:
        with pytest.raises(NoLongerAllowed):
            refused()


def test_who_lost_the_seat_announces_nothing(city: City, concept: Round, beheer: User) -> None:
    second = person("tweede", role=Role.ADMINISTRATOR, city=city)
    end_seat_at_once(second.seats.get(), by=beheer, at=NOON)
    with pytest.raises(NoLongerAllowed):
        announce(concept, by=second, at=NOON)
    announce(concept, by=beheer, at=NOON)


def test_a_second_round_uses_a_frozen_frame_as_it_is(city: City, ella: User, beheer: User) -> None:
    frame = plan.frame(city, by=ella, at=NOON)
    freeze_frame(frame, by=None, at=NOON.replace(hour=9))
    announce(proposals.concept_round(city, frame=frame), by=beheer, at=NOON)
    frame.refresh_from_db()
    assert frame.frozen_at == NOON.replace(hour=9)
