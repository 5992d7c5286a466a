"""Submitting: in time, once, with a receipt; and what the page tells before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from grants.budget.queries import free_of
from grants.budget.states import Kind
from grants.money import format_euros
from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import Route, SnapshotKind, State
from grants.rounds.states import Distribution
from portal.post.models import Message
from portal.seals import unseal
from tests import proposals
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\xa0", " ")


def submit_path(proposal: Proposal) -> str:
    return f"/proposals/{proposal.public_id}/submit/"


@shared
def put_forward(delfshaven: District) -> Proposal:
    """What the council put forward and the applicant confirmed."""
    return proposals.put_forward(delfshaven)


@pytest.mark.usefixtures("at_noon")
def test_the_page_tells_what_happens_and_then_gives_the_receipt(
    put_forward: Proposal, chris: User, signed_in: Browser
) -> None:
    client, path = signed_in(chris), submit_path(put_forward)
    before = page(client, path)
    for told in (
        "Wijkbudget samenleven 2026",
        "donderdag 31 december 2026, 23:59",
        format_euros(free_of([put_forward.slice])[put_forward.slice_id]).replace("\xa0", " "),
        "maandag 28 december 2026",
        "De activiteit begint eerder dan het besluit; kosten zijn dan voor eigen risico.",
    ):
        assert told in before

    answer = post(client, chris, path)

    assert answer.url == f"/proposals/{put_forward.public_id}/receipt/"
    receipt = page(client, answer.url)
    for told in ("WS-2026-0001", "maandag 2 november 2026, 12:00:00 uur", "€ 4.800,00"):
        assert told in receipt


@pytest.mark.usefixtures("at_noon")
def test_who_writes_and_who_checks_read_that_it_begins_before_the_decision(
    delfshaven: District, signed_in: Browser, anna: User, olga: User
) -> None:
    """It begins on 12 December and is decided by the 28th; what the city does itself has no such risk."""
    risk = "Kosten van vóór het besluit zijn voor eigen risico."
    after = {"starts_on": date(2026, 12, 29), "ends_on": date(2026, 12, 29)}
    drafts = (
        proposals.draft(delfshaven),
        proposals.draft(delfshaven, says=after),
        proposals.draft(delfshaven, route=Route.OWN),
    )
    shown = [page(signed_in(anna), f"/proposals/{one.public_id}/edit/what/") for one in drafts]
    assert [risk in one for one in shown] == [True, False, False]
    assert "De eerste dag is 12 december 2026; het besluit is er uiterlijk op 28 december 2026." in shown[0]

    made = proposals.submitted(delfshaven)
    assert risk in page(signed_in(olga), f"/proposals/{made.public_id}/check/")


@pytest.mark.usefixtures("at_noon")
def test_council_and_applicant_get_the_receipt_each_in_their_language(
    put_forward: Proposal, anna: User, chris: User, coen: User
) -> None:
    User.objects.filter(pk=anna.pk).update(language="en")

    flows.submit(put_forward, by=chris, at=NOON)

    mails = Message.objects.filter(kind="proposals.submitted")
    assert {mail.to: mail.language for mail in mails} == {anna: "en", chris: "nl", coen: "nl"}
    assert all("WS-2026-0001" in mail.subject and "12:00:00" in mail.text for mail in mails)
    (own,) = Message.objects.filter(kind="proposals.receipt")
    sent = unseal(own.text).replace("\xa0", " ")
    assert (own.language, own.address, own.secret) == ("nl", "fatima@demo.example", True)
    for told in (
        "WS-2026-0001",
        "Eten en drinken: € 4.800,00",
        "zaterdag 12 december 2026",
        "/my-application/",
    ):
        assert told in sent


def test_every_officer_is_told_what_came_in_and_until_when_to_decide(
    put_forward: Proposal, chris: User, olga: User, otto: User
) -> None:
    flows.submit(put_forward, by=chris, at=NOON)

    mails = Message.objects.filter(kind="proposals.to_check")
    assert {mail.to for mail in mails} == {olga, otto}
    for mail in mails:
        assert (
            mail.subject == "Nieuw voorstel om te controleren: Zomerfeest op het plein (Delfshaven-Schiemond)"
        )
        told = mail.text.replace("\xa0", " ")
        for line in ("WS-2026-0001", "€ 4.800,00", "uiterlijk op maandag 28 december 2026"):
            assert line in told


def test_what_is_kept_is_what_was_submitted(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)

    kept = made.snapshots.get(kind=SnapshotKind.SUBMITTED)

    assert kept.content["asked_cents"] == 4_800_00
    assert made.snapshots.get(kind=SnapshotKind.CONFIRMED).sha256 == kept.sha256


@pytest.mark.usefixtures("at_noon")
def test_a_second_tab_and_a_second_click_land_on_the_same_receipt(
    put_forward: Proposal, chris: User, signed_in: Browser
) -> None:
    """DUP-1: one number, one reservation, one set of mails."""
    client, path = signed_in(chris), submit_path(put_forward)
    receipt = post(client, chris, path).url
    mails = Message.objects.count()

    assert post(client, chris, path).url == receipt
    assert client.get(path).headers["Location"] == receipt

    put_forward.refresh_from_db()
    assert put_forward.dossier is not None
    assert put_forward.dossier.entries.count() == 1
    assert Message.objects.count() == mails
    assert "al ingediend" in page(client, receipt)


TIM_1 = [
    (datetime(2027, 3, 30, 22, 5, tzinfo=UTC), True),  # 31 March, 00:05
    (datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC), True),  # 23:59:59
    (datetime(2027, 3, 31, 22, 0, 0, tzinfo=UTC), False),  # 1 April, 00:00
]
TIM_2 = [
    (datetime(2027, 10, 31, 22, 30, tzinfo=UTC), True),  # 23:30 on the day the clocks go back
    (datetime(2027, 10, 31, 23, 1, tzinfo=UTC), False),  # 1 November, 00:01
]
LAST_DAYS = [*((date(2027, 3, 31), *one) for one in TIM_1), *((date(2027, 10, 31), *one) for one in TIM_2)]


@pytest.mark.parametrize(("last_day", "at", "is_in_time"), LAST_DAYS)
def test_the_last_day_lasts_until_midnight_in_amsterdam(
    delfshaven: District, signed_in: Browser, *, last_day: date, at: datetime, is_in_time: bool
) -> None:
    """TIM-1 and TIM-2, with a form that was opened two minutes before."""
    chris = proposals.cast("chris")
    budgets = proposals.own_budgets(delfshaven.city, year=2027)
    round_ = proposals.open_round(delfshaven.city, budgets=budgets, closes_on=last_day)
    made = proposals.put_forward(delfshaven, round_=round_)
    path = submit_path(made)
    with time_machine.travel(at - timedelta(minutes=2)):
        client = signed_in(chris)
        opened = page(client, path)
    with time_machine.travel(at, tick=False):
        answer = post(client, chris, path)

    assert "23:59" in opened
    assert f"{last_day.day} {'maart' if last_day.month == 3 else 'oktober'} 2027" in opened
    made.refresh_from_db()
    if is_in_time:
        assert (answer.status_code, made.state, made.received_at) == (302, State.SUBMITTED, at)
        return
    assert (answer.status_code, made.state, made.dossier) == (422, State.PRESENTED, None)
    assert "tot en met" in answer.content.decode()
    assert made.council_decisions.get().accepted
    assert not Message.objects.filter(kind="proposals.submitted").exists()


def test_before_the_first_day_nothing_is_submitted(city: City, delfshaven: District, chris: User) -> None:
    round_ = proposals.open_round(city, opens_on=date(2026, 11, 3))
    made = proposals.put_forward(delfshaven, round_=round_)

    with pytest.raises(Exception, match="3 november 2026"):
        flows.submit(made, by=chris, at=NOON)


def test_the_database_refuses_what_the_council_did_not_put_forward(delfshaven: District, chris: User) -> None:
    made, good = proposals.presented(delfshaven), proposals.put_forward(delfshaven)
    flows.submit(good, by=chris, at=NOON)

    with pytest.raises(IntegrityError, match="put forward"), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(
            state=State.SUBMITTED, steps=made.steps + 1, tier="B", received_at=NOON, dossier=None
        )


def test_a_tender_reserves_nothing_and_is_decided_after_the_last_day(
    city: City, delfshaven: District
) -> None:
    round_ = proposals.open_round(
        city, closes_on=date(2026, 11, 30), distribution=Distribution.TENDER, decision_weeks=8
    )
    made = proposals.submitted(delfshaven, round_=round_)

    assert made.dossier is not None
    assert not made.dossier.accounts.filter(kind=Kind.RESERVED).exists()
    mail = Message.objects.filter(kind="proposals.submitted").first()
    assert mail is not None
    assert "25 januari 2027" in mail.text


def test_where_nobody_applies_only_the_council_gets_a_receipt(delfshaven: District) -> None:
    proposals.submitted(delfshaven, route=Route.OWN)

    assert Message.objects.filter(kind="proposals.submitted").count() == 3
    assert not Message.objects.filter(kind="proposals.receipt").exists()


@pytest.mark.parametrize("title", ["Feest\r\nBcc: x@example.org", 'Koffie & thee "samen" <3'])
def test_titles_stay_as_they_are_in_mails(lage_land: District, title: str) -> None:
    """MAI-1 and MAI-2: no second header, no codes for signs; the district is 's-Gravenland."""
    proposals.submitted(lage_land, title=title)

    mails = Message.objects.filter(kind__startswith="proposals.")
    plain = " ".join(title.split())
    assert {mail.kind for mail in mails} >= {"proposals.confirm", "proposals.submitted", "proposals.receipt"}
    for mail in mails:
        text = unseal(mail.text) if mail.secret else mail.text
        assert "\n" not in mail.subject
        assert "\r" not in mail.subject
        assert "&amp;" not in text + mail.subject
        assert "&#x27;" not in text + mail.subject
    named = mails.filter(kind__in=["proposals.confirm", "proposals.submitted"])
    assert all(plain in mail.subject for mail in named)
    assert any("’s-Gravenland" in mail.text or "'s-Gravenland" in mail.text for mail in mails)
