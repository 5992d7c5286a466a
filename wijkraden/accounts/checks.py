"""What `manage.py check --deploy` says about the accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from .queries import demo_accounts


@register(Tags.security, deploy=True)
def no_demo_accounts(**_: Any) -> list[CheckMessage]:
    """Find accounts whose password everyone knows; a database that can't be asked holds none."""
    if settings.DEMO:
        return []
    try:
        count = demo_accounts()
    except DatabaseError:
        return []
    if not count:
        return []
    return [
        Error(
            f"This database holds {count} accounts of the demo. They can't sign in, but they don't belong here.",
            hint="Start with an empty database: a demo is never made into a real portal.",
            id="wijkraden.E001",
        )
    ]
