"""Payments that stand still while something serious is suspected (Awb 4:56)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.dossier.told import lines_beyond, offers_of, turn_for
from grants.payments.checking import checked
from grants.payments.errors import NobodyToTell, NotToSuspend, Suspended
from grants.payments.flows import cancel_order, end_over, lift_suspension, prepare_batch, renew_order, suspend
from grants.payments.models import Order, Suspension
from grants.payments.queries import to_pay
from grants.payments.queries_of_accounts import newest_accounts
from grants.payments.states import SuspensionEnd
from grants.proposals.errors import HasInterest
from grants.proposals.models import Interest, Party, Proposal
from grants.terms import law
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from portal.trail.models import Record
from tests import decisions, payments
from tests.grants.budget.raw import insert, refusal, refused, run
from tests.make import NOON, post
from tests.payments import TOMORROW
from tests.proposals import cast
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City, District

WHY = "De bonnen van juni zijn van een ander feest."
LAST = NOON.date() + timedelta(weeks=13)


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def order(proposal: Proposal) -> Order:
    """Its payment, which pim prepared."""
    return payments.ordered(proposal)[0]


@shared
def still(order: Order) -> Suspension:
    """Its payments stand still since then: olga told the recipient."""
    return suspend(order.proposal, reason=WHY, by=cast("olga"), at=NOON)


def days(number: int) -> datetime:
    """Return noon so many days later."""
    return NOON + timedelta(days=number)


def again(of: Suspension, at: datetime) -> Suspension:
    """Let the payments stand still once more."""
    return suspend(of.proposal, reason=WHY, by=cast("olga"), at=at)


def test_nothing_leaves_while_payments_stand_still(
    still: Suspension, order: Order, city: City, pim: User, petra: User
) -> None:
    (found,) = checked([order])
    assert found.faults == [
        "De betalingen van dit dossier staan stil, tot en met maandag 1 februari 2027 (Awb 4:56)."
    ]
    with pytest.raises(Suspended, match=order.proposal.number):
        prepare_batch(city, orders=[order], execution_on=TOMORROW, by=pim, at=NOON)
    with pytest.raises(Suspended):
        renewed = payments.changed(order.proposal)
        payments.confirmed(renewed)
        renew_order(order, by=pim, at=NOON)

    lift_suspension(still, why="De bonnen kloppen toch.", by=cast("otto"), at=NOON)

    renew_order(order, by=pim, at=NOON)
    assert Order.objects.filter(proposal=order.proposal, state="prepared").count() == 1


def test_a_batch_that_waits_is_not_released_with_it(proposal: Proposal) -> None:
    batch = payments.batched(proposal)
    suspend(proposal, reason=WHY, by=cast("olga"), at=NOON)

    with pytest.raises(Suspended, match=proposal.number):
        payments.release(batch)
    released = "UPDATE grants_batch SET state = 'released' WHERE id = %s"
    assert "nothing is paid on a dossier that stands still" in refused(released, batch.pk)


def test_the_recipient_is_told_why_and_until_when_and_the_trail_keeps_it(still: Suspension) -> None:
    assert (still.told_on, still.last_on, still.told_by) == (NOON.date(), LAST, cast("olga"))
    sent = Message.objects.get(kind="payments.suspended")
    assert WHY in sent.text
    assert "tot en met maandag 1 februari 2027" in sent.text
    assert Record.objects.get(act="payments.suspended").by_id == cast("olga").pk
    assert still.proposal.handlings.filter(user=cast("olga")).exists()


def test_it_lasts_thirteen_weeks_from_when_the_recipient_was_first_told(still: Suspension) -> None:
    with pytest.raises(NotToSuspend, match="al"):
        again(still, days(1))
    lift_suspension(still, why="Eerst horen.", by=cast("olga"), at=days(10))
    assert Message.objects.filter(kind="payments.suspension_lifted").count() == 1
    with pytest.raises(WrongState):
        lift_suspension(still, why="Nog eens.", by=cast("otto"), at=days(10))

    second = again(still, days(20))

    assert second.last_on == LAST
    assert end_over(still.proposal.district.city, by=None, at=days(91)) == 0
    assert end_over(still.proposal.district.city, by=None, at=days(92)) == 1
    ended = Suspension.objects.get(pk=second.pk)
    assert (ended.end, ended.ended_on, ended.ended_by) == (SuspensionEnd.OVER, LAST, None)
    with pytest.raises(NotToSuspend, match="dertien weken"):
        again(still, days(93))


def test_once_the_weeks_of_one_that_was_lifted_are_over_it_is_another_suspicion(still: Suspension) -> None:
    lift_suspension(still, why="Een misverstand.", by=cast("olga"), at=days(1))

    assert again(still, days(200)).last_on == NOON.date() + timedelta(days=200 + 91)


def test_it_is_over_for_who_prepares_also_before_the_nightly_work(proposal: Proposal) -> None:
    suspend(proposal, reason=WHY, by=cast("olga"), at=NOON)

    assert payments.ordered(proposal, at=days(92))

    assert Suspension.objects.get(proposal=proposal).end == SuspensionEnd.OVER


def test_a_decision_that_follows_ends_it_and_a_new_suspicion_has_its_own_weeks(
    delfshaven: District,
) -> None:
    made = decisions.granted(delfshaven, cents=20_000_00)
    suspend(made, reason=WHY, by=cast("olga"), at=NOON)

    decide(decisions.prepared(made, decisions.a_change(18_000_00)), by=cast("daan"), at=NOON)
    assert Suspension.objects.get(proposal=made).stands  # the recipient asked for that one
    made.refresh_from_db()
    decisions.viewed(made, Ground.NOT_DONE)
    decide(decisions.prepared(made, decisions.a_revocation()), by=cast("daan"), at=NOON)

    ended = Suspension.objects.get(proposal=made)
    assert (ended.end, ended.ended_on, ended.ended_by) == (SuspensionEnd.DECIDED, NOON.date(), None)
    made.refresh_from_db()
    assert suspend(made, reason=WHY, by=cast("olga"), at=days(30)).last_on == date(2027, 3, 3)


def test_the_term_to_pay_is_as_much_longer(proposal: Proposal, city: City) -> None:
    (before,) = to_pay(city)
    made = suspend(proposal, reason=WHY, by=cast("olga"), at=days(1))
    (waits,) = to_pay(city)
    assert (waits.is_ready, waits.suspended) == (False, made)

    lift_suspension(made, why="Klopt.", by=cast("olga"), at=days(10))

    (after,) = to_pay(city)
    assert (after.is_ready, after.due_on) == (True, before.due_on + timedelta(days=10))


def test_the_day_on_which_it_was_told_counts_for_no_term(proposal: Proposal, city: City) -> None:
    (before,) = to_pay(city)
    made = suspend(proposal, reason=WHY, by=cast("olga"), at=NOON)
    lift_suspension(made, why="Klopt.", by=cast("olga"), at=NOON)

    (after,) = to_pay(city)
    assert after.due_on == before.due_on


def test_only_an_officer_without_an_interest_who_can_tell_somebody(proposal: Proposal) -> None:
    with pytest.raises(NoLongerAllowed):
        suspend(proposal, reason=WHY, by=cast("pim"), at=NOON)
    by_hand(lambda: Party.objects.filter(proposal=proposal).update(email="", street=""))
    with pytest.raises(NobodyToTell):
        suspend(proposal, reason=WHY, by=cast("olga"), at=NOON)
    told: dict[str, Any] = {"has_interest": True, "explanation": "Mijn zus leidt het.", "declared_at": NOON}
    Interest.objects.create(proposal=proposal, user=cast("otto"), **told)
    with pytest.raises(HasInterest):
        suspend(proposal, reason=WHY, by=cast("otto"), at=NOON)
    assert not Suspension.objects.exists()


def test_the_database_refuses_what_no_flow_does(still: Suspension, order: Order, pim: User) -> None:
    assert "suspension" in refusal(insert, still, public_id="x" * 16)
    change = "UPDATE grants_suspension SET {} WHERE id = %s"
    ended = "end = 'lifted', ended_on = told_on, ended_at = told_at, ended_by_id = told_by_id"
    assert "who_lifts_a_suspension_says_why" in refused(change.format(_quoted(ended)), still.pk)
    assert "ends once" in refused(change.format("last_on = told_on"), still.pk)
    assert "is kept" in refused("DELETE FROM grants_suspension WHERE id = %s", still.pk)
    cancel_order(order, by=pim, at=NOON)
    second = {"public_id": "z" * 16, "end_to_end_id": "Z-1", "attempt": 9, "state": "prepared"}
    assert "stands still" in refusal(insert, order, **second)
    lifted = _quoted(ended) + ", why_ended = 'Klopt.'"
    assert run(change.format(lifted), still.pk) == 1
    assert "ends once" in refused(change.format("why_ended = 'Anders.'"), still.pk)


def _quoted(assignments: str) -> str:
    return assignments.replace("end = ", '"end" = ')


def test_an_officer_lets_payments_stand_still_and_go_on_by_the_pages(
    order: Order, olga: User, otto: User, signed_in: Any
) -> None:
    browser: Client = signed_in(olga)
    proposal = order.proposal
    path = f"/payments/suspend/{proposal.public_id}/"
    empty = post(browser, olga, path, reason=" ")
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["reason"])
    assert post(browser, olga, path, reason=WHY).status_code == 302

    made = Suspension.objects.get(proposal=proposal)
    page = browser.get(f"/proposals/{proposal.public_id}/").content.decode()
    assert "De betalingen staan stil, ten hoogste tot en met" in page
    assert "Laat de betalingen doorgaan" in page
    lift = f"/payments/suspensions/{made.public_id}/lift/"
    assert post(signed_in(otto), otto, lift, why="De bonnen kloppen toch.").status_code == 302
    assert Suspension.objects.get(proposal=proposal).ended_by == otto


def test_pages_look_at_the_day_before_anything_ended_it(still: Suspension, olga: User, pim: User) -> None:
    """Nothing ran since its last day: what a page shows, and offers, goes by the day."""
    (order,) = still.proposal.orders.all()
    cancel_order(order, by=pim, at=NOON)
    city = still.proposal.district.city
    last, after = LAST, LAST + timedelta(days=1)

    (here,) = to_pay(city, on=last)
    assert here.suspended == still
    (here,) = to_pay(city, on=after)
    usual = law.PAYMENT.last_day(NOON.date()).day
    assert (here.suspended, here.is_ready, here.due_on - usual) == (None, True, timedelta(days=91))
    accounts = [newest_accounts([still.proposal_id], on=one)[still.proposal_id] for one in (last, after)]
    assert [getattr(one, "still_until") for one in accounts] == [last, None]  # noqa: B009  # annotated
    lift = reverse("payment_lift", args=[still.public_id])
    offered = [
        lift in [one.address for one in offers_of(olga, still.proposal, at=at)] for at in (days(91), days(92))
    ]
    assert offered == [True, False]
    assert Suspension.objects.get().end == ""


def test_a_payment_that_was_prepared_before_is_to_be_paid_as_much_later(
    still: Suspension, order: Order
) -> None:
    lift_suspension(still, why="Het klopt toch.", by=cast("olga"), at=days(9))

    assert Order.objects.get().due_on == order.due_on + timedelta(days=10)  # the day on which it began counts
    for due_on in (order.due_on, Order.objects.get().due_on - timedelta(days=1)):
        assert refused("UPDATE grants_order SET due_on = %s", due_on)


def test_the_turn_says_that_the_city_decides_while_payments_stand_still(
    still: Suspension, olga: User
) -> None:
    with translation.override("en"):
        lines = [turn_for(olga, Proposal.objects.get(), at=at) for at in (days(91), days(92))]
        beyond = lines_beyond(proposals=[still.proposal], at=days(91))
    assert ["stand still" in one for one in lines] == [True, False]
    assert "stand still" in beyond[still.proposal_id]
