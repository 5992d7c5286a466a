"""The cash position to the cent: each kind of thing in two districts, by channel, by age, and after a year closed."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from grants.budget.queries import CASH
from grants.budget.states import Kind, Scope
from grants.decisions.flows import decide, publish_decisions
from grants.decisions.states import Ground
from grants.money import format_euros
from grants.payments.flows.exports import POSITION_EXPORTED
from grants.payments.models import Claim, Order
from grants.payments.queries_of_position import (
    Check,
    ClaimAge,
    Position,
    Side,
    Stage,
    position_of,
)
from grants.payments.queries_of_standing import AdvanceAge, Advances, Amount, advance_age
from grants.plan.models import Regulation
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from grants.rounds.states import Distribution
from portal.csvfile import BOM
from portal.trail.models import Record
from tests import decisions, payments, proposals
from tests.grants.decisions.test_revising import again
from tests.grants.decisions.test_revising_closed_years import closed
from tests.make import NOON
from tests.payments import Booked
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
TODAY = date(2026, 12, 20)  # six days after the last day of the claims
NEXT_YEAR = datetime(2027, 1, 20, 11, 0, tzinfo=UTC)
NOTHING = Amount()
HEADER = [
    "Dossier",
    "District",
    "Regulation",
    "Year",
    "Channel",
    "To be paid",
    "Payments on their way",
    "Advances",
    "Oldest payment on",
    "To be paid back",
    "Open claims",
    "Oldest last day of a claim",
]


def owing(district: District, number: int) -> Proposal:
    """Return one of which 2,400 euros were paid and the final amount is 1,000: 1,400 must come back."""
    made = decisions.under_way(district, cents=3_000_00, advance_percent=80, title=f"Actie {number}")
    payments.paid_again(made, number=str(number))
    final = decisions.a_determination(1_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(again(made), final), by=decisions.cast("daan"), at=NOON)
    return again(made)


def comes_in(claim: Claim, cents: int, *, number: int) -> None:
    booked = Booked(cents, is_receipt=True, text=claim.reference, reference=f"IN{number}")
    payments.read(claim.proposal.district.city, [booked], number=str(number))


@shared
def dossiers(delfshaven: District, lage_land: District) -> dict[str, str]:
    """Each kind of thing, by what it is, with the number of its dossier."""
    city = delfshaven.city
    made = {
        "to pay": decisions.granted(delfshaven, cents=100_00),
        "prepared": decisions.granted(delfshaven, cents=200_00),
        "sent": decisions.granted(delfshaven, cents=300_00),
        "came back": decisions.granted(lage_land, cents=400_00),
        "advanced": decisions.under_way(lage_land, cents=3_000_00, advance_percent=80),
    }
    payments.account(city)
    payments.ordered(made["prepared"])
    payments.sent(made["sent"])
    payments.paid_again(made["advanced"], number="1")
    payments.paid_again(made["came back"], number="2")
    made["paid back in part"], made["given up in part"] = owing(delfshaven, 3), owing(delfshaven, 4)
    made["paid back too much"], made["not asked"] = owing(lage_land, 5), owing(lage_land, 6)
    made["not recovered"], made["held"] = owing(lage_land, 7), owing(delfshaven, 8)
    gone = [Order.objects.get(proposal=made[name]) for name in ("came back", "held")]
    payments.read(city, [payments.back(one) for one in gone], number="9")
    comes_in(payments.asked_back(made["paid back in part"]), 1_000_00, number=10)
    comes_in(payments.asked_back(made["paid back too much"]), 1_450_00, number=11)
    decisions.recovered(made["not asked"])
    payments.read(city, [Booked(12_34, is_receipt=True, text="Bedankt", reference="IN12")], number="12")
    payments.written_off(payments.asked_back(made["given up in part"]), cents=500_00)
    return {name: one.number for name, one in made.items()}


def places(found: Position) -> dict[str, list[int]]:
    """Return what stands where: the kinds of the cash book, the bank, and what was given up; no empty ones."""
    kinds = [*CASH, Kind.BANK, Kind.WRITTEN_OFF]
    return {
        str(one.slice.scope if one.slice.scope == Scope.BOOKS else one.slice.title): [
            one.cents[kind] for kind in kinds
        ]
        for one in found.places
        if not one.is_empty
    }


def agreements(found: Position) -> dict[Side, tuple[int, int, int]]:
    """Return what stands on both sides and is held; each side agrees."""
    assert [one for one in found.checks if not one.agrees] == []
    return {one.side: (one.here_cents, one.districts_cents, one.held_cents) for one in found.checks}


def test_each_kind_of_thing_stands_by_channel(dossiers: dict[str, str], city: City) -> None:
    assert position_of(city, on=TODAY).channels == {
        "bank": {
            Stage.TO_PAY: Amount(3, 1_500_00),  # 100, 400 that came back, and 1,000 of what is held
            Stage.PREPARED: Amount(1, 200_00),
            Stage.RELEASED: Amount(1, 300_00),
            Stage.SETTLED: Amount(6, 14_400_00),
            Stage.FAILED: Amount(2, 2_800_00),
            Stage.CLAIM: Amount(2, 2_450_00),
            Stage.RECEIPT: Amount(1, 12_34),
        }
    }


def test_and_by_district_with_the_ledger_of_the_city_last(
    dossiers: dict[str, str], city: City, delfshaven: District, lage_land: District
) -> None:
    found = places(position_of(city, on=TODAY))

    assert found == {  # to be paid, on its way, advances, owed, nobody's, bank, given up
        delfshaven.name: [2_700_00, 300_00, 0, 2_700_00, 0, 3_800_00, 500_00],
        lage_land.name: [400_00, 0, 2_400_00, 2_800_00, 50_00, 8_150_00, 0],
        "books": [0, 0, 0, 0, 12_34, -12_34, 0],
    }
    assert list(found)[-1] == "books"


def test_the_lists_and_the_ledger_say_the_same(dossiers: dict[str, str], city: City) -> None:
    assert agreements(position_of(city, on=TODAY)) == {
        Side.TO_PAY: (1_700_00, 3_100_00, 1_400_00),
        Side.RELEASED: (300_00, 300_00, 0),
        Side.SUSPENSE: (62_34, 62_34, 0),
        Side.CLAIMS: (5_500_00, 5_500_00, 0),
    }


def test_how_old_advances_and_claims_are(dossiers: dict[str, str], city: City) -> None:
    found = position_of(city, on=TODAY)
    one = Amount(1, 2_400_00)
    assert found.advances == dict.fromkeys(AdvanceAge, Advances()) | {AdvanceAge.FRESH: Advances(one, one)}
    assert found.claims == dict.fromkeys(ClaimAge, NOTHING) | {ClaimAge.MONTH: Amount(2, 1_300_00)}
    assert (found.to_claim, found.undecided_cents, found.given_up) == (
        Amount(1, 1_400_00),
        2_800_00,
        Amount(1, 500_00),
    )


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2026, 12, 14), ClaimAge.NOT_DUE),
        (date(2026, 12, 15), ClaimAge.MONTH),
        (date(2027, 1, 13), ClaimAge.MONTH),
        (date(2027, 1, 14), ClaimAge.QUARTER),
        (date(2027, 3, 14), ClaimAge.QUARTER),
        (date(2027, 3, 15), ClaimAge.YEAR),
        (date(2027, 12, 14), ClaimAge.YEAR),
        (date(2027, 12, 15), ClaimAge.OLDER),
    ],
)
def test_a_claim_grows_older_by_its_last_day(
    dossiers: dict[str, str], city: City, on: date, age: ClaimAge
) -> None:
    claims = position_of(city, on=on).claims
    assert claims == dict.fromkeys(ClaimAge, NOTHING) | {age: Amount(2, 1_300_00)}


@pytest.mark.parametrize(
    ("settled_on", "age"),
    [
        (None, AdvanceAge.UNPAID),
        (date(2027, 5, 31), AdvanceAge.FRESH),
        (date(2027, 2, 28), AdvanceAge.FRESH),
        (date(2027, 2, 27), AdvanceAge.QUARTER),
        (date(2026, 11, 30), AdvanceAge.QUARTER),
        (date(2026, 11, 29), AdvanceAge.HALF),
        (date(2026, 5, 31), AdvanceAge.HALF),
        (date(2026, 5, 30), AdvanceAge.YEAR),
    ],
)
def test_an_advance_grows_older_by_whole_months(settled_on: date | None, age: AdvanceAge) -> None:
    assert advance_age(settled_on, on=date(2027, 5, 31)) == age


def test_an_advance_tells_that_its_action_is_over_until_the_report_comes(
    dossiers: dict[str, str], city: City
) -> None:
    last_day = Proposal.objects.get(dossier__number=dossiers["advanced"]).ends_on
    assert last_day is not None
    one = Amount(1, 2_400_00)

    def over(on: date) -> Amount:
        return sum((age.over for age in position_of(city, on=on).advances.values()), NOTHING)

    assert (over(last_day), over(last_day.replace(year=last_day.year + 1))) == (NOTHING, one)


def test_what_was_prepared_above_what_is_still_to_be_paid_is_named_with_its_dossier(
    delfshaven: District, pim: User, signed_in: SignIn
) -> None:
    """2,400 were prepared, then the final amount became 1,000; no batch with that payment can leave."""
    made = decisions.under_way(delfshaven, cents=3_000_00, advance_percent=80)
    payments.ordered(made)
    final = decisions.a_determination(1_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(again(made), final), by=decisions.cast("daan"), at=NOON)

    (check,) = (one for one in position_of(delfshaven.city, on=TODAY).checks if not one.agrees)

    assert check == Check(Side.TO_PAY, 2_400_00, 1_000_00, numbers=(made.number,))
    assert check.difference == 1_400_00
    User.objects.update(language="en")
    shown = signed_in(User.objects.get(pk=pim.pk)).get("/payments/position/").content.decode()
    assert f"They differ by {format_euros(1_400_00)}. It is in dossier {made.number}." in shown


def test_sums_that_are_the_same_together_and_not_by_dossier_do_not_agree() -> None:
    assert Check(Side.RELEASED, 5_00, 5_00).agrees is True
    assert Check(Side.RELEASED, 5_00, 5_00, numbers=("WS-2026-0001", "WS-2026-0002")).agrees is False


def test_what_was_not_made_known_yet_stands_in_the_districts_and_in_no_list(
    delfshaven: District, daan: User
) -> None:
    city = delfshaven.city
    round_ = decisions.other_round(city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_, cents=100_00)
    decisions.mandate(city, regulation=round_.regulation)
    decide(decisions.prepared(made), by=daan, at=NOON)

    found = position_of(city, on=TODAY)

    assert found.channels["bank"][Stage.TO_PAY] == NOTHING
    check = next(one for one in found.checks if one.side == Side.TO_PAY)
    assert (check.here_cents, check.districts_cents, check.untold_cents, check.agrees) == (
        0,
        100_00,
        100_00,
        True,
    )
    publish_decisions(round_, by=daan, at=NOON + timedelta(days=1))
    assert agreements(position_of(city, on=TODAY))[Side.TO_PAY] == (100_00, 100_00, 0)


def test_what_leaves_by_another_channel_stands_in_a_row_of_its_own(delfshaven: District) -> None:
    """The regulation changed after the first payment left by the bank."""
    payments.sent(decisions.granted(delfshaven, cents=300_00))
    decisions.granted(delfshaven, cents=100_00)
    Regulation.objects.filter(city=delfshaven.city).update(channel=Channel.FINANCE)

    found = position_of(delfshaven.city, on=TODAY)

    told = {
        channel: {stage: amount for stage, amount in row.items() if amount.count}
        for channel, row in found.channels.items()
    }
    assert told == {"bank": {Stage.RELEASED: Amount(1, 300_00)}, "finance": {Stage.TO_PAY: Amount(1, 100_00)}}
    agreements(found)


def test_a_city_that_never_paid_reads_so_in_words(pim: User, signed_in: SignIn) -> None:
    User.objects.update(language="en")
    shown = signed_in(User.objects.get(pk=pim.pk)).get("/payments/position/").content.decode()
    assert ("Nothing is to be paid or to come back" in shown, "<table" in shown) == (True, False)


def test_what_a_closed_year_left_open_stands_in_the_next_one(delfshaven: District) -> None:
    city = delfshaven.city
    to_pay, going = (decisions.granted(delfshaven, cents=cents) for cents in (100_00, 300_00))
    payments.account(city)
    (order,) = payments.sent(going)
    owes = owing(delfshaven, 3)
    payments.written_off(payments.asked_back(owes), cents=500_00)
    closed(to_pay, free=1_00)

    found = position_of(city, on=NEXT_YEAR.date())

    assert places(found) == {delfshaven.name: [100_00, 300_00, 0, 900_00, 0, 0, 0]}
    assert found.channels["bank"][Stage.SETTLED] == NOTHING
    assert (found.claims[ClaimAge.QUARTER], found.given_up) == (Amount(1, 900_00), NOTHING)
    agreements(found)

    payments.read(city, [payments.out(order)], number="4", at=NEXT_YEAR)
    found = position_of(city, on=NEXT_YEAR.date())
    assert places(found) == {delfshaven.name: [100_00, 0, 0, 900_00, 0, 300_00, 0]}
    assert found.channels["bank"][Stage.SETTLED] == Amount(1, 300_00)
    agreements(found)


def test_the_finance_adviser_sees_it_with_the_claims_and_an_officer_does_not(
    dossiers: dict[str, str], fenna: User, pim: User, olga: User, signed_in: SignIn
) -> None:
    with time_machine.travel(datetime(2026, 12, 20, 12, 0, tzinfo=UTC), tick=False):
        shown = {user.given_name: signed_in(user).get("/payments/position/") for user in (fenna, pim, olga)}
        claims = signed_in(fenna).get("/payments/claims/").content.decode()

    assert [one.status_code for one in shown.values()] == [200, 200, 404]
    assert 'href="/payments/position/"' in claims
    hers, his = (shown[name].content.decode() for name in ("Fenna", "Pim"))
    for address in ("/payments/to-pay/", "/payments/all/?state=prepared", "/payments/unmatched/"):
        assert (address in hers, address in his) == (False, True)
    assert ("/payments/claims/" in hers, "/payments/claims/" in his) == (True, True)


def test_the_file_has_a_row_for_each_dossier_where_something_stands(
    dossiers: dict[str, str], delfshaven: District, lage_land: District, fenna: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=fenna.pk).update(language="en")
    before = Record.objects.count()
    with time_machine.travel(datetime(2026, 12, 20, 12, 0, tzinfo=UTC), tick=False):
        answer = signed_in(User.objects.get(pk=fenna.pk)).get("/payments/position.csv")
        text = b"".join(answer).decode()

    (record,) = Record.objects.order_by("number")[before:]
    assert (record.act, record.by, record.facts) == (POSITION_EXPORTED, fenna, {"format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="cash-position-2026-12-20.csv"'
    header, *rows = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";")
    assert header == HEADER
    zero, paid_on, due_on = "0,00", "02-11-2026", "14-12-2026"
    expected = {
        "to pay": (delfshaven, "100,00", zero, zero, "", zero, zero, ""),
        "prepared": (delfshaven, "200,00", zero, zero, "", zero, zero, ""),
        "sent": (delfshaven, zero, "300,00", zero, "", zero, zero, ""),
        "came back": (lage_land, "400,00", zero, zero, "", zero, zero, ""),
        "advanced": (lage_land, zero, zero, "2400,00", paid_on, zero, zero, ""),
        "paid back in part": (delfshaven, zero, zero, zero, paid_on, "400,00", "400,00", due_on),
        "given up in part": (delfshaven, zero, zero, zero, paid_on, "900,00", "900,00", due_on),
        "not asked": (lage_land, zero, zero, zero, paid_on, "1400,00", zero, ""),
        "not recovered": (lage_land, zero, zero, zero, paid_on, "1400,00", zero, ""),
        "held": (delfshaven, "2400,00", zero, zero, "", "1400,00", zero, ""),
    }
    told = [
        [dossiers[name], district.name, "WS", "2026", "Bank", *cells]
        for name, (district, *cells) in expected.items()
    ]
    assert rows == sorted(told)
