"""What the database itself refuses of the condition of the budget, whatever the code does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from grants.budget.flows import commit_conditionally
from grants.decisions.flows import ask_view, confirm_condition, decide, enter_view
from grants.decisions.models import BudgetCondition, Decision
from grants.decisions.states import DecisionKind, Ending, Ground
from grants.proposals.models import Proposal
from tests import conditions, decisions, proposals
from tests.conditions import ADOPTED_ON, LAST_ON
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

BEGINS = "begins with its grant"
ENDS = "ends once"


@contextmanager
def refused(words: str = ".") -> Iterator[None]:
    """Expect that the database refuses what is done here, in these words."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal that was granted under condition."""
    return conditions.granted(delfshaven)


@shared
def standing(proposal: Proposal) -> BudgetCondition:
    """The condition under which it was granted."""
    return conditions.condition_of(proposal)


def granted_as_always(district: District) -> Proposal:
    """Return one that was granted of a budget that was adopted."""
    decisions.mandate(district.city)
    return decisions.granted(district)


def end(condition: BudgetCondition, **more: Any) -> int:
    """End a condition as code that asks nothing would."""
    told: dict[str, Any] = {
        "ending": Ending.MET,
        "ended_on": ADOPTED_ON,
        "ended_at": NOON,
        "adopted_on": ADOPTED_ON,
        "last_on": LAST_ON,
        **more,
    }
    return BudgetCondition.objects.filter(pk=condition.pk).update(**told)


def test_a_condition_belongs_to_a_grant_that_is_being_decided(
    delfshaven: District, proposal: Proposal
) -> None:
    other = conditions.reviewed(delfshaven, title="Nog een feest")
    waits = decisions.prepared(other)
    with transaction.atomic():
        BudgetCondition.objects.create(decision=waits, made_on=NOON.date())
        transaction.set_rollback(True)

    with refused(BEGINS):
        BudgetCondition.objects.create(decision=waits, made_on=NOON.date(), ending=Ending.MET)
    decided = granted_as_always(delfshaven).decisions.get()
    with refused(BEGINS):
        BudgetCondition.objects.create(decision=decided, made_on=NOON.date())
    refusal = decisions.prepared(conditions.reviewed(delfshaven, title="Derde feest"), decisions.a_refusal())
    with refused(BEGINS):
        BudgetCondition.objects.create(decision=refusal, made_on=NOON.date())


def test_what_is_final_at_once_has_no_condition(delfshaven: District) -> None:
    waits = decisions.prepared(proposals.reviewed(delfshaven, cents=500_00))
    assert waits.is_at_once

    with refused(BEGINS):
        BudgetCondition.objects.create(decision=waits, made_on=NOON.date())


def test_a_decision_has_one_condition(standing: BudgetCondition) -> None:
    with refused():
        BudgetCondition.objects.create(decision=standing.decision, made_on=NOON.date())
    if connection.vendor == "sqlite":
        with refused(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO grants_budgetcondition (id, decision_id, made_on, ending)"
                " VALUES (%s, %s, '2026-11-02', '')",
                [standing.pk, standing.decision_id],
            )


def test_a_condition_is_kept_and_stays(standing: BudgetCondition) -> None:
    with refused("are kept"):
        standing.delete()
    with refused(ENDS):
        BudgetCondition.objects.filter(pk=standing.pk).update(made_on=NOON.date() - timedelta(days=1))


def test_it_ends_by_an_entry_of_its_dossier_that_does_so(
    standing: BudgetCondition, delfshaven: District, daan: User
) -> None:
    note = standing.decision.entry
    other = granted_as_always(delfshaven).decisions.get().entry
    for entry in (note, other):
        with refused(ENDS):
            end(standing, entry=entry)
        with refused(ENDS):
            end(standing, entry=entry, ending=Ending.INVOKED, ended_by=daan)
    with refused():
        end(standing, entry=None)


def test_once_ended_it_stays_so(proposal: Proposal) -> None:
    conditions.adopt(proposal.district.city)
    conditions.allot(proposal.district.city, 25_000_00)
    confirm_condition(conditions.condition_of(proposal), by=None, at=conditions.ADOPTED)
    ended = conditions.condition_of(proposal)
    assert ended.ending == Ending.MET

    with refused(ENDS):
        BudgetCondition.objects.filter(pk=ended.pk).update(last_on=LAST_ON + timedelta(days=1))
    with refused(ENDS):
        end(ended)


def test_a_grant_is_decided_as_it_is_booked(delfshaven: District, daan: User) -> None:
    """A note of the ledger alone makes no condition."""
    proposal = conditions.reviewed(delfshaven)
    conditions.mandate(proposal)
    waits = decisions.prepared(proposal)
    assert proposal.dossier is not None
    note = commit_conditionally(
        proposal.dossier, cents=waits.cents, by=None, at=NOON, booked_on=NOON.date(), key="by hand"
    )
    told: dict[str, Any] = {
        "state": "decided",
        "decided_by": daan,
        "decided_at": NOON,
        "decided_on": NOON.date(),
        "mandate": daan.mandates.get(regulation__prefix="VJ"),
        "authority_cents": 25_000_00,
        "free_before_cents": 25_000_00,
        "free_after_cents": 0,
        "entry": note,
    }
    with refused("committed, or it is noted with its condition"):
        Decision.objects.filter(pk=waits.pk).update(**told)


def test_nothing_else_is_decided_while_it_stands(proposal: Proposal, daan: User) -> None:
    olga = cast("olga")
    view = ask_view(
        proposal,
        kind=DecisionKind.REVOKE,
        ground=Ground.NOT_DONE,
        intention="Het gaat niet door.",
        by=olga,
        at=NOON,
    )
    enter_view(view, answer="Dat klopt.", by=olga, at=NOON)
    waits = decisions.prepared(proposal, decisions.a_revocation(Ground.NOT_DONE))
    told: dict[str, Any] = {
        "state": "decided",
        "decided_by": daan,
        "decided_at": NOON,
        "decided_on": NOON.date(),
        "mandate": daan.mandates.get(regulation__prefix="VJ"),
        "entry": proposal.dossier.entries.first() if proposal.dossier else None,
        "view": view,
    }
    assert waits.kind == DecisionKind.REVOKE

    with refused("nothing else is decided on it"):
        Decision.objects.filter(pk=waits.pk).update(**told)


def test_it_is_not_invoked_after_its_last_day(proposal: Proposal, daan: User) -> None:
    conditions.adopt(proposal.district.city)
    made = decisions.prepared(proposal, decisions.a_revocation(Ground.BUDGET), at=conditions.ADOPTED)
    decide(made, by=daan, at=conditions.ADOPTED)
    ended = conditions.condition_of(proposal)
    assert ended.ending == Ending.INVOKED

    with refused():
        end(
            ended,
            entry=ended.entry,
            ending=Ending.INVOKED,
            ended_by=daan,
            ended_on=LAST_ON + timedelta(days=1),
        )
