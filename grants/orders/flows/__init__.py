"""Every write of the orders: placing one, proof of delivery, invoices."""

from django.utils.translation import gettext_lazy as _

from portal.trail.words import name_codes, name_facts, name_things

from .deliveries import confirm_delivery, take_back_delivery
from .flags import mark_for_return
from .invoices import enter_invoice, take_back_invoice
from .no_more import await_invoices, end_invoices
from .placing import change_order, end_order, place_order

__all__ = [
    "await_invoices",
    "change_order",
    "confirm_delivery",
    "end_invoices",
    "end_order",
    "enter_invoice",
    "mark_for_return",
    "place_order",
    "take_back_delivery",
    "take_back_invoice",
]

name_facts({"number": _("number"), "is_last": _("nothing more comes"), "vat_cents": _("VAT in euro cents")})
name_things(
    {
        "grants.delivery": _("delivery"),
        "grants.invoice": _("invoice"),
        "grants.purchaseorder": _("order"),
    }
)
name_codes(
    {
        "orders.ended": _("an order that is over, to the supplier"),
        "orders.placed": _("an order, to the supplier"),
    }
)
