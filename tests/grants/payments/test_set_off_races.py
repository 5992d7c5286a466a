"""A set-off while something else of its claim or dossier happens, in two processes, on both databases."""

from grants.payments.flows import approve_set_off, enter_statement, prepare_orders
from tests.grants.budget.processes import Pair, call
from tests.grants.payments import scenes
from tests.proposals import cast
from tests.set_offs import JANUARY
from wijkraden.people.models import User

ROUNDS = 3
ALL = 2_079_00  # of 2,080 that were paid 1 euro is theirs
Payers = tuple[Pair, User]


def test_of_two_payers_who_approve_it_one_succeeds(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        waits, claim, _instalments = pair.ask(scenes.to_set_off, number)
        outcomes = pair.at_once(*(call(approve_set_off, waits, by=one, at=JANUARY) for one in (petra, paula)))

        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        assert pair.ask(scenes.amounts, claim) == (0, 10_00, ALL - 10_00)
    assert pair.ask(scenes.faults) == []


def test_what_is_to_be_paid_is_set_off_or_prepared(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        waits, claim, instalments = pair.ask(scenes.to_set_off, 10 + number)
        city = pair.ask(scenes.city)
        approved, prepared = pair.at_once(
            call(approve_set_off, waits, by=petra, at=JANUARY),
            call(prepare_orders, city, instalments=instalments, by=paula, at=JANUARY),
        )

        assert (approved.word, prepared.word) in {("done", "NotPayable"), ("NotToSetOff", "done")}
        assert pair.ask(scenes.amounts, claim)[1] == (10_00 if approved.word == "done" else 0)
    assert pair.ask(scenes.faults) == []


def test_money_that_comes_in_meanwhile_pays_what_is_left(payers: Payers) -> None:
    pair, _paula = payers
    petra, pim = (pair.ask(cast, name) for name in ("petra", "pim"))
    for number in range(ROUNDS):
        waits, claim, _instalments = pair.ask(scenes.to_set_off, 20 + number)
        city, told = pair.ask(scenes.city), pair.ask(scenes.receipt_of, claim)
        approved, came_in = pair.at_once(
            call(approve_set_off, waits, by=petra, at=JANUARY),
            call(enter_statement, city, **told, by=pim, at=JANUARY),
        )

        assert (came_in.word, approved.word in {"done", "WrongState"}) == ("done", True)
        assert pair.ask(scenes.amounts, claim) == (
            (ALL - 10_00, 10_00, 0) if approved.word == "done" else (ALL - 5_00, 0, 5_00)
        )
    assert pair.ask(scenes.faults) == []
