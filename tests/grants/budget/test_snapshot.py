"""The proof beside people who post, and as a command of its own."""

from __future__ import annotations

import sys
import threading

from django.db import connection
from django.db.models import F
from django.utils import translation

from grants.budget.flows import set_off
from grants.budget.models import Account
from grants.budget.proof import Proof, prove
from tests.grants.budget.make import entries, owes_and_gets, pot, said, scene
from tests.grants.budget.player import Call, play
from tests.grants.budget.processes import Pair, call
from tests.portal.house import House
from tests.unguarded import by_hand


def prove_while_posting() -> tuple[Proof, int, int, list[str]]:
    """Prove two slices; after each one a set-off between both is posted on another connection."""
    place = scene()
    pots = [pot(place.year, cents=100_000, dossiers=1) for _one in range(2)]
    (a,), (b,) = (one.dossiers for one in pots)
    for dossier in (a, b):
        owes_and_gets(dossier)
    before, became = entries(place.city), []

    def post(one: Call) -> None:
        became.append(play(one).word)
        connection.close()

    def tell(done: int, _of: int) -> None:
        thread = threading.Thread(target=post, args=(call(set_off, a, b, cents=100, **said(f"at {done}")),))
        thread.start()
        thread.join()

    proof = prove(city=place.city, tell=tell)
    return proof, before, entries(place.city), became


def test_a_proof_reads_one_moment_while_others_post(pair: Pair) -> None:
    proof, before, after, became = pair.ask(prove_while_posting)

    assert (became, after) == (["done"] * proof.slices, before + 2 * proof.slices)
    assert (proof.faults, proof.slices, proof.entries) == ([], 3, before)


def test_a_proof_in_one_process_is_sound_while_another_posts(pair: Pair) -> None:
    play = pair.ask(scene)
    pots = [pair.ask(pot, play.year, cents=100_000, dossiers=1) for _one in range(2)]
    for one in pots:
        pair.ask(owes_and_gets, one.dossiers[0])
    (a,), (b,) = (one.dossiers for one in pots)

    outcomes = pair.at_once(
        *(
            one
            for number in range(10)
            for one in (
                call(prove, city=play.city),
                call(set_off, a, b, cents=100, **said(f"off {number}")),
            )
        )
    )

    assert {one.word for one in outcomes} == {"done"}
    assert [one.value.faults for one in outcomes[::2]] == [[]] * 10


def add_a_cent(cents: int) -> str:
    """Add cents to the free total of the last slice with the triggers switched off; return its name in English."""
    total = Account.objects.filter(kind="free").select_related("slice__year").order_by("-pk")[0]
    by_hand(lambda: Account.objects.filter(pk=total.pk).update(debits=F("debits") + cents))
    with translation.override("en"):
        return str(total.slice)


def test_the_command_fails_until_the_ledger_is_right_again(pair: Pair, books_house: House) -> None:
    name = pair.ask(add_a_cent, 1)
    try:
        out, code = verify(books_house)
    finally:
        pair.ask(add_a_cent, -1)

    assert (code, f"{name}: the sums of free/ are not what its transfers say" in out) == (1, True)
    out, code = verify(books_house)
    assert (code, f"{name}: sound" in out.splitlines()) == (0, True), out


def verify(house: House) -> tuple[str, int]:
    process = house.start([sys.executable, "manage.py", "verify_ledger", "--skip-checks"])
    out, _ = process.communicate(timeout=120)
    return out, process.returncode
