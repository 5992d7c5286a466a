"""What the database itself refuses of decisions and mandates, whatever the code does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from grants.decisions.flows import decide, end_mandate, step_back
from grants.decisions.models import Decision, Instalment, Mandate, Obligation
from grants.decisions.states import Ground
from grants.proposals.models import Handling, Proposal
from portal.errors import PortalError
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.flows import end_seat_at_once, give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import District


@contextmanager
def refused(words: str = ".") -> Iterator[None]:
    """Expect that the database refuses what is done here, in these words."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that is ready to be decided on."""
    return proposals.reviewed(delfshaven)


@shared
def waits(proposal: Proposal) -> Decision:
    """A refusal of it that olga prepared: it needs no entry, so a bare UPDATE can take it."""
    decisions.mandate(proposal.district.city)
    return decisions.prepared(proposal, decisions.a_refusal())


def take(decision: Decision, *, by: User, **more: Any) -> None:
    """Take a decision as code that asks nothing would."""
    told = {
        "state": "decided",
        "decided_by": by,
        "decided_at": NOON,
        "decided_on": NOON.date(),
        "mandate": Mandate.objects.first(),
        **more,
    }
    Decision.objects.filter(pk=decision.pk).update(**told)


def test_a_bare_update_that_breaks_no_rule_takes_it(waits: Decision, daan: User) -> None:
    take(waits, by=daan)

    assert Decision.objects.get().is_decided


def test_who_prepared_or_handled_it_takes_no_decision(waits: Decision, olga: User, daan: User) -> None:
    with refused():
        take(waits, by=olga)
    Handling.objects.create(proposal=waits.proposal, user=daan, since=NOON)
    with refused("never decides"):
        take(waits, by=daan)


def test_who_has_an_interest_takes_no_decision(waits: Decision, daan: User) -> None:
    step_back(waits.proposal, explanation="Mijn broer.", by=daan, at=NOON)

    with refused("never decides"):
        take(waits, by=daan)


def test_who_coordinates_the_council_takes_no_decision(waits: Decision, coen: User) -> None:
    """No flow gives a coordinator a mandate; a row that is written past it helps nobody."""
    mandate = Mandate.objects.get()
    mandate.pk, mandate.user, mandate.public_id = None, coen, "buiten-de-flow"
    mandate.save(force_insert=True)

    with refused("never decides"):
        take(waits, by=coen, mandate=mandate)


def test_a_decision_stands_on_a_mandate_of_whoever_takes_it(
    waits: Decision, lage_land: District, daan: User, dewi: User
) -> None:
    city = waits.proposal.district.city
    with refused("mandate"):
        take(waits, by=dewi)
    with refused():
        take(waits, by=daan, mandate=None)
    wrong = (
        decisions.mandate(city, maximum_cents=4_799_99),
        decisions.mandate(city, districts=(lage_land,)),
        decisions.mandate(city, ends_on=NOON.date() - timedelta(days=1)),
        decisions.mandate(city, starts_on=NOON.date() + timedelta(days=1)),
    )
    for mandate in wrong:
        with refused("mandate"):
            take(waits, by=daan, mandate=mandate)


def test_a_council_decides_only_where_its_round_says_so(waits: Decision, daan: User) -> None:
    meeting = {"council_on": NOON.date(), "votes_for": 4, "council_basis": "Artikel 9"}
    with refused("a council decides"):
        take(waits, by=daan, mandate=None, **meeting)


def test_a_decision_on_fear_waits_for_the_view_of_the_applicant(proposal: Proposal, daan: User) -> None:
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal, decisions.a_refusal(Ground.FEAR))

    with refused("asked for a view"):
        take(waits, by=daan)


def test_a_grant_is_not_taken_without_its_entry(proposal: Proposal, daan: User) -> None:
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal)

    with refused():
        take(waits, by=daan, authority_cents=1, free_before_cents=9_999_99, free_after_cents=1)


@pytest.mark.parametrize(
    "change",
    [
        {"cents": 1},
        {"reasons": "Iets anders"},
        {"ground": Ground.CONDITION},
        {"state": "prepared"},
        {"decided_on": NOON.date() + timedelta(days=1)},
        {"version": 2},
        {"sent_on": NOON.date() + timedelta(days=9)},
        {"letter": {"subject": "Iets anders"}},
    ],
)
def test_a_decision_that_was_taken_stays(waits: Decision, daan: User, change: dict[str, Any]) -> None:
    decide(waits, by=daan, at=NOON)

    with refused():
        Decision.objects.filter(pk=waits.pk).update(**change)
    with refused():
        Decision.objects.filter(pk=waits.pk).delete()


