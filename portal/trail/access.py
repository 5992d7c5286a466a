"""The door to the trail."""

from django.http import Http404

from .rules import Person, may_read_trail


def need_reader(user: Person) -> None:
    """Raise Http404 unless `user` may read the trail."""
    if not may_read_trail(user):
        raise Http404
