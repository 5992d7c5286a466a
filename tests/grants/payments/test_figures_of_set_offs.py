"""What was set off stands in every table of the money where paid and received stand: it is neither."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from grants.budget.models import Entry, Slice
from grants.budget.queries import figures_of, figures_on
from grants.payments.models import Claim
from grants.proposals.models import Proposal
from tests import set_offs
from tests.grants.decisions.test_revising import claimed
from tests.set_offs import JANUARY
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]
NAME = "Verrekend in plaats van betaald"


@pytest.fixture(autouse=True)
def the_day_after() -> Iterator[None]:
    """Look at it on the day after."""
    with time_machine.travel(JANUARY + timedelta(days=1), tick=False):
        yield


@shared
def claim(delfshaven: District) -> Claim:
    """Of 2026: 6,400 euros were paid, the final amount is 2,400, so 4,000 must come back."""
    return claimed(delfshaven)[1]


@shared
def due(delfshaven: District, claim: Claim) -> Proposal:
    """Of 2027, of the same recipient: of 1,000 euros that are to be paid 700 were set off."""
    made = set_offs.next_year(delfshaven)
    set_offs.approved(claim, made, 700_00)
    return made


def slices(claim: Claim, due: Proposal) -> tuple[Slice, Slice]:
    """Return the slice of the claim, and the one of what is paid less."""
    return claim.proposal.slice, due.slice


def page_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_slice_has_its_side_by_the_day_of_booking(claim: Claim, due: Proposal) -> None:
    owes, gets = slices(claim, due)
    told = figures_of([owes, gets])

    assert (told[owes.pk].set_off, told[owes.pk].set_off_back) == (0, 700_00)
    assert (told[gets.pk].set_off, told[gets.pk].set_off_back) == (700_00, 0)

    booked_on = Entry.objects.filter(event="set_off").latest("id").booked_on
    for day, cents in ((booked_on - timedelta(days=1), 0), (booked_on, 700_00)):
        found = figures_on([owes, gets], day)
        assert (found[gets.pk].set_off, found[owes.pk].set_off_back) == (cents, cents)


def test_the_budgets_of_a_year_tell_it_after_what_was_paid_and_only_where_it_occurs(
    claim: Claim, due: Proposal, fenna: User, signed_in: SignIn
) -> None:
    browser = signed_in(fenna)
    of_2027, of_2026 = (page_of(browser, f"/budget/{year}/") for year in (2027, 2026))

    assert of_2027.count('<th scope="col" class="number">Verrekend</th>') == 1
    assert of_2027.count('<td class="number">€ 700,00</td>') == 2  # the slice, and together
    assert ">Verrekend</th>" not in of_2026
    assert "kwam € 700,00 niet binnen" in of_2026


def test_the_controller_finds_it_in_balances_slices_and_files_with_a_door_to_its_entries(
    claim: Claim, due: Proposal, carla: User, signed_in: SignIn
) -> None:
    browser, (owes, gets) = signed_in(carla), slices(claim, due)
    page = page_of(browser, "/control/balances/?year=2027")
    assert page.count('<th scope="col" class="number">Verrekend</th>') == 1
    assert page.count(NAME) == 1  # among the other accounts
    assert f"slice={gets.public_id}&amp;event=set_off" in page
    assert NAME not in page_of(browser, "/control/balances/?year=2026")

    for slice_, name in ((gets, NAME), (owes, "Verrekend in plaats van terugbetaald")):
        page = page_of(browser, f"/control/slices/{slice_.public_id}/")
        assert "event=set_off" in page
        assert name in page

    answer: Any = browser.get("/control/balances.csv?year=2027")
    text = b"".join(answer).decode("utf-8-sig")
    rows = {
        row["Kenmerk van het wijkbudget"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")
    }
    assert rows[gets.public_id][NAME] == "700,00"


@pytest.mark.parametrize("person", ["carla", "pim"])
def test_the_cash_position_tells_it_by_district_beside_what_was_written_off(
    claim: Claim, due: Proposal, person: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    page = page_of(signed_in(request.getfixturevalue(person)), "/payments/position/")

    districts = page[page.index('id="districts"') :]
    assert districts.count('data-label="Dit jaar verrekend"') == districts.count(
        'data-label="Dit jaar afgeboekt"'
    )
    assert districts.count("€ 700,00") == 2  # of the district, and together
    assert "aan dezelfde ontvanger zoveel minder is uitbetaald" in page
