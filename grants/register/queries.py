"""What the public may read. Nothing here knows a draft, an address or a telephone number."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.search import normalise, search_words
from portal.ui.parts import Tile, TileMap
from wijkraden.places.models import City, District, DistrictAlias, Neighbourhood
from wijkraden.places.queries import districts_of


@dataclass(frozen=True)
class Found:
    """A district that a search found, with the other name or neighbourhood that led to it (or "")."""

    district: District
    through: str


def find_districts(city: City, query: str) -> list[Found]:
    """Return the districts whose name, area, other name or neighbourhood holds every word of `query`.

    Accents and case do not count (SEA-1). Without words: all districts. Three queries.
    """
    districts = districts_of(city).prefetch_related(
        Prefetch("aliases", DistrictAlias.objects.order_by("name")),
        Prefetch("neighbourhoods", Neighbourhood.objects.exclude(name="").order_by("name")),
    )
    words = search_words(query)
    if not words and query.strip():
        return []
    found = (_match(district, words) for district in districts)
    return [one for one in found if one is not None]


def _match(district: District, words: list[str]) -> Found | None:
    if all(word in district.search for word in words):
        return Found(district, "")
    for name in [
        *(one.name for one in district.aliases.all()),
        *(one.name for one in district.neighbourhoods.all()),
    ]:
        plain = f"{district.search} {normalise(name)}"
        if all(word in plain for word in words):
            return Found(district, name)
    return None


def by_area(found: list[Found]) -> list[tuple[str, list[Found]]]:
    """Group what was found by area, areas in the order of their names."""
    areas: dict[str, list[Found]] = {}
    for one in found:
        areas.setdefault(one.district.area.name, []).append(one)
    return sorted(areas.items(), key=lambda pair: normalise(pair[0]))


def map_of(city: City) -> TileMap:
    """Return the tile map of the city's districts. One query."""
    tiles = tuple(
        Tile(
            name=district.name,
            short_name=district.short_name,
            url=reverse("district", args=[district.slug]),
            column=district.column,
            row=district.row,
            area=district.area.name,
        )
        for district in districts_of(city)
    )
    return TileMap(id="districts", title=_("The districts of %(city)s") % {"city": city.name}, tiles=tiles)


def neighbourhoods_of(district: District) -> list[str]:
    """Return the names of the neighbourhoods in the district, where a source names them. One query."""
    return list(district.neighbourhoods.exclude(name="").order_by("name").values_list("name", flat=True))
