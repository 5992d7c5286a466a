"""The applicant confirms by a link that works once, says no, or signs on paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from grants.proposals import flows
from grants.proposals.errors import ConfirmationEnded, NotConfirmed, NotWhole
from grants.proposals.flows import PartyOf
from grants.proposals.models import Proposal
from grants.proposals.queries import is_confirmed
from grants.proposals.states import PartyKind, Route, State
from portal.errors import WrongState
from portal.post.models import Message
from portal.seals import unseal
from tests import proposals
from tests.make import NOON, picture, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

LATER = NOON + timedelta(days=1)
SECRET = "Fatima el Idrissi"


def asked(proposal: Proposal, *, by: User) -> str:
    return flows.ask_applicant(proposal, by=by, at=NOON)[1]


def text(path: str) -> tuple[int, str]:
    found = Client().get(path)
    return found.status_code, found.content.decode().replace("\xa0", " ")


@shared
def before_the_council(delfshaven: District) -> Proposal:
    return proposals.presented(delfshaven)


@pytest.mark.usefixtures("at_noon")
def test_the_page_shows_the_whole_text_and_is_confirmed_once(
    before_the_council: Proposal, anna: User
) -> None:
    path = f"/confirm/{asked(before_the_council, by=anna)}/"
    status, page = text(path)
    assert status == 200
    for told in (
        "Zomerfeest op het plein",
        "€ 4.800,00",
        "zaterdag 12 december 2026",
        "Stichting Samen aan de Schie",
    ):
        assert told in page

    client = Client()
    assert post(client, None, path, name=SECRET).status_code == 422
    assert not is_confirmed(before_the_council)
    assert post(client, None, path, name=SECRET, may_act="on").status_code == 302
    assert is_confirmed(before_the_council)

    again = post(client, None, path, name="Iemand anders", may_act="on")
    assert again.status_code == 200
    assert SECRET in again.content.decode()
    assert "12:00:00" in again.content.decode()
    assert before_the_council.confirmations.get().confirmed_by == SECRET


def test_the_mail_holds_the_link_and_nothing_else_does(before_the_council: Proposal, anna: User) -> None:
    token = asked(before_the_council, by=anna)

    mail = Message.objects.get(kind="proposals.confirm")
    assert (mail.secret, mail.language, mail.address) == (True, "nl", "fatima@demo.example")
    assert f"/confirm/{token}/" in unseal(mail.text)
    assert token not in mail.text
    assert before_the_council.confirmations.get().token_hash != token


def test_a_link_is_dead_after_thirty_days_and_after_a_newer_one(
    before_the_council: Proposal, anna: User
) -> None:
    old = asked(before_the_council, by=anna)
    new = asked(before_the_council, by=anna)
    with time_machine.travel(LATER):
        assert text(f"/confirm/{old}/")[0] == 410
        assert text(f"/confirm/{new}/")[0] == 200
    with time_machine.travel(NOON + timedelta(days=30)):
        status, page = text(f"/confirm/{new}/")
    assert (status, "Zomerfeest" in page) == (410, False)
    question = before_the_council.confirmations.first()
    assert question is not None
    with pytest.raises(ConfirmationEnded):
        flows.confirm(question, name=SECRET, at=NOON + timedelta(days=30))


def test_an_unknown_link_shows_nothing(city: City) -> None:
    assert city.pk
    assert text("/confirm/onbekend/")[0] == 404


@pytest.mark.usefixtures("at_noon")
def test_what_is_not_right_goes_to_the_council(
    before_the_council: Proposal, anna: User, chris: User, coen: User
) -> None:
    token = asked(before_the_council, by=anna)
    proposals.decide(before_the_council)

    sent = post(Client(), None, f"/confirm/{token}/not-right/", reason="Het bedrag is € 4.700.")

    assert sent.status_code == 302
    mails = Message.objects.filter(kind="proposals.declined")
    assert {mail.to for mail in mails} == {anna, chris, coen}
    assert all("Het bedrag is € 4.700." in mail.text for mail in mails)
    with pytest.raises(NotConfirmed):
        flows.submit(before_the_council, by=chris, at=NOON)
    assert "Het bedrag is € 4.700." in text(f"/confirm/{token}/")[1]
    question = before_the_council.confirmations.get()
    with pytest.raises(ConfirmationEnded):
        flows.confirm(question, name=SECRET, at=NOON)


@pytest.mark.usefixtures("at_noon")
def test_a_reason_that_came_after_the_confirmation_is_kept_and_told_not_to_be_sent(
    before_the_council: Proposal, anna: User
) -> None:
    token = asked(before_the_council, by=anna)
    client = Client()
    not_right = f"/confirm/{token}/not-right/"
    assert client.get(not_right).status_code == 200
    post(Client(), None, f"/confirm/{token}/", name=SECRET, may_act="on")
    before = Message.objects.count()

    late = post(client, None, not_right, reason="Het bedrag is € 4.700.")

    page = late.content.decode()
    assert (late.status_code, "U hebt deze aanvraag bevestigd" in page) == (422, True)
    assert ("Het bedrag is € 4.700." in page, 'role="alert"' in page) == (True, True)
    assert Message.objects.count() == before


@pytest.mark.usefixtures("at_noon")
def test_after_the_submission_the_link_tells_no_more_than_what_was_confirmed(
    before_the_council: Proposal, anna: User, chris: User
) -> None:
    token = asked(before_the_council, by=anna)
    question = before_the_council.confirmations.get()
    flows.confirm(question, name=SECRET, at=NOON)
    before = text(f"/confirm/{token}/")
    proposals.decide(before_the_council)
    flows.submit(before_the_council, by=chris, at=NOON)
    flows.withdraw(before_the_council, reason="Toch niet.", by=chris, at=NOON)

    after = text(f"/confirm/{token}/")

    assert before_the_council.number not in after[1]
    assert [_main(page) for _status, page in (before, after)] == [_main(before[1])] * 2


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_text_that_went_back_is_not_confirmed_by_the_old_link(
    before_the_council: Proposal, anna: User, chris: User
) -> None:
    token = asked(before_the_council, by=anna)
    question = before_the_council.confirmations.get()
    flows.send_back(before_the_council, reason="Anders.", by=chris, at=NOON)
    flows.present(before_the_council, by=anna, at=NOON)

    with pytest.raises(ConfirmationEnded):
        flows.confirm(question, name=SECRET, at=NOON)
    with time_machine.travel(LATER):
        assert text(f"/confirm/{token}/")[0] == 410


def test_without_a_mail_address_the_authorisation_is_the_way(
    delfshaven: District, anna: User, chris: User
) -> None:
    made = proposals.draft(delfshaven)
    on_paper = PartyOf(
        is_person=True, name="Jan Jansen", street="Plein 1", postcode="3024 AB", town="Rotterdam"
    )
    flows.set_party(made, kind=PartyKind.APPLICANT, what=on_paper, by=anna, at=NOON)
    flows.present(made, by=anna, at=NOON)
    proposals.decide(made)
    with pytest.raises(NotWhole):
        flows.ask_applicant(made, by=anna, at=NOON)

    flows.attach_authorisation(made, upload=picture(), by=anna, at=NOON)
    flows.submit(made, by=chris, at=NOON)

    letter = Message.objects.get(kind="proposals.receipt")
    assert (letter.channel, letter.secret) == ("paper", False)
    assert letter.address == "Jan Jansen\nPlein 1\n3024 AB  Rotterdam"
    assert "/my-application/" not in letter.text


def test_an_authorisation_counts_for_the_text_of_its_time(
    before_the_council: Proposal, anna: User, chris: User
) -> None:
    flows.attach_authorisation(before_the_council, upload=picture(), by=anna, at=NOON)
    assert is_confirmed(before_the_council)
    flows.send_back(before_the_council, reason="Anders.", by=chris, at=LATER)
    flows.present(before_the_council, by=anna, at=LATER)
    flows.record_meeting(
        before_the_council,
        decided_on=LATER.date(),
        attendance={},
        others_present=6,
        seats=7,
        votes=flows.Votes(6, 0),
        by=chris,
        at=LATER,
    )

    assert not is_confirmed(before_the_council)
    with pytest.raises(IntegrityError), transaction.atomic():
        before_the_council.move(State.SUBMITTED, by=chris, at=LATER)


def test_nobody_is_asked_where_nobody_applies(delfshaven: District, anna: User) -> None:
    made = proposals.presented(delfshaven, route=Route.OWN)

    with pytest.raises(WrongState):
        flows.ask_applicant(made, by=anna, at=NOON)


@pytest.mark.usefixtures("at_noon")
def test_a_member_asks_and_adds_a_signed_paper_on_one_page(
    before_the_council: Proposal, anna: User, signed_in: Callable[[User | None], Client]
) -> None:
    client, path = signed_in(anna), f"/proposals/{before_the_council.public_id}/applicant/"
    assert post(client, anna, f"{path}ask/").url == path
    assert "fatima@demo.example" in client.get(path).content.decode()

    wrong = SimpleUploadedFile("machtiging.pdf", b"<html></html>")
    assert post(client, anna, path, file=wrong).status_code == 422
    assert post(client, anna, path, file=picture()).url == path

    assert is_confirmed(before_the_council)
