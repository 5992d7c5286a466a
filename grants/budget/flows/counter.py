"""Counter-entries: the only way to take an entry back."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.fields import new_public_id
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import AlreadyUndone, OverReserved, YearClosed
from ..models import Dossier, Entry, Slice, Transfer, Year
from ..posting import Move, Stamp, lock_together, lock_years, post
from ..states import Event, Kind


@flow
def undo(
    entry: Entry, *, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> list[Entry]:
    """Book the opposite of an entry, its transfers last-first; of a pair: of both entries.

    Raises AlreadyUndone for an entry that has its counter-entry or is one, YearClosed when its slice is
    closed, OverCeiling or NotCovered when what it gave is used already, OverReserved when the share is.
    """
    together = Entry.objects.filter(pair=entry.pair) if entry.pair else Entry.objects.filter(pk=entry.pk)
    entries = list(together.select_related("slice", "dossier").order_by("-id"))
    lock_years(*(one.slice.year_id for one in entries))
    slices = {one.pk: one for one in lock_together(*(one.slice_id for one in entries))}
    for one in entries:
        _refuse_closed(slices[one.slice_id], one, key)
    pair = new_public_id() if entry.pair else ""
    stamp = Stamp(by, at, booked_on, key, source)
    made = []
    for one in entries:
        is_done = Entry.objects.filter(undoes=one).exclude(key=key).exists()
        if one.event == Event.COUNTER or is_done:
            raise AlreadyUndone(_("This entry was undone already, or is a counter-entry itself."))
        moves = _reversed(one)
        _refuse_over_share(slices[one.slice_id], moves, key)
        made.append(
            post(
                slices[one.slice_id],
                Event.COUNTER,
                stamp,
                dossier=one.dossier,
                other=_other(moves, one),
                asked=[one.slice.public_id, one.number],
                plan=moves,
                undoes=one,
                pair=pair,
            )
        )
    return made


def _refuse_closed(slice_: Slice, entry: Entry, key: str) -> None:
    """Raise YearClosed unless the entry was undone under this key before its slice closed."""
    if slice_.closed_at is not None and not Entry.objects.filter(undoes=entry, key=key).exists():
        raise YearClosed(slice_.year.year)


def _refuse_over_share(slice_: Slice, moves: list[Move], key: str) -> None:
    """Raise OverReserved when budget that was lowered would come back while others have it now."""
    cents = sum(move.cents for move in moves if move.credit is Kind.AUTHORITY)
    if not cents or slice_.closed_at is not None or slice_.entries.filter(key=key).exists():
        return
    left = Year.objects.get(pk=slice_.year_id).unallotted_cents
    if cents > left:
        raise OverReserved(left)


def _reversed(entry: Entry) -> list[Move]:
    transfers = Transfer.objects.filter(entry=entry).select_related("debit__dossier", "credit__dossier")
    return [
        Move(
            Kind(one.credit.kind),
            Kind(one.debit.kind),
            one.cents,
            debit_dossier=one.credit.dossier,
            credit_dossier=one.debit.dossier,
        )
        for one in transfers.order_by("-position")
    ]


def _other(moves: list[Move], entry: Entry) -> Dossier | None:
    """Return the second dossier of a set-off within one slice."""
    named = (one for move in moves for one in (move.debit_dossier, move.credit_dossier))
    return next((one for one in named if one is not None and one.pk != entry.dossier_id), None)
