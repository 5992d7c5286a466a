"""The invoice of a supplier, which is paid once it matches order and delivery."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from grants.vat import Rate
from portal.fields import PublicIdField
from portal.files.models import StoredFile
from wijkraden.people.models import User
from wijkraden.places.models import City

from .orders import PurchaseOrder


class Invoice(models.Model):
    """An invoice as its paper says it: amounts without VAT, of VAT and with it, in euro cents.

    `compensable_cents` is what of the VAT the city gets back from the BTW-compensatiefonds, by its own books. A number
    of a supplier stands once in a city, by whatever that supplier is known: its number at the chamber of commerce, the
    hash of its account, its name (the last only where one of both has no number there). One that was entered wrong is
    taken back with the reason, and stays.
    """

    public_id = PublicIdField()
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="invoices")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    registration = models.CharField(max_length=40, blank=True)  # of its supplier, when it was entered
    account = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40)
    number_key = models.CharField(max_length=120)  # in one case, without signs but one between figures
    dated_on = models.DateField()
    received_on = models.DateField()
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()
    cents = models.BigIntegerField()
    compensable_cents = models.BigIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="invoice")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number_key"],
                condition=Q(taken_back_at__isnull=True),
                name="invoice_of_an_order_once",
            ),
            models.UniqueConstraint(
                fields=["city", "registration", "number_key"],
                condition=Q(taken_back_at__isnull=True) & ~Q(registration=""),
                name="invoice_of_a_company_once",
            ),
            models.UniqueConstraint(
                fields=["city", "account", "number_key"],
                condition=Q(taken_back_at__isnull=True) & ~Q(account=""),
                name="invoice_of_an_account_once",
            ),
            models.UniqueConstraint(
                fields=["city", "name", "number_key"],
                condition=Q(taken_back_at__isnull=True, registration="") & ~Q(name=""),
                name="invoice_of_a_name_once",
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(
                    net_cents__gt=0,
                    vat_cents__gte=0,
                    cents=F("net_cents") + F("vat_cents"),
                    compensable_cents__range=(0, F("vat_cents")),
                ),
            ),
            models.CheckConstraint(
                name="invoice_has_its_days_and_numbers",
                condition=Q(received_on__gte=F("dated_on")) & ~Q(number_key=""),
            ),
            models.CheckConstraint(
                name="invoice_taken_back_says_why",
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True, taken_back_why="")
                | (
                    Q(taken_back_by__isnull=False, taken_back_at__gte=F("entered_at")) & ~Q(taken_back_why="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stands(self) -> bool:
        """Tell if it was not taken back."""
        return self.taken_back_at is None


class InvoiceLine(models.Model):
    """What an invoice asks at one rate of VAT, in euro cents."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    rate = models.CharField(max_length=10, choices=Rate)
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_of_an_invoice_once"),
            models.CheckConstraint(
                name="line_of_an_invoice_has_its_vat",
                condition=Q(net_cents__gt=0, vat_cents__gte=0)
                & (Q(rate__in=[Rate.HIGH, Rate.LOW]) | Q(vat_cents=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.position}"

    @property
    def cents(self) -> int:
        """The amount with VAT."""
        return self.net_cents + self.vat_cents
