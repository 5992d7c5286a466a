"""What the database refuses of proposals by itself, whatever the code does."""

from __future__ import annotations

import pytest
from django.db import connection

from grants.plan.models import Element
from grants.proposals import flows
from grants.proposals.models import Check, Event, Proposal
from grants.proposals.states import CONTENT
from tests import plan, proposals
from tests.grants.budget.raw import insert, refusal, run
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

STANDS = "a proposal changes as a draft, or where it is being completed"
KEPT = "what happened to a proposal is kept"
OTHER = {
    "asked_cents": 1,
    "starts_on": "2026-12-11",
    "ends_on": "2026-12-30",
    "place_is_hidden": True,
    "days_are_hidden": True,
    "name_is_hidden": True,
    "safety_reason": "Bedreiging.",
    "route": "own",
}
WRITTEN_ONCE = ("event", "snapshot", "councildecision", "attendance", "handling")
NEVER_REMOVED = ("proposal", "bankaccount", "confirmation", "interest")
PARTS = ("costline", "coverline", "aim", "party")


@shared
def complete(delfshaven: District, chris: User) -> Proposal:
    """A complete proposal of delfshaven, about which chris said that he has no interest."""
    made = proposals.complete(delfshaven)
    flows.declare_interest(made, has_interest=False, by=chris, at=NOON)
    return made


@shared
def draft(delfshaven: District) -> Proposal:
    """A whole draft."""
    return proposals.draft(delfshaven)


@shared
def presented(delfshaven: District) -> Proposal:
    """Another one, before the council."""
    return proposals.presented(delfshaven)


@pytest.mark.parametrize("column", [*CONTENT, "district_id", "round_id", "slice_id"])
def test_the_text_stays_once_it_was_presented(presented: Proposal, lage_land: District, column: str) -> None:
    elsewhere = proposals.draft(lage_land)
    others = {"district_id": lage_land.pk, "slice_id": elsewhere.slice_id, "round_id": presented.round_id + 1}
    value = {**OTHER, **others}.get(column, "Iets anders")

    sentence = refusal(run, f"UPDATE grants_proposal SET {column} = %s WHERE id = %s", value, presented.pk)

    assert sentence == STANDS


@pytest.mark.parametrize("column", ["tier", "assessment", "settlement", "dossier_id"])
def test_what_the_submission_kept_stays(complete: Proposal, column: str) -> None:
    with_another = proposals.submitted(complete.district)
    value = with_another.dossier_id if column == "dossier_id" else "x"

    sentence = refusal(run, f"UPDATE grants_proposal SET {column} = %s WHERE id = %s", value, complete.pk)

    assert sentence == "a proposal gets its dossier once, of its own budget"


def test_a_proposal_begins_as_a_draft_for_a_budget_of_its_round(
    delfshaven: District, lage_land: District
) -> None:
    made, elsewhere = proposals.draft(delfshaven), proposals.draft(lage_land)
    begins = "a proposal begins as a draft for a budget of its round"

    assert insert(made, public_id="mag") > made.pk
    assert refusal(insert, made, public_id="a", state="presented") == begins
    assert refusal(insert, made, public_id="a", steps=2) == begins
    assert refusal(insert, made, public_id="a", slice_id=elsewhere.slice_id) == begins
    assert refusal(insert, made, public_id="a", district_id=lage_land.pk) == begins


@pytest.mark.parametrize("name", WRITTEN_ONCE)
def test_what_was_written_once_never_changes_or_goes(complete: Proposal, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM grants_{name}")
        assert cursor.fetchone()[0] > 0
    assert refusal(run, f"UPDATE grants_{name} SET id = id") == KEPT
    assert refusal(run, f"DELETE FROM grants_{name}") == KEPT


@pytest.mark.parametrize("name", NEVER_REMOVED)
def test_nothing_of_a_proposal_is_removed(complete: Proposal, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM grants_{name}")
        assert cursor.fetchone()[0] > 0
    assert refusal(run, f"DELETE FROM grants_{name}") == KEPT


@pytest.mark.parametrize("column", ["holder", "iban_hash", "ending", "entered_by_id", "proposal_id"])
def test_of_an_account_nothing_changes_but_the_key_it_is_encrypted_with(
    complete: Proposal, column: str
) -> None:
    value = "x" if column in {"holder", "iban_hash", "ending"} else None
    assert refusal(run, f"UPDATE grants_bankaccount SET {column} = %s", value) == KEPT
    run("UPDATE grants_bankaccount SET iban = iban")


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_stay_with_the_text(complete: Proposal, name: str) -> None:
    assert refusal(run, f"UPDATE grants_{name} SET id = id WHERE proposal_id = %s", complete.pk) == STANDS
    assert refusal(run, f"DELETE FROM grants_{name} WHERE proposal_id = %s", complete.pk) == STANDS


def test_the_parts_of_a_draft_come_and_go(draft: Proposal) -> None:
    assert [run(f"DELETE FROM grants_{name} WHERE proposal_id = %s", draft.pk) for name in PARTS] == [
        2,
        1,
        1,
        2,
    ]


def test_an_event_is_the_newest_step(complete: Proposal) -> None:
    newest = complete.events.get(number=4)
    sentence = "an event is the newest step of its proposal"

    assert refusal(insert, newest, number=5) == sentence
    assert refusal(insert, newest, number=4) == sentence


def test_who_has_an_interest_takes_no_step_past_the_flows_either(draft: Proposal, anna: User) -> None:
    flows.declare_interest(draft, has_interest=True, explanation="Mijn zus.", by=anna, at=NOON)
    run("UPDATE grants_proposal SET state = 'presented', steps = 2 WHERE id = %s", draft.pk)

    sentence = refusal(Event.objects.create, proposal=draft, number=2, state="presented", by=anna, at=NOON)

    assert sentence == "who has an interest in a proposal takes no part in it"


def test_an_interest_stays(draft: Proposal, anna: User) -> None:
    flows.declare_interest(draft, has_interest=False, by=anna, at=NOON)
    flows.declare_interest(draft, has_interest=True, explanation="Mijn zus.", by=anna, at=NOON)

    change = "UPDATE grants_interest SET has_interest = %s WHERE proposal_id = %s"
    assert refusal(run, change, False, draft.pk) == "an interest that was declared stays"


def test_an_aim_stands_in_the_plan_of_the_round(draft: Proposal) -> None:
    other = Element.objects.exclude(plan=draft.round.plan)[0]

    sentence = refusal(insert, draft.aims.get(), element_id=other.pk)

    assert sentence == "a proposal names what stands in the plan of its round"


def test_a_check_answers_a_condition_of_the_frame_of_the_round(
    complete: Proposal, city: City, ella: User, olga: User
) -> None:
    other = plan.frame(city, by=ella, at=NOON).conditions.get()

    sentence = refusal(
        Check.objects.create, proposal=complete, condition=other, answer="yes", by=olga, at=NOON
    )

    assert sentence == "a check answers a condition of the frame of the round"


def test_an_answer_of_the_applicant_is_given_once(complete: Proposal) -> None:
    change = "UPDATE grants_confirmation SET confirmed_by = 'Iemand anders' WHERE proposal_id = %s"

    assert refusal(run, change, complete.pk) == "a confirmation is given or ends once"


def test_what_is_hidden_has_its_reason(draft: Proposal) -> None:
    hide = "UPDATE grants_proposal SET place_is_hidden = %s WHERE id = %s"

    assert "what_is_hidden_has_its_reason" in refusal(run, hide, True, draft.pk)
