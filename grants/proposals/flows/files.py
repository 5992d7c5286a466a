"""Attachments of a proposal: added, and taken out again."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.files.flows import Upload, store
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..holding import hold_part, note_edit
from ..models import Attachment, Proposal
from ..states import AttachmentKind, Section

ATTACHED = describe("proposals.attached", gettext_lazy("added an attachment to a proposal"))
TAKEN_OUT = describe("proposals.taken_out", gettext_lazy("took an attachment out of a proposal"))
MOST = 20  # attachments of one proposal


@flow
def attach(proposal: Proposal, *, upload: Upload, kind: AttachmentKind, by: User, at: datetime) -> Attachment:
    """Add a file to a proposal.

    Raises NoLongerAllowed, HasInterest, Refused for a file that is not accepted, and WrongState, also for one too many.
    """
    row = hold_part(proposal, Section.FILES, by=by, at=at)
    if row.attachments.filter(removed_at__isnull=True).count() >= MOST:
        raise WrongState(
            _("A proposal has at most %(most)d attachments. Take one out first.") % {"most": MOST}
        )
    file = store(upload, kinds=PAPERS_AND_SHEETS, by=by, at=at)
    made = Attachment.objects.create(proposal=row, file=file, kind=kind, added_by=by, added_at=at)
    note_edit(row, by=by, at=at)
    record(ATTACHED, row, by=by, at=at)
    reread(proposal)
    return made


@flow
def take_out(attachment: Attachment, *, by: User, at: datetime) -> None:
    """Take an attachment out; it stays on file.

    Raises NoLongerAllowed, HasInterest, and WrongState, also when someone took it out before.
    """
    row = hold_part(attachment.proposal, Section.FILES, by=by, at=at)
    standing = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    if not standing.update(removed_at=at, removed_by=by):
        raise WrongState(_("This attachment was taken out already."))
    note_edit(row, by=by, at=at)
    record(TAKEN_OUT, row, by=by, at=at)
    reread(attachment)
