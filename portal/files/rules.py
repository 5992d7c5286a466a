"""Who may open a file: who handed it in, or whoever a rule of an upper floor allows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from .models import StoredFile

Rule = Callable[[Any, StoredFile], bool]


def file_rules() -> list[Rule]:
    """Return the rules that `PORTAL_FILE_RULES` names, each `rule(user, file) -> bool`."""
    return [import_string(name) for name in settings.PORTAL_FILE_RULES]


def is_own(user: Any, file: StoredFile) -> bool:
    """Tell if `user` handed the file in."""
    return file.by_id is not None and user.is_authenticated and file.by_id == user.pk


def may_open(user: Any, file: StoredFile) -> bool:
    """Tell if `user` may have the bytes; asked anew at every fetch."""
    return is_own(user, file) or any(rule(user, file) for rule in file_rules())


def is_public(file: StoredFile) -> bool:
    """Tell if the file is for everyone: a rule allows it to someone who did not log in."""
    return any(rule(AnonymousUser(), file) for rule in file_rules())
