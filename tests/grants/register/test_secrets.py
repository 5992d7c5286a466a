"""What stays inside stands nowhere in public: not on a page, not in the file, not in the API, not by its address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from grants.proposals.models import Proposal
from grants.register import flows
from grants.register.queries import Asked, actions, actions_in, told
from tests.grants.register import scenes
from tests.grants.register.ends import LONG_AFTER
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

pytestmark = pytest.mark.usefixtures("at_noon")
SHOWN = ["Veilige avond", "Straatfeest", scenes.TITLE]


@shared
def public(delfshaven: District) -> scenes.Public:
    """The public action of a city that holds every secret."""
    return scenes.with_secrets(delfshaven)


@pytest.fixture
def browser(signed_in: Callable[[User | None], Client], public: scenes.Public) -> Client:
    """A browser in which nobody is signed in."""
    return signed_in(None)


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer).decode()


def plain(answer: Any) -> str:
    """Return an answer without the tokens and the number of the request, which differ each time."""
    return re.sub(r'value="[^"]{40,}"|[0-9a-f]{8}-[0-9a-f-]{27}', "", answer.content.decode())


def addresses(public: scenes.Public) -> list[str]:
    """Return every public address on which something of an action stands, filtered and not."""
    city = public.proposal.district.city
    lists = ["/register/", "/register.csv", "/api/v1/grants"]
    found = ["/", "/districts/delfshaven-schiemond/", *lists]
    found += [f"{one}?{query}" for one in lists for query in ("year=2026", "order=title", "q=avond")]
    for public_id in actions_in(city).values_list("public_id", flat=True):
        found += [f"/register/{public_id}/", f"/api/v1/grants/{public_id}"]
    return found


def test_no_secret_stands_in_page_file_or_api(browser: Client, public: scenes.Public) -> None:
    """The secrets are there: each stands in the database, and what is public stands on the pages."""
    found = {path: text_of(browser, path) for path in addresses(public)}

    assert all(title in found[path] for path in ("/register/", "/register.csv") for title in SHOWN)
    assert [one["title"] for one in browser.get("/api/v1/grants").json()["grants"]] == SHOWN
    assert {
        (path, secret) for path, text in found.items() for secret in scenes.SECRETS if secret in text
    } == set()


def test_the_secrets_do_exist(public: scenes.Public) -> None:
    titles = set(Proposal.objects.values_list("title", flat=True))
    assert {"Zebrapad", "Pelikaan", "Flamingo", "Aalscholver"} < titles
    hidden = Proposal.objects.get(title="Veilige avond")
    assert ("Schuilhof" in hidden.place, "Bedreiging" in hidden.safety_reason) == (True, True)
    assert hidden.parties.filter(name="Stichting Blijfhuis").count() == 2
    assert Proposal.objects.get(title="Straatfeest").parties.filter(name="Marieke de Wit").count() == 2
    assert public.proposal.notes.count() == 1


@pytest.mark.parametrize(
    "word", ["zebrapad", "flamingo", "aalscholver", "marieke", "schuilhof", "blijfhuis", "fatima"]
)
def test_a_search_finds_no_secret(browser: Client, city: City, word: str) -> None:
    assert told(actions(city, Asked(q=word))) == []
    for path in ("/register/", "/register.csv", "/api/v1/grants"):
        text = text_of(browser, f"{path}?q={word}")
        assert not any(title in text for title in SHOWN)


@pytest.mark.parametrize("title", ["Zebrapad", "Pelikaan", "Flamingo", "Aalscholver"])
def test_what_is_not_public_answers_as_a_number_that_does_not_exist(browser: Client, title: str) -> None:
    public_id = Proposal.objects.get(title=title).public_id
    made_up = "x" * len(public_id)

    for path in ("/register/{}/", "/api/v1/grants/{}"):
        real, other = (browser.get(path.format(one)) for one in (public_id, made_up))
        assert (real.status_code, other.status_code) == (404, 404)
        assert plain(real).replace(public_id, made_up) == plain(other)


def test_what_was_refused_stays_out_once_it_is_closed(browser: Client, city: City) -> None:
    refused = Proposal.objects.get(title="Flamingo")
    assert flows.close(refused, at=LONG_AFTER) is True

    assert "Flamingo" not in [one.title for one in told(actions(city, Asked()))]
    assert browser.get(f"/register/{refused.public_id}/").status_code == 404


def test_only_photos_for_everyone_are_shown_and_sent(browser: Client, public: scenes.Public) -> None:
    page = f"/register/{public.proposal.public_id}/"
    shown, hidden = (f"{page}photos/{one.public_id}/" for one in (public.photo, public.private_photo))

    text = text_of(browser, page)
    assert (shown in text, hidden in text) == (True, False)
    for ending in ("", "small/"):
        assert browser.get(shown + ending).status_code == 200
        assert browser.get(hidden + ending).status_code == 404
    assert browser.get(f"/files/{public.private_photo.file.public_id}/").status_code != 200


def test_what_is_hidden_shows_district_and_quarter(browser: Client) -> None:
    hidden = Proposal.objects.get(title="Veilige avond")
    User.objects.update(language="en")
    found = browser.get(f"/api/v1/grants/{hidden.public_id}").json()

    assert (found["place"], found["starts_on"], found["ends_on"], found["quarter"]) == (
        "",
        None,
        None,
        "2026-Q4",
    )
    assert (found["recipient"], found["summary"]) == ({"kind": "hidden", "name": ""}, "")
    assert found["district"]["slug"] == "delfshaven-schiemond"
    assert found["is_guarded"] is True
