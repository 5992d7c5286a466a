from datetime import date

import pytest

from grants.register.queries import by_area, find_districts, map_of
from wijkraden.places.models import City, District


@pytest.mark.parametrize(
    "query", ["delfs", "DELFSHAVEN", "delfshaven schiemond", "Delfshaven-Schiemond", "  schiemond "]
)
def test_a_district_is_found_by_parts_of_its_name_in_any_case(city: City, query: str) -> None:
    assert "delfshaven-schiemond" in [one.district.slug for one in find_districts(city, query)]


def test_accents_do_not_count_either_way(city: City) -> None:
    heijplaat = District.objects.get(city=city, slug="heijplaat")
    heijplaat.name = "Café-wijk Élan"
    heijplaat.index_words()
    heijplaat.save()

    for query in ("cafe", "CAFÉ", "cafe wijk", "elan café"):
        assert [one.district.name for one in find_districts(city, query)] == ["Café-wijk Élan"]


def test_a_neighbourhood_and_a_former_name_lead_to_the_district(city: City) -> None:
    by_neighbourhood = find_districts(city, "terbregge")
    by_alias = find_districts(city, "carnisse zuiderpark")
    assert [(one.district.slug, one.through) for one in by_neighbourhood] == [("hillegersberg", "Terbregge")]
    assert [one.district.slug for one in by_alias] == ["carnisse-zuidplein-zuiderpark"]


def test_without_words_all_districts_stand_by_area(city: City) -> None:
    areas = by_area(find_districts(city, ""))
    assert (len(areas), sum(len(found) for _, found in areas)) == (14, 39)
    assert areas[0][0] == "Centrum"


@pytest.mark.parametrize("query", ["nergenshuizen", "🎉", "%", "_"])
def test_what_is_not_there_is_not_found(city: City, query: str) -> None:
    assert find_districts(city, query) == []


def test_each_district_has_a_tile_of_its_own(city: City) -> None:
    tiles = map_of(city, today=date(2026, 11, 2)).map.tiles
    assert len({(tile.column, tile.row) for tile in tiles}) == 39
