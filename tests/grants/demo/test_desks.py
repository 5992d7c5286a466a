"""Whoever decides or pays in the demo can begin."""

from grants.decisions.models import Mandate
from grants.demo.flows import load_demo
from grants.demo.flows.desks import open_desks
from grants.payments.models import PayingAccount
from tests.make import NOON
from wijkraden.places.models import City


def test_mandates_and_the_account_are_entered_once(city: City) -> None:
    for _time in range(2):
        open_desks(load_demo(by=None, at=NOON), by=None, at=NOON)

    found = Mandate.objects.filter(city=city).order_by("maximum_cents")
    assert [(one.user.given_name, one.maximum_cents) for one in found] == [
        ("Daan", 1_000_000),
        ("Dewi", 2_500_000),
    ]
    assert [one.ending for one in PayingAccount.objects.filter(city=city)] == ["4567"]
