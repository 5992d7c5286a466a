"""A code or a link that opens something lies sealed in the outbox."""

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings

from portal.post import flows, tasks
from portal.post.models import Message

pytestmark = pytest.mark.django_db
CODE = "123456"


def posted(*, secret: bool) -> Message:
    return flows.post_mail(
        "Code",
        f"Code {CODE}",
        f"<p>{CODE}</p>",
        kind="test.code",
        to=None,
        address="anna@demo.example",
        language="nl",
        secret=secret,
        by=None,
        at=timezone.now(),
    )


def test_a_secret_text_lies_sealed_until_it_is_sent_and_follows_the_newest_key(settings: Settings) -> None:
    sealed, plain = posted(secret=True), posted(secret=False)
    row = Message.objects.values("text", "html").get(pk=sealed.pk)
    assert (CODE in row["text"] + row["html"], CODE in plain.text) == (False, True)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    assert flows.reseal_secrets(at=timezone.now()) == 1
    assert flows.reseal_secrets(at=timezone.now()) == 0
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    tasks.deliver(sealed.public_id)

    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.body, CODE in str(sent.alternatives)) == (f"Code {CODE}", True)


def test_a_secret_text_whose_key_is_gone_is_parked_in_sight(settings: Settings) -> None:
    message = posted(secret=True)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    tasks.deliver(message.public_id)

    message.refresh_from_db()
    assert (message.state, message.last_error) == ("parked", "its key is not in PORTAL_FIELD_KEYS")
    assert mail.outbox == []
