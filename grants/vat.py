"""Value added tax on amounts in whole euro cents: one rule of rounding, per line, half up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_OFF = 1  # cents by which the VAT of a line of an invoice may differ: its writer may round in another way


class Rate(models.TextChoices):
    """At which rate VAT is due on a line."""

    HIGH = "high", _("21%")
    LOW = "low", _("9%")
    ZERO = "zero", _("0%")
    EXEMPT = "exempt", _("Exempt from VAT")
    REVERSED = "reversed", _("Reverse-charged: the city itself pays the VAT")


PERCENT = {Rate.HIGH: 21, Rate.LOW: 9}  # of every other rate the supplier asks none


def vat_on(net_cents: int, rate: str) -> int:
    """Return the VAT that a supplier asks on an amount without it, rounded to the cent, half up."""
    return (net_cents * PERCENT.get(Rate(rate), 0) + 50) // 100


def net_in(cents: int, rate: str) -> int:
    """Return what of an amount with VAT is the amount without it, rounded to the cent, half up.

    What `vat_on` adds to an amount, this takes off again, to the cent.
    """
    whole = 100 + PERCENT.get(Rate(rate), 0)
    return (cents * 200 + whole) // (2 * whole)


def holds(net_cents: int, vat_cents: int, rate: str) -> bool:
    """Tell if that is the VAT on that amount; a cent more or less is how its writer rounded."""
    if Rate(rate) not in PERCENT:
        return vat_cents == 0
    return abs(vat_cents - vat_on(net_cents, rate)) <= MOST_OFF
