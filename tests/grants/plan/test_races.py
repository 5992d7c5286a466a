"""A regulation changes while a budget is opened under it, on two real connections."""

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from grants.budget.flows import open_dossier, open_slice
from grants.budget.models import Slice, Year
from grants.plan.errors import PrefixUsed
from grants.plan.flows import add_regulation, change_regulation
from grants.plan.models import Regulation
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City

HOLDS = 0.5  # seconds in which the first transaction keeps its locks


@pytest.mark.django_db(transaction=True)
def test_who_changes_the_prefix_waits_for_a_budget_that_is_being_opened(city: City, beheer: User) -> None:
    fresh = add_regulation(city, title="Nieuw", prefix="NW", starts_on=date(2026, 1, 1), by=beheer, at=NOON)
    opened = threading.Event()
    refusals: list[PrefixUsed] = []

    def change_prefix() -> None:
        opened.wait(timeout=10)
        try:
            change_regulation(
                fresh,
                title="Nieuw",
                prefix="ANDERS",
                starts_on=date(2026, 1, 1),
                ends_on=None,
                gazette=None,
                returns_to_free=True,
                tiers=[],
                by=beheer,
                at=NOON,
            )
        except PrefixUsed as error:
            refusals.append(error)
        finally:
            connection.close()

    second = threading.Thread(target=change_prefix)
    second.start()
    with transaction.atomic():
        made = open_slice(Year.objects.get(year=2026), regulation=fresh, name="Stad", by=beheer, at=NOON)
        opened.set()
        time.sleep(HOLDS)
        dossier = open_dossier(made, by=beheer, at=NOON)
    second.join(timeout=30)

    assert len(refusals) == 1
    assert dossier.number == "NW-2026-0001"
    assert Regulation.objects.get(pk=fresh.pk).prefix == "NW"
    assert Slice.objects.get(pk=made.pk).regulation_id == fresh.pk
