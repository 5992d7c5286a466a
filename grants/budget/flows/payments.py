"""Money on its way to who gets it: awarded, sent, settled, failed (E5, E6a, E6b, E6c)."""

from datetime import date, datetime

from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import NotCovered
from ..models import Dossier, Entry
from ..posting import Books, Move, Stamp, check_cents, post, standing
from ..states import Event, Kind


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
    stamp = Stamp(by, at, booked_on, key, source)

    def plan(books: Books) -> list[Move]:
        left = books.balance(Kind.COMMITTED, dossier) - books.balance(Kind.ADVANCES, dossier)
        if cents > left:
            raise NotCovered(str(Kind.COMMITTED.label), max(left, 0))
        return [Move(Kind.ADVANCES, Kind.PAYABLE, cents)]

    return post(standing(dossier, stamp), Event.ADVANCE, stamp, dossier=dossier, asked=[cents], plan=plan)


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
    """Book that a payment of `cents` failed, or came back after it was settled (E6c): it is to be paid again."""
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    moves = [
        Move(Kind.BANK, Kind.IN_TRANSIT, cents if was_settled else 0),
        Move(Kind.IN_TRANSIT, Kind.PAYABLE, cents),
    ]
    return post(
        standing(dossier, stamp),
        Event.FAIL,
        stamp,
        dossier=dossier,
        asked=[cents, was_settled],
        plan=moves,
    )
