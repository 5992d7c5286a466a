"""What waits for a person, what her council has, and the desk of each of her roles: gathered from the rooms below."""

from .councils import OwnProposals, OwnYear, budgets_of, coming_seat, councils_of, proposals_of
from .desks import Content, content_of
from .waiting import waiting_for

__all__ = [
    "Content",
    "OwnProposals",
    "OwnYear",
    "budgets_of",
    "coming_seat",
    "content_of",
    "councils_of",
    "proposals_of",
    "waiting_for",
]
