"""The mail server: the only place that hands a message over."""

import smtplib
from email.utils import format_datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from .models import Message


class NotDelivered(Exception):
    """The server did not take the message; `for_good` when it never will. The text is for the operator."""

    def __init__(self, text: str, *, for_good: bool) -> None:
        super().__init__(text)
        self.for_good = for_good


def hand_over(message: Message) -> None:
    """Give one e-mail to the mail server. Raises NotDelivered.

    Date and Message-ID follow from the row: a message that leaves a second time is known as the same one.
    Never inside a transaction: nobody else waits for a slow server, and what left cannot be rolled back.
    """
    with transaction.atomic(durable=True):
        pass
    mail = _mail_of(message)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [(code, _text(reply)) for code, reply in refused.recipients.values()]
        lasting = all(500 <= code < 600 for code, _ in codes)
        raise NotDelivered("; ".join(f"{code} {text}" for code, text in codes), for_good=lasting) from refused
    except smtplib.SMTPDataError as refused:
        raise NotDelivered(
            f"{refused.smtp_code} {_text(refused.smtp_error)}", for_good=500 <= refused.smtp_code < 600
        ) from refused
    except smtplib.SMTPResponseException as refused:
        raise NotDelivered(f"{refused.smtp_code} {_text(refused.smtp_error)}", for_good=False) from refused
    except Exception as error:
        raise NotDelivered(f"{type(error).__name__}: {error}", for_good=False) from error


def _mail_of(message: Message) -> EmailMultiAlternatives:
    try:
        text, html = message.plain_text, message.plain_html
    except InvalidToken as error:
        raise NotDelivered("its key is not in PORTAL_FIELD_KEYS", for_good=True) from error
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        to=[message.address],
        headers={
            "Message-ID": f"<{message.public_id}@{urlsplit(settings.PORTAL_URL).hostname}>",
            "Date": format_datetime(message.created_at),
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
