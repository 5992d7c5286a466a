"""How far a round is, how it divides the money, and who decides in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TERM = 52  # weeks, of a decision and of its extension
LONGEST_COMPLETION = 100  # days


class RoundState(models.TextChoices):
    """A round is prepared, then announced; whether it is open follows from its days alone."""

    CONCEPT = "concept", pgettext_lazy("round", "Concept")
    ANNOUNCED = "announced", pgettext_lazy("round", "Announced")


class Phase(models.TextChoices):
    """Where a round stands at a moment."""

    CONCEPT = "concept", pgettext_lazy("round", "Concept")
    TO_COME = "to_come", pgettext_lazy("round", "Announced")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", pgettext_lazy("round", "Closed")


class Distribution(models.TextChoices):
    """In which order the money is divided; it is published and stays as it is (Awb 4:26)."""

    RECEIPT = "receipt", _("In the order in which complete proposals come in")
    TENDER = "tender", _("All together after the last day, the highest score first")


class Body(models.TextChoices):
    """Who decides on the proposals of a round."""

    MANDATE = "mandate", _("A decision-maker with a mandate")
    COUNCIL = "council", _("The district council itself")


class Preference(models.TextChoices):
    """What the order of preference of a council does."""

    INFORMS = "informs", _("It informs who decides")
    BREAKS_TIES = "breaks_ties", _("It decides between equal scores")
    RANKS = "ranks", _("It ranks the proposals of a district")
