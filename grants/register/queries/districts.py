"""The districts as the public reads them: the map, the search, and what each may use in a year."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from grants.budget.bars import captions, own_first, public_bar, went_on, whose
from grants.budget.models import Year
from grants.budget.queries import (
    Budget,
    budgets,
    budgets_for,
    newest_budgets,
    slices,
    together,
    with_what_went_on,
)
from grants.budget.states import Scope
from grants.proposals.queries import untold
from portal.search import normalise, search_words
from portal.ui.parts import MoneyBar, Tile, TileMap
from wijkraden.places.models import City, District, DistrictAlias, Neighbourhood
from wijkraden.places.queries import districts_of

_NONE = "–"  # in a tile: no budget


@dataclass(frozen=True)
class Found:
    """A district that a search found, with the other name or neighbourhood that led to it (or "")."""

    district: District
    through: str


@dataclass(frozen=True)
class CityMap:
    """The tile map, and once there is a budget the whole city's bar and the regulations it stands under."""

    map: TileMap
    whole: MoneyBar | None = None
    regulations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """A budget that a district may use, as the public sees it.

    `whose` says that it is shared, `went_on` what of its grants went on in the next year or came from the last.
    """

    bar: MoneyBar
    regulation: str
    whose: str
    went_on: list[str]


@dataclass(frozen=True)
class DistrictYear:
    """The budgets of a district in one year."""

    year: Year
    budgets: list[Shown]

    @property
    def regulations(self) -> list[str]:
        """Return the titles of the regulations they stand under, each once."""
        return list(dict.fromkeys(one.regulation for one in self.budgets))


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


def map_of(city: City, *, today: date) -> CityMap:
    """Return the tile map with what each district used of its own budget, in the newest year that has one.

    Before there is any, the map shows the districts alone. Three queries.
    """
    districts, found = list(districts_of(city)), newest_budgets(city, today=today, untold=untold())
    if not found:
        title = _("The districts of %(city)s") % {"city": city.name}
        return CityMap(TileMap(id="districts", title=title, tiles=tuple(map(_plain_tile, districts))))
    year = found[0].slice.year
    told = {"city": city.name, "year": str(year)}
    tiles = tuple(_tile(one, _own(budgets_for(found, one)), year) for one in districts)
    title = _("How much of the district budget was used in %(year)s?") % told
    return CityMap(
        TileMap(id="districts", title=title, tiles=tiles, note=_note(tiles)),
        public_bar(
            together(one.figures for one in found),
            name="whole-city",
            title=_("The budgets of the districts of %(city)s in %(year)s") % told,
        ),
        list(dict.fromkeys(str(one.slice.regulation) for one in found)),
    )


def _own(found: list[Budget]) -> list[Budget]:
    """The budgets that count as the district's own: its alone, else those it shares with some, else with all."""
    for scope in (Scope.DISTRICT, Scope.POT, Scope.CITY):
        if narrowest := [one for one in found if one.slice.scope == scope]:
            return narrowest
    return []


def _plain_tile(district: District) -> Tile:
    return Tile(
        name=district.name,
        short_name=district.short_name,
        url=reverse("district", args=[district.slug]),
        column=district.column,
        row=district.row,
        area=district.area.name,
    )


def _tile(district: District, own: list[Budget], year: Year) -> Tile:
    plain = _plain_tile(district)
    if not own:
        return replace(plain, figure=_NONE, permille=0, note=_("no budget in %(year)s") % {"year": str(year)})
    percent = together(one.figures for one in own).used_percent
    note = _("shared budget") if own[0].slice.scope != Scope.DISTRICT else ""
    return replace(plain, figure=f"{percent}%", permille=percent * 10, note=note)


def _note(tiles: tuple[Tile, ...]) -> str:
    sentences = [
        _(
            "The part of its own budget that was granted to each district, rounded down. "
            "Every district is drawn equally large."
        )
    ]
    if any(tile.figure != _NONE and tile.note for tile in tiles):
        sentences.append(_("Districts with a shared budget have the figure of that budget."))
    if any(tile.figure == _NONE for tile in tiles):
        sentences.append(_("A dash: no budget this year."))
    return " ".join(sentences)


def budgets_of(city: City, district: District, *, today: date) -> list[DistrictYear]:
    """Return the years in which the district had a budget, the newest first, with the public's bars.

    Years that have yet to begin are left out. One query.
    """
    begun = slices(city, district=district).filter(year__year__lte=today.year)
    found = budgets(with_what_went_on(begun), untold=untold())
    years: dict[Year, list[Budget]] = {}
    for one in found:
        years.setdefault(one.slice.year, []).append(one)
    return [DistrictYear(year, _all_shown(own_first(own))) for year, own in years.items()]


def _all_shown(own: list[Budget]) -> list[Shown]:
    return [_shown(one, title) for one, title in zip(own, captions(own), strict=True)]


def _shown(budget: Budget, title: str) -> Shown:
    return Shown(
        bar=public_bar(budget.figures, name=f"budget-{budget.slice.public_id}", title=title),
        regulation=str(budget.slice.regulation),
        whose=whose(budget.slice),
        went_on=went_on(budget.slice),
    )


def neighbourhoods_of(district: District) -> list[str]:
    """Return the names of the neighbourhoods in the district, where a source names them. One query."""
    return list(district.neighbourhoods.exclude(name="").order_by("name").values_list("name", flat=True))
