"""The worked example of the rules of the trade, to the cent, as each reader finds it on her screen at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from grants.budget.proof import prove
from grants.decisions.flows import decide, return_decision
from grants.decisions.states import Ground
from grants.payments.flows import start_claim
from grants.payments.models import Claim
from grants.plan.states import Assessment, Settlement, TierOf
from grants.proposals.models import Proposal
from grants.reports.flows import begin, submit_report
from grants.rounds.models import Round
from tests import decisions, payments, proposals
from tests.journeys import screens
from tests.make import post
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import City, District

YEAR = 2027
AT = datetime(YEAR, 11, 2, 11, tzinfo=UTC)
BEGUN, REPORTED = datetime(YEAR, 12, 12, 11, tzinfo=UTC), datetime(YEAR, 12, 20, 11, tzinfo=UTC)
TIERS = (  # the second is determined at once here, as the example has it
    TierOf("A", 2_500_00, Assessment.NONE, Settlement.AT_ONCE),
    TierOf("B", 5_000_00, Assessment.SHORT, Settlement.AT_ONCE),
    TierOf("C", 25_000_00, Assessment.FULL, Settlement.ON_REPORT),
)
Browser = Callable[[User | None], Client]


@dataclass
class Screens:
    """What the screens say of one budget: to its council, to everyone, to the controller."""

    open: Browser
    district: District

    def council(self) -> list[str]:
        """Return what is granted, being handled, still available, and the budget; then how much was paid out."""
        anna = self.open(proposals.cast("anna"))
        found = screens.figures(anna, "/home/")
        names = ("Toegekend", "In behandeling", "Nog beschikbaar", "Budget van de wijk")
        paid = [one.split("€")[1] for one in screens.notes(anna, "/home/") if one.startswith("waarvan")]
        return [*(_plain(found[name]) for name in names), *(_plain(one) for one in paid)]

    def public(self) -> list[str]:
        """Return what is granted, the budget, and what was paid out."""
        found = screens.figures(self.open(None), f"/districts/{self.district.slug}/")
        return [_plain(found[name]) for name in ("Toegekend", "Budget", "Uitbetaald")]

    def controller(self) -> list[str]:
        """Return the budget, what of it is reserved, committed, realised, free and lapsed, and what was paid out."""
        carla = self.open(proposals.cast("carla"))
        found = screens.row(carla, f"/control/balances/?year={YEAR}", self.district.name)
        return [_plain(one) for one in found]

    def dossier(self, proposal: Proposal) -> list[str]:
        """Return what its council reads on its page: asked, granted, paid out, final amount."""
        found = screens.figures(self.open(proposals.cast("anna")), f"/proposals/{proposal.public_id}/")
        return [_plain(found[name]) for name in ("Gevraagd", "Toegekend", "Uitbetaald", "Definitief bedrag")]

    def card(self, proposal: Proposal) -> dict[str, str]:
        """Return the totals of the account card of a dossier that are not nothing, and what was paid out."""
        found = screens.figures(self.open(proposals.cast("carla")), f"/control/dossiers/{proposal.number}/")
        return {name: _plain(one) for name, one in found.items() if "€" in one and _plain(one) != "0,00"}


def _plain(amount: str) -> str:
    return " ".join(amount.replace("€", "").split())


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """The clock of the portal, which stands still."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def round_(city: City) -> Round:
    """A round that divides budgets of 25,000 euros, the only ones of their year, with a mandate for daan."""
    budgets = proposals.own_budgets(city, year=YEAR, tiers=TIERS, at=AT)
    decisions.mandate(city, regulation=budgets[0].regulation, maximum_cents=25_000_00, at=AT)
    days = {"opens_on": date(YEAR, 1, 1), "closes_on": date(YEAR, 12, 31)}
    return proposals.open_round(city, budgets=budgets, at=AT, **days)


def test_three_proposals_and_a_budget_of_25_000_euros_on_every_screen(
    round_: Round, delfshaven: District, signed_in: Browser, clock: time_machine.Traveller
) -> None:
    told = Screens(signed_in, delfshaven)
    assert told.council() == ["0,00", "0,00", "25.000,00", "25.000,00"]

    is_granted_and_paid_at_once(told, round_)
    second = is_granted_with_an_advance(told, round_)
    is_refused_on_the_ceiling(told, round_)
    clock.move_to(REPORTED)
    costs_less_and_pays_back(told, second)

    assert told.council() == ["10.800,00", "0,00", "14.200,00", "25.000,00", "10.800,00"]
    assert told.public() == ["10.800,00", "25.000,00", "10.800,00"]
    assert told.controller() == ["25.000,00", "0,00", "0,00", "10.800,00", "14.200,00", "0,00", "10.800,00"]
    assert told.dossier(second) == ["9.000,00", "8.000,00", "6.000,00", "6.000,00"]
    bank = screens.row(signed_in(proposals.cast("carla")), f"/control/balances/?year={YEAR}", "Bank")
    assert [_plain(one) for one in bank] == ["− 10.800,00"]
    assert prove().faults == []


