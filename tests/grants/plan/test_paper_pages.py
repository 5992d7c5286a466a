"""The pages of the papers of the city council: what everyone reads, and how editor and publisher work on one."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import Settings

from grants.plan.flows import begin_edition, change_edition
from grants.plan.models import Paper, PaperEdition
from grants.plan.states import Degree
from tests import papers, plan
from tests.grants.plan.test_papers import SETTLED
from tests.make import NOON, another_city, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
FILLED = {
    "kind": "motion",
    "number": "26bb001235",
    "title": "Meer bomen",
    "made_on": "8-10-2026",
    "portfolio": "Buitenruimte",
    "referred_to": "",
    "referred_in": "",
    "proposal": "Er komen er tien.",
    "proposed_in": "",
    "decided": "",
    "decision_number": "",
    "decision_on": "",
    "source": "Raadslijst",
}
ASKED = {
    "text": "Plant in elke straat een boom",
    "degree": "partly",
    "answer": "Waar het past.",
    "position": "1",
}


TAKEN = {"decided": "yes", "decision_number": "26bb1", "decision_on": "8-10-2026"}


@shared
def opened(city: City, ella: User) -> Paper:
    """A paper that is not published yet."""
    return papers.entered(city, by=ella, at=NOON)


@shared
def published(city: City, ella: User, evert: User) -> Paper:
    """A paper that everyone reads."""
    what = replace(papers.WHAT, number="26bb005678")
    return papers.published(city, by=ella, publisher=evert, at=NOON, what=what)


def text(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


def errors(page: Any) -> dict[str, list[str]]:
    """Return what the form says, by field."""
    assert page.status_code == 422
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def address(paper: Paper, *parts: str) -> str:
    return "/".join(["/papers", paper.public_id, *parts, ""])


def publish_edition(browser: Client, by: User, paper: Paper) -> Any:
    """Publish it as its page stands now."""
    seen = browser.get(address(paper, "publish")).context["form"]["seen"].value()
    return post(browser, by, address(paper, "publish"), seen=seen)


def test_everyone_reads_what_is_published_and_nothing_else(
    opened: Paper, published: Paper, ella: User, signed_in: Browser
) -> None:
    begin_edition(published, by=ella, at=NOON)
    change_edition(published, what=replace(papers.WHAT, number="26bb005678", title="Nieuw"), by=ella, at=NOON)

    for reader in (None, User.objects.get(email="anna@demo.example")):
        browser = signed_in(reader)
        shown = text(browser.get("/papers/"))
        assert "26bb005678" in shown
        assert "26bb001234" not in shown
        assert "Nieuw" not in text(browser.get(address(published)))
        assert browser.get(address(opened)).status_code == 404
    inside = signed_in(ella)
    assert "26bb001234" in text(inside.get("/papers/"))
    assert "Nieuw" in text(inside.get(address(published)))


def test_search_engines_may_show_what_everyone_reads(
    published: Paper, ella: User, signed_in: Browser
) -> None:
    for path in ("/papers/", "/papers/settlement/", address(published)):
        assert signed_in(None).get(path).headers["X-Robots-Tag"] == "all"
        assert signed_in(ella).get(path).headers["X-Robots-Tag"] != "all"


def test_papers_are_filtered_by_how_far_they_are(published: Paper, signed_in: Browser) -> None:
    browser = signed_in(None)

    assert published in [one.paper for one in browser.get("/papers/?state=proposed").context["found"]]
    assert browser.get("/papers/?state=settled").context["found"] == []
    assert browser.get("/papers/?state=ever").status_code == 422


def test_ella_enters_a_paper_with_what_it_asks_and_evert_publishes_it(
    city: City, ella: User, evert: User, signed_in: Browser
) -> None:
    element = plan.adopted(city).elements.get(kind="paragraph", code="4.3")
    browser = signed_in(ella)
    answer = post(browser, ella, "/papers/add/", **FILLED)
    made = PaperEdition.objects.get(number="26bb001235").paper
    assert answer.headers["Location"] == address(made)
    answer = post(browser, ella, address(made, "requests", "add"), **ASKED, elements=[element.public_id])
    assert answer.headers["Location"] == address(made)
    answer = publish_edition(signed_in(evert), evert, made)
    assert answer.headers["Location"] == address(made)

    shown = text(signed_in(None).get(address(made)))
    for words in (
        "Meer bomen",
        "Plant in elke straat een boom",
        "Voor een deel overgenomen",
        "4.3",
        "Er komen er tien.",
    ):
        assert words in shown
    assert "Ella" not in shown


def test_a_published_paper_is_changed_by_a_new_edition(
    published: Paper, ella: User, evert: User, signed_in: Browser
) -> None:
    browser = signed_in(ella)
    assert browser.get(address(published, "change")).headers["Location"] == address(published)
    post(browser, ella, address(published, "begin"))
    asked = papers.request_of(published)
    page = address(published, "requests", asked.public_id)
    answer = post(browser, ella, page, text="Zet er twee", degree="taken", answer="", position="1")
    assert answer.headers["Location"] == address(published)
    publish_edition(signed_in(evert), evert, published)

    shown = text(signed_in(None).get(address(published)))
    assert ("Zet er twee" in shown, papers.ASKED.text in shown) == (True, False)


def test_spaces_in_a_number_go(ella: User, signed_in: Browser) -> None:
    assert (
        post(signed_in(ella), ella, "/papers/add/", **FILLED | {"number": " 23 bb 001193x "}).status_code
        == 302
    )
    assert PaperEdition.objects.filter(number="23bb001193x").exists()


def test_who_publishes_a_change_sees_what_changes_and_everyone_finds_what_stood_there(
    published: Paper, ella: User, evert: User, signed_in: Browser
) -> None:
    begin_edition(published, by=ella, at=NOON)
    what = replace(papers.WHAT, number="26bb005678", title="Nog meer bankjes")
    change_edition(published, what=what, by=ella, at=NOON)
    shown = text(signed_in(evert).get(address(published, "publish")))
    assert "<del>Meer bankjes</del> → <ins>Nog meer bankjes</ins>" in shown

    for reader in (None, evert):
        assert "Meer bankjes" in text(signed_in(reader).get(address(published, "editions", "1")))
        assert signed_in(reader).get(address(published, "editions", "2")).status_code == 404
    seen = signed_in(evert).get(address(published, "publish")).context["form"]["seen"].value()
    answer = post(signed_in(evert), evert, address(published, "publish"), seen=seen)
    assert answer.headers["Location"] == address(published)
    assert address(published, "editions", "1") in text(signed_in(None).get(address(published)))
    assert "Dit stond hier eerder" in text(signed_in(None).get(address(published, "editions", "1")))


def test_a_page_that_was_drawn_before_a_change_publishes_nothing(
    opened: Paper, ella: User, evert: User, signed_in: Browser
) -> None:
    page = signed_in(evert).get(address(opened, "publish"))
    seen = page.context["form"]["seen"].value()
    change_edition(opened, what=replace(papers.WHAT, title="Anders"), by=ella, at=NOON)

    answer = post(signed_in(evert), evert, address(opened, "publish"), seen=seen)
    told = errors(answer)["__all__"]
    assert told == ["Iemand wijzigde het nadat u de bladzijde opende. Lees het nog eens."]
    assert not papers.newest_of(opened).is_published
    again = answer.context["form"]["seen"].value()
    assert post(signed_in(evert), evert, address(opened, "publish"), seen=again).status_code == 302


def test_what_was_entered_by_mistake_is_removed(
    opened: Paper, published: Paper, ella: User, signed_in: Browser
) -> None:
    browser = signed_in(ella)
    begin_edition(published, by=ella, at=NOON)
    for paper, leads_to in ((opened, "/papers/"), (published, address(published))):
        page = browser.get(address(paper, "drop"))
        seen = page.context["form"]["seen"].value()
        answer = post(browser, ella, address(paper, "drop"), seen=seen)
        assert answer.headers["Location"] == leads_to
    assert browser.get(address(opened)).status_code == 404
    assert papers.newest_of(published).is_published


def test_a_form_that_was_published_meanwhile_keeps_what_was_typed(
    published: Paper, ella: User, signed_in: Browser
) -> None:
    page = post(signed_in(ella), ella, address(published, "change"), **FILLED | {"number": "26bb005678"})

    assert "Begin eerst een wijziging" in errors(page)["__all__"][0]
    assert page.context["form"]["title"].value() == "Meer bomen"


def test_evert_sees_on_his_first_page_what_waits(opened: Paper, evert: User, signed_in: Browser) -> None:
    shown = text(signed_in(evert).get("/home/"))
    assert ("Maak openbaar: Meer bankjes" in shown, address(opened) in shown) == (True, True)


def test_what_it_asks_is_removed_after_a_question(opened: Paper, ella: User, signed_in: Browser) -> None:
    browser, asked = signed_in(ella), papers.request_of(opened)
    page = address(opened, "requests", asked.public_id, "remove")

    assert asked.text in text(browser.get(page))
    assert post(browser, ella, page).headers["Location"] == address(opened)
    assert papers.newest_of(opened).requests.count() == 0


def test_an_unusual_number_is_warned_about_and_kept(ella: User, signed_in: Browser) -> None:
    browser = signed_in(ella)
    post(browser, ella, "/papers/add/", **FILLED | {"number": "14MO03687"})
    made = PaperEdition.objects.get(number="14MO03687")
    assert "“14MO03687” is een ongewoon nummer" in text(browser.get(address(made.paper)))

    post(browser, ella, "/papers/add/", **FILLED)
    usual = PaperEdition.objects.get(number="26bb001235")
    assert "ongewoon" not in text(browser.get(address(usual.paper)))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kind": "wish"}, {"kind"}),
        ({"number": ""}, {"number"}),
        ({"title": "x" * 201}, {"title"}),
        ({"made_on": "31-2-2026"}, {"made_on"}),
        ({"proposal": "x" * 4_001}, {"proposal"}),
        ({"decided": "yes"}, {"decision_number", "decision_on"}),
        ({"decided": "no", "decision_number": "26bb1"}, {"decision_on"}),
        ({"decision_number": "26bb1", "decision_on": "8-10-2026"}, {"decided"}),
        ({"decided": "yes", "decision_number": "26bb1", "decision_on": "1-1-2090"}, {"decision_on"}),
        ({"number": "26BB001234"}, {"number"}),
        ({"title": "a\x00b"}, {"title"}),
        ({"number": "26bb–0001"}, {"number"}),
        ({"number": "(26bb55)"}, {"number"}),
        ({"number": "😀"}, {"number"}),
        (
            {"made_on": "9-10-2026", "decided": "yes", "decision_number": "1", "decision_on": "8-10-2026"},
            {"decision_on"},
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_written(
    opened: Paper, ella: User, signed_in: Browser, values: dict[str, str], told: set[str]
) -> None:
    before = PaperEdition.objects.count()
    page = post(signed_in(ella), ella, "/papers/add/", **FILLED | values)

    assert set(errors(page)) == told
    assert PaperEdition.objects.count() == before
    assert page.context["form"]["source"].value() == "Raadslijst"


def test_a_settled_paper_stays_settled_on_its_form(
    opened: Paper, ella: User, evert: User, signed_in: Browser
) -> None:
    change_edition(opened, what=SETTLED, by=ella, at=NOON)
    publish_edition(signed_in(evert), evert, opened)
    begin_edition(opened, by=ella, at=NOON)

    page = post(signed_in(ella), ella, address(opened, "change"), **FILLED | {"number": "26bb001234"})
    assert list(errors(page)) == ["decided"]
    assert "afgedaan" in text(signed_in(None).get(address(opened)))


def test_an_old_page_is_refused_once_and_shows_what_stands_now(
    opened: Paper, ella: User, signed_in: Browser
) -> None:
    browser = signed_in(ella)
    page = browser.get(address(opened, "change"))
    seen = page.context["form"]["seen"].value()
    change_edition(opened, what=replace(papers.WHAT, title="Van een ander"), by=ella, at=NOON)

    told = errors(post(browser, ella, address(opened, "change"), **FILLED, seen=seen))
    assert "Van een ander" in told["title"][0]


def test_who_edited_it_is_not_offered_to_publish_it(
    city: City, opened: Paper, ella: User, signed_in: Browser
) -> None:
    plan.both(ella, city)

    assert "publish" not in text(signed_in(ella).get(address(opened)))
    assert post(signed_in(ella), ella, address(opened, "publish")).status_code == 403


def test_publishing_twice_says_that_it_is_published(
    published: Paper, evert: User, signed_in: Browser
) -> None:
    assert signed_in(evert).get(address(published, "publish")).headers["Location"] == address(published)


def test_the_list_for_settlement_is_a_page_an_excel_file_and_a_pdf(
    city: City, ella: User, signed_in: Browser
) -> None:
    page = text(signed_in(None).get("/papers/settlement/"))
    assert "Geef kleur aan het Regenboogakkoord!" in page
    assert "Doorverwezen naar: Portefeuille Wonen" in page
    assert "settlement.xlsx" not in page

    browser = signed_in(ella)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/papers/settlement.xlsx").content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert len(rows) == 1 + 3 + 4 + 1 + 1 + 8 + 1 + 1 + 3
    assert [row[1] for row in rows[1:]].count("22bb007153") == 8
    pdf = browser.get("/papers/settlement.pdf")
    assert (pdf.status_code, pdf.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(pdf).startswith(b"%PDF")


def test_a_degree_is_told_in_words(city: City, ella: User, evert: User, signed_in: Browser) -> None:
    made = papers.entered(city, by=ella, at=NOON)
    asked = papers.request_of(made)
    for degree in Degree:
        page = address(made, "requests", asked.public_id)
        post(signed_in(ella), ella, page, text=asked.text, degree=degree.value, answer="", position="1")
        assert str(degree.label) in text(signed_in(ella).get(address(made)))


def test_papers_of_another_city_do_not_exist(
    published: Paper, signed_in: Browser, settings: Settings
) -> None:
    elders = another_city()
    settings.ALLOWED_HOSTS = [str(elders.host)]
    there = {"host": str(elders.host)}

    assert signed_in(None).get(address(published), headers=there).status_code == 404
    assert "Er is nog geen raadsstuk" in text(signed_in(None).get("/papers/", headers=there))
    shown = text(signed_in(None).get("/papers/settlement/", headers=there))
    assert "Er wacht geen stuk op de gemeenteraad" in shown
