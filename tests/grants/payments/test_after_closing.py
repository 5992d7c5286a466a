"""What happens to the money of a dossier that was closed, and how its story tells what was asked back."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.budget.proof import prove
from grants.decisions.flows import decide_objection
from grants.decisions.states import Outcome
from grants.dossier.told import offers_of, story_of
from grants.money import format_euros
from grants.payments.models import Claim
from grants.payments.queries import payable_cents
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register.flows import close
from portal.ui.dates import full_date
from tests import decisions, objections, payments
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.grants.register import ends
from tests.objections import DECIDED, REASONS
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
LATE = ends.LONG_AFTER


def raised_after_closing(district: District) -> Proposal:
    """Return a closed one that was lowered to 5,500 euros and, after an objection to that, raised to 7,000."""
    made = ends.determined(district)
    assert close(made, at=LATE) is True
    lower = decisions.lowered(again(made), 5_500_00, at=LATE)
    entered = objections.heard(lower, at=LATE)
    decide_objection(
        entered, outcome=Outcome.UPHELD, reasons=REASONS, by=decisions.cast("joris"), at=LATE + DAY
    )
    decisions.raised(again(made), 7_000_00, at=LATE + DAY)
    return again(made)


def test_a_closed_dossier_of_which_the_amount_was_raised_is_paid_to_a_new_account(
    delfshaven: District, olga: User, chris: User, signed_in: Callable[[User | None], Client]
) -> None:
    made = raised_after_closing(delfshaven)
    address = reverse("payment_payee", args=[made.public_id])
    with time_machine.travel(LATE + DAY, tick=False):
        told = [one.address for one in offers_of(olga, made, at=LATE + DAY)]
        assert (made.state, address in told) == (State.CLOSED, True)
        assert signed_in(olga).get(address).status_code == 200
        assert signed_in(chris).get(address).status_code == 403
        payments.confirmed(payments.changed(made, by=olga, at=LATE + DAY), at=LATE + DAY)
    batch = payments.batched(again(made), execution_on=(LATE + 2 * DAY).date(), at=LATE + DAY)
    sent = payments.release(batch, at=LATE + DAY).orders.get()
    payments.read(delfshaven.city, [payments.out(sent)], number="STMT-9", at=LATE + 3 * DAY)

    sent.refresh_from_db()
    assert (sent.cents, sent.bank_account.ending) == (1_000_00, payments.ANOTHER_IBAN[-4:])
    assert (again(made).state, payable_cents([made])[made.pk], prove().faults) == (State.CLOSED, 0, [])
    assert address not in [one.address for one in offers_of(olga, again(made), at=LATE + 3 * DAY)]


def test_on_a_closed_dossier_of_which_nothing_is_to_be_paid_no_account_is_asked(
    delfshaven: District, olga: User
) -> None:
    made = ends.determined(delfshaven)
    address = reverse("payment_payee", args=[made.public_id])
    assert address in [one.address for one in offers_of(olga, made, at=LATE)]
    close(made, at=LATE)
    assert address not in [one.address for one in offers_of(olga, again(made), at=LATE)]


def told_of(claim: Claim, user: User) -> list[str]:
    """Return what the story of its dossier tells of what was asked back."""
    with translation.override("en"):
        found = [one.words for one in story_of(user, again(claim.proposal))]
        return [one for one in found if "asked back" in one or "must be paid back" in one]


def test_the_story_says_that_it_was_asked_back_and_what_of_it_is_no_longer_asked(
    delfshaven: District, olga: User
) -> None:
    made, claim = claimed(delfshaven)
    with translation.override("en"):
        day = full_date(claim.due_on)
    asked = f"{format_euros(4_000_00)} was asked back, to be paid by {day} at latest"
    assert told_of(claim, olga) == [asked]
    decisions.raised(upheld(made), 3_000_00, at=DECIDED)
    assert told_of(claim, olga) == [f"{asked}; {format_euros(600_00)} of it is no longer asked"]
