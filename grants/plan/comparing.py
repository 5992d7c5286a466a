"""What changes from one edition of a paper to the next, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.ui.dates import full_date

if TYPE_CHECKING:
    from .models import PaperEdition, PaperRequest


@dataclass(frozen=True)
class Difference:
    """What stood there before, and what takes its place; "" for nothing."""

    name: str
    before: str
    after: str


def differences(before: PaperEdition, after: PaperEdition) -> list[Difference]:
    """Return what is other in `after`: of the paper as a whole, then of what it asks, told apart by its words."""
    found = [Difference(name, tell(before), tell(after)) for name, tell in _told_of().items()]
    asked, asks = ({one.text: one for one in edition.asked} for edition in (before, after))
    for text in dict.fromkeys([*asked, *asks]):
        told = _("What it asks: %(text)s") % {"text": text}
        found.append(Difference(told, _of(asked.get(text)), _of(asks.get(text))))
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


def _told_of() -> dict[str, Callable[[PaperEdition], str]]:
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


def _of(request: PaperRequest | None) -> str:
    if request is None:
        return ""
    parts = ", ".join(one.code for one in request.stands_in)
    return " · ".join(one for one in (str(request.get_degree_display()), request.answer, parts) if one)
