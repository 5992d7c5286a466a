"""Reads of the questions for a view, and which of them still count for a decision (Awb 4:7, 4:8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from .models import Decision, ViewAsked
from .states import LOWERS_FINAL, DecisionState, Ground

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.places.models import City


def view_at(city: City, public_id: str) -> ViewAsked | None:
    """Return one question for a view in a city. One query."""
    found = ViewAsked.objects.filter(proposal__district__city=city, public_id=public_id)
    around = ("proposal__district__city", "proposal__round", "proposal__dossier", "asked_by", "entered_by")
    return found.select_related(*around).first()


def view_on(proposal: Proposal, ground: Ground) -> ViewAsked | None:
    """Return the newest question for a view on an intention with that ground that still counts. One query."""
    return _that_count(proposal).filter(ground=ground).order_by("-asked_at", "-id").first()


def view_before(decision: Decision) -> ViewAsked | None:
    """Return the question for a view that came before a decision, also one that is taken. One query at most."""
    if not decision.ground:
        return None
    here = {"proposal": decision.proposal_id, "ground": decision.ground}
    found = ViewAsked.objects.filter(**here)
    others = Decision.objects.filter(**here, state=DecisionState.DECIDED, decided_at__gt=OuterRef("asked_at"))
    if decision.decided_at is not None:
        found = found.filter(asked_at__lte=decision.decided_at)
        others = others.filter(decided_at__lt=decision.decided_at)
    that_counts = found.filter(~Exists(others.exclude(pk=decision.pk)))
    return that_counts.select_related("entered_by").order_by("-asked_at", "-id").first()


def is_view_asked(proposal: Proposal) -> bool:
    """Tell if its applicant was asked for a view on a lower final amount that is yet to be decided. One query."""
    return _that_count(proposal).filter(ground__in=LOWERS_FINAL).exists()


def _that_count(proposal: Proposal) -> QuerySet[ViewAsked]:
    """Return the questions that no decision on their ground was taken after: that decision used them up.

    One that was only prepared, or returned, used nothing: the intention is still the same.
    """
    taken = Decision.objects.filter(
        proposal=OuterRef("proposal"),
        ground=OuterRef("ground"),
        state=DecisionState.DECIDED,
        decided_at__gt=OuterRef("asked_at"),
    )
    return proposal.views_asked.filter(~Exists(taken))
