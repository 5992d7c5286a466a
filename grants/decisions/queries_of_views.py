"""Reads of the questions for a view, and which of them still count for a decision (Awb 4:7, 4:8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Decision, ViewAsked
from .states import LOWERS_FINAL, NEED_VIEW, DecisionKind, DecisionState, Ground

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.places.models import City


def view_at(city: City, public_id: str) -> ViewAsked | None:
    """Return one question for a view in a city. One query."""
    found = ViewAsked.objects.filter(proposal__district__city=city, public_id=public_id)
    around = ("proposal__district__city", "proposal__round", "proposal__dossier", "asked_by", "entered_by")
    return found.select_related(*around).first()


def view_on(proposal: Proposal, kind: DecisionKind, ground: Ground | None, *, cents: int) -> ViewAsked | None:
    """Return the newest question for a view on such an intention that still counts. One query.

    An amount (euro cents) that is lower than what was intended is another intention; a higher one is not.
    """
    found = _that_count(proposal).filter(_on(kind, ground, cents))
    return found.order_by("-asked_at", "-id").first()


def newest_view(proposal: Proposal) -> ViewAsked | None:
    """Return the newest question for a view that still counts and says what was intended. One query."""
    return _that_count(proposal).exclude(kind="").order_by("-asked_at", "-id").first()


def last_intended(proposal: Proposal) -> Decision | None:
    """Return what was prepared last, when it waits or was returned and needs a view. One query."""
    newest = proposal.decisions.order_by("-version").first()
    return newest if newest and not newest.is_decided and newest.ground in NEED_VIEW else None


def view_before(decision: Decision) -> ViewAsked | None:
    """Return the question for a view that came before a decision, also one that is taken or returned. One query."""
    if not decision.ground:
        return None
    kind, ground = DecisionKind(decision.kind), Ground(decision.ground)
    found = ViewAsked.objects.filter(decision=decision)
    if decision.is_prepared:
        found = _that_count(decision.proposal).filter(_on(kind, ground, decision.cents))
    elif not decision.is_decided:
        found = decision.proposal.views_asked.filter(
            _on(kind, ground, decision.cents), asked_at__lte=decision.decided_at
        )
    return found.select_related("entered_by").order_by("-asked_at", "-id").first()


def _on(kind: DecisionKind, ground: Ground | None, cents: int) -> Q:
    return Q(Q(kind=kind, cents__lte=cents) | Q(kind=""), ground=ground)


def is_view_asked(proposal: Proposal) -> bool:
    """Tell if its applicant was asked for a view on a lower final amount that is yet to be decided. One query."""
    return _that_count(proposal).filter(ground__in=LOWERS_FINAL).exists()


def _that_count(proposal: Proposal) -> QuerySet[ViewAsked]:
    """Return the questions that no decision names, nor was taken on their ground after: that used them up.

    One that was only prepared, or returned, used nothing.
    """
    taken = Decision.objects.filter(
        proposal=OuterRef("proposal"),
        ground=OuterRef("ground"),
        state=DecisionState.DECIDED,
        decided_at__gt=OuterRef("asked_at"),
    )
    return proposal.views_asked.filter(~Exists(taken), decision__isnull=True)
