"""Instalments whose moment has come: from then on they are to be paid."""

from datetime import datetime

from django.db import transaction

from grants.decisions.flows import award_instalment
from grants.decisions.queries import due_instalments
from grants.errors import GrantError
from grants.terms import day_of
from portal.errors import WrongState
from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..holding import Books, hold_proposals


@flow
def let_due_instalments(city: City, *, by: User | None, at: datetime) -> int:
    """Let every instalment whose moment has come stand as to be paid; return how many. None for `by` is the system.

    One that the budget refuses stays as it is, and does not hold up the others. All their proposals are held first,
    then all their slices, as everyone who changes several does.
    """
    due = list(due_instalments(city, on=day_of(at)).order_by("decision__proposal_id", "id"))
    if not due:
        return 0
    held = hold_proposals(one.decision.proposal_id for one in due)
    Books(city, [one.dossier for one in held.values() if one.dossier is not None])
    count = 0
    for one in due:
        try:
            with transaction.atomic():  # what one begins is undone, and the others go on
                award_instalment(one, by=by, at=at)
        except (WrongState, GrantError):
            continue
        count += 1
    return count