def test_only_a_grant_becomes_less_at_the_decision(proposal: Proposal) -> None:
    waits = decisions.prepared(proposal)
    with refused():
        Decision.objects.filter(pk=waits.pk).update(cents=F("cents") + 1, prepared_cents=F("cents") + 1)
    with refused():
        Decision.objects.filter(pk=waits.pk).update(cents=F("cents") + 1)

    Decision.objects.filter(pk=waits.pk).update(cents=1)
    assert Decision.objects.get().cents == 1


def test_one_grant_or_refusal_stands(proposal: Proposal, daan: User) -> None:
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal)
    decide(waits, by=daan, at=NOON)
    second = Decision.objects.create(
        proposal=proposal,
        version=2,
        number="x",
        kind="refuse",
        ground=Ground.POLICY,
        reasons="Nee",
        legal_basis="x",
        prepared_by=waits.prepared_by,
        prepared_at=NOON,
    )

    with refused():
        take(second, by=daan)


def test_parts_of_a_decision_stay_once_it_was_taken(proposal: Proposal, daan: User) -> None:
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal, decisions.a_grant(proposal, advance_percent=50))
    decide(waits, by=daan, at=NOON)

    with refused():
        Obligation.objects.all().delete()
    with refused():
        Obligation.objects.create(decision=waits, position=9, words="Nog iets")
    with refused():
        Instalment.objects.update(cents=1)
    with refused():
        Instalment.objects.update(entry=None)
    with refused():
        Instalment.objects.create(decision=waits, position=9, cents=1, moment="at_once")


def test_a_mandate_stays_and_ends_once(waits: Decision, lage_land: District, bas: User, daan: User) -> None:
    mandate = Mandate.objects.get()
    for change in ({"maximum_cents": 1}, {"user": bas}, {"starts_on": NOON.date()}, {"ends_on": NOON.date()}):
        with refused():
            Mandate.objects.update(**change)
    with refused():
        Mandate.objects.all().delete()
    decide(waits, by=daan, at=NOON)
    with refused():
        mandate.places.create(district=lage_land)
    end_mandate(mandate, ends_on=NOON.date(), by=bas, at=NOON)
    with pytest.raises(PortalError):
        end_mandate(mandate, ends_on=NOON.date(), by=bas, at=NOON)
    with refused():
        Mandate.objects.update(ends_on=None)


def step(proposal: Proposal, state: str) -> None:
    """Take a step as SQL that knows no flow would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE grants_proposal SET state = %s, steps = steps + 1 WHERE id = %s", [state, proposal.pk]
        )


@pytest.mark.parametrize("state", ["granted", "refused"])
def test_a_proposal_is_granted_or_refused_by_a_decision_that_was_taken(
    waits: Decision, proposal: Proposal, daan: User, state: str
) -> None:
    with refused("decided by a decision"):
        step(proposal, state)
    take(waits, by=daan)
    if state == "granted":
        with refused("decided by a decision"):
            step(proposal, state)
        state = "refused"

    step(proposal, state)

    assert Proposal.objects.get().state == state


def test_a_proposal_is_dismissed_by_a_decision_on_it(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)
    proposals.ask(made)

    with refused("decided by a decision"):
        step(made, "dismissed")


@pytest.mark.parametrize("state", ["determined", "revoked"])
def test_a_grant_is_determined_or_revoked_by_a_decision_of_that_kind(
    delfshaven: District, state: str
) -> None:
    made = decisions.granted(delfshaven)
    assert made.state == "granted"

    with refused("decided by a decision"):
        step(made, state)


def test_a_decision_is_made_known_once(waits: Decision, proposal: Proposal, daan: User) -> None:
    decide(waits, by=daan, at=NOON)
    assert Proposal.objects.get().told_on == NOON.date()

    with refused("made known once"):
        Proposal.objects.filter(pk=proposal.pk).update(told_on=NOON.date() + timedelta(days=1))


def test_who_left_the_council_at_once_today_may_decide_today(
    waits: Decision, delfshaven: District, beheer: User
) -> None:
    left = proposals.member_of(delfshaven)
    end_seat_at_once(left.seats.get(district=delfshaven), by=beheer, at=NOON)
    give_seat(left, role=Role.DECISION_MAKER, city=delfshaven.city, starts_on=NOON.date(), by=beheer, at=NOON)
    decisions.mandate(delfshaven.city, user=left)

    decide(waits, by=User.objects.get(pk=left.pk), at=NOON)

    assert Decision.objects.get().decided_by == left


def test_the_link_to_a_letter_stays(waits: Decision, daan: User) -> None:
    decide(waits, by=daan, at=NOON)
    told = Decision.objects.get()
    assert told.token_hash

    with refused("stays as it is"):
        Decision.objects.filter(pk=told.pk).update(token_hash="another")
