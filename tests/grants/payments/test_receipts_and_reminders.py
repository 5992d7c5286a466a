"""Money that belongs to nothing here, a second receipt on a claim, and the reminder of a claim that is too late."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from grants.budget.models import Account, Slice
from grants.budget.proof import prove
from grants.budget.states import Kind
from grants.payments.errors import NothingDue, WrongMatch
from grants.payments.flows import as_claim, as_not_ours, remind_of_claim
from grants.payments.models import Claim, StatementLine
from grants.payments.queries import waits_of
from grants.payments.queries_of_claims import claims_for, overpaid_claims
from grants.payments.states import ClaimState, LineKind
from portal.errors import WrongState
from portal.post.models import Channel, Message
from portal.trail.models import Record
from tests import payments
from tests.grants.decisions.test_revising import claimed
from tests.make import NOON, post
from tests.payments import Booked
from tests.proposals import IBAN
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
WHY = "Huur van de zaal ernaast, doorgegeven aan de treasury."


def came_in(city: City, cents: int = 25_00, *, number: str = "STMT-5") -> StatementLine:
    payments.account(city)
    payments.read(
        city, [Booked(cents, is_receipt=True, text="Onbekend", reference=f"IN{number}")], number=number
    )
    return StatementLine.objects.get(statement__reference=number)


def waiting(city: City) -> int:
    """Return what waits in the city's own ledger, whose proof holds."""
    assert prove().faults == []
    own = Slice.objects.get(year__city=city, year__year=2026, scope="books")
    return Account.objects.get(slice=own, kind=Kind.SUSPENSE, dossier=None).balance


def test_money_that_belongs_to_nothing_here_leaves_the_books_with_its_reason(
    delfshaven: District, city: City, pim: User, signed_in: SignIn
) -> None:
    claimed(delfshaven)
    line = came_in(city)
    assert (waiting(city), waits_of(city, on=NOON.date()).lines) == (25_00, 1)
    browser, path = signed_in(pim), reverse("payment_line", args=[line.public_id])

    without = post(browser, pim, path, what="not_ours")
    assert (without.status_code, list(without.context["form"].errors)) == (422, ["why"])
    done = post(browser, pim, path, what="not_ours", why=WHY)

    line.refresh_from_db()
    assert (done.status_code, line.kind, line.why, line.matched_by) == (302, LineKind.NOT_OURS, WHY, pim)
    assert (waiting(city), waits_of(city, on=NOON.date()).lines) == (0, 0)
    assert WHY in browser.get(path).content.decode()
    assert Record.objects.filter(act="payments.matched", facts__as_kind="not_ours").count() == 1
    with pytest.raises(WrongState):
        as_not_ours(line, why=WHY, by=pim, at=NOON)


