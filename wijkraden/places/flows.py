"""Writes of cities and districts."""

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from portal.search import normalise
from portal.trail.flows import flow, record

from .models import Area, City, District, DistrictAlias, Neighbourhood

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class CityFile:
    """A city as its folder in `data/` describes it."""

    facts: dict[str, Any]
    districts: list[dict[str, str]]

    @classmethod
    def read(cls, name: str) -> "CityFile":
        """Read `data/NAME/`; raises FileNotFoundError when there is no such city."""
        folder = DATA / name
        with (folder / "districts.csv").open(newline="", encoding="utf-8") as lines:
            return cls(json.loads((folder / "city.json").read_text(encoding="utf-8")), list(csv.DictReader(lines)))


@flow
def load_city(name: str, *, host: str | None = None, by: None = None, at: datetime) -> City:
    """Make the city of `data/NAME/` with its areas, districts and neighbourhoods; harmless when run again.

    What exists is left as it is, so what the administrator changed stays.
    """
    file = CityFile.read(name)
    facts = file.facts
    city = City.objects.filter(slug=facts["slug"]).first()
    if city is None:
        city = City.objects.create(
            host=host, **{key: facts[key] for key in ("name", "slug", "product_name", "brand_colour", "accent_colour")}
        )
        record("city.loaded", city, by=by, at=at, districts=len(file.districts))
    valid_from = date.fromisoformat(facts["districts_valid_from"])
    for row in file.districts:
        _load_district(city, row, valid_from=valid_from, prefix=facts["neighbourhood_prefix"])
    return city


def _load_district(city: City, row: dict[str, str], *, valid_from: date, prefix: str) -> None:
    area, _ = Area.objects.get_or_create(city=city, slug=slugify(row["area"]), defaults={"name": row["area"]})
    if District.objects.filter(city=city, slug=row["slug"]).exists():
        return
    district = District(
        city=city,
        area=area,
        name=row["name"],
        slug=row["slug"],
        short_name=row["short_name"],
        kind=row["kind"],
        seats=int(row["seats"]) if row["seats"] else None,
        column=int(row["column"]),
        row=int(row["row"]),
        valid_from=valid_from,
    )
    district.index_words()
    district.save(force_insert=True)
    Neighbourhood.objects.bulk_create(
        Neighbourhood(district=district, code=prefix + part.split()[-1], name=" ".join(part.split()[:-1]))
        for part in row["neighbourhoods"].split(", ")
    )
    if row["alias"]:
        DistrictAlias.objects.create(
            district=district,
            city=city,
            name=row["alias"],
            slug=slugify(row["alias"]),
            search=normalise(row["alias"])[:160],
        )
