"""Pages of people, seats, invitations, roles and side functions."""

from .erasure import person_erase
from .invitations import invitation, invitation_revoke, invitation_send_again, invitations, invite_person
from .people import people, person, person_block, person_name, person_unblock, seat_end, seat_give
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
