"""What a dossier holds of its slice: reserved, committed, changed (E2, E3, E4, E4v, E9)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import NotCovered, OverCeiling, WrongAmount, WrongSlices
from ..models import Dossier, Entry, Slice
from ..posting import (
    Books,
    Move,
    Stamp,
    check_cents,
    key_within,
    lock,
    post,
    returns_to,
    standing,
    taken_back,
)
from ..states import Event, Kind


@flow
def reserve(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Reserve what was asked as far as it is free (E2): an intake is never refused for want of money."""
    check_cents(cents)
    return post(
        dossier.slice_id,
        Event.RESERVE,
        Stamp(by, at, booked_on, key, source),
        dossier=dossier,
        asked=[cents],
        plan=lambda books: [Move(Kind.RESERVED, Kind.FREE, min(cents, books.balance(Kind.FREE)))],
    )


@flow
def release(
    dossier: Dossier, *, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Give the whole reservation of a dossier free again (E3)."""
    return post(
        dossier.slice_id,
        Event.RELEASE,
        Stamp(by, at, booked_on, key, source),
        dossier=dossier,
        asked=[],
        plan=lambda books: [Move(Kind.FREE, Kind.RESERVED, books.balance(Kind.RESERVED, dossier))],
    )


@flow
def commit(
    dossier: Dossier,
    *,
    cents: int,
    lower_ranked: Sequence[Dossier] = (),
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Commit `cents` to a dossier, from its reservation and from what is free (E4).

    `lower_ranked` are dossiers of the same slice whose reservation gives way, in that order and only as far
    as needed. Raises OverCeiling with what is left for this dossier: free, its own reservation and those, and
    WrongSlices when one of them is the dossier itself, is named twice or stands in another slice.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    if lower_ranked:
        _make_room(dossier, cents, lower_ranked, stamp)
    asked = [cents, [one.number for one in lower_ranked]]
    return post(
        dossier.slice_id,
        Event.COMMIT,
        stamp,
        dossier=dossier,
        asked=asked,
        plan=lambda books: _committed(books, dossier, cents),
    )


def _committed(books: Books, dossier: Dossier, cents: int) -> list[Move]:
    reserved, free = books.balance(Kind.RESERVED, dossier), books.balance(Kind.FREE)
    if cents > reserved + free:
        raise OverCeiling(reserved + free)
    return [
        Move(Kind.COMMITTED, Kind.RESERVED, min(reserved, cents)),
        Move(Kind.COMMITTED, Kind.FREE, cents - min(reserved, cents)),
        Move(Kind.FREE, Kind.RESERVED, reserved - min(reserved, cents)),
    ]


def _make_room(dossier: Dossier, cents: int, lower_ranked: Sequence[Dossier], stamp: Stamp) -> None:
    """Let lower-ranked reservations give way, unless the slice is closed or this was booked before."""
    slice_ = lock(dossier.slice_id)
    if slice_.closed_at is not None or slice_.entries.filter(key=stamp.key).exists():
        return
    named = {one.pk for one in lower_ranked}
    is_elsewhere = any(one.slice_id != slice_.pk for one in lower_ranked)
    if is_elsewhere or dossier.pk in named or len(named) < len(lower_ranked):
        raise WrongSlices(_("Only other dossiers of the same budget give way, each once."))
    books = Books(slice_, [dossier, *lower_ranked])
    own = books.balance(Kind.RESERVED, dossier) + books.balance(Kind.FREE)
    others = [(one, books.balance(Kind.RESERVED, one)) for one in lower_ranked]
    left = own + sum(reserved for _one, reserved in others)
    if cents > left:
        raise OverCeiling(left)
    short = cents - own
    for one, reserved in others:
        gives = max(0, min(reserved, short))
        short -= gives
        if gives:
            _give_way(slice_, one, gives, stamp)


def _give_way(slice_: Slice, dossier: Dossier, cents: int, stamp: Stamp) -> None:
    moves = [Move(Kind.FREE, Kind.RESERVED, cents)]
    key = key_within(stamp.key, dossier.number)
    gives = Stamp(stamp.by, stamp.at, stamp.booked_on, key, stamp.source)
    post(slice_, Event.RELEASE, gives, dossier=dossier, asked=[cents], plan=moves)


@flow
def commit_conditionally(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Note a grant on a budget that the city council has yet to adopt (E4v, Awb 4:34): a memo, no commitment.

    The dossier belongs to the year whose budget it is.
    """
    check_cents(cents)
    moves = [Move(Kind.CONDITIONAL, Kind.CONDITIONAL_BASIS, cents)]
    return post(
        dossier.slice_id,
        Event.CONDITION,
        Stamp(by, at, booked_on, key, source),
        dossier=dossier,
        asked=[cents],
        plan=moves,
    )


@flow
def end_condition(
    dossier: Dossier, *, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Take the memo of a conditional grant away: the budget was not adopted, or was (E4v)."""
    return _end_condition(dossier, Stamp(by, at, booked_on, key, source), confirmed_cents=0)


def _end_condition(dossier: Dossier, stamp: Stamp, *, confirmed_cents: int) -> Entry:
    def plan(books: Books) -> list[Move]:
        stands = books.balance(Kind.CONDITIONAL, dossier)
        if confirmed_cents and not stands:
            raise WrongAmount(_("Nothing is granted to this dossier under condition."))
        if confirmed_cents > stands:
            raise NotCovered(str(Kind.CONDITIONAL.label), stands)
        return [Move(Kind.CONDITIONAL_BASIS, Kind.CONDITIONAL, stands)]

    slice_ = lock(dossier.slice_id)
    return post(slice_, Event.CONDITION_ENDS, stamp, dossier=dossier, asked=[], plan=plan)


@flow
def confirm_conditional(
    dossier: Dossier,
    *,
    cents: int,
    lower_ranked: Sequence[Dossier] = (),
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Turn a conditional grant into a commitment of `cents` once the budget is adopted (E4v, then E4).

    The condition was the budget alone (Awb 4:34), so it becomes no more than was granted under it: raises
    WrongAmount when nothing was, NotCovered beyond it, and what `commit` raises. Reservations of `lower_ranked` give
    way as they do there.
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key_within(key, "condition"), source)
    _end_condition(dossier, stamp, confirmed_cents=cents)
    return commit(
        dossier,
        cents=cents,
        lower_ranked=lower_ranked,
        by=by,
        at=at,
        booked_on=booked_on,
        key=key,
        source=source,
    )


@flow
def raise_grant(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Commit `cents` more to a dossier by a changed decision (E9)."""
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    moves = [Move(Kind.COMMITTED, Kind.FREE, cents)]
    return post(
        standing(dossier, stamp),
        Event.CHANGE,
        stamp,
        dossier=dossier,
        asked=["raise", cents],
        plan=moves,
    )


@flow
def lower_grant(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Take `cents` of a commitment back by a changed decision (E9), to where the regulation says it goes.

    Raises NotCovered when less would be left than is advanced: the advance is lowered first (`change_advance`).
    """
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    slice_ = standing(dossier, stamp)
    moves = [Move(returns_to(slice_, dossier), Kind.COMMITTED, cents)]
    return post(slice_, Event.CHANGE, stamp, dossier=dossier, asked=["lower", cents], plan=moves)


@flow
def change_advance(
    dossier: Dossier,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Entry:
    """Take `cents` of an advance back by a changed decision (E9): unpaid first, the rest is to be paid back."""
    check_cents(cents)
    stamp = Stamp(by, at, booked_on, key, source)
    return post(
        standing(dossier, stamp),
        Event.CHANGE,
        stamp,
        dossier=dossier,
        asked=["advance", cents],
        plan=lambda books: taken_back(books, dossier, Kind.ADVANCES, cents),
    )
