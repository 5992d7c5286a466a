"""What changes from one edition to the next, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.ui.dates import full_date

from .models import Edition, Element, PaperEdition, PaperRequest

Tell = Callable[[Any], str]  # what a row says of something; "" for nothing


@dataclass(frozen=True)
class Difference:
    """What stood there before, and what takes its place; "" for nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Telling:
    """How one kind of edition is told: its own facts by their names, and each kind of row that it holds."""

    facts: Callable[[], Mapping[str, Tell]]
    points: Mapping[str, tuple[Tell, Tell]]  # by the name of the rows: what one is called, and what it says


def differences(before: Edition, after: Edition) -> list[Difference]:
    """Return what is other in `after`: of the whole, then of its rows, told apart by what they are called."""
    telling = _TELLING[type(after)]
    found = [Difference(name, tell(before), tell(after)) for name, tell in telling.facts().items()]
    for name, (called, says) in telling.points.items():
        had, has = ({called(one): says(one) for one in edition.points(name)} for edition in (before, after))
        found += [Difference(one, had.get(one, ""), has.get(one, "")) for one in dict.fromkeys([*had, *has])]
    return [one for one in found if one.before != one.after]


def decision_of(edition: PaperEdition) -> str:
    """Return what the city council decided, with number and day; "" for nothing."""
    if edition.is_settled is None or edition.decision_on is None:
        return ""
    words = _("It is settled") if edition.is_settled else _("It stays open")
    return f"{words} ({edition.decision_number}, {full_date(edition.decision_on)})"


def referral_of(edition: PaperEdition) -> str:
    """Return to whom it was referred and in which letter; "" for nobody."""
    return " ".join(word for word in (edition.referred_to, edition.referred_in) if word)


def parts_of(elements: list[Element]) -> str:
    """Return the codes of parts of the plan."""
    return ", ".join(one.code for one in elements)


def _of_paper() -> Mapping[str, Tell]:
    return {
        _("Kind"): lambda one: str(one.get_kind_display()),
        _("Number"): lambda one: one.number,
        _("Title"): lambda one: one.title,
        _("Date of the meeting"): lambda one: full_date(one.made_on) if one.made_on else "",
        _("Portfolio"): lambda one: one.portfolio,
        _("Referred to"): referral_of,
        _("Proposed settlement"): lambda one: one.proposal,
        _("On the list in"): lambda one: one.proposed_in,
        _("What the city council decided"): decision_of,
        _("Source"): lambda one: one.source,
    }


def _asked(request: PaperRequest) -> str:
    return _("What it asks: %(text)s") % {"text": request.text}


def _answered(request: PaperRequest) -> str:
    told = (str(request.get_degree_display()), request.answer, parts_of(request.stands_in))
    return " · ".join(one for one in told if one)


_TELLING: dict[type[Edition], Telling] = {
    PaperEdition: Telling(_of_paper, {"requests": (_asked, _answered)}),
}
