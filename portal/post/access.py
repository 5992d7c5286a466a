"""The doors to the outbox: for who operates the portal; for everybody else there is none."""

from django.http import Http404

from .. import realm
from ..jobs.rules import Person, may_operate
from .models import Message


def need_operator(user: Person) -> None:
    """Raise Http404 unless `user` operates the portal."""
    if not may_operate(user):
        raise Http404


def get_message(user: Person, public_id: str) -> Message:
    """Return the message with its addressee; 404 unless `user` operates and it is of this realm. One query."""
    need_operator(user)
    found = Message.objects.filter(public_id=public_id, realm__in=realm.seen())
    message = found.select_related("to").first()
    if message is None:
        raise Http404
    return message
