"""Asking back what was paid too much: a decision of its own, of exactly that amount."""

import pytest

from grants.budget.models import Entry
from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.letter import as_text
from grants.decisions.queries import proposals_to_recover, to_recover
from grants.decisions.states import Ground
from grants.proposals.states import State
from portal.errors import NoLongerAllowed
from tests import decisions, payments
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District


def test_what_was_paid_too_much_is_asked_back_by_a_decision_of_its_own(
    delfshaven: District, olga: User, daan: User
) -> None:
    made = decisions.granted(delfshaven, advance_percent=80)
    payments.paid(made)
    lower = decisions.a_determination(3_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=daan, at=NOON)
    assert (to_recover(made), [one.recover_cents for one in proposals_to_recover(delfshaven.city)]) == (
        840_00,
        [840_00],
    )
    for wrong in (839_99, 840_01, 0):
        with pytest.raises(NotReady):
            decisions.prepared(made, decisions.a_recovery(wrong))
    entries = Entry.objects.count()

    waits = decisions.prepared(made, decisions.a_recovery(840_00))
    assert list(proposals_to_recover(delfshaven.city)) == []
    with pytest.raises(NoLongerAllowed):
        decide(waits, by=olga, at=NOON)
    decide(waits, by=daan, at=NOON)

    made.refresh_from_db()
    waits.refresh_from_db()
    assert (made.state, to_recover(made), Entry.objects.count()) == (State.DETERMINED, 0, entries)
    assert waits.letter is not None
    assert "€\xa0840,00" in as_text(waits.letter)
    assert "Definitief bedrag: €\xa03.000,00" in as_text(waits.letter)
    assert waits.objection_until is not None
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.a_recovery(840_00))
