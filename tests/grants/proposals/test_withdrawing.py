"""Withdrawing, by the council and by the applicant: what was reserved is free again, and what was open ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from grants.budget.queries import free_of
from grants.proposals import flows
from grants.proposals.errors import ConfirmationEnded
from grants.proposals.models import ApplicantLink, CompletionRequest, Pause, Proposal
from grants.proposals.states import Route, State
from grants.terms import Why
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from tests import proposals
from tests.make import NOON, post, sign_in
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

REASON = "Het plein wordt verbouwd."


def completing(district: District, *, olga: User) -> Proposal:
    """Have the office ask to complete a submitted proposal."""
    made = proposals.submitted(district)
    asked = CompletionRequest.objects.create(
        proposal=made, asked_by=olga, asked_at=NOON, last_day=NOON.date() + timedelta(days=14)
    )
    Pause.objects.create(
        proposal=made, request=asked, why=Why.INCOMPLETE, since=NOON.date(), by=olga, at=NOON
    )
    made.move(State.COMPLETING, by=olga, at=NOON)
    return made


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven)


@shared
def complete(delfshaven: District) -> Proposal:
    """What olga found complete."""
    return proposals.complete(delfshaven)


@pytest.mark.parametrize(
    "build", [proposals.draft, proposals.presented, proposals.submitted, proposals.complete]
)
def test_the_council_withdraws_from_where_it_stands(
    delfshaven: District, chris: User, build: Callable[[District], Proposal]
) -> None:
    made = build(delfshaven)
    budget = free_of([made.slice])[made.slice_id] + (4_800_00 if made.is_submitted else 0)

    flows.withdraw(made, reason=REASON, by=chris, at=NOON)

    last = made.events.order_by("number").last()
    assert last is not None
    assert (made.state, last.reason, last.by) == (State.WITHDRAWN, REASON, chris)
    assert free_of([made.slice])[made.slice_id] == budget
    told = Message.objects.filter(kind="proposals.withdrawn_applicant").count()
    assert told == (1 if made.is_submitted else 0)


def test_an_open_question_and_its_pause_end(delfshaven: District, chris: User, olga: User) -> None:
    made = completing(delfshaven, olga=olga)

    flows.withdraw(made, reason=REASON, by=chris, at=NOON + timedelta(days=3))

    assert made.completion_requests.get().ended_at == NOON + timedelta(days=3)
    assert made.pauses.get().runs_on == (NOON + timedelta(days=3)).date()


def test_who_handles_it_is_told(complete: Proposal, chris: User, anna: User, coen: User, olga: User) -> None:
    flows.withdraw(complete, reason=REASON, by=chris, at=NOON)

    mails = Message.objects.filter(kind="proposals.withdrawn")
    assert {mail.to for mail in mails} == {anna, chris, coen, olga}
    assert all(REASON in mail.text for mail in mails)


def test_a_member_withdraws_a_draft_and_nothing_later(delfshaven: District, anna: User, chris: User) -> None:
    made, later = proposals.draft(delfshaven), proposals.presented(delfshaven)

    flows.withdraw(made, reason=REASON, by=anna, at=NOON)
    with pytest.raises(NoLongerAllowed):
        flows.withdraw(later, reason=REASON, by=anna, at=NOON)

    assert made.state == State.WITHDRAWN
    flows.withdraw(later, reason=REASON, by=chris, at=NOON)


def test_what_was_withdrawn_goes_nowhere(submitted: Proposal, chris: User, olga: User) -> None:
    flows.withdraw(submitted, reason=REASON, by=chris, at=NOON)

    with pytest.raises(WrongState):
        flows.withdraw(submitted, reason=REASON, by=chris, at=NOON)
    with pytest.raises(WrongState):
        flows.find_complete(submitted, by=olga, at=NOON)


@pytest.mark.usefixtures("at_noon")
def test_the_applicant_sees_where_it_stands_and_withdraws(complete: Proposal, anna: User) -> None:
    free = free_of([complete.slice])[complete.slice_id]
    path = f"/my-application/{proposals.link_of_applicant(complete, at=NOON)}/"
    client = Client()
    shown = client.get(path).content.decode()
    assert (complete.number in shown, "In behandeling" in shown, "Volledig" in shown) == (True, True, False)

    assert post(client, None, f"{path}withdraw/", reason=REASON).status_code == 422
    assert post(client, None, f"{path}withdraw/", reason=REASON, name="Fatima").url == path

    complete.refresh_from_db()
    assert complete.state == State.WITHDRAWN
    assert free_of([complete.slice])[complete.slice_id] == free + 4_800_00
    link = ApplicantLink.objects.get(withdrew_at__isnull=False)
    assert (link.withdrew_by, link.proposal) == ("Fatima", complete)
    assert "Ingetrokken" in client.get(path).content.decode()
    assert client.get(f"{path}withdraw/").headers["Location"] == path
    mail = Message.objects.get(kind="proposals.withdrawn", to_id=anna.pk)
    assert "Fatima" in mail.text


def test_the_link_of_an_applicant_ends_after_a_year(submitted: Proposal) -> None:
    token = proposals.link_of_applicant(submitted, at=NOON)
    link = ApplicantLink.objects.order_by("-id")[0]
    late = NOON + timedelta(days=365)

    with time_machine.travel(late):
        answer = Client().get(f"/my-application/{token}/")
    with pytest.raises(ConfirmationEnded):
        flows.withdraw_by_applicant(link, name="Fatima", reason=REASON, at=late)

    assert (answer.status_code, submitted.number in answer.content.decode()) == (404, False)


@pytest.mark.usefixtures("at_noon")
def test_a_stale_page_keeps_the_reason_that_was_typed(
    delfshaven: District, chris: User, signed_in: Callable[[User | None], Client]
) -> None:
    made = proposals.presented(delfshaven)
    client, path = signed_in(chris), f"/proposals/{made.public_id}/withdraw/"
    flows.withdraw(made, reason="Eerst.", by=chris, at=NOON)

    answer = post(client, chris, path, reason=REASON)

    assert (answer.status_code, REASON in answer.content.decode()) == (422, True)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    ("route", "told"),
    [
        (Route.SUBSIDY, "De aanvrager en de gemeente krijgen een mail."),
        (Route.OWN, "De gemeente krijgt een mail."),
    ],
)
def test_the_page_promises_a_mail_to_who_gets_one(
    delfshaven: District, chris: User, client: Client, route: Route, told: str
) -> None:
    made = proposals.submitted(delfshaven, route=route)
    sign_in(client, chris)

    page = client.get(f"/proposals/{made.public_id}/withdraw/").content.decode()

    assert [one for one in ("De aanvrager en de gemeente krijgen", "De gemeente krijgt") if one in page] == [
        told.removesuffix(" een mail.")
    ]
