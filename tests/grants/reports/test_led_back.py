"""Who opens a form of the reports that could only be refused is led back, with the sentence that sending it gives."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.decisions.flows import decide
from grants.proposals.models import Interest, Proposal
from grants.reports.flows import start_report
from tests import decisions
from tests.led_back import led
from tests.make import NOON
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
NOT_ASKED = "No report is asked of this proposal now."


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield


def of(name: str, proposal: Proposal, *more: str) -> str:
    """Return the address of that page."""
    return reverse(name, args=[proposal.public_id, *more])


def _determine(proposal: Proposal) -> None:
    final = decisions.prepared(proposal, decisions.a_determination(8_000_00))
    decide(final, by=cast("daan"), at=NOON)


def test_a_report_is_not_returned_while_a_decision_waits_or_after_it(
    delfshaven: District, olga: User, signed_in: Open
) -> None:
    made = decisions.reported(delfshaven)
    client, path, back = signed_in(olga), of("report_return", made), of("report", made)
    assert led(client, path) == ("", [])

    waits = decisions.prepared(made, decisions.a_determination(8_000_00))
    says = "A decision on this proposal waits. It is taken or returned first."
    assert led(client, path) == (back, [says])

    decide(waits, by=cast("daan"), at=NOON)
    says = "This cannot be done now: the proposal is “Determined”."
    assert led(client, path) == (back, [says])


def test_a_report_that_is_not_asked_any_more_is_not_written_on(
    delfshaven: District, anna: User, signed_in: Open
) -> None:
    made = decisions.under_way(delfshaven)
    start_report(made, by=anna, at=NOON)
    client, path = signed_in(anna), of("report_part", made, "costs")
    assert led(client, path) == ("", [])

    _determine(made)
    assert led(client, path) == (of("report", made), [NOT_ASKED])


def test_no_link_is_mailed_for_a_report_that_was_sent(
    delfshaven: District, olga: User, signed_in: Open
) -> None:
    running, sent = decisions.under_way(delfshaven), decisions.reported(delfshaven, title="Verslagen")
    client = signed_in(olga)
    assert led(client, of("report_link", running)) == ("", [])

    assert led(client, of("report_link", sent)) == (of("report", sent), [NOT_ASKED])


def test_who_has_an_interest_enters_no_judgement(delfshaven: District, chris: User, signed_in: Open) -> None:
    made = decisions.reported(delfshaven)
    path = of("report_judge", made)
    assert led(signed_in(chris), path) == ("", [])

    told = {"has_interest": True, "explanation": "Mijn zus.", "declared_at": NOON}
    Interest.objects.update_or_create(proposal=made, user=chris, defaults=told)
    where, says = led(signed_in(chris), path)
    assert (where, len(says)) == (of("report", made), 1)
