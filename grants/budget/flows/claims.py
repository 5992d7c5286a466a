"""Money that comes back, or that is the city's own: receipts, set-off, write-off, fees (E6d, E11 to E14)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.fields import new_public_id
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import NotCovered, WrongSlices
from ..models import Dossier, Entry, Slice, Year
from ..posting import (
    Books,
    Move,
    Stamp,
    check_cents,
    lock,
    lock_together,
    lock_years_of,
    path,
    post,
    standing,
    taken_back,
)
from ..queries import given_up_before, in_closed_years, result_of_before
from ..states import Event, Kind, Scope

_OWED = (Kind.PAYABLE, Kind.RECEIVABLE)


@flow
def book_fee(
    ledger: Slice, *, cents: int, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Book costs of payment or a penalty for a late decision in the city's own ledger (E6d)."""
    return _own(
        ledger, Event.FEE, Move(Kind.OWN_COSTS, Kind.BANK, cents), Stamp(by, at, booked_on, key, source)
    )


@flow
def receive_unmatched(
    ledger: Slice, *, cents: int, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Book a receipt of which nobody knows yet what it is for, in the city's own ledger (E11)."""
    return _own(
        ledger, Event.RECEIVE, Move(Kind.BANK, Kind.SUSPENSE, cents), Stamp(by, at, booked_on, key, source)
    )


def _own(ledger: Slice, event: Event, move: Move, stamp: Stamp) -> Entry:
    check_cents(move.cents)
    if ledger.scope != Scope.BOOKS:
        raise WrongSlices(_("This is booked in the city's own ledger."))
    return post(ledger.pk, event, stamp, asked=[move.cents], plan=[move])


@flow
def refund(
    slice_: Slice, *, cents: int, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Send back `cents` of what was received too much or could not be matched."""
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    moves = [Move(Kind.SUSPENSE, Kind.BANK, cents)]
    return post(slice_.pk, Event.REFUND, stamp, asked=[cents], plan=moves)


@flow
def receive(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
    most: int | None = None,
) -> Entry:
    """Book a receipt for a claim on the dossier (E11); what is too much waits, unmatched.

    Of several claims on one dossier it is for one: `most` is what that one still asks (euro cents).
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    asked = cents if most is None else min(cents, most)

    def plan(books: Books) -> list[Move]:
        due = min(asked, books.balance(Kind.RECEIVABLE, dossier))
        return [Move(Kind.BANK, Kind.RECEIVABLE, due), Move(Kind.BANK, Kind.SUSPENSE, cents - due)]

    return post(standing(dossier, stamp), Event.RECEIVE, stamp, dossier=dossier, asked=[cents], plan=plan)


@flow
def match_receipt(
    ledger: Slice,
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> tuple[Entry, Entry]:
    """Match `cents` that waited in `ledger` with a claim on the dossier: two entries, one pair.

    Raises WrongSlices when they are not of one city.
    """
    check_cents(cents)
    _refuse_two_cities(ledger.year_id, dossier.year_id)
    stamp = Stamp(by, at, booked_on, key, source)
    lock_years_of(dossier)
    lock_together(ledger.pk, *path(dossier))
    waits, owes = lock(ledger.pk), standing(dossier, stamp)
    pair, asked = new_public_id(), [ledger.public_id, cents]
    if waits.pk == owes.pk:
        moves = [Move(Kind.SUSPENSE, Kind.RECEIVABLE, cents)]
        only = post(owes, Event.MATCH, stamp, dossier=dossier, asked=asked, plan=moves)
        return only, only
    away, here = [Move(Kind.SUSPENSE, Kind.CLEARING, cents)], [Move(Kind.CLEARING, Kind.RECEIVABLE, cents)]
    return (
        post(waits, Event.MATCH, stamp, asked=[*asked, dossier.number], plan=away, pair=pair),
        post(owes, Event.MATCH, stamp, dossier=dossier, asked=asked, plan=here, pair=pair),
    )


@flow
def set_off(
    claim: Dossier,
    payment: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> list[Entry]:
    """Set `cents` to be paid on one dossier off against a claim on another of the same payee (E12, Awb 4:57).

    One entry within a slice; across slices two, one pair. The payee is the caller's to check. Raises
    WrongSlices for dossiers of two cities.
    """
    check_cents(cents)
    if claim.pk == payment.pk:
        raise WrongSlices(_("Choose two different dossiers."))
    _refuse_two_cities(claim.year_id, payment.year_id)
    stamp = Stamp(by, at, booked_on, key, source)
    lock_years_of(claim, payment)
    lock_together(*path(claim), *path(payment))
    owes, gets = standing(claim, stamp), standing(payment, stamp)
    asked = [claim.number, payment.number, cents]
    if owes.pk == gets.pk:
        moves = [Move(Kind.PAYABLE, Kind.RECEIVABLE, cents, debit_dossier=payment)]
        return [post(owes, Event.SET_OFF, stamp, dossier=claim, other=payment, asked=asked, plan=moves)]
    pair = new_public_id()
    paid, claimed = [Move(Kind.PAYABLE, Kind.CLEARING, cents)], [Move(Kind.CLEARING, Kind.RECEIVABLE, cents)]
    return [
        post(gets, Event.SET_OFF, stamp, dossier=payment, asked=asked, plan=paid, pair=pair),
        post(owes, Event.SET_OFF, stamp, dossier=claim, asked=asked, plan=claimed, pair=pair),
    ]


def _refuse_two_cities(*years: int) -> None:
    if Year.objects.filter(pk__in=years).values("city_id").distinct().count() > 1:
        raise WrongSlices(_("Choose two of the same city."))


@flow
def write_off(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Write `cents` of a claim off as not to be had (E13)."""
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    moves = [Move(Kind.WRITTEN_OFF, Kind.RECEIVABLE, cents)]
    slice_ = standing(dossier, stamp)
    return post(slice_, Event.WRITE_OFF, stamp, dossier=dossier, asked=[cents], plan=moves)


@flow
def recover(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Book a late receipt of a claim that was written off (E13).

    What was written off in a closed year stays there: that part is a result of closed years. Raises
    NotCovered beyond what was written off, did not come in yet and did not become theirs.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)
    is_carried = slice_.pk != dossier.slice_id

    def plan(books: Books) -> list[Move]:
        here = min(cents, books.balance(Kind.WRITTEN_OFF, dossier)) if is_carried else cents
        if cents > here:
            left = given_up_before(dossier)
            if cents - here > left:
                raise NotCovered(str(Kind.WRITTEN_OFF.label), here + left)
        return [
            Move(Kind.BANK, Kind.WRITTEN_OFF, here),
            Move(Kind.BANK, Kind.PRIOR_YEARS, cents - here),
        ]

    return post(slice_, Event.RECOVER, stamp, dossier=dossier, asked=[cents], plan=plan)


@flow
def claim_after_close(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Claim back `cents` that were determined in a year that is closed now (E14), in the open year.

    What was not paid yet is no longer to be paid, the rest is to be paid back. No budget moves. Raises
    NotCovered beyond what was determined in closed years and not claimed back yet.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)
    if slice_.pk == dossier.slice_id and slice_.closed_at is None:
        raise WrongSlices(_("The year of this dossier is still open."))

    def plan(books: Books) -> list[Move]:
        left = in_closed_years(dossier, Kind.EXPENSE) - result_of_before(dossier, *_OWED)
        if cents > left:
            raise NotCovered(str(Kind.EXPENSE.label), left)
        return taken_back(books, dossier, Kind.PRIOR_YEARS, cents)

    return post(
        slice_,
        Event.AFTER_CLOSE,
        stamp,
        dossier=dossier,
        asked=[cents],
        plan=plan,
    )
