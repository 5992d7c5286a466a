"""Pages of people, seats, invitations, roles and side functions."""

from .accounts import person_block, person_erase, person_unblock
from .invitations import invitation, invitation_revoke, invitation_send_again, invitations, invite_person
from .people import people, person, person_name, seat_end, seat_give
from .roles import roles_pdf, roles_table
from .side_functions import side_function_end, side_function_remove, side_functions, side_functions_none

__all__ = [
    "invitation",
    "invitation_revoke",
    "invitation_send_again",
    "invitations",
    "invite_person",
    "people",
    "person",
    "person_block",
    "person_erase",
    "person_name",
    "person_unblock",
    "roles_pdf",
    "roles_table",
    "seat_end",
    "seat_give",
    "side_function_end",
    "side_function_remove",
    "side_functions",
    "side_functions_none",
]
