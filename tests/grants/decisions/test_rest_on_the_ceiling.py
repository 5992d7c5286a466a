"""That the budget is used up is a ground for the rest of a grant only as far as that is so (Awb 4:25)."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import translation

from grants.decisions.errors import NotReady
from grants.decisions.flows import DecisionOf, decide, prepare_decision
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import decisions, proposals
from tests.grants.decisions.test_pages import typed
from tests.make import NOON, post
from tests.shared import shared
from tests.waiting_list import LATER, again, leave, state_of, three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
ON_IT = (Ground.CEILING, Ground.RANKING)
LEFT = "€\u00a03.000,00 is left for this proposal, so the ceiling is no ground to grant less than €\u00a03.000,00"


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@shared
def asks(delfshaven: District) -> Proposal:
    """A proposal that asks 8,000 euros, on which daan may decide; 3,000 is left for it."""
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    decisions.granted(delfshaven, cents=22_500_00, title="Groot")
    return proposals.reviewed(delfshaven, cents=8_000_00)


@shared
def listed(delfshaven: District) -> list[Proposal]:
    """Three proposals of 4,000, 6,000 and 2,600 euros on one waiting list, with 3,000 free."""
    found = three_listed(delfshaven)
    leave(found[0], 3_000_00)
    return found


def _of(sentence: str) -> str:
    return re.escape(sentence)


def _in_part(proposal: Proposal, cents: int, ground: Ground) -> DecisionOf:
    return decisions.replace(decisions.a_grant(proposal, cents=cents), ground=ground)


def _from_list(proposal: Proposal, cents: int, ground: Ground) -> Decision:
    what = _in_part(proposal, cents, ground)
    return prepare_decision(again(proposal), what=what, by=decisions.cast("olga"), at=LATER)


@pytest.mark.parametrize("ground", ON_IT)
def test_less_than_what_is_left_is_not_prepared_on_the_ceiling(asks: Proposal, ground: Ground) -> None:
    with pytest.raises(NotReady, match=_of(LEFT)):
        decisions.prepared(asks, _in_part(asks, 2_999_99, ground))
    assert (state_of(asks), Decision.objects.filter(proposal=asks).count()) == (State.REVIEWED, 0)

    assert decisions.prepared(asks, _in_part(asks, 2_999_99, Ground.POLICY)).ground == Ground.POLICY


def test_what_is_left_is_prepared_and_taken_on_the_ceiling(asks: Proposal, daan: User) -> None:
    waits = decisions.prepared(asks, _in_part(asks, 3_000_00, Ground.CEILING))

    assert decide(waits, by=daan, at=NOON).free_after_cents == 0


def test_where_all_fits_nothing_is_refused_on_the_ceiling(asks: Proposal) -> None:
    leave(asks, 9_000_00, at=NOON)
    with pytest.raises(NotReady, match=_of("no ground to grant less than €\u00a08.000,00")):
        decisions.prepared(asks, _in_part(asks, 7_000_00, Ground.CEILING))


@pytest.mark.parametrize("ground", ON_IT)
def test_who_decides_grants_no_less_than_what_is_left_on_the_ceiling(
    asks: Proposal, ground: Ground, daan: User
) -> None:
    waits = decisions.prepared(asks)
    with pytest.raises(NotReady, match=_of(LEFT)):
        decide(waits, cents=2_000_00, ground=ground, by=daan, at=NOON)
    waits.refresh_from_db()
    assert (waits.is_prepared, waits.cents, state_of(asks)) == (True, 8_000_00, State.PREPARED)

    assert decide(waits, cents=3_000_00, ground=ground, by=daan, at=NOON).cents == 3_000_00


def test_what_came_free_since_it_was_prepared_is_asked_again_when_it_is_taken(
    asks: Proposal, daan: User
) -> None:
    waits = decisions.prepared(asks, _in_part(asks, 3_000_00, Ground.CEILING))
    leave(asks, 500_00, at=NOON)
    with pytest.raises(NotReady, match=_of("€\u00a03.500,00 is left")):
        decide(waits, by=daan, at=NOON)

    assert decide(waits, cents=2_000_00, ground=Ground.POLICY, by=daan, at=NOON).ground == Ground.POLICY


@pytest.mark.parametrize("ground", ON_IT)
def test_a_grant_from_the_waiting_list_gives_all_that_is_free_for_it(
    listed: list[Proposal], ground: Ground, daan: User
) -> None:
    first = listed[0]
    with pytest.raises(NotReady, match=_of(LEFT)):
        _from_list(first, 2_000_00, ground)
    waits = _from_list(first, 3_000_00, ground)
    with pytest.raises(NotReady, match=_of(LEFT)):
        decide(waits, cents=2_000_00, ground=ground, by=daan, at=LATER)
    assert state_of(first) == State.REFUSED

    assert decide(waits, by=daan, at=LATER).cents == 3_000_00
    assert state_of(first) == State.GRANTED


@pytest.mark.usefixtures("at_noon")
def test_no_letter_of_such_a_grant_is_shown_to_who_prepares_it(
    asks: Proposal, olga: User, signed_in: Open
) -> None:
    client, path = signed_in(olga), f"/decisions/prepare/{asks.public_id}/grant/"
    told = typed(cents="2.000,00", ground="ceiling", instalment_1="2.000,00", preview="1")

    answer = post(client, olga, path, **told)

    assert (answer.status_code, answer.context["letter"]) == (422, None)
    assert "€\u00a03.000,00" in str(answer.context["form"].non_field_errors())


@pytest.mark.usefixtures("at_noon")
def test_the_page_of_who_decides_says_it_at_the_amount(asks: Proposal, daan: User, signed_in: Open) -> None:
    waits = decisions.prepared(asks)
    client, path = signed_in(daan), f"/decisions/{waits.public_id}/take/"
    too_little, all_that_is_left = (
        f"{path}?cents={quote(cents)}&ground=ceiling" for cents in ("2.000", "3.000")
    )

    answer = client.get(too_little)
    assert (answer.status_code, list(answer.context["part"].errors)) == (422, ["cents"])
    assert "€\u00a03.000,00" in str(answer.context["part"].errors)
    assert post(client, daan, too_little).status_code == 422
    waits.refresh_from_db()
    assert waits.is_prepared

    assert client.get(all_that_is_left).status_code == 200
    assert post(client, daan, all_that_is_left).status_code == 302
