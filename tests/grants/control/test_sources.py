"""An entry is a door to what it was booked for, for whom that door opens."""

from collections.abc import Callable

import pytest
from django.test import Client

from grants.budget.models import Entry
from grants.control.views.doors import entry_url
from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from tests import decisions, objections, payments
from tests.grants.register import ends
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of which a payment left for the bank."""
    made = decisions.granted(delfshaven, advance_percent=100)
    payments.account(delfshaven.city)
    payments.sent(made)
    return made


@pytest.mark.parametrize("kind", ["change", "decision", "order", "proposal"])
def test_an_entry_leads_to_what_it_was_booked_for(
    proposal: Proposal, signed_in: Browser, carla: User, fenna: User, kind: str
) -> None:
    _leads(kind, signed_in, carla, fenna)


@pytest.mark.parametrize("kind", ["claim", "line", "objection"])
def test_so_does_one_of_a_claim_a_line_or_an_objection(
    delfshaven: District, signed_in: Browser, carla: User, fenna: User, kind: str
) -> None:
    if kind == "objection":
        objections.decided(ends.revoked(delfshaven))
    else:
        made = decisions.reported(delfshaven, advance_percent=80)
        payments.paid(made)
        final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
        decide(decisions.prepared(made, final), by=decisions.cast("daan"), at=NOON)
        payments.asked_back(made, came_in=400_00)
        fee = payments.Booked(1_00, code="CHRG", counterparty="De bank", reference="FEE")
        payments.read(delfshaven.city, [fee], number="STMT-7")
    _leads(kind, signed_in, carla, fenna)


def _leads(kind: str, signed_in: Browser, carla: User, fenna: User) -> None:
    """It leads carla, who controls, to its page; fenna reads what it is called, and has a door to what she prepares."""
    entry = Entry.objects.filter(source__startswith=f"{kind}:").latest("id")
    name = entry.source.partition(":")[2]
    leads = {}
    for user in (carla, fenna):
        browser = signed_in(user)
        answer = browser.get(entry_url(entry))
        source, page = answer.context["source"], answer.content.decode()
        assert source.text in page or kind == "change"
        assert f"<code>{entry.source}</code>" not in page
        leads[user] = bool(source.url)
        if source.url:
            assert name in source.url or kind in {"claim", "line"}
            assert f'<a href="{source.url}">' in page
            assert browser.get(source.url).status_code == 200

    assert leads == {carla: True, fenna: kind in {"change", "claim", "writeoff"}}
