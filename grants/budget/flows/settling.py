"""The final amount of a grant: determined, and withdrawn, lowered or raised after that (E7, E8, E10b to E10d)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import WrongAmount
from ..models import Dossier, Entry
from ..posting import Books, Move, Stamp, check_cents, post, returns_to, standing, taken_back
from ..queries import given_up_before
from ..states import Event, Kind


@flow
def determine(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Determine the final amount at `cents`, 0 or more and at most what is committed (E7 and E8).

    What is not needed goes back as the regulation says. The advance becomes expense; what is due above it is
    to be paid, what was advanced above it comes back: unpaid first, the rest is to be paid back.
    """
    if cents:
        check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)
    back = returns_to(slice_, dossier)

    def plan(books: Books) -> list[Move]:
        granted, advanced = books.balance(Kind.COMMITTED, dossier), books.balance(Kind.ADVANCES, dossier)
        if not granted:
            raise WrongAmount(_("Nothing is committed to this dossier."))
        covered = min(advanced, cents)
        return [
            Move(Kind.REALISED, Kind.COMMITTED, cents),
            Move(back, Kind.COMMITTED, granted - cents if granted > cents else 0),
            Move(Kind.EXPENSE, Kind.ADVANCES, covered),
            Move(Kind.EXPENSE, Kind.PAYABLE, cents - covered),
            *taken_back(books, dossier, Kind.ADVANCES, advanced - covered),
        ]

    return post(slice_, Event.DETERMINE, stamp, dossier=dossier, asked=[cents], plan=plan)


@flow
def withdraw_determination(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Withdraw `cents` of a determined amount, on one of the law's grounds (E10b, Awb 4:49).

    Unpaid first, the rest is to be paid back. A determination in a closed year stays there: for that one see
    `claim_after_close`.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)
    back = returns_to(slice_, dossier)
    return post(
        slice_,
        Event.WITHDRAW,
        stamp,
        dossier=dossier,
        asked=[cents],
        plan=lambda books: [
            Move(back, Kind.REALISED, cents),
            *taken_back(books, dossier, Kind.EXPENSE, cents),
        ],
    )


@flow
def raise_determination(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Add `cents` to a determined amount, from what is free (E10c, Awb 7:11).

    What was to be paid back and did not come back yet is no longer owed, then what was written off is theirs after all;
    the rest is to be paid. Of a closed year it is booked where the dossier stands now; what was written off in it is
    a result of closed years. Raises OverCeiling with what is free.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)

    def plan(books: Books) -> list[Move]:
        return [
            Move(Kind.REALISED, Kind.FREE, cents),
            *_given_again(books, dossier, Kind.EXPENSE, cents),
        ]

    return post(slice_, Event.RAISE, stamp, dossier=dossier, asked=[cents], plan=plan)


@flow
def reinstate(
    dossier: Dossier,
    *,
    cents: int,
    back_cents: int,
    unpaid_cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Let a grant of `cents` that was revoked stand again, from what is free (E10d, Awb 7:11).

    The revocation asked `back_cents` of its advance back: what did not come back of that, or was written off, is an
    advance again. The rest is to be paid once more, as are `unpaid_cents` that had not left. Raises OverCeiling with
    what is free, and NotCovered when more would be advanced than is granted.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)

    def plan(books: Books) -> list[Move]:
        return [
            Move(Kind.COMMITTED, Kind.FREE, cents),
            *_given_again(books, dossier, Kind.ADVANCES, back_cents, unpaid_cents=unpaid_cents),
        ]

    asked = [cents, back_cents, unpaid_cents]
    return post(standing(dossier, stamp), Event.REINSTATE, stamp, dossier=dossier, asked=asked, plan=plan)


def _given_again(
    books: Books, dossier: Dossier, kind: Kind, cents: int, *, unpaid_cents: int = 0
) -> list[Move]:
    """Return the moves that give `cents` after all, as advance or expense: the reverse of `taken_back`.

    Whoever still has that money keeps it: what is owed first, then what was written off here, then what was written
    off in closed years. The rest is to be paid, with `unpaid_cents`.
    """
    owed = min(cents, books.balance(Kind.RECEIVABLE, dossier))
    kept = min(cents - owed, books.balance(Kind.WRITTEN_OFF, dossier))
    before = min(cents - owed - kept, given_up_before(dossier))
    return [
        Move(kind, Kind.RECEIVABLE, owed),
        Move(kind, Kind.WRITTEN_OFF, kept),
        Move(kind, Kind.PRIOR_YEARS, before),
        Move(kind, Kind.PAYABLE, cents - owed - kept - before + unpaid_cents),
    ]
