"""Writes of the plan: regulations with their tiers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import ChangedMeanwhile, changed_meanwhile, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..errors import DaysUsed, PrefixTaken, PrefixUsed, TiersUsed, WrongTiers
from ..models import Regulation, Tier
from ..queries import tiers_of
from ..states import Channel, TierOf

REGULATION_ADDED = describe("plan.regulation_added", gettext_lazy("entered a regulation"))
REGULATION_CHANGED = describe("plan.regulation_changed", gettext_lazy("changed a regulation"))


_DAYS = ("starts_on", "ends_on")


@dataclass(frozen=True)
class Gazette:
    """Where a regulation was published: number and day of the official gazette."""

    number: str
    on: date


@flow
def add_regulation(
    city: City,
    *,
    title: str,
    prefix: str,
    starts_on: date,
    ends_on: date | None = None,
    gazette: Gazette | None = None,
    returns_to_free: bool = True,
    channel: Channel = Channel.BANK,
    tiers: Sequence[TierOf] = (),
    by: User | None,
    at: datetime,
) -> Regulation:
    """Enter a regulation with its tiers. Raises PrefixTaken and WrongTiers."""
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    _refuse_taken(city.pk, prefix)
    made = Regulation.objects.create(
        city=city,
        title=title,
        prefix=prefix,
        starts_on=starts_on,
        ends_on=ends_on,
        **_published(gazette),
        returns_to_free=returns_to_free,
        channel=channel,
    )
    _refuse_doubles(tiers)
    _add_tiers(made, tiers)
    record(REGULATION_ADDED, made, by=by, at=at)
    return made


@flow
def change_regulation(
    regulation: Regulation,
    *,
    title: str,
    prefix: str,
    starts_on: date,
    ends_on: date | None,
    gazette: Gazette | None,
    returns_to_free: bool,
    channel: Channel,
    tiers: Sequence[TierOf],
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change a regulation; its tiers become exactly these.

    Raises PrefixUsed once a budget stands under it, DaysUsed for days that leave out the year of such a budget,
    TiersUsed for no tiers, PrefixTaken, WrongTiers, and ChangedMeanwhile when it is no longer what it `was`.
    """
    City.objects.select_for_update(no_key=True).get(pk=regulation.city_id)
    row = Regulation.objects.select_for_update(no_key=True).get(pk=regulation.pk)
    _refuse_if_changed(row, was)
    values = {
        "title": title,
        "prefix": prefix,
        "starts_on": starts_on,
        "ends_on": ends_on,
        **_published(gazette),
        "returns_to_free": returns_to_free,
        "channel": channel,
    }
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if "prefix" in changed:
        _refuse_taken(row.city_id, prefix)
    if changed:
        _save(row, {name: values[name] for name in changed})
    if tiers_of(row) != sorted(tiers, key=lambda one: one.up_to_cents):
        _refuse_doubles(tiers)
        _replace_tiers(row, tiers)
        changed.append("tiers")
    if changed:
        record(REGULATION_CHANGED, row, by=by, at=at, changed="/".join(changed))
        regulation.refresh_from_db()


def _published(gazette: Gazette | None) -> dict[str, Any]:
    return {
        "gazette_number": gazette.number if gazette else "",
        "gazette_on": gazette.on if gazette else None,
    }


def _refuse_if_changed(row: Regulation, was: Mapping[str, Any] | None) -> None:
    if was is None:
        return
    columns = {name: value for name, value in was.items() if name != "tiers"}
    refuse_if_changed(row, columns)
    if "tiers" in was and tiers_of(row) != was["tiers"]:
        raise ChangedMeanwhile(changed_meanwhile())


def _refuse_taken(city_id: int, prefix: str) -> None:
    if Regulation.objects.filter(city=city_id, prefix=prefix).exists():
        raise PrefixTaken(
            _("Another regulation uses %(prefix)s in its dossier numbers.") % {"prefix": prefix}
        )


def _save(row: Regulation, changed: dict[str, Any]) -> None:
    """Write the columns. Which budgets use prefix and days stands above this room: the database tells."""
    for name, value in changed.items():
        setattr(row, name, value)
    days = [name for name in changed if name in _DAYS]
    try:
        with transaction.atomic():
            row.save(update_fields=[name for name in changed if name not in days])
    except IntegrityError as error:
        if "prefix" not in changed:
            raise
        raise PrefixUsed(
            _("A budget stands under this regulation, so its dossier numbers keep what they begin with.")
        ) from error
    try:
        with transaction.atomic():
            row.save(update_fields=days)
    except IntegrityError as error:
        if row.ends_on is not None and row.ends_on < row.starts_on:
            raise
        raise DaysUsed(
            _("A budget stands under this regulation in a year that would lie outside these days.")
        ) from error


def _refuse_doubles(tiers: Sequence[TierOf]) -> None:
    letters, amounts = {one.letter for one in tiers}, {one.up_to_cents for one in tiers}
    if len(letters) < len(tiers) or len(amounts) < len(tiers):
        raise WrongTiers(_("Give each tier a letter and an amount of its own."))


def _replace_tiers(regulation: Regulation, tiers: Sequence[TierOf]) -> None:
    """Let its tiers become exactly these: one row stays, since under a budget it is never without any.

    Whether a budget stands under it, is known above this room: the database tells.
    """
    first, others = next(iter(tiers), None), tiers[1:]
    kept = regulation.tiers.first() if first else None
    go = regulation.tiers.exclude(pk=kept.pk) if kept else regulation.tiers.all()
    try:
        with transaction.atomic():
            go.delete()
    except IntegrityError as error:
        raise TiersUsed(_("A budget stands under this regulation, so it keeps at least one tier.")) from error
    if first and kept:
        Tier.objects.filter(pk=kept.pk).update(**asdict(first))
    _add_tiers(regulation, others if kept else tiers)


def _add_tiers(regulation: Regulation, tiers: Sequence[TierOf]) -> None:
    Tier.objects.bulk_create(Tier(regulation=regulation, **asdict(one)) for one in tiers)
