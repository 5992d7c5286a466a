"""How files leave the portal: PER-2 and UPL-4, on a local disk and from a bucket."""

import io
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from portal import storage
from portal.files.flows import store
from portal.files.judge import judge
from portal.files.models import StoredFile
from portal.files.queries import names_in_use
from portal.jobs.flows import enqueue
from portal.jobs.tasks import run_job
from portal.serving import safe_name, send
from portal.trail.models import Record
from tests.conftest import NOON
from wijkraden.people.models import User

from . import samples

Browser = Callable[[User | None], Client]
RULE = "tests.portal.files.test_serving.chris_may"
EVERYONE = "tests.portal.files.test_serving.everyone_may"


def chris_may(user: Any, file: StoredFile) -> bool:
    """A rule of an upper floor: chris opens every file."""
    return getattr(user, "email", "") == "chris@demo.example"


def everyone_may(user: Any, file: StoredFile) -> bool:
    """A rule of an upper floor: everyone opens every file."""
    return True


@pytest.fixture(params=["disk", "bucket"])
def place(request: pytest.FixtureRequest) -> str:
    """Run the test on a local disk and with a bucket."""
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.fixture
def photo(place: str, anna: User) -> StoredFile:
    """A photo that anna handed in."""
    upload = SimpleUploadedFile('Feest \'s-Gravenland "1".jpg', samples.photo((600, 400)))
    return store(upload, by=anna, at=NOON)


def fetch(client: Client, address: str) -> tuple[int, bytes]:
    """Return the status and bytes that a browser ends with, after a link of the bucket too."""
    answer = client.get(address)
    if answer.status_code == 302:
        with urllib.request.urlopen(answer["Location"]) as found:  # noqa: S310 - our own store
            return found.status, found.read()
    return answer.status_code, answer.getvalue()


def test_who_handed_it_in_gets_the_bytes(photo: StoredFile, anna: User, signed_in: Browser) -> None:
    browser = signed_in(anna)

    assert fetch(browser, f"/files/{photo.public_id}/") == (200, storage.read(photo.stored_as))
    assert fetch(browser, f"/files/{photo.public_id}/thumbnail/") == (200, storage.read(photo.thumbnail_as))


def test_what_work_in_the_background_kept_leaves_in_the_same_way(place: str, anna: User) -> None:
    job = enqueue("tests.portal.jobs.work.keep_words", by=anna, at=now())
    run_job(job.public_id)

    answer = send(job.stored_as, media_type="application/json", name="words.json")

    job.refresh_from_db()
    assert (job.state, storage.read(job.stored_as)) == ("done", b"words")
    assert answer.status_code == {"disk": 200, "bucket": 302}[place]
    storage.remove(job.stored_as)
    assert not default_storage.exists(job.stored_as)


def test_nobody_else_does_and_it_looks_as_if_it_were_not_there(
    photo: StoredFile, anna: User, bram: User, signed_in: Browser
) -> None:
    assert fetch(signed_in(anna), f"/files/{photo.public_id}/")[0] == 200

    for user in (None, bram):
        browser = signed_in(user)
        for tail in ("", "thumbnail/"):
            refused = browser.get(f"/files/{photo.public_id}/{tail}")
            missing = browser.get(f"/files/{'2' * 16}/{tail}")
            assert refused.status_code == missing.status_code == 404
            assert set(refused.headers) == set(missing.headers)
            assert photo.name.encode() not in refused.content


def test_the_rule_is_asked_at_each_fetch(
    photo: StoredFile, chris: User, signed_in: Browser, settings: Settings
) -> None:
    browser = signed_in(chris)
    settings.PORTAL_FILE_RULES = [RULE]
    assert fetch(browser, f"/files/{photo.public_id}/")[0] == 200

    settings.PORTAL_FILE_RULES = []
    assert fetch(browser, f"/files/{photo.public_id}/")[0] == 404
    assert fetch(browser, f"/files/{photo.public_id}/thumbnail/")[0] == 404


def test_addresses_are_random_and_no_folder_of_files_is_served(
    place: str, photo: StoredFile, anna: User, signed_in: Browser
) -> None:
    browser = signed_in(anna)
    other = store(SimpleUploadedFile("b.pdf", samples.pdf()), by=anna, at=NOON)

    assert len(photo.public_id) == 16
    assert sum(a != b for a, b in zip(photo.public_id, other.public_id, strict=True)) > 4
    for address in (
        f"/media/{photo.stored_as}",
        f"/{photo.stored_as}",
        f"/files/{photo.pk}/",
        f"/files/{photo.pk + 1}/",
    ):
        assert browser.get(address).status_code == 404


def test_an_opened_file_of_someone_else_is_on_the_trail_and_ones_own_is_not(
    photo: StoredFile, anna: User, chris: User, signed_in: Browser, settings: Settings
) -> None:
    settings.PORTAL_FILE_RULES = [RULE]
    signed_in(anna).get(f"/files/{photo.public_id}/")
    signed_in(chris).head(f"/files/{photo.public_id}/")
    assert Record.objects.filter(act="files.read").count() == 0

    signed_in(chris).get(f"/files/{photo.public_id}/")

    assert [(r.subject_id, r.by) for r in Record.objects.filter(act="files.read")] == [
        (photo.public_id, chris)
    ]


