"""The year change finds the same budget whatever it is called, and what the city council decided stays readable."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from grants.budget import flows
from grants.budget.errors import SliceTaken, WrongSlices
from grants.budget.models import Entry, Slice
from grants.budget.posting import Decision
from grants.plan.models import Regulation
from portal.trail.queries import records
from tests.make import NOON
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.places.models import City, District

from .make import COUNCIL, Play, city_slice, district_slice, faults, regulation, standing, year

pytestmark = pytest.mark.django_db

AT = NOON.replace(year=2027)  # of the years 2027 and 2028 both take what is booked then


def _play(of: Slice) -> Play:
    return Play(of, day=AT.date(), at=AT)


@shared
def rules(city: City) -> Regulation:
    """A regulation beside that of the demo."""
    return regulation(city)


def _pot(of: Any, rules: Regulation, name: str, *districts: District) -> Slice:
    return flows.open_slice(of, regulation=rules, name=name, districts=districts, by=None, at=NOON)


def test_a_year_closes_into_the_next_whatever_the_budgets_are_called_then(
    city: City, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    feijenoord = District.objects.get(city=city, slug="feijenoord")
    other = regulation(city, prefix="NT")
    old, new = year(city, 2027, reserved=100_000), year(city, 2028)
    with override("nl"):
        before = [
            district_slice(old, rules, delfshaven),
            _pot(old, rules, "Noord", lage_land, feijenoord),
            city_slice(old, other),
        ]
    District.objects.filter(pk=delfshaven.pk).update(name="Delfshaven aan de Schie")
    City.objects.filter(pk=city.pk).update(name="Rotterdam aan de Rotte")
    with override("en"):
        delfshaven.refresh_from_db()
        city.refresh_from_db()
        after = [
            district_slice(new, rules, delfshaven),
            _pot(new, rules, "Noord en Zuid", feijenoord, lage_land),
            city_slice(new, other),
        ]
    dossiers = []
    for number, one in enumerate(before):
        play = _play(one)
        play.allot(10_000 + number)
        dossiers.append(play.granted(1_000 + number))
    ledger = old.slices.get(scope="books")
    flows.receive_unmatched(ledger, cents=90, **_play(ledger).stamp())

    flows.close_year(old, transfer=COUNCIL, **_play(ledger).stamp())

    assert [standing(one, of)["committed"] for one, of in zip(after, dossiers, strict=True)] == [
        *(1_000, 1_001, 1_002),
    ]
    assert standing(new.slices.get(scope="books"))["suspense"] == 90
    assert [Slice.objects.get(pk=one.pk).successor for one in before] == after


def test_the_budget_of_the_whole_city_has_no_stored_name_and_one_on_screen(
    city: City, rules: Regulation
) -> None:
    whole = city_slice(year(city, 2027), rules)

    told = []
    for language in ("nl", "en"):
        with override(language):
            told.append(whole.title)
    assert (whole.name, told) == ("", ["De hele stad", "The whole city"])


def test_a_budget_for_several_districts_is_not_called_as_one_of_the_city(
    city: City, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    of = year(city, 2027)
    with pytest.raises(SliceTaken):
        _pot(of, rules, lage_land.name, delfshaven)
    assert _pot(of, rules, "Noord", delfshaven).title == "Noord"
    District.objects.filter(pk=lage_land.pk).update(name="Noord")
    lage_land.refresh_from_db()

    with pytest.raises(SliceTaken, match="Noord"):
        flows.open_slices(of, regulation=rules, districts=[lage_land], by=None, at=NOON)
    assert of.slices.exclude(scope="books").count() == 1


def test_the_decision_on_a_transfer_stays_readable_and_that_of_the_share_as_it_was(
    city: City, rules: Regulation
) -> None:
    transfer = Decision("26bb9", COUNCIL.on - timedelta(days=3))
    old, new = year(city, 2027, reserved=100_000), year(city, 2028, reserved=50_000)
    play, into = _play(city_slice(old, rules)), city_slice(new, rules)
    play.allot(10_000)
    one = play.granted(1_000)

    flows.close_year(old, transfer=transfer, **play.stamp(source="close"))

    carried = Entry.objects.get(slice=into, event="carry")
    assert (carried.dossier, carried.source) == (one, f"transfer:26bb9/{transfer.on.isoformat()}")
    assert set(Entry.objects.filter(slice=play.slice, event="close").values_list("source", flat=True)) == {
        "close"
    }
    new.refresh_from_db()
    assert (new.reserved_cents, new.decision_number, new.decision_on) == (51_000, COUNCIL.number, COUNCIL.on)
    decided = {"decision": "26bb9", "decided_on": transfer.on.isoformat()}
    [closed] = records(act="budget.year_closed")
    [told] = [row for row in records(act="budget.slice_closed") if row.subject_id == play.slice.public_id]
    assert closed.facts == {"year": 2027, **decided}
    assert told.facts == {"year": 2027, **decided, "transferred_cents": 1_000}


def test_a_slice_closes_into_the_money_of_the_same_districts_only(
    city: City, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    old, new = year(city, 2027, reserved=100_000), year(city, 2028)
    play = _play(district_slice(old, rules, delfshaven))
    mine, theirs = (district_slice(new, rules, one) for one in (delfshaven, lage_land))

    with pytest.raises(WrongSlices):
        flows.close_slice(play.slice, into=theirs, transfer=None, **play.stamp())
    assert Slice.objects.get(pk=play.slice.pk).closed_at is None

    closed = flows.close_slice(play.slice, into=mine, transfer=None, **play.stamp())
    assert closed.successor == mine
    assert faults(city) == []


def test_the_proof_names_a_slice_that_went_on_in_the_money_of_other_districts(
    city: City, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    old, new = year(city, 2027, reserved=100_000), year(city, 2028)
    play = _play(district_slice(old, rules, delfshaven))
    mine, theirs = (district_slice(new, rules, one) for one in (delfshaven, lage_land))
    flows.close_slice(play.slice, into=mine, transfer=None, **play.stamp())
    assert faults(city) == []

    by_hand(lambda: Slice.objects.filter(pk=play.slice.pk).update(successor=theirs))

    sentence = "what it left open stands in a slice that is not the same one in a later year"
    assert faults(city) == [f"{play.slice.name} 2027: {sentence}"]


def test_of_a_year_without_a_share_the_transfer_is_the_decision_of_its_share(
    city: City, rules: Regulation
) -> None:
    old, new = year(city, 2027, reserved=100_000), year(city, 2028)
    play, into = _play(city_slice(old, rules)), city_slice(new, rules)
    play.allot(10_000)
    play.granted(1_000)
    transfer = Decision("een nummer met spaties", COUNCIL.on)

    flows.close_slice(play.slice, into=into, transfer=transfer, **play.stamp())

    new.refresh_from_db()
    assert (new.reserved_cents, new.decision_number) == (1_000, transfer.number)
    [told] = records(act="budget.slice_closed")
    assert told.facts["decision"] is None, "words of people do not stand on the trail"
    assert Entry.objects.get(event="carry").source.startswith(f"transfer:{transfer.number}/")


def test_closing_again_returns_the_slice_also_when_the_next_one_is_closed_by_then(
    city: City, rules: Regulation
) -> None:
    old, new = year(city, 2027, reserved=100_000), year(city, 2028)
    play, into = _play(city_slice(old, rules)), city_slice(new, rules)
    stamp = play.stamp()
    closed = flows.close_slice(play.slice, into=into, transfer=None, **stamp)
    flows.close_slice(into, into=None, transfer=None, **play.stamp())

    again = flows.close_slice(play.slice, into=into, transfer=None, **stamp)
    assert (again, again.closed_at) == (closed, closed.closed_at)
