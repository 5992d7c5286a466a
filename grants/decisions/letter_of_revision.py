"""What a letter says of a final amount that is revised: what stood before it, and what is owed less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros

from .queries_of_revisions import remaining_after, set_against, taken_off
from .states import DecisionKind

if TYPE_CHECKING:
    from .models import Decision


def stood_words(decision: Decision) -> str:
    """Return what the amount is called that stood before the decision."""
    return _("Final amount until now") if decision.kind == DecisionKind.REVISE else _("Granted")


def owed_less(decision: Decision) -> list[str]:
    """Return what a higher final amount takes off what had to be paid back, and what of it they keep.

    That it was written off they were not told: to them it was not paid back. Five queries at most.
    """
    found = []
    if eased := taken_off(decision):
        told = {"amount": format_euros(eased)}
        found.append(
            _("You still had to pay back a part. %(amount)s of that you no longer have to pay.") % told
        )
    if kept := set_against(decision):
        told = {"amount": format_euros(kept)}
        found.append(
            _(
                "Of what you had to pay back before, we did not get %(amount)s. That is now yours: you do not pay it "
                "back, and we do not pay it once more."
            )
            % told
        )
    return found


def to_do_after(decision: Decision) -> list[str]:
    """Return what its recipient still pays back after a revision, and still gets; nothing to do is said too."""
    left = remaining_after(decision)
    found = []
    if left.unasked_cents:
        told = {"amount": format_euros(left.unasked_cents)}
        found.append(
            _("You were paid %(amount)s too much. You get a letter about paying it back; wait for that.")
            % told
        )
    if left.asked_cents:
        told = {"amount": format_euros(left.asked_cents)}
        found.append(
            _("Of what we asked you to pay back before, %(amount)s remains. That you still pay.") % told
        )
    if not found:
        found.append(_("You need do nothing. Do you disagree? Then read below what you can do."))
    if left.payable_cents:
        found.append(_("In all we still pay you %(amount)s.") % {"amount": format_euros(left.payable_cents)})
    return found
