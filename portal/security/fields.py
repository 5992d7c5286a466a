"""Text that is encrypted at rest, and the keyed hash by which it is found.

`FIELD_KEYS`: the first key writes, all of them read. `manage.py rotate_keys` writes everything anew with the
first, after which the others may go.
"""

import hashlib
import hmac
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from portal.seals import seal, unseal

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


class LostKey(ImproperlyConfigured):
    """A value was written with a key that is no longer among the keys."""


class Sealed(str):
    """Text that shows itself only when asked for as text: not in a repr, a traceback or a log of values."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


def keyed_hash(value: str, purpose: str) -> str:
    """Return the HMAC-SHA256 (hex, 64 signs) of `value` under HASH_KEY, by which an encrypted value is found.

    `purpose` keeps hashes of different columns apart. The caller brings `value` into its one form first
    (an IBAN without spaces, in capitals).
    """
    words = purpose.encode() + b"\x00" + value.encode()
    return hmac.new(settings.HASH_KEY.encode(), words, hashlib.sha256).hexdigest()


class _SealedAttribute(DeferredAttribute):
    def __set__(self, instance: models.Model, value: Any) -> None:
        plain = isinstance(value, str) and not isinstance(value, Sealed)
        instance.__dict__[self.field.attname] = Sealed(value) if plain else value


class EncryptedTextField(models.TextField[_Set, _Get]):
    """Text that the database only has encrypted; to find it, keep a `keyed_hash` beside it."""

    descriptor_class = _SealedAttribute

    def get_prep_value(self, value: Any) -> Any:
        """Return the encrypted value; expressions and None pass."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return seal(str(value))

    def from_db_value(self, value: str | None, *_args: Any) -> Sealed | None:
        """Return the plain value; raises LostKey."""
        if value is None:
            return None
        try:
            return Sealed(unseal(value))
        except InvalidToken as error:
            raise LostKey(
                f"{self.model._meta.label}.{self.name} was written with a key that is not in"
                " PORTAL_FIELD_KEYS. Put that key back, behind the others."
            ) from error

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow `isnull` alone: each encryption of a text differs, so a comparison would find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: find it by its keyed hash.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the encrypted value, so that a dump of the database holds no plain text."""
        return str(self.get_prep_value(self.value_from_object(obj)))

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Add that every key can be used."""
        return [*super().check(**kwargs), *_unusable_keys()]


def _unusable_keys() -> list[checks.CheckMessage]:
    try:
        for key in settings.FIELD_KEYS:
            Fernet(key)
    except ValueError:
        text = "PORTAL_FIELD_KEYS holds a key that cannot be used."
        return [
            checks.Error(
                text, hint="Make one with cryptography.fernet.Fernet.generate_key().", id="portal.E001"
            )
        ]
    return []
