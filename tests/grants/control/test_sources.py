"""An entry is a door to what it was booked for, for whom that door opens."""

from collections.abc import Callable

import pytest
from django.test import Client

from grants.budget.models import Entry
from grants.control.views.doors import entry_url
from grants.proposals.models import Proposal
from tests import decisions, payments
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
    entry = Entry.objects.filter(source__startswith=f"{kind}:").latest("id")
    name = entry.source.partition(":")[2]
    leads = {}
    for user in (carla, fenna):
        browser = signed_in(user)
        answer = browser.get(entry_url(entry))
        source = answer.context["source"]
        leads[user] = source is not None
        assert (name in getattr(source, "url", "")) == leads[user]
        if source is not None:
            assert f'<a href="{source.url}">' in answer.content.decode()
            assert browser.get(source.url).status_code == 200

    assert leads == {carla: True, fenna: kind == "change"}
