"""The only way in: a link that makes an account, or a further seat, once."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.errors import WrongState
from portal.post.models import Message
from portal.security.tokens import FIELD, new_token
from portal.trail.queries import records_of
from tests.conftest import NOON
from tests.make import World, person, post, sign_in
from wijkraden.people.errors import (
    AddressTaken,
    AlreadyInvited,
    InvitationEnded,
    NotYours,
    SeatClash,
    WrongPeriod,
)
from wijkraden.people.flows import (
    accept_invitation,
    block_account,
    end_seat,
    end_seat_at_once,
    invite,
    revoke_invitation,
    send_again,
    take_seat,
)
from wijkraden.people.flows.invitations import Sent
from wijkraden.people.models import Invitation, User
from wijkraden.people.queries import is_meant, person_with_address
from wijkraden.people.states import InvitationState, Role
from wijkraden.places.models import City

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("at_noon")


def token_of(sent: Sent) -> str:
    return sent.link.rstrip("/").rpartition("/")[2]


def path_of(sent: Sent) -> str:
    return f"/people/invitations/{token_of(sent)}/"


@pytest.fixture
def sent(city: City, beheer: User) -> Sent:
    return invite(
        city=city,
        email="Esra@x.example",
        role=Role.OFFICER,
        starts_on=TODAY,
        language="nl",
        by=beheer,
        at=NOON,
    )


def test_the_mail_holds_the_link_and_the_portal_only_its_hash(sent: Sent) -> None:
    message = Message.objects.get(kind="people.invitation")

    assert (message.address, message.secret, message.language) == ("esra@x.example", True, "nl")
    assert message.subject.endswith("Wijkbudget Rotterdam")
    assert sent.link in message.plain_text
    assert "Subsidiemedewerker" in message.plain_text
    assert token_of(sent) not in str(vars(sent.invitation))
    assert sent.invitation.expires_at == NOON + timedelta(days=14)


def test_accepting_makes_the_account_and_its_seat_once(sent: Sent, city: City, beheer: User) -> None:
    user = accept_invitation(
        token_of(sent), city=city, given_name="Esra", particle="van der", family_name="Berg", at=NOON
    )

    seat = user.seats.get()
    assert (user.email, user.full_name, user.has_usable_password()) == (
        "esra@x.example",
        "Esra van der Berg",
        False,
    )
    assert (seat.role, seat.given_by, seat.starts_on) == ("officer", beheer, TODAY)
    with pytest.raises(InvitationEnded):
        accept_invitation(token_of(sent), city=city, given_name="B", family_name="B", at=NOON)
    assert User.objects.filter(email="esra@x.example").count() == 1


def test_a_new_link_kills_the_old_one_and_also_revives_an_expired_one(
    sent: Sent, city: City, beheer: User
) -> None:
    late = NOON + timedelta(days=20)
    with pytest.raises(InvitationEnded):
        accept_invitation(token_of(sent), city=city, given_name="B", family_name="B", at=late)

    again = send_again(sent.invitation, by=beheer, at=late)

    with pytest.raises(InvitationEnded):
        accept_invitation(token_of(sent), city=city, given_name="B", family_name="B", at=late)
    assert (
        accept_invitation(token_of(again), city=city, given_name="B", family_name="B", at=late).seats.count()
        == 1
    )
    for act in (send_again, revoke_invitation):
        with pytest.raises(InvitationEnded):
            act(sent.invitation, by=beheer, at=late)


def test_a_withdrawn_or_foreign_link_opens_nothing(
    sent: Sent, world: World, city: City, beheer: User
) -> None:
    revoke_invitation(sent.invitation, by=beheer, at=NOON)

    for token in (token_of(sent), token_of(world.invitation_elsewhere)):
        with pytest.raises(InvitationEnded):
            accept_invitation(token, city=city, given_name="B", family_name="B", at=NOON)
    assert Client().get(path_of(world.invitation_elsewhere)).status_code == 404


def test_the_same_invitation_is_not_sent_twice_and_a_clash_is_told_at_once(
    sent: Sent, city: City, beheer: User
) -> None:
    with pytest.raises(AlreadyInvited):
        invite(city=city, email="esra@X.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    with pytest.raises(SeatClash):
        invite(city=city, email="anna@demo.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    assert Message.objects.filter(kind="people.invitation").count() == 1


def test_who_has_an_account_takes_the_seat_with_it_and_nobody_else(
    city: City, beheer: User, rik: User, roos: User
) -> None:
    sent = invite(city=city, email=rik.email, role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)

    with pytest.raises(AddressTaken):
        accept_invitation(token_of(sent), city=city, given_name="B", family_name="B", at=NOON)
    with pytest.raises(NotYours):
        take_seat(token_of(sent), city=city, by=roos, at=NOON)
    take_seat(token_of(sent), city=city, by=rik, at=NOON)

    assert sorted(rik.seats.values_list("role", flat=True)) == ["officer", "reviewer"]
    assert Invitation.objects.get(pk=sent.invitation.pk).state(NOON) == InvitationState.ACCEPTED


def test_who_was_blocked_after_her_page_loaded_takes_no_seat(city: City, beheer: User, rik: User) -> None:
    sent = invite(city=city, email=rik.email, role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    block_account(User.objects.get(pk=rik.pk), city=city, by=beheer, at=NOON)
    assert rik.is_active

    with pytest.raises(WrongState):
        take_seat(token_of(sent), city=city, by=rik, at=NOON)

    assert list(rik.seats.values_list("role", flat=True)) == ["reviewer"]
    assert Invitation.objects.get(pk=sent.invitation.pk).state(NOON) == InvitationState.OPEN


def test_the_page_makes_the_account_and_signs_in(sent: Sent) -> None:
    client = Client()
    page = client.get(path_of(sent))
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]

    answer = post(
        client,
        None,
        path_of(sent),
        given_name="Esra",
        particle="",
        family_name="Berg",
        language="en",
        password="",
    )

    assert (answer.status_code, answer.url) == (302, "/home/")
    user = User.objects.get(email="esra@x.example")
    assert (user.language, client.session["_auth_user_id"]) == ("en", str(user.pk))
    assert Client().get(path_of(sent)).status_code == 410


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"family_name": "x" * 300}, "family_name"),
        ({"password": "kort"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"language": "fr"}, "language"),
    ],
)
def test_bad_input_keeps_what_was_typed(changed: dict[str, str], field: str, sent: Sent) -> None:
    fields = {
        "given_name": "Esra",
        "particle": "",
        "family_name": "Berg",
        "language": "nl",
        "password": "",
        **changed,
    }

    answer = post(Client(), None, path_of(sent), **fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["given_name"].value() == fields["given_name"]
    assert not User.objects.filter(email="esra@x.example").exists()


def test_ended_and_unknown_links_say_what_to_do(sent: Sent, beheer: User, city: City) -> None:
    client = Client()
    assert client.get("/people/invitations/onbekend/").status_code == 404
    revoke_invitation(sent.invitation, by=beheer, at=NOON)
    assert client.get(path_of(sent)).status_code == 410
    assert post(client, None, path_of(sent), given_name="A", family_name="B").status_code == 410
    other = invite(
        city=city, email="x@x.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON - timedelta(15)
    )
    assert client.get(path_of(other)).status_code == 410


def test_the_page_for_who_has_an_account(city: City, beheer: User, rik: User, anna: User) -> None:
    sent = invite(city=city, email=rik.email, role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    path = path_of(sent)

    assert f"/accounts/login/?next={path}" in Client().get(path).content.decode()
    assert post(Client(), None, path, given_name="B", family_name="B").status_code == 200
    assert post(sign_in(Client(), anna), anna, path).status_code == 422
    assert post(sign_in(Client(), rik), rik, path).status_code == 302
    assert rik.seats.count() == 2


def test_the_administrator_sends_again_and_withdraws(sent: Sent, beheer: User, carla: User) -> None:
    client = sign_in(Client(), beheer)
    path = f"/people/invitations/{sent.invitation.public_id}"

    assert "esra@x.example" in client.get("/people/invitations/").content.decode()
    assert post(sign_in(Client(), carla), carla, f"{path}/revoke/").status_code == 403
    assert post(client, beheer, f"{path}/send-again/").status_code == 302
    assert Message.objects.filter(kind="people.invitation").count() == 2
    assert post(client, beheer, f"{path}/revoke/").status_code == 302
    sent.invitation.refresh_from_db()
    assert sent.invitation.state(timezone.now()) == InvitationState.REVOKED


def test_an_invitation_sent_twice_by_a_double_click_is_sent_once(beheer: User) -> None:
    client = sign_in(Client(), beheer)
    fields = {"email": "dubbel@x.example", "role": "officer", "starts_on": "2-11-2026", "language": "nl"}
    fields[FIELD] = new_token(beheer, "/people/invite/")

    answers = [client.post("/people/invite/", fields) for _time in range(2)]

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [
        (302, "/people/invitations/")
    ] * 2
    assert Message.objects.filter(address="dubbel@x.example").count() == 1


def test_someone_without_a_seat_left_can_be_invited_again(city: City, beheer: User) -> None:
    old = person("oud", role=Role.OFFICER, city=city, starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 1))
    sent = invite(
        city=city,
        email=old.email,
        role=Role.MEMBER,
        district=city.districts.first(),
        starts_on=TODAY,
        by=beheer,
        at=NOON,
    )

    take_seat(token_of(sent), city=city, by=old, at=NOON)

    assert old.seats.count() == 2


@pytest.mark.usefixtures("at_noon")  # the limit counts per hour, and no hour begins in between
def test_guessing_links_ends_soon(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("wijkraden.people.views.invitations"), "TRIES", "2/h")

    answers = [Client().get(f"/people/invitations/raden{n}/").status_code for n in range(4)]

    assert answers == [404, 404, 429, 429]


def another_administrator(city: City) -> User:
    return person("tweede", role=Role.ADMINISTRATOR, city=city)


def test_who_may_not_invite_any_more_gives_no_seat(city: City, beheer: User) -> None:
    """Also when nobody ended the seat: its last day came."""
    old = another_administrator(city)
    sent = invite(city=city, email="esra@x.example", role=Role.OFFICER, starts_on=TODAY, by=old, at=NOON)
    end_seat(old.seats.get(), ends_on=TODAY + timedelta(days=1), by=beheer, at=NOON)
    later = NOON + timedelta(days=3)

    with pytest.raises(InvitationEnded):
        accept_invitation(token_of(sent), city=city, given_name="E", family_name="Y", at=later)

    assert not User.objects.filter(email="esra@x.example").exists()
    renewed = send_again(sent.invitation, by=beheer, at=later)
    user = accept_invitation(token_of(renewed), city=city, given_name="E", family_name="Y", at=later)
    assert user.seats.get().given_by == beheer


def test_blocking_or_ending_an_administrator_withdraws_what_was_sent(city: City, beheer: User) -> None:
    for number, stop in enumerate(("block", "end", "end at once")):
        old = person(f"tweede{number}", role=Role.ADMINISTRATOR, city=city)
        sent = invite(
            city=city, email=f"e{number}@x.example", role=Role.OFFICER, starts_on=TODAY, by=old, at=NOON
        )
        assert sent.invitation.state(NOON) == InvitationState.OPEN
        if stop == "block":
            block_account(old, city=city, by=beheer, at=NOON)
        elif stop == "end":
            end_seat(old.seats.get(), ends_on=TODAY, by=beheer, at=NOON)
        else:
            end_seat_at_once(old.seats.get(), by=beheer, at=NOON)

        sent.invitation.refresh_from_db()
        assert sent.invitation.state(NOON) == InvitationState.REVOKED
        last = records_of(sent.invitation).last()
        assert last is not None
        assert (last.act, last.by) == ("people.invitation_revoked", beheer)
        answer = Client().get(path_of(sent))
        assert answer.status_code == 410


def test_an_invitation_to_a_period_that_is_over_is_not_accepted_or_sent_again(
    city: City, beheer: User
) -> None:
    sent = invite(
        city=city,
        email="kort@x.example",
        role=Role.OFFICER,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=2),
        by=beheer,
        at=NOON,
    )
    later = NOON + timedelta(days=5)
    assert sent.invitation.expires_at > later

    with pytest.raises(InvitationEnded):
        accept_invitation(token_of(sent), city=city, given_name="K", family_name="Y", at=later)
    with pytest.raises(WrongPeriod):
        send_again(sent.invitation, by=beheer, at=later)


def test_an_old_invitation_is_not_sent_again_beside_a_new_one(city: City, beheer: User) -> None:
    wanted: dict[str, Any] = {"city": city, "email": "twee@x.example", "role": Role.OFFICER, "by": beheer}
    old = invite(**wanted, starts_on=TODAY, at=NOON)
    later = NOON + timedelta(days=15)
    invite(**wanted, starts_on=TODAY, at=later)

    with pytest.raises(AlreadyInvited):
        send_again(old.invitation, by=beheer, at=later)


def test_an_invitation_of_the_operator_stands(city: City) -> None:
    sent = invite(city=city, email="eerste@x.example", role=Role.OFFICER, starts_on=TODAY, by=None, at=NOON)

    user = accept_invitation(token_of(sent), city=city, given_name="E", family_name="Y", at=NOON)

    assert user.seats.count() == 1


def test_an_address_is_the_same_in_whatever_case(city: City, beheer: User) -> None:
    sent = invite(city=city, email="ÉSRA@x.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    user = accept_invitation(token_of(sent), city=city, given_name="E", family_name="Y", at=NOON)

    assert person_with_address("ÉSRA@X.example") == user
    assert is_meant(user, sent.invitation)
    with pytest.raises(SeatClash):
        invite(city=city, email="Ésra@X.EXAMPLE", role=Role.CONTROLLER, starts_on=TODAY, by=beheer, at=NOON)


def test_an_invitation_that_another_open_one_would_clash_with_is_refused_at_once(
    sent: Sent, city: City, beheer: User
) -> None:
    """Else whoever accepts the first can never accept the second."""
    wanted: dict[str, Any] = {"city": city, "email": "esra@x.example", "by": beheer, "at": NOON}
    with pytest.raises(AlreadyInvited):
        invite(**wanted, role=Role.CONTROLLER, starts_on=TODAY)

    invite(**wanted, role=Role.REVIEWER, starts_on=TODAY)
    revoke_invitation(sent.invitation, by=beheer, at=NOON)
    revoke_invitation(Invitation.objects.get(role=Role.REVIEWER), by=beheer, at=NOON)
    invite(**wanted, role=Role.CONTROLLER, starts_on=TODAY, ends_on=TODAY)

    tomorrow = TODAY + timedelta(days=1)
    invite(**wanted, role=Role.OFFICER, starts_on=tomorrow)
    with pytest.raises(AlreadyInvited):
        invite(**wanted, role=Role.ADMINISTRATOR, starts_on=tomorrow)
