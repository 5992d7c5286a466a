"""Writes of stored files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import storage
from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things

from . import queries
from .judge import judge
from .kept import Kept, keep
from .kinds import PAPERS, Judged, Kind, is_of, wrong_kind
from .models import StoredFile
from .states import Reason

Upload = UploadedFile[Any] | Judged | Kept

name_facts(
    {
        "sha256": gettext_lazy("checksum"),
        "replaces": gettext_lazy("in the place of"),
        "reason": gettext_lazy("reason"),
    }
)
name_codes(
    {
        Reason.ASKED.value: gettext_lazy("asked by the person it is about"),
        Reason.MISTAKE.value: gettext_lazy("handed in by mistake"),
        Reason.UNLAWFUL.value: gettext_lazy("not allowed here"),
    },
    of="reason",
)
name_things({"portal.storedfile": gettext_lazy("file")})
STORED = describe("files.store", gettext_lazy("handed in a file"))
ERASED = describe("files.erase", gettext_lazy("erased a file"))
READ = describe("files.read", gettext_lazy("opened a file"))


@flow
def store(
    upload: Upload,
    *,
    by: Any,
    at: datetime,
    replaces: StoredFile | None = None,
    kinds: frozenset[Kind] = PAPERS,
) -> StoredFile:
    """Store an upload (or what `UploadField` made of it) under a random name and return its row.

    With `replaces` it becomes the next version; the older one stays. Raises Refused when the content is not
    accepted, WrongState when someone replaced that version first; then nothing is left, on disk neither.
    """
    kept = _kept(upload, kinds=kinds, at=at)
    try:
        with transaction.atomic(), _one_successor(replaces):
            file = StoredFile.objects.create(**asdict(kept), replaces=replaces, by=by, created_at=at)
    except BaseException:
        if not isinstance(upload, Kept):  # a form that is shown again may still stand for these bytes
            storage.remove(kept.stored_as, kept.thumbnail_as)
        raise
    facts = {"replaces": replaces.public_id} if replaces else {}
    record(STORED, file, by=by, at=at, sha256=file.sha256, **facts)
    return file


@flow
def erase(file: StoredFile, *, reason: Reason, by: Any, at: datetime) -> None:
    """Erase the name and, after the commit, the bytes of one version; the row and its checksum stay.

    What a crash leaves of the bytes, the sweep takes. Raises WrongState when it was erased before.
    """
    if not StoredFile.objects.filter(pk=file.pk, erased_at__isnull=True).update(name="", erased_at=at):
        raise WrongState(_("This file was erased already."))
    file.name, file.erased_at = "", at
    transaction.on_commit(lambda: storage.remove(file.stored_as, file.thumbnail_as), robust=True)
    record(ERASED, file, by=by, at=at, reason=reason.value)


@flow
def note_read(file: StoredFile, *, by: Any, at: datetime) -> None:
    """Put on the trail that someone opened a file that is neither public nor her own."""
    record(READ, file, by=by, at=at)


def _kept(upload: Upload, *, kinds: frozenset[Kind], at: datetime) -> Kept:
    if isinstance(upload, UploadedFile):
        upload = judge(upload, name=upload.name or "", kinds=kinds)
    if not is_of(upload.media_type, kinds):
        raise wrong_kind(kinds)
    if isinstance(upload, Judged):
        return keep(upload, at=at)
    if queries.names_in_use([upload.stored_as]):
        raise WrongState(_("This file was sent already. Choose it again if you want to add it once more."))
    return upload


@contextmanager
def _one_successor(replaces: StoredFile | None) -> Iterator[None]:
    """Turn the database's refusal of a second next version into a sentence."""
    try:
        yield
    except IntegrityError as error:
        if replaces is None:
            raise
        raise WrongState(
            _("Someone replaced this file already. Look at the newest version first.")
        ) from error
