"""One booking of the bank for a whole batch tells of each payment in it, once a payer said so."""

from typing import Any

import pytest
from django.urls import reverse

from grants.budget.proof import prove
from grants.payments.errors import WrongMatch
from grants.payments.flows import as_batch, as_fee, as_not_ours
from grants.payments.models import Batch, Order, StatementLine
from grants.payments.queries_of_lines import batches_for
from grants.payments.reconciling import reconcile
from grants.payments.states import LineKind
from tests import decisions, payments
from tests.grants.budget.raw import refused
from tests.make import NOON, post
from tests.payments import Booked, back, out
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District


@shared
def batch(delfshaven: District) -> Batch:
    """A batch of two payments of 1,000 and 200 euros that left."""
    asked = [decisions.granted(delfshaven, cents=cents) for cents in (1_000_00, 200_00)]
    return payments.release(payments.batched(*asked))


@shared
def line(batch: Batch) -> StatementLine:
    """One booking of the bank of as much."""
    booked = [Booked(1_200_00, text="SEPA-batch", reference="WHOLE")]
    return payments.read(batch.city, booked).lines.select_related("city", "statement").get()


def states(batch: Batch) -> set[str]:
    return set(Order.objects.filter(batch=batch).values_list("state", flat=True))


def differences(city: City) -> list[str]:
    found = reconcile(city, on=NOON.date())
    assert (found.left_cents, prove().faults) == (0, [])
    return [one.kind.value for one in found.differences]


def test_each_payment_of_the_batch_is_paid_by_it_and_may_come_back_by_itself(
    batch: Batch, line: StatementLine, city: City, pim: User
) -> None:
    assert (line.kind, list(batches_for(line))) == (LineKind.UNKNOWN, [batch])
    with pytest.raises(WrongMatch):  # it may be these payments
        as_not_ours(line, why="Andere afdeling.", by=pim, at=NOON)
    with pytest.raises(WrongMatch):
        as_fee(line, by=pim, at=NOON)
    noted = "UPDATE grants_statementline SET kind = 'not_ours', why = 'x' WHERE id = %s"
    assert "not of this portal once" in refused(noted, line.pk)
    to_pay = "UPDATE grants_statementline SET kind = 'batch', batch_id = %s WHERE id = %s"
    assert "pays a whole batch" in refused(to_pay, batch.pk, line.pk)

    as_batch(line, batch, by=pim, at=NOON)

    assert (states(batch), differences(city)) == ({"settled"}, [])
    first = batch.orders.order_by("id")[0]
    payments.read(city, [back(first)], number="STMT-2")
    assert Order.objects.get(pk=first.pk).state == "failed"
    assert differences(city) == []
    assert "matched once" in refused(
        "UPDATE grants_statementline SET kind = 'unknown', batch_id = NULL WHERE id = %s", line.pk
    )


def test_once_some_of_it_was_told_the_line_is_no_longer_the_whole(
    batch: Batch, line: StatementLine, city: City, pim: User
) -> None:
    payments.read(city, [out(batch.orders.order_by("id")[0])], number="STMT-2")

    assert list(batches_for(line)) == []
    with pytest.raises(WrongMatch):
        as_batch(line, batch, by=pim, at=NOON)
    assert states(batch) == {"settled", "released"}


@pytest.mark.usefixtures("at_noon")
def test_pim_says_so_on_the_page_of_the_line(
    batch: Batch, line: StatementLine, pim: User, signed_in: Any
) -> None:
    browser, path = signed_in(pim), reverse("payment_line", args=[line.public_id])
    assert (
        f"Alle 2 betalingen van batch {batch.number} in \u00e9\u00e9n keer"
        in browser.get(path).content.decode()
    )

    assert post(browser, pim, path, what=f"batch-{batch.public_id}").status_code == 302

    page = browser.get(reverse("bank_statement", args=[line.statement.public_id])).content.decode()
    assert reverse("payment_batch", args=[batch.public_id]) in page
