"""The rows of the payments."""

from . import claim_guards as claim_guards
from . import guards as guards
from .claims import Claim, Notice, WriteOff
from .orders import Batch, Order, PayingAccount
from .statements import Statement, StatementLine

__all__ = [
    "Batch",
    "Claim",
    "Notice",
    "Order",
    "PayingAccount",
    "Statement",
    "StatementLine",
    "WriteOff",
]
