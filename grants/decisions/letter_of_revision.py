"""What a letter says of a final amount that is revised: what stood before it, and what is owed less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros

from .queries_of_revisions import taken_off
from .states import DecisionKind

if TYPE_CHECKING:
    from .models import Decision


def stood_words(decision: Decision) -> str:
    """Return what the amount is called that stood before the decision."""
    return _("Final amount until now") if decision.kind == DecisionKind.REVISE else _("Granted")


def owed_less(decision: Decision) -> list[str]:
    """Return that a higher final amount takes something off what had to be paid back. One query at most."""
    eased = taken_off(decision)
    if not eased:
        return []
    return [
        _("You still had to pay back a part. %(amount)s of that you no longer have to pay.")
        % {"amount": format_euros(eased)}
    ]
