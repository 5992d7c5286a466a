"""Reads of the trail."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.timezone import make_aware

from .. import realm
from .models import Head, Record, fingerprint


def records_of(subject: models.Model) -> models.QuerySet[Record]:
    """Return what happened to `subject` in this realm, oldest first, with who did it. One query."""
    public_id = str(getattr(subject, "public_id", subject.pk))
    found = Record.objects.filter(subject_kind=subject._meta.label_lower, subject_id=public_id)
    return found.filter(realm__in=realm.seen()).select_related("by")


def records(
    *,
    act: str = "",
    person: AbstractBaseUser | None = None,
    subject: str = "",
    first_on: date | None = None,
    last_on: date | None = None,
    before: int | None = None,
) -> models.QuerySet[Record]:
    """Return records by act, person, subject and days, newest first, with who did it. One query.

    Only those of the realm of the moment and of the installation itself. Days are days in Amsterdam. A person
    is found as who did it and as what it was done to. `before` is a number: only records with a lower one.
    """
    found = Record.objects.filter(realm__in=realm.seen()).select_related("by").order_by("-number")
    if act:
        found = found.filter(act=act)
    if person is not None:
        public_id = str(getattr(person, "public_id", person.pk))
        found = found.filter(
            Q(by_id=person.pk) | Q(subject_kind=person._meta.label_lower, subject_id=public_id)
        )
    if subject:
        found = found.filter(subject_id=subject.strip())
    if first_on is not None:
        found = found.filter(at__gte=_midnight(first_on))
    if last_on is not None:
        found = found.filter(at__lt=_midnight(last_on + timedelta(days=1)))
    if before is not None:
        found = found.filter(number__lt=before)
    return found


def people_named_in(rows: Iterable[Record]) -> dict[str, str]:
    """Return the name of each person of this realm that a record is about, by public id. One query."""
    people = get_user_model()
    ids = {row.subject_id for row in rows if row.subject_kind == people._meta.label_lower}
    found = _people_here().filter(public_id__in=ids)
    return {str(getattr(person, "public_id", "")): str(person) for person in found}


def no_records() -> models.QuerySet[Record]:
    """Return nothing, for a filter that can't be read. No query."""
    return Record.objects.none()


def person_named(text: str) -> AbstractBaseUser | None:
    """Return the person with this e-mail address (without regard to case) or public id. Two queries.

    Who is not of this realm, or stands nowhere on what may be seen of the trail, is nobody: an account
    elsewhere stays unknown.
    """
    person = _people_here().filter(Q(email__iexact=text) | Q(public_id=text)).first()
    return person if person is not None and records(person=person).exists() else None


def _people_here() -> models.QuerySet[Any]:
    """Return whom the upper floor knows in this realm (PORTAL_PEOPLE_HERE)."""
    found: models.QuerySet[Any] = import_string(settings.PORTAL_PEOPLE_HERE)()
    return found


def breaks() -> Iterator[str]:
    """Yield a sentence for each place where the chain is broken; nothing when the trail is whole.

    Reads the trail once, in order, in flat memory. The head is read first: what others add meanwhile must
    follow it, and no record before it may be away.
    """
    head = Head.objects.filter(pk=1).first()
    number, previous, at_head = 0, "", ""
    for row in Record.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if row.number != number:
            yield f"record {number} is missing before {row.number}"
            number = row.number
        if row.previous_hash != previous:
            yield f"record {row.number} does not follow the one before it"
        if row.hash != fingerprint(row):
            yield f"record {row.number} was changed"
        previous = row.hash
        if head is not None and number <= head.number:
            at_head = row.hash
    if head is None:
        yield "the head of the trail is missing"
    elif number < head.number or at_head != head.hash:
        yield f"the trail ends at {number}, its head says {head.number}"
    elif number > head.number and not _is_head_at_least(number):
        yield f"the trail goes on to {number}, past its head"


def _is_head_at_least(number: int) -> bool:
    return Head.objects.filter(pk=1, number__gte=number).exists()


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
