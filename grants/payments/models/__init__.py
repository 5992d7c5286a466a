"""The rows of the payments."""

from . import claim_guards as claim_guards
from . import guards as guards
from . import guards_of_connect as guards_of_connect
from . import guards_of_doubts as guards_of_doubts
from . import guards_of_statements as guards_of_statements
from . import set_off_guards as set_off_guards
from . import suspension_guards as suspension_guards
from .claims import Claim, Notice, WriteOff
from .connect import (
    ConnectedAccount,
    FormerAccount,
    PayoutAccount,
    StripeCheck,
    StripeDifference,
    StripeEvent,
    StripeTransfer,
)
from .doubts import MemberAccount, NameCheck, NameTry, Vouch
from .orders import Batch, Order, PayingAccount
from .set_offs import SetOff
from .statements import Statement, StatementLine, StatementPart
from .suspensions import Suspension
from .ways_out import WayOut

__all__ = [
    "Batch",
    "Claim",
    "ConnectedAccount",
    "FormerAccount",
    "MemberAccount",
    "NameCheck",
    "NameTry",
    "Notice",
    "Order",
    "PayingAccount",
    "PayoutAccount",
    "SetOff",
    "Statement",
    "StatementLine",
    "StatementPart",
    "StripeCheck",
    "StripeDifference",
    "StripeEvent",
    "StripeTransfer",
    "Suspension",
    "Vouch",
    "WayOut",
    "WriteOff",
]
