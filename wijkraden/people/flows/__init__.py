"""Writes of people, seats, invitations and side functions."""

from .accounts import add_person, block_account, correct_name, unblock_account
from .invitations import accept_invitation, invite, revoke_invitation, send_again, take_seat
from .roles import print_roles
from .seats import end_seat, give_seat
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
    "declare_no_side_functions",
    "block_account",
    "correct_name",
    "end_seat",
    "end_side_function",
    "give_seat",
    "invite",
    "print_roles",
    "remove_side_function",
    "revoke_invitation",
    "send_again",
    "take_seat",
    "unblock_account",
]
