"""What differs per deployment, read from the environment; a bad value stops the start.

Every value may also come from a file named by `NAME_FILE` (secrets of container platforms).
"""

import warnings
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet, MultiFernet
from django.core.exceptions import ImproperlyConfigured
from environ import ImproperlyConfigured as BadValue

_env = environ.FileAwareEnv()


def text(name: str, default: str | None = None) -> str:
    """Return the value of `name`; without a default its absence stops the start."""
    value: str = _read(name, _env.str, default)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is empty. Set {name} (or {name}_FILE); see docs/settings.md.")
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
    """Return the EMAIL_… settings for the mail server that the address in `name` selects."""
    text(name, default)
    found: dict[str, Any] = _read(name, _env.email_url, default)
    return found


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
