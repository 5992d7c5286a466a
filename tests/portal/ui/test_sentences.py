"""What a field of any form says is said in our words: nothing of Django's own that we do not translate."""

from collections.abc import Iterator

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.urls import get_resolver
from django.utils import translation

from portal.ui.forms import SAID_BY_DJANGO


def _forms(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for one in of.__subclasses__():
        yield one
        yield from _forms(one)


def _fields() -> dict[str, forms.Field]:
    """Return every field of our forms and of allauth's, by where it stands."""
    assert get_resolver().url_patterns  # so every room has been read
    rooms = ("portal.", "wijkraden.", "grants.", "allauth.account.", "allauth.mfa.")
    return {
        f"{one.__module__}.{one.__name__}.{name}": field
        for one in _forms()
        if one.__module__.startswith(rooms)
        for name, field in getattr(one, "base_fields", {}).items()
    }


def _by_django() -> set[str]:
    kinds = [one for one in vars(forms).values() if isinstance(one, type) and issubclass(one, forms.Field)]
    texts = {str(text) for kind in kinds for text in getattr(kind, "default_error_messages", {}).values()}
    return texts | {str(ProhibitNullCharactersValidator().message)}


def _said(field: forms.Field) -> list[str]:
    """Return what it can say: a hidden one speaks to nobody, and no page has a box to clear a file."""
    if field.widget.is_hidden:
        return []
    told = [text for code, text in field.error_messages.items() if code != "contradiction"]
    return [*map(str, told), *(str(getattr(check, "message", "")) for check in field.validators)]


def test_every_sentence_of_a_field_is_ours_or_named_to_be_translated() -> None:
    with translation.override("en"):
        *single, _counted = SAID_BY_DJANGO
        named, by_django = set(map(str, single)), _by_django()
        stray = {
            (place, text)
            for place, field in _fields().items()
            for text in _said(field)
            if text in by_django - {""} - named
        }

    assert len(_fields()) > 60
    assert stray == set()
