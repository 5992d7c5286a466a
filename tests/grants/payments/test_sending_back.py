"""What came in above a claim: it stands in sight until the bank sent it back, and is booked to the cent."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants.budget.models import Account, Entry, Slice
from grants.budget.proof import prove
from grants.budget.states import Event, Kind
from grants.decisions.queries import owed_by
from grants.dossier.told import story_of
from grants.money import format_euros
from grants.payments.errors import WrongMatch
from grants.payments.flows import as_claim, as_refund
from grants.payments.models import Claim, StatementLine
from grants.payments.queries import waits_of
from grants.payments.queries_of_claims import overpaid_claims
from grants.payments.states import LineKind
from grants.proposals.models import Proposal
from portal.errors import WrongState
from tests import decisions, payments
from tests.grants.decisions.test_revising import again, claimed
from tests.make import NOON, post
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _in_english(db: None) -> None:
    User.objects.update(language="en")


@pytest.fixture
def over(delfshaven: District) -> tuple[Proposal, Claim]:
    """A claim of 4,000 euros on which one cent more came in."""
    return claimed(delfshaven, came_in=4_000_01)


def went_out(city: City, cents: int = 1, *, number: str = "STMT-8") -> StatementLine:
    """Return the line that tells that so much was sent back."""
    payments.read(city, [Booked(cents, text="Te veel ontvangen", reference=f"OUT{number}")], number=number)
    return StatementLine.objects.get(statement__reference=number)


def suspense(*slices: Slice) -> list[int]:
    assert prove().faults == []
    rows = [Account.objects.get(slice=one, kind=Kind.SUSPENSE, dossier=None) for one in slices]
    return [one.balance for one in rows]


def own_ledger(city: City) -> Slice:
    return Slice.objects.get(year__city=city, year__year=2026, scope="books")


def test_it_waits_in_sight_until_the_bank_sent_it_back(
    over: tuple[Proposal, Claim], city: City, pim: User, olga: User, signed_in: SignIn
) -> None:
    made, claim = over
    assert (suspense(made.slice), waits_of(city, on=NOON.date()).overpaid) == ([1], 1)
    told = f"{made.number}: {format_euros(1)}"
    browser = signed_in(pim)
    assert told in browser.get(reverse("payment_claims")).content.decode()
    assert "On 1 claim more came in than was asked" in browser.get(reverse("payments")).content.decode()
    line = went_out(city)

    address = reverse("payment_line", args=[line.public_id])
    answer = post(browser, pim, address, what=f"refund-{claim.public_id}")

    assert answer.status_code == 302
    line.refresh_from_db()
    assert (line.kind, line.claim, suspense(made.slice)) == (LineKind.REFUND, claim, [0])
    assert (waits_of(city, on=NOON.date()).overpaid, list(overpaid_claims(city))) == (0, [])
    assert told not in browser.get(reverse("payment_claims")).content.decode()
    with translation.override("en"):
        words = [one.words for one in story_of(olga, again(made))]
    assert f"{format_euros(1)} that came in too much was sent back" in words
    assert f"{format_euros(4_000_00)} was paid back" in words


def test_money_that_waited_in_the_ledger_of_the_city_is_sent_back_from_there(
    delfshaven: District, city: City, pim: User
) -> None:
    made, claim = claimed(delfshaven)
    payments.read(city, [Booked(4_000_50, is_receipt=True, text="sorry", reference="A")], number="STMT-9")
    as_claim(StatementLine.objects.get(kind=LineKind.RECEIPT), claim, by=pim, at=NOON)
    assert suspense(made.slice, own_ledger(city)) == [0, 50]

    as_refund(went_out(city, 20), claim, by=pim, at=NOON)
    assert (suspense(made.slice, own_ledger(city)), waits_of(city, on=NOON.date()).overpaid) == ([0, 30], 1)
    as_refund(went_out(city, 30, number="STMT-10"), claim, by=pim, at=NOON)
    assert (suspense(made.slice, own_ledger(city)), waits_of(city, on=NOON.date()).overpaid) == ([0, 0], 0)


@pytest.fixture
def over_twice(over: tuple[Proposal, Claim], city: City, pim: User) -> tuple[Proposal, Claim]:
    """That claim, on which 50 cents more came in later: these wait in the city's own ledger, beside 99 of others."""
    both = [
        Booked(50, is_receipt=True, text="sorry", reference="B"),
        Booked(99, is_receipt=True, text="of someone else", reference="C"),
    ]
    payments.read(city, both, number="STMT-7")
    as_claim(StatementLine.objects.get(kind=LineKind.RECEIPT, cents=50), over[1], by=pim, at=NOON)
    assert suspense(over[0].slice, own_ledger(city)) == [1, 149]
    return over


