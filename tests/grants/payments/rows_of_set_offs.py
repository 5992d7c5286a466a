"""The pages about set-offs in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from grants.budget.models import Dossier, Year
from grants.decisions.weighing import dossier_of
from grants.payments.flows import prepare_set_off
from grants.payments.models import Claim, SetOff
from grants.payments.states import ClaimState, SetOffState
from grants.proposals.models import Proposal
from tests.checks.permissions import Table
from tests.grants.payments.rows import CLAIM_READERS, PAYERS, Parameters, granted, late_claim
from tests.make import World
from tests.unguarded import by_hand

WHY = "Beide subsidies zijn voor de buurtmaaltijd, in twee jaren."


def due(world: World) -> Proposal:
    """Return a proposal of which 10 euros are to be paid to the recipient of the claims, as if it was of last year.

    In this world no year beside this one has an adopted budget, so its dossier is moved by hand.
    """
    made = granted(world, cents=10_00)
    now, dossier = made.slice.year, dossier_of(made)
    before, _is_new = Year.objects.get_or_create(city=world.city, year=now.year - 1)
    moved = {"year": before, "sequence": 9_000 + made.pk, "number": f"WS-{before.year}-{9_000 + made.pk}"}
    by_hand(lambda: Dossier.objects.filter(pk=dossier.pk).update(**moved))
    return Proposal.objects.get(pk=made.pk)


def waiting(world: World) -> SetOff:
    """Have pim prepare to set a claim off."""
    return prepare_set_off(
        late_claim(world), against=due(world), cents=5_00, reason=WHY, by=world.known("pim"), at=world.at
    )


def a_claim_to_set_off(world: World) -> Parameters:
    """Return those of a late claim of which nothing waits, with a dossier to set it off against."""
    found = Claim.objects.filter(due_on__lt=world.at.date(), state=ClaimState.OPEN)
    found = found.exclude(write_offs__state="prepared").exclude(set_offs__state=SetOffState.PREPARED)
    claim = found.first() or late_claim(world)
    due(world)
    return {"public_id": claim.public_id}


def a_set_off(world: World) -> Parameters:
    """Return those of a set-off that waits."""
    found = SetOff.objects.filter(state=SetOffState.PREPARED).first()
    return {"public_id": (found or waiting(world)).public_id}


def more_set_offs(world: World, number: int) -> None:
    """Prepare further set-offs."""
    for _one in range(number):
        waiting(world)


LISTS: dict[str, Callable[[World, int], None]] = {"payment_set_offs": more_set_offs}
NOT_LISTS: tuple[str, ...] = (
    "payment_to_set_off",
    "payment_set_off",
    "payment_approve_set_off",
    "payment_return_set_off",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages."""
    refused = dict.fromkeys(CLAIM_READERS - PAYERS, 403)
    prepared = {**refused, "pim": 302}  # who prepared it is led back
    table.see("payment_set_offs", CLAIM_READERS)
    table.see("payment_set_off", CLAIM_READERS, things=a_set_off)
    table.see("payment_to_set_off", PAYERS, but=refused, things=a_claim_to_set_off)
    table.do("payment_to_set_off", PAYERS, but=refused, things=a_claim_to_set_off)
    table.see("payment_approve_set_off", PAYERS - {"pim"}, but=prepared, things=a_set_off)
    table.do("payment_approve_set_off", PAYERS, answer=302, but=refused, things=a_set_off)
    table.see("payment_return_set_off", PAYERS - {"pim"}, but=prepared, things=a_set_off)
    table.do("payment_return_set_off", PAYERS, but=refused, things=a_set_off)
    table.do("payment_withdraw_set_off", PAYERS, answer=302, but=refused, things=a_set_off)
