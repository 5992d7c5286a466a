"""Documents are stored once, checked when read, and served after a rule."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from portal import storage
from portal.documents import queries, tasks
from portal.documents.drafts import Draft, draft
from portal.documents.flows import make
from portal.documents.models import Document
from portal.errors import WrongState
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.trail.models import Record
from tests.conftest import NOON
from wijkraden.people.models import User

from .samples import LETTER

Browser = Callable[[User | None], Client]
RULE = "tests.portal.documents.test_documents.chris_may"


def chris_may(user: Any, document: Document) -> bool:
    """A rule of an upper floor: chris opens every document."""
    return getattr(user, "email", "") == "chris@demo.example"


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder in which the documents of this test lie."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def on_disk(disk: Path) -> list[str]:
    return sorted(path.relative_to(disk).as_posix() for path in disk.rglob("*") if path.is_file())


def a_draft(**changes: Any) -> Draft:
    values: dict[str, Any] = {
        "template": "letter",
        "data": LETTER,
        "title": "Besluit 2027-1234",
        "language": "nl",
        "key": "decision-1",
        "name": "Besluit 's-Gravenland.pdf",
        "author": "Gemeente Rotterdam",
        "at": NOON,
    }
    return draft("letter", **{**values, **changes})


def letter(by: User | None, **changes: Any) -> Document:
    return make(a_draft(**changes), by=by, at=NOON)


def test_a_document_is_stored_with_its_checksum_and_on_the_trail(disk: Path, daan: User) -> None:
    document = letter(daan)

    content = queries.content_of(document)
    assert on_disk(disk) == [document.stored_as]
    assert (document.sha256, document.size) == (storage.checksum(content), len(content))
    record = Record.objects.order_by("-number")[0]
    assert (record.act, record.subject_id, record.by) == ("documents.make", document.public_id, daan)


def test_the_same_key_and_content_gives_the_stored_document(disk: Path, daan: User, dewi: User) -> None:
    first = letter(daan)

    again = letter(dewi, at=NOON + timedelta(days=3))

    assert again == first
    assert again.by == daan
    assert on_disk(disk) == [first.stored_as]


@pytest.mark.parametrize(
    "change",
    [{"data": {**LETTER, "subject": "Anders"}}, {"title": "Anders"}, {"language": "en"}, {"name": "a.pdf"}],
)
def test_the_same_key_with_other_content_is_refused(change: dict[str, Any], disk: Path, daan: User) -> None:
    first = letter(daan)

    with pytest.raises(WrongState):
        letter(daan, **change)

    assert list(Document.objects.all()) == [first]
    assert on_disk(disk) == [first.stored_as]


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_document_at_once_get_one(disk: Path, daan: User, dewi: User) -> None:
    start, made = Barrier(2), []

    def work(by: User) -> None:
        try:
            start.wait()
            made.append(letter(by).pk)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(by,)) for by in (daan, dewi)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
    assert len(set(made)) == Document.objects.count() == len(on_disk(disk)) == 1


@pytest.mark.django_db(transaction=True)
def test_typst_never_runs_while_others_wait_to_write() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        a_draft()


def test_a_draft_of_what_is_there_makes_no_bytes(disk: Path, daan: User) -> None:
    first = letter(daan)

    again = a_draft()

    assert (again.stored_as, on_disk(disk)) == ("", [first.stored_as])
    assert make(again, by=daan, at=NOON) == first


def test_of_two_drafts_the_second_gives_the_first_document_and_leaves_no_bytes(
    disk: Path, daan: User
) -> None:
    one, other = a_draft(), a_draft()
    assert len(on_disk(disk)) == 2

    made = make(one, by=daan, at=NOON)

    assert make(other, by=daan, at=NOON) == made
    assert on_disk(disk) == [made.stored_as]


def test_a_document_is_never_changed_or_removed(daan: User) -> None:
    document = letter(daan)

    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(title="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        document.delete()


def test_bytes_that_were_changed_are_not_taken_for_the_document(disk: Path, daan: User) -> None:
    document = letter(daan)
    (disk / document.stored_as).write_bytes(queries.content_of(document) + b" ")

    with pytest.raises(queries.Damaged):
        queries.content_of(document)


def test_a_crash_after_the_bytes_leaves_no_row_and_the_sweep_takes_them(disk: Path, daan: User) -> None:
    with time_machine.travel(NOON, tick=False):
        kept = letter(daan, key="other")
        drafted = a_draft()
        with suppress(RuntimeError), transaction.atomic():
            make(drafted, by=daan, at=NOON)
            raise RuntimeError
    assert (Document.objects.count(), len(on_disk(disk))) == (1, 2)
    for name in on_disk(disk):
        os.utime(disk / name, (NOON.timestamp(), NOON.timestamp()))

    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        tasks.sweep(Progress(Job()))

    assert on_disk(disk) == [kept.stored_as]


def test_its_maker_downloads_a_document(daan: User, signed_in: Browser) -> None:
    document = letter(daan)

    answer = signed_in(daan).get(f"/documents/{document.public_id}/")

    assert (answer.status_code, answer.content) == (200, queries.content_of(document))
    headers = (
        "Content-Type",
        "Content-Disposition",
        "X-Content-Type-Options",
        "Content-Security-Policy",
        "Cache-Control",
    )
    assert [answer[header] for header in headers] == [
        "application/pdf",
        'attachment; filename="Besluit \'s-Gravenland.pdf"',
        "nosniff",
        "sandbox; default-src 'none'",
        "private, no-store",
    ]


def test_nobody_else_does_and_it_looks_as_if_it_were_not_there(
    daan: User, bram: User, signed_in: Browser
) -> None:
    document = letter(daan)
    assert signed_in(daan).get(f"/documents/{document.public_id}/").status_code == 200

    for user in (None, bram):
        refused = signed_in(user).get(f"/documents/{document.public_id}/")
        missing = signed_in(user).get(f"/documents/{'2' * 16}/")
        assert refused.status_code == missing.status_code == 404
        assert set(refused.headers) == set(missing.headers)
        assert document.title.encode() not in refused.content


def test_a_rule_of_an_upper_floor_opens_it_and_the_trail_says_so(
    daan: User, chris: User, signed_in: Browser, settings: Settings
) -> None:
    document = letter(daan)
    settings.PORTAL_DOCUMENT_RULES = [RULE]
    signed_in(daan).get(f"/documents/{document.public_id}/")
    assert Record.objects.filter(act="documents.read").count() == 0

    assert signed_in(chris).get(f"/documents/{document.public_id}/").status_code == 200

    assert [record.by for record in Record.objects.filter(act="documents.read")] == [chris]
