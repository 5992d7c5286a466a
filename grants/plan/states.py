"""How a grant of some size is settled and assessed."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Settlement(models.TextChoices):
    """When the final amount is determined (domain: tiers a, b and c)."""

    AT_ONCE = "at_once", _("Determined at once, with the grant")
    EX_OFFICIO = "ex_officio", _("Determined by the city after the last day of the action")
    ON_REPORT = "on_report", _("Determined on the report of what was done")


class Assessment(models.TextChoices):
    """How much is asked before a decision, in proportion to the amount."""

    NONE = "none", _("The officer's checklist")
    SHORT = "short", _("One person, three yes or no questions")
    FULL = "full", _("The whole frame, by two or more reviewers")


@dataclass(frozen=True)
class TierOf:
    """Grants up to and including some euro cents, and how these are assessed and settled."""

    letter: str
    up_to_cents: int
    assessment: Assessment
    settlement: Settlement
