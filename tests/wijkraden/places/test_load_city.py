from collections import Counter

import pytest
from django.utils import timezone

from wijkraden.places.flows import load_city
from wijkraden.places.models import City, District, DistrictAlias, Neighbourhood

PER_AREA = {
    "Centrum": 2,
    "Charlois": 5,
    "Delfshaven": 4,
    "Feijenoord": 7,
    "Hillegersberg-Schiebroek": 2,
    "Hoek van Holland": 1,
    "Hoogvliet": 1,
    "IJsselmonde": 3,
    "Kralingen-Crooswijk": 2,
    "Noord": 3,
    "Overschie": 1,
    "Pernis": 1,
    "Prins Alexander": 6,
    "Rozenburg": 1,
}


def test_rotterdam_has_39_districts_in_14_areas(city: City) -> None:
    assert Counter(District.objects.filter(city=city).values_list("area__name", flat=True)) == PER_AREA


def test_a_district_knows_its_neighbourhoods_and_seats_only_where_a_source_names_them(city: City) -> None:
    heijplaat = District.objects.get(city=city, slug="heijplaat")
    assert (heijplaat.seats, [one.code for one in heijplaat.neighbourhoods.all()]) == (5, ["BU05991593"])
    assert District.objects.filter(city=city, seats__isnull=False).count() == 3
    named = Neighbourhood.objects.get(code="BU05990118")
    assert (named.name, named.district.slug) == ("Nieuwe Werk", "cool-scheepvaartkwartier-stadsdriehoek")


def test_loading_again_changes_nothing(city: City) -> None:
    City.objects.filter(pk=city.pk).update(product_name="Buurtpot")
    counts = [model.objects.count() for model in (City, District, DistrictAlias, Neighbourhood)]

    load_city("rotterdam", at=timezone.now())

    assert [model.objects.count() for model in (City, District, DistrictAlias, Neighbourhood)] == counts
    city.refresh_from_db()
    assert city.product_name == "Buurtpot"


def test_an_unknown_city_is_not_made(db: None) -> None:
    with pytest.raises(FileNotFoundError):
        load_city("nergenshuizen", at=timezone.now())
