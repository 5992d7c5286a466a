"""What the log says of a request: its route, never its address."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_safe

from portal.logs import NoAddresses, RoutesOnly, formatter
from portal.urls import urlpatterns as ours
from tests.make import World, sign_in

pytestmark = pytest.mark.django_db
SECRET = "s3cr3t-t0ken-of-an-invitation"


@require_safe
def breaks(request: HttpRequest, key: str) -> HttpResponse:
    """Fail, as a page with a mistake does."""
    raise ZeroDivisionError


urlpatterns = [*ours, path("breaks/<str:key>/", breaks)]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that the log says, from INFO up, as the portal's own handler writes it."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter())
    handler.addFilter(RoutesOnly())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield told
    root.removeHandler(handler)
    root.setLevel(level)


def _log_of(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("address", "route"),
    [
        (f"/people/invitations/{SECRET}/", "<str:token>"),
        (f"/accounts/password/reset/key/1-{SECRET}/", "reset"),
        (f"/messages/?address={SECRET}", "/messages/"),
        (f"/trail/?person={SECRET}", "/trail/"),
        (f"/no/such/{SECRET}/?who={SECRET}", "an unknown address"),
        (f"/breaks/{SECRET}/?who={SECRET}", "/breaks/<str:key>/"),
    ],
)
def test_no_line_holds_what_stands_in_the_address(
    world: World, lines: io.StringIO, settings: Any, address: str, route: str
) -> None:
    settings.ROOT_URLCONF = "tests.portal.test_logs"
    client = sign_in(Client(raise_request_exception=False), world.known("beheer"))

    client.get(address)

    found = _log_of(lines)
    assert len(found) >= 2
    assert SECRET not in lines.getvalue()
    assert [line for line in found if route in str(line.get("request", line["event"]))] != []


@pytest.mark.parametrize("host", ["testserver", "elsewhere.example"])
def test_no_line_of_a_refused_request_holds_it_either(lines: io.StringIO, host: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": host}, raise_request_exception=False)

    assert client.post(f"/people/invitations/{SECRET}/", {"name": SECRET}).status_code in {400, 403}

    loggers = {line["logger"] for line in _log_of(lines)}
    assert any(name.startswith("django.security") for name in loggers), loggers
    assert SECRET not in lines.getvalue()


@pytest.mark.django_db
def test_a_query_of_too_many_parameters_is_refused_and_logged_without_them(lines: io.StringIO) -> None:
    client, many = Client(raise_request_exception=False), "&".join([f"who={SECRET}"] * 1001)

    assert client.get(f"/register/?{many}").status_code == 400

    assert "TooManyFieldsSent" in lines.getvalue()
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize(
    ("text", "arguments", "told"),
    [
        (
            "Error handling request %s",
            [f"/people/invitations/{SECRET}/?q=1"],
            "Error handling request an address",
        ),
        ("Error handling request %s %s", ["GET", f"/x/{SECRET}"], "Error handling request GET an address"),
        (
            "Invalid request from ip=1.2.3.4: 'GET https://h/%s'",
            [SECRET],
            "Invalid request from ip=1.2.3.4: 'GET an address'",
        ),
        ("Listening at: %s (%s)", ["http://127.0.0.1:8000", 7], "Listening at: http://127.0.0.1:8000 (7)"),
    ],
)
def test_the_web_server_names_no_address_of_a_request_either(
    text: str, arguments: list[object], told: str
) -> None:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, text, tuple(arguments), None)

    assert NoAddresses().filter(record)
    assert record.getMessage() == told


def test_the_application_puts_that_on_the_web_servers_log_and_stops_on_broken_addresses() -> None:
    start = "import logging, portal.wsgi; print(logging.getLogger('gunicorn.error').filters)"
    broken = "from django.conf import settings; settings.ROOT_URLCONF = 'portal.nothing'; import portal.wsgi"

    well, ill = (
        subprocess.run(
            [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )
        for code in (start, broken)
    )

    assert (well.returncode, "NoAddresses" in well.stdout) == (0, True), well.stderr
    assert ill.returncode != 0
    assert "portal.nothing" in ill.stderr
