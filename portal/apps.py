"""The ground floor as a Django app."""

from typing import Any

import structlog
from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata

from .network import client_ip


class PortalConfig(AppConfig):
    """Prepare the database after every migration, and name in the log where a request came from."""

    name = "portal"
    label = "portal"

    def ready(self) -> None:
        """Connect what follows a migration, and the start of a request."""
        pre_migrate.connect(before_migrate, sender=self)
        post_migrate.connect(after_migrate, sender=self)
        bind_extra_request_metadata.connect(note_address)
        connection_created.connect(keep_what_was_planned)


def note_address(request: HttpRequest, **_: Any) -> None:
    """Let every line of the log about this request say from which network address it came."""
    structlog.contextvars.bind_contextvars(ip=client_ip(request))


def keep_what_was_planned(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a connection with PostgreSQL keep as many planned statements as the portal has; psycopg keeps a hundred."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = 2_000


def before_migrate(**_: Any) -> None:
    """Lift the triggers on SQLite, which can't rebuild a table that one of them names.

    When the migration fails halfway, `/health/` tells that they are away until `migrate` ran well.
    """
    from django.db import connection

    from portal import triggers

    if connection.vendor == "sqlite":
        triggers.lift()


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
