"""Reads of objections: what runs, until when, and what stands with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from grants.proposals.addressees import applicant_of
from portal.search import normalise

from .models import BudgetCondition, Decision, Objection
from .models.final import final_decisions
from .states import ANEW, FROM, RENEWS, DecisionKind, DecisionState, Ground, ObjectionState, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User
    from wijkraden.places.models import City

_AROUND = (
    "decision__proposal__district__city",
    "decision__proposal__round",
    "decision__proposal__slice__year",
    "decision__proposal__dossier",
    "decision__decided_by",
    "entered_by",
    "extended_by",
    "decided_by",
)


def objections_in(city: City) -> QuerySet[Objection]:
    """Return the objections of a city with what stands around them. One query."""
    return Objection.objects.filter(decision__proposal__district__city=city).select_related(*_AROUND)


def objections_listed(city: City) -> QuerySet[Objection]:
    """Return the objections of a city: those that run by their last day, then the others, the newest first.

    One query.
    """
    due = Case(When(state=ObjectionState.OPEN, then="due_on"), default=None)
    found = objections_in(city).annotate(due=due)
    return found.order_by(F("due").asc(nulls_last=True), "-entered_at", "-id")


def running_objections(city: City) -> QuerySet[Objection]:
    """Return the objections that run, the first last day in front. One query."""
    return objections_in(city).filter(state=ObjectionState.OPEN).order_by("due_on", "id")


def objection_at(city: City, public_id: str) -> Objection | None:
    """Return one objection of a city. One query."""
    return objections_in(city).filter(public_id=public_id).first()


def objection_by_token(token_hash: str) -> Objection | None:
    """Return the decided objection whose letter a link opens. One query."""
    found = Objection.objects.filter(token_hash=token_hash, sent_on__isnull=False)
    return found.select_related(*_AROUND).first() if token_hash else None


def objections_to(decision: Decision) -> list[Objection]:
    """Return the objections to a decision, the first one first. One query."""
    return list(decision.objections.select_related("entered_by", "decided_by"))


def newest_refusal(proposal: Proposal) -> Decision | None:
    """Return the newest refusal of a proposal, None without one. One query."""
    found = proposal.decisions.filter(state=DecisionState.DECIDED, kind=DecisionKind.REFUSE)
    return found.order_by("-version").first()


def replaced_refusal(proposal: Proposal) -> Decision | None:
    """Return the newest refusal of a proposal if it was taken away on objection. One query."""
    newest = newest_refusal(proposal)
    return newest if newest is not None and newest.replaced_at is not None else None


def fallen_recovery(proposal: Proposal) -> Decision | None:
    """Return the newest recovery that was taken away on objection and has no new one in its place. One query."""
    found = proposal.decisions.filter(kind=DecisionKind.RECOVER, replaced_at__isnull=False)
    found = found.exclude(replaced_by__state=DecisionState.DECIDED)
    return found.order_by("-version").first()


_ANSWERS = {  # which new decision an upheld objection asks for: to which decisions
    DecisionKind.CHANGE: Q(kind__in=[DecisionKind.GRANT, DecisionKind.CHANGE]) & ~final_decisions(),
    DecisionKind.REVISE: final_decisions(),
}


_FALLEN = (
    DecisionKind.REVOKE,
    DecisionKind.RECOVER,
)  # what may be decided once more after it fell on objection


def has_decided_first(decision: Decision, *, user: User) -> bool:
    """Tell if `user` took what an objection was upheld to, and in whose place this decision comes. One query at most.

    What a council decided itself, nobody took.
    """
    kind = DecisionKind(decision.kind)
    if kind in RENEWS and decision.ground == Ground.OBJECTION:
        about = _ANSWERS[kind]
    elif kind in _FALLEN:
        about = Q(kind=kind)
    elif kind == DecisionKind.GRANT and decision.replaces_id is not None:
        about = Q(kind=DecisionKind.REFUSE)
    else:
        return False
    first = _upheld().filter(about, proposal=decision.proposal_id, council_on__isnull=True, decided_by=user)
    return (first.filter(~Exists(_answers())) if kind in RENEWS else first).exists()


def _upheld() -> QuerySet[Any]:
    """Return the decisions to which an objection was upheld, with `upheld_at`."""
    found: QuerySet[Any] = Decision.objects.filter(objections__outcome=Outcome.UPHELD)
    with_moment: QuerySet[Any] = found.annotate(upheld_at=F("objections__decided_at"))
    return with_moment


def _answers() -> QuerySet[Decision]:
    """Return, for a query of `_upheld`, the changes and revisions that answered."""
    return Decision.objects.filter(
        proposal=OuterRef("proposal"),
        state=DecisionState.DECIDED,
        ground=Ground.OBJECTION,
        decided_at__gte=OuterRef("upheld_at"),
    )


def is_of_applicant_alone(proposal: Proposal, kind: DecisionKind) -> bool:
    """Tell if only the applicant objected to what such a decision changes and was not answered. Two queries."""
    applicant = applicant_of(proposal)
    found = _upheld().filter(_ANSWERS[kind], ~Exists(_answers()), proposal=proposal)
    names = set(found.values_list("objections__name_key", flat=True))
    return applicant is not None and names == {normalise(applicant.name)[:200]}


def decisions_to_answer(city: City) -> QuerySet[Any]:
    """Return the decisions to which an objection was upheld and whose new decision can be prepared now. One query.

    Each has `upheld_at`; the one upheld first stands first.
    """
    return to_answer().filter(proposal__district__city=city)


def to_answer() -> QuerySet[Any]:
    """Return as `decisions_to_answer` those of every city. One query."""
    asks = Q(kind=DecisionKind.REFUSE, proposal__state__in=ANEW.values())
    for kind, about in _ANSWERS.items():
        asks |= about & Q(proposal__state__in=FROM[kind])
    meanwhile = BudgetCondition.objects.filter(decision__proposal=OuterRef("proposal"), ending="")
    found = _upheld().filter(asks, ~Exists(_answers()), ~Exists(meanwhile))
    found = found.order_by("upheld_at", "pk")
    return found.select_related("proposal__dossier", "proposal__district__city")


def waits_for_condition(decision: Decision) -> bool:
    """Tell if the change that an upheld objection to it asks for waits for the condition of the budget. One query."""
    if decision.kind not in {DecisionKind.GRANT, DecisionKind.CHANGE}:
        return False
    return BudgetCondition.objects.filter(decision__proposal=decision.proposal_id, ending="").exists()


def answer_to(decision: Decision) -> DecisionKind:
    """Return which new decision follows when an objection to this one is upheld."""
    if decision.kind == DecisionKind.REFUSE:
        return DecisionKind.GRANT
    return DecisionKind.REVISE if decision.is_final else DecisionKind.CHANGE


def is_answered(objection: Objection, kind: DecisionKind) -> bool:
    """Tell if a change or a revision was decided since this objection was upheld. One query."""
    upheld_at = objection.decided_at
    return upheld_at is not None and _is_answered(objection.decision.proposal_id, kind, upheld_at)


def _is_answered(proposal_id: int, kind: DecisionKind, upheld_at: datetime) -> bool:
    answers = Decision.objects.filter(proposal=proposal_id, kind=kind, ground=Ground.OBJECTION)
    return answers.filter(state=DecisionState.DECIDED, decided_at__gte=upheld_at).exists()


def has_newer(decision: Decision) -> bool:
    """Tell if another decision of its kind was taken after it. One query."""
    newer = Decision.objects.filter(proposal=decision.proposal_id, kind=decision.kind)
    return newer.filter(state=DecisionState.DECIDED, version__gt=decision.version).exists()


def is_revised_since(fallen: Decision) -> bool:
    """Tell if the final amount was revised since this decision was taken away. One query."""
    revised = Decision.objects.filter(proposal=fallen.proposal_id, kind=DecisionKind.REVISE)
    return revised.filter(state=DecisionState.DECIDED, decided_at__gte=fallen.replaced_at).exists()


def waits_for(proposal: Proposal, kind: DecisionKind) -> bool:
    """Tell if an upheld objection asks for a change or a revision that was not decided yet. Two queries at most."""
    found = proposal.decisions.filter(_ANSWERS[kind], objections__outcome=Outcome.UPHELD)
    newest = (
        found.order_by("-objections__decided_at").values_list("objections__decided_at", flat=True).first()
    )
    return newest is not None and not _is_answered(proposal.pk, kind, newest)
