"""Reads of the outbox."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q, QuerySet

from .. import realm
from ..reads import rows_of
from .models import Channel, Message, MessageState
from .states import NOWHERE


def messages(*, state: str = "", channel: str = "", address: str = "") -> QuerySet[Message]:
    """Return messages of this realm newest first; `address` is a part of it, whatever its case. One query."""
    found = Message.objects.filter(realm__in=realm.seen()).select_related("to")
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel=channel)
    if address:
        found = found.filter(address__icontains=address)
    return found


def letter_about(thing: Model) -> Message | None:
    """Return the newest letter on paper about something, None when there is none. One query."""
    about = {"about_kind": thing._meta.label_lower, "about_id": str(getattr(thing, "public_id", thing.pk))}
    return Message.objects.filter(channel=Channel.PAPER, **about).order_by("-id").first()


def no_messages() -> QuerySet[Message]:
    """Return nothing, for a filter that can't be read. No query."""
    return Message.objects.none()


def messages_of(person: AbstractBaseUser, addresses: list[str]) -> QuerySet[Message]:
    """Return all messages to a person, or to nobody by name at one of her addresses, whatever its case.

    Not what someone else got at an address that both had, one after the other. One query.
    """
    hers = Q(to_id=person.pk)
    for address in addresses:
        hers |= Q(to_id=None, address__iexact=address)
    return Message.objects.filter(hers)


def messages_to_others(person: AbstractBaseUser, addresses: list[str]) -> QuerySet[Message]:
    """Return what was made for someone else and went to one of these addresses, with that person. One query."""
    there = Q(pk__in=[])
    for address in addresses:
        there |= Q(address__iexact=address)
    return Message.objects.filter(there).exclude(to_id=None).exclude(to_id=person.pk).select_related("to")


def is_erased(person_id: int | None) -> bool:
    """Tell if that person was erased: no mail goes to her any more. One query at most."""
    if person_id is None:
        return False
    people = get_user_model()
    return any(
        getattr(one, people.get_email_field_name()).lower().endswith(NOWHERE)
        for one in rows_of(people, "id", person_id)
    )


def due(*, at: datetime) -> QuerySet[Message]:
    """Return e-mails whose time has come and that no worker holds, the longest waiting first. One query."""
    waiting = Message.objects.filter(state=MessageState.WAITING, channel=Channel.MAIL, next_try_at__lte=at)
    return waiting.filter(Q(claimed_until=None) | Q(claimed_until__lt=at)).order_by("next_try_at", "id")


def parked_count() -> int:
    """Return how many messages of all realms need someone to look at them. One query."""
    return Message.objects.filter(state=MessageState.PARKED).count()


def realm_of(public_id: str) -> str:
    """Return the realm of a message; "" when there is none. One query."""
    return Message.objects.filter(public_id=public_id).values_list("realm", flat=True).first() or ""
