"""Files that wait in a form: stored when they were accepted, so another field's error costs nothing.

No row names them yet. The form carries a signed note of the bytes, bound to the person; when the form is
sent again without a new file, that note stands for the file. What is never used is swept a day later.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing

from portal import storage

from .kinds import Judged, Kind

LIFETIME = timedelta(hours=20)  # shorter than the age at which the sweep takes orphans
ROOM = "files"


@dataclass(frozen=True)
class Kept:
    """Accepted bytes that are stored but belong to nothing yet."""

    name: str
    media_type: str
    stored_as: str
    thumbnail_as: str
    sha256: str
    size: int
    width: int | None
    height: int | None


def keep(judged: Judged, *, at: datetime) -> Kept:
    """Store the bytes and the thumbnail, and return where they are; writes no row."""
    stored_as = storage.write(judged.content, room=ROOM, at=at)
    try:
        thumbnail_as = storage.write(judged.thumbnail, room=ROOM, at=at) if judged.thumbnail else ""
    except BaseException:
        storage.remove(stored_as)
        raise
    return Kept(
        name=judged.name,
        media_type=judged.media_type,
        stored_as=stored_as,
        thumbnail_as=thumbnail_as,
        sha256=storage.checksum(judged.content),
        size=len(judged.content),
        width=judged.width,
        height=judged.height,
    )


def seal(kept: Kept, *, owner: str, kinds: frozenset[Kind]) -> str:
    """Return the note that a form carries, for the person with the public id `owner` and these kinds alone."""
    return signing.dumps(asdict(kept), salt=_salt(owner, kinds), compress=True)


def unseal(note: str, *, owner: str, kinds: frozenset[Kind]) -> Kept | None:
    """Return what the note stands for.

    None if it is forged, of someone else, of a field that takes other kinds, or older than 20 hours.
    """
    try:
        return Kept(**signing.loads(note, salt=_salt(owner, kinds), max_age=LIFETIME))
    except (signing.BadSignature, TypeError):
        return None


def _salt(owner: str, kinds: frozenset[Kind]) -> str:
    return f"portal.files.kept:{owner}:{','.join(sorted(kind.name for kind in kinds))}"
