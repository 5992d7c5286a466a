"""What the officers do until a proposal is complete."""

from __future__ import annotations

from datetime import datetime, timedelta

from grants.plan.models import Condition
from grants.proposals import flows
from grants.proposals.flows import Found, Missing
from grants.proposals.models import RequestedItem
from grants.proposals.states import Answer, Route, Section
from grants.register.flows import set_publicity
from grants.terms import day_of
from wijkraden.people.states import Role

from ..dossiers import Dossier
from .stage import Act, Stage

_TO_COMPLETE = timedelta(days=14)
_ASKED = (
    Missing(Section.MONEY, "Een offerte voor de grootste kostenpost"),
    Missing(Section.WHAT, "Hoeveel bewoners u verwacht"),
    Missing(Section.FILES, "De statuten of een uittreksel van de Kamer van Koophandel"),
)
_BROKEN = "D4"  # the condition that a proposal fails that is refused on one


def take(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Take it in hand; every seventh waits for someone who does."""
    if dossier.number % 7:
        officer = stage.officer(dossier)
        flows.assign(stage.proposal(dossier), to=officer, by=officer, at=at)


def check(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Answer each condition."""
    proposal = stage.proposal(dossier)
    fails = dossier.line.name == "refused_condition"
    found = {
        one: Found(Answer.NO, "Een fonds betaalt deze kosten al.")
        if fails and one.code == _BROKEN
        else Found(Answer.YES)
        for one in Condition.objects.filter(frame_id=proposal.round.frame_id)
    }
    flows.check(proposal, found=found, by=stage.officer(dossier), at=at)


def find_complete(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Find it complete."""
    flows.find_complete(stage.proposal(dossier), by=stage.officer(dossier), at=at)


def hide_place(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Mark that the place is not public."""
    values = {
        "place_is_hidden": True,
        "days_are_hidden": False,
        "name_is_hidden": False,
        "safety_reason": "Hier komen mensen die thuis niet veilig zijn.",
    }
    set_publicity(stage.proposal(dossier), values=values, by=stage.officer(dossier), at=at)


def ask_missing(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Ask what is missing, within two weeks."""
    flows.ask_to_complete(
        stage.proposal(dossier),
        items=[_ASKED[dossier.number % len(_ASKED)]],
        last_day=day_of(at) + _TO_COMPLETE,
        message="Fijn plan. Wij missen nog iets om het te kunnen beoordelen.",
        by=stage.officer(dossier),
        at=at,
    )


def answer(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Answer what was asked: the applicant by the link, or the council."""
    items = RequestedItem.objects.filter(request__proposal=stage.proposal(dossier), answered_at__isnull=True)
    for one in items.select_related("request__proposal__district__city"):
        words = "Dat staat nu in het voorstel. Wij verwachten ongeveer tachtig bewoners."
        if dossier.route == Route.SUBSIDY and dossier.number % 2:
            flows.answer_by_link(one, answer=words, at=at)
        else:
            flows.answer_item(one, answer=words, by=stage.of_council(dossier, Role.MEMBER, at), at=at)


def extend(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Extend the term to decide."""
    reason = "Wij wachten op advies over de veiligheid van de plek."
    flows.extend(stage.proposal(dossier), reason=reason, by=stage.officer(dossier), at=at)


ACTS: dict[str, Act] = {
    one.__name__: one for one in (take, check, find_complete, hide_place, ask_missing, answer, extend)
}
