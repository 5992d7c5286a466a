"""A small regulation of the demo, whose payments leave by the city's financial system, and what that system tells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from grants.budget.flows import approve, open_slice, prepare_redistribution
from grants.budget.flows.changes import Gift
from grants.budget.models import Slice, Year
from grants.budget.posting import Decision
from grants.budget.queries import free_of
from grants.budget.states import Scope
from grants.decisions.flows import MandateOf, enter_mandate
from grants.payments import flows
from grants.payments.models import Order
from grants.payments.statement import read_statement
from grants.payments.states import OrderState
from grants.payments.status_file import PAID, REFUSED, StatusOf, status_file
from grants.plan.flows import Gazette, add_regulation
from grants.plan.models import Regulation
from grants.plan.states import Assessment, Channel, Settlement, TierOf
from grants.rounds.flows import announce, start_round
from grants.terms import day_of

from ..dossiers import SMALL_PREFIX, Kind
from .decisions import MAXIMUM_CENTS
from .stage import Act, Stage, there

_GIVERS, _GIFT_CENTS = 4, 60_000  # how many districts give to it, and what each gives
_MAXIMUM_CENTS = 250_000  # of one proposal
_TIERS = (TierOf("A", _MAXIMUM_CENTS, Assessment.NONE, Settlement.AT_ONCE),)
_FIRST = timedelta(days=7)  # from the announcement to the first day of the round


def small_regulation(stage: Stage, _dossier: None, at: datetime, *, year: int) -> None:
    """Enter it with money of the whole city, and open its round; daan and dewi may decide under it."""
    day, beheer = day_of(at), stage.people["beheer"]
    like = stage.round_of(year, Kind.RECEIPT)
    regulation = add_regulation(
        stage.city,
        title="Kleine buurtbijdragen (verzonnen regeling)",
        prefix=SMALL_PREFIX,
        starts_on=date(day.year, 1, 1),
        gazette=Gazette(f"gmb-{day.year}-verzonnen-4", day),
        tiers=_TIERS,
        channel=Channel.FINANCE,
        by=beheer,
        at=at,
    )
    of = Year.objects.select_related("city").get(city=stage.city, year=year)
    pot = _pot(stage, of, regulation, at)
    made = start_round(
        of,
        regulation=regulation,
        plan=like.plan,
        frame=like.frame,
        title=f"Kleine buurtbijdragen {year}",
        opens_on=day + _FIRST,
        closes_on=date(year, 12, 31),
        maximum_cents=_MAXIMUM_CENTS,
        slices=[pot],
        gazette_number=f"gmb-{day.year}-verzonnen-5",
        gazette_on=day,
        by=beheer,
        at=at,
    )
    announce(made, by=beheer, at=at)
    _enter_mandates(stage, regulation, at)


def _pot(stage: Stage, year: Year, regulation: Regulation, at: datetime) -> Slice:
    """Let the districts that have most left give a little to the whole city together."""
    fenna, bas = stage.people["fenna"], stage.people["bas"]
    made = open_slice(year, regulation=regulation, by=fenna, at=at)
    others = list(Slice.objects.filter(year=year, scope=Scope.DISTRICT, regulation__prefix="WS"))
    free = free_of(others)
    givers = sorted(others, key=lambda one: (-free[one.pk], one.pk))[:_GIVERS]
    change = prepare_redistribution(
        year,
        gifts=[Gift(one, made, _GIFT_CENTS) for one in givers],
        decision=Decision(f"{year.year % 100}bb002240", day_of(at)),
        explanation="Verzonnen: kleine bijdragen voor bewoners, die het financiële systeem van de stad betaalt.",
        by=fenna,
        at=at,
    )
    approve(change, by=bas, at=at, booked_on=day_of(at))
    return made


def _enter_mandates(stage: Stage, regulation: Regulation, at: datetime) -> None:
    day = day_of(at)
    for name in MAXIMUM_CENTS:
        what = MandateOf(
            regulation=regulation,
            maximum_cents=_MAXIMUM_CENTS,
            starts_on=day,
            decision_number=f"{day.year % 100}bb002241 (verzonnen)",
            gazette_number=f"gmb-{day.year}-verzonnen-6",
            gazette_on=day,
        )
        enter_mandate(stage.people[name], what=what, by=stage.people["bas"], at=at)


def read_status(stage: Stage, _dossier: None, at: datetime, *, number: int) -> None:
    """Let pim read the status file: what was paid by now, but for one payment that was refused the first time."""
    found = list(_on_their_way(stage, day_of(at)))
    if not found:
        return
    sent = Order.objects.filter(channel=Channel.FINANCE, proposal__district__city=stage.city)
    is_first = not sent.filter(state=OrderState.FAILED).exists()
    rows = [
        _refused(one, place, at) if is_first and place == 1 else _paid(one, place, number)
        for place, one in enumerate(found, start=1)
    ]
    content = status_file(f"STATUS-{number:03}", rows)
    flows.enter_statement(
        stage.city,
        what=read_statement(content),
        name=f"status-{number:03}.csv",
        sha256=hashlib.sha256(content).hexdigest(),
        by=stage.people["pim"],
        at=at,
    )


def _on_their_way(stage: Stage, day: date) -> Iterable[Order]:
    found = Order.objects.filter(
        channel=Channel.FINANCE,
        state=OrderState.RELEASED,
        proposal__district__city=stage.city,
        batch__execution_on__lte=day,
    )
    return found.select_related("batch", "bank_account").order_by("id")


def _paid(order: Order, place: int, number: int) -> StatusOf:
    day = there(order.batch).execution_on
    return StatusOf(f"{number}-{place}", order.end_to_end_id, PAID, day, order.cents, "Overgemaakt")


def _refused(order: Order, place: int, at: datetime) -> StatusOf:
    words = "AC06 rekening tijdelijk geblokkeerd"
    return StatusOf(f"W-{place}", order.end_to_end_id, REFUSED, day_of(at), order.cents, words)


ACTS: dict[str, Act] = {one.__name__: one for one in (small_regulation, read_status)}
