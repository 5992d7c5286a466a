"""The whole text of a proposal as people read it, made from what was kept, and moments to the second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_time
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grants.money import format_euros
from portal.ui.dates import full_date

from .states import AttachmentKind, CoverKind, PartyKind, Route


@dataclass(frozen=True)
class TextPart:
    """A part of a proposal: its title, and its facts with their names, as ready text."""

    title: str
    facts: list[tuple[str, str]]


def text_of(content: Mapping[str, Any]) -> list[TextPart]:
    """Return everything a kept proposal says but why something is hidden, in the language of the moment."""
    return [
        TextPart(_("What"), _filled(_what(content))),
        TextPart(_("Contribution to the plan"), _filled(_plan(content))),
        TextPart(_("What does it cost?"), _lines(content["costs"])),
        TextPart(_("Where does the money come from?"), _cover(content)),
        TextPart(_("Who"), _filled(_who(content))),
        TextPart(_("Attachments"), _attachments(content)),
    ]


def second_of(at: datetime) -> str:
    """Return “dinsdag 30 maart 2027, 23:59:07 uur” (Amsterdam)."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    clock = format_time(timezone.localtime(at), "HH:mm:ss", locale=language)
    return f"{full_date(at)}, {clock} uur" if language == "nl" else f"{full_date(at)}, {clock}"


def _what(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    hidden = {
        "place_is_hidden": _("place"),
        "days_are_hidden": _("days"),
        "name_is_hidden": _("name of the organisation"),
    }
    return [
        (_("Title"), content["title"]),
        (_("Summary"), content["summary"]),
        (_("For whom?"), content["for_whom"]),
        (_("Where?"), content["place"]),
        (_("First day"), _day(content["starts_on"])),
        (_("Last day"), _day(content["ends_on"])),
        (
            _("Not public, for safety"),
            ", ".join(words for name, words in hidden.items() if content[name]),
        ),
        (_("Council"), content["district"]),
        (_("Round"), content["round"]),
    ]


def _plan(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    aims = [f"{one['element__code']} {one['element__title']}".strip() for one in content["aims"]]
    return [
        (_("Parts of the plan"), "\n".join(aims)),
        (_("How it serves them"), content["contribution"]),
        (_("Plan of the district"), content["district_plan"]),
        (_("Residents said"), content.get("origin", "")),
    ]


def _lines(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    told = [(str(one["description"]), format_euros(one["cents"])) for one in lines]
    return [*told, (_("Together"), format_euros(sum(one["cents"] for one in lines)))]


def _cover(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    covers = [
        (f"{CoverKind(one['kind']).label}: {one['description']}", format_euros(one["cents"]))
        for one in content["covers"]
    ]
    return [(_("Asked of the city"), format_euros(content["asked_cents"])), *covers]


def _who(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    account = content["bank_account"]
    ending = {"ending": account["ending"], "holder": account["holder"]} if account else {}
    return [
        (_("How it is done"), str(Route(content["route"]).label)),
        *((str(PartyKind(one["kind"]).label), _party(one)) for one in content["parties"]),
        (
            _("Bank account"),
            _("ending in %(ending)s, of %(holder)s") % ending if ending else "",
        ),
    ]


def _party(one: Mapping[str, Any]) -> str:
    registration = _("KvK %(number)s") % {"number": one["registration"]} if one["registration"] else ""
    town = f"{one['postcode']} {one['town']}".strip()
    return "\n".join(
        part
        for part in (
            one["name"],
            one["contact"],
            registration,
            one["street"],
            town,
            one["email"],
            one["phone"],
        )
        if part
    )


def _attachments(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [(str(AttachmentKind(one["kind"]).label), one["file__name"]) for one in content["attachments"]]
    return found or [(_("Attachments"), _("none"))]


def _filled(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, text) for label, text in facts if text]


def _day(value: date | str | None) -> str:
    return full_date(date.fromisoformat(value) if isinstance(value, str) else value)
