"""Who may not do a thing is told so at once; only who may is first asked to confirm who she is."""

import inspect

import pytest

from tests.checks.addresses import addresses
from tests.checks.permissions import Row
from tests.make import World
from tests.test_permissions import ROWS, named

ROWS_ASKED = [
    row for row in ROWS if "must_be_recent(" in inspect.getsource(inspect.unwrap(addresses()[row.name].view))
]
SOME = frozenset(
    {"anna", "bas", "beheer", "carla", "daan", "olga", "petra", "ugo"}
)  # each role that such a page is for


def test_the_pages_that_ask_are_those_of_money_decisions_people_and_own_data() -> None:
    assert {row.name for row in ROWS_ASKED} == {
        "budget_approve",
        "budget_return",
        "control_closing_approve",
        "control_closing_return",
        "decision_of_council",
        "decision_return",
        "decision_take",
        "decisions_publish",
        "invitation_send_again",
        "invite",
        "mandate_add",
        "mandate_end",
        "my_data",
        "my_data_file",
        "objection_decide",
        "payee_confirm",
        "payee_reject",
        "payee_vouch",
        "paying_account",
        "payment_payee",
        "payment_release",
        "payments_members",
        "payout_confirm",
        "person_block",
        "person_erase",
        "person_unblock",
        "seat_end",
        "seat_give",
    }


@pytest.mark.parametrize("row", ROWS_ASKED, ids=named)
def test_who_may_not_is_refused_before_she_is_asked_who_she_is(row: Row, full_world: World) -> None:
    path = row.path(full_world)
    refused = {name: status for name, status in row.expected().items() if name in SOME - row.may}

    answers = {name: row.ask(full_world, name, path, confirmed=False) for name in refused}

    assert answers == refused
    assert 302 not in answers.values()
    some = sorted(row.may)[:2]  # of whom one may have prepared what another releases
    assert 302 in {row.ask(full_world, name, path, confirmed=False) for name in some}
