"""Secrets of a demo: made once, kept in the data folder, never used without PORTAL_DEMO=1."""

import json
import os
import secrets
from fcntl import LOCK_EX, flock
from pathlib import Path

from cryptography.fernet import Fernet


def demo_secrets(folder: Path) -> dict[str, str]:
    """Return the demo's own secrets, made at the first call and kept in `folder`.

    Processes that start together get the same: each waits for its turn at the file.
    """
    opened = os.open(folder / "demo-secrets.json", os.O_RDWR | os.O_CREAT, mode=0o600)
    with os.fdopen(opened, "r+") as file:
        flock(file, LOCK_EX)
        text = file.read()
        if not text:
            text = json.dumps(_made())
            file.write(text)
    kept: dict[str, str] = json.loads(text)
    return kept


def _made() -> dict[str, str]:
    return {
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(50),
        "PORTAL_FIELD_KEYS": Fernet.generate_key().decode(),
        "PORTAL_HASH_KEY": secrets.token_urlsafe(32),
    }