def test_what_came_in_too_much_twice_is_sent_back_from_both_budgets_at_once(
    over_twice: tuple[Proposal, Claim], city: City, pim: User
) -> None:
    made, claim = over_twice
    line = went_out(city, 51)

    as_refund(line, claim, by=pim, at=NOON)

    assert suspense(made.slice, own_ledger(city)) == [0, 99]
    booked = Entry.objects.filter(event=Event.REFUND, source=claim.source).order_by("id")
    told = [
        (one.slice, *one.transfers.values_list("debit__kind", "credit__kind", "cents").get())
        for one in booked
    ]
    assert told == [(made.slice, "suspense", "bank", 1), (own_ledger(city), "suspense", "bank", 50)]
    line.refresh_from_db()
    assert (line.kind, line.entry, {one.key for one in booked}) == (
        LineKind.REFUND,
        booked[0],
        {f"{line.source}/refund"},
    )
    assert (waits_of(city, on=NOON.date()).overpaid, list(overpaid_claims(city))) == (0, [])


@pytest.mark.parametrize(
    ("parts", "between"), [((1, 50), [0, 149]), ((50, 1), [0, 100]), ((20, 31), [0, 130])], ids=str
)
def test_it_is_sent_back_in_parts_from_where_it_stands_without_touching_what_is_of_others(
    parts: tuple[int, int], between: list[int], over_twice: tuple[Proposal, Claim], city: City, pim: User
) -> None:
    made, claim = over_twice

    as_refund(went_out(city, parts[0]), claim, by=pim, at=NOON)
    assert suspense(made.slice, own_ledger(city)) == between
    as_refund(went_out(city, parts[1], number="STMT-10"), claim, by=pim, at=NOON)

    assert (suspense(made.slice, own_ledger(city)), waits_of(city, on=NOON.date()).overpaid) == ([0, 99], 0)
    with pytest.raises(WrongMatch):
        as_refund(went_out(city, number="STMT-11"), claim, by=pim, at=NOON)


def test_what_comes_in_above_one_claim_pays_no_other_of_the_same_dossier(
    delfshaven: District, city: City, pim: User
) -> None:
    made, first = claimed(delfshaven)
    decisions.lowered(again(made), 1_400_00)
    second = payments.asked_back(again(made))

    paid = Booked(4_100_00, is_receipt=True, text=first.reference, reference="A")
    payments.read(city, [paid], number="STMT-7")

    second.refresh_from_db()
    assert (second.left_cents, owed_by(made)) == (1_000_00, 1_000_00)
    assert suspense(made.slice) == [100_00]
    as_refund(went_out(city, 100_00), first, by=pim, at=NOON)
    assert (suspense(made.slice), waits_of(city, on=NOON.date()).overpaid) == ([0], 0)


def test_no_more_is_sent_back_than_came_in_too_much(
    over: tuple[Proposal, Claim], city: City, pim: User
) -> None:
    made, claim = over
    line = went_out(city, 2)

    with pytest.raises(WrongMatch):
        as_refund(line, claim, by=pim, at=NOON)

    as_refund(went_out(city, number="STMT-10"), claim, by=pim, at=NOON)
    with pytest.raises(WrongMatch):
        as_refund(went_out(city, number="STMT-11"), claim, by=pim, at=NOON)
    with pytest.raises(WrongState):
        as_refund(StatementLine.objects.get(statement__reference="STMT-10"), claim, by=pim, at=NOON)
    assert suspense(made.slice) == [0]


def test_the_database_refuses_it_too(over: tuple[Proposal, Claim], city: City) -> None:
    _made, claim = over
    line = went_out(city, 2)
    entry = Entry.objects.filter(dossier=claim.proposal.dossier_id, statement_line=None).latest("id")
    line.kind, line.claim, line.entry = LineKind.REFUND, claim, entry

    with pytest.raises(DatabaseError, match="at most what came in above a claim"), transaction.atomic():
        line.save()


def test_a_claim_of_which_nothing_is_over_is_not_offered_for_money_that_went_out(
    delfshaven: District, city: City, pim: User, signed_in: SignIn
) -> None:
    _made, claim = claimed(delfshaven, came_in=4_000_00)
    line = went_out(city)

    page = signed_in(pim).get(reverse("payment_line", args=[line.public_id]))

    assert list(page.context["form"].things) == ["fee", "not_ours"]
    with pytest.raises(WrongMatch):
        as_refund(line, claim, by=pim, at=NOON)
