"""An officer marks what of an action is not public, also long after it was granted; the register follows at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from grants.proposals.models import Proposal
from grants.register.errors import NoReason
from grants.register.flows import set_publicity
from grants.register.offers import offers
from grants.register.queries import action_at
from portal.errors import WrongState
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

HIDDEN = {
    "place_is_hidden": True,
    "days_are_hidden": False,
    "name_is_hidden": False,
    "safety_reason": "Er is gedreigd.",
}


@shared
def granted(delfshaven: District) -> Proposal:
    """A granted action of which all is public."""
    return decisions.granted(delfshaven, cents=900_00)


def place_of(made: Proposal) -> str:
    found = action_at(made.district.city, made.public_id)
    assert found is not None
    return found.place


def send(browser: Client, user: User, made: Proposal, **data: Any) -> Any:
    path = f"/proposals/{made.public_id}/publicity/"
    return browser.post(path, {FIELD: new_token(user, path), **data})


def test_an_officer_takes_a_place_out_of_the_register_and_puts_it_back(granted: Proposal, olga: User) -> None:
    assert place_of(granted) == "Het plein"
    set_publicity(granted, values=HIDDEN, by=olga, at=NOON)
    assert (place_of(granted), granted.safety_reason) == ("", "Er is gedreigd.")

    nothing = {**dict.fromkeys(HIDDEN, False), "safety_reason": ""}
    set_publicity(granted, values=nothing, by=olga, at=NOON)
    assert place_of(granted) == "Het plein"
    records = Record.objects.filter(act="register.marked", subject_id=granted.public_id).order_by("pk")
    assert [one.facts["place_is_hidden"] for one in records] == [True, False]


def test_it_asks_for_the_reason(granted: Proposal, olga: User, signed_in: Callable[..., Client]) -> None:
    with pytest.raises(NoReason):
        set_publicity(granted, values={**HIDDEN, "safety_reason": " "}, by=olga, at=NOON)

    answer = send(signed_in(olga), olga, granted, days_are_hidden="on")
    assert answer.status_code == 422
    assert 'href="#id_safety_reason"' in answer.content.decode()
    assert place_of(granted) == "Het plein"


def test_the_page_saves_it_and_leads_back(
    granted: Proposal, olga: User, anna: User, signed_in: Callable[..., Client]
) -> None:
    answer = send(signed_in(olga), olga, granted, place_is_hidden="on", safety_reason="Er is gedreigd.")

    assert (answer.status_code, answer["Location"]) == (302, f"/proposals/{granted.public_id}/")
    assert place_of(granted) == ""
    assert [one.address for one in offers(olga, granted, at=NOON)] == [
        f"/proposals/{granted.public_id}/publicity/"
    ]
    assert offers(anna, granted, at=NOON) == []


def test_before_the_submission_it_is_the_council_s(delfshaven: District, olga: User) -> None:
    made = proposals.presented(delfshaven)
    with pytest.raises(WrongState):
        set_publicity(made, values=HIDDEN, by=olga, at=NOON)


def test_the_database_lets_nothing_else_change_with_it(granted: Proposal) -> None:
    rows = Proposal.objects.filter(pk=granted.pk)
    assert rows.update(place_is_hidden=True, safety_reason="Er is gedreigd.") == 1

    for change in ({"place": "Elders"}, {"title": "Anders", "place_is_hidden": False}, {"asked_cents": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
