"""The outbox as an operator sees it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.post.flows import claim, note_failure, note_sent, post_mail
from portal.post.models import Channel, Message, MessageState
from tests.make import World
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


def _message(name: str = "anna", *, secret: bool = False, channel: Channel = Channel.MAIL) -> Message:
    return post_mail(
        f"Over {name}", f"Beste {name}, <b>code</b> 4711", kind="room.hello",
        to=None, address=f"{name}@demo.example", language="nl", secret=secret, channel=channel, by=None,
        at=timezone.now(),
    )  # fmt: skip


def _park(message: Message) -> Message:
    claimed = claim(message.public_id, at=timezone.now())
    assert claimed is not None
    note_failure(claimed, error="550 unknown", for_good=True, at=timezone.now())
    return claimed


def _posted(client: Client, address: str) -> int:
    """Post with the one-time token of the page."""
    from portal.security.tokens import FIELD, new_token

    user = User.objects.get(pk=client.session["_auth_user_id"])
    return client.post(address, {FIELD: new_token(user)}).status_code


def test_only_who_operates_the_portal_finds_the_outbox(
    signed_in: SignedIn, beheer: User, anna: User, carla: User, olga: User
) -> None:
    address = f"/messages/{_message().public_id}/"
    assert [signed_in(beheer).get(path).status_code for path in ("/messages/", address)] == [200, 200]

    for user in (anna, carla, olga):
        client = signed_in(user)
        assert [client.get(path).status_code for path in ("/messages/", address)] == [404, 404]
        assert [_posted(client, address + act) for act in ("send-again/", "posted/")] == [404, 404]
    assert signed_in(beheer).get("/messages/nothere/").status_code == 404
    assert signed_in(None).get("/messages/").status_code == 302


def test_the_filters_stand_in_the_address(signed_in: SignedIn, beheer: User) -> None:
    _message("anna")
    _park(_message("bram"))
    _message("coen", channel=Channel.PAPER)
    client = signed_in(beheer)

    def found(query: str) -> list[str]:
        page = client.get(f"/messages/?{query}").context["page"]
        return sorted(message.address.split("@")[0] for message in page)

    assert found("") == ["anna", "bram", "coen"]
    assert found("state=parked") == ["bram"]
    assert found("state=waiting&channel=paper") == ["coen"]
    assert found("address=BRAM") == ["bram"]
    assert found("address=a") == ["anna", "bram", "coen"]
    assert found("address=100%25_") == []
    for unreadable in ("state=nonsense", "channel=pigeon"):
        assert found(unreadable) == []
        assert client.get(f"/messages/?{unreadable}").status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "1.000"])
def test_an_odd_page_number_shows_a_page(signed_in: SignedIn, beheer: User, page: str) -> None:
    _message()
    assert signed_in(beheer).get(f"/messages/?page={page}").status_code == 200


def test_the_list_takes_as_many_queries_for_one_as_for_fifty(signed_in: SignedIn, beheer: User) -> None:
    client = signed_in(beheer)
    _message()
    client.get("/messages/")
    with CaptureQueriesContext(connection) as one:
        client.get("/messages/")
    for number in range(49):
        _message(f"p{number}")
    with CaptureQueriesContext(connection) as fifty:
        client.get("/messages/")
    assert _real(one) == _real(fifty) <= 10


def test_an_operator_reads_a_plain_message_escaped_and_never_a_secret_one(
    signed_in: SignedIn, beheer: User
) -> None:
    plain, secret = _message(), _message(secret=True)
    client = signed_in(beheer)

    shown = client.get(f"/messages/{plain.public_id}/").content.decode()
    hidden = client.get(f"/messages/{secret.public_id}/").content.decode()

    assert "&lt;b&gt;code&lt;/b&gt; 4711" in shown
    assert "4711" not in hidden
    assert "4711" not in client.get("/messages/").content.decode()


def test_a_parked_message_is_sent_again_from_its_page(signed_in: SignedIn, beheer: User) -> None:
    message = _park(_message())
    client = signed_in(beheer)
    address = f"/messages/{message.public_id}/"
    assert f"{address}send-again/" in client.get(address).content.decode()
    assert client.get(f"{address}send-again/").status_code == 405

    assert _posted(client, f"{address}send-again/") == 302

    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert f"{address}send-again/" not in client.get(address).content.decode()
    assert _posted(client, f"{address}send-again/") == 302, "a stale page gets a sentence"
    assert Message.objects.get(pk=message.pk).attempts == 0


def test_a_letter_is_marked_as_posted_from_its_page(signed_in: SignedIn, beheer: User) -> None:
    message = _message(channel=Channel.PAPER)
    client = signed_in(beheer)
    address = f"/messages/{message.public_id}/"
    assert f"{address}posted/" in client.get(address).content.decode()

    assert _posted(client, f"{address}posted/") == 302

    assert Message.objects.get(pk=message.pk).state == MessageState.SENT


def test_a_message_that_was_sent_offers_nothing_to_do(signed_in: SignedIn, beheer: User) -> None:
    message = claim(_message().public_id, at=timezone.now())
    assert message is not None
    note_sent(message, at=timezone.now())

    page = signed_in(beheer).get(f"/messages/{message.public_id}/").content.decode()

    assert "send-again/" not in page
    assert "posted/" not in page


def test_an_empty_outbox_says_what_will_stand_there(signed_in: SignedIn, beheer: User) -> None:
    assert 'class="empty"' in signed_in(beheer).get("/messages/").content.decode()


def _real(queries: CaptureQueriesContext) -> int:
    """Return how many queries there were; the savepoints stand in for what is BEGIN outside a test."""
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_a_message_says_in_words_what_it_is_and_what_it_is_about(
    signed_in: SignedIn, world: World, beheer: User
) -> None:
    sent = world.invited(world.city, beheer, email="esra@x.example")
    found = Message.objects.get(about_id=sent.invitation.public_id)

    page = signed_in(beheer).get(f"/messages/{found.public_id}/").content.decode()

    assert found.kind == "people.invitation"
    assert "people.invitation" not in page
    assert "wijkraden.invitation" not in page
    assert page.count("<dd>Uitnodiging") == 2


def test_the_title_tells_how_many_were_found(signed_in: SignedIn, beheer: User) -> None:
    _message("anna")
    client = signed_in(beheer)

    titles = [
        client.get(f"/messages/?{query}").content.decode().split("<title>")[1].split("</title>")[0]
        for query in ("", "address=anna", "state=nonsense")
    ]

    assert titles == [
        "Berichten – Wijkbudget",
        "Berichten (1 bericht) – Wijkbudget",
        "Fout: Berichten – Wijkbudget",
    ]


def test_a_page_before_the_first_is_the_first(signed_in: SignedIn, beheer: User) -> None:
    for number in range(60):
        _message(f"naam{number}")
    client = signed_in(beheer)

    numbers = {
        page: client.get(f"/messages/?page={page}").context["page"].number
        for page in ["-3", "0", "x", "2", "99"]
    }

    assert numbers == {"-3": 1, "0": 1, "x": 1, "2": 2, "99": 3}
