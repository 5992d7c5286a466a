"""One dossier at each of its ends, made through the flows, each with what still keeps it open."""

from datetime import datetime, timedelta
from typing import Any

from grants.decisions.flows import DecisionOf, ask_view, decide, enter_view
from grants.decisions.states import DecisionKind, Ground
from grants.proposals import flows
from grants.proposals.models import Proposal
from tests import decisions, payments, proposals
from tests.make import NOON
from tests.proposals import cast
from wijkraden.places.models import District

LONG_AFTER = NOON + timedelta(days=365)


def refused(district: District, ground: Ground = Ground.POLICY, **asked: Any) -> Proposal:
    """Have daan refuse one."""
    made = proposals.reviewed(district, **asked)
    _mandate(district)
    decide(decisions.prepared(made, decisions.a_refusal(ground)), by=cast("daan"), at=NOON)
    return _again(made)


def dismissed(district: District, **asked: Any) -> Proposal:
    """Have daan dismiss one that was not completed in time, sixteen days later."""
    made, late = proposals.submitted(district, **asked), NOON + timedelta(days=16)
    proposals.ask(made)
    _mandate(district)
    what = DecisionOf(
        kind=DecisionKind.DISMISS,
        reasons="Wat ontbrak kwam niet.",
        legal_basis=decisions.BASIS,
        ground=Ground.INCOMPLETE,
    )
    decide(decisions.prepared(made, what, at=late), by=cast("daan"), at=late)
    return _again(made)


def revoked(district: District, **asked: Any) -> Proposal:
    """Have daan revoke a grant of which nothing was paid, after the recipient was asked for a view."""
    made, olga = decisions.granted(district, **{"cents": 8_000_00, **asked}), cast("olga")
    view = ask_view(
        made,
        kind=DecisionKind.REVOKE,
        ground=Ground.NOT_DONE,
        intention="Het gaat niet door.",
        by=olga,
        at=NOON,
    )
    enter_view(view, answer="Dat klopt.", by=olga, at=NOON)
    decide(decisions.prepared(made, decisions.a_revocation()), by=cast("daan"), at=NOON)
    return _again(made)


def withdrawn(district: District, **asked: Any) -> Proposal:
    """Have chris withdraw a submitted one."""
    made = proposals.submitted(district, **asked)
    flows.withdraw(made, reason="Het gaat niet door.", by=cast("chris"), at=NOON)
    return _again(made)


def not_put_forward(district: District, **asked: Any) -> Proposal:
    """Have the council vote one down."""
    made = proposals.voted_down(district, **asked)
    flows.not_put_forward(made, reason="Geen meerderheid.", by=cast("chris"), at=NOON)
    return _again(made)


def determined(district: District, **asked: Any) -> Proposal:
    """Have daan determine one at 6,000 euros on its report, and the bank pay it."""
    made = decisions.reported(district, **asked)
    lower = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, lower), by=cast("daan"), at=NOON)
    payments.paid(made)
    return _again(made)


def at_once(district: District, *, at: datetime = NOON, **asked: Any) -> Proposal:
    """Have one granted that is final at once, and the bank pay it; its report is asked and not sent."""
    made = decisions.granted(district, at=at, **{"cents": 900_00, **asked})
    payments.paid(made, at=at)
    return _again(made)


def _mandate(district: District) -> None:
    if not cast("daan").mandates.exists():
        decisions.mandate(district.city, maximum_cents=25_000_00)


def _again(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("district__city", "dossier", "slice__year").get(pk=proposal.pk)
