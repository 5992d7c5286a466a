"""What differs per deployment, read from the environment; a bad value stops the start.

Every value may also come from a file named by `NAME_FILE` (secrets of container platforms).
"""

import logging
import re
import warnings
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet, MultiFernet
from django.core.exceptions import ImproperlyConfigured
from environ import ImproperlyConfigured as BadValue

_env = environ.FileAwareEnv()
_SHORTEST_SECRET, _FEWEST_SIGNS = 32, 10
_HERE = {"localhost", "127.0.0.1", "::1"}
_NO_MAIL = re.compile(r"django\.core\.mail\.backends\.(?!smtp\.)")


def text(name: str, default: str | None = None) -> str:
    """Return the value of `name`; without a default its absence stops the start."""
    value: str = _read(name, _env.str, default)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is empty. Set {name} (or {name}_FILE); see docs/settings.md.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Return a secret; one that can be guessed, short or of few different signs, stops the start."""
    return _unguessable(name, text(name, default))


def secrets(name: str) -> list[str]:
    """Return secrets that stand there with commas, none by default; one that can be guessed stops the start."""
    return [_unguessable(name, one) for one in words(name, "")]


def _unguessable(name: str, value: str) -> str:
    if len(value) < _SHORTEST_SECRET or len(set(value)) < _FEWEST_SIGNS or not value.strip():
        raise ImproperlyConfigured(
            f"{name} is too short or too plain to be safe. Set {name} to at least {_SHORTEST_SECRET} random characters."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no value: 1, true, yes, on or 0, false, no, off; anything else stops the start."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not “{value}”; see docs/settings.md.")


def number(name: str, default: int) -> int:
    """Return a whole number from 0; anything else stops the start."""
    value = text(name, str(default)).strip()
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} must be a number, not “{value}”; see docs/settings.md.")
    return int(value)


def words(name: str, default: str) -> list[str]:
    """Return a comma-separated value as a list without empty parts."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder, made if it is not there; one that can't be made stops the start."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} names {path}, which cannot be made: {error.strerror}.") from error
    return path


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for the database that the address in `name` selects: SQLite or PostgreSQL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown address is refused below, in one sentence
        found: dict[str, Any] = _read(name, _env.db_url, default)
    if found.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must start with postgresql:// or sqlite://; see docs/settings.md."
        )
    if not found.get("NAME") or found["NAME"] == ":memory:":
        raise ImproperlyConfigured(f"{name} names no database that stays; see docs/settings.md.")
    return found


def fernet_keys(name: str, default: str | None) -> list[str]:
    """Return the sealing keys, the first for writing; one that is no Fernet key stops the start."""
    keys = [key.strip() for key in text(name, default).split(",")]
    try:
        MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} holds a key that is no Fernet key; see docs/settings.md."
        ) from error
    return keys


def mail(name: str, default: str | None) -> dict[str, Any]:
    """Return the EMAIL_… settings for the mail server that the address in `name` selects.

    Without a default (outside a demo) it must be a server, and one that is far away gets no password in plain.
    """
    text(name, default)
    found: dict[str, Any] = _read(name, _env.email_url, default)
    if default is not None:
        return found
    host = found.get("EMAIL_HOST")
    if not host or _NO_MAIL.match(found["EMAIL_BACKEND"]):
        raise ImproperlyConfigured(
            f"{name} names no mail server. Set {name} to smtp+tls://user:password@host:587; see docs/settings.md."
        )
    is_sealed = found.get("EMAIL_USE_TLS") or found.get("EMAIL_USE_SSL")
    if found.get("EMAIL_HOST_PASSWORD") and not is_sealed and host not in _HERE:
        raise ImproperlyConfigured(
            f"{name} would send its password in plain. Set {name} to smtp+tls:// or smtp+ssl://; see docs/settings.md."
        )
    return found


def sender(name: str, default: str | None) -> str:
    """Return a sender, `Name <address>`; what mail could not leave from stops the start."""
    value = text(name, default)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]) or not value.isprintable():
        raise ImproperlyConfigured(f"{name} must be an address, as Name <post@host>; see docs/settings.md.")
    return value


def contact(name: str, default: str | None) -> str:
    """Return where something may be reported, as `mailto:…` or `https://…` on one line."""
    value = text(name, default)
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+", value):
        raise ImproperlyConfigured(f"{name} must be mailto:… or https://…; see docs/settings.md.")
    return value


def site(name: str, default: str | None, *, is_demo: bool) -> str:
    """Return the public address of the portal: https and a host, no path; in a demo http does too."""
    value = text(name, default).rstrip("/")
    if not value.startswith("https://") and not is_demo:
        raise ImproperlyConfigured(
            f"{name} must start with https://. Set {name} to the portal's public address."
        )
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", value):
        raise ImproperlyConfigured(
            f"{name} must be https:// and a host, without a path. Set {name} to the portal's public address."
        )
    return value


def hosts(name: str, default: str) -> list[str]:
    """Return the hosts that may be asked for; none at all, or any at all, stops the start."""
    found = words(name, default)
    if not found or any("*" in host for host in found):
        raise ImproperlyConfigured(f"{name} must name the hosts; none, or one with “*”, is not safe.")
    return found


def level(name: str, default: str) -> str:
    """Return how much a log says, by the name that Python gives it."""
    value = text(name, default).strip().upper()
    if value not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(
            f"{name} must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not “{value}”; see docs/settings.md."
        )
    return value


def store(name: str, *, is_demo: bool) -> str | None:
    """Return the address of a store of files, None for the provider's own; far away it must be https."""
    value = text(name, "")
    parts = urlsplit(value)
    is_near = parts.scheme == "http" and (is_demo or parts.hostname in _HERE)
    if value and not (parts.hostname and (parts.scheme == "https" or is_near)):
        raise ImproperlyConfigured(
            f"{name} must start with https://, so that files travel sealed. Set {name} to such an address."
        )
    return value or None


def _read(name: str, reader: Any, default: str | None) -> Any:
    try:
        return reader(name) if default is None else reader(name, default=default)
    except (BadValue, ImproperlyConfigured, ValueError, KeyError) as error:
        if default is None and name not in _env.ENVIRON and f"{name}_FILE" not in _env.ENVIRON:
            raise ImproperlyConfigured(
                f"{name} is not set. Set {name} (or {name}_FILE), or PORTAL_DEMO=1 for a demo; see docs/settings.md."
            ) from None
        raise ImproperlyConfigured(f"{name} cannot be read: {error}. See docs/settings.md.") from error
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
