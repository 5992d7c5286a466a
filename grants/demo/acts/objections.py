"""Objections against refusals, and what joris decides on them."""

from __future__ import annotations

from datetime import datetime

from grants.decisions import flows
from grants.decisions.models import Decision, Objection
from grants.decisions.objecting import ObjectionOf
from grants.decisions.queries import standing_decision
from grants.decisions.queries_of_revisions import in_place_of_final
from grants.decisions.states import Outcome
from grants.proposals.models import Party
from grants.proposals.states import PartyKind
from grants.terms import day_of

from ..dossiers import Dossier
from .stage import Act, Stage, there

_TEXT = "Wij vinden dat ons plan wel bijdraagt aan het samenleven in de wijk. Wij lichten dat graag toe."
_ABOUT_THE_AMOUNT = (
    "Wij huurden een zaal. Die kosten staan in ons verslag, maar ze tellen niet mee in het bedrag."
)
_HEARING = "De aanvrager vertelde hoe het plan bewoners bij elkaar brengt. De gemeente legde de weging uit."
_REASONS = (
    "De gemeente heeft het plan gewogen zoals de regeling dat vraagt. De toelichting verandert dat niet."
)


_SHOWN = (
    "Het verslag noemt de huur van de zaal, met de bon. Die kosten tellen mee, dus het bedrag wordt hoger."
)


def object_to_it(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let an officer enter the objection of the applicant to a refusal as it came."""
    _object(stage, dossier, there(standing_decision(stage.proposal(dossier))), _TEXT, at)


def object_to_final(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let an officer enter the objection of the applicant to the final amount as it came."""
    _object(stage, dossier, there(in_place_of_final(stage.proposal(dossier))), _ABOUT_THE_AMOUNT, at)


def _object(stage: Stage, dossier: Dossier, decision: Decision, text: str, at: datetime) -> None:
    proposal = stage.proposal(dossier)
    decision.proposal = proposal
    applicant = Party.objects.get(proposal=proposal, kind=PartyKind.APPLICANT)
    what = ObjectionOf(applicant.contact or applicant.name, text, day_of(at), applicant.email)
    flows.enter_objection(decision, what=what, by=stage.officer(dossier), at=at)


def hear(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Keep what was said at the hearing of that day."""
    by = stage.people["joris"]
    flows.record_hearing(_of(stage, dossier), heard_on=day_of(at), hearing=_HEARING, by=by, at=at)


def find_unfounded(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Decide that the refusal stays."""
    by = stage.people["joris"]
    flows.decide_objection(_of(stage, dossier), outcome=Outcome.UNFOUNDED, reasons=_REASONS, by=by, at=at)


def uphold(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Decide that the objection is right."""
    by = stage.people["joris"]
    flows.decide_objection(_of(stage, dossier), outcome=Outcome.UPHELD, reasons=_SHOWN, by=by, at=at)


def _of(stage: Stage, dossier: Dossier) -> Objection:
    found = Objection.objects.select_related("decision__proposal__district__city")
    return found.get(decision__proposal=stage.proposal(dossier))


ACTS: dict[str, Act] = {
    one.__name__: one for one in (object_to_it, object_to_final, hear, find_unfounded, uphold)
}
