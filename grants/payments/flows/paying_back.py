"""What money that came in, or was sent back, does to a claim and to the books."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from grants.budget.flows import match_receipt, receive, recover, refund
from grants.budget.models import Entry
from grants.decisions.weighing import dossier_of
from grants.proposals.models import Proposal
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import WrongMatch
from ..holding import Books
from ..models import Claim, StatementLine
from ..queries_of_claims import waits_on
from .overtaken import end_overtaken


@flow
def paid_back(
    line: StatementLine,
    claim: Claim,
    proposal: Proposal,
    books: Books,
    *,
    since: date,
    by: User,
    at: datetime,
) -> Entry | None:
    """Book what pays a claim, what comes in after it was given up, and what is too much: it waits in the same slice.

    On the day `since`, and what was given up not before that was booked. Returns its entry. The locks are held.
    """
    dossier = dossier_of(proposal)
    day = books.day_for(dossier, since)
    entry, late = None, claim.late_part(line.cents)
    told: dict[str, Any] = {"by": by, "at": at, "source": claim.source}
    if late:
        given_up_on = max(
            one.entry.booked_on for one in claim.write_offs.select_related("entry") if one.entry
        )
        key = f"{line.source}/late"
        entry = recover(dossier, cents=late, booked_on=max(day, given_up_on), key=key, **told)
    if rest := line.cents - late:
        most, key = claim.left_cents, f"{line.source}/claim"
        entry = receive(dossier, cents=rest, booked_on=day, key=key, most=most, **told)
    _pay(claim, line.cents, by=by, at=at)
    return entry


@flow
def match_waiting(
    line: StatementLine,
    waits: Entry,
    claim: Claim,
    proposal: Proposal,
    books: Books,
    *,
    by: User,
    at: datetime,
) -> None:
    """Let money that waited in the city's own ledger pay a claim; what is too much goes on waiting there.

    Of a claim that was paid already that is all of it. The locks are held.
    """
    dossier = dossier_of(proposal)
    if claim.is_open:
        match_receipt(
            books.standing(waits.slice),
            dossier,
            cents=min(line.cents, claim.left_cents),
            by=by,
            at=at,
            booked_on=max(waits.booked_on, books.day_for(dossier, line.booked_on)),
            key=f"{line.source}/match",
            source=claim.source,
        )
    _pay(claim, line.cents, by=by, at=at)


@flow
def sent_back(line: StatementLine, claim: Claim, proposal: Proposal, *, by: User, at: datetime) -> Entry:
    """Book it where what came in too much stands, the first first: an entry in each budget that gives a part.

    That is with the dossier, or in the city's own ledger where it waited before it was matched. Returns
    the first. The proposal is held.
    """
    dossier = dossier_of(proposal)
    books = Books(line.city, [dossier])
    entries, left = [], line.cents
    for waits in waits_on(claim, books.standing):
        if part := min(left, waits.cents):
            entry = refund(
                waits.slice,
                cents=part,
                by=by,
                at=at,
                booked_on=max(waits.since, books.day_for(dossier, line.booked_on)),
                key=f"{line.source}/refund",
                source=claim.source,
            )
            entries.append(entry)
            left -= part
    if left:
        raise WrongMatch(_("This line sends back more than came in too much, or the money came in."))
    return entries[0]


def _pay(claim: Claim, cents: int, *, by: User, at: datetime) -> None:
    if not claim.can_pay:
        return
    late = claim.late_part(cents)
    claim.paid_cents += min(cents, claim.left_cents + late)
    claim.written_off_cents -= late
    claim.state = claim.ends_as()
    claim.save(update_fields=["paid_cents", "written_off_cents", "state"])
    end_overtaken(claim, by=by, at=at)
