"""Two people act at the same moment, on two real connections."""

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from grants.budget.flows import open_dossier, open_slice
from grants.budget.models import Slice, Year
from grants.plan.errors import PrefixUsed, VersionStands
from grants.plan.flows import add_element, add_regulation, adopt_version, change_regulation
from grants.plan.models import Plan, Regulation
from grants.plan.states import Channel, ElementKind, ElementOf
from portal.errors import PortalError
from tests import plan
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
                channel=Channel.BANK,
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


def together(*acts: Callable[[], object]) -> list[PortalError | None]:
    """Do these at once, each on a connection of its own; return what each was refused with."""
    start = threading.Barrier(len(acts))
    refusals: list[PortalError | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait(timeout=10)
        try:
            act()
        except PortalError as error:
            refusals[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return refusals


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does(city: City, ella: User, evert: User) -> None:
    concept = plan.concept(city, by=ella, at=NOON)
    second = plan.publisher(city)

    def adopt(by: User, number: str) -> Callable[[], None]:
        on = date(2026, 10, 8)
        return lambda: adopt_version(
            Plan.objects.get(pk=concept.pk), decision_number=number, decision_on=on, by=by, at=NOON
        )

    refusals = together(adopt(evert, "26bb000001"), adopt(second, "26bb000002"))

    assert [type(one) for one in refusals if one is not None] == [VersionStands]
    found = Plan.objects.get(pk=concept.pk)
    winner = refusals.index(None)
    assert (found.adopted_by, found.decision_number) == (
        (evert, second)[winner],
        ("26bb000001", "26bb000002")[winner],
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_version_that_is_published_at_that_moment(
    city: City, ella: User, evert: User
) -> None:
    concept = plan.concept(city, by=ella, at=NOON)
    edits = concept.edits
    what = ElementOf("G2", "Net te laat")

    refusals = together(
        lambda: add_element(concept, kind=ElementKind.GOAL, what=what, by=ella, at=NOON),
        lambda: adopt_version(
            Plan.objects.get(pk=concept.pk),
            decision_number="26bb000001",
            decision_on=date(2026, 10, 8),
            edits=edits,
            by=evert,
            at=NOON,
        ),
    )

    found = Plan.objects.get(pk=concept.pk)
    assert [one is None for one in refusals].count(True) == 1
    assert (found.is_adopted, found.elements.count()) in {(True, 1), (False, 2)}
