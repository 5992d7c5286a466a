"""A file can be erased, and only that: name and bytes go, the row and the trail stay (AVG, article 17)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from portal.errors import WrongState
from portal.files.flows import erase, store
from portal.files.models import StoredFile
from portal.files.states import Reason
from portal.jobs.flows import enqueue
from portal.jobs.tasks import run_job
from portal.trail.models import Record
from tests.conftest import NOON
from tests.make import sign_in
from wijkraden.people.models import User

from . import samples

pytestmark = pytest.mark.usefixtures("disk")
OnDisk = Callable[[], list[str]]
Commit = Callable[..., object]
LATER = NOON + timedelta(days=400)


@pytest.fixture
def photo(anna: User) -> StoredFile:
    """A photo of anna's, with a name that tells too much."""
    return store(SimpleUploadedFile("Fam. Jansen.jpg", samples.photo((600, 400))), by=anna, at=NOON)


def test_erasing_takes_name_and_bytes_and_leaves_the_row(
    photo: StoredFile, on_disk: OnDisk, beheer: User, django_capture_on_commit_callbacks: Commit
) -> None:
    assert len(on_disk()) == 2

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # pytest-django gives a context manager
        erase(photo, reason=Reason.ASKED, by=beheer, at=LATER)

    row = StoredFile.objects.get(pk=photo.pk)
    assert (row.name, row.erased_at, row.sha256, on_disk()) == ("", LATER, photo.sha256, [])
    record = Record.objects.latest("number")
    assert (record.act, record.subject_id, record.facts) == (
        "files.erase",
        photo.public_id,
        {"reason": "asked"},
    )


def test_an_erased_file_opens_as_if_it_were_not_there(photo: StoredFile, anna: User, beheer: User) -> None:
    client = sign_in(Client(), anna)
    addresses = [f"/files/{photo.public_id}/", f"/files/{photo.public_id}/thumbnail/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]

    erase(photo, reason=Reason.ASKED, by=beheer, at=LATER)

    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_a_file_is_erased_once(photo: StoredFile, beheer: User) -> None:
    erase(photo, reason=Reason.MISTAKE, by=beheer, at=LATER)

    with pytest.raises(WrongState):
        erase(photo, reason=Reason.MISTAKE, by=beheer, at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"},
        {"name": ""},
        {"erased_at": LATER},
        {"name": "", "erased_at": LATER, "sha256": "0"},
        {"name": "", "erased_at": LATER, "width": None},
        {"name": "", "erased_at": LATER, "by": None},
        {"name": "", "erased_at": LATER, "stored_as": "files/x"},
    ],
)
def test_the_database_allows_no_other_change(photo: StoredFile, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=photo.pk).update(**change)

    assert StoredFile.objects.filter(pk=photo.pk).update(name="", erased_at=LATER) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=photo.pk).update(name="x", erased_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        photo.delete()


def test_the_sweep_finishes_what_a_crash_left(
    photo: StoredFile,
    on_disk: OnDisk,
    beheer: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    def fails(name: str) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(storages["default"], "delete", fails)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # pytest-django gives a context manager
            erase(photo, reason=Reason.ASKED, by=beheer, at=LATER)
    assert len(on_disk()) == 2

    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        run_job(enqueue("portal.files.tasks.sweep", by=None, at=LATER).public_id)

    assert on_disk() == []
