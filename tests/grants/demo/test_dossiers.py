"""The dossiers of the demo, played once in a small world: cut off half way, and gone on with."""

from __future__ import annotations

import copy
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db.models import Sum

from grants.budget.models import Account, Entry, Transfer
from grants.budget.proof import prove
from grants.decisions.models import BudgetCondition, Decision
from grants.decisions.queries_of_waiting_list import waiting_list
from grants.demo import director
from grants.demo.acts import ACTS
from grants.demo.cast import CAST
from grants.demo.director import CHUNKS, play_all, played_so_far
from grants.demo.flows import load_demo
from grants.demo.flows.desks import open_desks
from grants.payments.models import Batch, Claim, Notice, Order, SetOff, StatementLine, WriteOff
from grants.payments.queries import to_pay
from grants.payments.queries_of_accounts import unconfirmed_accounts, without_account
from grants.plan.models import Consultation, Reaction
from grants.plan.queries import counts_of
from grants.proposals.models import BankAccount, Event, Party, Proposal
from grants.proposals.queries import clock_of
from grants.proposals.states import AT_THE_OFFICE, PartyKind, Route, State
from grants.register.queries import to_close
from grants.reports.queries import to_begin
from portal.post.models import Message, MessageState
from portal.trail.models import Head
from portal.trail.queries import breaks
from tests.make import NOON
from tests.shared import undone
from wijkraden.people.models import User
from wijkraden.places.models import City, District

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

TODAY = NOON.date()


class CutOff(Exception):
    """What stops a play half way."""


def play(*, until: int = CHUNKS, shown_on: date = TODAY) -> int:
    people = load_demo(by=None, at=NOON)
    open_desks(people, by=None, at=NOON)
    return play_all(people, shown_on=shown_on, few=True, until=until)


@pytest.fixture(scope="module")
def _played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), undone():
        told: dict[str, Any] = {}
        half, acts = CHUNKS // 2, copy.copy(ACTS)

        def stops(*_told: Any, **_more: Any) -> None:
            raise CutOff

        play(until=half)
        ACTS.update(decide=stops, submit=stops, write=stops)
        try:
            play()
        except CutOff:
            told["cut_off_at"] = played_so_far()
        finally:
            ACTS.update(acts)
        told["count"] = play()
        yield told