def test_a_public_file_is_for_everyone_without_record(
    photo: StoredFile, signed_in: Browser, settings: Settings
) -> None:
    settings.PORTAL_FILE_RULES = [EVERYONE]

    answer = signed_in(None).get(f"/files/{photo.public_id}/")

    assert (answer.status_code, answer.getvalue()) == (200, storage.read(photo.stored_as))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert Record.objects.filter(act="files.read").count() == 0


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("bon.pdf", 'attachment; filename="bon.pdf"'),
        ("'s-Gravenland.pdf", 'attachment; filename="\'s-Gravenland.pdf"'),
        ('Koffie & thee "samen" <3.pdf', 'attachment; filename="Koffie & thee samen 3.pdf"'),
        ("Café – Zoë.pdf", "attachment; filename*=utf-8''Caf%C3%A9%20%E2%80%93%20Zo%C3%AB.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", 'attachment; filename="a Set-Cookie x=1.pdf"'),
    ],
)
def test_a_paper_is_downloaded_under_a_safe_name(
    name: str, disposition: str, anna: User, signed_in: Browser
) -> None:
    file = store(judge(samples.pdf(), name=name), by=anna, at=NOON)

    assert signed_in(anna).get(f"/files/{file.public_id}/")["Content-Disposition"] == disposition


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize("content", [samples.pdf(), samples.photo()])
def test_a_file_is_never_sniffed_run_or_kept(content: bytes, anna: User, signed_in: Browser) -> None:
    file = store(judge(content, name="bon"), by=anna, at=NOON)

    answer = signed_in(anna).get(f"/files/{file.public_id}/")

    assert answer.getvalue() == storage.read(file.stored_as)
    wanted = {
        "Content-Type": file.media_type,
        "Content-Disposition": 'inline; filename="bon.jpg"'
        if file.thumbnail_as
        else 'attachment; filename="bon.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {header: answer[header] for header in wanted} == wanted


def test_a_paper_has_no_thumbnail(place: str, anna: User, signed_in: Browser) -> None:
    file = store(SimpleUploadedFile("b.pdf", samples.pdf()), by=anna, at=NOON)

    assert fetch(signed_in(anna), f"/files/{file.public_id}/")[0] == 200
    assert signed_in(anna).get(f"/files/{file.public_id}/thumbnail/").status_code == 404


def test_a_file_is_only_read(photo: StoredFile, anna: User, signed_in: Browser) -> None:
    assert signed_in(anna).get(f"/files/{photo.public_id}/").status_code in {200, 302}
    assert signed_in(anna).put(f"/files/{photo.public_id}/").status_code == 405


def test_a_link_of_the_bucket_lives_a_minute_and_names_the_download(
    bucket: Any, anna: User, signed_in: Browser
) -> None:
    file = store(SimpleUploadedFile("Café.pdf", samples.pdf()), by=anna, at=NOON)

    answer = signed_in(anna).get(f"/files/{file.public_id}/")

    link = urlsplit(answer["Location"])
    query = parse_qs(link.query)
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"
    assert query["X-Amz-Expires"] == ["60"]
    assert query["response-content-type"] == ["application/pdf"]
    assert query["response-content-disposition"] == ["attachment; filename*=utf-8''Caf%C3%A9.pdf"]
    with urllib.request.urlopen(answer["Location"]) as found:  # noqa: S310 - our own store
        assert found.headers["Content-Disposition"] == "attachment; filename*=utf-8''Caf%C3%A9.pdf"
        assert found.read() == storage.read(file.stored_as)
    with pytest.raises(urllib.error.HTTPError) as unsigned:
        urllib.request.urlopen(f"{link.scheme}://{link.netloc}{link.path}")  # noqa: S310 - our own store
    assert unsigned.value.code == 403


def test_two_files_of_one_name_lie_apart_in_the_bucket(bucket: Any, anna: User, bram: User) -> None:
    files = [
        store(SimpleUploadedFile("b.pdf", samples.pdf(n)), by=by, at=NOON) for n, by in ((1, anna), (2, bram))
    ]

    assert {thing.key for thing in bucket.objects.all()} == {file.stored_as for file in files}
    for file in files:
        assert storage.checksum(storage.read(file.stored_as)) == file.sha256


def test_the_sweep_takes_orphans_from_the_bucket_too(bucket: Any, anna: User) -> None:
    file = store(SimpleUploadedFile("b.pdf", samples.pdf()), by=anna, at=NOON)
    storage.write(b"orphan", room="files", at=now())

    assert storage.sweep("files", known=names_in_use, at=now() + timedelta(hours=1)) == 0
    assert storage.sweep("files", known=names_in_use, at=now() + timedelta(days=2)) == 1
    assert [thing.key for thing in bucket.objects.all()] == [file.stored_as]


def test_an_upload_over_the_limit_is_cut_off_on_its_way_in(disk: object, anna: User) -> None:
    from django.http import HttpRequest
    from django.test import RequestFactory

    from portal.files.kinds import MAX_BYTES, Refused

    class Endless(io.BytesIO):
        name = "groot.pdf"

    content = samples.pdf() + b"\n" * (MAX_BYTES + 5 * 1024 * 1024)
    request: HttpRequest = RequestFactory().post("/", {"file": Endless(content)})
    request.user = anna
    received = request.FILES["file"]
    assert isinstance(received, UploadedFile)
    received.seek(0, os.SEEK_END)

    assert MAX_BYTES < received.tell() < MAX_BYTES + 1024 * 1024
    received.seek(0)
    with pytest.raises(Refused, match="15"):
        store(received, by=anna, at=NOON)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a/b\\c:d.pdf", "a b c d.pdf"), ("..", "file"), ("", "file"), ("x" * 300 + ".pdf", "x" * 146 + ".pdf")],
)
def test_a_name_is_fit_for_a_header_and_a_disk(name: str, safe: str) -> None:
    assert safe_name(name) == safe
