"""From every state a dossier walks on to closed, by flows alone, on each route."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from grants.budget.proof import prove
from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.payments.flows import change_payee
from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import STEPS, Route, State
from grants.register.flows import close
from grants.reports.flows import begin, submit_report
from grants.reviews import flows as reviews
from tests import decisions, orders, payments, proposals
from tests.grants.register import ends
from tests.make import NOON
from tests.proposals import IBAN, cast
from wijkraden.places.models import District

LONG_AFTER = NOON + timedelta(days=365)
CENTS = 8_000_00
Build = Callable[..., Proposal]
Step = Callable[[Proposal], None]


def _granted(proposal: Proposal) -> None:
    """Have daan grant or agree to what was prepared."""
    (waiting,) = proposal.decisions.filter(decided_at__isnull=True)
    decide(waiting, by=cast("daan"), at=NOON)


def _prepared(proposal: Proposal) -> None:
    """Have olga prepare a grant; of two reviews that agree."""
    if not cast("daan").mandates.exists():
        decisions.mandate(proposal.district.city, maximum_cents=25_000_00)
    decisions.prepared(proposal)


def _scored(proposal: Proposal) -> None:
    for name in ("rik", "roos"):
        proposals.score(proposal, name, *[3] * proposal.round.frame.criteria.count())


def _in_review(proposal: Proposal) -> None:
    people = [cast(name) for name in ("rik", "roos")]
    day = NOON.date() + timedelta(days=14)
    for one in reviews.start_review(proposal, reviewers=people, last_day=day, by=cast("olga"), at=NOON):
        reviews.declare(one, has_interest=False, by=one.reviewer, at=NOON)


def _complete(proposal: Proposal) -> None:
    flows.find_complete(proposal, by=cast("olga"), at=NOON)


def _answered(proposal: Proposal) -> None:
    (item,) = proposal.completion_requests.get(ended_at__isnull=True).items.all()
    flows.answer_item(item, answer="Staat erbij.", by=cast("chris"), at=NOON)
    _complete(proposal)


def _submitted(proposal: Proposal) -> None:
    proposals.decide(proposal)
    if proposal.route == Route.SUBSIDY:
        question, _token = flows.ask_applicant(proposal, by=cast("chris"), at=NOON)
        flows.confirm(question, name="Fatima el Idrissi", at=NOON)
    flows.submit(proposal, by=cast("chris"), at=NOON)


def _presented(proposal: Proposal) -> None:
    flows.present(proposal, by=cast("anna"), at=NOON)


def _under_way(proposal: Proposal) -> None:
    assert proposal.starts_on is not None
    begin(proposal, at=decisions.noon_of(proposal.starts_on))


def _over(proposal: Proposal) -> datetime:
    """Return noon of the day on which the action ends."""
    assert proposal.ends_on is not None
    return decisions.noon_of(proposal.ends_on)


def _reported(proposal: Proposal) -> None:
    """Have anna tell of it; what was bought is delivered by its proof, and its invoice comes."""
    submit_report(
        decisions.written(proposal, by=cast("anna"), spent_cents=6_000_00), by=cast("anna"), at=NOON
    )
    if proposal.route == Route.PURCHASE:
        orders.delivered(orders.order_of(proposal), at=_over(proposal))
        orders.invoiced(orders.order_of(proposal), cents=6_000_00, at=_over(proposal))


def _determined(proposal: Proposal) -> None:
    """Have daan settle what it cost; it is paid to the account that stands there, or is entered first."""
    if proposal.route == Route.PURCHASE:
        proposal = orders.settle(orders.order_of(proposal), at=_over(proposal))
    else:
        final = decisions.prepared(proposal, decisions.a_determination(6_000_00, ground=Ground.COSTS))
        decide(final, by=cast("daan"), at=NOON)
    if proposal.route != Route.SUBSIDY:
        change_payee(proposal, iban=IBAN, holder="Wie het deed", by=cast("olga"), at=NOON)
    payments.paid(proposal)


# From each state on its way: the next one, and how it is reached.
ON: dict[State, tuple[State, Step]] = {
    State.DRAFT: (State.PRESENTED, _presented),
    State.PRESENTED: (State.SUBMITTED, _submitted),
    State.COMPLETING: (State.COMPLETE, _answered),
    State.SUBMITTED: (State.COMPLETE, _complete),
    State.COMPLETE: (State.IN_REVIEW, _in_review),
    State.IN_REVIEW: (State.REVIEWED, _scored),
    State.REVIEWED: (State.PREPARED, _prepared),
    State.PREPARED: (State.GRANTED, _granted),
    State.GRANTED: (State.UNDER_WAY, _under_way),
    State.UNDER_WAY: (State.REPORTED, _reported),
    State.REPORTED: (State.DETERMINED, _determined),
}
ENDS: dict[State, Build] = {
    State.REFUSED: ends.refused,
    State.DISMISSED: ends.dismissed,
    State.REVOKED: ends.revoked,
    State.WITHDRAWN: ends.withdrawn,
    State.NOT_PUT_FORWARD: ends.not_put_forward,
}


def _completing(district: District, **asked: Any) -> Proposal:
    made = proposals.submitted(district, **asked)
    proposals.ask(made)
    return made


def test_every_state_is_walked_from() -> None:
    assert {*ON, State.DETERMINED, *ENDS} == set(STEPS) - {State.CLOSED}
    assert STEPS[State.CLOSED] == {State.DETERMINED, *ENDS}


@pytest.mark.django_db
@pytest.mark.parametrize("start", [proposals.draft, _completing], ids=["draft", "completing"])
@pytest.mark.parametrize("route", Route)
def test_it_walks_on_through_every_state_to_closed(route: Route, start: Build, delfshaven: District) -> None:
    performer = orders.SHOP if route == Route.PURCHASE else None
    made = start(delfshaven, cents=CENTS, route=route, performer=performer)
    while made.state in ON:
        expected, step = ON[State(made.state)]
        step(made)
        made = Proposal.objects.get(pk=made.pk)
        assert made.state == expected

    assert made.state == State.DETERMINED
    assert close(made, at=LONG_AFTER) is True
    assert Proposal.objects.get(pk=made.pk).state == State.CLOSED
    assert prove().faults == []


@pytest.mark.django_db
@pytest.mark.parametrize("end", ENDS)
def test_every_other_end_closes(end: State, delfshaven: District) -> None:
    made = ENDS[end](delfshaven)
    assert made.state == end

    assert close(made, at=LONG_AFTER) is True
    assert Proposal.objects.get(pk=made.pk).state == State.CLOSED
    assert prove().faults == []
