"""What the database itself refuses of objections, whatever the code does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from grants.decisions.flows import decide, decide_objection
from grants.decisions.models import Decision, Mandate, Objection
from grants.decisions.states import Outcome
from grants.proposals.models import Handling, Interest, Proposal
from grants.proposals.states import State
from tests import decisions, objections, proposals
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED, LATER
from tests.shared import shared
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


@contextmanager
def refused(words: str = ".") -> Iterator[None]:
    """Expect that the database refuses what is done here, in these words."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that daan refused."""
    return ends.refused(delfshaven)


@shared
def runs(proposal: Proposal) -> Objection:
    """An objection to that, whose objector does not want to be heard."""
    return objections.heard(proposal)


def take(objection: Objection, *, by: User, **more: Any) -> None:
    """Decide on it as code that asks nothing would."""
    told = {
        "state": "decided",
        "outcome": "upheld",
        "reasons": "Omdat.",
        "decided_by": by,
        "decided_at": DECIDED,
        "decided_on": DECIDED.date(),
        "sent_on": DECIDED.date(),
        "appeal_until": DECIDED.date() + 42 * DAY,
        "letter": {"subject": "x"},
        **more,
    }
    Objection.objects.filter(pk=objection.pk).update(**told)


def like(objection: Objection, **more: Any) -> Objection:
    """Return another objection, the same but for its keys and what is told, not stored."""
    made = Objection.objects.get(pk=objection.pk)
    made.pk, made.public_id, made.number, made.not_heard = None, "een-andere", "ANDERS-B9", ""
    for name, value in {"name_key": "een ander", **more}.items():
        setattr(made, name, value)
    return made


def test_a_bare_update_that_breaks_no_rule_decides_it(runs: Objection, joris: User) -> None:
    take(runs, by=joris)

    assert Objection.objects.get().is_upheld


def test_who_took_or_prepared_the_decision_decides_on_no_objection(
    runs: Objection, daan: User, olga: User
) -> None:
    for who in (daan, olga):
        with refused("took part"):
            take(runs, by=who)


def test_who_handled_or_scored_the_proposal_decides_on_no_objection(
    runs: Objection, proposal: Proposal, rik: User, joris: User
) -> None:
    assert proposal.assignments.filter(reviewer=rik).exists()
    with refused("took part"):
        take(runs, by=rik)
    Handling.objects.create(proposal=proposal, user=joris, since=NOON)
    with refused("took part"):
        take(runs, by=joris)


def test_who_has_an_interest_or_sits_in_the_council_decides_on_no_objection(
    runs: Objection, proposal: Proposal, joris: User, coen: User
) -> None:
    with refused("took part"):
        take(runs, by=coen)
    told = {"has_interest": True, "explanation": "Mijn zus.", "declared_at": NOON}
    Interest.objects.create(proposal=proposal, user=joris, **told)
    with refused("took part"):
        take(runs, by=joris)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "unfounded"},
        {"reasons": "Toch niet."},
        {"state": "open"},
        {"letter": {}},
        {"token_hash": "anders"},
        {"late_reason": "Toch."},
    ],
)
def test_what_was_decided_stays(runs: Objection, joris: User, change: dict[str, Any]) -> None:
    take(runs, by=joris)
    with refused("stays"):
        Objection.objects.filter(pk=runs.pk).update(**change)
    with refused("kept"):
        Objection.objects.filter(pk=runs.pk).delete()


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Iets anders."},
        {"name": "Iemand anders"},
        {"received_on": NOON.date()},
        {"is_late": True},
        {"due_on": LATER.date()},
    ],
)
def test_what_came_stays_as_it_came(runs: Objection, change: dict[str, Any]) -> None:
    with refused("stays"):
        Objection.objects.filter(pk=runs.pk).update(**change)


def test_it_is_extended_once(runs: Objection, joris: User) -> None:
    more = {"extended_by": joris, "extended_at": LATER, "extension_reason": "Tijd."}
    rows = Objection.objects.filter(pk=runs.pk)
    rows.update(due_on=runs.due_on + 42 * DAY, **more)
    with refused("extended once"):
        rows.update(due_on=runs.due_on + 84 * DAY, **{**more, "extended_at": LATER + DAY})


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": ""},
        {"reasons": ""},
        {"letter": None},
        {"decided_by": None},
        {"decided_on": LATER.date() - DAY},
        {"sent_on": LATER.date()},
        {"sent_on": None},
        {"appeal_until": None},
        {"not_heard": ""},
        {"not_heard": "unfounded"},
        {"state": "withdrawn", "withdrawn_on": DECIDED.date()},
    ],
)
def test_a_decision_on_it_is_whole(runs: Objection, joris: User, change: dict[str, Any]) -> None:
    with refused():
        take(runs, **{"by": joris, **({"decided_by": None} if "decided_by" in change else {}), **change})


