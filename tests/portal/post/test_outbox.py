"""The outbox: what leaves, what is tried again, what is parked, and what never gets into a header."""

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from portal.errors import WrongState
from portal.jobs.flows import enqueue, take
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post import flows, gateway, tasks
from portal.post.flows import mark_posted, post_mail, send, send_again
from portal.post.models import Channel, Message, MessageState
from portal.post.states import MAX_ATTEMPTS
from portal.trail.models import Record
from tests.conftest import NOON
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
TRICK = "Feest\r\nBcc: x@example.org"


@pytest.fixture(autouse=True)
def _templates(tmp_path: Path, settings: Any) -> None:
    """Give the tests a room with mails of its own."""
    folder = tmp_path / "room" / "mail"
    folder.mkdir(parents=True)
    (folder / "hello.txt").write_text(
        '{% load i18n %}Subject: {% translate "Trail" %}: {{ title }}\n\n'
        "Dear {{ name }},\n{{ title }}\n{{ portal_url }}\n"
    )
    (folder / "hello.html").write_text("<p>{{ title }}</p>")
    (folder / "plain.txt").write_text("Subject: {{ title }}\n{{ title }}")
    (folder / "broken.txt").write_text("Hello")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    from portal.post.texts import _plain

    _plain.cache_clear()


def _send(
    title: str = "Feest", *, kind: str = "room.hello", address: str = "anna@demo.example", **more: Any
) -> Message:
    return send(
        kind, to=None, address=address, language="nl", context={"title": title, "name": "Anna"}, by=None,
        at=timezone.now(), **more,
    )  # fmt: skip


def _deliver(message: Message) -> Message:
    tasks.deliver(message.public_id)
    message.refresh_from_db()
    return message


def _all_due() -> None:
    tasks.deliver_due(Progress(_running_job()))


def _running_job() -> Job:
    job = take(
        enqueue("portal.post.tasks.deliver_due", by=None, at=timezone.now()).public_id, at=timezone.now()
    )
    assert job is not None
    return job


def _raw() -> EmailMessage:
    return message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=modern)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def _refuse(monkeypatch: pytest.MonkeyPatch, *addresses: str, code: int = 451) -> None:
    """Make the mail server refuse these addresses (none: all), for now or (5xx) for good."""

    def answer(message: EmailMultiAlternatives) -> int:
        if not addresses or message.to[0] in addresses:
            raise smtplib.SMTPRecipientsRefused({message.to[0]: (code, b"no such mailbox\r\nhere")})
        mail.outbox.append(message)
        return 1

    monkeypatch.setattr("portal.post.gateway.EmailMultiAlternatives.send", answer)


def test_a_message_leaves_in_the_language_of_its_addressee() -> None:
    message = _deliver(_send())

    assert message.state == MessageState.SENT
    assert (mail.outbox[0].to, mail.outbox[0].body) == (
        ["anna@demo.example"], "Dear Anna,\nFeest\nhttp://testserver\n",
    )  # fmt: skip
    assert message.sent_at is not None


def test_nothing_leaves_before_the_commit_and_nothing_after_a_rollback() -> None:
    with transaction.atomic():
        _send()
        transaction.set_rollback(True)

    assert (Message.objects.count(), len(mail.outbox)) == (0, 0)


def test_a_line_break_in_a_title_becomes_a_space_and_no_header() -> None:
    _deliver(_send(TRICK, kind="room.plain"))

    raw = _raw()
    assert raw["Subject"] == "Feest Bcc: x@example.org"
    assert raw["Bcc"] is None
    assert mail.outbox[0].recipients() == ["anna@demo.example"]
    assert mail.outbox[0].body == "Feest\r\nBcc: x@example.org\n"


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00"])
def test_no_sign_breaks_the_subject(sign: str) -> None:
    message = _send(f"a{sign}b", kind="room.plain")

    assert message.subject == "a b"


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "",
        "a@b\r\nBcc: x@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a b@example.org",
    ],
)
def test_what_is_no_address_is_parked_at_once_and_undoes_nothing(address: str) -> None:
    message = _send(address=address)

    assert (message.state, message.attempts) == ("parked", 0)
    assert "\n" not in message.address
    with pytest.raises(WrongState):
        send_again(message, by=User.objects.get(email="beheer@demo.example"), at=NOON)
    assert _deliver(message).state == "parked"
    assert mail.outbox == []


def test_signs_stay_literal_in_subject_and_text_and_are_escaped_in_html_alone() -> None:
    title = '\'s-Gravenland: Koffie & thee "samen" <3'
    _deliver(_send(title))

    raw = _raw()
    assert raw["Subject"].endswith(title)
    assert title in _part(raw, "plain")
    assert "&#x27;s-Gravenland: Koffie &amp; thee &quot;samen&quot; &lt;3" in _part(raw, "html")


@pytest.mark.parametrize("title", ["x" * 200, "é🎉" * 150, "een heel lang woord " * 40])
def test_a_long_subject_arrives_whole_or_cut_with_an_ellipsis(title: str) -> None:
    message = _deliver(_send(title, kind="room.plain"))

    assert len(message.subject) <= 250
    assert message.subject == title.strip() or message.subject.endswith("…")
    assert _raw()["Subject"].strip() == message.subject


def test_a_template_without_a_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin with"):
        _send(kind="room.broken")


