"""What changes from one edition to the next, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.ui.dates import full_date
from wijkraden.places.models import District

from .models import (
    ActionYear,
    AdviceEdition,
    AdvicePoint,
    AmendedPart,
    AmendmentEdition,
    ConversationEdition,
    Edition,
    Element,
    Indicator,
    Insight,
    PaperEdition,
    PaperRequest,
    PlanActionEdition,
)
from .states import ONE_OF, ElementKind

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
        had, has = (_by_name(edition.points(name), called, says) for edition in (before, after))
        found += [Difference(one, had.get(one, ""), has.get(one, "")) for one in dict.fromkeys([*had, *has])]
    return [one for one in found if one.before != one.after]


def _by_name(rows: Iterable[Any], called: Tell, says: Tell) -> dict[str, str]:
    """Return what each row says by what it is called; the second of one name says so."""
    found: dict[str, str] = {}
    for one in rows:
        name, again = called(one), 2
        while name in found:
            name, again = f"{called(one)} ({again})", again + 1
        found[name] = says(one)
    return found


def version_differences(
    before: Iterable[Element], after: Iterable[Element]
) -> list[tuple[str, list[Difference]]]:
    """Return what is other in a version of the plan, kind by kind; parts are told apart by kind and code."""
    had, has = ({(one.kind, one.code): one for one in elements} for elements in (before, after))
    found = []
    for kind in ElementKind:
        codes = dict.fromkeys(code for of, code in (*had, *has) if of == kind)
        one = str(ONE_OF[kind]).capitalize()
        told = [
            Difference(f"{one} {code}", _part(had.get((kind, code))), _part(has.get((kind, code))))
            for code in codes
        ]
        found.append((str(kind.label), [one for one in told if one.before != one.after]))
    return [(label, told) for label, told in found if told]


def _part(element: Element | None) -> str:
    if element is None:
        return ""
    return " · ".join(text for text in (element.title, element.explanation, element.source) if text)


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
    """Return the codes of parts of the plan, each with the years of its version."""
    return ", ".join(f"{one.code} ({one.plan.years})" for one in elements)


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


def _heard(insight: Insight) -> str:
    return _("What was heard: %(text)s") % {"text": insight.text}


def _advised(point: AdvicePoint) -> str:
    return _("Point: %(text)s") % {"text": point.text}


def _answered(row: PaperRequest | Insight | AdvicePoint) -> str:
    told = (str(row.get_degree_display()), row.answer, parts_of(row.stands_in))
    return " · ".join(one for one in told if one)


def _of_conversation() -> Mapping[str, Tell]:
    return {
        _("Title"): lambda one: one.title,
        _("Theme"): lambda one: one.theme,
        _("When?"): days_of,
        _("How many conversations?"): lambda one: str(one.talks),
        _("Where?"): lambda one: _names(one.where),
        _("How many people took part?"): lambda one: _number(one.participants),
        _("How many different people, by estimate?"): lambda one: _number(one.unique_people),
        _("What was asked of residents?"): lambda one: one.asked,
        _("Accessible"): lambda one: one.accessible,
        _("Safe"): lambda one: one.safe,
        _("Transparent"): lambda one: one.transparent,
        _("Involved"): lambda one: one.involved,
        _("Source"): lambda one: one.source,
    }


def _of_action() -> Mapping[str, Tell]:
    return {
        _("Title"): lambda one: one.title,
        _("Responsible department"): lambda one: one.department,
        _("What will be done?"): lambda one: one.planned,
        _("Years"): lambda one: one.span,
        _("In the plan"): lambda one: parts_of(one.stands_in),
        _("Comes from"): lambda one: "; ".join(str(insight) for insight in one.comes_from),
        _("Where?"): lambda one: _names(one.where),
        _("Source"): lambda one: one.source,
    }


def _of_advice() -> Mapping[str, Tell]:
    return {
        _("Who advises?"): lambda one: one.title,
        _("On the version"): lambda one: f"{one.plan.title}, {one.plan.years}",
        _("What is asked?"): lambda one: one.question,
        _("Asked on"): lambda one: full_date(one.asked_on),
        _("Answer asked by"): lambda one: full_date(one.due_on),
        _("Received on"): lambda one: full_date(one.received_on) if one.received_on else "",
        _("What does it advise, in short?"): lambda one: one.text,
        _("Why there is no advice"): lambda one: one.absence,
        _("Source"): lambda one: one.source,
    }


def _of_amendment() -> Mapping[str, Tell]:
    return {
        _("Title"): lambda one: one.title,
        _("On the version"): lambda one: f"{one.plan.title}, {one.plan.years}",
        _("What does it come from?"): lambda one: str(one.get_ground_display()),
        _("Residents said"): lambda one: "; ".join(str(insight) for insight in one.comes_from),
        _("Why?"): lambda one: one.reason,
        _("Decision of the city council"): lambda one: f"{one.decision_number}, {full_date(one.decision_on)}",
        _("Last day of the plan"): lambda one: full_date(one.ends_on) if one.ends_on else "",
        _("The city council asked"): lambda one: "; ".join(paper.called for paper in one.comes_from_papers),
        _("Advice"): lambda one: "; ".join(advice.called for advice in one.comes_from_advice),
        _("Source"): lambda one: one.source,
    }


def _amended(part: AmendedPart) -> str:
    return " · ".join(text for text in (str(part.get_act_display()), *part.becomes.values()) if text)


def days_of(edition: ConversationEdition) -> str:
    """Return when a conversation was held: a day, or the first and the last of a series."""
    if edition.held_until is None:
        return full_date(edition.held_on)
    return _("%(first)s up to and including %(last)s") % {
        "first": full_date(edition.held_on),
        "last": full_date(edition.held_until),
    }


def _names(districts: list[District]) -> str:
    return ", ".join(one.name for one in districts) or _("the whole city")


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _year(year: ActionYear) -> str:
    return f"{year.get_state_display()} · {year.words}"


def _indicator(one: Indicator) -> str:
    return " · ".join(text for text in (one.definition, one.source, one.silent_on, one.measured) if text)


_TELLING: dict[type[Edition], Telling] = {
    PaperEdition: Telling(_of_paper, {"requests": (_asked, _answered)}),
    ConversationEdition: Telling(_of_conversation, {"insights": (_heard, _answered)}),
    PlanActionEdition: Telling(_of_action, {"years": (str, _year), "indicators": (str, _indicator)}),
    AdviceEdition: Telling(_of_advice, {"points_made": (_advised, _answered)}),
    AmendmentEdition: Telling(_of_amendment, {"parts": (str, _amended)}),
}