def test_a_late_one_is_judged_with_a_reason(proposal: Proposal, joris: User) -> None:
    at = NOON + 60 * DAY
    late = objections.heard(proposal, at=at)
    told = {"decided_on": at.date(), "sent_on": at.date(), "appeal_until": at.date() + 42 * DAY}
    with refused():
        take(late, by=joris, **told)
    take(late, by=joris, late_reason="Ziek.", **told)
    assert Objection.objects.get().is_upheld


def test_it_begins_open_against_a_decision_that_was_told(
    runs: Objection, delfshaven: District, joris: User
) -> None:
    like(runs).save(force_insert=True)
    for wrong in (
        {"state": "withdrawn", "withdrawn_on": LATER.date()},
        {"name_key": runs.name_key},
        {"number": runs.number},
        {"public_id": runs.public_id},
        {"received_on": NOON.date() - DAY},
        {"received_on": NOON.date() + 43 * DAY},
        {"name": ""},
        {"email": "", "address": ""},
        {"decision": decisions.prepared(proposals.reviewed(delfshaven, title="Nog niet", cents=900_00))},
    ):
        row = like(runs, **{"name_key": "nog een", "number": "ANDERS-B10", "public_id": "nog-een", **wrong})
        with refused():
            row.save(force_insert=True)


def test_only_an_upheld_objection_takes_a_decision_away(
    runs: Objection, proposal: Proposal, joris: User
) -> None:
    rows = Decision.objects.filter(proposal=proposal)
    with refused("upheld"):
        rows.update(replaced_at=DECIDED)
    take(runs, by=joris)
    rows.update(replaced_at=DECIDED)
    with refused("stays"):
        rows.update(replaced_at=None)


def test_a_grant_is_never_taken_away(delfshaven: District, joris: User) -> None:
    made = decisions.granted(delfshaven)
    take(objections.heard(made), by=joris)
    with refused("upheld"):
        Decision.objects.filter(proposal=made).update(replaced_at=DECIDED)


def test_who_refused_it_takes_no_new_decision(proposal: Proposal, daan: User, dewi: User) -> None:
    objections.decided(proposal)
    decisions.mandate(proposal.district.city, user=dewi, maximum_cents=25_000_00)
    grant = decisions.prepared(Proposal.objects.get(pk=proposal.pk), at=DECIDED)
    mandate = Mandate.objects.get(user=daan)
    with refused("who refused"):
        Decision.objects.filter(pk=grant.pk).update(
            state="decided",
            decided_by=daan,
            decided_at=DECIDED,
            decided_on=DECIDED.date(),
            mandate=mandate,
        )
    decide(grant, by=dewi, at=DECIDED)
    assert Decision.objects.get(pk=grant.pk).is_decided


def test_a_dismissed_proposal_is_taken_up_by_an_upheld_objection_alone(delfshaven: District) -> None:
    made = ends.dismissed(delfshaven)
    with refused("taken up|takes a proposal up"):
        made.move(State.COMPLETE, by=None, at=DECIDED, completed_at=NOON)


def test_a_dossier_with_a_running_objection_or_without_a_new_decision_stays_open(
    runs: Objection, proposal: Proposal, joris: User
) -> None:
    with refused("stays open"):
        proposal.move(State.CLOSED, by=None, at=DECIDED)
    decide_objection(runs, outcome=Outcome.UPHELD, reasons="Omdat.", by=joris, at=DECIDED)
    with refused("stays open"):
        Proposal.objects.get(pk=proposal.pk).move(State.CLOSED, by=None, at=DECIDED)


def test_after_an_unfounded_objection_it_closes(runs: Objection, proposal: Proposal, joris: User) -> None:
    decide_objection(runs, outcome=Outcome.UNFOUNDED, reasons="Omdat.", by=joris, at=DECIDED)
    proposal.move(State.CLOSED, by=None, at=DECIDED)
    assert proposal.state == State.CLOSED


def test_a_lawyer_who_left_the_council_at_once_today_may_handle_it_today(
    runs: Objection, delfshaven: District, beheer: User
) -> None:
    left = proposals.member_of(delfshaven)
    end_seat_at_once(left.seats.get(district=delfshaven), by=beheer, at=DECIDED)

    take(runs, by=left)

    assert Objection.objects.get().decided_by == left
