"""`verify_ledger` on whose money the slices and dossiers are, and on rows that are nobody's, changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from grants.budget.flows import close_slice, open_slices
from grants.budget.models import Account, Dossier, Entry, Slice, SliceDistrict, Year
from grants.budget.states import Kind, Scope
from grants.plan.models import Regulation
from portal.trail.models import Record
from tests.grants.budget.make import (
    Play,
    city_slice,
    faults,
    regulation,
    said,
    scene,
    year,
)
from tests.grants.budget.raw import Books, account
from tests.make import NOON
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.places.models import City, District

LATER = NOON.replace(year=2027)
NOT_AS_MADE = "its slices are not as they were made: whose money they are, or what they are called"
ELSEWHERE = "a district or regulation of it belongs to another city, year or budget"


@shared
def years(city: City, delfshaven: District, lage_land: District) -> tuple[Year, Year]:
    """2027 and 2028, each with a slice for either district under one regulation."""
    rules = regulation(city)
    made = (year(city, 2027, reserved=100_000), year(city, 2028))
    for one in made:
        open_slices(one, regulation=rules, districts=[delfshaven, lage_land], by=None, at=NOON)
    assert faults(city) == []
    return made


def without_a_district(of: Year) -> None:
    share = SliceDistrict.objects.filter(year=of).order_by("pk")[0]
    SliceDistrict.objects.filter(pk=share.pk).delete()


def swap(of: Year) -> None:
    one, other = SliceDistrict.objects.filter(year=of).order_by("pk")
    SliceDistrict.objects.filter(pk=one.pk).update(slice=other.slice)
    SliceDistrict.objects.filter(pk=other.pk).update(slice=one.slice)


def pots(of: Year) -> Any:
    return Slice.objects.filter(year=of, scope=Scope.DISTRICT)


ALTERED: dict[str, Callable[[Year], Any]] = {
    "a district less": without_a_district,
    "two districts swapped": swap,
    "another scope": lambda of: pots(of).update(scope=Scope.POT),
    "another name": lambda of: pots(of).filter(pk=pots(of).order_by("pk")[0].pk).update(name="Elders"),
    "a slice less": lambda of: remove(pots(of).order_by("pk")[0]),
}


def remove(slice_: Slice) -> None:
    for model in (SliceDistrict, Account):
        model._default_manager.filter(slice=slice_).delete()
    Slice.objects.filter(pk=slice_.pk).delete()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALTERED)
def test_slices_that_are_not_as_they_were_made_are_named_in_each_year(
    years: tuple[Year, Year], name: str
) -> None:
    def alter() -> None:
        for one in years:
            ALTERED[name](one)

    by_hand(alter)

    place = years[0].city.name
    assert faults(years[0].city) == [f"{place} {one}: {NOT_AS_MADE}" for one in (2027, 2028)]


@pytest.mark.django_db
def test_a_regulation_of_another_city_is_named_with_the_slices_under_it(years: tuple[Year, Year]) -> None:
    other = City.objects.create(name="Elders", slug="elders", host="elders.example")
    (rules,) = {one.regulation_id for one in pots(years[0])}

    by_hand(lambda: Regulation.objects.filter(pk=rules).update(city=other))

    assert sorted(faults(years[0].city)) == sorted(
        f"{one.name} {one.year}: {ELSEWHERE}" for of in years for one in pots(of).select_related("year")
    )


@pytest.mark.django_db
def test_slices_under_another_regulation_are_named(years: tuple[Year, Year]) -> None:
    other = regulation(years[0].city, prefix="NT")

    by_hand(lambda: pots(years[0]).update(regulation=other))

    found = faults(years[0].city)
    assert f"{years[0].city.name} 2027: {NOT_AS_MADE}" in found
    assert [one for one in found if one.endswith(ELSEWHERE)] == [
        f"{one.name} 2027: {ELSEWHERE}" for one in pots(years[0]).order_by("pk")
    ]


@pytest.mark.django_db
def test_a_year_that_is_away_is_named(years: tuple[Year, Year]) -> None:
    def forget() -> None:
        for one in Slice.objects.filter(year=years[1]):
            remove(one)
        Year.objects.filter(pk=years[1].pk).delete()

    by_hand(forget)

    assert faults(years[1].city) == ["the trail tells of slices of 2028 that are not here"]


@pytest.mark.django_db
def test_of_a_year_of_before_the_trail_told_it_nothing_is_said(years: tuple[Year, Year]) -> None:
    def forget_and_alter() -> None:
        for record in Record.objects.filter(subject_kind="year"):
            record.facts.pop("content")
            record.save()
        pots(years[0]).update(scope=Scope.POT)

    by_hand(forget_and_alter)

    assert faults(years[0].city) == []


@pytest.mark.django_db
def test_a_dossier_that_was_moved_is_named_and_one_that_went_on_is_not(
    city: City, delfshaven: District, lage_land: District
) -> None:
    rules = regulation(city)
    old, new = year(city, 2027, reserved=100_000), year(city, 2028, reserved=100_000)
    here, there = open_slices(old, regulation=rules, districts=[delfshaven, lage_land], by=None, at=NOON)
    (after,) = open_slices(new, regulation=rules, districts=[delfshaven], by=None, at=NOON)
    play, later = Play(here, day=LATER.date(), at=LATER), Play(after, day=LATER.date(), at=LATER)
    for budget in (play, later):
        budget.allot(10_000)
    one, _other = play.granted(2_000), play.granted(1_000)
    assert faults(city) == []
    sentence = f"dossier {one.number} has money in a slice that is not its own"

    by_hand(lambda: Dossier.objects.filter(pk=one.pk).update(slice=there))
    assert faults(city) == [sentence]
    by_hand(lambda: Dossier.objects.filter(pk=one.pk).update(slice=here))

    close_slice(here, into=after, transfer=None, **play.stamp())
    later.granted(500)
    assert faults(city) == []

    by_hand(lambda: Dossier.objects.filter(pk=one.pk).update(slice=there))
    assert faults(city) == [sentence]


def test_an_account_in_another_book_is_named(made: Books) -> None:
    by_hand(lambda: Account.objects.filter(slice=made.slice, kind=Kind.BANK).update(book="memo"))

    assert faults(made.play.city) == ["The whole city 2026: bank/ stands in another book than its kind"]


def test_a_total_that_is_away_is_named(made: Books) -> None:
    by_hand(lambda: Account.objects.filter(slice=made.slice, kind=Kind.WRITTEN_OFF).delete())

    assert faults(made.play.city) == ["The whole city 2026: its total “Written off” is away"]


def test_an_account_without_transfers_has_no_sums(made: Books) -> None:
    found = account(made.slice, Kind.WRITTEN_OFF)
    by_hand(lambda: Account.objects.filter(pk=found.pk).update(debits=5, credits=5))

    assert faults(made.play.city) == [
        "The whole city 2026: the sums of written_off/ are not what its transfers say"
    ]


def test_an_entry_without_transfers_says_so(made: Books) -> None:
    play = scene(2026)
    bare = city_slice(play.year, regulation(play.city))
    close_slice(bare, into=None, transfer=None, **said("close"))
    entry = Entry.objects.get(slice=bare)
    assert (entry.size, faults(play.city)) == (0, [])

    by_hand(lambda: Entry.objects.filter(pk=entry.pk).update(size=2))

    assert faults(play.city) == ["The whole city 2026: entry 1 has not the 2 transfers it says"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets no foreign key go by")
def test_rows_of_a_slice_that_is_away_are_named(made: Books) -> None:
    slice_ = made.share.slice_id
    totals = Account.objects.filter(slice=slice_).count()

    by_hand(lambda: Account.objects.filter(slice=slice_).update(slice=10**9))

    assert f"{totals} accounts belong to no slice" in faults()