def test_what_belongs_to_nothing_here_goes_back_once(
    delfshaven: District, city: City, pim: User, signed_in: SignIn
) -> None:
    claimed(delfshaven)
    as_not_ours(came_in(city), why=WHY, by=pim, at=NOON)
    for number in ("STMT-7", "STMT-8"):
        back = Booked(25_00, text="Terug", reference=f"OUT{number}", iban=IBAN)
        payments.read(city, [back], number=number)
    first, second = (StatementLine.objects.get(statement__reference=one) for one in ("STMT-7", "STMT-8"))
    browser, path = signed_in(pim), reverse("payment_line", args=[first.public_id])
    assert "not_ours" in browser.get(path).context["form"].things

    assert post(browser, pim, path, what="not_ours", why="Teruggestort.").status_code == 302

    first.refresh_from_db()
    assert (first.kind, first.entry, waiting(city)) == (LineKind.NOT_OURS, None, 0)
    with pytest.raises(WrongMatch):
        as_not_ours(second, why=WHY, by=pim, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        StatementLine.objects.filter(pk=second.pk).update(kind=LineKind.NOT_OURS, why=WHY)
    with pytest.raises(WrongState):
        as_not_ours(first, why=WHY, by=pim, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        StatementLine.objects.filter(pk=first.pk).update(why="Anders.")


def test_a_second_receipt_pays_no_other_claim(delfshaven: District, city: City, pim: User) -> None:
    _made, claim = claimed(delfshaven, came_in=4_000_00)
    line = came_in(city, 50_00)
    assert line.kind == LineKind.RECEIPT

    as_claim(line, claim, by=pim, at=NOON)

    claim.refresh_from_db()
    assert (claim.state, claim.paid_cents, waiting(city)) == (ClaimState.PAID, 4_000_00, 50_00)


def test_only_what_waits_is_not_ours_and_only_with_a_reason(
    delfshaven: District, city: City, pim: User
) -> None:
    claimed(delfshaven)
    line = came_in(city)
    payments.read(city, [Booked(9_00, text="Onbekend", reference="OUT", iban=IBAN)], number="STMT-7")
    out = StatementLine.objects.get(statement__reference="STMT-7")

    for wrong, why in ((line, " "), (out, WHY)):
        with pytest.raises(WrongMatch):
            as_not_ours(wrong, why=why, by=pim, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        StatementLine.objects.filter(pk=line.pk).update(kind=LineKind.NOT_OURS)
    with pytest.raises(DatabaseError), transaction.atomic():
        StatementLine.objects.filter(pk=line.pk).update(why=WHY)
    assert waiting(city) == 25_00


def test_a_second_receipt_on_a_claim_that_was_paid_is_sent_back(
    delfshaven: District, city: City, pim: User
) -> None:
    made, claim = claimed(delfshaven, came_in=4_000_00)
    line = came_in(city, 4_000_00)
    assert claim not in claims_for(line)
    payee = made.bank_accounts.latest("id")
    line.iban_hash = payee.iban_hash
    assert claim in claims_for(line)

    as_claim(line, claim, by=pim, at=NOON)

    claim.refresh_from_db()
    line.refresh_from_db()
    assert (claim.state, claim.paid_cents, line.kind) == (ClaimState.PAID, 4_000_00, LineKind.CLAIM)
    assert [one.over_cents for one in overpaid_claims(city)] == [4_000_00]
    assert (waiting(city), waits_of(city, on=NOON.date()).lines) == (4_000_00, 0)


def test_a_claim_that_is_too_late_is_reminded_of_once(
    delfshaven: District, pim: User, carla: User, signed_in: SignIn
) -> None:
    _made, claim = claimed(delfshaven)
    late = NOON + timedelta(days=60)
    with pytest.raises(NothingDue):
        remind_of_claim(claim, by=pim, at=NOON)

    remind_of_claim(claim, by=pim, at=late)

    assert (claim.reminded_on, claim.reminded_by) == (late.date(), pim)
    mail = Message.objects.get(kind="payments.claim_late")
    assert (mail.channel, claim.reference in mail.text) == (Channel.MAIL, True)
    with pytest.raises(NothingDue):
        remind_of_claim(claim, by=pim, at=late)
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(reminded_on=None, reminded_by=None)


def test_the_list_offers_the_reminder_and_then_says_its_day(
    delfshaven: District, pim: User, carla: User, signed_in: SignIn, at_noon: object
) -> None:
    _made, claim = claimed(delfshaven)
    path, listed = reverse("payment_remind", args=[claim.public_id]), reverse("payment_claims")
    assert path not in signed_in(pim).get(listed).content.decode()
    at_noon.shift(timedelta(days=60))  # type: ignore[attr-defined]  # the clock of the fixture
    browser = signed_in(pim)
    assert path in browser.get(listed).content.decode()
    assert path not in signed_in(carla).get(listed).content.decode()

    assert post(browser, pim, path).status_code == 302

    page = browser.get(listed).content.decode()
    assert (path in page, "Herinnerd op" in page) == (False, True)
