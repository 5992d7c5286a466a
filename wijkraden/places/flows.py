"""Writes of cities and districts."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState, refuse_if_changed
from portal.fields import new_public_id
from portal.files.flows import store
from portal.files.kept import Kept
from portal.files.kinds import PICTURES, Judged
from portal.realm import within
from portal.search import normalise
from portal.trail.flows import flow, record
from portal.trail.words import describe

from .errors import NameTaken
from .models import Area, City, District, DistrictAlias, DistrictKind, Neighbourhood
from .queries import MAX_SLUG, free_slug, is_name_taken, is_slug_taken
from .rules import refuse_former

DATA = Path(__file__).parent / "data"

LOADED = describe("city.loaded", gettext_lazy("loaded a city ({districts} districts)"))
SET = describe("city.set", gettext_lazy("changed the settings of the city"))
DISTRICT_CHANGED = describe("city.district_changed", gettext_lazy("changed the data of a district"))
ALIAS_ADDED = describe("city.alias_added", gettext_lazy("added another name of a district ({slug})"))
ALIAS_REMOVED = describe("city.alias_removed", gettext_lazy("removed another name of a district ({slug})"))


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
            return cls(
                json.loads((folder / "city.json").read_text(encoding="utf-8")), list(csv.DictReader(lines))
            )


@flow
def load_city(
    name: str, *, host: str | None = None, by: AbstractBaseUser | None = None, at: datetime
) -> City:
    """Make the city of `data/NAME/` with its areas, districts and neighbourhoods; harmless when run again.

    What exists is left as it is, so what the administrator changed stays.
    """
    file = CityFile.read(name)
    facts = file.facts
    city = City.objects.filter(slug=facts["slug"]).first()
    if city is None:
        city = City.objects.create(
            host=host,
            **{key: facts[key] for key in ("name", "slug", "product_name", "brand_colour", "accent_colour")},
        )
        with within(city.public_id):
            record(LOADED, city, by=by, at=at, districts=len(file.districts))
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


@flow
def set_city(
    city: City,
    *,
    product_name: str,
    contact_email: str,
    contact_phone: str,
    privacy_email: str,
    brand_colour: str,
    accent_colour: str,
    logo: Judged | Kept | None = None,
    without_logo: bool = False,
    was: Mapping[str, Any] | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    """Change the name, contact details and look of the city; a new `logo` replaces the one there was.

    Raises NoLongerAllowed, and ChangedMeanwhile when the values are no longer what they `was` for whoever
    changes them.
    """
    row = _held(city.pk, by=by, at=at)
    refuse_if_changed(row, was)
    values = {
        "product_name": product_name,
        "contact_email": contact_email,
        "contact_phone": contact_phone,
        "privacy_email": privacy_email,
        "brand_colour": brand_colour,
        "accent_colour": accent_colour,
    }
    changed = _put(row, **values)
    if logo is not None:
        row.logo = store(logo, by=by, at=at, kinds=PICTURES)
        changed.append("logo")
    elif without_logo and row.logo_id is not None:
        row.logo = None
        changed.append("logo")
    if changed:
        row.save(update_fields=changed)
        record(SET, row, by=by, at=at, changed="/".join(changed))
    city.refresh_from_db()


@flow
def change_district(
    district: District,
    *,
    name: str,
    short_name: str,
    kind: str,
    seats: int | None,
    inhabitants: int | None,
    inhabitants_on: date | None,
    inhabitants_source: str,
    was: Mapping[str, Any] | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    """Change the data of a district. With another name it gets another address; the old one leads to it.

    Raises NoLongerAllowed, NameTaken when another district of the city has this name, and ChangedMeanwhile when
    the data are no longer what they `was` for whoever changes them.
    """
    city = _held(district.city_id, by=by, at=at)
    row = District.objects.select_for_update(no_key=True).get(pk=district.pk)
    refuse_if_changed(row, was)
    if is_name_taken(city, name, but=district):
        raise NameTaken(_("Another district has this name already."))
    old_name = row.name
    changed = _put(row, name=name, short_name=short_name, kind=DistrictKind(kind), seats=seats)
    changed += _put(
        row, inhabitants=inhabitants, inhabitants_on=inhabitants_on, inhabitants_source=inhabitants_source
    )
    if "name" in changed:
        _move(row, old_name, city=city)
    if changed:
        row.index_words()
        row.save(update_fields=[*changed, "slug", "search", "sort_key", "name_key"])
        record(DISTRICT_CHANGED, row, by=by, at=at, slug=row.slug, changed="/".join(changed))
    district.refresh_from_db()


@flow
def add_alias(district: District, *, name: str, by: AbstractBaseUser, at: datetime) -> DistrictAlias:
    """Add another name by which people look for a district; its address leads to the district.

    Raises NoLongerAllowed, and NameTaken when a district of the city has this name or its address already.
    """
    city = _held(district.city_id, by=by, at=at)
    slug = slugify(name)[:MAX_SLUG] or f"naam-{new_public_id()[:6]}"
    if is_slug_taken(city, slug):
        raise NameTaken(_("A district has this name, or one that looks the same in an address."))
    alias = DistrictAlias.objects.create(
        district=district, city=city, name=name, slug=slug, search=normalise(name)[:160]
    )
    record(ALIAS_ADDED, district, by=by, at=at, slug=slug)
    return alias


@flow
def remove_alias(alias: DistrictAlias, *, by: AbstractBaseUser, at: datetime) -> None:
    """Take a former or other name off its district; its address is free again.

    Raises NoLongerAllowed, and WrongState when the district has this name no longer.
    """
    _held(alias.city_id, by=by, at=at)
    removed, _rows = DistrictAlias.objects.filter(pk=alias.pk).delete()
    if not removed:
        raise WrongState(_("The district no longer has this other name."))
    record(ALIAS_REMOVED, alias.district, by=by, at=at, slug=alias.slug)


def _held(city_id: int, *, by: AbstractBaseUser | None, at: datetime) -> City:
    """Lock the city, and refuse whoever may not change it any more."""
    city = City.objects.select_for_update(no_key=True).get(pk=city_id)
    refuse_former(by, city, at=at)
    return city


def _put(row: City | District, **values: Any) -> list[str]:
    """Set the columns that get another value, and return their names."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _move(district: District, old_name: str, *, city: City) -> None:
    old_slug, district.slug = district.slug, free_slug(district.name, district, city=city)
    if district.slug == old_slug:
        return
    DistrictAlias.objects.filter(district=district, slug=district.slug).delete()  # back to a former name
    DistrictAlias.objects.create(
        district=district, city=city, name=old_name, slug=old_slug, search=normalise(old_name)[:160]
    )
