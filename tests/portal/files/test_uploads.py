"""What one request may bring in: UPL-2, with a browser that really sends it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from portal.files.handlers import LimitUploadHandler
from portal.files.kinds import MAX_REQUEST_BYTES
from wijkraden.people.models import User

Browser = Callable[[User | None], Client]
PAGE = "/account/language/"
MEGABYTE = 1024 * 1024


def files(count: int, megabytes: int) -> dict[str, object]:
    """Return so many files of that size, as a form sends them, with the field that the page asks for."""
    body = b"x" * (megabytes * MEGABYTE)
    return {
        "language": "en",
        **{f"f{number}": SimpleUploadedFile("a.pdf", body) for number in range(count)},
    }


@pytest.fixture
def temporary(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list in which every temporary file of an upload is noted."""
    made: list[str] = []
    real = tempfile.NamedTemporaryFile

    def noted(*args: object, **kwargs: object) -> object:
        found = real(*args, **kwargs)  # type: ignore[call-overload]
        made.append(found.name)
        return found

    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", noted)
    return made


def test_a_stranger_sends_no_file_at_all(
    signed_in: Browser, anna: User, temporary: list[str], tmp_path: Path
) -> None:
    assert signed_in(anna).post(PAGE, files(1, 3)).status_code == 302
    assert len(temporary) == 1
    temporary.clear()

    answer = signed_in(None).post(PAGE, files(3, 3))

    assert answer.status_code == 302
    assert (temporary, list(tmp_path.iterdir())) == ([], [])


def test_a_stranger_without_a_good_form_is_refused_before_the_file_is_kept(
    db: None, temporary: list[str]
) -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, files(3, 3))

    assert (answer.status_code, temporary) == (403, [])


def test_a_stranger_still_sends_a_form_without_a_file(db: None) -> None:
    answer = Client().post(PAGE, {"language": "en"})  # the test's browser sends it as one with files

    assert answer.status_code == 302


def test_one_request_brings_at_most_forty_megabytes(
    signed_in: Browser, anna: User, temporary: list[str], tmp_path: Path
) -> None:
    browser = signed_in(anna)
    assert browser.post(PAGE, files(4, 10)).status_code == 302

    temporary.clear()
    announced = browser.post(PAGE, files(6, 10))
    assert (announced.status_code, temporary) == (413, [])  # its length said enough

    answer = browser.post(PAGE, files(4, 11))

    assert answer.status_code == 413
    assert "40 MB" in answer.content.decode()
    assert len(temporary) == 4  # the fourth was stopped
    answer.close()
    assert list(tmp_path.iterdir()) == []


def test_one_request_brings_at_most_ten_files(signed_in: Browser, anna: User) -> None:
    browser = signed_in(anna)

    assert browser.post(PAGE, small(10)).status_code == 302
    answer = browser.post(PAGE, small(11))

    assert answer.status_code == 413
    assert "10" in answer.content.decode()


def small(count: int) -> dict[str, object]:
    """Return so many files of one byte."""
    return {"language": "en", **{f"f{n}": SimpleUploadedFile("a.pdf", b"x") for n in range(count)}}


def test_what_is_too_large_is_dropped_and_still_counts() -> None:
    handler = LimitUploadHandler()

    passed = sum(len(handler.receive_data_chunk(b"x" * MEGABYTE, 0) or b"") for _ in range(40))

    assert (passed, handler.received_in_all) == (16 * MEGABYTE, MAX_REQUEST_BYTES)
