"""`manage.py roles_table`: who can do what, as docs/roles.md shows it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from wijkraden.people.rules import Table, roles_tables

HEAD = """# Who can do what

Made from the rules themselves by `manage.py roles_table`; `--check docs/roles.md` tells if it is out of date.
Roles are seats with a first and a last day. The same tables stand in the portal at /people/roles/.
"""


class Command(BaseCommand):
    """Print the table of roles."""

    help = "Print who can do what as Markdown, or check a file against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to check."""
        parser.add_argument("--check", metavar="FILE", help="exit with status 1 if FILE differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, or compare."""
        with override("en"):
            text = "\n".join([HEAD, *(_markdown(table) for table in roles_tables())])
        if not options["check"]:
            self.stdout.write(text, ending="")
            return
        file = Path(options["check"])
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError(f"{file} is out of date: run manage.py roles_table > {file}", returncode=1)


def _markdown(table: Table) -> str:
    rows = [table.columns, ["--"] * len(table.columns), *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"## {table.heading}", "", *lines, ""])
