"""The consultation of the demo: a made-up concept of the next plan, on which everyone could react."""

from __future__ import annotations

from datetime import date, datetime

from grants.plan import flows
from grants.plan.models import Consultation
from grants.plan.queries import (
    consultations_to_publish,
    newest_consultation,
    reactions_of,
    versions,
)
from grants.plan.states import ElementKind, ElementOf, HiddenWhy, Outcome, ReactionOf
from grants.terms import day_of

from .stage import Act, Stage, there

_TITLE = "Samenleven in één stad: het volgende plan (verzonnen)"
_SOURCE = "Verzonnen voor deze demo: de stad heeft dit concept niet gemaakt."
_GOALS = (
    ElementOf(
        "1", "Buren kennen elkaar", "In elke wijk is een plek waar iedereen binnen kan lopen.", _SOURCE
    ),
    ElementOf("2", "Jongeren doen mee", "Jongeren beslissen mee over activiteiten in hun wijk.", _SOURCE),
)
_INTRODUCTION = (
    "Dit concept is verzonnen voor deze demo, en dat geldt ook voor de reacties en de antwoorden.\n\n"
    "Wat vindt u van de doelen? Wat mist er? De tekst kan nog veranderen."
)
_COUNCIL = "delfshaven-schiemond"
_BY_ANNA = ("2", "Noem ook jongeren die niet naar een buurthuis komen.")
_BY_RESIDENTS = (  # code of the part (none: the whole), and text
    ("1", "Kan dat ook ’s avonds? Overdag werk ik."),
    ("", "Schrijf het plan korter."),
    ("", "Mijn buurman is een sukkel."),  # is not shown
)
_ANSWERS = {
    _BY_ANNA[1]: (Outcome.CHANGED, "Dat staat nu bij dit doel: we zoeken jongeren ook buiten op."),
    _BY_RESIDENTS[0][1]: (
        Outcome.PARTLY,
        "Avonden zijn nu genoemd. Niet elke plek kan elke avond open zijn.",
    ),
    _BY_RESIDENTS[1][1]: (
        Outcome.UNCHANGED,
        "De gemeenteraad vroeg om deze onderdelen. Er komt een samenvatting.",
    ),
}


def consult(stage: Stage, _dossier: None, at: datetime, *, closes_on: str) -> None:
    """Let ella write the concept, and evert open the consultation on it."""
    ella = stage.people["ella"]
    made = flows.start_version(
        stage.city, title=_TITLE, first_year=2028, last_year=2031, source=_SOURCE, by=ella, at=at
    )
    for one in _GOALS:
        flows.add_element(made, kind=ElementKind.GOAL, what=one, by=ella, at=at)
    flows.open_consultation(
        made,
        introduction=_INTRODUCTION,
        opens_on=day_of(at),
        closes_on=date.fromisoformat(closes_on),
        by=stage.people["evert"],
        at=at,
    )


def react(stage: Stage, _dossier: None, at: datetime) -> None:
    """React as anna for her council, and as residents who confirm; one of them does not."""
    one = _ours(stage)
    parts = {part.code: part.id for part in one.parts}
    parts[""] = ""
    code, text = _BY_ANNA
    flows.react_for_council(
        one,
        district=stage.districts[_COUNCIL],
        what=ReactionOf(text, parts[code]),
        by=stage.people["anna"],
        at=at,
    )
    for number, (code, text) in enumerate(_BY_RESIDENTS, start=1):
        email = f"bewoner{number}@demo.example"
        made, _token = flows.react(one, email=email, what=ReactionOf(text, parts[code]), at=at)
        flows.confirm_reaction(made, at=at)
    flows.react(one, email="vergeten@demo.example", what=ReactionOf("Mooi plan."), at=at)


def close_consultation(stage: Stage, _dossier: None, at: datetime) -> None:
    """Close it as the portal does once its last day is past."""
    flows.close_consultation(_ours(stage), by=None, at=at)


def answer_reactions(stage: Stage, _dossier: None, at: datetime) -> None:
    """Let ella answer each reaction, and show one of them to nobody."""
    ella = stage.people["ella"]
    for one in reactions_of(_ours(stage)):
        if one.text in _ANSWERS:
            degree, answer = _ANSWERS[one.text]
            flows.answer_reaction(one, degree=degree, answer=answer, by=ella, at=at)
        else:
            flows.hide_reaction(one, why=HiddenWhy.INSULTS, by=ella, at=at)


def waits_for_evert(stage: Stage, *, at: datetime) -> Consultation | None:
    """Return the consultation once its answers can be published; None after that."""
    found = consultations_to_publish(stage.city, stage.people["evert"], at=at)
    return found.filter(plan__title=_TITLE).first()


def _ours(stage: Stage) -> Consultation:
    plan = there(versions(stage.city).filter(title=_TITLE).first())
    return there(newest_consultation(plan))


ACTS: dict[str, Act] = {one.__name__: one for one in (consult, react, close_consultation, answer_reactions)}
