"""A role of PostgreSQL that reads and writes rows and no more, as docs/operate.md gives one to the web server."""

import secrets

from django.db import connection


def become_ordinary() -> None:
    """Be such a role until the transaction, or its savepoint, is rolled back; that takes the role away again."""
    name = f"ordinary_{secrets.token_hex(6)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"SET LOCAL ROLE {name}")
