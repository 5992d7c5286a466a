"""What two people note of a payment by Stripe that does not end by itself, beside what Stripe said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.money import format_euros
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states_of_connect import Trouble, WayOutKind, WayOutState
from .connect import StripeTransfer


class WayOut(models.Model):
    """How a payment by Stripe ended, noted by one payer and approved by another, each after asking Stripe.

    `first` and `last` are what Stripe said to each of them: codes and numbers, no number of a bank account. `last` is
    empty until somebody approved it.
    """

    public_id = PublicIdField()
    transfer = models.ForeignKey(StripeTransfer, on_delete=models.PROTECT, related_name="ways_out")
    kind = models.CharField(max_length=12, choices=WayOutKind)
    why = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=WayOutState, default=WayOutState.PREPARED)
    first = models.JSONField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    last = models.JSONField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)  # why it was returned

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "ways out"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer"],
                condition=Q(state=WayOutState.PREPARED),
                name="one_way_out_of_a_transfer_waits",
            ),
            models.CheckConstraint(name="way_out_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="way_out_is_approved_by_another",
                condition=Q(
                    state=WayOutState.PREPARED, decided_by__isnull=True, decided_at__isnull=True, answer=""
                )
                | (
                    Q(
                        state=WayOutState.APPROVED,
                        decided_by__isnull=False,
                        decided_at__gte=F("prepared_at"),
                        last__isnull=False,
                        answer="",
                    )
                    & ~Q(decided_by=F("prepared_by"))
                )
                | (
                    Q(state=WayOutState.RETURNED, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.kind}"

    @property
    def is_waiting(self) -> bool:
        """Tell if somebody has yet to decide on it."""
        return self.state == WayOutState.PREPARED

    @property
    def first_words(self) -> str:
        """What Stripe said to who noted it, in words."""
        return said_words(self.first)

    @property
    def last_words(self) -> str:
        """What Stripe said to who approved it, in words; "" before that."""
        return said_words(self.last) if self.last is not None else ""


def said_words(said: dict[str, int | str]) -> str:
    """Return in words what Stripe said of a payment, as `acting_of_ways_out` keeps it."""
    if "transfers" in said:
        count = int(said["transfers"])
        return ngettext(
            "Stripe has %(count)s transfer of this payment.",
            "Stripe has %(count)s transfers of this payment.",
            count,
        ) % {"count": count}
    trouble = str(said.get("trouble", ""))
    why = str(Trouble(trouble).label) if trouble in Trouble.values else ""
    return _("Stripe has the transfer of %(amount)s, and took back %(back)s of it. %(why)s") % {
        "amount": format_euros(int(said["cents"])),
        "back": format_euros(int(said["reversed_cents"])),
        "why": why,
    }
