"""The pages of the objections as otto, joris, the council and the objector use them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.decisions.flows import decide_objection
from grants.decisions.models import Objection
from grants.decisions.states import Outcome
from grants.home.queries import content_of
from grants.proposals.models import Proposal
from grants.register.queries import what_keeps_open
from portal.documents.models import Document
from portal.post.models import Message
from portal.security.tokens import FIELD, new_token
from tests import decisions, objections
from tests.grants.decisions.rows_of_objections import token_in
from tests.grants.register import ends
from tests.make import NOON, post
from tests.objections import DECIDED, LATER
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _later(db: None) -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


@shared
def refused(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that daan refused."""
    return ends.refused(delfshaven)


def page(name: str, *args: str) -> str:
    return reverse(name, args=args)


def typed(**more: str) -> dict[str, str]:
    """Return an objection as it is typed."""
    return {
        "name": "Stichting Buurtkracht",
        "email": "bezwaar@demo.example",
        "received_on": "9-11-2026",
        "text": "De actie past juist goed.",
        **more,
    }


def test_an_officer_enters_an_objection_that_begins_with_the_applicant(
    refused: Proposal, otto: User, signed_in: Browser
) -> None:
    client, path = signed_in(otto), page("objection_enter", objections.newest(refused).public_id)
    begun = client.get(path).content.decode()
    assert 'value="Stichting Samen aan de Schie"' in begun
    assert 'value="fatima@demo.example"' in begun

    done = post(client, otto, path, **typed())
    made = Objection.objects.get()
    assert done.url == page("objection", made.public_id)
    assert (made.email, made.received_on) == ("bezwaar@demo.example", date(2026, 11, 9))


def test_the_term_to_object_is_over_once_its_last_day_is(
    refused: Proposal, joris: User, signed_in: Browser
) -> None:
    made = objections.entered(refused)
    last = made.decision.objection_until
    assert last is not None
    User.objects.update(language="en")
    told = []
    for days in (0, 1):
        with time_machine.travel(datetime.combine(last + timedelta(days=days), time(11), UTC), tick=False):
            told.append(signed_in(joris).get(page("objection", made.public_id)).content.decode())

    assert ["Objecting is possible up to" in one for one in told] == [True, False]
    assert ["Objecting was possible up to" in one for one in told] == [False, True]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    refused: Proposal, otto: User, signed_in: Browser
) -> None:
    client, path = signed_in(otto), page("objection_enter", objections.newest(refused).public_id)

    wrong = post(client, otto, path, **typed(email="", text="", name="Mijn naam"))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"text", "address"}
    assert 'value="Mijn naam"' in wrong.content.decode()
    too_soon = post(client, otto, path, **typed(received_on="1-11-2026"))
    assert too_soon.status_code == 422
    assert len(too_soon.context["form"].non_field_errors()) == 1
    assert not Objection.objects.exists()


