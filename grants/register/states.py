"""What the public may choose from: where an action stands, how it is done, in which order; who got the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.proposals.states import PUBLIC_LABELS, State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

PUBLIC_STATES = (
    State.GRANTED,
    State.UNDER_WAY,
    State.REPORTED,
    State.DETERMINED,
    State.CLOSED,
    State.REVOKED,
)
STATE_LABELS: dict[State, Words] = {one: PUBLIC_LABELS[one] for one in PUBLIC_STATES}
FINAL = (State.DETERMINED, State.CLOSED)  # from here on everyone reads what came of it


class Recipient(models.TextChoices):
    """Who receives the money; only an organisation is named, unless its name is not public for safety."""

    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", _("Private person")
    CITY = "city", _("The city does it itself")
    HIDDEN = "hidden", _("Not public, for safety")
    UNKNOWN = "unknown", _("Not known yet")


class Order(models.TextChoices):
    """In which order the actions stand."""

    NEWEST = "newest", _("Newest grant first")
    OLDEST = "oldest", _("Oldest grant first")
    TITLE = "title", _("Title")
    DISTRICT = "district", _("District")
    AMOUNT = "amount", _("Largest amount first")


ORDERS: dict[Order, tuple[str, ...]] = {
    Order.NEWEST: ("-granted_on", "-pk"),
    Order.OLDEST: ("granted_on", "pk"),
    Order.TITLE: ("sort_key", "pk"),
    Order.DISTRICT: ("district__sort_key", "sort_key", "pk"),
    Order.AMOUNT: ("-stands_cents", "-pk"),
}
