"""A portal of its own with two processes, for what two people do at the same moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.grants.budget.processes import Pair
from tests.grants.decisions import scenes
from tests.portal.house import build


@pytest.fixture(scope="module")
def deciders(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes on a city whose district has 1,000 euros."""
    house = build(tmp_path_factory.mktemp("decisions"))
    pair = Pair(house)
    pair.ask(scenes.opening)
    yield pair
    pair.end()
    house.close()