@pytest.fixture
def played(_played: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with undone():
        yield _played


def whole_world() -> tuple[Any, ...]:
    sums = Account.objects.aggregate(debits=Sum("debits"), credits=Sum("credits"))
    counts = [
        one.objects.count() for one in (Proposal, Event, Decision, Order, Message, Entry, Transfer, User)
    ]
    return (sums["debits"], sums["credits"], Head.objects.get().number, Head.objects.get().hash, *counts)


def test_each_state_is_there_twice_and_each_route(played: dict[str, Any]) -> None:
    found = Counter(Proposal.objects.values_list("state", flat=True))
    assert {one.value: found[one.value] for one in State if found[one.value] < 2} == {}
    routes = Counter(Proposal.objects.values_list("route", flat=True))
    assert {one.value: routes[one.value] for one in Route if routes[one.value] < 2} == {}
    assert Proposal.objects.count() == played["count"]


def test_a_play_that_was_cut_off_goes_on_where_it_was(played: dict[str, Any]) -> None:
    assert played["cut_off_at"] == director.Played(
        TODAY, few=True, chunks=CHUNKS // 2, code=director.code_now()
    )
    assert played_so_far() == director.Played(TODAY, few=True, chunks=CHUNKS, code=director.code_now())


def test_a_second_run_changes_nothing_also_on_another_day(played: dict[str, Any]) -> None:
    before = whole_world()
    assert play() == play(shown_on=TODAY + timedelta(days=9)) == played["count"]
    assert whole_world() == before


def test_ledger_and_trail_are_sound(played: dict[str, Any]) -> None:
    assert prove().faults == []
    assert list(breaks()) == []


def test_nothing_is_overdue_by_the_portal_itself(played: dict[str, Any], city: City) -> None:
    assert list(to_begin(on=TODAY - timedelta(days=1))) == []
    assert Message.objects.filter(state=MessageState.WAITING).count() == 0
    late = [
        one.number
        for one in Proposal.objects.filter(state__in=AT_THE_OFFICE).select_related("round", "dossier")
        if clock_of(one).read(TODAY).is_over
    ]
    assert late == []
    assert {one.state for one in to_close(NOON)} <= {
        State.NOT_PUT_FORWARD,
        State.WITHDRAWN,
    }  # those of yesterday


def test_money_is_on_its_way_came_back_and_is_asked_back(played: dict[str, Any], city: City) -> None:
    assert {"settled", "failed"} <= set(Order.objects.values_list("state", flat=True))
    assert {"payment", "return", "claim", "receipt"} <= set(
        StatementLine.objects.values_list("kind", flat=True)
    )
    assert set(Claim.objects.values_list("state", flat=True)) == {"open", "paid", "written_off", "set_off"}
    assert set(WriteOff.objects.values_list("state", flat=True)) == {"prepared", "approved"}
    assert Notice.objects.filter(claim__state="open").exists()
    assert Batch.objects.filter(state="released").exists()
    assert any(one.failed for one in to_pay(city))


def test_a_claim_of_the_year_before_was_set_off_and_the_rest_was_paid(
    played: dict[str, Any],
) -> None:
    found = SetOff.objects.select_related("claim__proposal", "proposal").get()
    owes, gets = found.claim.proposal, found.proposal
    years = [
        Proposal.objects.filter(pk=one.pk).values_list("dossier__year__year", flat=True).get()
        for one in (owes, gets)
    ]
    assert years == [TODAY.year - 1, TODAY.year]
    assert {one.parties.get(kind=PartyKind.APPLICANT).name for one in (owes, gets)} == {
        "Stichting Zomer op het Plein"
    }
    assert (found.state, found.cents, found.claim.state) == ("approved", found.claim.cents, "set_off")
    assert (owes.state, gets.state) == (State.DETERMINED, State.UNDER_WAY)
    instalment = gets.decisions.get().instalments.first()
    assert instalment is not None
    (order,) = Order.objects.filter(proposal=gets)
    assert (order.state, order.cents) == ("settled", instalment.cents - found.cents)


def test_the_financial_system_refused_a_payment_and_paid_it_the_next_time(played: dict[str, Any]) -> None:
    found = Order.objects.filter(channel="finance").order_by("id")

    assert [(one.attempt, one.state, one.settled_on is None) for one in found] == [
        (1, "failed", True),
        (2, "settled", False),
    ]
    assert {one.batch.channel for one in found if one.batch is not None} == {"finance"}
    lines = StatementLine.objects.filter(statement__channel="finance").order_by("id")
    assert [(one.kind, one.is_refusal) for one in lines] == [("return", True), ("payment", False)]
    assert set(Order.objects.exclude(channel="finance").values_list("channel", flat=True)) == {"bank"}


def test_one_changed_account_was_confirmed_and_another_waits_for_a_call(
    played: dict[str, Any], city: City
) -> None:
    (waits,) = unconfirmed_accounts(city)
    assert [one.is_ready for one in to_pay(city) if one.account == waits] == [False]
    confirmed = BankAccount.objects.filter(verdict="confirmed", orders__state="settled")
    assert confirmed.exists()
    assert {one.checked_by == one.entered_by for one in confirmed} == {False}


def test_what_no_screen_offers_stands_nowhere_and_what_is_not_public_is_there(
    played: dict[str, Any], city: City
) -> None:
    others = Party.objects.exclude(proposal__route=Route.SUBSIDY)
    assert set(others.values_list("kind", "proposal__route")) == {(PartyKind.PERFORMER, Route.PURCHASE)}
    early = Proposal.objects.exclude(route=Route.SUBSIDY).filter(dossier__isnull=True)
    assert early.exists()
    assert not early.filter(bank_accounts__isnull=False).exists()
    assert without_account(city).count() == 1
    assert Party.objects.filter(kind=PartyKind.APPLICANT, is_person=True).exists()
    assert Proposal.objects.filter(place_is_hidden=True).exists()


def test_one_was_granted_from_the_waiting_list_and_another_still_stands_on_it(played: dict[str, Any]) -> None:
    granted = Decision.objects.get(replaces__ground="ceiling")
    assert (granted.state, granted.proposal.state) == ("decided", State.GRANTED)
    assert 0 < granted.cents < granted.proposal.asked_cents

    standing = Proposal.objects.filter(state=State.REFUSED, decisions__ground="ceiling")
    assert [len(waiting_list(one.slice, on=TODAY).places) for one in standing] == [1] * standing.count()


def test_one_of_next_year_waits_for_the_budget(played: dict[str, Any]) -> None:
    condition = BudgetCondition.objects.get()
    proposal = condition.decision.proposal
    assert (condition.ending, proposal.state, proposal.slice.year.year) == ("", State.GRANTED, TODAY.year + 1)
    assert not Order.objects.filter(proposal=proposal).exists()


def test_each_common_ground_was_used(played: dict[str, Any]) -> None:
    used = set(Decision.objects.filter(state="decided").exclude(ground="").values_list("ground", flat=True))
    assert used >= {
        "ceiling",
        "ranking",
        "condition",
        "policy",
        "fear",
        "own_data",
        "incomplete",
        "costs",
        "not_done",
    }


def test_nobody_of_the_demo_can_be_written_to(played: dict[str, Any]) -> None:
    addresses = {
        *Party.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    }
    assert {one for one in addresses if not one.endswith(".example")} == set()


def test_a_consultation_was_held_on_a_concept_that_says_it_is_made_up(played: dict[str, Any]) -> None:
    (one,) = Consultation.objects.all()
    counts = counts_of(one)
    assert (one.is_published, counts.shown, counts.not_shown, counts.changed) == (True, 3, 2, 2)
    assert "verzonnen" in one.plan.title
    assert "verzonnen" in one.introduction
    sent = Reaction.objects.filter(email__isnull=False)
    assert [str(each.email) for each in sent if not str(each.email).endswith(".example")] == []
    assert len(sent) == 4


def test_districts_of_the_cast_have_something_for_each_of_its_people(played: dict[str, Any]) -> None:
    home = District.objects.get(slug="delfshaven-schiemond")
    states = set(Proposal.objects.filter(district=home).values_list("state", flat=True))
    assert {"draft", "presented", "completing", "under_way", "reported"} <= states


def test_the_command_says_how_much_there_is(played: dict[str, Any]) -> None:
    out = io.StringIO()
    call_command("demo", "--no-serve", stdout=out)
    assert out.getvalue() == f"The demo is loaded: {len(CAST)} people, {played['count']} dossiers.\n"


def test_the_command_keeps_the_day_that_the_demo_shows(played: dict[str, Any]) -> None:
    told = io.StringIO()
    call_command("demo", "--no-serve", "--today", "2026-12-24", stdout=io.StringIO(), stderr=told)
    assert told.getvalue() == f"This demo shows {TODAY}, and goes on doing so.\n"
    assert played_so_far() == director.Played(TODAY, few=True, chunks=CHUNKS, code=director.code_now())


def test_one_final_amount_went_down_after_a_view_and_one_up_after_an_objection(
    played: dict[str, Any],
) -> None:
    lower, higher = Decision.objects.filter(kind="revise").order_by("ground")
    assert (lower.ground, lower.cents) == ("later_facts", lower.before_cents * 90 // 100)
    assert [one.ground for one in lower.proposal.views_asked.all()] == ["later_facts"]
    assert Claim.objects.get(proposal=lower.proposal).cents == lower.before_cents - lower.cents

    final = higher.proposal.decisions.get(kind="determine")
    assert (higher.ground, higher.before_cents, higher.cents > final.cents) == (
        "objection",
        final.cents,
        True,
    )
    assert final.objections.get().outcome == "upheld"
    assert higher.decided_by != final.decided_by
