"""What the portal closes by itself."""

from __future__ import annotations

from datetime import datetime

from grants.register.flows import close
from grants.register.queries import to_close

from .stage import Act, Stage


def close_due(_stage: Stage, _dossier: None, at: datetime) -> None:
    """Close every dossier that nothing keeps open."""
    for one in to_close(at):
        close(one, at=at)


ACTS: dict[str, Act] = {close_due.__name__: close_due}
