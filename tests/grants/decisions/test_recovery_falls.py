"""An upheld objection to a recovery: it is taken away, what is open stays owed, and nobody has to pay it by a day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from grants.budget.proof import prove
from grants.decisions.errors import DecidedFirst, NoObjection
from grants.decisions.models import Decision
from grants.decisions.offers import offers
from grants.decisions.queries import owed_by, proposals_to_recover, to_recover
from grants.decisions.states import DecisionKind
from grants.payments.errors import NothingDue
from grants.payments.flows import start_claim
from grants.payments.models import Claim
from grants.payments.queries import to_claim
from grants.proposals.models import Proposal
from grants.register.queries import what_keeps_open
from tests import decisions, objections, payments
from tests.grants.decisions.test_revising import again, claimed, overpaid
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


def falls(proposal: Proposal) -> Decision:
    """Have joris uphold an objection to its newest recovery, and return that."""
    recovery = proposal.decisions.filter(kind=DecisionKind.RECOVER).latest("version")
    objections.decided(recovery)
    recovery.refresh_from_db()
    return recovery


@pytest.mark.parametrize(("came_in", "left"), [(0, 4_000_00), (1_500_01, 2_499_99), (4_000_00, 0)])
def test_what_did_not_come_in_is_open_again_and_has_no_term(
    delfshaven: District, came_in: int, left: int
) -> None:
    made, claim = claimed(delfshaven, came_in=came_in)
    recovery = falls(made)

    claim = Claim.objects.get(pk=claim.pk)
    assert (recovery.replaced_at, recovery.open_cents) == (DECIDED, left)
    assert (claim.has_term, claim.left_cents, claim.is_open) == (False, left, left > 0)
    assert (owed_by(made), to_recover(made), prove().faults) == (left, left, [])
    told = [one.recover_cents for one in proposals_to_recover(delfshaven.city, on=NOON.date())]
    assert told == ([left] if left else [])


def test_a_new_one_is_taken_by_someone_else(delfshaven: District, daan: User) -> None:
    made, _claim = claimed(delfshaven)
    falls(made)
    with pytest.raises(DecidedFirst):
        decisions.recovered(again(made), by=daan, at=DECIDED)


def test_a_new_recovery_takes_its_place_and_the_old_claim_ends(delfshaven: District) -> None:
    made, claim = claimed(delfshaven, came_in=1_000_00)
    recovery = falls(made)
    second = decisions.recovered(again(made), at=DECIDED)
    assert (second.cents, second.replaces, to_recover(made)) == (3_000_00, recovery, 0)

    new = start_claim(second, by=decisions.cast("pim"), at=DECIDED)
    claim.refresh_from_db()
    assert (claim.state, claim.eased_cents, new.cents, new.has_term) == ("paid", 3_000_00, 3_000_00, True)
    assert (owed_by(made), prove().faults) == (3_000_00, [])


def test_money_that_comes_in_meanwhile_is_not_asked_again(delfshaven: District) -> None:
    made, claim = claimed(delfshaven)
    falls(made)
    back = Booked(500_00, is_receipt=True, text=claim.reference, reference="A")
    payments.read(delfshaven.city, [back], number="STMT-9")
    assert to_recover(made) == 3_500_00

    second = decisions.recovered(again(made), at=DECIDED)
    again_ = Booked(200_00, is_receipt=True, text=claim.reference, reference="B")
    payments.read(delfshaven.city, [again_], number="STMT-10")
    assert start_claim(second, by=decisions.cast("pim"), at=DECIDED).cents == 3_300_00
    assert (to_recover(made), owed_by(made)) == (0, 3_300_00)


def test_one_that_nobody_asked_yet_is_not_asked_any_more(delfshaven: District) -> None:
    made = overpaid(delfshaven)
    decisions.recovered(made)
    payments.account(delfshaven.city)
    recovery = falls(again(made))
    assert (recovery.open_cents, list(to_claim(delfshaven.city)), to_recover(made)) == (
        4_000_00,
        [],
        4_000_00,
    )
    with pytest.raises(NothingDue):
        start_claim(recovery, by=decisions.cast("pim"), at=DECIDED)


def test_a_higher_final_amount_takes_off_what_fell_too(delfshaven: District) -> None:
    made, claim = claimed(delfshaven)
    falls(made)
    objections.decided(made.decisions.get(kind=DecisionKind.DETERMINE))
    decisions.raised(again(made), 3_400_00, at=DECIDED)

    claim.refresh_from_db()
    assert (claim.eased_cents, to_recover(made), owed_by(made)) == (1_000_00, 3_000_00, 3_000_00)


def test_it_stays_open_in_the_dossier_and_is_upheld_once(delfshaven: District) -> None:
    made, _claim = claimed(delfshaven)
    falls(made)
    assert any("4.000" in one or "4,000" in one for one in what_keeps_open(again(made), ends.LONG_AFTER))
    with pytest.raises(NoObjection):
        objections.decided(made.decisions.get(kind=DecisionKind.RECOVER), name="Een buur")


def test_what_came_back_after_all_is_not_offered_to_be_asked_again(delfshaven: District, olga: User) -> None:
    made, claim = claimed(delfshaven)
    falls(made)
    ask = reverse("decision_prepare", args=[made.public_id, "recover"])
    assert ask in [one.address for one in offers(olga, again(made), at=DECIDED)]

    back = Booked(4_000_00, is_receipt=True, text=claim.reference, reference="A")
    payments.read(delfshaven.city, [back], number="STMT-9")

    assert owed_by(made) == 0
    assert ask not in [one.address for one in offers(olga, again(made), at=DECIDED)]


def test_the_database_says_what_was_open_once_and_of_a_recovery_alone(delfshaven: District) -> None:
    made, _claim = claimed(delfshaven)
    recovery = falls(made)
    final = made.decisions.get(kind=DecisionKind.DETERMINE)
    changes: list[tuple[Decision, dict[str, object]]] = [
        (recovery, {"open_cents": 1}),
        (recovery, {"open_cents": None}),
        (final, {"open_cents": 1}),
        (final, {"replaced_at": DECIDED, "open_cents": 1}),
    ]
    for one, wrong in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=one.pk).update(**wrong)
    second = decisions.recovered(again(made), at=DECIDED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(replaced_at=DECIDED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(replaced_at=DECIDED, open_cents=1)


def test_the_pages_say_that_it_has_no_last_day(
    delfshaven: District, pim: User, olga: User, signed_in: Callable[[User | None], Client]
) -> None:
    User.objects.update(language="en")
    made, claim = claimed(delfshaven)
    with time_machine.travel(DECIDED + 90 * DAY, tick=False):
        page = signed_in(pim).get(reverse("payment_claims")).content.decode()
        assert "Too late" in page
    falls(made)
    made_ = claim.decision.objections.get()
    assert made_.letter is not None
    with time_machine.travel(DECIDED + 90 * DAY, tick=False):
        page = signed_in(pim).get(reverse("payment_claims")).content.decode()
        assert ("Too late" in page, "No last day" in page) == (False, True)
    with time_machine.travel(DECIDED, tick=False):
        told = signed_in(olga).get(reverse("objection", args=[made_.public_id])).content.decode()
    assert reverse("decision_prepare", args=[made.public_id, "recover"]) in told
