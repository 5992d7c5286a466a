"""Two people at the same moment, in two processes, on both databases."""

from collections.abc import Callable, Sequence

from grants.decisions.flows import prepare_decision
from grants.payments.flows import (
    approve_way_out,
    as_not_ours,
    change_payee,
    confirm_payee,
    enter_statement,
    leave_out,
    prepare_orders,
    reject_payee,
    release_batch,
    return_batch,
    return_way_out,
    start_claim,
    withdraw_statement,
)
from grants.proposals.flows import find_complete
from grants.register.flows import close
from grants.reports.flows import judge, submit_report
from grants.reports.states import Done
from tests.grants.budget.processes import Pair, call
from tests.grants.payments import scenes
from tests.grants.register.ends import LONG_AFTER
from tests.make import NOON
from tests.payments import ANOTHER_IBAN
from tests.proposals import cast
from wijkraden.people.models import User

ROUNDS = 5
CALL = {"called_at": NOON, "called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}
Payers = tuple[Pair, User]


def test_of_two_payers_who_release_the_same_batch_one_succeeds(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        batch, file, seal = pair.ask(scenes.waiting, number)
        outcomes = pair.at_once(
            *(call(release_batch, batch, file=file, seal=seal, by=one, at=NOON) for one in (petra, paula))
        )

        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        assert pair.ask(scenes.standing, batch) == ("released", ["released"], 2)
    assert pair.ask(scenes.faults) == []


def test_a_release_and_a_return_are_one_or_the_other(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        batch, file, seal = pair.ask(scenes.waiting, 100 + number)
        released, returned = pair.at_once(
            call(release_batch, batch, file=file, seal=seal, by=petra, at=NOON),
            call(return_batch, batch, reason="Nee.", by=paula, at=NOON),
        )

        assert sorted((released.word, returned.word)) == ["WrongState", "done"]
        assert pair.ask(scenes.standing, batch) == (
            ("released", ["released"], 2) if released.word == "done" else ("returned", [], 0)
        )
    assert pair.ask(scenes.faults) == []


def test_a_release_while_a_payment_is_left_out_pays_what_was_looked_at_or_nothing(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        batch, file, seal = pair.ask(scenes.waiting, 200 + number)
        (order, _other) = pair.ask(scenes.orders, batch)
        released, left = pair.at_once(
            call(release_batch, batch, file=file, seal=seal, by=petra, at=NOON),
            call(leave_out, batch, order, by=paula, at=NOON),
        )

        assert (released.word, left.word) in {("done", "WrongState"), ("ChangedMeanwhile", "done")}
    assert pair.ask(scenes.faults) == []


def test_a_release_while_the_account_changes_pays_the_old_one_before_or_nobody(payers: Payers) -> None:
    pair, _paula = payers
    petra, olga = (pair.ask(cast, name) for name in ("petra", "olga"))
    for number in range(ROUNDS):
        batch, file, seal = pair.ask(scenes.waiting, 300 + number)
        proposal = pair.ask(scenes.proposal_in, batch)
        released, changed = pair.at_once(
            call(release_batch, batch, file=file, seal=seal, by=petra, at=NOON),
            call(change_payee, proposal, iban=ANOTHER_IBAN, holder="Nieuw", by=olga, at=NOON),
        )

        assert changed.word == "done"
        assert released.word in {"done", "Unconfirmed"}
        assert pair.ask(scenes.standing, batch) == (
            ("released", ["released"], 2) if released.word == "done" else ("prepared", ["prepared"], 0)
        )
    assert pair.ask(scenes.faults) == []


def test_a_release_while_another_account_is_rejected_pays_the_old_one_after_that_or_nobody(
    payers: Payers,
) -> None:
    pair, _paula = payers
    petra, otto = (pair.ask(cast, name) for name in ("petra", "otto"))
    for number in range(ROUNDS):
        batch, file, seal, account = pair.ask(scenes.frozen, 700 + number)
        released, rejected = pair.at_once(
            call(release_batch, batch, file=file, seal=seal, by=petra, at=NOON),
            call(reject_payee, account, reason="Nee.", by=otto, at=NOON),
        )

        assert rejected.word == "done"
        assert released.word in {"done", "Unconfirmed"}
        assert pair.ask(scenes.standing, batch) == (
            ("released", ["released"], 2) if released.word == "done" else ("prepared", ["prepared"], 0)
        )
    assert pair.ask(scenes.faults) == []


def test_a_release_while_another_account_is_confirmed_pays_nobody(payers: Payers) -> None:
    pair, _paula = payers
    petra, otto = (pair.ask(cast, name) for name in ("petra", "otto"))
    for number in range(ROUNDS):
        batch, file, seal, account = pair.ask(scenes.frozen, 800 + number)
        released, confirmed = pair.at_once(
            call(release_batch, batch, file=file, seal=seal, by=petra, at=NOON),
            call(confirm_payee, account, **CALL, by=otto, at=NOON),
        )

        assert confirmed.word == "done"
        assert released.word in {"Unconfirmed", "Frozen"}
        assert pair.ask(scenes.standing, batch) == ("prepared", ["prepared"], 0)


def test_of_two_officers_who_confirm_and_reject_an_account_one_is_first(payers: Payers) -> None:
    pair, _paula = payers
    otto, oscar = pair.ask(cast, "otto"), pair.ask(scenes.officer)
    for number in range(ROUNDS):
        *_batch, account = pair.ask(scenes.frozen, 900 + number)
        confirmed, rejected = pair.at_once(
            call(confirm_payee, account, **CALL, by=otto, at=NOON),
            call(reject_payee, account, reason="Nee.", by=oscar, at=NOON),
        )

        assert sorted((confirmed.word, rejected.word)) == ["WrongState", "done"]
        assert pair.ask(scenes.verdict, account) == ("confirmed" if confirmed.word == "done" else "rejected")


def test_a_statement_that_two_read_at_once_is_booked_once(payers: Payers) -> None:
    pair, paula = payers
    pim, city = pair.ask(cast, "pim"), pair.ask(scenes.city)
    for number in range(ROUNDS):
        orders = pair.ask(scenes.sent, 400 + number)
        before = pair.ask(scenes.read)
        told = pair.ask(scenes.statement, orders, number=f"S{number}")
        outcomes = pair.at_once(
            *(call(enter_statement, city, **told, by=one, at=NOON) for one in (pim, paula))
        )

        assert sorted(one.word for one in outcomes) == ["AlreadyRead", "done"]
        assert pair.ask(scenes.read) == (before[0] + 1, before[1] + 2)
        assert pair.ask(scenes.states, orders) == ["settled", "settled"]
    assert pair.ask(scenes.faults) == []


def test_two_statements_that_tell_the_same_lines_book_each_line_once(payers: Payers) -> None:
    pair, paula = payers
    pim, city = pair.ask(cast, "pim"), pair.ask(scenes.city)
    for number in range(ROUNDS):
        orders = pair.ask(scenes.sent, 500 + number)
        before = pair.ask(scenes.read)
        first, second = (pair.ask(scenes.statement, orders, number=f"{way}{number}") for way in "AB")
        outcomes = pair.at_once(
            call(enter_statement, city, **first, by=pim, at=NOON),
            call(enter_statement, city, **second, by=paula, at=NOON),
        )

        assert [one.word for one in outcomes] == ["done", "done"]
        assert pair.ask(scenes.read) == (before[0] + 2, before[1] + 2)
        assert pair.ask(scenes.states, orders) == ["settled", "settled"]
    assert pair.ask(scenes.faults) == []


def test_two_payers_who_prepare_the_same_instalment_make_one_order(payers: Payers) -> None:
    pair, paula = payers
    pim, city = pair.ask(cast, "pim"), pair.ask(scenes.city)
    for number in range(ROUNDS):
        chosen = pair.ask(scenes.to_prepare, 600 + number)
        before = pair.ask(scenes.left)
        outcomes = pair.at_once(
            *(call(prepare_orders, city, instalments=chosen, by=one, at=NOON) for one in (pim, paula))
        )

        assert sorted(one.word for one in outcomes) == ["NotPayable", "done"]
        assert pair.ask(scenes.left) == before - 1


def test_every_other_act_on_the_way_of_a_grant_is_done_once(payers: Payers) -> None:
    """CON: of two who do it at the same moment one does, from what is complete to what is asked back and closed."""
    pair, paula = payers
    who = {name: pair.ask(cast, name) for name in ("olga", "otto", "anna", "chris", "pim")}
    officers, members, payers_ = (who["olga"], who["otto"]), (who["anna"], who["chris"]), (who["pim"], paula)

    def words(act: Callable[..., object], *of: object, by: Sequence[User], **told: object) -> list[str]:
        outcomes = pair.at_once(*(call(act, *of, by=one, at=NOON, **told) for one in by))
        return sorted(one.word for one in outcomes)

    for number in range(ROUNDS - 2):
        made = pair.ask(scenes.submitted, 700 + number)
        assert words(find_complete, made, by=officers) == ["WrongState", "done"]
        reviewed, what = pair.ask(scenes.to_grant, 800 + number)
        assert words(prepare_decision, reviewed, what=what, by=officers) == ["WrongState", "done"]
        report = pair.ask(scenes.to_report, 900 + number)
        assert words(submit_report, report, by=members) == ["WrongState", "done"]
        assert words(judge, report, judgement=Done.YES, by=members) == ["WrongState", "done"]
        recovery = pair.ask(scenes.to_ask_back, report)
        assert words(start_claim, recovery, by=payers_) == ["NothingDue", "done"]
        over = pair.ask(scenes.at_its_end, 950 + number)
        closed = pair.at_once(*(call(close, over, at=LONG_AFTER) for _time in range(2)))
        assert sorted((one.word, bool(one.value)) for one in closed) == [("done", False), ("done", True)]
    assert pair.ask(scenes.faults) == []


def test_a_statement_is_withdrawn_or_a_line_of_it_is_matched_and_never_both(payers: Payers) -> None:
    pair, paula = payers
    pim = pair.ask(cast, "pim")
    for number in range(ROUNDS):
        made, line = pair.ask(scenes.wrong_statement, number)
        withdrawn, noted = pair.at_once(
            call(withdraw_statement, made, why="Testbestand.", by=pim, at=NOON),
            call(as_not_ours, line, why="Huur.", by=paula, at=NOON),
        )

        assert sorted((withdrawn.word, noted.word)) == ["WrongState", "done"]
        kind = "withdrawn" if withdrawn.word == "done" else "not_ours"
        assert pair.ask(scenes.line_kind, line) == kind
    assert pair.ask(scenes.faults) == []


def test_how_a_payment_by_stripe_ended_is_approved_once_or_returned(payers: Payers) -> None:
    pair, paula = payers
    petra = pair.ask(cast, "petra")
    for number in range(ROUNDS):
        found, row = pair.ask(scenes.way_out, number)
        other = (
            call(return_way_out, found, reason="Nee.", by=paula, at=NOON)
            if number % 2
            else call(approve_way_out, found, said={"transfers": 0}, by=paula, at=NOON)
        )
        first, second = pair.at_once(
            call(approve_way_out, found, said={"transfers": 0}, by=petra, at=NOON), other
        )

        assert sorted((first.word, second.word)) == ["WrongState", "done"]
        is_approved = first.word == "done" or not number % 2
        ended = ("refused", "failed") if is_approved else ("unknown", "released")
        assert pair.ask(scenes.ended, row) == ended
    assert pair.ask(scenes.faults) == []
