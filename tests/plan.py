"""Regulations of the tests: what their addresses are made of."""

from collections.abc import Mapping

from grants.plan.models import Regulation
from tests import budget
from tests.make import World


def regulation(world: World) -> Mapping[str, object]:
    """Return the parameters of the demo's regulation."""
    return {"public_id": Regulation.objects.get(city=world.city, prefix="WS").public_id}


def regulation_elsewhere(world: World) -> Mapping[str, object]:
    """Return those of a regulation of the other city."""
    return {"public_id": budget.regulation(world.elders, by=world.ada, at=world.at).public_id}
