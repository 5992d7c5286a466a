"""What the database refuses of a final amount that is revised, whatever the code does."""

import pytest

from grants.decisions.models import Decision, ViewAsked
from grants.decisions.states import DecisionKind, Ground
from grants.payments.models import Claim
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import decisions, objections
from tests.grants.decisions.test_guards import refused, take
from tests.grants.decisions.test_revising import claimed
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED, newest
from wijkraden.people.models import User
from wijkraden.places.models import District


@pytest.fixture
def determined(delfshaven: District) -> Proposal:
    """A proposal of which 6,000 of 8,000 euros were determined and paid."""
    return ends.determined(delfshaven)


def raw(proposal: Proposal, *, by: User | None = None, **other: object) -> Decision:
    """Insert a prepared revision as code that asks nothing would, and take it with the entry of the determination."""
    version = newest(proposal).version + 1
    values = {
        "proposal": proposal,
        "version": version,
        "number": f"{proposal.number}-{version}",
        "kind": DecisionKind.REVISE,
        "cents": 7_000_00,
        "before_cents": 6_000_00,
        "ground": Ground.OBJECTION,
        "reasons": "x",
        "legal_basis": "y",
        "prepared_by": decisions.cast("olga"),
        "prepared_at": NOON,
        **other,
    }
    values["prepared_cents"] = values["cents"]
    return Decision.objects.create(**values)


def _upheld(proposal: Proposal) -> None:
    objections.decided(newest(proposal))


def _taken(decision: Decision, by: str, *, view: ViewAsked | None = None) -> None:
    """Take it with an entry of its own dossier, that nobody else names."""
    dossier = decision.proposal.dossier
    assert dossier is not None
    entry = dossier.entries.filter(decision__isnull=True).first()
    mandate = decisions.cast("daan").mandates.get()
    if by != "daan":
        mandate = decisions.mandate(
            decision.proposal.district.city, user=decisions.cast(by), maximum_cents=25_000_00
        )
    take(decision, by=decisions.cast(by), entry=entry, mandate=mandate, view=view)


def test_a_bare_update_that_breaks_no_rule_raises_it(determined: Proposal) -> None:
    _upheld(determined)
    _taken(raw(determined), "dewi")
    assert newest(determined).is_decided


@pytest.mark.parametrize(
    ("cents", "ground"),
    [
        (6_000_00, Ground.OBJECTION),
        (5_000_00, Ground.OBJECTION),
        (7_000_00, Ground.LATER_FACTS),
        (6_000_00, Ground.LATER_FACTS),
        (5_000_00, Ground.NOT_DONE),
        (5_000_00, ""),
    ],
)
def test_it_goes_down_on_a_ground_or_up_after_an_objection(
    determined: Proposal, cents: int, ground: str
) -> None:
    _upheld(determined)
    with refused():
        raw(determined, cents=cents, ground=ground)


def test_without_an_upheld_objection_it_does_not_go_up(determined: Proposal) -> None:
    with refused("after an objection to it was upheld"):
        _taken(raw(determined), "dewi")


def test_it_is_at_most_what_was_granted_and_of_what_stands(determined: Proposal) -> None:
    _upheld(determined)
    with refused("at most what was granted"):
        _taken(raw(determined, cents=8_000_01), "dewi")
    with refused("of the final amount that stands"):
        _taken(raw(determined, before_cents=6_000_01), "dewi")


def test_who_determined_it_does_not_raise_it(determined: Proposal) -> None:
    _upheld(determined)
    with refused("takes no new decision on it after the objection"):
        _taken(raw(determined), "daan")


def test_a_lower_one_needs_a_view(determined: Proposal) -> None:
    made = raw(determined, cents=5_000_00, ground=Ground.KNEW_FINAL)
    with refused("asked for a view"):
        _taken(made, "dewi")
    _taken(made, "dewi", view=decisions.viewed(determined, Ground.KNEW_FINAL))


def test_only_a_revision_finds_less_than_nothing(determined: Proposal) -> None:
    decisions.viewed(determined, Ground.LATER_FACTS)
    waits = decisions.prepared(determined, decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))
    with refused():
        Decision.objects.filter(pk=waits.pk).update(due_back_cents=-1)
    final = determined.decisions.get(kind=DecisionKind.DETERMINE)
    with refused():
        Decision.objects.filter(pk=final.pk).update(due_back_cents=-1)


def test_a_dossier_that_waits_for_a_higher_final_amount_does_not_close(determined: Proposal) -> None:
    _upheld(determined)
    with refused("waits for a new decision"):
        Proposal.objects.get(pk=determined.pk).move(State.CLOSED, by=None, at=ends.LONG_AFTER)
    decisions.raised(Proposal.objects.get(pk=determined.pk), 6_500_00, at=DECIDED)
    with refused("told, paid and paid back"):
        Proposal.objects.get(pk=determined.pk).move(State.CLOSED, by=None, at=ends.LONG_AFTER)


def test_what_was_taken_off_a_claim_stays_off(delfshaven: District) -> None:
    _made, claim = claimed(delfshaven)
    found = Claim.objects.filter(pk=claim.pk)
    found.update(eased_cents=100_00)
    for wrong in ({"eased_cents": 99_99}, {"eased_cents": 100_00}, {"cents": 1}):
        with refused():
            found.update(**wrong)
    with refused():
        found.update(eased_cents=4_000_00)
    found.update(eased_cents=4_000_00, state="eased")
