"""What the database refuses of payments, and that another key for what is encrypted is no change."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from pytest_django import Settings

from grants.budget.models import Entry
from grants.payments.flows import set_paying_account
from grants.payments.models import Batch, Claim, Order, PayingAccount, Statement, StatementLine
from grants.payments.queries import file_of
from grants.proposals.models import BankAccount, Proposal
from tests import decisions, payments
from tests.grants.decisions.test_revising import claimed
from tests.make import NOON
from tests.payments import CITY_IBAN, Booked
from tests.proposals import IBAN
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District


@shared
def paid(delfshaven: District) -> Order:
    """A payment that the bank made."""
    (order,) = payments.paid(decisions.granted(delfshaven, advance_percent=100))
    return order


def refused(model: type[models.Model], values: Mapping[str, Any]) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("model", [PayingAccount, Batch, Order, Statement, StatementLine])
def test_nothing_of_what_was_paid_is_removed(paid: Order, model: type[models.Model]) -> None:
    assert model._base_manager.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.all()._raw_delete(using="default")


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (PayingAccount, {"holder": "x"}),
        (PayingAccount, {"iban_hash": "x"}),
        (Batch, {"cents": 1}),
        (Batch, {"execution_on": "2027-01-04"}),
        (Batch, {"state": "returned", "reason": "x"}),
        (Batch, {"sha256": "x"}),
        (Batch, {"file": None}),
        (Order, {"cents": 1}),
        (Order, {"end_to_end_id": "x"}),
        (Order, {"due_on": "2027-01-04"}),
        (Order, {"state": "prepared"}),
        (Order, {"state": "released"}),
        (Order, {"state": "cancelled"}),
        (Order, {"batch": None}),
        (Statement, {"name": "x"}),
        (StatementLine, {"cents": 1}),
        (StatementLine, {"text": "x"}),
        (StatementLine, {"kind": "unknown", "entry": None}),
    ],
    ids=str,
)
def test_what_was_paid_stays_as_it_was(
    paid: Order, model: type[models.Model], values: Mapping[str, Any]
) -> None:
    assert refused(model, values)


@pytest.mark.parametrize("matched", [{}, {"kind": "fee"}, {"kind": "receipt"}, {"kind": "refund"}], ids=str)
def test_a_line_of_a_statement_begins_unmatched(
    delfshaven: District, city: City, matched: dict[str, str]
) -> None:
    _made, claim = claimed(delfshaven, came_in=4_000_01)
    line, entry = claim.lines.get(), Entry.objects.filter(statement_line__isnull=True).last()
    values = {
        "statement": line.statement,
        "city": city,
        "reference": "Z",
        "position": 99,
        "is_receipt": False,
        "cents": 5_00,
        "booked_on": line.booked_on,
    }
    if matched:
        with pytest.raises(IntegrityError, match="begins unmatched"), transaction.atomic():
            StatementLine.objects.create(**values, **matched, claim=claim, entry=entry)
    else:
        assert StatementLine.objects.create(**values).kind == "unknown"


def test_an_instalment_has_one_order_that_stands(paid: Order) -> None:
    values = {name.attname: getattr(paid, name.attname) for name in Order._meta.concrete_fields}
    values |= {"id": None, "public_id": "another", "attempt": 2, "end_to_end_id": "another"}
    values |= {"state": "prepared", "batch_id": None, "sent_entry_id": None, "settled_on": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        Order(**values).save(force_insert=True)


def test_an_order_never_pays_more_than_its_instalment_nor_to_an_account_of_others(
    delfshaven: District,
) -> None:
    proposal = decisions.granted(delfshaven, advance_percent=80)
    other = decisions.granted(delfshaven, cents=1_000_00)
    (instalment,) = payments.instalments_of(proposal)
    (right,) = payments.ordered(other)
    values: dict[str, Any] = {
        "proposal": proposal,
        "instalment": instalment,
        "bank_account": proposal.bank_accounts.get(),
        "cents": instalment.cents,
        "end_to_end_id": "X",
        "due_on": NOON.date(),
        "prepared_by": right.prepared_by,
        "prepared_at": NOON,
    }
    for wrong in ({"cents": instalment.cents + 1}, {"bank_account": other.bank_accounts.get()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.create(**(values | wrong))
    assert Order.objects.create(**values).pk


def test_a_claim_only_gets_less(city: City, delfshaven: District, daan: User, pim: User) -> None:
    from tests.grants.payments.test_matching import overpaid

    overpaid(decisions.granted(delfshaven, advance_percent=100), city, daan, pim)
    assert refused(Claim, {"cents": 1})
    assert refused(Claim, {"state": "paid"})
    assert refused(Claim, {"reference": "x"})


def test_what_is_encrypted_gets_another_key(paid: Order, city: City, bas: User, settings: Settings) -> None:
    assert paid.batch is not None
    before = file_of(paid.batch)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]

    assert file_of(paid.batch) == before
    assert BankAccount.objects.get(pk=paid.bank_account_id).iban == IBAN
    assert PayingAccount.objects.get().iban == CITY_IBAN


def test_a_newer_account_of_the_city_takes_over_and_the_old_one_stays(
    paid: Order, city: City, bas: User, delfshaven: District
) -> None:
    set_paying_account(city, iban=payments.ANOTHER_IBAN, holder="Gemeente Rotterdam", by=bas, at=NOON)

    batch = payments.batched(decisions.granted(delfshaven, cents=10_00, title="Nog een"))
    assert batch.account.ending == "6789"
    assert [one.ending for one in PayingAccount.objects.all()] == ["6789", "4567"]
    payments.read(
        city, [Booked(1_00, text="x")], number="oud", at=NOON
    )  # a statement of the old one is read still


def test_a_proposal_keeps_every_attempt(paid: Order) -> None:
    proposal = Proposal.objects.get(pk=paid.proposal_id)

    assert [one.attempt for one in proposal.orders.all()] == [1]
