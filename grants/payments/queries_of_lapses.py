"""Reads of what was paid too much and was not asked back in time (Awb 4:57). Amounts are euro cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least

from grants.decisions.models import Decision
from grants.decisions.models.final import final_decisions
from grants.decisions.queries import with_recover_cents
from grants.decisions.states import DecisionKind, DecisionState
from grants.proposals.states import Route
from grants.terms import law

from .models import Claim, WriteOff
from .queries_of_claims import LEFT_OF_CLAIM
from .states import ClaimState, WriteOffState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from grants.proposals.models import Proposal
    from wijkraden.places.models import City


def with_unasked() -> QuerySet[Any]:
    """Return all proposals with `unasked_cents`: paid too much, and asked back by no decision or claim. One query."""
    # Of a recovery that fell on objection the claim is open still: that is given up as a claim.
    fell = Claim.objects.filter(
        proposal=OuterRef("pk"), state=ClaimState.OPEN, decision__replaced_at__isnull=False
    )
    fallen = fell.order_by().values("proposal").annotate(found=Sum(LEFT_OF_CLAIM)).values("found")
    unclaimed = F("not_asked_cents") - Coalesce(Subquery(fallen), Value(0))
    found: QuerySet[Any] = with_recover_cents().annotate(
        unasked_cents=Least(F("recover_cents"), unclaimed, output_field=BigIntegerField())
    )
    return found


def unasked_cents(proposal: Proposal) -> int:
    """Return what was paid too much on it and no decision or claim asks back, 0 for nothing. One query."""
    cents: int = with_unasked().filter(pk=proposal.pk).values_list("unasked_cents", flat=True).get()
    return max(0, cents)


def lapsed_unasked(city: City, *, on: date) -> QuerySet[Any]:
    """Return the subsidies with `unasked_cents` that can be asked back no more, where nothing waits. One query.

    That is five years after their final amount was told; neither a write-off nor a decision to ask back waits.
    """
    of_it = Decision.objects.filter(proposal=OuterRef("pk"))
    told_too_long_ago = of_it.filter(
        final_decisions(), state=DecisionState.DECIDED, sent_on__lt=law.RECOVERY.length.since(on)
    )
    recovery = of_it.filter(state=DecisionState.PREPARED, kind=DecisionKind.RECOVER)
    waits = WriteOff.objects.filter(proposal=OuterRef("pk"), state=WriteOffState.PREPARED)
    found = with_unasked().filter(
        Exists(told_too_long_ago),
        ~Exists(recovery),
        ~Exists(waits),
        Q(unasked_cents__gt=0),
        route=Route.SUBSIDY,
        district__city=city,
    )
    return found.select_related("dossier", "district__city").order_by("received_at", "pk")