def test_a_replayed_form_enters_one_objection(refused: Proposal, otto: User, signed_in: Browser) -> None:
    client, path = signed_in(otto), page("objection_enter", objections.newest(refused).public_id)
    token = new_token(otto, path)

    first, second = (client.post(path, {**typed(), FIELD: token}) for _one in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Objection.objects.count() == 1
    assert Message.objects.filter(kind="decisions.objection_receipt").count() == 1


def test_joris_finds_it_at_home_hears_and_decides(refused: Proposal, joris: User, signed_in: Browser) -> None:
    made = objections.entered(refused)
    client = signed_in(joris)
    assert page("objection", made.public_id) in client.get(page("home")).content.decode()
    assert made.number in client.get(page("objections")).content.decode()

    path = page("objection_hearing", made.public_id)
    both = post(client, joris, path, heard_on="9-11-2026", hearing="Gesproken.", not_heard="waived")
    assert set(both.context["form"].errors) == {"not_heard"}
    assert post(client, joris, path).status_code == 422
    assert post(client, joris, path, heard_on="9-11-2026", hearing="Gesproken.").status_code == 302

    path = page("objection_decide", made.public_id)
    shown = post(client, joris, path, outcome="unfounded", reasons="Het klopte.", preview="1")
    assert shown.status_code == 200
    assert shown.context["letter"]["footer"].endswith(made.number)
    assert Objection.objects.get().is_open
    assert post(client, joris, path, outcome="unfounded").status_code == 422
    done = post(client, joris, path, outcome="unfounded", reasons="Het klopte.")
    assert done.url == page("objection", made.public_id)
    assert Objection.objects.get().outcome == "unfounded"
    assert "Het klopte." in client.get(done.url).content.decode()
    assert content_of("objections", joris, refused.district.city, today=NOON.date()).items == []  # type: ignore[union-attr]  # there is one


def test_a_late_one_asks_for_a_reason_and_what_cannot_be_upheld_says_so(
    delfshaven: District, joris: User, signed_in: Browser
) -> None:
    made = ends.at_once(delfshaven)
    late = NOON + timedelta(days=60)
    with time_machine.travel(late, tick=False):
        one = objections.heard(objections.newest(made), at=late)
        client, path = signed_in(joris), page("objection_decide", one.public_id)
        answer = post(client, joris, path, outcome="upheld", reasons="Het klopt.")
        assert set(answer.context["form"].errors) == {"outcome", "late_reason"}
        given = {"outcome": "unfounded", "reasons": "Nee.", "late_reason": "Ziek."}
        assert post(client, joris, path, **given).status_code == 302
    assert Objection.objects.get().late_reason == "Ziek."


def test_who_took_part_is_told_so(refused: Proposal, joris: User, signed_in: Browser) -> None:
    made = objections.entered(refused)
    from grants.proposals.holding import note_handler

    client = signed_in(joris)
    assert client.get(page("objection", made.public_id)).context["may_handle"] is True
    note_handler(refused, by=joris, at=NOON)
    shown = client.get(page("objection", made.public_id))
    assert shown.context["may_handle"] is False
    assert shown.context["steps_aside"]
    answer = post(client, joris, page("objection_extend", made.public_id), reason="Meer tijd.")
    assert answer.status_code == 422


def test_it_is_extended_and_taken_back(refused: Proposal, joris: User, signed_in: Browser) -> None:
    made, client = objections.entered(refused), signed_in(joris)
    assert post(client, joris, page("objection_extend", made.public_id)).status_code == 422
    done = post(client, joris, page("objection_extend", made.public_id), reason="Meer tijd.")
    assert done.status_code == 302
    assert Objection.objects.get().due_on == date(2027, 3, 8)

    path = page("objection_withdraw", made.public_id)
    assert post(client, joris, path, on="8-11-2026").status_code == 422
    assert post(client, joris, path, on="9-11-2026").status_code == 302
    assert Objection.objects.get().state == "withdrawn"


def test_the_council_reads_that_one_runs_and_no_name(
    refused: Proposal, anna: User, signed_in: Browser
) -> None:
    User.objects.update(language="en")
    made = objections.entered(refused, name="Buurman Boos")
    client = signed_in(anna)
    shown = client.get(page("proposal", refused.public_id)).content.decode()
    number = objections.newest(refused).number
    assert "An objection is running; it is decided on" in shown
    assert f"An objection to decision {number} is running" in shown
    assert "Buurman Boos" not in shown
    assert page("objection", made.public_id) not in shown
    assert client.get(page("objection", made.public_id)).status_code == 404
    assert client.get(page("decision", objections.newest(refused).public_id)).status_code == 200

    decide_objection(
        objections.heard(refused, name="Een buur"),
        outcome=Outcome.UPHELD,
        reasons="Omdat.",
        by=decisions.cast("joris"),
        at=DECIDED,
    )
    shown = client.get(page("proposal", refused.public_id)).content.decode()
    assert f"The objection to decision {number} was upheld." in shown


def test_the_page_of_a_decision_names_its_objections_for_the_staff(
    refused: Proposal, otto: User, signed_in: Browser
) -> None:
    made = objections.entered(refused, name="Buurman Boos")
    shown = signed_in(otto).get(page("decision", objections.newest(refused).public_id)).content.decode()
    assert "Buurman Boos" in shown
    assert page("objection", made.public_id) in shown


def test_the_objector_reads_the_letter_by_a_link_and_as_a_pdf(refused: Proposal, signed_in: Browser) -> None:
    objections.decided(refused, Outcome.UNFOUNDED, at=LATER)
    told = Message.objects.get(kind="decisions.objection_letter")
    token, visitor = token_in(told.plain_text), signed_in(None)

    assert objections.REASONS in visitor.get(page("objection_letter", token)).content.decode()
    paper = visitor.get(page("objection_letter_pdf", token))
    assert paper.headers["Content-Type"] == "application/pdf"
    again = visitor.get(page("objection_letter_pdf", token))
    assert again.content == paper.content
    assert Document.objects.filter(kind="decisions.letter").count() == 1
    assert visitor.get(page("objection_letter", "verzonnen")).status_code == 404


def test_an_open_objection_keeps_a_dossier_open(refused: Proposal) -> None:
    from django.utils import translation

    after = ends.LONG_AFTER
    with translation.override("en"):
        assert what_keeps_open(refused, after) == []
        made = objections.heard(refused)
        assert what_keeps_open(refused, after) == ["An objection is still running."]
        decide_objection(
            made, outcome=Outcome.UPHELD, reasons="Omdat.", by=decisions.cast("joris"), at=DECIDED
        )
        assert what_keeps_open(refused, after) == [
            "An objection was upheld; a new decision has yet to be taken."
        ]


def test_after_an_upheld_objection_the_officer_prepares_the_grant_on_the_page(
    refused: Proposal, olga: User, signed_in: Browser
) -> None:
    client, offered = signed_in(olga), page("decision_prepare", refused.public_id, "grant")
    assert offered not in client.get(page("proposal", refused.public_id)).content.decode()
    objections.decided(refused, at=LATER)
    assert offered in client.get(page("proposal", refused.public_id)).content.decode()
    assert client.get(offered).status_code == 200
