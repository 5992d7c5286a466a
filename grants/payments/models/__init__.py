"""The rows of the payments."""

from . import claim_guards as claim_guards
from . import guards as guards
from . import suspension_guards as suspension_guards
from .claims import Claim, Notice, WriteOff
from .orders import Batch, Order, PayingAccount
from .statements import Statement, StatementLine
from .suspensions import Suspension

__all__ = [
    "Batch",
    "Claim",
    "Notice",
    "Order",
    "PayingAccount",
    "Statement",
    "StatementLine",
    "Suspension",
    "WriteOff",
]
