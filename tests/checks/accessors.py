"""The names under which a row has other rows, as the models tell them."""

import functools

from django.apps import apps
from django.db.models.fields.reverse_related import ForeignObjectRel


@functools.cache
def accessors() -> frozenset[str]:
    """Return every such name: of relations to many, and of what points at a row."""
    found = {
        field.get_accessor_name() if isinstance(field, ForeignObjectRel) else field.name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.many_to_many or field.one_to_many
    }
    return frozenset(name for name in found if name)
