"""The ground floor as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """Install the triggers, the head of the trail and the cache table after every migration."""

    name = "portal"
    label = "portal"

    def ready(self) -> None:
        """Connect what must follow a migration."""
        post_migrate.connect(after_migrate, sender=self)


def after_migrate(using: str, **_: Any) -> None:
    """Bring the database to what the code relies on; harmless when run again."""
    from django.core.management import call_command
    from django.db import connection

    from portal import triggers
    from portal.trail.models import Head

    call_command("createcachetable", verbosity=0, database=using)
    if Head._meta.db_table in connection.introspection.table_names():
        Head.objects.get_or_create(pk=1)
    triggers.install()
