"""What a decision tells the rooms above it, within its own flow: they are not known here, and listen by themselves."""

from typing import TYPE_CHECKING, cast

from django.dispatch import Signal

if TYPE_CHECKING:
    from .models import Decision

owed_less = Signal()  # less must be paid back than before: `proposal`, `by` and `at`
recovery_falls = (
    Signal()
)  # a recovery is taken away: `decision`; who listens returns what of it is open, in euro cents


def open_of(recovery: "Decision") -> int:
    """Return what of a recovery has yet to come back, by who keeps the claims. Euro cents."""
    answers = recovery_falls.send(type(recovery), decision=recovery)
    return sum(cast("int", cents) for _who, cents in answers)
