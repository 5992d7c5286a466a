"""What the dossiers of the demo are about: actions, organisations and people, all made up."""

from .kinds import Action
from .meeting import MEETING
from .organisations import CONTACTS, ORGANISATIONS, Organisation
from .standing import STANDING

__all__ = ["ACTIONS", "CONTACTS", "ORGANISATIONS", "Action", "Organisation"]

ACTIONS = (*MEETING, *STANDING)
