"""How much of an order a delivery is, and where a proposal is while something can be delivered or invoiced."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.proposals.states import State

RUNNING = frozenset({State.GRANTED, State.UNDER_WAY, State.REPORTED})  # until it is settled
DELIVERED_FROM = frozenset({State.GRANTED, State.UNDER_WAY})  # from where the last delivery takes it on
PREFIX = "OPD"  # of the numbers of orders


class Whole(models.TextChoices):
    """What of an order was delivered."""

    ALL = "all", _("Yes: everything was delivered")
    PART = "part", _("No, a part: the rest is still to come")
    LAST = "last", _("No, a part: the rest does not come any more")
