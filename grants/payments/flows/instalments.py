"""Instalments whose moment has come: from then on they are to be paid."""

from datetime import datetime

from grants.decisions.flows import award_instalment
from grants.decisions.queries import due_instalments
from grants.errors import GrantError
from grants.terms import day_of
from portal.errors import WrongState
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City


@flow
def let_due_instalments(city: City, *, by: User | None, at: datetime) -> int:
    """Let every instalment whose moment has come stand as to be paid; return how many. None for `by` is the system.

    One that the budget refuses stays as it is, and does not hold up the others.
    """
    count = 0
    for one in list(due_instalments(city, on=day_of(at)).order_by("decision__proposal_id", "id")):
        try:
            award_instalment(one, by=by, at=at)
        except (WrongState, GrantError):
            continue
        count += 1
    return count
