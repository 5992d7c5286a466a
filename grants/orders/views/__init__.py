"""The pages of the orders."""

from .acts import delivery_take_back, invoice_take_back, order_deliver, order_invoice, order_return
from .listing import orders
from .no_more import order_more, order_no_more
from .page import order, order_pdf

__all__ = [
    "delivery_take_back",
    "invoice_take_back",
    "order",
    "order_deliver",
    "order_invoice",
    "order_more",
    "order_no_more",
    "order_pdf",
    "order_return",
    "orders",
]
