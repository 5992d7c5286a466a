"""What a recovery asks: what it found itself, and nothing that another one asks or that nobody decided on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from grants.decisions.flows import decide
from grants.decisions.models import Decision
from grants.decisions.queries import owed_by, proposals_to_recover, to_recover
from grants.money import format_euros
from grants.payments.errors import NothingDue
from grants.payments.flows import start_claim
from grants.payments.models import Claim
from grants.payments.queries import left_of, to_ask, to_claim
from grants.proposals.models import Proposal
from tests import decisions, objections, payments
from tests.grants.decisions.test_recovery_falls import DAY
from tests.grants.decisions.test_revising import again, claimed, overpaid, upheld
from tests.make import NOON
from tests.objections import DECIDED
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import District


def told(district: District) -> tuple[Proposal, Decision]:
    """Return one of which a recovery of 4,000 euros was told, and not asked yet."""
    made = overpaid(district)
    payments.account(district.city)
    return made, decisions.recovered(made)


def lowered_to(proposal: Proposal, cents: int) -> Proposal:
    decisions.lowered(again(proposal), cents, at=DECIDED)
    return again(proposal)


def asks(district: District) -> dict[str, int]:
    """Return what each recovery that waits would ask, by its number, as the page of the claims tells."""
    found = to_claim(district.city)
    assert [one.ask_cents for one in found] == [to_ask(one) for one in found]
    return {one.number: one.ask_cents for one in found}


def begun(recovery: Decision) -> Claim:
    return start_claim(recovery, by=decisions.cast("pim"), at=DECIDED)


def test_a_recovery_of_which_nothing_was_left_asks_no_other_money(delfshaven: District) -> None:
    """Told 4,000, raised to everything, then 100 lower: nobody decided on those 100 yet."""
    made, first = told(delfshaven)
    decisions.raised(upheld(made), 6_400_00, at=DECIDED)
    made = lowered_to(made, 6_300_00)

    assert (owed_by(made), to_recover(made), asks(delfshaven), left_of(first)) == (100_00, 100_00, {}, 0)
    with pytest.raises(NothingDue):
        begun(first)
    second = decisions.recovered(made, at=DECIDED)
    assert asks(delfshaven) == {second.number: 100_00}
    with pytest.raises(NothingDue):
        begun(first)
    assert begun(second).cents == 100_00
    assert (asks(delfshaven), to_recover(made)) == ({}, 0)


def test_the_newest_recovery_gets_its_money_first(delfshaven: District) -> None:
    """4,000 told, raised by 1,000, then 400 lower: 3,000 is of the first, 400 of the second."""
    made, first = told(delfshaven)
    decisions.raised(upheld(made), 3_400_00, at=DECIDED)
    made = lowered_to(made, 3_000_00)
    assert (asks(delfshaven), to_recover(made)) == ({first.number: 3_000_00}, 400_00)

    second = decisions.recovered(made, at=DECIDED)
    assert asks(delfshaven) == {first.number: 3_000_00, second.number: 400_00}
    assert begun(first).cents == 3_000_00
    assert (asks(delfshaven), to_recover(made)) == ({second.number: 400_00}, 0)
    assert begun(second).cents == 400_00


def fallen_after_another(district: District) -> tuple[Proposal, Claim, Claim]:
    """Return one with two claims, of 4,000 and of 50, of which the first fell after the second was asked."""
    made, old = claimed(district)
    made = lowered_to(made, 2_350_00)
    new = begun(decisions.recovered(made, at=DECIDED))
    objections.decided(old.decision, at=DECIDED + DAY)
    return again(made), old, Claim.objects.get(pk=new.pk)


def test_what_an_open_claim_asks_is_not_decided_on_once_more(delfshaven: District) -> None:
    made, old, new = fallen_after_another(delfshaven)
    assert (owed_by(made), to_recover(made)) == (4_050_00, 4_000_00)
    back = Booked(4_000_00, is_receipt=True, text=old.reference, reference="A")
    payments.read(delfshaven.city, [back], number="STMT-9")

    assert (owed_by(made), new.left_cents, to_recover(made)) == (50_00, 50_00, 0)
    assert list(proposals_to_recover(delfshaven.city, on=NOON.date())) == []


def test_a_claim_ends_the_fallen_ones_that_it_asks_and_no_others(delfshaven: District) -> None:
    """Prepared before the first recovery fell, the second asks nothing of it."""
    made, old = claimed(delfshaven)
    made = lowered_to(made, 2_350_00)
    second = decisions.prepared(made, decisions.a_recovery(50_00), at=DECIDED)
    objections.decided(old.decision, at=DECIDED + DAY)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    decide(second, by=decisions.cast("dewi"), at=DECIDED + DAY)
    second.refresh_from_db()
    new = start_claim(second, by=decisions.cast("pim"), at=DECIDED + DAY)

    old = Claim.objects.get(pk=old.pk)
    assert (new.cents, old.is_open, old.left_cents, to_recover(made)) == (50_00, True, 4_000_00, 4_000_00)
    third = decisions.recovered(again(made), at=DECIDED + DAY)
    assert start_claim(third, by=decisions.cast("pim"), at=DECIDED + DAY).cents == 4_000_00
    assert (Claim.objects.get(pk=old.pk).state, owed_by(made)) == ("eased", 4_050_00)


def test_the_page_of_the_claims_says_what_would_be_asked(
    delfshaven: District, pim: User, signed_in: Callable[[User | None], Client]
) -> None:
    User.objects.update(language="en")
    made, recovery = told(delfshaven)
    decisions.raised(upheld(made), 3_400_00, at=DECIDED)
    address = reverse("payment_claim", args=[recovery.public_id])
    page = signed_in(pim).get(reverse("payment_claims")).content.decode()
    assert (address in page, format_euros(3_000_00) in page, format_euros(4_000_00) in page) == (
        True,
        True,
        False,
    )
    assert signed_in(pim).get(address).context["cents"] == 3_000_00
