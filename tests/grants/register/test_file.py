"""The register as a file: what opens it shows what stands in it, and nothing in it runs (EXP-1)."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from grants.register.sheets import COLUMNS, header
from tests import decisions
from tests.grants.register import scenes
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
AMSTERDAM = {
    "aanvrager",
    "bedragAangevraagd",
    "bedragVerleend",
    "bedragVastgesteld",
    "beleidsterrein",
    "datumOverzicht",
    "dossiernummer",
    "organisatieonderdeel",
    "projectnaam",
    "publicatiedatumVerleningsbesluit",
    "publicatiedatumVaststellingsbesluit",
    "regelingnaam",
    "subsidiejaar",
    "typePeriodiciteit",
}


def rows_of(browser: Client, path: str = "/register.csv") -> list[dict[str, str]]:
    content = b"".join(browser.get(path))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_line_says_what_the_page_says(delfshaven: District, signed_in: Browser, at_noon: None) -> None:
    public = scenes.public_action(delfshaven)

    (line,) = rows_of(signed_in(None))
    page = f"http://testserver/register/{public.proposal.public_id}/"
    assert line == {
        "dossiernummer": "WS-2026-0001",
        "projectnaam": "Café-avond in Delfshaven",
        "aanvrager": "Stichting Samen aan de Schie",
        "wijkraad": "Delfshaven-Schiemond",
        "gebied": "Delfshaven",
        "regelingnaam": "Wijkbudget samenleven (verzonnen regeling)",
        "subsidiejaar": "2026",
        "typePeriodiciteit": "eenmalig",
        "organisatieonderdeel": "Gemeente Rotterdam",
        "beleidsterrein": "Samenleven in één stad",
        "doelen": "1 Discriminatie voorkomen",
        "uitvoeringsvorm": "Iemand vraagt subsidie aan",
        "status": "Definitief bedrag bekend",
        "bedragAangevraagd": "8000,00",
        "bedragVerleend": "8000,00",
        "bedragGewijzigd": "",
        "bedragVastgesteld": "6000,00",
        "bedragUitbetaald": "0,00",
        "bedragTerugbetaald": "0,00",
        "publicatiedatumVerleningsbesluit": "02-11-2026",
        "publicatiedatumVaststellingsbesluit": "02-11-2026",
        "datumIntrekking": "",
        "periodeVan": "12-12-2026",
        "periodeTot": "13-12-2026",
        "kwartaal": "",
        "locatie": "Het plein",
        "activiteit": "Buren eten samen op het plein.",
        "gerealiseerd": "Ja",
        "oordeelWijkraad": "Ja",
        "toelichtingOordeel": scenes.JUDGED,
        "begrotingsvoorbehoud": "nee",
        "adres": page,
        "datumOverzicht": "02-11-2026",
    }


def test_it_has_the_names_of_amsterdam_with_council_and_area(city: City) -> None:
    assert set(header()) > AMSTERDAM | {"wijkraad", "gebied"}
    assert len(header()) == len(set(header()))


@pytest.mark.parametrize(
    "title", ["=1+1", "+31101234567", "-Feest-", "@buurt", "Café Ümit – €", 'Met "a"; en b']
)
def test_no_text_becomes_a_formula(delfshaven: District, signed_in: Browser, title: str) -> None:
    decisions.granted(delfshaven, title=title, cents=900_00, says={"summary": f"{title}\nen nog een regel"})

    (line,) = rows_of(signed_in(None))
    harmless = f"'{title}" if title[0] in "=+-@" else title
    assert line["projectnaam"] == harmless
    assert line["activiteit"].startswith(harmless)
    assert signed_in(None).get("/api/v1/grants").json()["grants"][0]["title"] == title


def test_it_is_dutch_for_everyone_and_streams(delfshaven: District, signed_in: Browser, anna: User) -> None:
    decisions.granted(delfshaven, cents=900_00)
    User.objects.update(language="en")

    answer = signed_in(anna).get("/register.csv")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="subsidieregister-rotterdam-')
    assert "Definitief bedrag bekend" in b"".join(answer).decode()


def test_every_column_is_explained_in_both_languages(city: City, signed_in: Browser) -> None:
    page = signed_in(None).get("/register/columns/").content.decode()
    assert all(f"<code>{name}</code>" in page for name in header())
    for language in ("nl", "en"):
        with translation.override(language):
            assert all(str(one.means) for one in COLUMNS)


@pytest.mark.usefixtures("at_noon")  # the limit counts per minute, and no minute passes in between
def test_who_fetches_it_too_often_waits(city: City, signed_in: Browser) -> None:
    browser = signed_in(None)
    answers = [browser.get("/register.csv").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
