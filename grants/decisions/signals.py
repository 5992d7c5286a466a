"""What a decision tells the rooms above it, within its own flow: they are not known here, and listen by themselves."""

from django.dispatch import Signal

# Somebody owes less of what was asked back: `proposal`, `cents` (euro cents above zero), `by` and `at`.
owed_less = Signal()
