"""What one request may bring in: UPL-2, with a browser that really sends it."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from pytest_django import Settings

from portal.files.handlers import LimitUploadHandler
from portal.files.kinds import MAX_REQUEST_BYTES
from portal.wsgi import application
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


def part(name: bytes, content: bytes, said: bytes = b"", end: bytes = b"--x--\r\n") -> bytes:
    """Return one part of a form whose boundary is x."""
    said = said or b'name="' + name + b'"'
    return b"--x\r\nContent-Disposition: form-data; " + said + b"\r\n\r\n" + content + b"\r\n" + end


@pytest.fixture
def temporary(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list in which every temporary file of an upload is noted."""
    made: list[str] = []
    real = tempfile.NamedTemporaryFile

    def noted(*args: Any, **kwargs: Any) -> object:
        found = real(*args, **kwargs)
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


FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
ANYWHERE = [PAGE, "/account/details/", "/city/", "/nothing-here/", "/people", "/static/x.css", "/"]
UNREADABLE = {
    "another alphabet": (f"{FORM}; charset=latin-1", b"a=%e9"),
    "an alphabet that is none": (f"{FORM}; charset=hex", b"a=1"),
    "parts in an alphabet that is none": (f"{PARTS}; boundary=x; charset=base64", part(b"a", b"1")),
    "an alphabet that nobody knows": (f"{FORM}; charset=nonsense", b"a=1"),
    "text in an alphabet that is none": ("text/plain; charset=hex", b"a=1"),
    "no boundary": (PARTS, b"--x--"),
    "text that is cut short": (f"{PARTS}; boundary=x", part(b"a", b"1", end=b"")),
    "a file that is cut short": (
        f"{PARTS}; boundary=x",
        part(b"language", b"en", end=b"") + part(b"f", b"%PDF", b'name="f"; filename="a.pdf"', end=b""),
    ),
    "a boundary that is cut short": (f"{PARTS}; boundary=x", part(b"a", b"1", end=b"--x")),
}
TOO_MUCH = {
    "too much text": (FORM, b"a=" + b"x" * (6 * MEGABYTE)),
    "too many answers": (FORM, b"&".join(b"f%d=1" % number for number in range(2000))),
    "too much text in parts": (f"{PARTS}; boundary=x", part(b"a", b"x" * (6 * MEGABYTE))),
    "too many files": (
        f"{PARTS}; boundary=x",
        b"".join(part(b"f%d" % n, b"x", b'name="f"; filename="a.pdf"', end=b"") for n in range(12))
        + b"--x--\r\n",
    ),
}


@pytest.mark.parametrize("path", ANYWHERE)
@pytest.mark.parametrize("what", [*UNREADABLE, *TOO_MUCH])
@pytest.mark.parametrize("is_known", [True, False])
def test_what_cannot_be_read_is_answered_with_a_page_at_every_address(
    what: str, path: str, signed_in: Browser, anna: User, *, is_known: bool
) -> None:
    media_type, body = {**UNREADABLE, **TOO_MUCH}[what]
    browser = signed_in(anna if is_known else None)

    answer = browser.generic("POST", path, body, media_type)  # the bytes as they are

    expected = {"/nothing-here/": 404, "/static/x.css": 404, "/people": 301}
    assert answer.status_code == expected.get(path, 400 if what in UNREADABLE else 413)
    if answer.status_code != 301:
        assert "Hulp nodig?" in answer.content.decode()


def test_too_much_text_is_told_with_the_limits_however_it_is_sent(db: None) -> None:
    pages = []
    for name in ("too much text", "too much text in parts", "too many files", "too many answers"):
        media_type, body = TOO_MUCH[name]
        client = Client()
        client.cookies["language"] = "en"
        answer = client.generic("POST", PAGE, body, media_type)
        pages.append((answer.status_code, "more than 5 MB of text" in answer.content.decode()))

    assert pages == [(413, True)] * 4


def test_what_is_too_long_is_refused_before_it_is_read(db: None) -> None:
    for media_type in (FORM, "application/json", f"{PARTS}; boundary=x"):
        answer = Client().generic("POST", PAGE, b"a=1", media_type, CONTENT_LENGTH=str(50 * MEGABYTE))

        assert answer.status_code == 413


def test_a_page_of_an_error_before_the_view_does_not_read_the_form(db: None) -> None:
    answer = Client(headers={"host": "elsewhere.example"}).generic(
        "POST", PAGE, b"a=%e9", f"{FORM}; charset=latin-1"
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["nonsense", "hex", "base64", "undefined", "latin-1", "utf-16", "idna"])
@pytest.mark.parametrize("path", ["/", "/?q=%C3%A9n&page=2", "/nothing-here/?q=a", "/account/login/?next=/"])
def test_an_address_is_read_whatever_alphabet_the_request_names(db: None, path: str, name: str) -> None:
    plain = Client().get(path)

    answer = Client().generic("GET", path, b"", f"text/plain; charset={name}")

    assert (answer.status_code, answer.wsgi_request.GET) == (plain.status_code, plain.wsgi_request.GET)


@pytest.fixture
def connected(db: None) -> Iterator[None]:
    """Keep the connection of the test, which the application lets go of before and after a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("media_type", ["text/plain; charset*=nonsense''%e9", f"{FORM}; charset=a\0b"])
@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", "200 OK"), ("POST", PAGE, "400 Bad Request")]
)
def test_a_type_over_which_django_stumbles_is_answered_too(
    media_type: str, method: str, path: str, status: str
) -> None:
    environ = {**RequestFactory().get(path).environ, "REQUEST_METHOD": method, "CONTENT_TYPE": media_type}
    found: list[str] = []

    def start(status: str, *_more: object) -> Callable[[bytes], object]:
        found.append(status)
        return lambda _bytes: None

    page = b"".join(application(environ, start))

    assert (found, b"<!doctype html>" in page) == ([status], True)


def test_utf_8_may_be_named(db: None) -> None:
    assert Client().post(PAGE, b"language=en", f"{FORM}; charset=UTF-8").status_code == 302


def test_a_length_that_is_no_number_is_no_fault_of_ours(db: None) -> None:
    assert Client().generic("POST", PAGE, b"a=1", FORM, CONTENT_LENGTH="many").status_code == 400


def test_a_form_that_takes_less_says_its_own_limit(signed_in: Browser, fenna: User) -> None:
    User.objects.filter(pk=fenna.pk).update(language="en")

    answer = signed_in(fenna).generic(
        "POST", "/budget/2026/import/", b"", f"{PARTS}; boundary=x", CONTENT_LENGTH=str(50 * MEGABYTE)
    )

    assert answer.status_code == 413
    assert "Here a file may be at most 2 MB." in answer.content.decode()
