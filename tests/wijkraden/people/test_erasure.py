"""Erasing a person who left, and the addresses of people who never came (AVG, article 17)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import serializers
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from portal.errors import WrongState
from portal.jobs.models import Job
from portal.post.flows import claim, post_mail
from portal.post.models import Message, MessageState
from portal.trail.models import Record
from tests.conftest import NOON
from tests.make import World, message, person, post, second_factors, sign_in
from wijkraden.people.errors import InvitationEnded
from wijkraden.people.flows import (
    accept_invitation,
    add_side_function,
    block_account,
    correct_name,
    erase_person,
    forget_unanswered,
    give_seat,
    invite,
    revoke_invitation,
    send_again,
    unblock_account,
)
from wijkraden.people.flows.invitations import Sent
from wijkraden.people.models import FormerAddress, Invitation, SideFunction, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

pytestmark = pytest.mark.usefixtures("at_noon")
SECRETS = (
    "weg@test.example",
    "WEG@",
    "Verdwijn",
    "Wegwerp",
    "06-12345678",
    "Stichting Geheim",
    "Schatbewaarder",
)


@pytest.fixture
def leaver(city: City, delfshaven: District, beheer: User) -> User:
    """Someone who sat in the council until October, with everything that is kept of a person, now blocked."""
    seat: dict[str, Any] = {"role": Role.MEMBER, "district": delfshaven, "starts_on": date(2026, 3, 30)}
    sent = invite(city=city, email="weg@test.example", **seat, by=beheer, at=NOON)
    user = accept_invitation(token_in(sent), city=city, given_name="Verdwijn", family_name="Wegwerp", at=NOON)
    User.objects.filter(pk=user.pk).update(phone="06-12345678")
    user.seats.update(ends_on=date(2026, 10, 30))
    what: dict[str, Any] = {"position": "Schatbewaarder", "organisation": "Stichting Geheim"}
    add_side_function(**what, is_paid=False, starts_on=date(2026, 4, 1), by=user, at=NOON)
    mail_to(user, by=beheer)
    second_factors(user)
    assert sign_in(Client(), user).get("/account/").status_code == 200
    block_account(user, city=city, by=beheer, at=NOON)
    user.refresh_from_db()
    return user


def token_in(sent: Sent) -> str:
    return sent.link.rstrip("/").rpartition("/")[2]


def mail_to(user: User, *, by: User) -> None:
    post_mail(
        "Dag Verdwijn",
        "Beste Verdwijn Wegwerp",
        kind="people.test",
        to=user,
        address=user.email,
        language="nl",
        by=by,
        at=NOON,
    )


def everything() -> str:
    """Return all rows in which a person stands, as text."""
    models = (
        User,
        EmailAddress,
        FormerAddress,
        Authenticator,
        UserSession,
        SideFunction,
        Invitation,
        Message,
    )
    rows = "".join(serializers.serialize("json", model.objects.all()) for model in models)
    return rows + json.dumps(list(Record.objects.values("act", "subject_id", "facts")), default=str)


def test_nothing_of_who_she_was_is_left_and_the_trail_holds_ids_alone(
    leaver: User, city: City, beheer: User
) -> None:
    assert [word for word in SECRETS if word not in everything()] == ["WEG@"]

    erase_person(leaver, city=city, by=beheer, at=NOON)

    assert [word for word in SECRETS if word in everything()] == []
    assert Authenticator.objects.filter(user=leaver).count() == 0
    assert UserSession.objects.filter(user=leaver).count() == 0
    record = Record.objects.latest("number")
    assert (record.act, record.subject_id, record.facts) == (
        "people.erased",
        leaver.public_id,
        {"city": "rotterdam"},
    )


def test_her_seats_stay_as_those_of_an_erased_account(leaver: User, city: City, beheer: User) -> None:
    seats = list(leaver.seats.values_list("role", "starts_on", "ends_on"))

    erase_person(leaver, city=city, by=beheer, at=NOON)

    erased = User.objects.get(pk=leaver.pk)
    assert list(erased.seats.values_list("role", "starts_on", "ends_on")) == seats
    with translation.override("en"):
        names = {erased.full_name, erased.short_name, erased.family_first, erased.formal_name, str(erased)}
    assert names == {"Erased account"}


def test_what_had_not_left_never_leaves(leaver: User, city: City, beheer: User) -> None:
    assert set(Message.objects.filter(to=leaver).values_list("state", flat=True)) == {MessageState.WAITING}

    erase_person(leaver, city=city, by=beheer, at=NOON)

    row = Message.objects.get(to=leaver)
    assert (row.state, row.address, row.text, row.html) == (MessageState.DROPPED, "", "", "")


def seat_next_month(user: User, district: District, *, by: User) -> None:
    first = date(2026, 12, 1)
    give_seat(user, role=Role.MEMBER, city=district.city, district=district, starts_on=first, by=by, at=NOON)


def test_only_whose_seats_ended_and_whose_account_is_blocked_is_erased(
    leaver: User, city: City, delfshaven: District, beheer: User
) -> None:
    unblock_account(leaver, city=city, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        erase_person(leaver, city=city, by=beheer, at=NOON)

    seat_next_month(leaver, delfshaven, by=beheer)
    block_account(leaver, city=city, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        erase_person(leaver, city=city, by=beheer, at=NOON)

    leaver.refresh_from_db()
    assert (leaver.given_name, leaver.erased_at) == ("Verdwijn", None)


def test_an_erased_account_stays_closed(leaver: User, city: City, delfshaven: District, beheer: User) -> None:
    erase_person(leaver, city=city, by=beheer, at=NOON)

    with pytest.raises(WrongState):
        erase_person(leaver, city=city, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        unblock_account(leaver, city=city, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        seat_next_month(leaver, delfshaven, by=beheer)
    with pytest.raises(WrongState):
        correct_name(leaver, city=city, given_name="V", particle="", family_name="W", by=beheer, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=leaver.pk).update(is_active=True)


def test_a_former_address_of_hers_is_forgotten_too_but_none_of_another(
    leaver: User, city: City, beheer: User
) -> None:
    EmailAddress.objects.filter(user=leaver).delete()
    EmailAddress.objects.create(user=leaver, email="nu@test.example", verified=True, primary=True)
    EmailAddress.objects.create(user=leaver, email=beheer.email, verified=False)
    User.objects.filter(pk=leaver.pk).update(email="nu@test.example")
    leaver.refresh_from_db()
    for number, address in enumerate(["Weg@test.example", beheer.email], start=1):
        message(number, address=address, at=NOON)

    erase_person(leaver, city=city, by=beheer, at=NOON)

    assert [word for word in SECRETS if word in everything()] == []
    assert [one.address for one in Message.objects.filter(forgotten_at=None)] == [beheer.email]


def move_to(user: User, address: str) -> None:
    """Change her address as she does it: with the code from the mail."""
    client = sign_in(Client(), user)
    client.post("/accounts/email/", {"email": address, "action_add": "1"})
    text = Message.objects.filter(kind__startswith="accounts.email_confirmation").latest("id").plain_text
    code = next(word for word in text.split() if "-" in word and word.isupper())
    client.post("/accounts/confirm-email/", {"code": code})
    user.refresh_from_db()
    assert user.email == address


def test_nothing_is_left_of_an_address_that_she_had_in_between(
    city: City, delfshaven: District, beheer: User, world: World
) -> None:
    seat: dict[str, Any] = {"role": Role.MEMBER, "city": city, "district": delfshaven}
    leaver = person("toen", **seat, starts_on=date(2026, 3, 30), ends_on=date(2026, 10, 30))
    move_to(leaver, "tussen@test.example")
    Client().post("/accounts/login/code/", {"email": "toen@test.example"})
    move_to(leaver, "nu@test.example")
    world.invited(city, beheer, email="tussen@test.example", for_another=True)
    world.invited(world.elders, world.ada, email="toen@test.example")
    addresses = ("toen@test.example", "tussen@test.example", "nu@test.example")
    assert [one for one in addresses if one not in everything()] == []
    told = Message.objects.filter(kind="accounts.email_changed").order_by("pk")
    assert [(mail.address, mail.to) for mail in told] == [(one, leaver) for one in addresses[:2]]
    block_account(leaver, city=city, by=beheer, at=NOON)

    erase_person(leaver, city=city, by=beheer, at=NOON)

    assert [one for one in addresses if one in everything()] == []
    assert [one.revoked_at for one in Invitation.objects.filter(email="")] == [NOON, NOON]


def test_what_another_got_at_an_address_that_both_had_stays(leaver: User, city: City, beheer: User) -> None:
    """The mailbox of a chair passes on: from one chair to the next, and to a third."""
    other = person("ander")
    FormerAddress.objects.create(user=other, email=leaver.email, left_at=NOON)
    text: dict[str, Any] = {"kind": "people.test", "address": leaver.email, "language": "nl"}
    kept = post_mail("Dag", "Beste Ander", to=other, **text, by=None, at=NOON)

    erase_person(leaver, city=city, by=beheer, at=NOON)

    assert [one.pk for one in Message.objects.filter(forgotten_at=None)] == [kept.pk]


def test_no_mail_goes_to_whoever_was_erased_in_that_same_second(
    leaver: User, city: City, beheer: User
) -> None:
    stale = User.objects.get(pk=leaver.pk)
    erase_person(leaver, city=city, by=beheer, at=NOON)

    mail_to(stale, by=beheer)

    assert Message.objects.filter(to=leaver, forgotten_at=None).count() == 0
    assert Message.objects.latest("pk").state == MessageState.DROPPED


def test_a_mail_that_was_written_while_she_was_erased_never_leaves(
    leaver: User, city: City, beheer: User
) -> None:
    erase_person(leaver, city=city, by=beheer, at=NOON)
    mail_to(User.objects.get(pk=leaver.pk), by=beheer)
    late = Message.objects.latest("pk")
    waits = {"state": MessageState.WAITING, "address": "weg@test.example", "text": "Beste Verdwijn"}
    Message.objects.filter(pk=late.pk).update(**waits, forgotten_at=None)  # both committed at once

    assert claim(late.public_id, at=NOON) is None

    late.refresh_from_db()
    assert (late.state, late.address, late.text, late.forgotten_at) == (MessageState.DROPPED, "", "", NOON)


def test_no_mail_goes_to_an_erased_account(leaver: User, city: City, beheer: User) -> None:
    erase_person(leaver, city=city, by=beheer, at=NOON)
    leaver.refresh_from_db()
    jobs = Job.objects.count()

    mail_to(leaver, by=beheer)

    last = Message.objects.latest("pk")
    assert (last.to, last.state, last.address, last.text) == (leaver, MessageState.DROPPED, "", "")
    assert Job.objects.count() == jobs


def test_the_administrator_erases_from_the_page_of_the_person(leaver: User, beheer: User) -> None:
    client, path = sign_in(Client(), beheer), f"/people/{leaver.public_id}/erase/"
    assert path in client.get(f"/people/{leaver.public_id}/").content.decode()
    assert client.get(path).status_code == 200

    text = client.get(post(client, beheer, path).url).content.decode()

    assert "Wegwerp" not in text
    assert path not in text
    assert User.objects.get(pk=leaver.pk).erased_at == NOON


def test_the_page_of_an_erased_person_says_so_and_shows_no_made_up_address(
    leaver: User, city: City, beheer: User
) -> None:
    erase_person(leaver, city=city, by=beheer, at=NOON)
    client = sign_in(Client(), beheer)

    for path in (f"/people/{leaver.public_id}/", "/people/"):
        page = client.get(path).content.decode()
        assert "erased.invalid" not in page
        assert "Nooit" not in page
        assert "<p> heeft" not in page


@pytest.mark.parametrize("act", ["seat/", "name/", "block/", "erase/", "unblock/"])
def test_of_an_erased_person_nothing_is_changed_also_from_an_old_tab(
    act: str, leaver: User, city: City, beheer: User
) -> None:
    path = f"/people/{leaver.public_id}/"
    client = sign_in(Client(), beheer)
    if act != "unblock/":
        assert client.get(path + act).status_code == 200
    erase_person(leaver, city=city, by=beheer, at=NOON)
    count = Record.objects.count()

    sent = post(client, beheer, path + act)
    read = sent if act == "unblock/" else client.get(path + act)

    assert [answer.headers["Location"] for answer in (sent, read)] == [path, path]
    assert Record.objects.count() == count
    assert "al gewist" in client.get(path).content.decode()


def test_the_page_to_erase_offers_a_button_only_when_it_can_be_done(
    leaver: User, anna: User, beheer: User
) -> None:
    client = sign_in(Client(), beheer)
    pages = [client.get(f"/people/{user.public_id}/erase/").content.decode() for user in (leaver, anna)]
    mark = "nl-button--negative"

    assert [mark in page for page in pages] == [True, False]
    assert leaver.email in pages[0], "namesakes differ in their address"


def test_a_person_who_is_not_blocked_is_refused_with_a_sentence(anna: User, beheer: User) -> None:
    client, path = sign_in(Client(), beheer), f"/people/{anna.public_id}/erase/"
    assert path not in client.get(f"/people/{anna.public_id}/").content.decode()

    answer = post(client, beheer, path)

    assert answer.status_code == 422
    assert User.objects.get(pk=anna.pk).given_name == "Anna"


def test_an_invitation_that_nobody_took_up_forgets_its_address_after_ninety_days(
    city: City, delfshaven: District, beheer: User
) -> None:
    sent = [
        invite(
            city=city,
            email=email,
            role=Role.MEMBER,
            district=delfshaven,
            starts_on=date(2026, 12, 1),
            by=beheer,
            at=NOON,
        )
        for email in ("nooit@test.example", "ingetrokken@test.example", "wel@test.example")
    ]
    revoke_invitation(sent[1].invitation, by=beheer, at=NOON)
    accept_invitation(token_in(sent[2]), city=city, given_name="Wel", family_name="Waar", at=NOON)

    assert forget_unanswered(at=NOON + timedelta(days=89)) == 0
    assert forget_unanswered(at=NOON + timedelta(days=91)) == 2
    assert forget_unanswered(at=NOON + timedelta(days=92)) == 0

    emails = [Invitation.objects.get(pk=one.invitation.pk).email for one in sent]
    assert emails == ["", "", "wel@test.example"]
    assert sorted(Message.objects.filter(kind="people.invitation").values_list("address", flat=True)) == [
        "",
        "",
        "wel@test.example",
    ]
    with pytest.raises(InvitationEnded):
        send_again(sent[0].invitation, by=beheer, at=NOON + timedelta(days=91))


def test_a_link_that_was_sent_again_counts_from_then(city: City, delfshaven: District, beheer: User) -> None:
    sent = invite(
        city=city,
        email="later@test.example",
        role=Role.MEMBER,
        district=delfshaven,
        starts_on=date(2026, 12, 1),
        by=beheer,
        at=NOON,
    )
    send_again(sent.invitation, by=beheer, at=NOON + timedelta(days=60))

    assert forget_unanswered(at=NOON + timedelta(days=91)) == 0
    assert forget_unanswered(at=NOON + timedelta(days=151)) == 1
