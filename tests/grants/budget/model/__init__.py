"""The ledger once more, in plain Python: what `test_machine.py` holds the real one against.

Written from the table of events in docs/money.md; it knows nothing of `grants.budget`: kinds, events and refusals
are words here, and no row of a database is read.
"""

from .budget import Budget
from .cash import Cash
from .grants import Grants
from .ledger import Booking, Ledger, Part, Refusal, Stamp
from .years import Years

__all__ = ["Booking", "Model", "Part", "Refusal", "Stamp"]


class Model(Budget, Grants, Cash, Years, Ledger):
    """All events over all slices of one city."""
