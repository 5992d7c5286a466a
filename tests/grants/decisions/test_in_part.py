"""A grant of less than was asked says on which ground the rest is refused, whoever makes it less."""

import pytest
from django.db import DatabaseError, transaction

from grants.budget.flows import commit
from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.forms import PrepareForm, first_of
from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, Ground
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


@shared
def asks(delfshaven: District) -> Proposal:
    """A proposal that asks 8,000 euros, on which daan may decide."""
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    return proposals.reviewed(delfshaven, cents=8_000_00)


def test_an_officer_who_prepares_less_names_the_ground(asks: Proposal) -> None:
    less = decisions.a_grant(asks, cents=7_000_00)
    with pytest.raises(NotReady, match=r"ground|grond"):
        decisions.prepared(asks, decisions.replace(less, ground=None))
    with pytest.raises(NotReady):
        decisions.prepared(asks, decisions.replace(less, ground=Ground.NOT_DONE))
    with pytest.raises(NotReady):
        decisions.prepared(asks, decisions.replace(decisions.a_grant(asks), ground=Ground.POLICY))

    assert decisions.prepared(asks, less).ground == Ground.POLICY


def test_the_form_asks_it_for_less_and_only_then(asks: Proposal) -> None:
    usual = first_of(DecisionKind.GRANT, asks, before=0)
    typed = {**usual, "reasons": "Omdat.", "instalment_1": "", "instalment_1_when": ""}
    errors = {}
    for cents, ground in (("7000", ""), ("8000", "policy"), ("7000", "policy"), ("8000", "")):
        data = {**typed, "cents": cents, "ground": ground}
        form = PrepareForm(data, kind=DecisionKind.GRANT, proposal=asks, initial={})
        errors[cents, ground] = list(form.errors)

    assert errors == {
        ("7000", ""): ["ground"],
        ("8000", "policy"): ["ground"],
        ("7000", "policy"): [],
        ("8000", ""): [],
    }


def test_who_decides_on_less_than_was_prepared_names_the_ground_or_keeps_it(
    asks: Proposal, daan: User
) -> None:
    waits = decisions.prepared(asks)
    with pytest.raises(NotReady):
        decide(waits, cents=7_000_00, by=daan, at=NOON)
    assert Proposal.objects.get(pk=asks.pk).state == State.PREPARED

    decide(waits, cents=7_000_00, ground=Ground.CONDITION, by=daan, at=NOON)
    assert (waits.cents, waits.ground) == (7_000_00, Ground.CONDITION)
    assert str(Ground.CONDITION.label) in str(waits.letter) or "voorwaarde" in str(waits.letter)


def test_a_ground_that_was_prepared_stays_for_even_less(asks: Proposal, daan: User) -> None:
    waits = decisions.prepared(asks, decisions.a_grant(asks, cents=7_000_00))

    assert decide(waits, cents=6_000_00, by=daan, at=NOON).ground == Ground.POLICY


def test_the_ceiling_is_no_ground_while_there_is_room(asks: Proposal, daan: User) -> None:
    less = decisions.replace(decisions.a_grant(asks, cents=7_000_00), ground=Ground.CEILING)
    with pytest.raises(NotReady):
        decide(decisions.prepared(asks, less), by=daan, at=NOON)


def test_the_database_keeps_amount_and_ground_together(asks: Proposal, daan: User) -> None:
    waits = decisions.prepared(asks)
    found = Decision.objects.filter(pk=waits.pk)
    assert asks.dossier is not None
    told = {
        "entry": commit(asks.dossier, cents=7_000_00, by=None, at=NOON, booked_on=NOON.date(), key="by hand"),
        "state": "decided",
        "decided_by": daan,
        "decided_at": NOON,
        "decided_on": NOON.date(),
        "mandate": daan.mandates.get(),
    }
    with pytest.raises(DatabaseError, match="rest is refused"), transaction.atomic():
        found.update(cents=7_000_00, **told)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        found.update(ground="policy")
