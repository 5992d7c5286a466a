"""The report on what the city did itself: its council writes it, and no screen speaks of a subsidy."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.proposals.models import Proposal
from grants.proposals.states import Route
from grants.reports.errors import NobodyToTell
from grants.reports.flows import mail_link
from tests import decisions
from tests.grants.reports.scenes import IN_TIME
from tests.make import post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]
OF_A_SUBSIDY = (
    "subsidie",
    "ontvanger",
    "het geld kreeg",
    "factu",
    "bonnen",
    "definitieve bedrag",
    "hebt u gedaan",
)


@shared
def made(delfshaven: District) -> Proposal:
    """An action of the city itself that began."""
    return decisions.under_way(delfshaven, route=Route.OWN)


def test_each_screen_speaks_of_what_the_city_did(
    made: Proposal, anna: User, olga: User, signed_in: SignIn
) -> None:
    home = reverse("report", args=[made.public_id])
    with time_machine.travel(IN_TIME, tick=False):
        member, officer = signed_in(anna), signed_in(olga)
        read = {"report": _main(member, home), "of officer": _main(officer, home)}
        post(member, anna, reverse("report_start", args=[made.public_id]))
        filled = {
            "what": {"text": "Er werd samen gegeten.", "done": "partly"},
            "costs": {"cents_1": "4.000,00", "cents_2": "200,00"},
            "files": {},
            "check": {},
        }
        for name, fields in filled.items():
            address = reverse("report_part", args=[made.public_id, name])
            read[name] = _main(member, address)
            if name != "files":
                assert post(member, anna, address, **fields).status_code == 302
        read |= {"sent": _main(member, home), "to settle": _main(officer, home)}
        read["return"] = _main(officer, reverse("report_return", args=[made.public_id]))
        read["list"] = _main(officer, reverse("reports"))

    told = {name: [one for one in OF_A_SUBSIDY if one in text.lower()] for name, text in read.items()}
    assert {name: words for name, words in told.items() if words} == {}
    assert "Nu aan de beurt: de wijkraad." in read["report"]
    assert re.findall(r"verslag uiterlijk op ([^.]*)\.", read["report"]) == ["maandag 11 januari 2027"]
    assert "Wat is er gedaan?" in read["what"]
    assert "De wijkraad krijgt een mail." in read["return"]


def test_nobody_else_is_mailed_a_link(made: Proposal, anna: User) -> None:
    with pytest.raises(NobodyToTell, match="maakt de wijkraad het verslag"):
        mail_link(made, by=anna, at=IN_TIME)


def _main(client: Client, path: str) -> str:
    """Return what stands in the main part of a page, in one line."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
