"""Proof that something was delivered, by someone else than who ordered it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from portal.files.models import StoredFile
from wijkraden.people.models import User

from .orders import PurchaseOrder


class Delivery(models.Model):
    """What was delivered of an order on a day: `cents` is what that comes to with VAT, in euro cents.

    `is_last`: nothing more of it comes. One that was wrong is taken back with the reason, and stays.
    """

    public_id = PublicIdField()
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="deliveries")
    delivered_on = models.DateField()
    cents = models.BigIntegerField()
    is_last = models.BooleanField()
    words = models.TextField(max_length=2000)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["confirmed_at", "id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(is_last=True, taken_back_at__isnull=True),
                name="one_last_delivery_stands",
            ),
            models.CheckConstraint(
                name="delivery_says_what",
                condition=~Q(words="") & (Q(cents__gt=0) | Q(cents=0, is_last=True)),
            ),
            models.CheckConstraint(
                name="delivery_taken_back_says_why",
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True, taken_back_why="")
                | (
                    Q(taken_back_by__isnull=False, taken_back_at__gte=F("confirmed_at"))
                    & ~Q(taken_back_why="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def stands(self) -> bool:
        """Tell if it was not taken back."""
        return self.taken_back_at is None


class DeliveryFile(models.Model):
    """A photo or a paper that shows what was delivered."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="delivery_file")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name
