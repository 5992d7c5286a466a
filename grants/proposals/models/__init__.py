"""The rows of the proposals, from draft to complete, and their guards."""

from . import guards, guards_of_council, guards_of_office
from .council import (
    ApplicantLink,
    Attendance,
    ClosingReminder,
    Confirmation,
    CouncilDecision,
    CouncilRules,
)
from .office import (
    Check,
    CompletionRequest,
    Extension,
    Handling,
    Note,
    NoticeOfDefault,
    Pause,
    Receipt,
    RequestedItem,
)
from .parts import Aim, Attachment, BankAccount, Comment, CostLine, CoverLine, Interest, Party
from .proposals import Event, Proposal, Snapshot, content_hash

__all__ = [
    "Aim",
    "ApplicantLink",
    "Attachment",
    "Attendance",
    "BankAccount",
    "Check",
    "ClosingReminder",
    "Comment",
    "CompletionRequest",
    "Confirmation",
    "CostLine",
    "CouncilDecision",
    "CouncilRules",
    "CoverLine",
    "Event",
    "Extension",
    "Handling",
    "Interest",
    "Note",
    "NoticeOfDefault",
    "Party",
    "Pause",
    "Proposal",
    "Receipt",
    "RequestedItem",
    "Snapshot",
    "content_hash",
    "guards",
    "guards_of_council",
    "guards_of_office",
]
