"""Reading what hangs on one thing in two queries gives what a prefetch gives."""

from datetime import timedelta

import pytest
from django.db.models import prefetch_related_objects
from pytest_django import DjangoAssertNumQueries

from grants.dossier.told import READS
from grants.proposals.models import Proposal
from grants.proposals.sheet import READS as OF_SHEET
from portal.gather import gather
from portal.security.fields import EncryptedTextField
from tests import decisions, proposals
from tests.make import NOON
from wijkraden.places.models import District

LOOKUPS = (*READS, *OF_SHEET, "checks__condition")


@pytest.fixture
def granted(delfshaven: District) -> Proposal:
    """A proposal that was completed, reviewed and granted, as the database has it."""
    made = proposals.submitted(delfshaven, cents=20_000_00)
    proposals.ask(made, at=NOON - timedelta(days=3))
    return Proposal.objects.get(pk=decisions.granted(delfshaven, cents=900_00, title="Groot feest").pk)


def rows_of(owner: object, lookup: str) -> list[dict[str, object]]:
    """Return every column of every row that a lookup leads to."""
    name, _, rest = lookup.partition("__")
    found = getattr(owner, name)
    below = list(found.all()) if hasattr(found, "all") else [found] if found is not None else []
    if rest:
        return [row for one in below for row in rows_of(one, rest)]
    return [
        {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields} for one in below
    ]


def test_every_relation_has_the_rows_that_a_prefetch_gives(granted: Proposal) -> None:
    for made in (granted, Proposal.objects.filter(completion_requests__isnull=False).get()):
        asked_one_by_one = Proposal.objects.get(pk=made.pk)
        prefetch_related_objects([asked_one_by_one], *LOOKUPS)

        gather(made, *LOOKUPS)

        for lookup in LOOKUPS:
            assert rows_of(made, lookup) == rows_of(asked_one_by_one, lookup), lookup


def test_it_takes_two_queries_and_what_is_known_is_not_asked_again(
    granted: Proposal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        gather(granted, *LOOKUPS)

    with django_assert_num_queries(0):
        gather(granted, "events__by", "decisions__mandate")
        assert [one.by.full_name for one in granted.events.all() if one.by is not None]
        assert all(one.proposal is granted for one in granted.decisions.all())


def test_what_is_encrypted_is_read_alone_and_when_it_is_asked_for(
    granted: Proposal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gather(granted, "bank_accounts")
    (account,) = granted.bank_accounts.all()
    assert any(isinstance(one, EncryptedTextField) for one in account._meta.concrete_fields)

    with django_assert_num_queries(1):
        assert account.iban.startswith("NL")


def test_nothing_asked_is_nothing_read(
    granted: Proposal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        gather(granted)
