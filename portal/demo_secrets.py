"""Secrets of a demo: made once, kept in the data folder, never used without PORTAL_DEMO=1."""

import json
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def demo_secrets(folder: Path) -> dict[str, str]:
    """Return the demo's own secrets, made at the first call and kept in `folder`."""
    path = folder / "demo-secrets.json"
    if not path.exists():
        made = {
            "PORTAL_SECRET_KEY": secrets.token_urlsafe(50),
            "PORTAL_FIELD_KEYS": Fernet.generate_key().decode(),
            "PORTAL_HASH_KEY": secrets.token_urlsafe(32),
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(made))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept
