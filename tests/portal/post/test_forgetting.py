"""Messages are forgotten: address and words go, that there was one stays."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.post.flows import claim, forget_old, note_sent
from portal.post.models import Message, MessageState
from portal.post.tasks import KEPT
from tests.conftest import NOON
from tests.make import message, sign_in
from wijkraden.people.models import User

pytestmark = pytest.mark.usefixtures("at_noon")


def test_a_message_is_forgotten_after_two_years(beheer: User) -> None:
    old, waiting = message(1, at=NOON), message(2, at=NOON)
    taken = claim(old.public_id, at=NOON)
    assert taken is not None
    note_sent(taken, at=NOON)
    assert forget_old(before=NOON + timedelta(days=1) - KEPT, at=NOON) == 0

    assert forget_old(before=NOON + timedelta(seconds=1), at=NOON + KEPT) == 1

    row = Message.objects.get(pk=old.pk)
    assert (row.state, row.sent_at, row.forgotten_at) == (MessageState.SENT, NOON, NOON + KEPT)
    assert (row.address, row.subject, row.text, row.html) == ("", "", "", "")
    assert Message.objects.get(pk=waiting.pk).text != ""
    page = sign_in(Client(), beheer).get(f"/messages/{old.public_id}/")
    assert page.status_code == 200
    assert page.context["message"].forgotten_at == NOON + KEPT
