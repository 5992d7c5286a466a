"""Writes of invitations that end without being accepted."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City
from ..errors import InvitationEnded
from ..models import Invitation, User
from ..queries import locked, open_invitations
from ..rules import refuse_former

REVOKED = describe("people.invitation_revoked", gettext_lazy("withdrew an invitation"))


@flow
def revoke_invitation(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Make the link dead. Raises NoLongerAllowed, and InvitationEnded when it was accepted or withdrawn."""
    locked(invitation.city)
    refuse_former(by, invitation.city, on=timezone.localdate(at))
    _revoke(invitation, by=by, at=at)


@flow
def revoke_invitations_of(sender: User, *, city: City, by: User | None, at: datetime) -> None:
    """Make the links dead that `sender` sent and nobody accepted yet: whoever may not invite gives no seat.

    The caller holds the lock of the city, so none of them is accepted meanwhile.
    """
    for invitation in open_invitations(city, at=at).filter(by=sender).order_by("pk"):
        _revoke(invitation, by=by, at=at)


def _revoke(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    revoked = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=at)
    if not revoked:
        raise InvitationEnded(_("This invitation was accepted or withdrawn already."))
    invitation.revoked_at = at
    record(REVOKED, invitation, by=by, at=at)
