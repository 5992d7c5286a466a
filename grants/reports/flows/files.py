"""Photos and receipts of a report: added, and taken out again."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.files.flows import Upload, store
from portal.files.kinds import PAPERS_AND_SHEETS, PICTURES
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import WrongReport
from ..holding import hold_draft
from ..models import Report, ReportFile
from ..queries import files_of
from ..states import FileKind
from .writing import PAYEE

ATTACHED = describe("reports.attached", gettext_lazy("added a file to a report"), doer=PAYEE)
TAKEN_OUT = describe("reports.taken_out", gettext_lazy("took a file out of a report"), doer=PAYEE)
MOST = 30  # files of one report


@flow
def attach(
    report: Report,
    *,
    upload: Upload,
    kind: FileKind,
    is_public: bool = False,
    has_consent: bool = False,
    by: User | None,
    at: datetime,
) -> ReportFile:
    """Add a file; a photo may be for everyone when the people in it agree.

    Raises as `hold_draft`, Refused for a file that is not accepted, WrongReport for a photo that is no picture or has
    no consent, and WrongState for one too many.
    """
    row = hold_draft(report, by=by, at=at)
    if files_of(row).count() >= MOST:
        raise WrongState(_("A report has at most %(most)d files. Take one out first.") % {"most": MOST})
    if is_public and not (has_consent and kind == FileKind.PHOTO):
        raise WrongReport(_("Only a photo is for everyone, when the people in it agree."))
    file = store(upload, kinds=PICTURES if kind == FileKind.PHOTO else PAPERS_AND_SHEETS, by=by, at=at)
    made = ReportFile.objects.create(
        report=row,
        file=file,
        kind=kind,
        is_public=is_public,
        has_consent=has_consent,
        added_by=by,
        added_at=at,
    )
    _note(row)
    record(ATTACHED, row, by=by, at=at)
    return made


@flow
def take_out(file: ReportFile, report: Report, *, by: User | None, at: datetime) -> None:
    """Take a file out of the version that is being written; it stays on file. Raises as `hold_draft`."""
    row = hold_draft(report, by=by, at=at)
    standing = files_of(row).filter(pk=file.pk, removed_in__isnull=True)
    changed = ReportFile.objects.filter(pk__in=list(standing.values_list("pk", flat=True)))
    if not changed.update(removed_in=row, removed_by=by, removed_at=at):
        raise WrongState(_("This file was taken out already."))
    _note(row)
    record(TAKEN_OUT, row, by=by, at=at)
    reread(file)


def _note(row: Report) -> None:
    """Count the change, so that nobody sends a report whose files she did not see."""
    row.edits += 1
    row.save(update_fields=["edits"])
