"""The pages of the office: what they take, refuse and keep, and what of it nobody else sees."""

from collections.abc import Callable, Iterator
from datetime import timedelta

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
from tests.make import NOON, picture, post
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


def test_the_page_shows_no_account_number_and_each_reader_her_own_word_for_the_state(
    delfshaven: District, signed_in: Open, anna: User, olga: User
) -> None:
    made = proposals.complete(delfshaven)

    of_council, of_city = page(signed_in(anna), url(made)), page(signed_in(olga), url(made))

    for html in (of_council, of_city):
        assert proposals.IBAN not in html
        assert "•••• 4300" in html
        assert "fatima@demo.example" in html
    assert ("Being handled" in of_council, "Being handled" in of_city) == (True, False)


def test_notes_of_the_city_reach_no_council_and_no_applicant(
    delfshaven: District, signed_in: Open, anna: User, olga: User, carla: User
) -> None:
    made = proposals.submitted(delfshaven)
    flows.add_note(made, text=SECRET, by=olga, at=NOON)
    token = proposals.ask(made, at=NOON + DAY)
    assert SECRET in page(signed_in(carla), url(made, "notes/"))

    for path in ("", "completing/", "completing/1/"):
        assert SECRET not in page(signed_in(anna), url(made, path))
    assert signed_in(anna).get(url(made, "notes/")).status_code == 404
    assert SECRET not in page(Client(), f"/complete/{token}/")
    assert all(SECRET not in one.plain_text for one in Message.objects.all())
    assert SECRET not in str([one.content for one in made.snapshots.all()])


def test_an_officer_checks_and_a_colleague_on_an_old_page_loses_nothing(
    delfshaven: District, signed_in: Open, olga: User, otto: User
) -> None:
    made = proposals.submitted(delfshaven)
    answers = {f"answer-{one.code}": "yes" for one in conditions_of(made)}
    first = post(signed_in(olga), olga, url(made, "check/"), seen="0", **answers)
    assert first.status_code == 302

    second = post(
        signed_in(otto), otto, url(made, "check/"), seen="0", **{**answers, "note-D1": "Mijn notitie"}
    )

    assert second.status_code == 422
    assert "Mijn notitie" in second.content.decode()
    assert {one.by for one in newest_checks(made).values()} == {olga}


def test_a_form_without_anything_asked_says_so_and_keeps_the_message(
    delfshaven: District, signed_in: Open, olga: User
) -> None:
    made = proposals.submitted(delfshaven)

    answer = post(signed_in(olga), olga, url(made, "ask/"), last_day="20-11-2026", message="Graag snel.")

    assert answer.status_code == 422
    assert "Graag snel." in answer.content.decode()
    assert Proposal.objects.get(pk=made.pk).state == State.SUBMITTED


def test_each_line_of_the_form_is_a_thing_of_its_own(
    delfshaven: District, signed_in: Open, olga: User
) -> None:
    made = proposals.submitted(delfshaven)

    answer = post(
        signed_in(olga),
        olga,
        url(made, "ask/"),
        money="Een offerte\n\nHet btw-nummer ",
        files="De statuten",
        last_day="20-11-2026",
    )

    assert answer.status_code == 302
    items = made.completion_requests.get().items.values_list("section", "words")
    assert list(items) == [("money", "Een offerte"), ("money", "Het btw-nummer"), ("files", "De statuten")]


def test_a_double_click_asks_once(delfshaven: District, signed_in: Open, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    client = signed_in(olga)
    typed = {"money": "Een offerte", "last_day": "20-11-2026"}
    first = post(client, olga, url(made, "ask/"), **typed)

    second = post(client, olga, url(made, "ask/"), **typed)

    assert (first.status_code, second.status_code) == (302, 422)
    assert made.completion_requests.count() == 1
    assert Message.objects.filter(kind="proposals.completion").count() == 1


def test_the_applicant_completes_by_the_link_until_it_ends(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    token = proposals.ask(made, items=[Missing(Section.MONEY, "Een offerte")], at=NOON + DAY)
    path = f"/complete/{token}/"
    assert "Een offerte" in page(Client(), path)
    assert post(Client(), None, f"{path}1/").status_code == 422

    answer = post(Client(), None, f"{path}1/", answer="Komt per mail.", upload=picture())

    assert answer.status_code == 302
    assert "Komt per mail." in page(Client(), path)
    assert made.attachments.get().file.name == "foto.jpg"
    flows.find_complete(made, by=olga, at=NOON + DAY)
    assert Client().get(path).status_code == 404
    assert post(Client(), None, f"{path}1/", answer="Te laat").status_code == 404


def test_of_who_holds_no_link_not_one_byte_of_a_file_is_kept(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)
    proposals.ask(made)

    answer = post(Client(), None, "/complete/verzonnen/1/", answer="Hallo", upload=picture())

    assert (answer.status_code, dict(answer.wsgi_request.FILES)) == (404, {})


def test_a_made_up_link_tells_nothing(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)
    proposals.ask(made)

    answer = Client().get("/complete/verzonnen/")

    assert answer.status_code == 404
    assert made.title not in answer.content.decode()


def test_the_link_of_a_withdrawn_proposal_opens_nothing(delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)
    token = proposals.ask(made)
    made.move(State.WITHDRAWN, by=None, at=NOON)

    assert Client().get(f"/complete/{token}/").status_code == 404


def test_a_page_that_was_opened_too_late_leads_back(
    delfshaven: District, signed_in: Open, olga: User
) -> None:
    made = proposals.complete(delfshaven)

    answer = signed_in(olga).get(url(made, "complete/"))

    assert (answer.status_code, answer.headers["Location"]) == (302, url(made))


def test_filters_live_in_the_address_and_the_count_agrees(
    delfshaven: District, lage_land: District, signed_in: Open, olga: User
) -> None:
    for one in range(52):
        proposals.submitted(delfshaven, title=f"Feest {one}", cents=1_00)
    proposals.submitted(lage_land, title="Café-avond")
    client = signed_in(olga)
    path = f"/work/?district={delfshaven.slug}"

    first, second = page(client, path), page(client, f"{path}&page=2")

    assert (first.count('scope="row"'), second.count('scope="row"')) == (50, 2)
    assert "52 proposals" in first
    assert f"district={delfshaven.slug}&amp;page=2" in first
    assert "1 proposal<" in page(client, "/work/?q=cafe")
    assert client.get("/work/?state=onzin").status_code == 422


def test_a_time_that_cannot_be_read_is_told_at_its_field(
    delfshaven: District, signed_in: Open, olga: User
) -> None:
    made = proposals.submitted(delfshaven)
    typed = {"what": "receipt", "day": "1-11-2026", "reason": "Storing van het portaal"}

    wrong = post(signed_in(olga), olga, url(made, "term/put-back/"), **typed, hour="kwart over twee")
    right = post(signed_in(olga), olga, url(made, "term/put-back/"), **typed, hour="14.15")

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Storing van het portaal" in wrong.content.decode()
    assert Proposal.objects.get(pk=made.pk).received_at.isoformat() == "2026-11-01T13:15:00+00:00"  # type: ignore[union-attr]  # it came
