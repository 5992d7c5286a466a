"""What reviewers do, and the officer who asks them."""

from __future__ import annotations

from datetime import datetime, timedelta

from grants.plan.states import Assessment
from grants.proposals.models import Proposal
from grants.reviews import flows
from grants.reviews.flows import Answered, Scored
from grants.reviews.models import Assignment
from grants.reviews.states import NEEDED, Question
from grants.terms import day_of

from ..dossiers import Dossier
from .stage import Act, Stage

_REVIEWERS = ("rik", "roos", "ruud")
_TIME = timedelta(days=14)
_REASONS = (
    "Daar staat niets over in het voorstel.",
    "Het plan noemt dit, maar werkt het niet uit.",
    "Een deel is goed beschreven; de aanpak per groep mist nog.",
    "Goed uitgewerkt, met een duidelijke rol voor bewoners.",
    "Sterk: bewoners maken en dragen dit plan zelf.",
)
_GOOD = 3


def accept_checklist(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Find a small proposal reviewed by its checklist."""
    flows.accept_checklist(stage.proposal(dossier), by=stage.officer(dossier), at=at)


def start_review(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Ask as many reviewers as its tier needs, each in turn."""
    proposal = stage.proposal(dossier)
    names = [_REVIEWERS[(dossier.number + offset) % 3] for offset in range(NEEDED[proposal.assessment])]
    flows.start_review(
        proposal,
        reviewers=[stage.people[name] for name in names],
        last_day=day_of(at) + _TIME,
        by=stage.officer(dossier),
        at=at,
    )


def declare_all(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let each reviewer say that she has no interest in it."""
    for one in _assignments(stage.proposal(dossier)):
        flows.declare(one, has_interest=False, by=one.reviewer, at=at)


def declare(stage: Stage, dossier: Dossier, at: datetime, *, who: int) -> None:
    """Let one of them say so."""
    one = _assignments(stage.proposal(dossier))[who]
    flows.declare(one, has_interest=False, by=one.reviewer, at=at)


def score(
    stage: Stage,
    dossier: Dossier,
    at: datetime,
    *,
    who: int,
    quality: int | None = None,
    differs: bool = False,
) -> None:
    """Let one of them score and submit; there may be no second one. `quality` is about what each criterion gets."""
    proposal = stage.proposal(dossier)
    assignments = _assignments(proposal)
    if who >= len(assignments):
        return
    mine, middle = assignments[who], _GOOD if quality is None else quality
    if proposal.assessment == Assessment.SHORT:
        answers = [
            Answered(one, middle >= _GOOD or one != Question.COST, _REASONS[min(middle, 4)])
            for one in Question
        ]
        flows.submit_review(mine, answers=answers, by=mine.reviewer, at=at)
        return
    scores = []
    for place, criterion in enumerate(proposal.round.frame.criteria.all()):
        value = middle if differs else _near(middle, dossier, who, place)
        scores.append(Scored(criterion, value, _REASONS[value]))
    flows.submit_review(mine, scores=scores, by=mine.reviewer, at=at)


def _near(middle: int, dossier: Dossier, who: int, place: int) -> int:
    """Return a score beside the middle, so that two reviewers differ by one at most; in a tender pairs score alike."""
    number = dossier.place // 2 if dossier.line.name.startswith("tender") else dossier.number
    lower = (number + 2 * place + who) % 4 == 0
    return max(0, middle - lower)


def _assignments(proposal: Proposal) -> list[Assignment]:
    found = proposal.assignments.filter(released_at__isnull=True).select_related("reviewer").order_by("id")
    return list(found)


ACTS: dict[str, Act] = {
    one.__name__: one for one in (accept_checklist, start_review, declare_all, declare, score)
}
