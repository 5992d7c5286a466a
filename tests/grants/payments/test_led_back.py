"""Who opens a form of the payments that could only be refused is led back, with the sentence that sending it gives."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.proposals.models import Interest
from tests import decisions, payments
from tests.led_back import led
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield


def test_a_payment_that_is_not_on_its_way_does_not_fail(
    delfshaven: District, pim: User, signed_in: Open
) -> None:
    (sent,) = payments.sent(payments.at_once(delfshaven, cents=900_00))
    path = reverse("payment_failed", args=[sent.public_id])
    assert led(signed_in(pim), path) == ("", [])

    (waits,) = payments.ordered(payments.at_once(delfshaven, cents=800_00, title="Tweede"))
    path = reverse("payment_failed", args=[waits.public_id])
    back = reverse("payment", args=[waits.public_id])
    says = "Only a payment that is on its way can fail. Look at how it stands now."
    assert led(signed_in(pim), path) == (back, [says])


def test_who_has_an_interest_changes_no_account(delfshaven: District, olga: User, signed_in: Open) -> None:
    made = decisions.granted(delfshaven)
    path, back = (reverse(name, args=[made.public_id]) for name in ("payment_payee", "proposal"))
    assert led(signed_in(olga), path) == ("", [])

    told = {"has_interest": True, "explanation": "Mijn zus.", "declared_at": NOON}
    Interest.objects.create(proposal=made, user=olga, **told)
    (where, says) = led(signed_in(olga), path)
    assert (where, len(says)) == (back, 1)


@pytest.mark.parametrize("name", ["payment_release", "payment_return"])
def test_a_batch_that_was_released_is_not_released_or_returned_again(
    name: str, delfshaven: District, petra: User, signed_in: Open
) -> None:
    batch = payments.batched(payments.at_once(delfshaven, cents=900_00))
    path, back = (reverse(one, args=[batch.public_id]) for one in (name, "payment_batch"))
    assert led(signed_in(petra), path) == ("", [])

    payments.release(batch)
    says = "This batch is “Released” already, so nothing was done."
    assert led(signed_in(petra), path) == (back, [says])
