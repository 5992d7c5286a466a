"""A portal of its own with two processes, for what two people do at the same moment; a Stripe of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import connect
from tests.grants.budget.processes import Pair
from tests.grants.payments import scenes
from tests.portal.house import build
from tests.stripe_server import StripeServer
from wijkraden.people.models import User


@pytest.fixture(scope="module")
def payers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, User]]:
    """Two processes on a city with an account, and a third payer in it."""
    house = build(tmp_path_factory.mktemp("payments"))
    pair = Pair(house)
    yield pair, pair.ask(scenes.opening)
    pair.end()
    house.close()


@pytest.fixture
def server() -> Iterator[StripeServer]:
    """A Stripe of ours, with which the portal speaks."""
    with StripeServer() as made, connect.stripe_at(made.address):
        yield made
