"""Files on disk and in the database: UPL-3, and nothing half-way."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from portal import storage
from portal.errors import WrongState
from portal.files.flows import store
from portal.files.judge import judge
from portal.files.kinds import PAPERS_AND_SHEETS, Refused
from portal.files.models import StoredFile
from portal.jobs.flows import enqueue
from portal.jobs.tasks import run_job
from portal.trail.models import Record
from tests.conftest import NOON
from wijkraden.people.models import User

from . import samples

pytestmark = pytest.mark.usefixtures("disk")
OnDisk = Callable[[], list[str]]


def upload(
    content: bytes, name: str = "begroting.pdf", declared: str = "application/pdf"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=declared)


def test_a_stored_file_knows_its_bytes_by_checksum(on_disk: OnDisk, anna: User) -> None:
    file = store(upload(samples.photo((600, 400)), "Foto feest.jpg", "text/html"), by=anna, at=NOON)

    content = storage.read(file.stored_as)
    assert (file.name, file.media_type, file.size) == ("Foto feest.jpg", "image/jpeg", len(content))
    assert file.sha256 == storage.checksum(content)
    assert (file.width, file.height) == (600, 400)
    assert on_disk() == sorted([file.stored_as, file.thumbnail_as])
    assert "Foto" not in file.stored_as


def test_two_files_of_one_name_keep_their_own_bytes(anna: User, bram: User) -> None:
    one = store(upload(samples.pdf(1)), by=anna, at=NOON)
    other = store(upload(samples.pdf(2)), by=bram, at=NOON)

    assert one.name == other.name == "begroting.pdf"
    assert one.stored_as != other.stored_as
    assert storage.checksum(storage.read(one.stored_as)) == one.sha256
    assert storage.checksum(storage.read(other.stored_as)) == other.sha256 != one.sha256


def test_a_new_version_leaves_the_old_one_as_it_was(anna: User) -> None:
    old = store(upload(samples.pdf(1)), by=anna, at=NOON)
    new = store(upload(samples.pdf(2)), by=anna, at=NOON + timedelta(hours=1), replaces=old)

    assert new.replaces == old
    assert storage.checksum(storage.read(old.stored_as)) == old.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=old.pk).update(name="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        old.delete()


def test_a_version_is_replaced_once_and_the_second_leaves_nothing(
    on_disk: OnDisk, anna: User, chris: User
) -> None:
    old = store(upload(samples.pdf(1)), by=anna, at=NOON)
    new = store(upload(samples.pdf(2)), by=anna, at=NOON, replaces=old)

    with pytest.raises(WrongState):
        store(upload(samples.pdf(3)), by=chris, at=NOON, replaces=old)

    assert set(StoredFile.objects.all()) == {old, new}
    assert on_disk() == sorted([old.stored_as, new.stored_as])


@pytest.mark.django_db(transaction=True)
def test_two_people_who_replace_one_version_at_once_get_one_new_version(anna: User, chris: User) -> None:
    old = store(upload(samples.pdf(1)), by=anna, at=NOON)
    start, answers = Barrier(2), []

    def replace(by: User, pages: int) -> None:
        try:
            start.wait()
            store(upload(samples.pdf(pages)), by=by, at=NOON, replaces=old)
            answers.append("stored")
        except WrongState:
            answers.append("too late")
        finally:
            connection.close()

    threads = [Thread(target=replace, args=(anna, 2)), Thread(target=replace, args=(chris, 3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["stored", "too late"]
    assert StoredFile.objects.filter(replaces=old).count() == 1


@pytest.mark.parametrize(
    "content", [samples.SCRIPT_SVG, samples.HTML, b"", samples.gif_with(3), samples.photo((99, 99))[:300]]
)
def test_a_refused_file_leaves_no_row_no_bytes_and_no_record(
    on_disk: OnDisk, anna: User, content: bytes
) -> None:
    before = Record.objects.count()

    with pytest.raises(Refused):
        store(upload(content), by=anna, at=NOON)

    assert StoredFile.objects.count() == 0
    assert on_disk() == []
    assert Record.objects.count() == before


def test_a_sheet_is_stored_only_where_it_is_asked_for(anna: User) -> None:
    with pytest.raises(Refused):
        store(upload(samples.sheet(), "b.xlsx"), by=anna, at=NOON)

    file = store(upload(samples.sheet(), "b.xlsx"), by=anna, at=NOON, kinds=PAPERS_AND_SHEETS)

    assert file.media_type.endswith("spreadsheetml.sheet")


def test_a_disk_that_is_full_leaves_no_row_and_no_half_file(
    disk: Path, on_disk: OnDisk, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = storages["default"].save

    def fails_on_the_second(name: str, content: File[bytes]) -> str:
        if on_disk():
            (disk / name).write_bytes(b"half")
            raise OSError(28, "No space left on device")
        return real(name, content)

    monkeypatch.setattr(storages["default"], "save", fails_on_the_second)

    with pytest.raises(OSError, match="No space"):
        store(upload(samples.photo(), "foto.jpg"), by=anna, at=NOON)

    assert on_disk() == []
    assert StoredFile.objects.count() == 0


def test_storing_is_on_the_trail(anna: User) -> None:
    file = store(upload(samples.pdf()), by=anna, at=NOON)

    record = Record.objects.order_by("-number")[0]
    assert (record.act, record.subject_id, record.by, record.facts) == (
        "files.store",
        file.public_id,
        anna,
        {"sha256": file.sha256},
    )


def test_the_sweep_takes_what_a_broken_transaction_left_and_nothing_else(
    disk: Path, on_disk: OnDisk, anna: User
) -> None:
    with time_machine.travel(NOON, tick=False):
        kept = store(upload(samples.photo(), "foto.jpg"), by=anna, at=NOON)
        with suppress(RuntimeError), transaction.atomic():
            store(upload(samples.pdf()), by=anna, at=NOON)
            raise RuntimeError
    assert StoredFile.objects.count() == 1
    assert len(on_disk()) == 3
    _make_as_old_as_their_folder(disk)

    _sweep(at=NOON + timedelta(hours=20))
    assert len(on_disk()) == 3

    _sweep(at=NOON + timedelta(days=2))
    assert on_disk() == sorted([kept.stored_as, kept.thumbnail_as])


def _make_as_old_as_their_folder(disk: Path) -> None:
    for path in disk.rglob("*"):
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))


def _sweep(*, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        job = enqueue("portal.files.tasks.sweep", by=None, at=at)
        run_job(job.public_id)


def test_judging_twice_gives_the_same_bytes() -> None:
    first = judge(samples.photo((90, 60)))

    assert judge(samples.photo((90, 60))).content == first.content


def test_the_sweep_looks_at_two_weeks_and_at_no_other_folder(
    disk: Path, on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    old = storage.write(b"x", room="files", at=NOON - timedelta(days=400))
    new = storage.write(b"y", room="files", at=NOON - timedelta(days=13))
    _make_as_old_as_their_folder(disk)
    looked: list[str] = []
    real = storages["default"].listdir

    def noted(path: str) -> tuple[list[str], list[str]]:
        looked.append(path)
        return real(path)

    monkeypatch.setattr(storages["default"], "listdir", noted)

    assert storage.sweep("files", known=lambda names: [], at=NOON + timedelta(days=1, hours=1)) == 1

    assert (on_disk(), len(looked)) == ([old], 14)
    assert new not in on_disk()


def test_the_sweep_takes_what_a_probe_of_the_storage_left(disk: Path, on_disk: OnDisk, db: None) -> None:
    for name in ("old", "new"):
        storages["default"].save(f"health/{name}", ContentFile(b"x"))
    os.utime(disk / "health" / "old", (NOON.timestamp(), NOON.timestamp()))
    os.utime(disk / "health" / "new", ((NOON + timedelta(days=2)).timestamp(),) * 2)

    _sweep(at=NOON + timedelta(days=2))

    assert on_disk() == ["health/new"]
