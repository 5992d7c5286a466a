"""The pages of the office: what they take, refuse and keep, and what of it nobody else sees."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from grants.proposals import flows
from grants.proposals.flows import Missing
from grants.proposals.models import Proposal
from grants.proposals.queries import conditions_of, newest_checks
from grants.proposals.states import Section, State
from portal.post.models import Message
from tests import proposals
from tests.grants.proposals.pages import fields_of
from tests.make import NOON, picture, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)
SECRET = "Twijfel over de penningmeester"
Open = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english_at_noon(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"), time_machine.travel(NOON + DAY, tick=False):
        yield


def page(client: Client, path: str) -> str:
    client.cookies["django_language"] = "en"
    return client.get(path, follow=True).content.decode()


def url(proposal: Proposal, rest: str = "") -> str:
    return f"/proposals/{proposal.public_id}/{rest}"


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven)


@shared
def complete(delfshaven: District) -> Proposal:
    """What olga found complete."""
    return proposals.complete(delfshaven)


def test_the_page_shows_no_account_number_and_each_reader_her_own_word_for_the_state(
    complete: Proposal, signed_in: Open, anna: User, olga: User
) -> None:
    of_council, of_city = page(signed_in(anna), url(complete)), page(signed_in(olga), url(complete))

    for html in (of_council, of_city):
        assert proposals.IBAN not in html
        assert "•••• 4300" in html
        assert "fatima@demo.example" in html
    assert ("Being handled" in of_council, "Being handled" in of_city) == (True, False)


def test_notes_of_the_city_reach_no_council_and_no_applicant(
    submitted: Proposal, signed_in: Open, anna: User, olga: User, carla: User
) -> None:
    flows.add_note(submitted, text=SECRET, by=olga, at=NOON)
    token = proposals.ask(submitted, at=NOON + DAY)
    assert SECRET in page(signed_in(carla), url(submitted, "notes/"))

    for path in ("", "completing/", "completing/1/"):
        assert SECRET not in page(signed_in(anna), url(submitted, path))
    assert signed_in(anna).get(url(submitted, "notes/")).status_code == 404
    assert SECRET not in page(Client(), f"/complete/{token}/")
    assert all(SECRET not in one.plain_text for one in Message.objects.all())
    assert SECRET not in str([one.content for one in submitted.snapshots.all()])


def test_an_officer_checks_and_a_colleague_on_an_old_page_loses_nothing(
    submitted: Proposal, signed_in: Open, olga: User, otto: User
) -> None:
    answers = {f"answer-{one.code}": "yes" for one in conditions_of(submitted)}
    path, colleague = url(submitted, "check/"), signed_in(otto)
    opened = fields_of(colleague, path)
    first = post(signed_in(olga), olga, path, **answers)
    assert first.status_code == 302

    second = post(colleague, otto, path, **{**opened, **answers, "note-D1": "Mijn notitie"})

    assert second.status_code == 422
    assert "Mijn notitie" in second.content.decode()
    assert {one.by for one in newest_checks(submitted).values()} == {olga}


def test_a_form_without_anything_asked_says_so_and_keeps_the_message(
    submitted: Proposal, signed_in: Open, olga: User
) -> None:
    answer = post(signed_in(olga), olga, url(submitted, "ask/"), last_day="20-11-2026", message="Graag snel.")

    assert answer.status_code == 422
    assert "Graag snel." in answer.content.decode()
    assert Proposal.objects.get(pk=submitted.pk).state == State.SUBMITTED


def test_each_line_of_the_form_is_a_thing_of_its_own(
    submitted: Proposal, signed_in: Open, olga: User
) -> None:
    answer = post(
        signed_in(olga),
        olga,
        url(submitted, "ask/"),
        money="Een offerte\n\nHet btw-nummer ",
        files="De statuten",
        last_day="20-11-2026",
    )

    assert answer.status_code == 302
    items = submitted.completion_requests.get().items.values_list("section", "words")
    assert list(items) == [("money", "Een offerte"), ("money", "Het btw-nummer"), ("files", "De statuten")]


def test_a_last_day_that_is_past_is_told_at_its_field(
    submitted: Proposal, signed_in: Open, olga: User
) -> None:
    typed = {"money": "Een offerte", "last_day": "1-11-2026"}

    answer = post(signed_in(olga), olga, url(submitted, "ask/"), **typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert "Een offerte" in answer.content.decode()


def test_a_double_click_asks_once(submitted: Proposal, signed_in: Open, olga: User) -> None:
    client = signed_in(olga)
    typed = {"money": "Een offerte", "last_day": "20-11-2026"}
    first = post(client, olga, url(submitted, "ask/"), **typed)

    second = post(client, olga, url(submitted, "ask/"), **typed)

    assert (first.status_code, second.status_code) == (302, 422)
    assert submitted.completion_requests.count() == 1
    assert Message.objects.filter(kind="proposals.completion").count() == 1


def test_the_applicant_completes_by_the_link_until_it_ends(submitted: Proposal, olga: User) -> None:
    token = proposals.ask(submitted, items=[Missing(Section.MONEY, "Een offerte")], at=NOON + DAY)
    path = f"/complete/{token}/"
    assert "Een offerte" in page(Client(), path)
    assert post(Client(), None, f"{path}1/").status_code == 422

    answer = post(Client(), None, f"{path}1/", answer="Komt per mail.", upload=picture())

    assert answer.status_code == 302
    assert "Komt per mail." in page(Client(), path)
    assert submitted.attachments.get().file.name == "foto.jpg"
    flows.find_complete(submitted, by=olga, at=NOON + DAY)
    assert Client().get(path).status_code == 404
    assert post(Client(), None, f"{path}1/", answer="Te laat").status_code == 404


def test_the_page_of_what_was_asked_leads_on_whoever_looks_and_however_far_it_is(
    submitted: Proposal, signed_in: Open, anna: User, olga: User
) -> None:
    proposals.ask(submitted)
    path, back = url(submitted, "completing/"), f'href="{url(submitted)}"'
    on_time = [page(signed_in(one), path) for one in (anna, olga)]
    assert [back in one for one in on_time] == [True, True]
    assert "Not answered yet" in on_time[1]
    assert ["have it dismissed" in one for one in on_time] == [False, False]

    with time_machine.travel(NOON + 20 * DAY, tick=False):
        late = [page(signed_in(one), path) for one in (anna, olga)]

    assert ["To the dossier, to have it dismissed or find it complete" in one for one in late] == [
        False,
        True,
    ]


def test_of_who_holds_no_link_not_one_byte_of_a_file_is_kept(submitted: Proposal) -> None:
    proposals.ask(submitted)

    answer = post(Client(), None, "/complete/verzonnen/1/", answer="Hallo", upload=picture())

    assert (answer.status_code, dict(answer.wsgi_request.FILES)) == (404, {})


def test_a_made_up_link_tells_nothing(submitted: Proposal) -> None:
    proposals.ask(submitted)

    answer = Client().get("/complete/verzonnen/")

    assert answer.status_code == 404
    assert submitted.title not in answer.content.decode()


def test_the_link_of_a_withdrawn_proposal_opens_nothing(submitted: Proposal) -> None:
    token = proposals.ask(submitted)
    submitted.move(State.WITHDRAWN, by=None, at=NOON)

    assert Client().get(f"/complete/{token}/").status_code == 404


def test_a_page_that_was_opened_too_late_leads_back(complete: Proposal, signed_in: Open, olga: User) -> None:
    answer = signed_in(olga).get(url(complete, "complete/"))

    assert (answer.status_code, answer.headers["Location"]) == (302, url(complete))


def test_filters_live_in_the_address_and_the_count_agrees(
    delfshaven: District,
    lage_land: District,
    signed_in: Open,
    olga: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_module("grants.proposals.views.work"), "PER_PAGE", 4)
    for one in range(6):
        proposals.submitted(delfshaven, title=f"Feest {one}", cents=1_00)
    proposals.submitted(lage_land, title="Café-avond")
    client = signed_in(olga)
    path = f"/work/?district={delfshaven.slug}"

    first, second = page(client, path), page(client, f"{path}&page=2")

    assert (first.count('scope="row"'), second.count('scope="row"')) == (4, 2)
    assert "6 proposals" in first
    assert f"district={delfshaven.slug}&amp;page=2" in first
    assert "1 proposal<" in page(client, "/work/?q=cafe")
    assert client.get("/work/?state=onzin").status_code == 422


def test_a_time_that_cannot_be_read_is_told_at_its_field(
    submitted: Proposal, signed_in: Open, olga: User
) -> None:
    typed = {"what": "receipt", "day": "1-11-2026", "reason": "Storing van het portaal"}

    wrong = post(signed_in(olga), olga, url(submitted, "term/put-back/"), **typed, hour="kwart over twee")
    right = post(signed_in(olga), olga, url(submitted, "term/put-back/"), **typed, hour="14.15")

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Storing van het portaal" in wrong.content.decode()
    assert Proposal.objects.get(pk=submitted.pk).received_at.isoformat() == "2026-11-01T13:15:00+00:00"  # type: ignore[union-attr]  # it came
