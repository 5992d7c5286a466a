"""Who may open a document: who had it made, or whoever a rule of an upper floor allows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from .models import Document

Rule = Callable[[Any, Document], bool]


def document_rules() -> list[Rule]:
    """Return the rules that `PORTAL_DOCUMENT_RULES` names, each `rule(user, document) -> bool`."""
    return [import_string(name) for name in settings.PORTAL_DOCUMENT_RULES]


def is_own(user: Any, document: Document) -> bool:
    """Tell if `user` had the document made."""
    return document.by_id is not None and user.is_authenticated and document.by_id == user.pk


def may_open(user: Any, document: Document) -> bool:
    """Tell if `user` may have the bytes; asked anew at every fetch."""
    return is_own(user, document) or any(rule(user, document) for rule in document_rules())


def is_public(document: Document) -> bool:
    """Tell if the document is for everyone: a rule allows it to someone who did not log in."""
    return any(rule(AnonymousUser(), document) for rule in document_rules())
