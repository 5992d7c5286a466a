"""Check the chain of the trail from its first record to its head."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.trail.models import Head
from portal.trail.queries import breaks


class Command(BaseCommand):
    """Print the number of records; exit non-zero and name each break when the chain is not whole."""

    help = "Check that no record of the trail was changed, removed or put in between."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole trail once."""
        found = list(breaks())
        if found:
            raise CommandError("The trail is broken: " + "; ".join(found))
        head = Head.objects.get(pk=1)
        self.stdout.write(
            f"The trail is whole: {head.number} records, the last with hash {head.hash or '-'}."
        )
