"""What a sign-in leaves behind: little on the trail, and nothing readable in the outbox."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from allauth import account
from django.test import Client
from django.utils import timezone

from portal.post.models import Message
from portal.trail.models import Record
from wijkraden.accounts.adapters import _HARMLESS, AccountAdapter
from wijkraden.people.models import User


def acts_of(user: User) -> list[str]:
    found = Record.objects.filter(subject_id=user.public_id, act__startswith="account.").order_by("number")
    return list(found.values_list("act", flat=True))


def test_failed_sign_ins_stand_on_the_trail_once_an_hour(anna: User) -> None:
    noon = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    for minutes in (0, 1, 30, 61):
        with time_machine.travel(noon + timedelta(minutes=minutes)):
            Client().post("/accounts/login/", {"login": anna.email, "password": "wrong"})
            Client().post("/accounts/login/", {"login": "nobody@test.example", "password": "wrong"})

    assert acts_of(anna) == ["account.sign_in_failed"] * 2
    assert Record.objects.filter(act="account.sign_in_failed").count() == 4


def test_every_mail_of_allauth_is_secret_unless_it_opens_nothing(anna: User) -> None:
    adapter = AccountAdapter()
    words = {"code": "AAAA-BBBB", "user": anna, "timestamp": timezone.now()}
    for name in ("login_code", "password_changed"):
        adapter.send_mail(f"account/email/{name}", anna.email, words)
    folders = [
        Path(account.__file__).parent.parent / "templates" / room / "email" for room in ("account", "mfa")
    ]
    known = {
        path.name.removesuffix("_message.txt") for folder in folders for path in folder.glob("*_message.txt")
    }

    assert dict(Message.objects.values_list("kind", "secret")) == {
        "accounts.login_code": True,
        "accounts.password_changed": False,
    }
    assert _HARMLESS - known == {"account_blocked"}, "our own"
    assert known - _HARMLESS == {
        "base",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "password_reset_key",
    }


def test_a_mail_to_an_address_that_is_not_hers_yet_is_one_to_her(anna: User, bram: User) -> None:
    words = {"code": "AAAA-BBBB", "user": anna, "timestamp": timezone.now()}
    for address in ("anna@thuis.example", bram.email):
        AccountAdapter().send_mail("account/email/email_confirmation", address, words)

    assert dict(Message.objects.values_list("address", "to")) == {
        "anna@thuis.example": anna.pk,
        bram.email: bram.pk,
    }
