"""Encrypt everything that is encrypted with the newest key, so that older keys may go."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models
from django.utils.timezone import now

from portal.post.flows import reseal_secrets
from portal.security.fields import EncryptedTextField
from portal.security.flows import rotate_batch, rotate_second_factors


class Command(BaseCommand):
    """Go through every encrypted column in batches; harmless when run again or stopped half-way."""

    help = "Encrypt all encrypted values with the first key of PORTAL_FIELD_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the size of a batch."""
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction (default 500)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many values were encrypted anew."""
        total = 0
        try:
            for model in apps.get_models():
                for field in model._meta.local_fields:
                    if isinstance(field, EncryptedTextField):
                        total += self._rotate(model, field.attname, options["batch"])
            total += rotate_second_factors(by=None, at=now())
            total += reseal_secrets(at=now())
        except InvalidToken as error:
            raise CommandError(
                "A stored value was written with a key that is not in PORTAL_FIELD_KEYS. Put that key back,"
                f" behind the others, and run this again. {total} values were encrypted before that."
            ) from error
        self.stdout.write(f"{total} values were encrypted with the newest key.")

    def _rotate(self, model: type[models.Model], column: str, size: int) -> int:
        total = 0
        last: int | None = 0
        while last is not None:
            count, last = rotate_batch(model, column, after=last, size=size, by=None, at=now())
            total += count
        return total
