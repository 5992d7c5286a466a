"""Putting messages in the outbox, and what becomes of them there."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import realm
from ..errors import WrongState
from ..jobs.flows import errand, forget_errands
from ..jobs.queue import Lane
from ..seals import is_newest, reseal, seal
from ..trail.flows import flow, record
from ..trail.words import describe, name_codes, name_facts, name_things
from .models import Channel, Message, MessageState
from .queries import is_erased, messages_of
from .states import CLAIM, MAX_ATTEMPTS, NOWHERE, delay_after
from .texts import SUBJECT_LENGTH, one_line, words_of

DELIVER = "portal.post.tasks.deliver"
NO_ADDRESS = "not an e-mail address"
NO_WORD = "no attempt ended with an answer"
NUL = "\x00"  # PostgreSQL keeps no text with it

name_facts(
    {
        "attempts": gettext_lazy("attempts"),
        "channel": gettext_lazy("how it goes"),
        "kind": gettext_lazy("kind"),
    }
)
name_codes(dict(Channel.choices), of="channel")
name_things({"portal.message": gettext_lazy("message"), "post:past": gettext_lazy("messages of the past")})
QUEUED = describe("post.queued", gettext_lazy("put a message on its way ({kind})"))
SENT = describe("post.sent", gettext_lazy("sent a message ({channel})"))
PARKED = describe("post.parked", gettext_lazy("could not send a message (attempts: {attempts})"))
SENT_AGAIN = describe("post.sent_again", gettext_lazy("had a message sent again"))
POSTED = describe("post.posted", gettext_lazy("put a letter on paper in the post"))
PASSED_OVER = describe("post.passed_over", gettext_lazy("took messages of the past as sent ({count})"))


@flow
def send(
    kind: str,
    *,
    to: AbstractBaseUser | None,
    address: str,
    language: str,
    context: dict[str, Any],
    about: models.Model | None = None,
    channel: Channel = Channel.MAIL,
    secret: bool = False,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Message:
    """Write the message `kind` (`room.name`: `templates/<room>/mail/<name>.txt`) and put it in the outbox.

    It leaves after the commit of the caller, within seconds; one that can't be delivered is tried again, then
    parked in sight of an operator, and never undoes what the caller did. An address that is none is parked at
    once. `secret` for texts with a code or a link that opens something. Text and subject may hold anything.
    """
    words = words_of(kind, language=language, context=context)
    return post_mail(
        words.subject,
        words.text,
        words.html,
        kind=kind,
        to=to,
        address=address,
        language=language,
        about=about,
        channel=channel,
        secret=secret,
        by=by,
        at=at,
    )


@flow
def post_mail(
    subject: str,
    text: str,
    html: str = "",
    *,
    kind: str,
    to: AbstractBaseUser | None,
    address: str,
    language: str,
    about: models.Model | None = None,
    channel: Channel = Channel.MAIL,
    secret: bool = False,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Message:
    """Put a message in the outbox whose words are ready; `send` says what happens then.

    A letter on paper waits until an operator says that it was posted; what is secret can't go on paper.
    A message to someone who was erased is forgotten at once, whatever the caller still knows of her.
    """
    if secret and channel == Channel.PAPER:
        raise ValueError("a secret text never goes on paper")
    state = (
        MessageState.DROPPED if is_erased(to.pk if to else None) else _first_state(channel, address.strip())
    )
    message = Message.objects.create(
        realm=realm.current(),
        kind=kind,
        channel=channel,
        to_id=to.pk if to is not None else None,
        address=address.replace(NUL, "").strip() if channel == Channel.PAPER else one_line(address, 320),
        language=language,
        subject=one_line(subject, SUBJECT_LENGTH),
        **_words(text, html, secret=secret),
        secret=secret,
        **_subject(about),
        state=state,
        last_error=NO_ADDRESS if state == MessageState.PARKED else "",
        next_try_at=at,
        created_at=at,
    )
    _start(message, by=by, at=at)
    return message


@flow
def claim(public_id: str, *, by: AbstractBaseUser | None = None, at: datetime) -> Message | None:
    """Take a waiting e-mail for one attempt; None when it is not due, or another worker has it.

    One that has no attempt left is parked: each worker that took it died without saying how it went. One to
    somebody who was erased while it was written is forgotten.
    """
    free = Message.objects.filter(
        public_id=public_id, state=MessageState.WAITING, channel=Channel.MAIL, next_try_at__lte=at
    ).filter(Q(claimed_until=None) | Q(claimed_until__lt=at))
    if free.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=MessageState.PARKED, claimed_until=None, last_error=NO_WORD
    ):
        record(PARKED, Message.objects.get(public_id=public_id), by=by, at=at, attempts=MAX_ATTEMPTS)
        return None
    if not free.update(claimed_until=at + CLAIM, attempts=F("attempts") + 1):
        return None
    message = Message.objects.get(public_id=public_id)
    if is_erased(message.to_id):
        _forget(Message.objects.filter(pk=message.pk), by=by, at=at)
        return None
    return message


@flow
def note_sent(message: Message, *, by: AbstractBaseUser | None = None, at: datetime) -> None:
    """Say that the mail server took the message; a secret text is wiped."""
    wiped = {"text": "", "html": ""} if message.secret else {}
    if _claimed(message).update(
        state=MessageState.SENT, sent_at=at, claimed_until=None, last_error="", **wiped
    ):
        record(SENT, message, by=by, at=at, channel=message.channel)


@flow
def note_failure(
    message: Message, *, error: str, for_good: bool, by: AbstractBaseUser | None = None, at: datetime
) -> None:
    """Say that an attempt failed: try again after a growing delay, or park the message in sight."""
    error = one_line(error, 300)
    if for_good or message.attempts >= MAX_ATTEMPTS:
        if _claimed(message).update(state=MessageState.PARKED, claimed_until=None, last_error=error):
            record(PARKED, message, by=by, at=at, attempts=message.attempts)
        return
    next_try_at = at + delay_after(message.attempts)
    if _claimed(message).update(next_try_at=next_try_at, claimed_until=None, last_error=error):
        message.next_try_at = next_try_at
        _queue(message)


@flow
def send_again(message: Message, *, by: AbstractBaseUser, at: datetime) -> Message:
    """Put a parked message on its way again, with all attempts before it. Raises WrongState."""
    if message.last_error == NO_ADDRESS:
        raise WrongState(_("This is not an e-mail address; the message can't be sent to it."))
    again = (
        Message.objects.filter(pk=message.pk, state=MessageState.PARKED)
        .exclude(text="")
        .update(state=MessageState.WAITING, attempts=0, next_try_at=at, claimed_until=None, last_error="")
    )
    if not again:
        raise WrongState(_("This message can't be sent again: it was sent, or it is on its way."))
    message.refresh_from_db()
    _queue(message)
    record(SENT_AGAIN, message, by=by, at=at)
    return message


@flow
def mark_posted(message: Message, *, by: AbstractBaseUser, at: datetime) -> Message:
    """Say that a letter on paper was put in the post. Raises WrongState."""
    posted = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, channel=Channel.PAPER).update(
        state=MessageState.SENT, sent_at=at, attempts=1
    )
    if not posted:
        raise WrongState(_("This letter is not waiting to be posted."))
    message.refresh_from_db()
    record(POSTED, message, by=by, at=at)
    return message


@flow
def pass_over(*, before: datetime, by: AbstractBaseUser | None, at: datetime) -> int:
    """Take the e-mails that wait and were written before that moment as sent then; none of them leaves.

    For a world that is made with its past: nobody wants last year's mails now. Returns how many there were.
    """
    waiting = Message.objects.filter(
        state=MessageState.WAITING, channel=Channel.MAIL, created_at__lt=before, claimed_until=None
    )
    waiting.filter(secret=True).update(text="", html="")
    count = waiting.update(state=MessageState.SENT, sent_at=F("created_at"), attempts=1)
    forget_errands(DELIVER, before=before)
    if count:
        record(PASSED_OVER, "post:past", by=by, at=at, count=count)
    return count


@flow
def wipe_old_secrets(*, by: AbstractBaseUser | None = None, before: datetime) -> int:
    """Wipe the text of secret messages that were parked, made before that moment; return how many."""
    old = Message.objects.filter(secret=True, state=MessageState.PARKED, created_at__lt=before)
    return _locked(old.exclude(text="")).update(text="", html="")


@flow
def reseal_secrets(*, by: AbstractBaseUser | None = None, at: datetime) -> int:
    """Seal the texts of secret messages with the newest key; return how many messages were written."""
    count = 0
    for message in (
        Message.objects.select_for_update(no_key=True).filter(secret=True).exclude(text="").order_by("pk")
    ):
        if not all(is_newest(sealed) for sealed in (message.text, message.html) if sealed):
            message.text = reseal(message.text)
            message.html = reseal(message.html) if message.html else ""
            message.save(update_fields=["text", "html"])
            count += 1
    return count


@flow
def forget_person(
    person: AbstractBaseUser, *, addresses: list[str], by: AbstractBaseUser | None, at: datetime
) -> int:
    """Wipe address and words of all messages to a person, or to one of her addresses; return how many.

    What had not left never leaves.
    """
    return _forget(messages_of(person, addresses), by=by, at=at)


@flow
def forget_messages(ids: list[str], *, by: AbstractBaseUser | None, at: datetime) -> int:
    """Wipe address and words of the messages with these public ids; what had not left never leaves."""
    return _forget(Message.objects.filter(public_id__in=ids), by=by, at=at)


@flow
def forget_about(kind: str, ids: list[str], *, by: AbstractBaseUser | None, at: datetime) -> int:
    """Wipe address and words of all messages about those things; what had not left never leaves."""
    return _forget(Message.objects.filter(about_kind=kind, about_id__in=ids), by=by, at=at)


@flow
def forget_old(*, before: datetime, by: AbstractBaseUser | None = None, at: datetime) -> int:
    """Wipe address and words of messages from before that moment; return how many."""
    ended = Message.objects.exclude(state=MessageState.WAITING).filter(created_at__lt=before)
    return _forget(ended, by=by, at=at)


def _forget(messages: models.QuerySet[Message], *, by: AbstractBaseUser | None, at: datetime) -> int:
    """Wipe, and close what was not sent, so that nobody is asked to look at it."""
    return _locked(messages.filter(forgotten_at__isnull=True)).update(
        address="",
        subject="",
        text="",
        html="",
        last_error="",
        claimed_until=None,
        forgotten_at=at,
        state=Case(When(state=MessageState.SENT, then=F("state")), default=Value(MessageState.DROPPED)),
    )


def _locked(messages: models.QuerySet[Message]) -> models.QuerySet[Message]:
    """Lock the rows by id, so that no two flows that write many of them wait for each other for ever."""
    list(messages.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return messages


def _words(text: str, html: str, *, secret: bool) -> dict[str, str]:
    words = {"text": text.replace(NUL, ""), "html": html.replace(NUL, "")}
    return {name: seal(value) if secret and value else value for name, value in words.items()}


def _subject(about: models.Model | None) -> dict[str, str]:
    if about is None:
        return {}
    return {"about_kind": about._meta.label_lower, "about_id": str(getattr(about, "public_id", about.pk))}


def _queue(message: Message) -> None:
    errand(
        DELIVER,
        arguments={"public_id": message.public_id},
        after=message.next_try_at,
        lane=Lane.POST,
        urgent=message.secret,
    )


def _claimed(message: Message) -> models.QuerySet[Message]:
    return Message.objects.filter(
        pk=message.pk, state=MessageState.WAITING, claimed_until=message.claimed_until
    )


def _start(message: Message, *, by: AbstractBaseUser | None, at: datetime) -> None:
    if message.state == MessageState.DROPPED:
        _forget(Message.objects.filter(pk=message.pk), by=by, at=at)
        message.refresh_from_db()
        return
    record(QUEUED, message, by=by, at=at, kind=message.kind, channel=str(message.channel))
    if message.state == MessageState.PARKED:
        record(PARKED, message, by=None, at=at, attempts=0)
    elif message.channel == Channel.MAIL:
        _queue(message)


def _first_state(channel: Channel, address: str) -> MessageState:
    if channel == Channel.PAPER:
        return MessageState.WAITING
    if address.lower().endswith(NOWHERE):
        return MessageState.DROPPED
    return MessageState.WAITING if _is_address(address) else MessageState.PARKED


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
