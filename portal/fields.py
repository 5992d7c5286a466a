"""Small model fields that every floor uses."""

import secrets
from typing import Any

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: an id may be read out by telephone
PUBLIC_ID_LENGTH = 16  # 31**16: about 79 bits, not to be guessed


def new_public_id() -> str:
    """Return a random id that is fit for an address."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class PublicIdField(models.CharField[str, str]):
    """The id of a thing in addresses: random, unique, never changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", PUBLIC_ID_LENGTH)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", new_public_id)
        super().__init__(*args, **kwargs)
