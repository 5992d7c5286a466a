"""A claim that was given up before its year closed: what an objection in the next year still pays, to the cent."""

from datetime import UTC, datetime

import pytest

from grants.budget.queries import given_up_of
from grants.decisions.flows import decide
from grants.decisions.weighing import dossier_of
from tests import decisions, objections, payments
from tests.grants.decisions import test_revocation_falls as revocations
from tests.grants.decisions.test_revising import again, claimed, upheld
from tests.grants.decisions.test_revising import stands as final_stands
from tests.grants.decisions.test_revising_closed_years import IN_JANUARY, closed
from tests.grants.decisions.test_revocation_falls import payable, revocation, stands
from tests.grants.payments.given_up import comes_in, now_of
from wijkraden.people.models import User
from wijkraden.places.models import District

LATER = datetime(2027, 1, 20, 11, 0, tzinfo=UTC)


def test_a_revocation_that_falls_pays_nothing_of_what_they_still_have(
    delfshaven: District, daan: User
) -> None:
    """6,400 were paid, revoked, asked back and given up in 2026; in 2027 the grant of 8,000 stands again."""
    made, claim = revocations.claimed(delfshaven)
    payments.written_off(claim)
    closed(made, free=8_000_00)

    objections.decided(revocation(made), at=LATER)

    made = again(made)
    assert stands(made) == {"written_off": 6_400_00, "committed": 8_000_00, "advances": 6_400_00}
    assert (now_of(claim), payable(made)) == (("eased", 0, 0, 0), [])
    assert given_up_of(dossier_of(made)) == 0
    decide(decisions.prepared(made, decisions.a_determination(8_000_00), at=LATER), by=daan, at=LATER)
    assert payable(again(made)) == [1_600_00]


@pytest.mark.parametrize(
    ("cents", "then"),
    [(1_500_01, ("paid", 1_500_01, 0, 0)), (6_400_00, ("paid", 6_400_00, 0, 0))],
)
def test_what_came_in_late_in_the_new_year_is_paid_again_when_the_revocation_falls(
    delfshaven: District, cents: int, then: tuple[str, int, int, int]
) -> None:
    made, claim = revocations.claimed(delfshaven)
    payments.written_off(claim)
    closed(made, free=8_000_00)
    comes_in(claim, cents, at=IN_JANUARY)
    assert given_up_of(dossier_of(made)) == 6_400_00 - cents

    objections.decided(revocation(made), at=LATER)

    made = again(made)
    assert (now_of(claim), payable(made)) == (then, [cents])
    assert (stands(made)["advances"], stands(made)["payable"]) == (6_400_00, cents)
    assert given_up_of(dossier_of(made)) == 0


@pytest.mark.parametrize(
    ("to", "then", "given_up", "pays"),
    [
        (3_400_00, ("written_off", 0, 3_000_00, 0), 3_000_00, 0),
        (6_400_00, ("eased", 0, 0, 0), 0, 0),
        (6_400_01, ("eased", 0, 0, 0), 0, 1),
    ],
)
def test_a_higher_final_amount_pays_nothing_of_what_they_still_have(
    delfshaven: District, to: int, then: tuple[str, int, int, int], given_up: int, pays: int
) -> None:
    """6,400 were paid, the final amount was 2,400, and the 4,000 between them were given up in 2026."""
    made, claim = claimed(delfshaven)
    payments.written_off(claim)
    made = upheld(made)
    closed(made, free=5_000_00)

    decisions.raised(again(made), to, at=LATER)

    assert final_stands(again(made)) == (to, 0, pays)
    assert (now_of(claim), given_up_of(dossier_of(made))) == (then, given_up)


def test_what_comes_in_after_that_is_of_the_claim_as_far_as_it_is_still_given_up(
    delfshaven: District,
) -> None:
    """Of 4,000 that were given up 1,000 are theirs; of 3,500 that come in 500 is too much."""
    made, claim = claimed(delfshaven)
    payments.written_off(claim)
    made = upheld(made)
    closed(made, free=5_000_00)
    decisions.raised(again(made), 3_400_00, at=LATER)

    comes_in(claim, 3_500_00, at=LATER)

    assert (now_of(claim), given_up_of(dossier_of(made))) == (("paid", 3_000_00, 0, 0), 0)
    assert final_stands(again(made)) == (3_400_00, 0, 0)
