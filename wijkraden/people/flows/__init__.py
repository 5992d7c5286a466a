"""Writes of people, seats, invitations and side functions."""

from .accounts import add_person, block_account, correct_name, unblock_account
from .erasure import erase_person, forget_unanswered
from .invitations import accept_invitation, invite, send_again, take_seat
from .revoke import revoke_invitation, revoke_invitations_of
from .seats import end_seat, end_seat_at_once, give_seat
from .side_functions import (
    add_side_function,
    declare_no_side_functions,
    end_side_function,
    remove_side_function,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "add_side_function",
    "block_account",
    "correct_name",
    "declare_no_side_functions",
    "end_seat",
    "end_seat_at_once",
    "end_side_function",
    "erase_person",
    "forget_unanswered",
    "give_seat",
    "invite",
    "remove_side_function",
    "revoke_invitation",
    "revoke_invitations_of",
    "send_again",
    "take_seat",
    "unblock_account",
]
