"""The roles there are, and which of them no one holds together."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """A seat's role: the first three in a district, the others in the city."""

    MEMBER = "member", _("Council member")
    CHAIR = "chair", _("Chair")
    COORDINATOR = "coordinator", _("Coordinator")
    PLAN_EDITOR = "plan_editor", _("Plan editor")
    PLAN_PUBLISHER = "plan_publisher", _("Plan publisher")
    OFFICER = "officer", _("Subsidy officer")
    REVIEWER = "reviewer", _("Reviewer")
    DECISION_MAKER = "decision_maker", _("Decision-maker")
    PAYER = "payer", _("Payer")
    OBJECTIONS_LAWYER = "objections_lawyer", _("Objections lawyer")
    FINANCE_ADVISER = "finance_adviser", _("Finance adviser")
    BUDGET_HOLDER = "budget_holder", _("Budget holder")
    CONTROLLER = "controller", _("Controller")
    ADMINISTRATOR = "administrator", _("Administrator")


COUNCIL_ROLES = frozenset({Role.MEMBER, Role.CHAIR})  # elected; a person sits in one council at a time
DISTRICT_ROLES = COUNCIL_ROLES | {Role.COORDINATOR}
CITY_ROLES = frozenset(set(Role) - DISTRICT_ROLES)

# The administrator touches no dossier and no money, the controller posts nothing: both stand alone.
SOLITARY_ROLES = frozenset({Role.ADMINISTRATOR, Role.CONTROLLER})


def may_hold_together(one: Role, other: Role) -> bool:
    """Tell if one person may hold both roles at the same time.

    A person sits in one council, once. Who sits in or coordinates a district does not work for the city on
    proposals. Who may not act twice on the same thing (four eyes) is told per thing, not here.
    """
    if one == other:
        return one not in COUNCIL_ROLES
    if {one, other} & SOLITARY_ROLES or {one, other} & COUNCIL_ROLES:
        return False
    return (one in DISTRICT_ROLES) == (other in DISTRICT_ROLES)


APART = sorted((one, other) for one in Role for other in Role if not may_hold_together(one, other))


class InvitationState(models.TextChoices):
    """Where an invitation stands: only an open one can be accepted."""

    OPEN = "open", pgettext_lazy("invitation", "Open")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    REVOKED = "revoked", pgettext_lazy("invitation", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")


# The same in sentences, for the table of roles; `may_hold_together` holds them.
SEATS_APART = (
    _("An administrator holds no other role: this person touches no proposal and no money."),
    _("A controller holds no other role: this person reads everything and posts nothing."),
    _("A person is member or chair of one council at a time."),
    _("A council member or chair is not a coordinator."),
    _("Who sits in a council or coordinates one holds no role of the city."),
)
