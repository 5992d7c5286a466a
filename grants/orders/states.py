"""How much of an order a delivery is, and where a proposal is while something can be delivered or invoiced."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.proposals.states import State

RUNNING = frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED})  # until it is settled
DELIVERED_FROM = frozenset({State.GRANTED, State.UNDER_WAY})  # from where the last delivery takes it on
PREFIX = "OPD"  # of the numbers of orders


class Stage(models.TextChoices):
    """What an order waits for, as the list of the office shows it."""

    TO_CONFIRM = "confirm", _("Delivery to confirm")
    TO_INVOICE = "invoice", _("Invoice to enter")
    TO_SETTLE = "settle", _("Invoice to settle")
    RUNNING = "running", pgettext_lazy("order", "Not begun yet")
    OVER = "over", pgettext_lazy("order", "Settled or withdrawn")


STAGES = tuple(Stage)  # what waits first stands in front


class Whole(models.TextChoices):
    """What of an order was delivered."""

    ALL = "all", _("Yes: everything was delivered")
    PART = "part", _("No, a part: the rest is still to come")
    LAST = "last", _("No, a part: the rest does not come any more")
