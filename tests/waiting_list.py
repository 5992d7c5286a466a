"""Builders of a waiting list, through the flows, and how it stands."""

from datetime import datetime, timedelta

from grants.budget.flows import allot, lower
from grants.budget.queries import free_of
from grants.decisions.flows import decide, prepare_decision
from grants.decisions.models import Decision
from grants.decisions.queries_of_waiting_list import waiting_list
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from tests import decisions, proposals
from tests.make import NOON
from wijkraden.places.models import District

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 7 * DAY


def again(proposal: Proposal) -> Proposal:
    """Return it as it stands in the database."""
    return Proposal.objects.select_related("slice__year", "district__city", "round", "dossier").get(
        pk=proposal.pk
    )


def state_of(proposal: Proposal) -> str:
    """Return its state there."""
    return Proposal.objects.get(pk=proposal.pk).state


def leave(proposal: Proposal, cents: int, *, at: datetime = LATER, key: str = "free") -> None:
    """Let that much be free in its budget."""
    free = free_of([proposal.slice])[proposal.slice_id]
    if free > cents:
        lower(proposal.slice, cents=free - cents, by=None, at=at, booked_on=at.date(), key=key)
    if free < cents:
        allot(proposal.slice, cents=cents - free, by=None, at=at, booked_on=at.date(), key=key)


def three_listed(district: District) -> list[Proposal]:
    """Three proposals that were complete one after the other, refused since another took nearly all there was."""
    decisions.granted(district, cents=24_500_00, title="Groot")
    found = []
    for title, cents, hours in (("Een", 4_000_00, 0), ("Twee", 6_000_00, 1), ("Drie", 2_600_00, 2)):
        made = proposals.reviewed(district, title=title, cents=cents, at=NOON + hours * HOUR)
        waits = decisions.prepared(made, decisions.a_refusal(Ground.CEILING), at=NOON + hours * HOUR)
        decide(waits, by=decisions.cast("daan"), at=NOON + hours * HOUR)
        found.append(again(made))
    return found


def prepared(proposal: Proposal, cents: int | None = None, *, at: datetime = LATER) -> Decision:
    """Have olga prepare a grant from the list."""
    what = decisions.a_grant(proposal, cents=cents)
    return prepare_decision(again(proposal), what=what, by=decisions.cast("olga"), at=at)


def standing(proposal: Proposal, *, at: datetime = LATER) -> list[tuple[str, int, int, bool]]:
    """Return who stands on the list of its budget: title, place, what is left for it, and whether it fits."""
    found = waiting_list(proposal.slice, on=at.date()).places
    return [(one.proposal.title, one.place, one.left_cents, one.fits) for one in found]
