"""What the database refuses of a grant that is changed after an objection, whatever the code does."""

from datetime import timedelta

import pytest

from grants.decisions.flows import decide
from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, Ground
from grants.proposals.models import Proposal
from tests import decisions, objections, proposals
from tests.grants.decisions.test_guards import refused, take
from tests.make import NOON
from tests.objections import DECIDED, newest
from tests.shared import shared
from wijkraden.places.models import District

APPLICANT = "Stichting Samen aan de Schie"


@shared
def granted(delfshaven: District) -> Proposal:
    """A proposal that asked 6,150 euros, of which daan granted 4,900."""
    made = proposals.reviewed(delfshaven, cents=6_150_00)
    for name in ("daan", "dewi"):
        decisions.mandate(delfshaven.city, user=decisions.cast(name), maximum_cents=25_000_00)
    decide(
        decisions.prepared(made, decisions.a_grant(made, cents=4_900_00)), by=decisions.cast("daan"), at=NOON
    )
    return Proposal.objects.get(pk=made.pk)


def raw(proposal: Proposal, **other: object) -> Decision:
    """Insert a prepared change as code that asks nothing would."""
    version = newest(proposal).version + 1
    values = {
        "proposal": proposal,
        "version": version,
        "number": f"{proposal.number}-{version}",
        "kind": DecisionKind.CHANGE,
        "cents": 6_000_00,
        "before_cents": 4_900_00,
        "ground": Ground.OBJECTION,
        "reasons": "x",
        "legal_basis": "y",
        "prepared_by": decisions.cast("olga"),
        "prepared_at": NOON,
        **other,
    }
    return Decision.objects.create(**values | {"prepared_cents": values["cents"]})


def _taken(decision: Decision, by: str = "dewi", **more: object) -> None:
    """Take it with an entry of its own dossier that no other decision names."""
    dossier, who = decision.proposal.dossier, decisions.cast(by)
    assert dossier is not None
    entry = dossier.entries.filter(decision__isnull=True).first()
    take(decision, by=who, entry=entry, mandate=who.mandates.get(), **more)


def test_a_bare_update_that_breaks_no_rule_raises_it(granted: Proposal) -> None:
    objections.decided(granted, name=APPLICANT)
    _taken(raw(granted))
    assert newest(granted).is_decided


def test_without_an_upheld_objection_it_is_not_changed(granted: Proposal) -> None:
    with refused("after an objection to it was upheld, once"):
        _taken(raw(granted))


@pytest.mark.parametrize(
    "wrong", [{"cents": 6_150_01}, {"cents": 4_900_00}, {"before_cents": 4_899_99}, {"before_cents": 0}]
)
def test_it_is_of_what_stands_and_at_most_what_was_asked(granted: Proposal, wrong: dict[str, int]) -> None:
    objections.decided(granted, name=APPLICANT)
    with refused("to at most what was asked"):
        _taken(raw(granted, **wrong))


@pytest.mark.parametrize("name", [APPLICANT, "stichting samen AAN de schie", "Een buur"])
def test_an_applicant_gets_no_less_by_an_own_objection(granted: Proposal, name: str) -> None:
    objections.decided(granted, name=name)
    made = raw(granted, cents=4_000_00)
    if name == "Een buur":
        _taken(made)
        assert newest(granted).is_decided
    else:
        with refused("gets no less"):
            _taken(made)


def test_who_granted_it_does_not_change_it(granted: Proposal) -> None:
    objections.decided(granted, name=APPLICANT)
    with refused("takes no new decision on it after the objection"):
        _taken(raw(granted), "daan")


def test_an_objection_that_was_answered_is_not_answered_again(granted: Proposal) -> None:
    objections.decided(granted, name=APPLICANT)
    first = decisions.replace(decisions.a_change(5_500_00), ground=Ground.OBJECTION)
    decide(decisions.prepared(granted, first, at=DECIDED), by=decisions.cast("dewi"), at=DECIDED)
    again = raw(granted, before_cents=5_500_00, prepared_at=DECIDED)
    with refused("upheld, once"):
        _taken(again, "daan", decided_at=DECIDED + timedelta(days=1))


def test_who_granted_it_changes_it_where_nobody_objected_to_that(granted: Proposal) -> None:
    decide(decisions.prepared(granted, decisions.a_change(5_000_00)), by=decisions.cast("daan"), at=NOON)
    assert newest(granted).cents == 5_000_00
