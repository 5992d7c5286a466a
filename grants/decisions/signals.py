"""What a decision tells the rooms above it, within its own flow: they are not known here, and listen by themselves."""

from typing import TYPE_CHECKING, Protocol, cast

from django.db.models import BigIntegerField, Value
from django.dispatch import Signal

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from grants.proposals.models import Proposal

    from .models import Decision


class Computed(Protocol):
    """What a final amount comes to by the report, in euro cents, with its computation in words."""

    cents: int

    @property
    def is_lower(self) -> bool:
        """Tell if it is less than what was granted."""
        ...

    @property
    def words(self) -> str:
        """Return the computation as a sentence, in the language of the moment."""
        ...


follows = Signal()  # `proposal`: who listens returns what its final amount comes to, or None
owed_less = (
    Signal()
)  # what must be paid back, or was given up of that, may have become less: `proposal`, `by` and `at`
recovery_falls = (
    Signal()
)  # a recovery is taken away: `decision`; who listens returns what of it is open, in euro cents
came_back = Signal()  # `decision`, a recovery: who listens returns what of it was paid back, in euro cents
made_known = Signal()  # `decision`, that was sent just now, `by` and `at`; its proposal is held
condition_met = (
    Signal()
)  # `decision`, told before, that stands no longer under condition of the budget; `by`, `at`
weighs = (
    Signal()
)  # `proposal`, `kind`, `cents` (None before they are known), `people`: who listens raises what is against
is_ordered = (
    Signal()
)  # `proposal`: who listens returns if what the city buys has an order, that says its final amount
asks = (
    Signal()
)  # who listens returns an expression: what the recoveries that stand ask of OuterRef("pk"), a proposal


def computed_final(proposal: "Proposal") -> Computed | None:
    """Return what its final amount comes to, by who keeps the reports; None without one that stands."""
    answers = follows.send(type(proposal), proposal=proposal)
    return next((cast("Computed", found) for _who, found in answers if found is not None), None)


def has_order(proposal: "Proposal") -> bool:
    """Tell if what the city buys has an order, by who keeps these; without one it is settled as every other."""
    return any(found for _who, found in is_ordered.send(type(proposal), proposal=proposal))


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