def test_a_message_that_leaves_twice_is_known_as_the_same() -> None:
    message = _deliver(_send())
    first = _raw()
    Message.objects.update(
        state="waiting", sent_at=None
    )  # a worker died between the server's yes and its note
    _deliver(message)
    second = _raw()

    assert first["Message-ID"] == second["Message-ID"] == f"<{message.public_id}@testserver>"
    assert first["Date"] == second["Date"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_a_refusal_is_tried_again_after_growing_delays_then_parked_in_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _refuse(monkeypatch)
    message = _send()
    delays = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(MAX_ATTEMPTS - 1):
            started = timezone.now()
            _deliver(message)
            assert message.state == MessageState.WAITING
            delays.append((message.next_try_at - started).total_seconds())
            assert _deliver(message).attempts == len(delays), "not before its time"
            clock.move_to(message.next_try_at)
        _deliver(message)

    assert delays == [15, 60, 300, 1800, 7200, 21600, 86400]
    assert (message.state, message.attempts, message.last_error) == ("parked", 8, "451 no such mailbox here")
    assert Record.objects.filter(act="post.parked", subject_id=message.public_id).count() == 1


def test_a_refusal_for_good_is_parked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse(monkeypatch, code=550)

    assert _deliver(_send()).state == MessageState.PARKED


def test_a_wrong_password_at_the_mail_server_is_our_fault_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: object) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"bad credentials")

    monkeypatch.setattr("portal.post.gateway.EmailMultiAlternatives.send", refuse)

    assert _deliver(_send()).state == MessageState.WAITING


def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse(monkeypatch, "third@demo.example")
    for name in ("first", "second", "third", "fourth", "fifth", "sixth"):
        _send(address=f"{name}@demo.example")

    _all_due()

    assert [message.to[0].split("@")[0] for message in mail.outbox] == [
        "first",
        "second",
        "fourth",
        "fifth",
        "sixth",
    ]
    assert Message.objects.get(state="waiting").address == "third@demo.example"


def test_a_server_that_is_away_undoes_no_business() -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        message = _deliver(_send())

    assert message.state == MessageState.WAITING
    assert message.last_error.startswith("ConnectionRefusedError")


def test_a_worker_that_has_a_message_keeps_the_others_off_until_it_is_dead() -> None:
    message = _send()
    now = timezone.now()

    assert flows.claim(message.public_id, at=now) is not None
    assert flows.claim(message.public_id, at=now) is None
    assert flows.claim(message.public_id, at=now + timedelta(minutes=4)) is None
    assert flows.claim(message.public_id, at=now + timedelta(minutes=6)) is not None


def test_a_mail_at_which_each_worker_dies_is_parked() -> None:
    message, at = _send(), timezone.now()
    for _ in range(MAX_ATTEMPTS):
        assert flows.claim(message.public_id, at=at) is not None
        at += timedelta(minutes=6)

    assert flows.claim(message.public_id, at=at) is None

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (
        MessageState.PARKED,
        MAX_ATTEMPTS,
        flows.NO_WORD,
    )
    assert Record.objects.latest("number").act == "post.parked"


def test_a_worker_that_lost_its_claim_changes_nothing() -> None:
    message = _send()
    now = timezone.now()
    slow = flows.claim(message.public_id, at=now)
    quick = flows.claim(message.public_id, at=now + timedelta(minutes=6))
    assert slow is not None
    assert quick is not None
    flows.note_sent(quick, at=now)

    flows.note_failure(slow, error="too late", for_good=True, at=now)

    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_mail_is_never_handed_over_inside_a_transaction() -> None:
    message = _send()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gateway.hand_over(message)
    assert mail.outbox == []


def test_a_secret_text_is_wiped_once_it_was_sent() -> None:
    message = _send("code 123456", secret=True)
    assert "123456" in message.plain_text

    _deliver(message)

    assert (message.text, message.html) == ("", "")
    assert "123456" in mail.outbox[0].body


def test_a_secret_that_could_not_be_sent_is_wiped_after_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse(monkeypatch, code=550)
    message = _deliver(_send("code 123456", secret=True))
    assert "123456" in message.plain_text

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tasks.prune(Progress(_running_job()))

    message.refresh_from_db()
    assert (message.state, message.text, message.html) == ("parked", "", "")


def test_a_secret_never_goes_on_paper() -> None:
    with pytest.raises(ValueError, match="paper"):
        _send(secret=True, channel=Channel.PAPER)


def test_a_letter_on_paper_waits_until_it_was_posted(beheer: User) -> None:
    message = _send(address="Straat 1\n3000 AA Rotterdam", channel=Channel.PAPER)
    _all_due()
    assert (_deliver(message).state, mail.outbox) == ("waiting", [])
    assert message.address == "Straat 1\n3000 AA Rotterdam"

    mark_posted(message, by=beheer, at=NOON)

    assert (message.state, message.sent_at) == ("sent", NOON)
    with pytest.raises(WrongState):
        mark_posted(message, by=beheer, at=NOON)


def test_a_parked_message_can_be_sent_again_and_a_sent_one_can_not(
    monkeypatch: pytest.MonkeyPatch, beheer: User
) -> None:
    with monkeypatch.context() as patch:
        _refuse(patch, code=550)
        message = _deliver(_send())

    send_again(message, by=beheer, at=timezone.now())
    assert (message.state, message.attempts, message.last_error) == ("waiting", 0, "")
    assert _deliver(message).state == MessageState.SENT

    with pytest.raises(WrongState):
        send_again(message, by=beheer, at=timezone.now())
    assert len(mail.outbox) == 1


def test_what_a_message_is_about_is_kept(anna: User) -> None:
    message = _send(about=anna)

    assert (message.about_kind, message.about_id) == ("wijkraden.user", anna.public_id)


def test_the_way_of_a_message_is_on_the_trail(beheer: User) -> None:
    message = post_mail(
        "Hoi", "tekst", kind="room.hello", to=beheer, address=beheer.email, language="nl", by=beheer, at=NOON
    )
    _deliver(message)

    found = Record.objects.filter(subject_id=message.public_id).values_list("act", "by_id")
    assert list(found) == [("post.queued", beheer.pk), ("post.sent", None)]
