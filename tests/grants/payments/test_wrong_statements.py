"""A wrong statement is withdrawn, and what is not of the portal is noted so: both stay in sight."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from grants.budget.models import Entry, Slice
from grants.budget.proof import prove
from grants.payments.errors import AlreadyRead, NoReason, WrongMatch
from grants.payments.flows import (
    as_not_ours,
    enter_statement,
    set_paying_account,
    take_back_not_ours,
    withdraw_statement,
)
from grants.payments.missing import missing_statements
from grants.payments.models import Order, Statement, StatementLine
from grants.payments.queries import unmatched_lines
from grants.payments.reconciling import Reconciliation, reconcile
from grants.payments.statement import read_statement
from grants.payments.states import LineKind
from portal.errors import WrongState
from portal.trail.models import Record
from tests import decisions, finance, payments
from tests.grants.budget.raw import refused
from tests.grants.payments.test_matching import ledger
from tests.make import NOON, post
from tests.payments import Booked, out
from tests.proposals import IBAN
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City, District

TOMORROW = NOON + timedelta(days=1)
WHY = "Bestand van de testomgeving van de bank."
RENT = "Huur, een betaling van Vastgoed."
TO_WITHDRAW = (
    "UPDATE grants_statement SET withdrawn_at = read_at, withdrawn_by_id = read_by_id, withdrawn_why = 'x'"
    " WHERE id = %s"
)
WRONG = [
    Booked(12_00, is_receipt=True, text="Test", reference="T1"),
    Booked(3_50, text="Test", reference="T2"),
    Booked(1_25, code="CHRG", reference="T3"),
]


@shared
def order(delfshaven: District) -> Order:
    """A payment of 1,000 euros that left."""
    return payments.sent(decisions.granted(delfshaven, cents=1_000_00))[0]


@shared
def wrong(order: Order) -> Statement:
    """A statement of a test: money that came in, money that left, costs."""
    return payments.read(order.proposal.district.city, WRONG)


def sound(city: City) -> Reconciliation:
    found = reconcile(city, on=NOON.date())
    assert (found.left_cents, found.faults, prove().faults) == (0, [], [])
    return found


def kinds(statement: Statement) -> list[str]:
    return [one.kind for one in statement.lines.order_by("position")]


def test_a_wrong_statement_goes_out_of_all_that_counts_and_its_file_may_be_read_again(
    wrong: Statement, city: City, pim: User
) -> None:
    assert kinds(wrong) == ["receipt", "unknown", "fee"]
    before = ledger(city)

    withdraw_statement(wrong, why=WHY, by=pim, at=TOMORROW)

    wrong.refresh_from_db()
    assert (wrong.withdrawn_by, wrong.withdrawn_at, wrong.withdrawn_why) == (pim, TOMORROW, WHY)
    assert kinds(wrong) == ["withdrawn"] * 3
    after, found = ledger(city), sound(city)
    assert (after["bank"] - before["bank"], after["suspense"]) == (12_00 - 1_25, 0)
    assert (list(unmatched_lines(city)), found.lines, found.told_cents, found.differences) == ([], 0, 0, [])
    assert Record.objects.get(act="payments.statement_withdrawn").facts == {"count": 3}

    again = payments.read(city, WRONG, number="STMT-1")

    assert (again.lines.count(), kinds(again)) == (3, ["receipt", "unknown", "fee"])
    sound(city)
    with pytest.raises(AlreadyRead):
        enter_statement(  # the same bytes as the one that stands
            city,
            what=read_statement(payments.camt(WRONG, on=NOON.date())),
            name="x.xml",
            sha256=again.sha256,
            by=pim,
            at=NOON,
        )


def test_what_came_to_use_or_was_read_over_stays_and_the_sentence_says_by_what(
    order: Order, wrong: Statement, city: City, pim: User
) -> None:
    with pytest.raises(NoReason):
        withdraw_statement(wrong, why=" ", by=pim, at=NOON)
    apart = payments.read(city, [Booked(1_00, text="X", reference="APART")], number="STMT-9")
    later = payments.read(city, [out(order), WRONG[0]], number="STMT-2")
    assert apart.lines.count() == 1  # of the same day, and it left nothing out
    with pytest.raises(WrongState, match=r"STMT-2"):
        withdraw_statement(wrong, why=WHY, by=pim, at=NOON)
    with pytest.raises(WrongState, match=rf"1\.000,00, .*\({order.proposal.number}\)"):
        withdraw_statement(later, why=WHY, by=pim, at=NOON)
    for one in (wrong, later):
        assert "while nothing came of it" in refused(TO_WITHDRAW, one.pk)
    line = wrong.lines.get(kind="unknown")
    for to in ("withdrawn", "not_ours"):
        told = "UPDATE grants_statementline SET kind = %s, entry_id = NULL WHERE id = %s"
        assert refused(told, to, line.pk) != ""
    assert "stays as it was read" in refused("UPDATE grants_statement SET reference = 'Y'")


def test_a_status_file_stays_for_a_later_one_whatever_account_the_city_pays_from_by_then(
    city: City, pim: User, bas: User
) -> None:
    first = finance.read(city, [finance.received(5_00)])
    set_paying_account(city, iban=payments.ANOTHER_IBAN, holder="Gemeente", by=bas, at=NOON)
    rows = [finance.received(5_00), finance.received(6_00, number="IN-2")]
    later = finance.read(city, rows, number="BST-2")

    assert (later.lines.count(), later.account_id != first.account_id) == (1, True)
    with pytest.raises(WrongState, match="BST-2"):
        withdraw_statement(first, why=WHY, by=pim, at=NOON)
    assert "while nothing came of it" in refused(TO_WITHDRAW, first.pk)
    withdraw_statement(later, why=WHY, by=pim, at=NOON)
    withdraw_statement(first, why=WHY, by=pim, at=NOON)
    sound(city)


def test_a_withdrawn_statement_is_missing_between_its_neighbours(
    wrong: Statement, city: City, pim: User
) -> None:
    payments.read(
        city, [Booked(5_00, text="X", reference="N")], number="STMT-2", on=TOMORROW.date(), at=TOMORROW
    )
    before = payments.read(city, [], number="STMT-0", on=NOON.date() - timedelta(days=1))
    assert missing_statements(city) != []  # the one of before ends otherwise than the wrong one begins

    by_hand(lambda: before.parts.update(closing_cents=100_000_00, opening_cents=100_000_00))
    assert missing_statements(city) == []
    withdraw_statement(wrong, why=WHY, by=pim, at=TOMORROW)

    (gap,) = missing_statements(city)
    assert (gap.before.reference, gap.after.reference) == ("STMT-0", "STMT-2")


def test_nothing_happens_to_a_line_of_a_withdrawn_statement(wrong: Statement, pim: User) -> None:
    line = wrong.lines.select_related("city", "statement").get(kind="unknown")
    withdraw_statement(wrong, why=WHY, by=pim, at=NOON)

    with pytest.raises(WrongState):
        as_not_ours(line, why=RENT, by=pim, at=NOON)
    with pytest.raises(WrongState, match="ingetrokken"):
        withdraw_statement(wrong, why=WHY, by=pim, at=NOON)
    change = "UPDATE grants_statementline SET kind = 'unknown', entry_id = NULL WHERE id = %s"
    assert "matched once" in refused(change, line.pk)


@pytest.mark.usefixtures("at_noon")
def test_pim_withdraws_it_on_its_page_and_the_list_shows_it_struck(
    wrong: Statement, pim: User, signed_in: Any
) -> None:
    browser, path = signed_in(pim), reverse("bank_statement", args=[wrong.public_id])
    assert f"{path}withdraw/" in browser.get(path).content.decode()
    without = post(browser, pim, f"{path}withdraw/")
    assert (without.status_code, list(without.context["form"].errors)) == (422, ["why"])

    assert post(browser, pim, f"{path}withdraw/", why=WHY).status_code == 302

    page = browser.get(reverse("bank_statements")).content.decode()
    assert ("<del>STMT-1</del>" in page, WHY in page) == (True, True)
    page = browser.get(path).content.decode()
    assert (WHY in page, f"{path}withdraw/" in page) == (True, False)
    assert browser.get(f"{path}withdraw/").status_code == 302  # led back


def test_money_that_left_for_nobody_of_the_portal_is_noted_counted_apart_and_taken_back(
    wrong: Statement, city: City, pim: User, signed_in: Any
) -> None:
    line = wrong.lines.select_related("city", "statement").get(kind="unknown")

    as_not_ours(line, why=RENT, by=pim, at=NOON)

    found = sound(city)
    assert (found.elsewhere_cents, found.not_ours_cents, found.unknown_cents) == (-3_50, 0, 0)
    with pytest.raises(WrongState, match="Er is al iets mee gedaan"):
        withdraw_statement(wrong, why=WHY, by=pim, at=NOON)
    page = signed_in(pim).get(reverse("bank_statement", args=[wrong.public_id])).content.decode()
    assert "withdraw/" not in page  # not offered where it is refused

    take_back_not_ours(line, by=pim, at=NOON)

    row = StatementLine.objects.get(pk=line.pk)
    assert (row.kind, row.why, row.matched_by) == (LineKind.UNKNOWN, RENT, pim)
    assert (sound(city).elsewhere_cents, sound(city).unknown_cents) == (0, -3_50)
    with pytest.raises(WrongState):
        take_back_not_ours(line, by=pim, at=NOON)


def test_money_that_came_in_waits_again_each_time_it_is_taken_back_and_not_once_it_was_sent_back(
    order: Order, wrong: Statement, city: City, pim: User
) -> None:
    line = wrong.lines.select_related("city", "statement").get(kind="receipt")
    for _time in range(2):
        as_not_ours(line, why=RENT, by=pim, at=NOON)
        assert (ledger(city)["suspense"], sound(city).not_ours_cents) == (0, 12_00)
        take_back_not_ours(line, by=pim, at=NOON)
        assert (ledger(city)["suspense"], sound(city).not_ours_cents) == (12_00, 0)
    as_not_ours(line, why=RENT, by=pim, at=NOON)
    sent = [Booked(12_00, text="Terug", reference=f"BACK{one}", iban=IBAN) for one in "12"]
    back, twice = payments.read(city, sent, number="STMT-2").lines.select_related("city", "statement")

    as_not_ours(back, why="Teruggestort.", by=pim, at=NOON)

    with pytest.raises(WrongMatch):  # to whom the portal pays, no more goes back than came in
        as_not_ours(twice, why="Teruggestort.", by=pim, at=NOON)
    with pytest.raises(WrongState, match="teruggestort"):
        take_back_not_ours(line, by=pim, at=NOON)
    other = Entry.objects.filter(statement_line=None).latest("pk").pk
    change = "UPDATE grants_statementline SET kind = 'receipt', entry_id = %s WHERE id = %s"
    assert "matched once" in refused(change, other, line.pk)
    take_back_not_ours(back, by=pim, at=NOON)
    take_back_not_ours(line, by=pim, at=NOON)
    sound(city)


def test_once_its_year_is_closed_what_was_noted_stays(wrong: Statement, city: City, pim: User) -> None:
    line = wrong.lines.select_related("city", "statement").get(kind="unknown")
    as_not_ours(line, why=RENT, by=pim, at=NOON)
    own = Slice.objects.filter(year__city=city, scope="books")
    by_hand(lambda: own.update(closed_at=NOON, closed_on=NOON.date()))

    with pytest.raises(WrongState, match="2026 is afgesloten"):
        take_back_not_ours(line, by=pim, at=NOON)
    change = "UPDATE grants_statementline SET kind = 'unknown' WHERE id = %s"
    assert "matched once" in refused(change, line.pk)


@pytest.mark.usefixtures("at_noon")
def test_what_is_not_of_the_portal_stands_in_a_list_with_its_reason_and_is_taken_back_on_its_page(
    wrong: Statement, pim: User, carla: User, signed_in: Any
) -> None:
    line = wrong.lines.get(kind="unknown")
    browser, path = signed_in(pim), reverse("payment_line", args=[line.public_id])

    assert post(browser, pim, path, what="not_ours", why=RENT).status_code == 302

    page = signed_in(carla).get(reverse("payments_not_ours")).content.decode()
    assert (RENT in page, path in page) == (True, False)
    again = reverse("payment_line_again", args=[line.public_id])
    assert again in browser.get(path).content.decode()
    assert post(browser, pim, again).status_code == 302
    assert RENT in browser.get(path).content.decode()
    assert list(unmatched_lines(line.city).filter(pk=line.pk)) == [line]
