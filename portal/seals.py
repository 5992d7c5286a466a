"""Text that only this installation can read: sealed with the first of FIELD_KEYS, opened with any of them."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def seal(text: str) -> str:
    """Return `text` encrypted and protected against change."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed.

    Raises cryptography.fernet.InvalidToken for anything that these keys did not seal.
    """
    return _keys().decrypt(sealed.encode()).decode()


def is_newest(sealed: str) -> bool:
    """Tell if the first of FIELD_KEYS sealed this."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def reseal(sealed: str) -> str:
    """Return the same text sealed with the first of FIELD_KEYS; raises InvalidToken as `unseal` does."""
    return _keys().rotate(sealed.encode()).decode()
