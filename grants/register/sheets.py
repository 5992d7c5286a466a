"""The register as a file: one line per action, under the names of Amsterdam's register, with what each column means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.money import plain_euros
from grants.plan.states import ElementKind

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise as Words

    from wijkraden.places.models import City

    from .queries import Action

LANGUAGE = "nl"  # of the file, whatever the language of who fetches it
LICENCE = "CC0 1.0"


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, the field of the API that holds the same ("": none), and what it means."""

    name: str
    field: str
    means: Words
    of: Callable[[Action, City, date], Any]


def _euros(cents: int | None) -> str:
    return "" if cents is None else plain_euros(cents)


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _goals(action: Action) -> str:
    return "; ".join(str(one) for one in action.aims if one.kind == ElementKind.GOAL)


def quarter_of(action: Action) -> str:
    """Return the quarter in which an action begins whose days are not public, “2026-Q4”; else ""."""
    return f"{action.quarter_on.year}-Q{action.quarter}" if action.quarter_on else ""


COLUMNS: tuple[Column, ...] = (
    Column("dossiernummer", "number", _("Number of the dossier"), lambda one, _city, _on: one.number),
    Column("projectnaam", "title", _("Title of the action"), lambda one, _city, _on: one.title),
    Column(
        "aanvrager",
        "recipient",
        _("The organisation that receives the money; a private person is never named"),
        lambda one, _city, _on: one.recipient,
    ),
    Column(
        "wijkraad",
        "district",
        _("The council that put it forward"),
        lambda one, _city, _on: one.district_name,
    ),
    Column("gebied", "area", _("The area in which the district lies"), lambda one, _city, _on: one.area_name),
    Column(
        "regelingnaam",
        "regulation",
        _("The regulation under which is granted"),
        lambda one, _city, _on: one.regulation_title,
    ),
    Column("subsidiejaar", "year", _("The year whose budget is used"), lambda one, _city, _on: one.year),
    Column("typePeriodiciteit", "", _("How often is granted: once"), lambda _one, _city, _on: "eenmalig"),
    Column("organisatieonderdeel", "", _("Who grants"), lambda _one, city, _on: f"Gemeente {city.name}"),
    Column("beleidsterrein", "plan", _("The plan that it serves"), lambda one, _city, _on: one.plan_title),
    Column("doelen", "goals", _("The goals of that plan"), lambda one, _city, _on: _goals(one)),
    Column(
        "uitvoeringsvorm",
        "route",
        _("Who does it and how it is paid"),
        lambda one, _city, _on: one.route_label,
    ),
    Column("status", "state", _("Where it stands"), lambda one, _city, _on: one.label),
    Column(
        "bedragAangevraagd",
        "asked_cents",
        _("Asked, in euros"),
        lambda one, _city, _on: _euros(one.asked_cents),
    ),
    Column(
        "bedragVerleend",
        "granted_cents",
        _("Granted by the first decision, in euros"),
        lambda one, _city, _on: _euros(one.granted_cents),
    ),
    Column(
        "bedragGewijzigd",
        "changed_cents",
        _("Granted after the newest change, in euros; empty without a change"),
        lambda one, _city, _on: _euros(one.changed_cents),
    ),
    Column(
        "bedragVastgesteld",
        "determined_cents",
        _("The final amount, in euros; empty while it is not known"),
        lambda one, _city, _on: _euros(one.determined_cents),
    ),
    Column(
        "bedragUitbetaald",
        "paid_cents",
        _("Paid or set off, and not paid back, in euros"),
        lambda one, _city, _on: _euros(one.paid_cents),
    ),
    Column(
        "bedragTerugbetaald",
        "returned_cents",
        _("Paid back by the recipient, or set off, in euros; it is left out of what was paid"),
        lambda one, _city, _on: _euros(one.returned_cents),
    ),
    Column(
        "publicatiedatumVerleningsbesluit",
        "granted_on",
        _("The day on which the grant was made known"),
        lambda one, _city, _on: _day(one.granted_on),
    ),
    Column(
        "publicatiedatumVaststellingsbesluit",
        "determined_on",
        _("The day on which the final amount was made known"),
        lambda one, _city, _on: _day(one.determined_on),
    ),
    Column(
        "datumIntrekking",
        "revoked_on",
        _("The day on which it was made known that the grant is revoked"),
        lambda one, _city, _on: _day(one.revoked_on),
    ),
    Column(
        "periodeVan", "starts_on", _("First day of the action"), lambda one, _city, _on: _day(one.first_day)
    ),
    Column("periodeTot", "ends_on", _("Last day of the action"), lambda one, _city, _on: _day(one.last_day)),
    Column(
        "kwartaal",
        "quarter",
        _("The quarter in which it begins, where its days are not public for safety"),
        lambda one, _city, _on: quarter_of(one),
    ),
    Column(
        "locatie",
        "place",
        _("Where it is; empty where that is not public"),
        lambda one, _city, _on: one.place,
    ),
    Column("activiteit", "summary", _("What is done, in short"), lambda one, _city, _on: one.summary),
    Column(
        "gerealiseerd",
        "done",
        _("Whether it was done, as the report says; empty while the final amount is not known"),
        lambda one, _city, _on: one.done_label,
    ),
    Column(
        "oordeelWijkraad",
        "judgement",
        _("Whether it was done, in the judgement of the council"),
        lambda one, _city, _on: one.judgement_label,
    ),
    Column(
        "toelichtingOordeel",
        "judgement_words",
        _("What the council says of that; empty where something is not public for safety"),
        lambda one, _city, _on: one.judgement_words,
    ),
    Column(
        "begrotingsvoorbehoud",
        "is_conditional",
        _("Whether it stands under the condition that the city council makes enough money available"),
        lambda one, _city, _on: "ja" if one.is_conditional else "nee",
    ),
    Column(
        "adres",
        "url",
        _("The public page of the action"),
        lambda one, city, _on: city.address + reverse("action", args=[one.public_id]),
    ),
    Column("datumOverzicht", "", _("The day on which the file was made"), lambda _one, _city, on: _day(on)),
)


def header() -> list[str]:
    """Return the names of the columns."""
    return [one.name for one in COLUMNS]


def lines(actions: Iterable[Action], city: City, *, on: date) -> Iterator[list[Any]]:
    """Yield a line per action, amounts with a decimal comma and days as they are written: 1250,50 and 03-04-2027."""
    for action in actions:
        yield [one.of(action, city, on) for one in COLUMNS]