def is_granted_and_paid_at_once(told: Screens, round_: Round) -> None:
    """4,800 asked, granted, determined and paid."""
    first = _reviewed(told, round_, title="P1", cents=4_800_00)
    assert told.council() == ["0,00", "4.800,00", "20.200,00", "25.000,00"]
    assert told.controller() == ["25.000,00", "4.800,00", "0,00", "0,00", "20.200,00", "0,00", "0,00"]

    decide(decisions.prepared(first, at=AT), by=proposals.cast("daan"), at=AT)
    assert told.council() == ["4.800,00", "0,00", "20.200,00", "25.000,00", "0,00"]
    assert told.controller() == ["25.000,00", "0,00", "0,00", "4.800,00", "20.200,00", "0,00", "0,00"]

    _pay(first, number="P1")
    assert told.public() == ["4.800,00", "25.000,00", "4.800,00"]
    assert told.card(first) == {"Gerealiseerd": "4.800,00", "Lasten": "4.800,00", "Uitbetaald": "4.800,00"}


def is_granted_with_an_advance(told: Screens, round_: Round) -> Proposal:
    """9,000 asked, 8,000 granted, 80 per cent of it paid in advance."""
    second = _reviewed(told, round_, title="P2", cents=9_000_00)
    assert told.council() == ["4.800,00", "9.000,00", "11.200,00", "25.000,00", "4.800,00"]

    what = decisions.a_grant(second, cents=8_000_00, advance_percent=80)
    decide(decisions.prepared(second, what, at=AT), by=proposals.cast("daan"), at=AT)
    assert told.council() == ["12.800,00", "0,00", "12.200,00", "25.000,00", "4.800,00"]
    assert told.controller() == ["25.000,00", "0,00", "8.000,00", "4.800,00", "12.200,00", "0,00", "4.800,00"]

    _pay(second, number="P2")
    assert told.public() == ["12.800,00", "25.000,00", "11.200,00"]
    assert told.card(second) == {
        "Verplichtingen": "8.000,00",
        "Voorschotten": "6.400,00",
        "Uitbetaald": "6.400,00",
    }
    return second


def is_refused_on_the_ceiling(told: Screens, round_: Round) -> None:
    """13,000 asked where 12,200 is left: in part is offered, and it is refused."""
    third = _reviewed(told, round_, title="P3", cents=13_000_00)
    assert told.council() == ["12.800,00", "12.200,00", "0,00", "25.000,00", "11.200,00"]

    daan = proposals.cast("daan")
    grant = decisions.prepared(third, at=AT)
    answer = post(told.open(daan), daan, f"/decisions/{grant.public_id}/take/")
    assert answer.status_code == 422
    assert "cents=12.200%2C00" in answer.content.decode() or "cents=12200%2C00" in answer.content.decode()
    assert told.controller()[1:3] == ["12.200,00", "8.000,00"]

    return_decision(grant, reason="Het budget is op.", by=daan, at=AT)
    decide(decisions.prepared(third, decisions.a_refusal(Ground.CEILING), at=AT), by=daan, at=AT)
    assert told.council() == ["12.800,00", "0,00", "12.200,00", "25.000,00", "11.200,00"]


def costs_less_and_pays_back(told: Screens, second: Proposal) -> None:
    """6,000 spent: 2,000 is free again, and 400 of the advance comes back."""
    begin(second, at=BEGUN)
    submit_report(decisions.written(second, spent_cents=6_000_00, at=REPORTED), by=None, at=REPORTED)
    second.refresh_from_db()
    final = decisions.prepared(second, decisions.a_determination(6_000_00, ground=Ground.COSTS), at=REPORTED)
    decide(final, by=proposals.cast("daan"), at=REPORTED)
    assert told.council() == ["10.800,00", "0,00", "14.200,00", "25.000,00", "11.200,00"]
    assert told.card(second)["Terug te betalen"] == "400,00"
    pim = told.open(proposals.cast("pim"))
    recovery = decisions.recovered(second, at=REPORTED)
    assert f"{second.number}: € 400,00" in _text(pim, "/payments/claims/")

    claim = start_claim(recovery, by=proposals.cast("pim"), at=REPORTED)
    assert screens.row(pim, "/payments/claims/", str(second.number))[:2] == ["€ 400,00", "€ 0,00"]
    came = Booked(400_00, is_receipt=True, text=f"Terug {claim.reference}", reference="IN")
    payments.read(second.district.city, [came], number="CLAIM", at=REPORTED)
    assert Claim.objects.get().is_open is False
    assert screens.row(pim, "/payments/claims/", str(second.number))[:2] == ["€ 400,00", "€ 400,00"]


def _reviewed(told: Screens, round_: Round, **asked: Any) -> Proposal:
    return proposals.reviewed(told.district, round_=round_, at=AT, **asked)


def _pay(proposal: Proposal, *, number: str) -> None:
    tomorrow = AT.date() + timedelta(days=1)
    batch = payments.release(payments.batched(proposal, execution_on=tomorrow, at=AT), at=AT)
    payments.read(
        proposal.district.city, [payments.out(one) for one in batch.orders.all()], number=number, at=AT
    )


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\u00a0", " ")
