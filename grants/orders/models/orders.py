"""What the city ordered, with a number of its own."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from grants.decisions.models import Decision
from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City


class PurchaseOrder(models.Model):
    """What the city ordered when an agreement to buy was made known; `cents` is what it costs at most, with VAT.

    Where less is invoiced than was delivered an officer may say why no more invoices come: `no_more_at`.
    Its number has no gaps within a city and a year. Who prepared the agreement and who decided on it are the ones who
    ordered: neither confirms a delivery. A change of the agreement makes the next version, withdrawing it ends it.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="purchase_orders")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField()  # from 1 on in each city and year
    number = models.CharField(max_length=20)  # OPD-2026-0007
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_on = models.DateField()
    placed_at = models.DateTimeField()
    letter: models.JSONField[dict[str, Any]] = models.JSONField(encoder=DjangoJSONEncoder)  # as it was sent
    sent_on = models.DateField()  # of this version
    ended_on = models.DateField(null=True)  # the agreement was withdrawn
    # Who said, when and why, that no more invoices come: then less than was delivered is settled.
    no_more_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    no_more_at = models.DateTimeField(null=True)
    no_more_why = models.CharField(max_length=500, blank=True)
    # For the yearly return of what was paid to third parties: natural persons. No citizen number is kept here.
    is_returned = models.BooleanField(default=False)
    returned_set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_set_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["city", "year", "place"]
        constraints = [
            models.UniqueConstraint(fields=["proposal"], name="one_order_of_a_proposal"),
            models.UniqueConstraint(fields=["city", "year", "place"], name="order_number_once"),
            models.CheckConstraint(
                name="order_is_of_something",
                condition=Q(cents__gt=0, place__gte=1, version__gte=1, sent_on__gte=F("placed_on")),
            ),
            models.CheckConstraint(
                name="no_more_invoices_says_why",
                condition=Q(no_more_by__isnull=True, no_more_at__isnull=True, no_more_why="")
                | (Q(no_more_by__isnull=False, no_more_at__gte=F("placed_at")) & ~Q(no_more_why="")),
            ),
            models.CheckConstraint(
                name="changed_flag_of_the_return_says_why",
                condition=Q(returned_set_by__isnull=True, returned_set_at__isnull=True, returned_why="")
                | (Q(returned_set_by__isnull=False, returned_set_at__isnull=False) & ~Q(returned_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def gets_no_more(self) -> bool:
        """Tell if an officer said that no more invoices come of it."""
        return self.no_more_at is not None
