"""The rows of the payments."""

from . import guards as guards
from .orders import Batch, Order, PayingAccount
from .statements import Claim, Statement, StatementLine

__all__ = ["Batch", "Claim", "Order", "PayingAccount", "Statement", "StatementLine"]
