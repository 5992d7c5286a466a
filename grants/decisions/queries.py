"""Reads of the decisions: what stands, what waits, what is to be paid. Amounts are euro cents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest, Least

from grants.budget.models import Account, Dossier
from grants.budget.queries import conditional_of
from grants.budget.states import Kind
from grants.proposals.models import Proposal
from grants.proposals.states import AT_THE_OFFICE, Route, State
from grants.rounds.models import Round, RoundSlice
from grants.terms import day_of, law
from portal.reads import put_together_once
from wijkraden.places.models import City

from .models import Decision, Instalment, Mandate, Objection
from .models.final import final_decisions
from .signals import claimed_cents
from .states import FROM, ON_THE_REQUEST, DecisionKind, DecisionState, Moment

_AROUND = (
    "proposal__round__year__city",
    "proposal__round__regulation",
    "proposal__slice__year",
    "proposal__district__city",
    "proposal__dossier",
    "prepared_by",
    "decided_by",
    "mandate",
)
_RUNNING = (State.GRANTED, State.UNDER_WAY, State.REPORTED)


def decisions_in(city: City) -> QuerySet[Decision]:
    """Return the decisions of a city with what stands around them. One query."""
    return Decision.objects.filter(proposal__district__city=city).select_related(*_AROUND)


def decision_at(city: City, public_id: str) -> Decision | None:
    """Return one decision of a city. One query."""
    return next(iter(_decisions_at(city, public_id)), None)


@put_together_once
def _decisions_at(city: City, public_id: str) -> QuerySet[Decision]:
    return decisions_in(city).filter(public_id=public_id)


def decision_by_token(token_hash: str) -> Decision | None:
    """Return the sent decision whose letter a link opens. One query."""
    found = Decision.objects.filter(token_hash=token_hash, sent_on__isnull=False)
    return found.select_related(*_AROUND).first() if token_hash else None


def decisions_of(proposal: Proposal) -> list[Decision]:
    """Return the decisions on a proposal, the first one first, with who took part and their objections.

    Three queries a proposal, four when a place on the waiting list ended.
    """
    took_part = Decision.objects.select_related("prepared_by", "decided_by", "mandate").order_by("version")
    took_part = took_part.prefetch_related(
        Prefetch("objections", Objection.objects.select_related("decided_by")),
        "budget_conditions",
        "places_ended__by",
    )
    prefetch_related_objects([proposal], Prefetch("decisions", took_part))
    return list(proposal.decisions.all())


def waiting_decisions(city: City) -> QuerySet[Decision]:
    """Return what waits for a decision-maker, the longest waiting first. Two queries.

    A prepared decision on a proposal that was withdrawn or closed meanwhile waits for nobody, but for what can be
    decided on a closed one.
    """
    ended = Q(proposal__state=State.WITHDRAWN)
    ended |= Q(proposal__state=State.CLOSED) & ~Q(kind__in=[one for one in FROM if State.CLOSED in FROM[one]])
    found = decisions_in(city).filter(state=DecisionState.PREPARED)
    found = found.select_related(*_AROUND, "proposal__extension").prefetch_related("proposal__pauses")
    return found.exclude(ended).order_by("prepared_at", "id")


def held_back(city: City) -> QuerySet[Decision]:
    """Return the decisions that were taken and wait for their decision day, by round. One query."""
    found = decisions_in(city).filter(state=DecisionState.DECIDED, sent_on__isnull=True)
    return found.order_by("proposal__round_id", "number")


def prepared_decision(proposal: Proposal) -> Decision | None:
    """Return the decision that waits on this proposal. One query."""
    return proposal.decisions.select_related(*_AROUND).filter(state=DecisionState.PREPARED).first()


def returned_decision(proposal: Proposal, kind: DecisionKind) -> Decision | None:
    """Return the newest decision on a proposal if it was returned and is of that kind. One query."""
    newest = proposal.decisions.order_by("-version").first()
    is_it = newest is not None and newest.state == DecisionState.RETURNED and newest.kind == kind
    return newest if is_it else None


def standing_decision(proposal: Proposal) -> Decision | None:
    """Return the grant or refusal that stands. One query."""
    found = proposal.decisions.filter(
        state=DecisionState.DECIDED, kind__in=ON_THE_REQUEST, replaced_at__isnull=True
    )
    return found.select_related(*_AROUND).first()


def granted_cents(proposal: Proposal) -> int:
    """Return what is granted after the newest change, 0 without a grant. One query."""
    found = proposal.decisions.filter(
        state=DecisionState.DECIDED,
        kind__in=[DecisionKind.GRANT, DecisionKind.CHANGE],
        replaced_at__isnull=True,
    )
    return found.order_by("-version").values_list("cents", flat=True).first() or 0


def determined_cents(proposal: Proposal) -> int | None:
    """Return the final amount after the newest revision, None while it is not determined. One query."""
    found = proposal.decisions.filter(final_decisions(), state=DecisionState.DECIDED)
    return found.order_by("-version").values_list("cents", flat=True).first()


def to_recover(proposal: Proposal, *, owed_cents: int | None = None) -> int:
    """Return what decisions found to be paid too much, and no decision that stands asked back yet. Three queries.

    It is at most what is owed and nobody asks: of a recovery that was taken away something may come in by itself.
    """
    decided = proposal.decisions.filter(state=DecisionState.DECIDED).order_by("version")
    left = found_too_much(list(decided.defer("letter", "reasons")))
    owed = owed_by(proposal) if owed_cents is None else owed_cents
    claimed: QuerySet[Any] = Proposal.objects.filter(pk=proposal.pk).annotate(claimed_cents=claimed_cents())
    return max(0, min(left, owed - int(claimed.get().claimed_cents)))


def found_too_much(decided: Sequence[Decision]) -> int:
    """Return what these, by version, found to be paid too much since the newest recovery, which asks all at once.

    And what had yet to come back of recoveries that were taken away since that one was prepared.
    """
    recoveries = [one for one in decided if one.kind == DecisionKind.RECOVER]
    decided = [one for one in decided if one.kind == DecisionKind.RECOVER or one.replaced_at is None]
    if not recoveries:
        return sum(one.due_back_cents for one in decided)
    newest = recoveries[-1]
    found = sum(one.due_back_cents for one in decided if one.version > newest.version)
    fallen = [one for one in recoveries if one.replaced_at and one.replaced_at > newest.prepared_at]
    return found + sum(one.open_cents or 0 for one in fallen)


def owed_by(proposal: Proposal) -> int:
    """Return what of a dossier must be paid back and did not come back yet. One query."""
    return _sum(Account.objects.filter(dossier=proposal.dossier_id, kind=Kind.RECEIVABLE))


def proposals_to_recover(city: City, *, on: date) -> QuerySet[Any]:
    """Return the proposals with `recover_cents`: what `to_recover` tells, where no recovery waits. One query.

    Five years after its final amount was told a subsidy is not asked back any more (Awb 4:57).
    """
    waits = Decision.objects.filter(
        proposal=OuterRef("pk"), state=DecisionState.PREPARED, kind=DecisionKind.RECOVER
    )
    told_too_long_ago = Decision.objects.filter(
        final_decisions(),
        proposal=OuterRef("pk"),
        proposal__route=Route.SUBSIDY,
        state=DecisionState.DECIDED,
        sent_on__lt=law.RECOVERY.length.since(on),
    )
    listed = with_recover_cents().filter(~Exists(waits), ~Exists(told_too_long_ago), recover_cents__gt=0)
    listed = listed.filter(district__city=city)
    return listed.select_related("dossier", "district__city").order_by("received_at", "pk")


def with_recover_cents() -> QuerySet[Any]:
    """Return all proposals with what is owed that nobody asks, and what `to_recover` tells, 0 or more. One query."""
    of_it = Decision.objects.filter(proposal=OuterRef("pk")).order_by()
    newest = Decision.objects.filter(
        proposal=OuterRef("proposal"), state=DecisionState.DECIDED, kind=DecisionKind.RECOVER
    ).order_by("-version")
    since = of_it.filter(
        state=DecisionState.DECIDED,
        replaced_at__isnull=True,
        version__gt=Coalesce(Subquery(newest.values("version")[:1]), 0),
    )
    fallen = of_it.filter(
        kind=DecisionKind.RECOVER, replaced_at__gt=Subquery(newest.values("prepared_at")[:1])
    )
    owed = Account.objects.filter(dossier=OuterRef("dossier"), kind=Kind.RECEIVABLE).order_by()
    found = _cents(since, "proposal", Sum("due_back_cents")) + _cents(fallen, "proposal", Sum("open_cents"))
    left = _cents(owed, "dossier", Sum(F("debits") - F("credits"))) - claimed_cents()
    left_found = Least(found, F("not_asked_cents"), output_field=BigIntegerField())
    return Proposal.objects.annotate(not_asked_cents=left).annotate(
        recover_cents=Greatest(Value(0), left_found, output_field=BigIntegerField())
    )


def _cents(rows: QuerySet[Any], of: str, sum_: Sum) -> Coalesce:
    summed = Subquery(rows.values(of).annotate(sum_cents=sum_).values("sum_cents"))
    return Coalesce(summed, 0, output_field=BigIntegerField())


def settling_grant(proposal: Proposal) -> Decision | None:
    """Return the grant by which the final amount is computed, with its obligations. Two queries."""
    found = proposal.decisions.filter(
        state=DecisionState.DECIDED, kind=DecisionKind.GRANT, replaced_at__isnull=True
    )
    return found.prefetch_related("obligations").first()


def instalments_in(city: City) -> QuerySet[Instalment]:
    """Return the instalments of a city with their decisions and dossiers. One query."""
    found = Instalment.objects.filter(decision__proposal__district__city=city)
    return found.select_related("decision__proposal__dossier", "decision__proposal__district", "entry")


def payable_instalments(city: City) -> QuerySet[Instalment]:
    """Return what stands as to be paid because of a decision that was told, the oldest first. One query.

    Each is booked once as payable, so a payment that names its instalment pays it once. Whether it was paid, the room
    of payments knows.
    """
    found = instalments_in(city).filter(entry__isnull=False, decision__sent_on__isnull=False)
    return found.order_by("decision__sent_on", "id")


def due_instalments(city: City, *, on: date) -> QuerySet[Instalment]:
    """Return the instalments whose moment has come, and that are not to be paid yet: `award_instalment`. One query.

    Of a grant under condition of the budget nothing falls due.
    """
    return instalments_in(city).filter(
        Q(moment=Moment.ON_DAY, due_on__lte=on)
        | Q(moment=Moment.AFTER_REPORT, decision__proposal__state=State.REPORTED),
        ~Q(decision__budget_conditions__ending=""),
        entry__isnull=True,
        decision__state=DecisionState.DECIDED,
        decision__sent_on__isnull=False,
        decision__proposal__state__in=_RUNNING,
    )


def ranked_behind(proposal: Proposal) -> QuerySet[Proposal]:
    """Return the proposals whose reservation gives way to it, the last in rank first. One query.

    In the order of receipt the day of completeness ranks; what is not complete yet comes after what is.
    """
    others = Proposal.objects.filter(
        slice_id=proposal.slice_id, state__in=AT_THE_OFFICE, dossier__isnull=False
    ).exclude(pk=proposal.pk)
    if proposal.completed_at is None or not proposal.round.reserves:
        return others.none()
    behind = others.filter(
        Q(completed_at__isnull=True) | Q(completed_at__date__gt=day_of(proposal.completed_at))
    )
    return behind.order_by(F("completed_at").desc(nulls_first=True), "-received_at", "-id")


def lower_ranked(proposal: Proposal) -> list[Dossier]:
    """Return the dossiers of those, in that order. One query."""
    ranked = ranked_behind(proposal).select_related("dossier")
    return [one.dossier for one in ranked if one.dossier is not None]


def left_for(proposal: Proposal, *, on: date) -> int:
    """Return what is left for a proposal: free, its own reservation, and what gives way to it.

    Before the budget is adopted there is none of these: then it is what the published ceiling leaves. One query, three
    before the budget is adopted.
    """
    if not proposal.slice.year.is_adopted(on):
        return _left_of_ceiling(proposal)
    behind = ranked_behind(proposal).order_by().values("dossier_id")
    reserved = Q(dossier_id=proposal.dossier_id) | Q(dossier_id__in=behind)
    rows = Account.objects.filter(slice_id=proposal.slice_id).filter(
        Q(kind=Kind.FREE, dossier__isnull=True) | (Q(kind=Kind.RESERVED, dossier__isnull=False) & reserved)
    )
    return _sum(rows)


def ceiling_of(proposal: Proposal) -> int:
    """Return the published ceiling of its budget in its round. One query."""
    return ceilings_of([proposal])[proposal.pk]


def ceilings_of(proposals: Iterable[Proposal]) -> dict[int, int]:
    """Return the published ceiling for each proposal, by its id. One query, none without proposals."""
    asked = {one.pk: (one.round_id, one.slice_id) for one in proposals}
    found = RoundSlice.objects.filter(round__in={of for of, _slice in asked.values()})
    rows = found.values_list("round_id", "slice_id", "ceiling_cents") if asked else []
    cents = {(of, slice_id): ceiling or 0 for of, slice_id, ceiling in rows}
    return {pk: cents.get(where, 0) for pk, where in asked.items()}


def _left_of_ceiling(proposal: Proposal) -> int:
    """Return what the ceiling leaves after what is granted under condition, and what ranks before it asks."""
    left = ceiling_of(proposal) - conditional_of(proposal.slice)
    if not proposal.round.reserves:
        return left
    before = Proposal.objects.filter(
        slice_id=proposal.slice_id, state__in=AT_THE_OFFICE, dossier__isnull=False
    ).exclude(Q(pk=proposal.pk) | Q(pk__in=ranked_behind(proposal).order_by().values("pk")))
    return left - (before.aggregate(asked=Sum("asked_cents"))["asked"] or 0)


def reserved_for(dossier: Dossier) -> int:
    """Return what is reserved for a dossier. One query."""
    return _sum(Account.objects.filter(dossier=dossier, kind=Kind.RESERVED))


def settled_by(decision: Decision) -> tuple[int, int]:
    """Return what its final amount asks back and what it leaves to pay, as the books stand now. One query.

    What was promised in advance and not paid yet is not asked back.
    """
    kinds = (Kind.ADVANCES, Kind.PAYABLE)
    accounts = Account.objects.filter(dossier=decision.proposal.dossier_id, kind__in=kinds)
    held = {one.kind: one.balance for one in accounts}
    advanced = held.get(Kind.ADVANCES, 0)
    paid = advanced - held.get(Kind.PAYABLE, 0)
    return max(0, paid - decision.cents), max(0, decision.cents - advanced)


def _sum(accounts: QuerySet[Account]) -> int:
    sums = accounts.aggregate(debits=Sum("debits"), credits=Sum("credits"))
    return (sums["debits"] or 0) - (sums["credits"] or 0)


def mandates_of(city: City) -> QuerySet[Mandate]:
    """Return the mandates of a city with their districts, the newest first. Two queries."""
    found = Mandate.objects.filter(city=city).select_related("user", "regulation", "entered_by", "ended_by")
    return found.prefetch_related("places__district")


def has_mandates(city: City, *, on: date) -> bool:
    """Tell if somebody may decide on that day. One query."""
    found = Mandate.objects.filter(city=city, starts_on__lte=on)
    return found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exists()


def mandate_at(city: City, public_id: str) -> Mandate | None:
    """Return one mandate of a city. Two queries."""
    return mandates_of(city).filter(public_id=public_id).first()


def rounds_held_back(city: City) -> QuerySet[Round]:
    """Return the rounds of which decisions wait for their decision day. One query."""
    waiting = Decision.objects.filter(state=DecisionState.DECIDED, sent_on__isnull=True)
    return Round.objects.filter(year__city=city, proposals__decisions__in=waiting).distinct()
