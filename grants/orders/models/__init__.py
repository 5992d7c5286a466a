"""The rows of the orders and their guards."""

from . import guards
from .deliveries import Delivery, DeliveryFile
from .invoices import Invoice, InvoiceLine
from .orders import PurchaseOrder

__all__ = ["Delivery", "DeliveryFile", "Invoice", "InvoiceLine", "PurchaseOrder", "guards"]
