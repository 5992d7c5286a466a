"""What a decision tells the rooms above it, within its own flow: they are not known here, and listen by themselves."""

from typing import TYPE_CHECKING, cast

from django.db.models import BigIntegerField, Value
from django.dispatch import Signal

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from .models import Decision

owed_less = Signal()  # less must be paid back than before: `proposal`, `by` and `at`
recovery_falls = (
    Signal()
)  # a recovery is taken away: `decision`; who listens returns what of it is open, in euro cents
came_back = Signal()  # `decision`, a recovery: who listens returns what of it was paid back, in euro cents
asks = (
    Signal()
)  # who listens returns an expression: what the recoveries that stand ask of OuterRef("pk"), a proposal


def open_of(recovery: "Decision") -> int:
    """Return what of a recovery has yet to come back, by who keeps the claims. Euro cents."""
    answers = recovery_falls.send(type(recovery), decision=recovery)
    return sum(cast("int", cents) for _who, cents in answers)


def paid_back_of(recovery: "Decision") -> int:
    """Return what of a recovery was paid back, by who keeps the claims. Euro cents."""
    answers = came_back.send(type(recovery), decision=recovery)
    return sum(cast("int", cents) for _who, cents in answers)


def claimed_cents() -> "Combinable":
    """Return, for a query of proposals, what the recoveries that stand ask by now, by who keeps the claims."""
    found: Combinable = Value(0, output_field=BigIntegerField())
    for _who, cents in asks.send(None):
        found = found + cents
    return found
