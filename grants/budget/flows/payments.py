"""Money on its way to who gets it: awarded, sent, settled, failed (E5, E6a, E6b, E6c)."""

from datetime import date, datetime

from django.db.models import Sum

from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import NotCovered
from ..models import Dossier, Entry, Transfer
from ..posting import Books, Move, Stamp, check_cents, post, standing
from ..states import Event, Kind

_OF_BANK = (Kind.IN_TRANSIT, Kind.BANK)


@flow
def award_advance(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Award an advance of `cents` on what is committed to the dossier (E5).

    Raises NotCovered when the advances would pass the commitment.
    """
    check_cents(cents)
    stamp, moves = Stamp(by, at, booked_on, key, source), [Move(Kind.ADVANCES, Kind.PAYABLE, cents)]
    return post(standing(dossier, stamp), Event.ADVANCE, stamp, dossier=dossier, asked=[cents], plan=moves)


@flow
def send(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Send `cents` of what is to be paid (E6a); raises NotCovered beyond that: never more than was granted."""
    return _paying(
        dossier, Event.SEND, Move(Kind.PAYABLE, Kind.IN_TRANSIT, cents), Stamp(by, at, booked_on, key, source)
    )


@flow
def settle(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Book that the bank has paid `cents` of what was sent (E6b)."""
    return _paying(
        dossier, Event.SETTLE, Move(Kind.IN_TRANSIT, Kind.BANK, cents), Stamp(by, at, booked_on, key, source)
    )


def _paying(dossier: Dossier, event: Event, move: Move, stamp: Stamp) -> Entry:
    check_cents(move.cents)
    slice_ = standing(dossier, stamp)
    return post(slice_, event, stamp, dossier=dossier, asked=[move.cents], plan=[move])


@flow
def fail(
    dossier: Dossier,
    *,
    cents: int,
    was_settled: bool,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Book that a payment of `cents` failed, or came back after it was settled (E6c): it is to be paid again.

    Raises NotCovered when more comes back than was sent, or settled, for the dossier: a return that is booked
    twice would be paid twice.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)

    def plan(_books: Books) -> list[Move]:
        if was_settled and cents > (settled := _settled(dossier)):
            raise NotCovered(str(Kind.BANK.label), settled)
        return [
            Move(Kind.BANK, Kind.IN_TRANSIT, cents if was_settled else 0),
            Move(Kind.IN_TRANSIT, Kind.PAYABLE, cents),
        ]

    return post(
        standing(dossier, stamp),
        Event.FAIL,
        stamp,
        dossier=dossier,
        asked=[cents, was_settled],
        plan=plan,
    )


def _settled(dossier: Dossier) -> int:
    """Return what went through the bank to the payee of a dossier and did not come back, in all years."""
    ways = {(Kind.IN_TRANSIT, Kind.BANK): 1, (Kind.BANK, Kind.IN_TRANSIT): -1}
    moved = Transfer.objects.filter(
        entry__dossier=dossier, debit__kind__in=_OF_BANK, credit__kind__in=_OF_BANK
    )
    sums = moved.values_list("debit__kind", "credit__kind").order_by().annotate(cents=Sum("cents"))
    return sum(ways[Kind(debit), Kind(credit)] * cents for debit, credit, cents in sums)
