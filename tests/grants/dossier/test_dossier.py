"""The page of a proposal: what each reader finds on it, and what stays inside until it is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grants.decisions.flows import decide, publish_decisions
from grants.dossier.told import offers_of, story_of, turn_for
from grants.money import format_euros
from grants.plan.states import Assessment
from grants.proposals import flows
from grants.proposals.flows import Cost, Cover
from grants.proposals.models import Proposal
from grants.proposals.rules import label_for
from grants.proposals.states import CoverKind, Route, State
from grants.rounds.states import Distribution
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
Open = Callable[[User | None], Client]
MOST_QUERIES = 12
FRAMES = ("SAVEPOINT", "RELEASE")


@pytest.fixture(autouse=True)
def _in_english_at_noon(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"), time_machine.travel(NOON + DAY, tick=False):
        yield


def page(client: Client, made: Proposal) -> str:
    answer = client.get(f"/proposals/{made.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def words(user: User, made: Proposal) -> list[str]:
    made = Proposal.objects.get(pk=made.pk)
    return [one.words for one in story_of(user, made)]


@shared
def held_back(delfshaven: District) -> Proposal:
    """A proposal of a tender that daan granted, and that is told on a decision day to come."""
    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city, regulation=round_.regulation)
    decide(decisions.prepared(made), by=decisions.cast("daan"), at=NOON)
    made.refresh_from_db()
    assert made.is_held_back
    return made


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven, title="Zebrapad-geheim")


@pytest.mark.parametrize("name", ["bram", "rik", "beheer", "fenna"])
def test_who_has_nothing_to_do_with_it_does_not_find_it(
    submitted: Proposal, name: str, anna: User, signed_in: Open, request: pytest.FixtureRequest
) -> None:
    assert "Zebrapad-geheim" in page(signed_in(anna), submitted)

    answer = signed_in(request.getfixturevalue(name)).get(f"/proposals/{submitted.public_id}/")

    assert answer.status_code == 404
    assert "Zebrapad-geheim" not in answer.content.decode()


def test_a_stranger_must_sign_in_first(delfshaven: District, signed_in: Open) -> None:
    made = proposals.submitted(delfshaven)
    assert signed_in(None).get(f"/proposals/{made.public_id}/").status_code == 302


def test_a_draft_is_for_its_council_alone_and_is_again_after_it_went_back(
    delfshaven: District, anna: User, chris: User, signed_in: Open
) -> None:
    made = proposals.presented(delfshaven, title="Zebrapad-geheim")
    flows.send_back(made, reason="Het bedrag klopt niet.", by=chris, at=NOON)
    assert "Zebrapad-geheim" in page(signed_in(anna), made)

    for name in ("bram", "olga", "rik"):
        client = signed_in(proposals.cast(name))
        answer = client.get(f"/proposals/{made.public_id}/")
        assert (answer.status_code, "Zebrapad-geheim" in answer.content.decode()) == (404, False)
        assert "Zebrapad-geheim" not in client.get("/home/").content.decode()


def test_its_council_reads_whose_turn_it_is_and_until_when(
    delfshaven: District, anna: User, olga: User
) -> None:
    draft = proposals.draft(delfshaven)
    assert turn_for(anna, draft, at=NOON) == (
        "Next: the council, to write it and present it, on 31 December 2026 at the latest."
    )
    made = proposals.submitted(delfshaven)
    due_on = made.due_on
    assert due_on is not None
    assert turn_for(anna, made, at=NOON).startswith("Next: the city, on ")
    assert turn_for(olga, made, at=NOON).startswith("Next: the officer, to check it, on ")

    proposals.ask(made, at=NOON)
    made = Proposal.objects.get(pk=made.pk)
    assert turn_for(anna, made, at=NOON) == (
        "Next: the council, with what the city asked, on 16 November 2026 at the latest."
    )
    assert turn_for(olga, made, at=NOON) == (
        "Next: the council and the applicant, to complete it, on 16 November 2026 at the latest."
    )


def test_the_next_step_stands_in_front_and_what_cannot_be_undone_at_the_end(
    delfshaven: District, chris: User, anna: User, olga: User
) -> None:
    made = proposals.presented(delfshaven)
    of_chair = offers_of(chris, made, at=NOON)
    assert (of_chair[0].label, of_chair[-1].label) == ("Enter the decision of the council", "Withdraw it")
    assert "Enter the decision of the council" not in [one.label for one in offers_of(anna, made, at=NOON)]

    ready = proposals.reviewed(delfshaven, cents=20_000_00, title="Groot feest")
    assert [one.label for one in offers_of(olga, ready, at=NOON) if one.is_next] == ["Prepare a grant"]
    assert all(
        one.address.startswith(("/decisions/", "/reviews/", "/proposals/"))
        for one in offers_of(olga, ready, at=NOON)
    )


def test_what_is_asked_is_one_step_of_the_council_until_it_is_answered(
    submitted: Proposal, anna: User
) -> None:
    proposals.ask(submitted, at=NOON)

    def steps() -> list[tuple[str, str]]:
        made = Proposal.objects.get(pk=submitted.pk)
        offers = offers_of(anna, made, at=NOON)
        assert f"/proposals/{made.public_id}/completing/" in [one.address for one in offers]
        return [(one.label, one.address.split("/")[-2]) for one in offers if one.is_next]

    assert steps() == [("Complete what is missing", "completing")]
    item = submitted.completion_requests.get().items.get()
    flows.answer_item(item, answer="Die zit erbij.", by=anna, at=NOON)
    assert steps() == []


def test_members_read_nothing_of_reviews_and_preparation_staff_reads_all(
    delfshaven: District, anna: User, chris: User, signed_in: Open
) -> None:
    made = proposals.reviewed(delfshaven, cents=20_000_00)
    assert made.assessment == Assessment.FULL
    waits = decisions.prepared(made)
    made = Proposal.objects.get(pk=made.pk)
    assert made.state == State.PREPARED
    for user in (proposals.cast("olga"), proposals.cast("carla")):
        html = page(signed_in(user), made)
        assert (waits.number in html, "What the reviewers found" in html, "Rik Silva" in html) == (
            True,
            True,
            True,
        )
        assert {"A decision was prepared.", "Rik Silva was asked to review it."} <= set(words(user, made))

    for user in (anna, chris):
        html = page(signed_in(user), made)
        assert "Being handled" in html
        for secret in (
            waits.number,
            "What the reviewers found",
            "Rik Silva",
            "Olga",
            "Decision prepared",
            "Granted",
        ):
            assert secret not in html, secret
        assert sorted(words(user, made)) == sorted(
            [
                "Begun as a draft",
                "Presented to the council",
                "The council puts it forward: 5 for, 1 against, 0 abstained",
                "The applicant was asked to confirm the text",
                "The applicant confirmed the text",
                "Submitted to the city",
                "Found complete",
            ]
        )


def test_a_decision_that_is_held_back_reaches_its_council_on_the_decision_day(
    held_back: Proposal, anna: User, olga: User, daan: User, signed_in: Open
) -> None:
    decision = held_back.decisions.get()
    before = page(signed_in(anna), held_back)
    for secret in (decision.number, "Decisions", "Granted", "Paid out", "carries out", "We grant you"):
        assert secret not in before, secret
    assert "Being handled" in before
    assert turn_for(anna, held_back, at=NOON).startswith("Next: the city")
    assert "We grant you at most" not in " ".join(words(anna, held_back))
    assert decision.number in page(signed_in(olga), held_back)
    assert "decision day" in turn_for(olga, held_back, at=NOON)

    publish_decisions(held_back.round, by=daan, at=NOON + DAY)

    after = page(signed_in(anna), Proposal.objects.get(pk=held_back.pk))
    assert (decision.number in after, "We grant you at most" in after, "Being handled" in after) == (
        True,
        True,
        False,
    )


def test_a_list_of_the_council_gives_nothing_of_a_decision_away_before_its_day(
    held_back: Proposal, anna: User, signed_in: Open
) -> None:
    client = signed_in(anna)
    assert held_back.title in client.get("/proposals/?state=complete").content.decode()
    assert held_back.title not in client.get("/proposals/?state=granted").content.decode()
    for path in ("/proposals/", "/home/"):
        html = client.get(path).content.decode()
        assert ("The city acts next" in html, "Granted and not finished" in html) == (True, False)


def test_the_amounts_come_from_the_decisions_and_the_ledger(
    delfshaven: District, anna: User, signed_in: Open
) -> None:
    made = decisions.granted(delfshaven, cents=4_800_00)
    answer = signed_in(anna).get(f"/proposals/{made.public_id}/")
    assert [(one.label, one.amount) for one in answer.context["figures"]] == [
        ("Asked", format_euros(4_800_00)),
        ("Granted", format_euros(4_800_00)),
        ("Paid out", format_euros(0)),
    ]
    assert answer.context["card"] is None


def test_of_a_fixed_amount_nobody_reads_that_it_was_invoiced(delfshaven: District, olga: User) -> None:
    made = decisions.granted(delfshaven, route=Route.OWN, cents=900_00)
    assert (made.state, label_for(olga, made)) == (State.DETERMINED, "Amount is fixed")


def test_who_withdrew_it_is_told_with_the_reason(delfshaven: District, chris: User, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    flows.withdraw(made, reason="Er is geen geld meer nodig.", by=chris, at=NOON + DAY)
    last = story_of(olga, Proposal.objects.get(pk=made.pk))[-1]
    assert (last.words, last.by, last.reason) == (
        "Withdrawn by the council",
        "Chris Yıldız",
        "Er is geen geld meer nodig.",
    )


@pytest.mark.parametrize("name", ["anna", "olga"])
def test_the_page_takes_the_same_queries_with_thirty_rows(
    name: str, delfshaven: District, anna: User, signed_in: Open, request: pytest.FixtureRequest
) -> None:
    def taken(made: Proposal) -> int:
        client = signed_in(request.getfixturevalue(name))
        client.get("/home/")
        with CaptureQueriesContext(connection) as queries:
            page(client, made)
        return sum(not one["sql"].startswith(FRAMES) for one in queries.captured_queries)

    few = proposals.submitted(delfshaven, cents=20_000_00, title="Weinig")
    many = proposals.draft(delfshaven, cents=20_000_00, title="Veel")
    lines = [Cost(f"Regel {one}", 200_00) for one in range(101)]
    own = [Cover(CoverKind.OWN, f"Eigen {one}", 10_00) for one in range(20)]
    flows.set_money(many, asked_cents=20_000_00, costs=lines, covers=own, by=anna, at=NOON)
    flows.present(many, by=anna, at=NOON)
    proposals.decide(many)
    question, _token = flows.ask_applicant(many, by=anna, at=NOON)
    flows.confirm(question, name="Fatima", at=NOON)
    flows.submit(many, by=proposals.chair_of(delfshaven), at=NOON)

    assert taken(few) <= MOST_QUERIES
    assert taken(many) == taken(few)
